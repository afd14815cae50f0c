"""How it went, in words: change and never effect."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from holdfast.coordination.models import Goal, Rating
from holdfast.coordination.words import change_words, words_of
from holdfast.hubs.hours import instant, say_day
from holdfast.measures.queries import Answered
from holdfast.measures.questionnaires import find
from holdfast.outcomes.models import FollowUp
from holdfast.outcomes.rules import Paired
from holdfast.outcomes.states import Status
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from holdfast.workplace.models import WorkState
from holdfast.workplace.queries import state_of
from holdfast.workplace.states import AtWork

NOON = time(12)
BOTH = 2
OWN_WORK = {
    AtWork.AT_WORK: gettext_lazy("You are at work"),
    AtWork.ADJUSTED: gettext_lazy("You are at work, with changes to hours or duties"),
    AtWork.OFF_SICK: gettext_lazy("You are off sick"),
    AtWork.OFF: gettext_lazy("You are off work"),
    AtWork.AWAY: gettext_lazy("You are away for another reason"),
    AtWork.BETWEEN: gettext_lazy("You are between jobs, or returning"),
    AtWork.LEFT: gettext_lazy("You have left the job"),
}


def say_paired(paired: Paired) -> dict[str, Any]:
    """The paired change of one person, as whoever works with them reads it."""
    change, other = paired.change, find(paired.anxiety.key).name
    reached = {
        "Recovery": recovery_words(paired),
        "Reliable change": reliable_words(paired),
        "Reliable recovery": "Yes" if change.reliable_recovery else "No",
    }
    return {
        "rows": [
            ("PHQ-9", f"{paired.first.depression} at first, {paired.last.depression} last"),
            (other, f"{paired.first.anxiety} at first, {paired.last.anxiety} last"),
            *reached.items(),
        ]
    }


def recovery_words(paired: Paired) -> str:
    """Whether they were a case at first, and still are."""
    if not paired.change.caseness_at_first:
        return "Does not apply: below both cut-offs at first"
    return "Yes: below both cut-offs now" if paired.change.recovery else "No: at or above a cut-off now"


def reliable_words(paired: Paired) -> str:
    """Whether the change is larger than the ups and downs of the questionnaires."""
    if paired.change.reliable_improvement:
        return "Improved"
    return "Became worse" if paired.change.reliable_deterioration else "None"


def say_own_change(paired: Paired) -> str:
    """The same for the person, plainly."""
    if paired.change.reliable_improvement:
        return _("Your answers show fewer problems than at first, by more than the usual ups and downs.")
    if paired.change.reliable_deterioration:
        return _(
            "Your answers show more problems than at first, by more than the usual ups and downs. "
            "That is not your doing. Tell us, and we look at it together."
        )
    return _("Your answers have not changed by more than the usual ups and downs since the first time.")


def say_undone(ended: Sequence[str]) -> str:
    """What taking an end back leaves as it ended, by the lines that were shown before it."""
    if not ended:
        return "Taken back. Nothing else had ended with it."
    lines = "; ".join(f"{line[0].lower()}{line[1:]}" for line in ended)
    return f"Taken back. This is not: {lines}. Begin again what they still need."


def goal_rows(goals: Sequence[Goal], rated: dict, person: Person, *, now: datetime) -> list[dict[str, Any]]:
    """Each goal with its first number and its last."""
    return [
        goal_row(each, rated[each.root_id], person, now=now) for each in goals if each.end != Goal.End.REPLACED
    ]  # fmt: skip


def goal_row(goal: Goal, ratings: Sequence[Rating], person: Person, *, now: datetime) -> dict[str, Any]:
    """One goal, from first to last."""
    row = {"words": words_of(goal, person), "end": goal.get_end_display(), "first": None, "last": None, "change": ""}
    if not ratings:
        return row
    first, last = ratings[0].value, ratings[-1].value
    change = change_words(first, last) if len(ratings) >= BOTH else ""
    return row | {"first": first, "last": last, "change": change, "when": say_day(ratings[-1].rated_at, now)}


def own_work(referral: Referral) -> str:
    """Whether they are at work, as they said last, as they read it; nothing where they have not said."""
    said = state_of(referral)
    return str(OWN_WORK[AtWork(said.state)]) if said else ""


def work_row(work: WorkState, *, now: datetime) -> dict[str, str]:
    """Whether they were at work, when, and who wrote it down."""
    by = work.noted_by.name if work.noted_by else "they said so themselves"
    return {"state": work.get_state_display(), "when": say_day(work.noted_at, now), "by": by}


def follow_up_row(follow_up: FollowUp, *, now: datetime) -> dict[str, Any]:
    """One follow-up as staff read it."""
    state = follow_up.get_status_display()
    if follow_up.status == Status.ENDED:
        state = f"{follow_up.get_end_display()}, {say_day(follow_up.ended_at, now)}"
    elif follow_up.status == Status.ASKED and follow_up.asked_at:
        state = f"Asked {say_day(follow_up.asked_at, now)}, not answered yet"
    elif follow_up.status == Status.ANSWERED and follow_up.answered_at:
        state = f"Answered {say_day(follow_up.answered_at, now)}"
    return {
        "pk": follow_up.pk,
        "title": f"After {follow_up.months} month{'' if follow_up.months == 1 else 's'}",
        "due": say_day(instant(follow_up.due_on, NOON), now),
        "state": state,
        "status": follow_up.status,
        "by": follow_up.ended_by.name if follow_up.ended_by else "",
    }


def experience_rows(answered: Sequence[Answered]) -> list[tuple[str, str]]:
    """Each question about the support that was answered last, with the answer."""
    if not answered:
        return []
    latest = answered[-1]
    labels = [
        {option.value: option.label for option in latest.questionnaire.options_of(item)}
        for item in latest.questionnaire.items
    ]
    told = zip(latest.questionnaire.items, latest.measure.items, labels, strict=True)
    return [(item.text, said.get(value, "") if value is not None else "Not answered") for item, value, said in told]
