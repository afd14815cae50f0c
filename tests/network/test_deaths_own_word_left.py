"""What another hub says of a death while somebody here looks at what stood before: nobody takes back what they never
read, and whoever keeps a word of their own learns that the hub which said it first has found it to be an error."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.today import waits
from holdfast.people.viewer import viewer
from tests.builders import browser_of, page
from tests.network.conftest import join_of, known, stored
from tests.network.test_deaths_again import apart
from tests.network.test_deaths_between import taken_back, told
from tests.network.test_not_let_go import dies, ends

MINUTE = timedelta(minutes=1)
TAKEN_BACK = ("and took it back", "said so too", "Another hub took back that they have died")

LINE = "Another hub has taken back that somebody has died, and this hub still says so: look whether it is so"


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def on_today(member, now):
    with hub_scope(member.hub):
        return [each["text"] for each in waits(viewer(member, now=now))]


def pages_of(member, referral):
    names = ("outcomes:of_record", "caseload:person")
    return "".join(browser_of(member).get(page(name, referral.pk)).content.decode() for name in names)


def test_a_hub_that_keeps_its_own_word_reads_somewhere_that_the_other_took_theirs_back(
    tidewater, saltpan, tansy, went, now, clock
):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    dies(saltpan, went[1], now=clock(now + 2 * MINUTE))
    told()
    before = pages_of(saltpan.ines, went[1])
    taken_back(tidewater, tansy.referral, now=clock(now + 3 * MINUTE))
    told()
    clock(now + 4 * MINUTE)
    after = pages_of(saltpan.ines, went[1])
    assert [ends(tidewater, tansy.referral)[1], ends(saltpan, went[1])[1]] == [False, True]
    assert "by Tidewater Staff Support Hub" in before
    assert [after.count(words) - before.count(words) for words in TAKEN_BACK] == [1, 1, 1]
    whom = (saltpan.ines, saltpan.nell, saltpan.wren, saltpan.max, tidewater.ines)
    assert [LINE in on_today(each, now + 4 * MINUTE) for each in whom] == [True, True, False, False, False]
    assert LINE not in on_today(saltpan.ines, now + timedelta(days=8))


def test_a_hub_that_says_it_again_has_not_taken_it_back(tidewater, saltpan, tansy, went, now, clock):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    dies(saltpan, went[1], now=clock(now + 2 * MINUTE))
    told()
    taken_back(tidewater, tansy.referral, now=clock(now + 3 * MINUTE))
    told()
    dies(tidewater, stored(tidewater, tansy.referral), now=clock(now + 4 * MINUTE))
    told()
    text = browser_of(saltpan.ines).get(page("outcomes:of_record", went[1].pk)).content.decode()
    assert "by Tidewater Staff Support Hub" in text
    assert (on_today(saltpan.ines, now + 5 * MINUTE), "and took it back" in text) == ([], False)


def test_a_lead_takes_back_no_word_of_another_hub_that_came_after_they_opened_the_page(
    tidewater, saltpan, tansy, went, now, clock
):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    browser = browser_of(tidewater.ines)
    opened = browser.get(page("outcomes:of_record", tansy.referral.pk)).content.decode()
    dies(saltpan, went[1], now=clock(now + 2 * MINUTE))
    told()
    clock(now + 3 * MINUTE)
    browser.post(page("outcomes:undo_death", tansy.referral.pk))
    told()
    assert "Saltpan" not in opened.partition("They have died")[2].partition("How they are asked")[0]
    assert [ends(tidewater, tansy.referral)[1], ends(saltpan, went[1])[1]] == [True, True]


def test_nor_one_that_a_colleague_recorded_after_the_error_was_taken_back_by_somebody_else(
    tidewater, tansy, now, clock
):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    browser = browser_of(tidewater.ines)
    browser.get(page("outcomes:of_record", tansy.referral.pk))
    taken_back(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    dies(tidewater, stored(tidewater, tansy.referral), now=clock(now + 3 * MINUTE))
    clock(now + 4 * MINUTE)
    browser.post(page("outcomes:undo_death", tansy.referral.pk))
    assert ends(tidewater, tansy.referral)[1]


def test_of_joined_records_each_says_that_a_hub_took_back_what_it_had_said_of_the_other(
    tidewater, saltpan, tansy, went, now, clock
):
    own = known(saltpan, now=now, name="T. Madeup")
    dies(saltpan, own, now=clock(now + MINUTE))
    dies(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    told()
    join = join_of(saltpan, went[1], stored(saltpan, own), now=clock(now + 3 * MINUTE))
    taken_back(tidewater, tansy.referral, now=clock(now + 5 * MINUTE))
    told()
    clock(now + 6 * MINUTE)
    shown = [browser_of(saltpan.ines).get(page("outcomes:of_record", each.pk)) for each in (own, went[1])]
    whom = (saltpan.ines, saltpan.nell, saltpan.wren, tidewater.ines)
    assert ends(saltpan, own)[1]
    assert [LINE in on_today(each, now + 6 * MINUTE) for each in whom] == [True, True, False, False]
    assert ["and took it back" in each.content.decode() for each in shown] == [True, True]

    apart(saltpan, join, now=clock(now + 7 * MINUTE))
    assert on_today(saltpan.ines, now + 8 * MINUTE) == []
