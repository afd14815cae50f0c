"""What a referrer answers when the request is over reaches somebody, and tells the referrer nothing of the end."""

import re

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import withdraw
from holdfast.referrals.naming import name_people
from holdfast.workplace import answer_actions
from holdfast.workplace.today import waits as waits_on_today
from tests.workplace.conftest import agreed
from tests.workplace.test_pages import olives_browser, page, read, send, words_in

LINE = "One answer about somebody’s work to read"
MASK = re.compile(r'name="(mark|csrfmiddlewaretoken)" value="[^"]*"')


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def over(known, now):
    """What Olive was asked while Tansy's request was open, and the browser of Olive; Tansy has stopped since."""
    statement = agreed(known, now=now)
    olive = olives_browser(known, now=now)
    before = MASK.sub("", words_in(olive.get(page("partners:work_one", "tidewater", statement.pk))))
    with hub_scope(known.team.hub):
        withdraw(known.tansy, now=now)
        answer_actions.stop_all(known.tansy, now=now)
    return statement, olive, before


def texts(known, member, now):
    with hub_scope(known.team.hub):
        return [line["text"] for line in waits_on_today(viewer(member, now=now))]


def test_an_answer_after_the_end_is_read_by_whoever_had_them_or_a_lead(known, saltpan, over, now):
    statement, olive, _ = over
    address = page("partners:work_one", "tidewater", statement.pk)
    kept = olive.post(address, {"mark": str(statement.pk), "words": "We can from Monday"}, follow=True)
    assert "We have your answer" in words_in(kept)

    assert [texts(known, each, now) for each in (known.team.nell, known.team.ines)] == [[LINE], [LINE]]
    assert [texts(known, each, now) for each in (known.team.wren, known.team.ada)] == [[], []]
    assert "We can from Monday" in words_in(read(known.team.nell, "one", known.tansy.pk, statement.pk))
    send(known.team.nell, "read_reply", known.tansy.pk, statement.pk)
    assert [texts(known, each, now) for each in (known.team.nell, known.team.ines)] == [[], []]


def test_whom_the_person_named_hears_of_no_answer_after_the_end_either(known, over, now):
    statement, olive, _ = over
    olive.post(page("partners:work_one", "tidewater", statement.pk), {"mark": str(statement.pk), "words": "Yes"})
    with hub_scope(known.team.hub):
        name_people(known.tansy, named=["Ines Pretendham"], now=now)
    assert texts(known, known.team.ines, now) == []


def test_the_page_of_a_referrer_does_not_tell_that_the_request_is_over(known, over):
    statement, olive, before = over
    after = MASK.sub("", words_in(olive.get(page("partners:work_one", "tidewater", statement.pk))))
    assert after == before
