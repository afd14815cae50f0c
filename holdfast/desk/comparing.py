"""What signing would change, in words: for the hub, and on its public pages. Pure."""

from copy import copy
from datetime import datetime

from holdfast.desk.questions import SET, TERMS, WELCOME, typed
from holdfast.desk.weekly import minutes_of
from holdfast.front_door.page_values import retention, values_of
from holdfast.hubs.hours import say_moment
from holdfast.hubs.models import Terms
from holdfast.hubs.queries import with_terms
from holdfast.triage.rules import OFF, RULES, TODAY, TWO_DAYS

Change = tuple[str, str, str]  # what, as it is, as it would be
ON_PAGES = {
    "phone": "Telephone",
    "email": "Email",
    "hours": "The telephone is answered",
    "night_cover": "At night",
    "target_contact": "First contact",
    "usual_assessment": "A longer talk",
}
SOONEST = {TODAY: 0, TWO_DAYS: 1, OFF: 2}


def changed(before: Terms, after: Terms) -> list[Change]:
    """Every answer that would be another one."""
    old, new = typed(before), typed(after)
    words = {question.key: question.words for question in (*TERMS, SET, WELCOME)}
    return [(words[key], old[key] or "nothing", new[key] or "nothing") for key in words if old[key] != new[key]]


def on_public_pages(before: Terms, after: Terms) -> list[Change]:
    """The words that people would read in place of others."""
    old, new = (values_of(with_terms(copy(terms.hub), terms)) for terms in (before, after))
    said = [(label, old[key], new[key]) for key, label in ON_PAGES.items()]
    said.append(("How long we keep a record", retention(before), retention(after)))
    return [each for each in said if each[1] != each[2]]


def warnings(before: Terms, after: Terms, later: Terms | None, *, now: datetime) -> list[str]:
    """What to think of before signing."""
    said = []
    hours = round((minutes(after) - minutes(before)) / 60, 1)
    if hours > 0:
        said.append(f"{hours:g} more hours a week are watched. Fill them on the rota before they begin.")
    if hours < 0:
        said.append(f"{-hours:g} fewer hours a week are watched. Alerts in them wait for the next watched hour.")
    if after.night_cover == Terms.Cover.NONE and before.night_cover != Terms.Cover.NONE:
        said.append("Nobody covers the night any more. The pages say so, and point to 111 and 999.")
    if after.night_cover != Terms.Cover.NONE and after.cover_name != before.cover_name:
        said.append(f"Try whether {after.cover_name} answers at night before people rely on it.")
    if after.take_immediate_minutes > before.take_immediate_minutes:
        said.append("An alert about somebody who may not be safe could wait longer than now.")
    if later is not None:
        until = say_moment(later.starts_at, now)
        said.append(f"Version {later.version} is signed already and takes the place of these {until}.")
    return said


def minutes(terms: Terms) -> int:
    """How many minutes of a week are watched."""
    return sum(end - start for start, end in map(minutes_of, terms.watched_hours))


def rules_changed(before: dict[str, str], after: dict[str, str], said: dict[str, str]) -> list[Change]:
    """Every rule that would propose something else."""
    return [
        (rule.words[:1].upper() + rule.words[1:], said[before[rule.key]], said[after[rule.key]])
        for rule in RULES
        if before[rule.key] != after[rule.key]
    ]


def less_cautious(rules: dict[str, str]) -> list[str]:
    """The rules that would bring contact forward less than the shipped ones do."""
    return [rule.words for rule in RULES if SOONEST[rules[rule.key]] > SOONEST[rule.proposes]]
