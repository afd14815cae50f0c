"""Writes of a hub itself: make it, sign its terms and its rule set, open it. Each leaves a row that says who did it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.accounts.actions import invite
from holdfast.accounts.models import Membership, Shift
from holdfast.accounts.roles import Permission
from holdfast.accounts.rota import days
from holdfast.desk.models import Change
from holdfast.desk.queries import DAYS_AHEAD, facts_of, newest_rules, newest_version, terms_with
from holdfast.desk.questions import Answers, columns
from holdfast.desk.rules import Finding, is_ready, of_hub
from holdfast.hubs.hours import LONDON, WeeklyHours
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.reckoning import log_reckoning
from holdfast.triage.models import RuleSet

LONGEST_SHIFT = timedelta(hours=16)


class HubExists(Exception):
    """There is a hub of this short name. Nothing was changed."""


class SignedMeanwhile(Exception):
    """A colleague has signed a newer version since this page was opened."""


class NotReady(Exception):
    """Something essential is left."""

    def __init__(self, findings: list[Finding]):
        super().__init__("; ".join(finding.words for finding in findings if finding.is_essential))
        self.findings = findings


def create_hub(answers: Answers, *, now: datetime) -> Membership:
    """Make a hub that prepares, with its terms, its footprint and its first lead: all of it, or nothing.

    Raises:
        HubExists: there is one of this short name.
        accounts.actions.CannotInvite: the lead cannot be invited.
    """
    hub = Hub(
        slug=answers["slug"],
        name=answers["name"],
        place=answers["place"],
        host_id=answers["host"] or None,
        created_at=now,
    )
    with hub_scope(hub):
        try:
            with transaction.atomic():
                hub.save(force_insert=True)
        except IntegrityError:
            raise HubExists(HubExists.__doc__) from None
        hub.systems.set(answers["systems"])
        hub.employers.set(answers["employers"])
        terms = Terms.objects.create(
            hub=hub, version=1, starts_at=now, signed_by=answers["signed_by"], signed_on=answers["signed_on"],
            **columns(answers),
        )  # fmt: skip
        lead = invite(
            hub, name=answers["lead_name"], email=answers["lead_email"], roles=["clinical_lead"],
            on=signed_today(now), is_fallback=True,
        )  # fmt: skip
        if answers["lead_on_duty"]:
            put_on_first_rota(lead, terms, now=now)
        note(hub, Change.Kind.MAKE, by=None, now=now, member=lead)
    return lead


def put_on_first_rota(lead: Membership, terms: Terms, *, now: datetime) -> None:
    """Put the lead on duty in every watched hour of two weeks. It counts from the moment they join."""
    hours = WeeklyHours.from_rows(terms.watched_hours)
    for day in days(now.astimezone(LONDON).date(), hours, (), count=DAYS_AHEAD):
        for start, end in day.gaps_after(now):
            while start < end:
                stop = min(start + LONGEST_SHIFT, end)
                Shift.objects.create(hub_id=lead.hub_id, member=lead, starts_at=start, ends_at=stop)
                start = stop


@transaction.atomic
def sign_terms(
    hub: Hub, changes: Mapping[str, Any], *, seen_version: int, starts_at: datetime, by: Membership, now: datetime
) -> Terms:
    """Sign a new version: what would hold at `starts_at`, with these columns of `hubs.Terms` changed.

    Args:
        seen_version: the newest version that the signer has seen.

    Raises:
        PermissionDenied: `by` may not set the hub, or is no lead and would change the questionnaires.
        SignedMeanwhile: there is a newer version.
    """
    may_set(hub, by)
    if "questionnaires" in changes:
        may_sign(hub, by)
    lock(hub)
    if newest_version(hub) != seen_version:
        raise SignedMeanwhile(SignedMeanwhile.__doc__)
    terms = terms_with(hub, changes, at=max(starts_at, now))
    terms.version, terms.signed_by, terms.signed_on = seen_version + 1, by.name, signed_today(now)
    terms.save(force_insert=True)
    note(hub, Change.Kind.SIGN_TERMS, by=by, now=now, version=terms.version, changed=sorted(changes))
    return terms


def lock(hub: Hub) -> Hub:
    """The hub as it is now, held until the transaction ends."""
    return Hub.objects.select_for_update().get(pk=hub.pk)


@transaction.atomic
def sign_rules(hub: Hub, rules: Mapping[str, str], *, seen_version: int, by: Membership, now: datetime) -> RuleSet:
    """Sign a new version of the rules for when contact is proposed. It holds at once.

    Raises:
        PermissionDenied: `by` is nobody who may decide on requests and set the hub.
        SignedMeanwhile: there is a newer version.
    """
    may_sign(hub, by)
    lock(hub)
    if newest_rules(hub) != seen_version:
        raise SignedMeanwhile(SignedMeanwhile.__doc__)
    signed = RuleSet.objects.create(
        hub=hub,
        version=seen_version + 1,
        rules=dict(rules),
        signed_by=by.name,
        signed_on=signed_today(now),
        starts_at=now,
    )
    note(hub, Change.Kind.SIGN_RULES, by=by, now=now, version=signed.version)
    return signed


def open_hub(hub: Hub, *, by: Membership, now: datetime) -> Hub:
    """Let the public pages answer and take requests. A hub that is open already stays so.

    Raises:
        PermissionDenied: `by` is no clinical lead of this hub.
        NotReady: something essential is left.
    """
    may_sign(hub, by)
    return opened(hub, signed_by=by.name, by=by, now=now)


@transaction.atomic
def opened(hub: Hub, *, signed_by: str, by: Membership | None, now: datetime) -> Hub:
    """Open a hub in which nothing essential is left; `by` None: from the command, where `signed_by` says who signed.

    Raises:
        NotReady: something essential is left.
    """
    hub = lock(hub)
    if hub.status == Hub.Status.OPEN:
        return hub
    facts, findings = facts_of(hub, now=now)
    if findings and findings.found:
        log_reckoning(hub, findings, now=now)
    left = of_hub(facts, now=now)
    if not is_ready(left):
        raise NotReady(left)
    hub.status = Hub.Status.OPEN
    hub.save(update_fields=["status"])
    note(hub, Change.Kind.OPEN, by=by, now=now, signed_by=signed_by)
    return hub


@transaction.atomic
def try_cover(hub: Hub, *, version: int, by: Membership, now: datetime) -> Change:
    """Write down that the agreed service was rung at night and answered; `version`: the terms that name it.

    Raises:
        PermissionDenied: `by` may not set the hub.
    """
    may_set(hub, by)
    return note(hub, Change.Kind.TRY_COVER, by=by, now=now, version=version)


@transaction.atomic
def acknowledge_signatures(hub: Hub, *, by: Membership, now: datetime) -> Change:
    """Write down that everybody who must sign before live use has signed.

    Raises:
        PermissionDenied: `by` may not set the hub.
    """
    may_set(hub, by)
    return note(hub, Change.Kind.ACKNOWLEDGE, by=by, now=now)


def note(
    hub: Hub, kind: str, *, by: Membership | None, now: datetime, member: Membership | None = None, **codes: Any
) -> Change:
    """Write down one change, in the caller's transaction and the hub's scope."""
    return Change.objects.create(hub=hub, kind=kind, by=by, at=now, member=member, codes=codes)


def may_set(hub: Hub, by: Membership) -> None:
    """Refuse whoever may not set this hub.

    Raises:
        PermissionDenied: they may not, or it is another hub.
    """
    require(hub, by, [Permission.SET_HUB])


def may_sign(hub: Hub, by: Membership) -> None:
    """Refuse whoever may not sign for the clinical side of this hub: its leads do.

    Raises:
        PermissionDenied: they may not, or it is another hub.
    """
    require(hub, by, [Permission.SET_HUB, Permission.TRIAGE])


def require(hub: Hub, by: Membership, permissions: Iterable[Permission]) -> None:
    """Refuse whoever lacks one of these permissions at this hub.

    Raises:
        PermissionDenied: they lack one.
    """
    if by.hub_id != hub.pk or not all(by.may(permission) for permission in permissions):
        raise PermissionDenied("desk")


def signed_today(now: datetime) -> date:
    """The day in London."""
    return now.astimezone(LONDON).date()
