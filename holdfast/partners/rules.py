"""Who may refer by which address, and until when somebody named is waited for. Pure."""

from datetime import datetime, time, timedelta

from holdfast.hubs.hours import WeeklyHours
from holdfast.people.contact_details import email
from holdfast.referrals.models import Referral

Route = Referral.Route
ROUTES: tuple[Route, ...] = tuple(route for route in Route if route != Route.SELF)
"""Whoever refers is somebody else."""

# Anybody can have an address there, so it says nothing about where somebody works.
PUBLIC_MAIL = frozenset(
    {
        "aol.com", "btinternet.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.net", "googlemail.com",
        "hotmail.co.uk", "hotmail.com", "icloud.com", "live.co.uk", "live.com", "mac.com", "mail.com", "me.com",
        "msn.com", "ntlworld.com", "outlook.com", "pm.me", "proton.me", "protonmail.com", "rocketmail.com", "sky.com",
        "talktalk.net", "virginmedia.com", "yahoo.co.uk", "yahoo.com", "ymail.com", "zoho.com",
    }
)  # fmt: skip
# Whole ranks of organisations end in these: one of them would admit them all.
RANKS = frozenset(
    {
        "ac.uk", "co.uk", "gov.scot", "gov.uk", "gov.wales", "hscni.net", "ltd.uk", "me.uk", "net.uk", "nhs.scot",
        "nhs.uk", "nhs.wales", "org.uk", "plc.uk", "police.uk", "sch.uk",
    }
)  # fmt: skip
DOMAIN_HINT = "Enter the part of their addresses after the @, like northfell-trust.nhs.uk"

CALL_IN_DAYS = 2  # working days until somebody named is first called
CLOSE_OF_DAY = time(17, 0)
LASTS = timedelta(days=14)
OLDEST_AGREEMENT = timedelta(days=366)


def work_domain(text: str) -> str:
    """The domain of an organisation's addresses, in small letters.

    Raises:
        ValueError: with the sentence for whoever admits it.
    """
    plain = text.strip().removeprefix("@")
    try:
        domain = email(f"x@{plain}").partition("@")[2]
    except ValueError:
        raise ValueError(DOMAIN_HINT) from None
    if domain in PUBLIC_MAIL or any(domain.endswith(f".{public}") for public in PUBLIC_MAIL):
        raise ValueError("Anybody can have an address there. Enter a domain that belongs to the organisation alone")
    if domain in RANKS:
        raise ValueError("Many organisations end in this. Enter the whole domain of this one")
    return domain


def domains_of(address: str) -> list[str]:
    """The domains by which an address may be admitted: its own and those it is part of, the longest first."""
    parts = address.rpartition("@")[2].lower().split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1)]


def call_by(hours: WeeklyHours, *, now: datetime) -> datetime:
    """When somebody named is first called at the latest."""
    return hours.add_working_days(now, CALL_IN_DAYS, CLOSE_OF_DAY)


def call_again(hours: WeeklyHours, *, now: datetime) -> datetime:
    """After no answer: the end of the next working day."""
    return hours.add_working_days(now, 1, CLOSE_OF_DAY)
