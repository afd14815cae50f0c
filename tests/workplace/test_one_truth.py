"""Whether somebody is at work is kept in one place: whoever asks, and wherever it is read, the latest counts."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.actions import say_work
from holdfast.outcomes.words import own_work
from holdfast.workplace import actions
from holdfast.workplace.queries import state_of
from tests.builders import browser_of, page
from tests.portal.conftest import text
from tests.workplace.test_pages import own_browser, read

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def test_what_they_say_when_they_are_asked_how_they_are_stands_on_the_page_of_their_work(known, now):
    with hub_scope(known.team.hub):
        actions.note_state(known.tansy, state="off_sick", since_on=now.date(), by=known.team.nell, now=now - HOUR)
        say_work(known.tansy, state="at_work", by=None, now=now)
        assert state_of(known.tansy)[:2] == ("at_work", None)

    words = text(read(known.team.nell, "of_record", known.tansy.pk))
    assert "At work. As they said today" in words.replace(" .", ".")
    assert "At work. They said so themselves, today" in words
    assert "Off sick, since 14 October 2026. Written down by Nell Sampleton, today" in words.replace(" ,", ",")
    assert "Where you stand At work" in text(own_browser(known, now=now).get(page("portal:work", "tidewater")))


def test_what_is_noted_on_the_page_of_their_work_stands_beside_how_it_went(known, now):
    with hub_scope(known.team.hub):
        say_work(known.tansy, state="at_work", by=None, now=now - HOUR)
        actions.note_state(known.tansy, state="off_sick", since_on=now.date(), by=known.team.nell, now=now)
        assert own_work(known.tansy) == "You are off sick"

    words = text(browser_of(known.team.nell).get(page("outcomes:of_record", known.tansy.pk)))
    assert words.index("Off sick") < words.index("they said so themselves")


def test_to_whoever_has_said_nothing_nothing_is_said(known):
    with hub_scope(known.team.hub):
        assert own_work(known.tansy) == ""
