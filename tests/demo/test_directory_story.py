"""The demo's directory: sixty services that nobody runs, over every kind, that can be told from real ones."""

import re

from holdfast.demo.stories.directory import invented
from holdfast.directory.kinds import SORTED, How, Route, Way, Welcome
from holdfast.workforce.codes import Language

DRAMA = re.compile(r"01632 960\d{3}|0808 157 0\d{3}")
"""The ranges that Ofcom keeps for drama: nobody answers there."""


def test_there_are_sixty_of_every_kind_and_each_once():
    names = [each["name"] for each in invented()]

    assert (len(names), len(set(names))) == (60, 60)
    assert {kind for each in invented() for kind in each["kinds"]} == {code for code, _ in SORTED}


def test_nobody_could_be_reached_by_any_of_them():
    numbers = [each["telephone"] for each in invented() if "telephone" in each]

    assert [number for number in numbers if not DRAMA.fullmatch(number)] == []
    mailed = [each["route_to"] for each in invented() if "@" in each.get("route_to", "")]
    assert [address for address in mailed if not address.endswith(".example")] == []


def test_every_code_is_one_of_ours_and_every_contingency_is_there():
    codes = {"hows": How, "ways": Way, "welcomes": Welcome, "languages": Language}
    names = {each["name"] for each in invented()}

    assert [
        (each["name"], code) for each in invented() for field, kinds in codes.items()
        for code in each.get(field, []) if code not in kinds.values
    ] == []  # fmt: skip
    assert {each["route"] for each in invented() if "route" in each} == set(Route.values)
    assert {each["contingency"] for each in invented() if "contingency" in each} <= names


def test_where_a_service_breaks_its_promise_the_one_instead_can_be_referred_to():
    routed = {each["name"] for each in invented() if "route" in each}
    instead = {each["name"]: each.get("contingency") for each in invented() if each["name"] in routed}
    assert instead["Anchor Addictions"] == "Shoreline Recovery"
    assert set(filter(None, instead.values())) <= routed


def test_some_agreements_have_run_out_and_some_hold():
    until = [each["until"] for each in invented() if "promised_days" in each]

    assert min(until) < 0 < max(until)
    assert all("agreed_with" in each for each in invented() if "promised_days" in each)
