"""From an event to the facts that figures count. Pure. What is not named here is counted by nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from holdfast.hubs.hours import instant
from holdfast.monitoring.facts import Fact, Kind

NOON = time(12)
SPOKE = "spoke"
NOT_NAMED = "not_named"
"""Signposted in a decision, in words: to no service of the directory."""


@dataclass(frozen=True)
class Row:
    """An event, as the stream keeps it."""

    number: int
    person_id: UUID
    subject_id: UUID
    kind: str
    codes: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class Known:
    """What a hub knows besides: its name in figures, pseudonyms, the kinds of its services, its target for contact; and
    of records that are joined, as which of them their person is counted, once.

    Attributes:
        began: when each appointment began to which somebody came.
        names_services: whether facts say to which service somebody was sent. What leaves the hub never does.
    """

    hub: str
    name: Callable[[UUID | str], str]
    kinds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    target: Callable[[datetime], int] = lambda at: 0
    joined: Mapping[UUID, UUID] = field(default_factory=dict)
    began: Mapping[UUID, datetime] = field(default_factory=dict)
    names_services: bool = False

    def person(self, person_id: UUID) -> str:
        """Their pseudonym: one for all records that are joined."""
        return self.name(self.joined.get(person_id, person_id))


Codes = Mapping[str, Any]
Told = list[tuple[Kind, dict[str, Any]]]
CLOSES = {
    "triage.signpost": "signposted", "triage.sign": "declined", "referral.withdraw": "withdrawn",
    "referral.discharge": "discharged", "referral.close_by_death": "died", "transfer.accept": "transferred",
}  # fmt: skip
ENDS_THERE = {
    f"onward.{verb}": verb for verb in ("complete", "decline", "drop_out", "withdraw", "replace", "stop", "close")
}  # fmt: skip
ENDS_HERE = {f"course.{verb}": verb for verb in ("complete", "end_for_them", "end", "close", "stop")}
PLAIN = {
    "referral.monitor": Kind.MONITORED, "referral.support_again": Kind.SUPPORTED_AGAIN,
    "referral.reopen": Kind.REOPENED, "referral.reopen_own": Kind.REOPENED,
    "course.agree": Kind.AGREED_HERE, "course.start": Kind.BEGUN_HERE,
}  # fmt: skip


def facts_of(row: Row, known: Known) -> Iterator[Fact]:
    """The facts of an event. Of one that tells of several kinds of service, one for each."""
    referral = row.codes.get("referral") or (row.subject_id if is_of_referral(row.kind) else "")
    for kind, more in told(row, known):
        if kind == Kind.RECEIVED:
            more["value"] = float(known.target(row.at))
        yield Fact(
            hub=known.hub, number=row.number, person=known.person(row.person_id),
            referral=known.name(referral) if referral else "",
            subject=known.name(more.pop("subject", row.subject_id)), kind=kind,
            at=more.pop("at", None) or known.began.get(row.subject_id, row.at), **more,
        )  # fmt: skip


def is_of_referral(kind: str) -> bool:
    """Whether the subject of such an event is the referral itself."""
    return kind.startswith(("referral.", "contact.", "triage."))


def told(row: Row, known: Known) -> Iterator[tuple[Kind, dict[str, Any]]]:
    """What kind of fact an event makes, with its code, detail and value."""
    if row.kind in TELLS:
        yield from TELLS[row.kind](row.codes, known)
    if row.kind in CLOSES:
        yield Kind.CLOSED, {"code": CLOSES[row.kind]}
    if row.kind in ENDS_THERE:
        yield Kind.ENDED_THERE, {"code": ENDS_THERE[row.kind]}
    if row.kind in ENDS_HERE:
        yield Kind.ENDED_HERE, {"code": ENDS_HERE[row.kind]}
    if row.kind in PLAIN:
        yield PLAIN[row.kind], {}


def received(codes: Codes, known: Known) -> Told:
    """A request came: by whom, how, and when the hub means to get in touch."""
    return [(Kind.RECEIVED, {"code": codes["route"], "detail": codes["method"]})]


def attempted(codes: Codes, known: Known) -> Told:
    """An attempt at contact, and its result."""
    return [(Kind.ATTEMPTED, {"code": codes["result"], "detail": codes["channel"]})]


def signposted(codes: Codes, known: Known) -> Told:
    """A list of services was handed over."""
    return [(Kind.SIGNPOSTED, {"code": kind}) for kind in kinds_of(codes["services"], known)]


def sent(codes: Codes, known: Known) -> Told:
    """Referred to a service, which may have promised days."""
    days, which = number(codes.get("promised_days")), codes["service"] if known.names_services else ""
    return [(Kind.SENT, {"code": kind, "detail": which, "value": days}) for kind in kinds_of([codes["service"]], known)]


def begun_there(codes: Codes, known: Known) -> Told:
    """A service first saw them: at noon of the day that it named."""
    return [(Kind.BEGUN_THERE, {"at": instant(date.fromisoformat(codes["day"]), NOON).astimezone(UTC)})]


def measured(codes: Codes, known: Known) -> Told:
    """A questionnaire, and its total."""
    complete = "complete" if codes["complete"] else ""
    return [(Kind.MEASURED, {"code": codes["questionnaire"], "detail": complete, "value": number(codes["total"])})]


def rated(codes: Codes, known: Known) -> Told:
    """How near somebody is to a goal, whatever its words are by now."""
    return [(Kind.RATED, {"subject": codes["goal"], "value": number(codes["value"])})]


def number(given: Any) -> float | None:
    """A number, or none."""
    return None if given is None else float(given)


def kinds_of(services: Sequence[str], known: Known) -> list[str]:
    """The kinds of some services, each once, in order."""
    return sorted({kind for service in services for kind in known.kinds.get(service, [])})


TELLS: dict[str, Callable[[Codes, Known], Told]] = {
    "referral.receive": received, "contact.log": attempted, "onward.signpost": signposted, "onward.send": sent,
    "onward.begin": begun_there, "measure.answer": measured, "plan.rate": rated,
    "assessment.finish": lambda codes, known: [(Kind.ASSESSED, {"code": codes["leads_to"]})],
    "triage.signpost": lambda codes, known: [(Kind.SIGNPOSTED, {"code": NOT_NAMED})],
    "work.say": lambda codes, known: [(Kind.WORKED, {"code": codes["state"]})],
    "work.note_state": lambda codes, known: [(Kind.WORKED, {"code": codes["state"]})],
    **{kind: lambda codes, known: [(Kind.SEEN, {"code": codes["what"]})]
       for kind in ("appointment.attend", "appointment.come_late")},
}  # fmt: skip
READ = tuple(dict.fromkeys([*TELLS, *CLOSES, *ENDS_THERE, *ENDS_HERE, *PLAIN]))
"""The kinds of events of which facts are made."""
