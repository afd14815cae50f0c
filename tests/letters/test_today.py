"""What letters say on Today: to whoever has them, so that none waits for somebody who is gone."""

from datetime import timedelta

import pytest

from holdfast.accounts.models import Membership
from holdfast.hubs.hours import london_day
from holdfast.hubs.scope import hub_scope
from holdfast.letters import answer_actions
from holdfast.letters.today import waits
from holdfast.people.actions import keep_out, relate, unrelate
from holdfast.people.cover_actions import hand_over
from holdfast.people.models import Person, Relationship
from holdfast.people.viewer import viewer
from tests.builders import is_suspended, leaves
from tests.letters.conftest import shown

CHANGE = ["One letter to change, as the person asks"]


def texts(member, *, now):
    with hub_scope(member.hub):
        as_they_are = Membership.objects.select_related("hub").get(pk=member.pk)
        return [line["text"] for line in waits(viewer(as_they_are, now=now))]


@pytest.fixture
def of_wren(tidewater, known, now):
    """Wren, who works with Tansy too, wrote to her GP; Tansy asks for a change."""
    with hub_scope(tidewater.hub):
        relate(known.tansy.person, tidewater.wren, why=Relationship.Why.TEAM, now=now)
    letter = shown(tidewater, known.tansy, by=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        return answer_actions.ask_change(letter, seen=1, answer="Leave out the winter", now=now)


def who_has_it(team, stranger, *, now):
    """By whose Today the letter is named."""
    members = {"wren": team.wren, "nell": team.nell, "ines": team.ines, "stranger": stranger}
    return [name for name, member in members.items() if texts(member, now=now) == CHANGE]


def test_a_letter_waits_for_whoever_wrote_it_and_for_nobody_else(tidewater, saltpan, of_wren, now):
    assert who_has_it(tidewater, saltpan.ines, now=now) == ["wren"]


@pytest.mark.parametrize("gone", [leaves, is_suspended])
def test_once_the_writer_is_gone_it_waits_for_the_owner_and_then_for_the_leads(tidewater, saltpan, of_wren, now, gone):
    gone(tidewater.wren, now=now)
    assert who_has_it(tidewater, saltpan.ines, now=now) == ["nell"]

    gone(tidewater.nell, now=now)
    assert who_has_it(tidewater, saltpan.ines, now=now) == ["ines"]


def test_a_writer_whom_the_person_named_is_told_nothing_and_the_owner_has_it(tidewater, saltpan, known, of_wren, now):
    with hub_scope(tidewater.hub):
        keep_out(Person.objects.get(pk=known.tansy.person_id), named=[tidewater.wren.name], now=now)

    assert who_has_it(tidewater, saltpan.ines, now=now) == ["nell"]


def test_a_writer_who_works_with_them_no_more_leaves_it_to_the_owner(tidewater, saltpan, known, of_wren, now):
    with hub_scope(tidewater.hub):
        unrelate(known.tansy.person, member=tidewater.wren, why=Relationship.Why.TEAM, now=now)

    assert who_has_it(tidewater, saltpan.ines, now=now) == ["nell"]


def test_whoever_covers_for_the_owner_has_a_letter_that_the_owner_began(tidewater, saltpan, known, now):
    letter = shown(tidewater, known.tansy, by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        answer_actions.ask_change(letter, seen=1, answer="Leave out the winter", now=now)
        today = london_day(now)
        hand_over(
            tidewater.nell, covering=tidewater.wren, starts_on=today, ends_on=today, by=tidewater.ines, now=now
        )  # fmt: skip

    assert who_has_it(tidewater, saltpan.ines, now=now) == ["wren", "nell"]
    assert who_has_it(tidewater, saltpan.ines, now=now + timedelta(days=2)) == ["nell"]


def test_a_letter_without_an_answer_for_a_week_says_so(tidewater, saltpan, known, now):
    shown(tidewater, known.tansy, now=now)
    week = now + timedelta(days=7)
    assert texts(tidewater.nell, now=week - timedelta(seconds=1)) == []

    with hub_scope(tidewater.hub):
        (line,) = waits(viewer(tidewater.nell, now=week))
    assert (line["text"], line["quiet"]) == ("One letter waiting for their answer", "since Wednesday 14 October")
    assert [texts(member, now=week) for member in (tidewater.wren, tidewater.ines, saltpan.ines)] == [[], [], []]


@pytest.mark.parametrize("number", [1, 5])
def test_it_takes_as_many_statements_however_many_wait(
    tidewater, known, of_wren, now, number, django_assert_num_queries
):
    for _ in range(number - 1):
        letter = shown(tidewater, known.tansy, by=tidewater.wren, now=now)
        with hub_scope(tidewater.hub):
            answer_actions.ask_change(letter, seen=1, answer="Leave out the winter", now=now)
    with hub_scope(tidewater.hub):
        found = viewer(tidewater.nell, now=now)
        with django_assert_num_queries(4):
            assert waits(found) == []
