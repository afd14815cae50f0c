"""What happens to a person of a simulated year, step by step, with the odd things that happen at real hubs."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from holdfast.monitoring.facts import Kind

if TYPE_CHECKING:
    from tests.monitoring.years import Life

LONDON = ZoneInfo("Europe/London")

SERVICES = ("talking_therapies", "secondary_care", "addiction", "bereavement", "debt", "coaching")
TOLD = {
    "ethnic_group": ("A", "B", "H", "J", "N", "Z"),
    "sexual_orientation": ("1", "2", "4", "Z"),
    "gender": ("1", "2", "3", "Z"),
    "trans": ("Y", "N"),
    "age_band": ("18-24", "25-34", "35-44", "45-54", "55-64", "65+"),
    "disability": ("yes", "no"),
    "faith": ("none", "christian", "muslim", "hindu"),
    "staff_group": ("nursing", "medical", "ambulance", "social_care", "estates"),
    "sector": ("trust", "primary_care", "care_home"),
}
"""{attribute: what is told of it}."""


def ask(life: Life) -> None:
    """A request comes in; of a few that came before the stream began there is no `received`. Most of those that come
    from another hub say when it was asked first, and some that it had spoken with them."""
    route = life.rng.choices(("self", "manager", "oh", "gp", "hr", "hub"), weights=(52, 15, 12, 8, 6, 7))[0]
    if life.chance(0.03):
        return
    life.record(
        Kind.RECEIVED,
        code=route,
        detail=life.rng.choices(("web", "telephone", "post"), weights=(70, 25, 5))[0] if route == "self" else "file",
        value=life.rng.choice((None, 1440.0, 2880.0, 2880.0, 7200.0)),
    )
    if route == "hub" and life.chance(0.8):
        asked_at = life.at - timedelta(minutes=life.rng.randrange(150 * 1440))
        target = life.rng.choice((None, 1440.0, 7200.0, 90 * 1440.0))
        life.record(Kind.ASKED_BEFORE, at=asked_at, code=life.rng.choice(("", "", "spoke")), value=target)


def tell(life: Life) -> None:
    """What they say of themselves. Some say it again with another answer, a few of them in the same instant."""
    for attribute, answers in TOLD.items():
        if not life.chance(0.22):
            continue
        life.record(Kind.TOLD, code=attribute, detail=life.rng.choice(answers))
        if life.chance(0.25):
            later = timedelta(days=life.rng.choice((0, 0, 3, 70)))
            life.record(Kind.TOLD, at=life.at + later, code=attribute, detail=life.rng.choice(answers))


def be_reached(life: Life) -> None:
    """Somebody tries to reach them: at once on the telephone, to the minute of the target, or not at all."""
    if life.chance(0.04):
        life.record(Kind.ATTEMPTED, at=life.at - timedelta(hours=2), code="spoke", detail="telephone")
    if life.chance(0.06):
        seconds = life.rng.choice((0, 59, 60))
        on_time = life.at + timedelta(minutes=life.rng.choice((1440, 2880)), seconds=seconds)
        life.record(Kind.ATTEMPTED, at=on_time, code="spoke", detail="telephone")
        life.at = on_time
    for _ in range(life.rng.choice((0, 1, 1, 2, 3))):
        life.pass_days(2)
        life.record(Kind.ATTEMPTED, code=life.rng.choice(("no_answer", "message")), detail="telephone")
    if life.chance(0.85):
        life.pass_days(3)
        life.record(Kind.ATTEMPTED, code="spoke", detail=life.rng.choice(("telephone", "video")))


def come_first(life: Life) -> None:
    """A first conversation in an appointment, logged as no call; a group, in which there are others; or they ring."""
    if life.chance(0.3):
        life.pass_days(7)
        life.record(Kind.SEEN, f"{life.referral}-first", code=life.rng.choice(("contact", "welfare", "group", "group")))
    if life.chance(0.1):
        life.pass_days(5)
        life.record(Kind.RANG, f"{life.referral}-call")


def be_helped(life: Life) -> None:
    """An assessment, now and then a second one, and what it leads to."""
    life.pass_days(14)
    leads_to = life.rng.choice(("signpost", "refer", "course"))
    life.record(Kind.ASSESSED, code=leads_to)
    answer_questionnaires(life)
    say_of_work(life)
    rate_goals(life)
    if life.chance(0.25):
        for kind in life.rng.sample(SERVICES, life.rng.choice((1, 2))):
            life.record(Kind.SIGNPOSTED, code=kind)
    for place in range(life.rng.choices((0, 1, 2), weights=(45, 45, 10))[0]):
        be_referred_on(life, f"{life.referral}-onward-{place}")
    if life.chance(0.5):
        take_a_course(life, f"{life.referral}-course")
    if life.chance(0.1):
        life.record(Kind.ASSESSED, code="course")


def be_referred_on(life: Life, onward: str) -> None:
    """Sent to a service of one kind or two, which begins, ends without beginning, or is waited for."""
    life.pass_days(10)
    sent_at = life.at
    if life.chance(0.95):
        for kind in life.rng.sample(SERVICES, life.rng.choice((1, 1, 2))):
            life.record(Kind.SENT, onward, code=kind, value=life.rng.choice((None, 28.0, 42.0)))
    if life.chance(0.55):
        day = (sent_at + timedelta(days=life.rng.choice((-1, 0, 5, 20, 45, 90)))).astimezone(LONDON).date()
        noon = datetime.combine(day, time(12), tzinfo=LONDON).astimezone(sent_at.tzinfo)
        life.record(Kind.BEGUN_THERE, onward, at=noon)
        if life.chance(0.1):
            life.record(Kind.BEGUN_THERE, onward, at=noon + timedelta(days=7))
    if life.chance(0.4):
        ended = sent_at + timedelta(days=life.rng.randrange(1, 150))
        life.record(Kind.ENDED_THERE, onward, at=ended, code=life.rng.choice(("completed", "declined", "dropped_out")))


def take_a_course(life: Life, course: str) -> None:
    """A course at the hub that begins, or is over before it began, or is still waited for; and its appointments."""
    life.pass_days(10)
    if life.chance(0.95):
        life.record(Kind.AGREED_HERE, course)
    if life.chance(0.6):
        life.pass_days(60)
        life.record(Kind.BEGUN_HERE, course)
        for place in range(life.rng.randrange(4)):
            life.pass_days(14)
            kind = life.rng.choice(("support", "support", "group", "assessment", "check_in"))
            life.record(Kind.SEEN, f"{course}-appointment-{place}", code=kind)
        answer_questionnaires(life)
    if life.chance(0.4):
        life.record(Kind.ENDED_HERE, course, code=life.rng.choice(("completed", "dropped_out", "never_begun")))


def answer_questionnaires(life: Life) -> None:
    """PHQ-9 and GAD-7 some times, near and over their borders; some incomplete, some without a total; and a PEQ."""
    phq9, gad7 = life.rng.randrange(4, 24), life.rng.randrange(3, 20)
    for place in range(life.rng.choice((0, 1, 2, 3))):
        for key, total in (("phq9", phq9), ("gad7", gad7)):
            detail, value = life.rng.choices(
                (("complete", float(total)), ("", float(total)), ("complete", None), ("", None)), weights=(90, 4, 3, 3)
            )[0]
            life.record(
                Kind.MEASURED, f"{life.referral}-{key}-{place}-{life.at:%m%d%H%M}", code=key, detail=detail, value=value
            )
        phq9 = min(27, max(0, phq9 + life.rng.choice((-8, -6, -6, -5, 0, 5, 6))))
        gad7 = min(21, max(0, gad7 + life.rng.choice((-7, -4, -4, -3, 0, 3, 4))))
        life.pass_days(30)
    if life.chance(0.25):
        key = life.rng.choice(("peq_assessment", "peq_treatment", "peq_treatment", "wsas"))
        life.record(Kind.MEASURED, f"{life.referral}-{key}", code=key, detail=life.rng.choice(("complete", "")))


def say_of_work(life: Life) -> None:
    """Whether they are at work, then and some weeks later."""
    if life.chance(0.5):
        life.record(Kind.WORKED, code=life.rng.choice(("off_sick", "off_sick", "at_work", "adjusted")))
        for _ in range(life.rng.choice((0, 1, 2))):
            life.pass_days(40)
            life.record(Kind.WORKED, code=life.rng.choice(("off_sick", "at_work", "adjusted", "left")))


def rate_goals(life: Life) -> None:
    """How near they are to up to three goals, some more than once, a few of them in the same instant."""
    if not life.chance(0.4):
        return
    for number in range(life.rng.choice((1, 1, 2, 3))):
        for _ in range(life.rng.choice((1, 2, 2, 3))):
            life.record(Kind.RATED, f"{life.referral}-goal-{number}", value=float(life.rng.randrange(11)))
            if life.chance(0.8):
                life.pass_days(40)


def leave(life: Life) -> None:
    """Followed up, in support again, closed and opened again, in any order that hubs know."""
    if life.chance(0.55):
        for kind in life.rng.choice(SPELLS):
            life.record(kind)
            if life.chance(0.8):
                life.pass_days(50)
    if life.chance(0.7):
        life.record(Kind.CLOSED, code=life.rng.choice(("discharged", "withdrawn", "no_contact")))
        while life.chance(0.3):
            if life.chance(0.6):
                life.pass_days(30)
            life.record(Kind.REOPENED)
            life.pass_days(30)
            if life.chance(0.4):
                life.record(Kind.MONITORED)
                life.pass_days(30)
            if life.chance(0.6):
                life.record(Kind.CLOSED, code="discharged")


SPELLS = (
    (Kind.MONITORED,),
    (Kind.MONITORED, Kind.MONITORED),
    (Kind.MONITORED, Kind.SUPPORTED_AGAIN),
    (Kind.MONITORED, Kind.SUPPORTED_AGAIN, Kind.MONITORED),
    (Kind.SUPPORTED_AGAIN, Kind.MONITORED, Kind.MONITORED, Kind.SUPPORTED_AGAIN),
)
"""What follows support: one spell, one that is begun twice, one that ends, two, and one that ends without beginning."""
