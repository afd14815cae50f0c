"""What is sealed in a file: an offer with its package, or the receipt for one.Read back by limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from holdfast.contacts.queries import MOST_PROMISES
from holdfast.network import limits
from holdfast.network.files import FileRefused
from holdfast.network.limits import (
    broken,
    code,
    code_up_to,
    flag,
    line,
    list_of,
    nothing_or,
    one_of,
    record,
    some,
    text,
)
from holdfast.network.models import Arrival, Transfer
from holdfast.network.package import FORMAT, FORMATS, MOST_NAMES, Package
from holdfast.network.states import Part
from holdfast.people.contact_details import email, phone
from holdfast.referrals.models import Background, Referral
from holdfast.referrals.reference import read_reference
from holdfast.research.models import OptOut

MOST_PAPERS = 500
LONGEST_SUMMARY = 2000
FURTHEST = timedelta(days=366)  # from now, in which somebody was promised contact
NEWER = "what it holds is of a newer version of Holdfast: bring this installation up to date first"
OFFER = {"edition", "reason", "parts", "received_at", "offered_at", "package"}
MOST_EDITIONS = 1000
NEEDS = {
    "organisation": nothing_or(code), "organisation_name": line, "employer": line,
    "sector": code_up_to(20), "staff_group": code_up_to(10),
    "work_state": one_of(["", *Background.WorkState.values]), "off_since_on": nothing_or(limits.day), "language": line,
    "needs_interpreter": flag, "formats": list_of(code_up_to(20), most=40), "adjustments": text,
}  # fmt: skip
ASKED = {
    "received_at": line, "contact_by": line, "contact_when": one_of(Referral.ContactWhen.values),
    "contact_why": list_of(code, most=40), "was_reached": flag, "safe_now": one_of(Referral.SafeNow.values),
    "reference": code, "call_by": nothing_or(line), "calls": list_of(line, most=MOST_PROMISES),
}  # fmt: skip
PAPER = {
    "part": one_of(Part.values), "title": line, "when": line, "by": line,
    "text": lambda given, field: text(given, field, longest=limits.LONG_TEXT),
}  # fmt: skip
PACKAGE = {
    "format": lambda given, field: version_of(given),
    "summary": lambda given, field: text(given, field, longest=LONGEST_SUMMARY),
    "name": some,
    "channels": limits.facts({
        "call": nothing_or(limits.as_written(phone)), "text": nothing_or(limits.as_written(phone)),
        "email": nothing_or(limits.as_written(email)),
    }),
    "details": limits.facts({"born": nothing_or(limits.day)}),
    "kept_out": list_of(some, most=MOST_NAMES),
    "opted_out": list_of(one_of(OptOut.Kind.values), most=len(OptOut.Kind)),
    "asked": lambda given, field: asked(given, field),
    "story": lambda given, field: text(given, field, longest=limits.LONG_TEXT),
    "needs": nothing_or(record(NEEDS)),
    "papers": list_of(record(PAPER), most=MOST_PAPERS),
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """An offer of another installation, every value of it looked at."""

    edition: int
    reason: str
    parts: list[str]
    received_at: datetime
    offered_at: datetime
    package: Package


@dataclass(frozen=True)
class Receipt:
    """What came of an offer, and which edition of it was answered."""

    edition: int
    is_accepted: bool
    reference: str
    why: str


def offer_content(transfer: Transfer, package: Package) -> dict[str, Any]:
    """An offer, to be sealed."""
    assert transfer.offered_at is not None
    return {
        "edition": transfer.edition,
        "reason": transfer.reason, "parts": list(transfer.parts), "received_at": transfer.received_at.isoformat(),
        "offered_at": transfer.offered_at.isoformat(), "package": package,
    }  # fmt: skip


def read_offer(given: Any, *, now: datetime) -> Offer:
    """An offer, as it was opened.

    Raises:
        FileRefused: a part of it is missing, too large, or not what a hub writes.
    """
    if not isinstance(given, dict) or set(given) != OFFER:
        raise broken("offer")
    if isinstance(given["package"], Mapping):
        version_of(given["package"].get("format"))
    package: Package = record(PACKAGE)(given["package"], "package")
    parts = list_of(one_of(Part.values), most=len(Part))(given["parts"], "parts")
    found = Offer(
        edition=edition_of(given["edition"]),
        reason=one_of(Transfer.Reason.values)(given["reason"], "reason"), parts=parts,
        received_at=limits.moment(given["received_at"], field="received_at", latest=now + limits.SKEW),
        offered_at=limits.moment(given["offered_at"], field="offered_at", latest=now + limits.SKEW), package=package,
    )  # fmt: skip
    check_package(package, parts, now=now)
    return found


def asked(given: Any, field: str) -> dict[str, Any]:
    """What they asked for. Before format 4 no promised call went along, before 5 the first one alone."""
    return record(ASKED)({"call_by": None, "calls": [], **given} if isinstance(given, dict) else given, field)


def check_package(package: Package, parts: list[str], *, now: datetime) -> None:
    """That a package has times that can be, and only the parts to which the person agreed.

    Raises:
        FileRefused: it has not.
    """
    for field, latest in (("received_at", now + limits.SKEW), ("contact_by", now + FURTHEST)):
        limits.moment(package["asked"][field], field=field, latest=latest)
    call_by = package["asked"]["call_by"]
    for each in [*([] if call_by is None else [call_by]), *package["asked"]["calls"]]:
        limits.moment(each, field="call_by", latest=now + FURTHEST)
    came = {each["part"] for each in package["papers"]}
    came |= {part for part in (Part.STORY, Part.NEEDS) if package[part.value]}  # type: ignore[literal-required]
    if came - set(parts):
        raise broken("parts")


def version_of(given: Any) -> int:
    """The version of the package.

    Raises:
        FileRefused: it is a later one, or none.
    """
    if isinstance(given, bool) or not isinstance(given, int):
        raise broken("format")
    if given > FORMAT:
        raise FileRefused(NEWER)
    if given not in FORMATS:
        raise broken("format")
    return given


def edition_of(given: Any, field: str = "edition") -> int:
    """Which edition of an offer this is.

    Raises:
        FileRefused: it is no number that a hub counts to.
    """
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= MOST_EDITIONS:
        raise broken(field)
    return given


def receipt_content(arrival: Arrival, *, reference: str, why: str) -> dict[str, Any]:
    """A receipt, to be sealed."""
    return {
        "edition": arrival.edition,
        "outcome": "accepted" if arrival.is_accepted else "refused", "reference": reference, "why": why,
        "decided_at": arrival.decided_at.isoformat(),
    }  # fmt: skip


def read_receipt(given: Any, *, now: datetime) -> Receipt:
    """A receipt, as it was opened.

    Raises:
        FileRefused: it is not what a hub writes.
    """
    known = {
        "edition": edition_of, "outcome": one_of(["accepted", "refused"]), "reference": code, "decided_at": line,
        "why": lambda given, field: text(given, field, longest=LONGEST_SUMMARY),
    }  # fmt: skip
    found = record(known)(given, "receipt")
    limits.moment(found["decided_at"], field="decided_at", latest=now + limits.SKEW)
    is_accepted, reference = found["outcome"] == "accepted", found["reference"]
    if is_accepted != bool(reference) or is_accepted == bool(found["why"]):
        raise broken("receipt")
    if reference and read_reference(reference) != reference:
        raise broken("reference")
    return Receipt(found["edition"], is_accepted, reference, found["why"])
