"""Writes of telling more: each part as it is saved, the link for later, the wish to be asked by telephone."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.alerts.actions import say_keep_safe
from holdfast.alerts.models import Alert
from holdfast.alerts.rules import is_worse
from holdfast.alerts.states import Status as AlertStatus
from holdfast.correspondence.actions import make_link, post_to_person
from holdfast.correspondence.models import Link, Message
from holdfast.events.actions import record
from holdfast.front_door.actions import KEEP_SAFE, alert_about, log_by_person
from holdfast.hubs.models import Hub, Organisation
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import set_details
from holdfast.people.identity import channels_of, details_of, seal
from holdfast.referrals import actions
from holdfast.referrals.models import AtRisk, Referral
from holdfast.triage.actions import bring_forward

LINKS_AN_HOUR = 5


@transaction.atomic
def tell_work(
    referral: Referral, hub: Hub, *, employer: str, organisation: Organisation | None, staff_group: str,
    work_state: str, off_since: date | None, now: datetime,
) -> None:  # fmt: skip
    """Keep where somebody works: the organisation as it is listed now, or their own words."""
    actions.tell_background(
        referral,
        part="work",
        now=now,
        organisation=organisation,
        employer_sealed=None if organisation else seal(referral.person, "employer", employer),
        sector=organisation.kind if organisation else "",
        staff_group=staff_group,
        work_state=work_state,
        off_since_on=off_since,
    )
    after_telling(referral, hub, now=now)


@transaction.atomic
def tell_groups(referral: Referral, hub: Hub, *, groups: list[str], now: datetime) -> None:
    """Keep the at-risk groups somebody named."""
    actions.tell_at_risk(referral, groups, said_by=AtRisk.SaidBy.PERSON, now=now)
    after_telling(referral, hub, now=now)


@transaction.atomic
def tell_needs(
    referral: Referral, hub: Hub, *, language: str, needs_interpreter: bool, formats: list[str],
    adjustments: str, now: datetime,
) -> None:  # fmt: skip
    """Keep language, format and adjustments."""
    actions.tell_background(
        referral,
        part="needs",
        now=now,
        language_sealed=seal(referral.person, "language", language),
        needs_interpreter=needs_interpreter,
        formats=formats,
        adjustments_sealed=seal(referral.person, "adjustments", adjustments),
    )
    after_telling(referral, hub, now=now)


@transaction.atomic
def tell_details(referral: Referral, hub: Hub, *, born: date | None, gp: str, now: datetime) -> None:
    """Seal birth date and GP; what was left empty stays as it was."""
    given = {"born": born.isoformat() if born else "", "gp": gp}
    details = {**details_of(referral.person), **{key: value for key, value in given.items() if value}}
    set_details(referral.person, details=details)
    actions.told(referral, "details", now=now)
    after_telling(referral, hub, now=now)


@transaction.atomic
def tell_equality(referral: Referral, hub: Hub, *, now: datetime, **codes: str) -> None:
    """Keep answers to the equality questions."""
    actions.tell_equality(referral, now=now, **codes)
    after_telling(referral, hub, now=now)


def after_telling(referral: Referral, hub: Hub, *, now: datetime) -> None:
    """What every part does: contact may come sooner, and the access log says who wrote."""
    bring_forward(referral, terms=hub.current, now=now)
    log_by_person(referral, what="front_door:part", now=now)


@transaction.atomic
def ask_by_phone(referral: Referral, *, now: datetime) -> None:
    """Remember the wish to be asked on the telephone."""
    record(referral, "referral.ask_by_phone", by=None, now=now)
    log_by_person(referral, what="front_door:more", now=now)


class TooManyLinks(Exception):
    """Several links were made within the hour. The last one opens."""


@transaction.atomic
def send_link(referral: Referral, hub: Hub, *, now: datetime) -> dict[str, Any]:
    """Make a link with a code. The link is mailed where email is safe; the code is only ever shown on the screen.

    Earlier links of this request end: the last one opens.

    Returns:
        `code`, `address` of the link, and `is_mailed`.

    Raises:
        TooManyLinks: several were made within the hour.
    """
    actions.locked(referral)  # so that two at once are counted one after the other
    earlier = Link.objects.filter(
        hub=hub, person=referral.person, subject_id=referral.pk, purpose=Link.Purpose.TELL_MORE
    )
    if earlier.filter(made_at__gt=now - timedelta(hours=1)).count() >= LINKS_AN_HOUR:
        raise TooManyLinks(TooManyLinks.__doc__)
    earlier.filter(ended_at=None).update(ended_at=now)
    token, code, link = make_link(referral.person, subject_id=referral.pk, purpose=Link.Purpose.TELL_MORE, now=now)
    address = f"{settings.PUBLIC_URL}/h/{hub.slug}/{token}/"
    is_mailed = bool(channels_of(referral.person).get("email"))
    if is_mailed:
        post_to_person(referral.person, kind=Message.Kind.LATER, subject_id=link.pk, now=now, link=address)
    record(referral, "referral.ask_later", by=None, now=now, mailed=is_mailed)
    log_by_person(referral, what="front_door:later", now=now)
    return {"code": code, "address": address, "is_mailed": is_mailed}


@transaction.atomic
def say_safe(referral: Referral, hub: Hub, alert: Alert, *, keep_safe: str, now: datetime) -> Alert:
    """What the person says about keeping safe, on the alert that their answers raised.

    Where a colleague has closed it meanwhile, an answer other than yes raises a new one: it was not known to them.
    """
    actions.locked(referral)
    try:
        alert = say_keep_safe(alert, keep_safe=keep_safe, terms=hub.current, now=now)
    except MoveNotAllowed:
        if keep_safe != Alert.KeepSafe.YES:
            alert = alert_about(referral, hub, source=alert.source, reasons=alert.reasons, keep_safe=keep_safe, now=now)
            bring_forward(referral, terms=hub.current, now=now)
    log_by_person(referral, what="front_door:more_now", now=now)
    return alert


@transaction.atomic
def say_not_safe(referral: Referral, hub: Hub, *, safe_now: str, now: datetime, by: Membership | None = None) -> Alert:
    """They say, after they have sent their request, that they are not safe or not sure.

    The alert that the request raised hears of a worse answer; where there is none, or it is closed, one is raised.

    Args:
        by: whoever wrote it down on the telephone; None: they themselves.
    """
    locked = actions.locked(referral)  # so that two windows raise one alert
    keep_safe, alert = KEEP_SAFE[Referral.SafeNow(safe_now)], safe_alert(locked)
    if by is None:
        log_by_person(locked, what="front_door:question", now=now)
    if alert is not None and not is_worse(keep_safe, than=alert.keep_safe) and alert.status != AlertStatus.CLOSED:
        return alert
    try:
        if alert is None:
            raise MoveNotAllowed
        alert = say_keep_safe(alert, keep_safe=keep_safe, terms=hub.current, now=now)
    except MoveNotAllowed:  # there is none, or a colleague has closed it, perhaps just now
        reasons = [f"safe_now.{safe_now}"]
        alert = alert_about(
            locked, hub, source=Alert.Source.SAFE_NOW, reasons=reasons, keep_safe=keep_safe, now=now
        )  # fmt: skip
        bring_forward(locked, terms=hub.current, now=now)
    return alert


def safe_alert(referral: Referral) -> Alert | None:
    """The last alert that an answer to “are you safe right now?” raised about this request."""
    raised = Alert.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id, subject_id=referral.pk)
    return raised.filter(source=Alert.Source.SAFE_NOW).order_by("-raised_at", "-pk").first()


def risk_alert(referral: Referral, *, since: datetime, is_open: bool = False) -> Alert | None:
    """The last alert that an answer of this visit raised: nobody speaks for an answer of another day.

    One that is closed counts too, unless `is_open` asks for the others: the page about now is shown all the same.
    """
    raised = Alert.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id, raised_at__gte=since)
    if is_open:
        raised = raised.exclude(status=AlertStatus.CLOSED)
    return raised.filter(source=Alert.Source.QUESTIONNAIRE).order_by("-raised_at", "-pk").first()
