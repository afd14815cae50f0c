"""Rows of the work lists for the template: the name opened, the words, the next step and where it leads."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.caseload import rules
from holdfast.caseload.rules import Horizon
from holdfast.hubs.hours import say_wait
from holdfast.people.identity import name_from_row
from holdfast.referrals.next_step import say_next
from holdfast.referrals.states import BY_NEXT_ACTION, NextAction, Stage, Status

NIL = UUID(int=0)
ERASED = "Erased"
QUEUE = "Triage queue"
ANOTHERS = "With a practitioner"  # the next step is not theirs to take
# Where the next step is taken, and what somebody must be allowed to be led there.
STEPS = {
    NextAction.DECIDE: ("triage:decide", Permission.TRIAGE),
    NextAction.SIGN: ("triage:decide", Permission.TRIAGE),
    NextAction.OFFER_TRANSFER: (
        "triage:decide",
        Permission.TRIAGE,
    ),  # until a transfer has a page: ring, or decide anew
    NextAction.CALL: ("contacts:log", Permission.CONTACT),
    NextAction.TRY_AGAIN: ("contacts:log", Permission.CONTACT),
    NextAction.ASSESS: ("appointments:book", Permission.BOOK),
    NextAction.MEET: ("appointments:of_record", Permission.SEE_DIARY),
    NextAction.WRITE_UP: ("assessments:of_record", Permission.SEE_CLINICAL),
    NextAction.DISCUSS: ("meetings:ask", Permission.ASSESS),
    NextAction.WELFARE: ("contacts:log", Permission.CONTACT),
    NextAction.PLAN: ("coordination:plan", Permission.SEE_CLINICAL),
    NextAction.AGREE_PLAN: ("coordination:plan", Permission.SEE_CLINICAL),
    NextAction.STEP: ("coordination:plan", Permission.SEE_CLINICAL),
    NextAction.CHASE: ("onward:of_record", Permission.CHASE),
    NextAction.CHECK_IN: ("contacts:log", Permission.CONTACT),
    NextAction.TALK: ("contacts:log", Permission.CONTACT),
    NextAction.REFER: ("onward:of_record", Permission.CHASE),
    NextAction.GO_ON: ("onward:of_record", Permission.CHASE),
    NextAction.FOLLOW_UP: ("contacts:log", Permission.CONTACT),
    NextAction.REVIEW: ("coordination:plan", Permission.SEE_CLINICAL),
}
DUE_WORDS = {NextAction.ASSESS: "Arrange by", NextAction.MEET: "Appointment"}
STATUSES = dict(Status.choices)
STAGES = dict(Stage.choices)


class Row(NamedTuple):
    """One row as the query gives it, in the order of `queries.COLUMNS`."""

    pk: UUID
    person_id: UUID
    reference: str
    stage: str
    received_at: datetime
    due_at: datetime
    contact_why: list[str]
    next_action: str
    next_action_at: datetime
    attempts: int
    closed_at: datetime | None
    status: str
    owner: str | None
    key_version: int
    wrapped_key: bytes | None
    name_sealed: bytes
    has_open_alert: bool


@lru_cache
def around(name: str) -> tuple[str, str]:
    """The address of a page of a record, before and after the record's id: worked out once, not for every row."""
    before, after = reverse(name, args=[NIL]).split(str(NIL))
    return before, after


def address(name: str, pk: UUID) -> str:
    """The address of a page of one record."""
    before, after = around(name)
    return f"{before}{pk}{after}"


def name_in(row: Row, hub_id: UUID) -> str:
    """The person's name."""
    if row.wrapped_key is None:
        return ERASED
    return name_from_row(hub_id, row.person_id, row.key_version, row.wrapped_key, row.name_sealed)


def place_of(next_action: str, member: Membership) -> str:
    """The name of the page where this member takes the next step; empty where it is not theirs or has no page yet."""
    page, needs = STEPS.get(next_action, ("", Permission.OPEN_RECORDS))
    return page if member.may(needs) else ""


def reference_words(reference: str) -> str:
    """In the groups it is read out in."""
    return f"{reference[:3]} {reference[3:6]} {reference[6:]}"


def plain(row: Row, member: Membership, now: datetime) -> dict[str, Any]:
    """What every list shows of a row."""
    line = {
        "name": name_in(row, member.hub_id),
        "href": address("caseload:person", row.pk),
        "reference": reference_words(row.reference),
        "wait": say_wait((row.closed_at or now) - row.received_at),
        "owner": row.owner or QUEUE,
        "do": say_next(row.next_action, row.status),
    }
    place = place_of(row.next_action, member)
    if row.next_action == NextAction.NONE:
        line["do"] = ""
    elif not place:
        line["do"] = ANOTHERS
    else:
        line["do_href"] = address(place, row.pk)
        line["name_word"] = f"for {line['name']}"
    return line


def of_stage(row: Row, member: Membership, horizon: Horizon) -> dict[str, Any]:
    """A row of the People list: by when and, for those who may read it, why."""
    now = horizon.now
    line = plain(row, member, now)
    if row.stage == Stage.CLOSED:
        line["by"] = rules.joined([STATUSES[row.status], rules.say_short(row.closed_at, now) if row.closed_at else ""])
        return line
    if row.stage in BY_NEXT_ACTION:
        line["by"] = f"{DUE_WORDS.get(row.next_action, 'By')} {rules.say_short(row.due_at, now)}"
        line["now"] = "Alert open" if row.has_open_alert else rules.say_late(row.due_at, now)
        return line
    if row.has_open_alert:
        line["now"] = "Now"
    else:
        line["now"] = rules.say_late(row.due_at, now)
    tries = rules.say_tries(row.attempts) if row.stage == Stage.FIRST_CONTACT else ""
    due = "" if row.has_open_alert else rules.say_short(row.due_at, now)
    line["by"] = rules.joined([due, why_of(row, member), tries])
    return line


def why_of(row: Row, member: Membership) -> str:
    """Why contact is proposed then; nothing for those who may not read clinical words."""
    if not member.may(Permission.SEE_CLINICAL):
        return ""
    return rules.say_why(row.contact_why, has_open_alert=row.has_open_alert)


def grouped(rows: Iterable[Row], member: Membership, horizon: Horizon, *, target_days: int) -> list[dict]:
    """The rows in their groups: an open alert first, then by when contact is due. Empty groups are left out."""
    lines: dict[str, list] = {}
    for row in rows:
        group = rules.NOW if row.has_open_alert else horizon.group_of(row.due_at)
        lines.setdefault(group, []).append(of_stage(row, member, horizon))
    days = f"{rules.number_word(target_days).lower()} working day{'' if target_days == 1 else 's'}"
    heads = {
        rules.NOW: {"title": "Now: an alert is open", "act": True},
        rules.TODAY: {"title": "Contact today", "act": True},
        rules.TWO_DAYS: {"title": "Contact within two working days"},
        rules.LATER: {"title": "Contact within the hub’s target", "small": f"{days} after the request"},
    }
    return [{**heads[key], "rows": lines[key]} for key in heads if key in lines]


def found_row(row: Row, member: Membership, now: datetime) -> dict[str, Any]:
    """A row of a search: the stage as well."""
    due = "" if row.stage in {Stage.CLOSED, *BY_NEXT_ACTION} else rules.say_short(row.due_at, now)
    words = {"by": rules.joined([STAGES[row.stage], due]), "now": "Alert open" if row.has_open_alert else ""}
    return plain(row, member, now) | words
