"""What somebody would like changed is kept, though the PIN was not shown lately, or it is shown to them again."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.workplace import actions
from holdfast.workplace.queries import wish_of
from holdfast.workplace.rules import Words
from tests.workplace.conftest import CANARY, shown, stored
from tests.workplace.test_pages import own_browser, page, words_in

WISH = "Leave out the ward, and say nothing of nights"
LATER = timedelta(minutes=11)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def asked(known, now):
    """A statement that waits for Tansy, and her browser."""
    return shown(known, now=now), own_browser(known, now=now)


def test_a_wish_is_kept_where_the_pin_would_be_asked_again(known, asked, now, clock):
    statement, own = asked
    clock(now + LATER)

    answer = own.post(page("portal:change_work", "tidewater", statement.pk), {"wish": WISH})

    assert answer.url == page("portal:work", "tidewater") + "?done=change"
    (kept,) = stored(known.team)
    assert kept.status == "change_asked"
    with hub_scope(known.team.hub):
        assert wish_of(kept) == WISH
    assert own.get(answer.url).url == page("portal:confirm", "tidewater") + "?for=work"


def test_a_wish_that_cannot_be_kept_stands_there_and_nothing_else_does_without_the_pin(known, asked, now, clock):
    statement, own = asked
    clock(now + LATER)

    answer = words_in(own.post(page("portal:change_work", "tidewater", statement.pk), {"wish": "x" * 2001}))

    assert "Use 2,000 letters or fewer" in answer
    assert "x" * 2001 in answer
    assert CANARY not in answer
    assert "All about your work" in answer


def test_a_wish_for_words_that_were_written_again_meanwhile_is_not_lost(known, asked, now):
    statement, own = asked
    with hub_scope(known.team.hub):
        actions.rewrite(statement, words=Words("Other words"), by=known.team.nell, now=now)

    answer = words_in(own.post(page("portal:change_work", "tidewater", statement.pk), {"wish": WISH}))

    assert "These words could not be kept" in answer
    assert WISH in answer
    assert "Other words" in answer
