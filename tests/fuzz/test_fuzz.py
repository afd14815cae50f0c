"""Some hundred of the requests that `python -m benchmarks.fuzz` sends by the hundred thousand, always the same ones."""

from dataclasses import replace

import pytest

from tests.authorisation.records import CANARIES
from tests.fuzz.judge import try_out
from tests.fuzz.making import make_batch
from tests.fuzz.shapes import Asked
from tests.fuzz.survey import field_of
from tests.fuzz.world import ABOUT, DRAFT, EVERY, TEAM_DRAFT, THEIRS

HOW_MANY = 250
SHOWN = [
    ("a lead", "/people/"),
    ("a person who has asked", "/hub/tidewater/more/all/"),
    ("a person with a draft", "/hub/tidewater/ask/check/"),
    ("a team with a draft", "/hub/tidewater/team/check/"),
    ("a referrer with a draft", "/hub/tidewater/refer/check/"),
]


@pytest.fixture
def world(world_of_the_fuzz):
    return world_of_the_fuzz


def number_of(world, name):
    return next(number for number, actor in enumerate(world.actors) if actor.name == name)


def test_whatever_is_sent_nothing_fails_and_nobody_reads_what_is_not_theirs(world):
    tried = field_of(world, most=1)
    asked = make_batch(tried, "always the same", HOW_MANY)
    answers, faults = [], []
    for one in asked:
        answered, found = try_out(world, one)
        answers += answered
        faults += [f"{fault.kind}, {fault.told}, {one}" for fault in found]

    assert faults == []
    assert len(tried.targets) > 170
    assert len(answers) > HOW_MANY
    assert len({name for name, status in answers if status < 400}) > 30


def test_the_same_seed_makes_the_same_requests(world):
    tried = field_of(world, most=0)

    assert make_batch(tried, "one", 20) == make_batch(tried, "one", 20) != make_batch(tried, "another", 20)


def test_the_judge_sees_a_canary_where_one_is_shown(world):
    seen = {}
    for name, path in SHOWN:
        number = number_of(world, name)
        world.actors[number] = replace(world.actors[number], hidden=EVERY)
        _, faults = try_out(world, Asked(number, "GET", path.encode()))
        seen[path] = {fault.kind.rpartition(" ")[2] for fault in faults}

    assert seen["/people/"] >= {CANARIES["queue"][0]}
    assert seen["/hub/tidewater/more/all/"] == set(THEIRS)
    assert seen["/hub/tidewater/ask/check/"] == {DRAFT}
    assert seen["/hub/tidewater/team/check/"] == {TEAM_DRAFT}
    assert seen["/hub/tidewater/refer/check/"] == {ABOUT}


def test_what_is_tried_is_taken_back(world):
    lead = number_of(world, "a lead")
    body = b"name=Fern+Firm&route=oh&domain=fern.example"
    asked = Asked(lead, "POST", b"/admitted/", body=body, content_type="application/x-www-form-urlencoded")

    first, second = try_out(world, asked), try_out(world, asked)

    assert first == second == ([("partners:admitted", 302), ("partners:admitted", 200)], [])
