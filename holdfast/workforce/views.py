"""What the team is trained for, and the rule of who assesses."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import london_day, say_moment
from holdfast.workforce import actions
from holdfast.workforce.actions import ChangedMeanwhile
from holdfast.workforce.codes import Employment, Gender
from holdfast.workforce.forms import ProfileForm, RuleForm
from holdfast.workforce.models import AssessorRule, Profile
from holdfast.workforce.queries import Known, known_of, overrides, profile_of, rule_of, team_of, versions_of
from holdfast.workforce.rules import is_said, say_why_not
from holdfast.workforce.words import (
    NOTHING,
    competences_of,
    employment_of,
    grade_of,
    languages_of,
    lower_first,
    override_words,
    profession_of,
    rule_lines,
)

COUNTED = timedelta(days=90)


@staff(Permission.SEE_DIARY)
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    """The team: what each is trained for, and whom the rule admits to assess."""
    request.section = "team"
    now = timezone.now()
    members = team_of(request.hub)
    known = known_of(request.hub, members, now=now)
    members.sort(key=lambda each: is_said(known.profiles.get(each.pk)))  # in the order of names within each
    context = {
        "rows": [row(each, known, by=request.member) for each in members],
        "rule": known.rule,
        "unsaid": sum(not is_said(known.profiles.get(each.pk)) for each in members),
        "may_set": request.member.may(Permission.SET_WORKFORCE),
        "own_href": reverse("workforce:profile", args=[request.member.pk]) if request.member in members else "",
        "printed": say_moment(now, now),
    }
    return render(request, "workforce/profiles.html", context)


@staff(Permission.SEE_DIARY)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one of the team is trained for: said by whoever says it for the hub; of oneself, a part."""
    request.section = "team"
    now, member = timezone.now(), member_of(request, pk)
    may_say = actions.may_say(member, by=request.member)
    if not may_say:
        raise Http404
    last = profile_of(member)
    given = request.POST if request.method == "POST" else None
    form = ProfileForm(given, last=last, may_say=may_say, today=london_day(now))
    if form.is_valid():
        try:
            actions.set_profile(member, by=request.member, now=now, **form.chosen())
        except ChangedMeanwhile as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, "Kept. It counts from now on.")
            return redirect("workforce:profiles")
    context = {
        "whose": member, "is_own": member.pk == request.member.pk, "form": form, "last": last,
        "said": facts_of(last), "set": f"{say_moment(last.set_at, now)}, by {last.set_by.name}" if last else "",
        "says_all": request.member.may(Permission.SET_WORKFORCE),
    }  # fmt: skip
    return render(request, "workforce/profile.html", context)


@staff(Permission.SEE_DIARY)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest) -> HttpResponse:
    """The rule of who assesses: as it stands, its history, how often it was overridden; a new one, signed."""
    request.section = "team"
    now = timezone.now()
    may_sign = request.member.may(Permission.SET_WORKFORCE)
    stands = rule_of(request.hub, now=now)
    newest = actions.newest_version(request.hub)
    sent = request.POST if request.method == "POST" and may_sign else None  # what others send is not looked at
    form = RuleForm(sent, rule=stands, signer=request.member.name)
    context = {"form": form, "may_sign": may_sign, "stands": stands}
    if form.can_be_shown():
        if form.wants_to_sign(newest):
            try:
                made = actions.sign_rule(
                    request.hub, **form.chosen(), seen_version=newest, by=request.member, now=now
                )  # fmt: skip
            except ChangedMeanwhile as trouble:
                messages.error(request, str(trouble))
            else:
                messages.success(request, f"Version {made.version} is signed. It holds from now.")
            return redirect("workforce:rule")
        context |= preview(request, AssessorRule(**form.chosen()), now=now) | {"mark": form.mark(newest)}
    return render(request, "workforce/rule.html", context | standing(request, stands, now=now))


def member_of(request: HttpRequest, pk: UUID) -> Membership:
    """Somebody of this hub who sees people.

    Raises:
        Http404: nobody of them has this id.
    """
    found = request.hub.members.filter(pk=pk).select_related("account", "hub").first()
    if found is None or not found.has_caseload:
        raise Http404
    return found


def row(member: Membership, known: Known, *, by: Membership) -> dict[str, Any]:
    """One line of the team."""
    found = known.profiles.get(member.pk)
    href = reverse("workforce:profile", args=[member.pk]) if actions.may_say(member, by=by) else ""
    usual = found is not None and found.employment == Employment.EMPLOYED
    apart = [grade_of(found), "" if usual else employment_of(found), gender_of(found)]
    trained = [profession_of(found), *map(lower_first, apart)]
    line = {
        "name": member.name, "href": href,
        "owner": ", ".join(part for part in ("English", languages_of(found)) if part),
        "by": ". ".join(part for part in (", ".join(part for part in trained if part),
                                          ", ".join(competences_of(found))) if part),
        "done": True, "do": "Admitted" if known.admits(member) else f"Not admitted: {words_of(known, member)}",
    }  # fmt: skip
    return line if is_said(found) else line | {"now": NOTHING}


def words_of(known: Known, member: Membership) -> str:
    """Why the rule does not admit a member."""
    return say_why_not(known.profiles.get(member.pk), known.rule)


def gender_of(profile: Profile | None) -> str:
    """The gender, where it was given."""
    return str(Gender(profile.gender).label).lower() if profile and profile.gender else ""


def facts_of(profile: Profile | None) -> list[tuple[str, str]]:
    """What others have said of somebody, for whoever reads and does not say it."""
    return [
        ("Profession", profession_of(profile) or NOTHING), ("Grade", grade_of(profile) or "Not said"),
        ("Works here", employment_of(profile) or "Not said"),
        ("Trained in", ", ".join(competences_of(profile)) or "Not said"),
    ]  # fmt: skip


def preview(request: HttpRequest, proposed: AssessorRule, *, now: datetime) -> dict[str, Any]:
    """Whom a rule would admit, and whom not."""
    members = team_of(request.hub)
    known = Known(known_of(request.hub, members, now=now).profiles, proposed)
    return {
        "proposed": rule_lines(proposed),
        "would": [each.name for each in members if known.admits(each)],
        "would_not": [(each.name, words_of(known, each)) for each in members if not known.admits(each)],
    }


def standing(request: HttpRequest, stands: AssessorRule | None, *, now: datetime) -> dict[str, Any]:
    """The rule as it stands, the versions before, and how often it was overridden lately."""
    counted = overrides(request.hub, now - COUNTED, seen_by=request.member)
    return {
        "lines": rule_lines(stands) if stands else [],
        "before": [(each, rule_lines(each)) for each in versions_of(request.hub) if each != stands],
        "counted": [(number, override_words(code)) for code, number in counted.items()],
        "times": sum(counted.values()), "days": COUNTED.days,
    }  # fmt: skip
