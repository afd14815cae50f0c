"""What stands behind an alert: what was asked and answered, what the person was told, what has happened since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.alerts.models import Alert
from holdfast.alerts.rules import cover_at, is_worse
from holdfast.alerts.states import Status
from holdfast.alerts.words import KEEP_SAFE, headline, next_step, standing
from holdfast.events.models import Event
from holdfast.hubs.hours import say_by, say_moment, say_wait_long
from holdfast.hubs.models import Terms
from holdfast.measures.models import Measure
from holdfast.measures.questionnaires import find
from holdfast.people.identity import reveal
from holdfast.referrals.models import Referral

MOST_EVENTS = 100
MOST_OTHERS = 10
SAFE_QUESTION = "Are you safe right now?"
KEEP_SAFE_QUESTION = "Can you keep yourself safe right now?"


@dataclass(frozen=True)
class Answer:
    """A question and what was chosen, both in the words that the person read."""

    question: str
    answer: str


def answers_behind(alert: Alert) -> list[Answer]:
    """Every answer that raised the alert, and whether the person can keep safe."""
    found = [said(alert, reason) for reason in alert.reasons if not reason.startswith(("worker.", "unseen."))]
    if alert.source == Alert.Source.QUESTIONNAIRE:
        found.append(Answer(KEEP_SAFE_QUESTION, Alert.KeepSafe(alert.keep_safe).label))
    return found


def said(alert: Alert, reason: str) -> Answer:
    """One reason code, such as safe_now.no or phq9.9, as question and answer."""
    subject, _, what = reason.partition(".")
    if subject == "safe_now":
        known = what in Referral.SafeNow.values
        return Answer(SAFE_QUESTION, Referral.SafeNow(what).label if known else what)
    return item_answered(alert, subject, int(what) if what.isdigit() else 0)


def item_answered(alert: Alert, key: str, number: int) -> Answer:
    """The item and the option chosen; number and points where its wording is not shipped."""
    measure = (
        Measure.objects.filter(
            hub_id=alert.hub_id, person_id=alert.person_id, questionnaire=key, begun_at__lte=alert.raised_at
        )
        .order_by("-begun_at", "-pk")
        .first()
    )
    if measure is None or not 1 <= number <= len(measure.items):
        return Answer(f"{key}, question {number}", "The answer is no longer here")
    questionnaire = find(key, measure.version)
    item, value = questionnaire.items[number - 1], measure.items[number - 1]
    labels = {option.value: option.label for option in questionnaire.options_of(item)}
    question = item.text or f"{questionnaire.name}, question {item.label}"
    points = "not answered" if value is None else f"{value} points"
    return Answer(question, labels.get(value, "") or points)


def note_of(alert: Alert) -> str:
    """What a colleague wrote when raising it."""
    return reveal(alert.person, f"alert_note:{alert.pk}", alert.note_sealed)


def done_words(alert: Alert) -> str:
    """What was done, in the words of who closed it."""
    return reveal(alert.person, f"alert_done:{alert.pk}", alert.done_sealed)


def told_to_person(alert: Alert, terms: Terms, *, now: datetime) -> str:
    """What the page promised the person, by the terms in force when the alert was raised."""
    if alert.source in {Alert.Source.WORKER, Alert.Source.UNSEEN}:
        return ""
    cover = cover_at(terms, now=alert.raised_at)
    call_by = promised(alert, terms, now=now)
    if alert.is_watched:
        return f"That somebody is told within a minute and is in touch by {call_by}. 111 and 999 were shown."
    read_at = say_moment(cover.read_at, now)
    return f"That nobody reads this until {read_at}, and somebody is in touch by {call_by}. 111 and 999 were shown."


def promised(alert: Alert, terms: Terms, *, now: datetime) -> str:
    """By when the person was told that somebody is in touch: "4:04pm today". Empty where nothing was promised."""
    if alert.source in {Alert.Source.WORKER, Alert.Source.UNSEEN}:
        return ""
    return say_by(cover_at(terms, now=alert.raised_at).call_by, now)


def steps_of(alert: Alert, *, viewer: Membership, now: datetime) -> list[dict[str, Any]]:
    """What has happened, oldest first, and last what is still to come; rows of the macro `steps`."""
    events = list(
        Event.objects.filter(hub_id=alert.hub_id, person_id=alert.person_id, subject_id=alert.pk)
        .select_related("by__account")
        .order_by("occurred_at", "id")[:MOST_EVENTS]
    )
    names = names_in(events, alert, viewer=viewer)
    steps = [step_of(event, alert, names, viewer=viewer, now=now) for event in events]
    if alert.status != Status.CLOSED:
        title = "Not taken yet" if alert.status == Status.RAISED else "Not closed yet"
        steps.append({"title": title, "when": capital(next_step(alert, now=now)), "state": "act"})
    return steps


def names_in(events: list[Event], alert: Alert, *, viewer: Membership) -> dict[str, str]:
    """Names of the members that the events' codes mention; you are "you"."""
    mentioned = {pk for event in events for pk in [*event.codes.get("told", []), event.codes.get("to", "")] if pk}
    members = Membership.objects.filter(hub_id=alert.hub_id, pk__in=mentioned).select_related("account")
    return {str(member.pk): "you" if member == viewer else member.name for member in members}


def step_of(event: Event, alert: Alert, names: dict[str, str], *, viewer: Membership, now: datetime) -> dict[str, Any]:
    """One event as a step."""
    who = "you" if event.by == viewer else event.by.name if event.by else ""
    title, text = words_of(event, alert, names, who)
    return {"title": title, "when": capital(say_moment(event.occurred_at, now)), "text": text, "state": "done"}


def words_of(event: Event, alert: Alert, names: dict[str, str], who: str) -> tuple[str, str]:
    """What one event was, and by or to whom."""
    told = listed([names[pk] for pk in event.codes.get("told", []) if pk in names])
    waited = say_wait_long(event.occurred_at - alert.raised_at)
    keep_safe = event.codes.get("keep_safe")
    words = {
        "alert.raise": ("Raised", f"By {who}" if who else "With the answer"),
        "alert.tell": ("Told", f"{capital(told)}, on screen and by email" if told else "Nobody could be told"),
        "alert.say_keep_safe": ("Asked if they can keep safe", KEEP_SAFE.get(keep_safe, "")),
        "alert.take": ("Taken", f"By {who}, after {waited}"),
        "alert.hand_on": ("Handed on", f"By {who} to {names.get(event.codes.get('to', ''), 'a colleague')}"),
        "alert.release": ("Nobody’s again", "Whoever took it is not here any more"),
        "alert.close": ("Closed", f"By {who}"),
    }
    return words.get(event.kind, (event.kind, who))


def listed(names: list[str]) -> str:
    """ "Nell, Ines and you"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def other_alerts(found: Alert, *, now: datetime) -> list[dict[str, Any]]:
    """Other open alerts about the same person, the gravest answer first: each is taken and closed by itself."""
    others = Alert.objects.filter(hub_id=found.hub_id, person_id=found.person_id).exclude(status=Status.CLOSED)
    open_ones = others.exclude(pk=found.pk).select_related("taken_by__account")
    rows = list(open_ones.order_by("raised_at", "pk")[:MOST_OTHERS])
    rows.sort(key=lambda each: is_worse(each.keep_safe, than=Alert.KeepSafe.SKIPPED), reverse=True)
    return [{"pk": each.pk, "title": headline(each), "text": standing(each, now=now)} for each in rows]
