"""The plain words of what came after support: follow-ups, work, the end, a death."""

from collections.abc import Callable
from typing import Any

from holdfast.events.models import Event
from holdfast.outcomes.end_codes import say_code
from holdfast.outcomes.models import Death, Discharge, FollowUp
from holdfast.workplace.states import AtWork

ENDS, WORK = dict(FollowUp.End.choices), dict(AtWork.choices)
OUTCOMES, KNOWN = dict(Discharge.Outcome.choices), dict(Death.HowKnown.choices)


def only(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """A step that needs no further words."""
    return lambda event, told: {"what": what}


def after(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """A follow-up, by its months."""

    def words(event: Event, told: Any) -> dict[str, Any]:
        months, end = event.codes.get("months"), ENDS.get(event.codes.get("end"), "")
        by = f"after {months} months" if months else ""
        return {"what": what, "by": by, "text": f"{end}." if end else ""}

    return words


def monitored(event: Event, told: Any) -> dict[str, Any]:
    """Support has ended, and when they are asked."""
    months = ", ".join(map(str, event.codes.get("months", [])))
    return {"what": "Support ended: followed up from now on", "text": f"Asked after {months} months." if months else ""}


def asked(event: Event, told: Any) -> dict[str, Any]:
    """They were asked."""
    how = "By mail and on their own pages." if event.codes.get("mailed") else "On their own pages: no email is safe."
    return {"what": "Asked how they are", "by": f"after {event.codes.get('months')} months", "text": how}


def discharged(event: Event, told: Any) -> dict[str, Any]:
    """How it ended."""
    outcome = OUTCOMES.get(event.codes.get("outcome"), "")
    return {"what": "Discharged", "text": f"{say_code(event.codes.get('end_code', ''))}. {outcome}."}


def died(event: Event, told: Any) -> dict[str, Any]:
    """A death, and how it is known."""
    by_join = " On a record that was joined with this one." if event.codes.get("joined") else ""
    return {"what": "Their death was recorded", "text": f"{KNOWN.get(event.codes.get('how'), '')}.{by_join}"}


def lives(event: Event, told: Any) -> dict[str, Any]:
    """Not dead by what is said now, and why not."""
    end = event.codes.get("end")
    if end == Death.End.WITHDRAWN:
        return {"what": "Their death is not so: the hub that said it does not say it any more"}
    if end == Death.End.APART:
        return {
            "what": "Their death is not known of this record any more",
            "text": "It was said of a record that was joined with this one.",
        }
    return {"what": "Their death was recorded in error: taken back"}


WORDS = {
    "referral.monitor": monitored,
    "referral.support_again": only("In support again"),
    "referral.discharge": discharged,
    "referral.reopen": only("Taken on again: they are back"),
    "referral.reopen_own": only("They asked again, on their own pages"),
    "referral.close_by_death": lambda event, told: {
        "what": "Closed: they have died", "text": f"{say_code(event.codes.get('end_code', ''))}."
    },
    "follow_up.ask": asked,
    "follow_up.remind": only("Asked once more how they are"),
    "follow_up.answer": after("They said how they are"),
    "follow_up.settle": after("A follow-up is done"),
    "follow_up.opt_out": after("They would rather not be asked"),
    "follow_up.stop": after("A follow-up was stopped"),
    "work.say": lambda event, told: {
        "what": "Said whether they are at work", "text": f"{WORK.get(event.codes.get('state'), '')}."
    },
    "person.die": died,
    "person.undo_die": lives,
    "person.unsay": lambda event, told: {
        "what": "Another hub took back that they have died",
        "text": "What this hub knows of it still stands: look whether that is so.",
    },
}  # fmt: skip
