"""An onward referral as it is shown to staff: a line of a list, what it would say, what the service said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from holdfast.coordination.words import say_date
from holdfast.directory.kinds import How, Kind, Route
from holdfast.directory.models import Service
from holdfast.hubs.hours import london_day, say_day, say_moment
from holdfast.onward.choosing import Choice
from holdfast.onward.models import OnwardReferral
from holdfast.onward.queries import Words
from holdfast.onward.rules import PART_WORDS, Wait, is_broken
from holdfast.onward.states import OPEN, WAITS, Status, Word, WordsStatus
from holdfast.onward.states import How as Agreed
from holdfast.onward.to_call import ToCall
from holdfast.referrals.next_step import Step
from holdfast.referrals.states import NextAction
from holdfast.triage.words import capital
from holdfast.workforce.codes import Language

SAID = {
    "acknowledge": "They have it", "accept": "They accept", "decline": "They decline", "wait": "Still waiting there",
    "begin": "First seen", "complete": "Completed", "drop_out": "Dropped out", "": "They said",
}  # fmt: skip
TO_SAY = {
    Word.DIED: "say that they have died and do not need the place any more",
    Word.LIVES: "say that it was an error that they had died, and ask whether they still have the place",
    Word.MOVED: "say that they do not need the place any more, and give no reason",
    Word.PLACED: "say that they do not need the place any more, and give no reason",
}
"""To a service, on the telephone: of a transfer no reason."""
ROUTE_WORDS = {Route.EMAIL: "by secure email", Route.LETTER: "by letter", Route.LINK: "by a link that you tell them"}


def line_of(onward: OnwardReferral, *, now: datetime, due: Step | None = None) -> dict[str, Any]:
    """One of a record's list, with what it asks of the team."""
    promised = onward.promised_on
    return {
        "pk": onward.pk, "service": onward.service.name, "state": state_of(onward), "when": moved_words(onward, now),
        "is_open": onward.status in OPEN, "is_broken": is_broken(onward.status, promised, today=london_day(now)),
        "do": f"{NextAction(due[0]).label}, by {say_day(due[1], now)}" if due else "",
        "next": next_words(onward, now=now), "replaces": onward.replaces.service.name if onward.replaces else "",
    }  # fmt: skip


def state_of(onward: OnwardReferral) -> str:
    """How far it has come: before it has gone, what the person says of it."""
    if onward.status == Status.DRAFTED:
        return WordsStatus(onward.words_status).label
    if onward.status == Status.WITHDRAWN and onward.words_status == WordsStatus.REFUSED:
        return WordsStatus.REFUSED.label
    return Status(onward.status).label


def moved_words(onward: OnwardReferral, now: datetime) -> str:
    """When it came to where it stands, as far as it is kept."""
    at = onward.ended_at or onward.heard_at or onward.agreed_at or onward.written_at
    return say_moment(at, now)


def next_words(onward: OnwardReferral, *, now: datetime) -> str:
    """What is known of the day on which they are seen."""
    if onward.status not in WAITS:
        return f"First seen {say_date(onward.first_seen_on, now)}" if onward.first_seen_on else ""
    promised = onward.promised_on
    words = []
    if onward.expected_on:
        words.append(f"Expected {say_date(onward.expected_on, now)}")
    if promised:
        words.append(f"promised by {say_date(promised, now)}")
    return capital(", ".join(words))


def facts_of(onward: OnwardReferral, words: Words, *, now: datetime) -> list[tuple[str, str]]:
    """To whom it goes and how, who wrote it, how it was agreed, and the days that are known."""
    facts = [("To", words.to.service if not words.to.run_by else f"{words.to.service}, {words.to.run_by}")]
    facts.append(("How", way_words(words)))
    facts.append(("Written", f"{onward.written_by.name}, {say_moment(onward.written_at, now)}"))
    if onward.agreed_at:
        how = Agreed(onward.agreed_how).label
        by = f", written down by {onward.agreed_by.name}" if onward.agreed_by else ""
        facts.append(("Agreed", f"{how}, {say_moment(onward.agreed_at, now)}{by}"))
    if onward.sent_at and onward.sent_by:
        facts.append(("Sent", f"{onward.sent_by.name}, {say_moment(onward.sent_at, now)}"))
    facts += day_facts(onward, now=now)
    if onward.replaces:
        facts.append(("In place of", onward.replaces.service.name))
    return facts


def way_words(words: Words) -> str:
    """ "By secure email, to intake@…"."""
    text = ROUTE_WORDS.get(Route(words.to.route), "") if words.to.route else ""
    return capital(text) + (f": {words.to.address}" if words.to.address else "")


def day_facts(onward: OnwardReferral, *, now: datetime) -> list[tuple[str, str]]:
    """Promised, expected and real days."""
    facts, promised = [], onward.promised_on
    if promised and onward.sent_at:
        broken = is_broken(onward.status, promised, today=london_day(now))
        late = f", {(london_day(now) - promised).days} days ago" if broken else ""
        facts.append(("Promised", f"{onward.promised_days} days: by {say_date(promised, now)}{late}"))
    if onward.expected_on and onward.status in WAITS:
        facts.append(("Expected", capital(say_date(onward.expected_on, now))))
    if onward.first_seen_on and onward.sent_at:
        days = (onward.first_seen_on - london_day(onward.sent_at)).days
        after = f"{counted(days, 'day')} after it was sent" if days else "the day it was sent"
        facts.append(("First seen", f"{capital(say_date(onward.first_seen_on, now))}, {after}"))
    if onward.asked_at:
        facts.append(("Last asked", say_moment(onward.asked_at, now)))
    if onward.chase_at:
        facts.append(("Ask them", f"from {say_day(onward.chase_at, now)}, if there is no word"))
    return facts


def parts_of(words: Words) -> list[tuple[str, str]]:
    """What it says, part by part."""
    return [(PART_WORDS[key], words.parts[key]) for key in PART_WORDS if key in words.parts]


def said_lines(answers: Iterable[dict[str, Any]], *, now: datetime) -> list[dict[str, Any]]:
    """What the service said, in words."""
    return [
        {
            "what": SAID.get(each["verb"], SAID[""]), "when": say_moment(each["said_at"], now), "words": each["words"],
            "day": say_date(each["day"], now) if each["day"] else "",
            "how": f"said to {each['by']}" if each["by"] else "by their link", "who": each["who"],
        }
        for each in answers
    ]  # fmt: skip


def chase_line(onward: OnwardReferral, name: str, *, now: datetime) -> dict[str, Any]:
    """One service to be asked."""
    promised = onward.promised_on
    silent = (now - onward.heard_at).days if onward.heard_at else 0
    is_late = is_broken(onward.status, promised, today=london_day(now))
    return {
        "pk": onward.pk, "name": name, "service": onward.service.name, "telephone": onward.service.telephone,
        "silent": counted(silent, "day"), "state": Status(onward.status).label, "is_broken": is_late,
        "promised": say_date(promised, now) if promised else "",
        "asked": say_day(onward.asked_at, now) if onward.asked_at else "",
        "owner": onward.referral.owner.name if onward.referral.owner else "",
        "instead": onward.service.contingency.name if is_late and onward.service.contingency else "",
        "is_replaced": vars(onward).get("is_replaced", False),
    }  # fmt: skip


def number_words(call: ToCall) -> str:
    """ "call the service, 01632 960888"."""
    return f"call the service, {call.service.telephone}," if call.service.telephone else "call the service"


def what_to_say(call: ToCall) -> str:
    """What a service is told on the telephone."""
    return TO_SAY[Word(call.word)]


def choice_line(choice: Choice, needs: dict[str, str]) -> dict[str, Any]:
    """A service to choose: what it is, for which needs, and how long one waits."""
    service = choice.service
    return {
        "pk": service.pk, "name": service.name, "run_by": service.run_by, "offers": service.offers,
        "kinds": ", ".join(Kind(kind).label for kind in service.kinds if kind in Kind.values),
        "for_whom": service.for_whom, "answers": [needs[code] for code in choice.answers if code in needs],
        "area": "All of England" if service.is_national else service.area,
        "hows": ", ".join(How(how).label for how in service.hows if how in How.values),
        "languages": ", ".join(Language(each).label for each in service.languages if each in Language.values),
        "speaks": choice.speaks, "wait": wait_words(service, choice.wait), "telephone": service.telephone,
        "web": service.web, "recommended": service.recommended, "can_refer": bool(service.route),
        "address": service.address, "email": service.email,
    }  # fmt: skip


def wait_words(service: Service, wait: Wait | None) -> str:
    """Promised and real days in a sentence each."""
    promised = f"Promises {counted(service.promised_days, 'day')}." if service.promised_days is not None else ""
    if wait is not None:
        kept = f", {wait.kept} of {wait.promised} within the promise" if wait.promised else ""
        real = f"Of the last {wait.people} people half were seen by day {wait.half_by}, the longest wait was "
        return f"{promised} {real}{wait.longest}{kept}.".strip()
    usual = f"Says that {counted(service.usual_days, 'day')} are usual." if service.usual_days is not None else ""
    return f"{promised} {usual}".strip() or "Nobody knows yet how long one waits."


def counted(number: int, word: str) -> str:
    """ "one day", "2 days"."""
    return f"one {word}" if number == 1 else f"{number} {word}s"
