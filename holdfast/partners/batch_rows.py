"""One row of a partner's file as a referral: checked as the pages check it. Every refusal is a sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from holdfast.front_door.asked import Asked
from holdfast.front_door.forms import LONGEST_STORY
from holdfast.partners.actions import Agreed
from holdfast.partners.forms import agreed_on
from holdfast.partners.queries import mark_of
from holdfast.partners.rules import ROUTES
from holdfast.people import contact_details, names
from holdfast.referrals.models import Referral

HOW = {
    "in_person": Referral.Agreed.IN_PERSON, "in person": Referral.Agreed.IN_PERSON,
    "face to face": Referral.Agreed.IN_PERSON, "phone": Referral.Agreed.ON_THE_PHONE,
    "on the phone": Referral.Agreed.ON_THE_PHONE, "telephone": Referral.Agreed.ON_THE_PHONE,
    "writing": Referral.Agreed.IN_WRITING, "in writing": Referral.Agreed.IN_WRITING,
    "written": Referral.Agreed.IN_WRITING, "email": Referral.Agreed.IN_WRITING,
}  # fmt: skip
YES, NO = {"yes", "y", "true", "1"}, {"", "no", "n", "false", "0"}
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
BRITISH = re.compile(r"(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})", re.ASCII)
LONGEST = {"reference": 200, "organisation": 120, "partner_name": 1000, "letter": 400}
UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Referrer:
    """Who referred, as the file says it."""

    email: str
    name: str
    organisation: str
    route: str


@dataclass(frozen=True)
class Row:
    """One referral of a file, with the mark by which it is known again."""

    line: int
    reference: str
    referrer: Referrer
    asked: Asked
    agreed: Agreed
    is_worried: bool
    mark: bytes


def row_of(line: int, cells: Mapping[str, str], *, today: date) -> Row:
    """Check one row.

    Raises:
        ValueError: with the sentence for whoever made the file.
    """
    given = {name: text.strip() for name, text in cells.items()}
    for name, text in given.items():
        if UNKEPT.search(text):
            raise ValueError(f"{name}: take out the characters that cannot be shown")
        if len(text) > LONGEST.get(name, LONGEST_STORY):
            raise ValueError(f"{name}: this is longer than {LONGEST.get(name, LONGEST_STORY)} letters")
    referrer = referrer_of(given)
    asked = Asked(
        name=said("name", names.is_name, given["name"]), channels=channels_of(given),
        safe_now=Referral.SafeNow.NOT_ASKED, story=given.get("story", ""), method=Referral.Method.FILE,
    )  # fmt: skip
    reference = given.get("reference", "")
    own = [reference] if reference else [f"{name}={given[name]}" for name in sorted(given)]
    return Row(
        line, reference, referrer, asked, agreement_of(given, today), is_worried(given),
        mark_of("file", referrer.email.casefold().encode(), *(part.encode() for part in own)),
    )  # fmt: skip


def referrer_of(given: Mapping[str, str]) -> Referrer:
    """Who referred. Which routes they may use is asked where it is known who is admitted."""
    email = said("partner_email", contact_details.email, given["partner_email"])
    route = given.get("route", "").lower()
    if route == Referral.Route.MANAGER:
        raise ValueError("route: a manager cannot agree for somebody; ask them to name the person on the hub's pages")
    if route and route not in ROUTES:
        raise ValueError(
            f"route: must be one of {', '.join(each for each in ROUTES if each != Referral.Route.MANAGER)}"
        )
    name = given.get("partner_name", "")
    return Referrer(
        email, said("partner_name", names.is_name, name) if name else "", given.get("organisation", ""), route
    )


def channels_of(given: Mapping[str, str]) -> dict:
    """Safe ways, as the pages keep them; nobody has said that a voicemail is safe."""
    found: dict = {}
    if given.get("telephone"):
        found |= {"call": said("telephone", contact_details.phone, given["telephone"]), "voicemail": False}
    if given.get("email"):
        address = said("email", contact_details.email, given["email"])
        found |= {"email": address, "email_is_work": contact_details.is_work_address(address)}
    if given.get("letter"):
        found["letter"] = given["letter"]
    if not found:
        raise ValueError("telephone, email, letter: give at least one safe way to reach them")
    return {**found, "times": [], "note": ""}


def agreement_of(given: Mapping[str, str], today: date) -> Agreed:
    """How and when the person agreed."""
    how = HOW.get(given["agreed_how"].lower())
    if how is None:
        raise ValueError("agreed_how: must be in_person, phone or writing")
    return Agreed(how, said("agreed_on", lambda text: agreed_on(day_of(text), today), given["agreed_on"]))


def day_of(text: str) -> date:
    """A day, written 2026-10-12 or 12/10/2026."""
    iso, british = ISO.fullmatch(text), BRITISH.fullmatch(text)
    parts = iso.groups() if iso else british.groups()[::-1] if british else None
    try:
        return date(*(int(part) for part in parts)) if parts else date.fromisoformat("")
    except ValueError:
        raise ValueError("Enter a day that exists, like 2026-10-12 or 12/10/2026") from None


def is_worried(given: Mapping[str, str]) -> bool:
    """Whether the partner worries about now. An answer that is neither yes nor no is not taken for a no."""
    answer = given.get("worried", "").lower()
    if answer in YES:
        return True
    if answer in NO:
        return False
    raise ValueError("worried: must be yes or no")


def said(column, check, text):
    """Run one of our own checks; its sentence says which column."""
    try:
        return check(text)
    except ValueError as trouble:
        raise ValueError(f"{column}: {trouble}") from None
