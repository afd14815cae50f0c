"""A transfer in words, for the record, for the hub that was asked, and for the person's own page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from holdfast.hubs.hours import say_by, say_moment, say_wait_long
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.network.models import Transfer
from holdfast.network.package import Package, PaperWords, calls_in
from holdfast.network.queries import Offered
from holdfast.network.rules import look_on, plain_lines
from holdfast.network.sealed import answer_of, open_package
from holdfast.network.states import ENDED, OPEN, Part, Status, Word
from holdfast.network.to_call import ToCall
from holdfast.people.contact_details import say_phone
from holdfast.referrals.models import Background

TO_SAY = {
    Word.DIED: "say that they have died",
    Word.LIVES: "say that it was an error that they had died",
    Word.ALERT: "say that an alert about them is open here",
    Word.FILE: "say that the offer has ended",
}
NOT_REACHED, REACHED = "Nobody has reached them yet.", "They have been spoken with."


def line_of(transfer: Transfer, hub: Hub, *, now: datetime) -> dict[str, Any]:
    """One offer as a line of the record of the hub that made it."""
    at = transfer.ended_at or transfer.offered_at or transfer.agreed_at or transfer.prepared_at
    is_open = transfer.status in OPEN
    return {
        "pk": transfer.pk, "to_hub": transfer.to_name, "status": transfer.status,
        "state": Status(transfer.status).label, "when": say_moment(at, now), "is_open": is_open,
        "is_ended": transfer.status in ENDED, "by": transfer.prepared_by.name,
        "reason": Transfer.Reason(transfer.reason).label, "answer": answer_of(transfer, hub),
        "reference": transfer.reference, "is_on_its_way": transfer.status == Status.ACCEPTED and not transfer.reference,
        "agreed": Transfer.How(transfer.agreed_how).label if transfer.agreed_how else "",
        "look_on": say_by(look_on(transfer.status, at), now) if is_open else "",
        "is_elsewhere": transfer.elsewhere_id is not None, "is_behind": transfer.is_behind and is_open,
        "is_on_hold": transfer.is_on_hold and is_open,
        "exported": say_moment(transfer.exported_at, now) if transfer.exported_at else "",
        "telephone": transfer.elsewhere.telephone if transfer.elsewhere else "",
    }  # fmt: skip


def call_line(call: ToCall) -> dict[str, Any]:
    """What a hub elsewhere is told by telephone, as a line of the record."""
    word = Word(call.word)
    ask = ", and that nobody may accept its sealed file" if call.has_file else ""
    return {
        "about": call.about.pk, "word": call.word, "is_told": call.is_told, "since": call.since.isoformat(),
        "text": f"{call.hub.name}: call {call.hub.telephone}, and {TO_SAY[word]}{ask}.",
        "told": f"{call.hub.name}: {word.label}",
    }  # fmt: skip


def package_of(transfer: Transfer, hub: Hub, *, now: datetime) -> dict[str, Any]:
    """All that would go, part by part, as the person reads it before they agree."""
    return shown_package(open_package(transfer, hub), parts=transfer.parts, now=now)


def shown_package(package: Package, *, parts: Iterable[str], now: datetime) -> dict[str, Any]:
    """The package in words."""
    chosen = set(parts)
    return {
        "summary": plain_lines(package["summary"]), "name": package["name"], "kept_out": package["kept_out"],
        "is_opted_out": bool(package.get("opted_out")),
        "calls": list(dict.fromkeys(say_by(at, now) for at in calls_in(package))),
        "ways": ways_of(package), "story": plain_lines(package["story"]), "has_story": Part.STORY in chosen,
        "needs": needs_words(package["needs"]) if Part.NEEDS in chosen else [], "papers": papers(package["papers"]),
        "parts": [Part(each).label for each in parts],
        "left_out": [part.label for part in Part if part not in chosen],
    }  # fmt: skip


def ways_of(package: Package) -> list[tuple[str, str]]:
    """Safe ways to reach them, and what they told of themselves."""
    channels, details = package["channels"], package["details"]
    found = [(word, say_way(key, channels.get(key))) for key, word in WAYS.items()]
    found += [(word, details.get(key)) for key, word in DETAILS.items()]
    return [(word, str(told)) for word, told in found if told]


def say_way(key: str, told: Any) -> Any:
    """A way as it is read out: a number of the UK as it is dialled there."""
    return say_phone(told) if told and key in ("call", "text") else told


WAYS = {"call": "Call", "text": "Text", "email": "Email", "letter": "Letter", "note": "What they said of it"}
DETAILS = {"born": "Born", "nhs": "NHS number", "gp": "GP", "address": "Address"}
NEEDS = {"employer": "Employer", "language": "Language", "adjustments": "What makes it easier"}


def needs_words(needs: dict[str, Any] | None) -> list[tuple[str, str]]:
    """What they told about work, language and what makes it easier."""
    if needs is None:
        return []
    state = dict(Background.WorkState.choices).get(needs["work_state"], "")
    told = [(word, needs[key]) for key, word in NEEDS.items()]
    told += [("Employer", needs["organisation_name"]), ("Work", state)]
    told += [("Interpreter", "They need one" if needs["needs_interpreter"] else "")]
    return [(word, words) for word, words in told if words]


def papers(found: Iterable[PaperWords]) -> list[dict[str, Any]]:
    """Papers with their lines."""
    return [{**each, "label": Part(each["part"]).label, "lines": plain_lines(each["text"])} for each in found]


def moved_words(transfer: Transfer, *, now: datetime) -> dict[str, Any]:
    """Where somebody is by now whom another hub has accepted: that hub, and their reference there."""
    there = transfer.to_hub
    return {
        "title": _("You are with another hub"), "number": transfer.reference,
        "to": with_terms(there, terms_of(there, now=now)) if there else transfer.elsewhere,
    }  # fmt: skip


def offer_line(offered: Offered, *, now: datetime) -> dict[str, Any]:
    """An offer as the hub that was asked reads it: what it needs to decide, and not who it is."""
    transfer, package = offered.transfer, offered.package
    return {
        "pk": transfer.pk, "from_hub": transfer.hub.name, "is_on_hold": transfer.is_on_hold,
        "reason": Transfer.Reason(transfer.reason).label,
        "offered": say_moment(transfer.offered_at, now) if transfer.offered_at else "",
        "answer_by": say_by(look_on(Status.OFFERED, transfer.offered_at or now), now),
        "is_late": look_on(Status.OFFERED, transfer.offered_at or now) < now,
        "waits": say_wait_long(now - transfer.received_at),
        "reached": REACHED if package["asked"]["was_reached"] else NOT_REACHED,
        "summary": plain_lines(package["summary"]), "first_line": package["summary"],
        "parts": [Part(each).label for each in transfer.parts],
    }  # fmt: skip
