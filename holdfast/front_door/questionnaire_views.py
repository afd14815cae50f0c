"""A page of a questionnaire: of the way in, while they wait, or of how they are; a risk answer stops at once."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from holdfast.accounts.gate import at_hub
from holdfast.front_door import more as parts
from holdfast.front_door import more_actions
from holdfast.front_door.actions import answer_questionnaire
from holdfast.front_door.more_views import next_address, since, visiting
from holdfast.front_door.sent_words import same_as_before
from holdfast.measures.queries import begun_measure
from holdfast.measures.questionnaires import find
from holdfast.measures.scoring import score
from holdfast.outcomes.queries import asked_of, left_to_answer
from holdfast.referrals.models import Referral
from holdfast.waiting.queries import asked_forms


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
@visiting
def questionnaire(request, key, page):
    """One page of a questionnaire. A risk answer stops at once, whatever else was answered."""
    asked = asked_now(request.referral, key)
    waiting = asked_forms(request.referral.person, now=timezone.now())
    known = [*parts.questionnaires_of(request.hub.current), *waiting, *([find(key)] if asked else [])]
    found = next((q for q in known if q.key == key), None)
    if found is None or not 1 <= page <= parts.pages_of(found):
        raise Http404
    items = parts.items_on(found, page)
    begun = begun_measure(request.referral.person, key)
    if asked and begun and begun.begun_at < asked.asked_at:
        begun = None  # how they were months ago is not what they say now
    given = {number: request.POST.get(f"q{number}", "") for number, _ in items}
    wrong = [n for n, item in items if given[n] and given[n] not in {str(o.value) for o in found.options_of(item)}]
    if request.method == "POST" and not wrong:
        answers = {n: int(v) for n, v in given.items() if v}
        return keep_answers(request, found, page, begun, answers, asked=asked)
    kept = begun.items if begun and request.visit.shows_request else []
    answers = {n: given[n] if request.method == "POST" else shown(kept, n) for n, _ in items}
    context = {
        "title": title_of(request.hub, key),
        "questionnaire": found, "items": items, "page": page, "pages": parts.pages_of(found),
        "answers": answers, "wrong": wrong, "is_first": page == 1,
        "back": reverse("front_door:more", args=[request.hub.slug]),
    }  # fmt: skip
    return render(request, "front_door/more/questionnaire.html", context)


def asked_now(referral, key):
    """The follow-up that asks this questionnaire now; None where none does."""
    asked = asked_of(referral)
    return asked if asked and key in asked.questionnaires else None


def title_of(hub, key) -> str:
    """What stands over a questionnaire, which says nothing about it."""
    return next((part.title for part in parts.parts_of(hub.current) if part.key == key), _("Questions"))


def shown(kept, number) -> str:
    """An answer that was kept before, as the form shows it."""
    value = kept[number - 1] if number <= len(kept) else None
    return "" if value is None else str(value)


def keep_answers(request, found, page, begun, answers, *, asked=None):
    """Store one page; go to help, to the next page, to the next part, or stop here."""
    moment, hub, referral = timezone.now(), request.hub, request.referral
    is_last = page == parts.pages_of(found)
    if not answers and begun is None:  # nothing was said: nothing is kept
        return after_page(request, found, page, asked=asked)
    Referral.objects.select_for_update(of=("self",), no_key=True).get(hub=hub, pk=referral.pk)
    is_risk = bool(score(found, answers).risk_items)
    is_known = same_as_before(referral, found, answers, begun=begun, now=moment)
    if is_known and is_risk:  # known only while somebody has it before them: what was closed is said anew
        is_known = more_actions.risk_alert(referral, since=since(request, moment), is_open=True) is not None
    if not is_known:
        answer_questionnaire(referral, hub, found, answers, now=moment, begun=begun, is_last_page=is_last)
    if is_risk:
        return redirect("front_door:more_now", hub.slug)
    return after_page(request, found, page, asked=asked)


def after_page(request, found, page, *, asked=None):
    """Where a page of a questionnaire leads: to the list, to its next page, to the next part; and where they are asked
    how they are, to the next questions of that, then back to their own page about it."""
    hub = request.hub
    if "stop" in request.POST:
        return redirect("portal:follow_up" if asked else "front_door:more", hub.slug)
    if page < parts.pages_of(found):
        return redirect("front_door:questionnaire", hub.slug, found.key, page + 1)
    if asked:
        later = asked.questionnaires[asked.questionnaires.index(found.key) + 1 :]
        key = next((each for each in later if each in left_to_answer(asked)), None)
        if key is None:
            return redirect("portal:follow_up", hub.slug)
        return redirect("front_door:questionnaire", hub.slug, key, 1)
    if left := asked_forms(request.referral.person, now=timezone.now()):
        return redirect("front_door:questionnaire", hub.slug, left[0].key, 1)
    return redirect(next_address(hub, request.referral, after=found.key))
