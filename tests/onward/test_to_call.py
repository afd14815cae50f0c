"""A service that expects somebody who died, or went to another hub, is called: its link has closed and says nothing."""

from datetime import timedelta

import pytest

from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.onward.actions import stop_all
from holdfast.onward.models import OnwardReferral
from holdfast.outcomes.death_actions import record_death, undo_death
from holdfast.outcomes.discharge_actions import discharge
from holdfast.referrals.actions import withdraw
from holdfast.referrals.naming import name_people
from tests.builders import browser_of, page
from tests.network.conftest import accepted, carried, stored
from tests.onward.conftest import DAY, drafted, expected, heard, sent
from tests.onward.test_pages import lines

MINUTE = timedelta(minutes=1)
DIED = (
    "Lantern Trauma Service expects somebody who has died: call the service, 01632 960888, and say that they have died "
    "and do not need the place any more, by 5pm tomorrow"
)
LIVES = (
    "Lantern Trauma Service may believe that somebody has died who lives: call the service, 01632 960888, and say that "
    "it was an error that they had died, and ask whether they still have the place, by 5pm tomorrow"
)
MOVED = (
    "Lantern Trauma Service expects somebody whom another hub looks after now: call the service, 01632 960888, and say "
    "that they do not need the place any more, and give no reason, by 5pm tomorrow"
)


@pytest.fixture
def waits(tidewater, world, now, clock):
    """Tansy is on the list of a service, which named a day; one to another service was begun, and has not gone."""
    clock(now)
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "accept", now=now, day=expected(now))
    drafted(tidewater, world.tansy, world.quay, now=now)
    return world.tansy


def dies(team, referral, *, now):
    with hub_scope(team.hub):
        record_death(referral, died_on=None, how_known="family", by=team.nell, now=now)


def calls(member, now):
    return [text for text in lines(member, now=now) if "call the service" in text]


def onward_page(member, referral):
    return browser_of(member).get(page("onward:of_record", referral.pk))


def test_of_a_death_whoever_has_them_and_leads_read_which_service_to_call(tidewater, saltpan, waits, now, clock):
    before = calls(tidewater.nell, now)
    dies(tidewater, waits, now=clock(now + MINUTE))
    team = (tidewater.nell, tidewater.ines, tidewater.wren, saltpan.nell, saltpan.ines)
    said = [calls(each, now + MINUTE) for each in team]
    later = calls(tidewater.nell, now + 90 * DAY)
    shown = onward_page(tidewater.nell, waits).content.decode()

    assert (before, said) == ([], [[DIED], [DIED], [], [], []])
    assert [text.partition(", by")[0] for text in later] == [DIED.partition(", by")[0]]
    assert "Lantern Trauma Service: call the service, 01632 960888, and say that they have died and do not" in shown
    assert "Quay Advice: call" not in shown
    assert [onward_page(each, waits).status_code for each in (tidewater.wren, saltpan.nell)] == [404, 404]


def test_of_a_transfer_the_service_is_told_no_reason(tidewater, saltpan, waits, now, clock):
    found = accepted(tidewater, saltpan, waits, now=now)
    between = calls(tidewater.nell, now)
    carried(tidewater, saltpan, found, now=clock(now + MINUTE))
    said = [calls(each, now + MINUTE) for each in (tidewater.nell, tidewater.ines, tidewater.wren, saltpan.nell)]
    shown = onward_page(tidewater.nell, waits).content.decode()

    assert (between, said) == ([], [[MOVED], [MOVED], [], []])
    assert "01632 960888, and say that they do not need the place any more, and give no reason." in shown
    assert "have died" not in shown


def test_whoever_is_kept_out_reads_nothing_of_it(tidewater, waits, now, clock):
    dies(tidewater, waits, now=clock(now + MINUTE))
    with hub_scope(tidewater.hub):
        name_people(waits, named=["Nell Sampleton"], now=now + MINUTE)
    assert [calls(each, now + MINUTE) for each in (tidewater.nell, tidewater.ines)] == [[], [DIED]]
    assert onward_page(tidewater.nell, waits).status_code == 404


def lives(team, referral, *, now):
    with hub_scope(team.hub):
        undo_death(referral.person, by=team.ines, now=now)


def test_where_a_death_was_an_error_the_service_that_may_believe_it_is_to_be_called(
    tidewater, saltpan, waits, now, clock
):
    dies(tidewater, waits, now=clock(now + MINUTE))
    lives(tidewater, waits, now=clock(now + 40 * DAY))
    team = (tidewater.nell, tidewater.ines, tidewater.wren, saltpan.nell, saltpan.ines)
    said = [calls(each, now + 40 * DAY) for each in team]
    shown = onward_page(tidewater.nell, waits).content.decode()
    assert said == [[LIVES], [LIVES], [], [], []]
    assert "01632 960888, and say that it was an error that they had died" in shown


def test_an_error_of_somebody_who_stops_by_themselves_is_told_to_nobody(tidewater, waits, now, clock):
    dies(tidewater, waits, now=clock(now + MINUTE))
    lives(tidewater, waits, now=clock(now + 2 * MINUTE))
    found = stored(tidewater, waits)
    with hub_scope(tidewater.hub):
        withdraw(found, now=clock(now + 3 * MINUTE))
    assert [calls(each, now + 3 * MINUTE) for each in (tidewater.nell, tidewater.ines)] == [[], []]


def test_once_somebody_says_that_they_told_it_the_line_goes_and_comes_back_where_that_was_not_so(
    tidewater, saltpan, waits, now, clock
):
    dies(tidewater, waits, now=clock(now + MINUTE))
    onward = gone(tidewater)
    others = [press(each, "told", onward, word="died").status_code for each in (tidewater.wren, saltpan.nell)]
    press(tidewater.nell, "told", onward, word="died")
    press(tidewater.ines, "told", onward, word="died")
    told = [calls(each, now + MINUTE) for each in (tidewater.nell, tidewater.ines)]
    shown = onward_page(tidewater.nell, waits).content.decode()
    written = said_in_events(tidewater)
    others += [press(each, "untold", onward).status_code for each in (tidewater.wren, saltpan.nell)]
    press(tidewater.nell, "untold", onward)
    press(tidewater.nell, "untold", onward)

    assert (others, told, written) == ([404] * 4, [[], []], [("onward.tell_service", "died")])
    assert "Lantern Trauma Service: they have died" in shown
    assert calls(tidewater.nell, now + MINUTE) == [DIED]
    assert said_in_events(tidewater) == [("onward.tell_service", "died"), ("onward.untell_service", "")]


def test_what_was_read_before_it_turned_is_not_written_down_as_told(tidewater, waits, now, clock):
    dies(tidewater, waits, now=clock(now + MINUTE))
    onward = gone(tidewater)
    lives(tidewater, waits, now=clock(now + 2 * MINUTE))
    said = press(tidewater.nell, "told", onward, word="died", follow=True).content.decode()
    assert "Not done: a colleague has changed it." in said
    assert (calls(tidewater.nell, now + 2 * MINUTE), said_in_events(tidewater)) == ([LIVES], [])


def test_each_turn_is_told_anew(tidewater, waits, now, clock):
    onward_said, seen = [], []
    for number, (act, word) in enumerate(((dies, "died"), (lives, "lives"), (dies, "died")), start=1):
        act(tidewater, stored(tidewater, waits), now=clock(now + number * MINUTE))
        seen.append(calls(tidewater.nell, now + number * MINUTE))
        press(tidewater.nell, "told", gone(tidewater), word=word)
        onward_said.append(calls(tidewater.nell, now + number * MINUTE))
    assert (seen, onward_said) == ([[DIED], [LIVES], [DIED]], [[], [], []])


def test_a_word_that_nobody_has_to_say_is_refused_in_words(tidewater, waits, now, clock):
    onward = gone(tidewater)
    said = [press(tidewater.nell, "told", onward, word=word, follow=True) for word in ("died", "", "\x00")]
    assert ["It has gone, or the person has answered" in each.content.decode() for each in said] == [True] * 3
    assert said_in_events(tidewater) == []


def gone(team):
    """The one that Lantern has, or had."""
    with hub_scope(team.hub):
        return OnwardReferral.objects.get(sent_at__isnull=False)


def press(member, name, onward, *, word="", follow=False):
    return browser_of(member).post(page(f"onward:{name}", onward.pk), {"word": word}, follow=follow)


def said_in_events(team):
    with hub_scope(team.hub):
        found = Event.objects.filter(kind__in=["onward.tell_service", "onward.untell_service"]).order_by("pk")
        return [(each.kind, each.codes["word"]) for each in found]


def test_a_death_that_was_recorded_in_error_and_then_again_is_told_to_the_service_still(tidewater, waits, now, clock):
    dies(tidewater, waits, now=clock(now + MINUTE))
    with hub_scope(tidewater.hub):
        undo_death(waits.person, by=tidewater.ines, now=clock(now + 2 * MINUTE))
    dies(tidewater, stored(tidewater, waits), now=clock(now + 3 * MINUTE))
    assert [calls(each, now + 3 * MINUTE) for each in (tidewater.nell, tidewater.wren)] == [[DIED], []]


def test_a_service_that_was_over_before_is_not_called(tidewater, world, now, clock):
    onward = sent(tidewater, world.tansy, world.lantern, now=clock(now))
    heard(tidewater, onward, "decline", now=now, words="They are full")
    dies(tidewater, world.tansy, now=clock(now + MINUTE))
    assert calls(tidewater.nell, now + MINUTE) == []


def test_of_a_discharge_nobody_is_told_to_call(tidewater, waits, now, clock):
    with hub_scope(tidewater.hub):
        discharge(waits, end_code="46", outcome="reached", returns="", by=tidewater.nell, now=clock(now + MINUTE))
    assert [calls(each, now + MINUTE) for each in (tidewater.nell, tidewater.ines)] == [[], []]


def test_of_whoever_stopped_by_themselves_a_service_is_told_nothing_more(tidewater, waits, now, clock):
    with hub_scope(tidewater.hub):
        withdraw(waits, now=clock(now + MINUTE))
        stop_all(waits, now=now + MINUTE)
    stopped = calls(tidewater.nell, now + MINUTE)
    dies(tidewater, waits, now=clock(now + 2 * MINUTE))
    assert [stopped, *(calls(each, now + 2 * MINUTE) for each in (tidewater.nell, tidewater.ines))] == [[], [], []]
