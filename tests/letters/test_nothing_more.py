"""Once somebody told Occupational Health nothing more, no letter to it goes: not one either whose posting is undone."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.letters import sending_actions
from holdfast.lifecycle import MoveNotAllowed
from holdfast.workplace.answer_actions import tell_nothing_more
from tests.letters.conftest import agreed, stored
from tests.workplace.conftest import agreed as agreed_statement
from tests.workplace.conftest import know

SECONDS, MINUTE = timedelta(seconds=20), timedelta(minutes=1)


@pytest.fixture
def known(tidewater, now):
    """Tansy shares a statement with Olive of Occupational Health, and agreed to a letter to it and one to her GP."""
    found = know(tidewater, now=now)
    agreed_statement(found, now=now)
    found.letter = agreed(tidewater, found.tansy, key="oh-support-at-work", now=now)
    found.to_gp = agreed(tidewater, found.tansy, now=now)
    return found


def posted(known, letter, *, now):
    with hub_scope(known.team.hub):
        sending_actions.post(letter, seen=1, by=known.team.ada, now=now)


def undone(known, letter, *, now):
    with hub_scope(known.team.hub):
        sending_actions.undo(letter, by=known.team.ada, now=now)


def says_no(known, *, now):
    with hub_scope(known.team.hub):
        tell_nothing_more(known.tansy.person, known.olive, now=now)


def statuses(known):
    return {each.audience: each.status for each in stored(known.team)}


def test_a_posting_that_is_undone_afterwards_is_a_no(known, now):
    for each in (known.letter, known.to_gp):
        posted(known, each, now=now)
    says_no(known, now=now + SECONDS)
    for each in (known.letter, known.to_gp):
        undone(known, each, now=now + MINUTE)

    assert statuses(known) == {"oh": "refused", "gp": "agreed"}
    (letter,) = (each for each in stored(known.team) if each.audience == "oh")
    assert (letter.sent_at, letter.agreed_at, letter.ended_at) == (None, None, now + MINUTE)
    with pytest.raises(MoveNotAllowed):
        posted(known, letter, now=now + MINUTE)


def test_what_they_said_before_it_was_agreed_is_no_answer_to_it(known, now):
    says_no(known, now=now)
    assert statuses(known) == {"oh": "refused", "gp": "agreed"}
    later = agreed(known.team, known.tansy, key="oh-support-at-work", now=now + SECONDS)
    posted(known, later, now=now + SECONDS)
    undone(known, later, now=now + MINUTE)
    assert [each.status for each in stored(known.team) if each.pk == later.pk] == ["agreed"]


def test_somebody_elses_word_is_nothing_to_it(known, saltpan, now):
    other = know(saltpan, now=now)
    agreed_statement(other, now=now)
    posted(known, known.letter, now=now)
    says_no(other, now=now + SECONDS)
    undone(known, known.letter, now=now + MINUTE)
    assert statuses(known) == {"oh": "agreed", "gp": "agreed"}
