"""The plain words of what happened to an appointment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from holdfast.appointments.models import Appointment
from holdfast.contacts.rules import BY
from holdfast.correspondence.mail import say_date
from holdfast.diary.models import How, Kind
from holdfast.events.models import Event
from holdfast.workforce.words import said_override

KINDS, HOWS, REASONS = dict(Kind.choices), dict(How.choices), dict(Appointment.Reason.choices)


def at(event: Event, code: str = "at") -> str:
    """When it is, or was."""
    return say_date(datetime.fromisoformat(event.codes[code])) if code in event.codes else ""


def booked(event: Event, told: Any) -> dict[str, Any]:
    """A time was agreed."""
    codes = event.codes
    interpreter = " An interpreter is to be there." if codes.get("interpreter") else ""
    how = HOWS.get(codes.get("how"), "").lower()
    return {"what": f"{KINDS.get(codes.get('what'), 'Appointment')} booked",
            "text": f"{at(event)}, {how}.{interpreter}{said_override(event.codes)}"}  # fmt: skip


def put_in(event: Event, told: Any) -> dict[str, Any]:
    """A place in a group, and whether something was asked of each first; never because of whom."""
    asked = " Each was asked first." if event.codes.get("asked") else ""
    return {"what": "Place in a group given",
            "text": f"{at(event)}, {HOWS.get(event.codes.get('how'), '').lower()}.{asked}"}  # fmt: skip


def moved(event: Event, told: Any) -> dict[str, Any]:
    """Another time was agreed."""
    return {"what": "Appointment moved", "text": f"From {at(event, 'before')} to {at(event)}."}


def cancelled(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """It will not be."""
    return lambda event, told: {"what": what, "text": f"{REASONS.get(event.codes.get('reason'), 'Another reason')}."}


def came(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """Whether they came. That an absence worries somebody is for those who read clinical words."""

    def words(event: Event, told: Any) -> dict[str, Any]:
        worrying = event.codes.get("worrying") and told.reads
        return {"what": what, "text": "It is worrying: somebody asks today whether they are safe." if worrying else ""}

    return words


def offered(event: Event, told: Any) -> dict[str, Any]:
    """They may choose a time themselves."""
    return {"what": "Times offered to choose from", "text": said_override(event.codes).strip()}


def waits(what: str) -> Callable[[Event, Any], dict[str, Any]]:
    """They would take an earlier time, or not any more."""
    return lambda event, told: {"what": what, "text": "" if event.by_id else "By their own wish."}


def told_earlier(event: Event, told: Any) -> dict[str, Any]:
    """An earlier time came free, and they know."""
    mailed = event.codes.get("mailed")
    text = (
        "By a neutral mail: they choose on their own page." if mailed else "They were asked, and stay where they are."
    )
    return {"what": "Told of an earlier time", "text": text}


def reminded(event: Event, told: Any) -> dict[str, Any]:
    """Somebody reminded them, because no mail does."""
    way = BY.get(event.codes.get("how"), "by hand")
    if event.codes.get("ended"):
        return {"what": "Told that the appointment was cancelled", "text": f"{way.capitalize()}, of {at(event)}."}
    return {"what": "Reminded of the appointment", "text": f"{way.capitalize()}, of {at(event)}."}


WORDS = {
    "appointment.book": booked,
    "appointment.put_in": put_in,
    "appointment.move": moved,
    "appointment.cancel": cancelled("Appointment cancelled by the hub"),
    "appointment.cancel_for_them": cancelled("Appointment cancelled for them"),
    "appointment.keep_out": lambda event, told: {"what": "Appointment cancelled by the hub"},
    "appointment.cancel_own": cancelled("They cancelled the appointment"),
    "appointment.attend": came("Came to the appointment"),
    "appointment.come_late": came("Came late and was seen"),
    "appointment.come_too_late": came("Came too late to be seen"),
    "appointment.miss": came("Did not attend"),
    "appointment.wish_earlier": waits("Waits for an earlier time"),
    "appointment.end_wish_earlier": waits("Waits for an earlier time no longer"),
    "appointment.tell_earlier": told_earlier,
    "appointment.remind": reminded,
    "appointment.offer": offered,
    "appointment.withdraw_offer": lambda event, told: {"what": "Offer of times taken back"},
}
