"""The directory: sixty services, some due to be asked again, some whose agreement has run out; and what is missing."""

import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.directory import actions
from holdfast.directory.gap_actions import decide_proposal, meet_gap, propose, raise_gap
from holdfast.directory.models import Service
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub

SERVICES = Path(__file__).parent.parent / "services.toml"
LISTS = ("hows", "ways", "languages", "welcomes")
MISSING = (
    ("arts", "Nothing creative in the evening, for people who work days and cannot leave a ward.", 5),
    ("bereavement", "No group in Polish or Romanian after the death of a parent abroad.", 3),
    ("disability", "Nobody sees adults for ADHD within a year.", 9),
)
CHOIR = "Ten evenings of a choir for night and day staff, twice a year, with a creche."
GROUP = "An adult ADHD clinic for staff of the system, two days a week, with coaching while they wait."
NOT_YET = "Not this year: the money is spent. Ask again in spring."


@cache
def invented() -> list[dict[str, Any]]:
    """The services of the file."""
    found: list[dict[str, Any]] = tomllib.loads(SERVICES.read_text(encoding="utf-8"))["service"]
    return found


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Services first, each with who is proposed instead; then a few needs that none of them meets."""
    keepers = [member for member in team if member.may(Permission.KEEP_DIRECTORY)]
    lead = next(member for member in team if member.may(Permission.COMMISSION))
    made = {each["name"]: added(hub, each, number, keepers, now=now) for number, each in enumerate(invented())}
    for each in invented():
        if instead := each.get("contingency"):
            service = made[each["name"]]
            actions.change_service(
                service, seen=service.version, contingency=made[instead], by=lead, now=now - timedelta(days=20)
            )
    some = made["Tidal Choir"]
    actions.change_service(
        some, seen=some.version, cost_words="£4 an evening", by=keepers[0], now=now - timedelta(days=3)
    )
    out = made["Fair Pay Clinic"]
    actions.end_service(out, seen=out.version, by=keepers[0], now=now - timedelta(days=6))
    missing(hub, keepers, lead, now=now)


def added(hub: Hub, told: dict[str, Any], number: int, keepers: list[Membership], *, now: datetime) -> Service:
    """One service, confirmed on some day of the last half year and a little more."""
    then = now - timedelta(days=5 + number * 37 % 190)
    known = {name: value for name, value in told.items() if name not in ("contingency", "until", "public")}
    place = {"place": hub.place, "hub": hub.name}
    known |= {name: told.get(name, []) for name in LISTS} | {
        "area": told["area"].format(**place), "run_by": told["run_by"].format(**place),
        "is_public": told.get("public", True), "confirmed_with": "the person who answered their telephone",
    }  # fmt: skip
    if "until" in told:
        known["agreed_until"] = london_day(now) + timedelta(days=told["until"])
    return actions.add_service(hub, by=keepers[number % len(keepers)], now=then, **known)


def missing(hub: Hub, keepers: list[Membership], lead: Membership, *, now: datetime) -> None:
    """Three needs: one waits for the region, one was refused, one is only written down."""
    for number, (kind, words, times) in enumerate(MISSING):
        then = now - timedelta(days=70 - number)
        gap = raise_gap(hub, kind=kind, area=hub.place, words=words, by=keepers[number], now=then)
        for again in range(times - 1):
            meet_gap(gap, by=keepers[(number + again) % len(keepers)], now=then + timedelta(days=6 * (again + 1)))
        if kind != "bereavement":
            proposed = {"words": CHOIR if kind == "arts" else GROUP, "area": hub.place, "staff_groups": ["03", "07"]}
            propose(gap, by=lead, now=now - timedelta(days=12), **proposed)
        if kind == "arts":
            decide_proposal(
                gap, decision="refused", decided_on=london_day(now - timedelta(days=4)),
                decided_with="Fern Placeholder, commissioning", words=NOT_YET, by=lead, now=now - timedelta(days=3),
            )  # fmt: skip
