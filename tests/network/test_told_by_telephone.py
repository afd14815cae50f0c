"""What a hub elsewhere hears by telephone alone stands on Today until somebody says that they have told it; each turn
is told anew."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.network import actions, call_actions
from holdfast.network.to_call import to_call
from holdfast.people.viewer import viewer
from holdfast.referrals.naming import name_people
from tests.builders import browser_of, page
from tests.network.conftest import discharged, known, offered_elsewhere, stored
from tests.network.sealed_steps import arrivals
from tests.network.test_deaths_between import taken_back
from tests.network.test_meanwhile import acted_on, alarmed
from tests.network.test_not_let_go import dies, joined, twins
from tests.network.test_pages import read, send

MINUTE, YEAR = timedelta(minutes=1), timedelta(days=365)
OTHERWISE = "Not done: something else is to be told by now, or nothing. What stands is below."
TOLD = "Told by telephone."


def calls(member, now):
    """What is to be told, as words."""
    with hub_scope(member.hub):
        return [str(each.word) for each in to_call(viewer(member, now=now))]


def about(member, now):
    """Of what it is told: the offer, or the arrival."""
    with hub_scope(member.hub):
        return [each.about for each in to_call(viewer(member, now=now))]


def press(member, name, subject, word):
    return send(member, name, subject.referral_id, about=subject.pk, word=word)


def written(team):
    with hub_scope(team.hub):
        found = Event.objects.filter(kind__in=["transfer.tell_hub", "transfer.untell_hub"]).order_by("pk")
        return [(each.kind.partition(".")[2], each.codes["word"], each.by_id) for each in found]


def withdrawn(team, found, *, now):
    with hub_scope(team.hub):
        actions.withdraw(found, by=team.nell, now=now)


@pytest.fixture
def file_out(tidewater, between, tansy, now):
    """An offer of which a sealed file was written, and nothing more is known."""
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    between.export(tidewater)
    return found


@pytest.fixture
def died(tidewater, tansy, sealed, now, clock):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    return "died"


@pytest.fixture
def lives(tidewater, tansy, sealed, now, clock):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    taken_back(tidewater, tansy.referral, now=clock(now + MINUTE))
    return "lives"


@pytest.fixture
def alert(tidewater, tansy, sealed, now, clock):
    alarmed(tidewater, tansy.referral, now=clock(now + MINUTE))
    return "alert"


@pytest.fixture
def file(tidewater, file_out, now, clock):
    withdrawn(tidewater, file_out, now=clock(now + MINUTE))
    return "file"


@pytest.mark.parametrize("kind", ["died", "lives", "alert", "file"])
def test_each_stands_until_somebody_says_that_they_told_it_and_again_where_that_was_not_so(
    tidewater, saltpan, tansy, now, clock, request, kind
):
    word = request.getfixturevalue(kind)
    team = (tidewater.nell, tidewater.ines, tidewater.wren, saltpan.nell, saltpan.ines)
    before = [calls(each, now + MINUTE) for each in team] + [calls(tidewater.nell, now + YEAR)]
    (subject,) = about(tidewater.nell, now + MINUTE)
    strangers = [press(each, "told", subject, word).status_code for each in (tidewater.wren, saltpan.nell)]
    said = press(tidewater.nell, "told", subject, word).words
    twice = press(tidewater.ines, "told", subject, word).words
    gone = [calls(each, now + YEAR) for each in team]
    once = written(tidewater)
    strangers += [press(each, "untold", subject, word).status_code for each in (tidewater.wren, saltpan.nell)]
    back = press(tidewater.nell, "untold", subject, word).words
    press(tidewater.nell, "untold", subject, word)

    assert before == [[word], [word], [], [], [], [word]]
    assert (strangers, gone, once) == ([404] * 4, [[]] * 5, [("tell_hub", word, tidewater.nell.pk)])
    assert ["Written down: that hub knows." in each and TOLD in each for each in (said, twice)] == [True, True]
    assert ("Taken back: that hub is to be called." in back, TOLD in back, "They are told" in back) == (
        True, False, True,
    )  # fmt: skip
    assert calls(tidewater.nell, now + YEAR) == [word]
    assert written(tidewater) == [*once, ("untell_hub", word, tidewater.nell.pk)]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("died", "and say that they have died."),
        ("lives", "and say that it was an error that they had died."),
        ("alert", "and say that an alert about them is open here."),
        ("file", "and say that the offer has ended, and that nobody may accept its sealed file."),
    ],
)
def test_the_page_says_whom_to_call_and_what_to_say(tidewater, saltpan, tansy, now, request, kind, words):
    request.getfixturevalue(kind)
    shown = read(tidewater.nell, "of_record", tansy.referral.pk).words
    others = [read(each, "of_record", tansy.referral.pk).status_code for each in (tidewater.wren, saltpan.nell)]
    assert f"Saltpan Staff Support Hub: call 0808 157 0000, {words}" in shown
    assert others == [404, 404]


def test_whoever_took_them_on_from_a_file_says_that_they_told_where_they_came_from(
    tidewater, saltpan, sealed, now, clock
):
    dies(saltpan, sealed, now=clock(now + MINUTE))
    (subject,) = about(saltpan.nell, now + MINUTE)
    others = [press(each, "told", subject, "died").status_code for each in (saltpan.wren, tidewater.nell)]
    shown = press(saltpan.nell, "told", subject, "died").words
    (arrival,) = arrivals(saltpan)
    assert (subject, others, calls(saltpan.nell, now + YEAR)) == (arrival, [404, 404], [])
    assert "Tidewater Staff Support Hub: they have died" in shown
    assert (written(saltpan), written(tidewater)) == ([("tell_hub", "died", saltpan.nell.pk)], [])


def test_of_a_file_that_was_out_the_death_and_its_error_are_told_each_in_its_turn(
    tidewater, tansy, file_out, now, clock
):
    seen = []
    for number, (act, word) in enumerate(((dies, "died"), (taken_back, "lives"), (dies, "died")), start=1):
        at = clock(now + number * MINUTE)
        act(tidewater, stored(tidewater, tansy.referral), now=at)
        seen.append(calls(tidewater.nell, at))
        press(tidewater.nell, "told", about(tidewater.nell, at)[0], word)
        seen.append(calls(tidewater.nell, at))
    assert seen == [["died"], [], ["lives"], [], ["died"], []]


def test_a_death_that_was_recorded_anew_is_told_anew_also_where_nobody_told_of_the_error(
    tidewater, tansy, died, now, clock
):
    press(tidewater.nell, "told", about(tidewater.nell, now + MINUTE)[0], died)
    taken_back(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    dies(tidewater, stored(tidewater, tansy.referral), now=clock(now + 3 * MINUTE))
    assert calls(tidewater.nell, now + YEAR) == ["died"]


def test_a_hub_that_was_told_only_that_an_offer_ended_hears_nothing_of_a_later_death(
    tidewater, tansy, file, file_out, now, clock
):
    press(tidewater.nell, "told", file_out, file)
    dies(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    after = calls(tidewater.nell, now + YEAR)
    press(tidewater.nell, "untold", file_out, file)
    assert (after, calls(tidewater.nell, now + YEAR)) == ([], ["died"])


def test_a_new_alert_is_told_anew_and_a_closed_one_no_more(tidewater, tansy, sealed, now, clock):
    first = alarmed(tidewater, tansy.referral, now=clock(now + MINUTE))
    (subject,) = about(tidewater.nell, now + MINUTE)
    press(tidewater.nell, "told", subject, "alert")
    second = alarmed(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    anew = calls(tidewater.nell, now + 2 * MINUTE)
    press(tidewater.nell, "told", subject, "alert")
    acted_on(tidewater, second, now=clock(now + 3 * MINUTE))
    told = calls(tidewater.nell, now + 3 * MINUTE)
    acted_on(tidewater, first, now=clock(now + 4 * MINUTE))
    late = press(tidewater.nell, "told", subject, "alert").words
    assert (anew, told, calls(tidewater.nell, now + YEAR)) == (["alert"], [], [])
    assert (OTHERWISE in late, TOLD in late, len(written(tidewater))) == (True, False, 2)


def test_an_alert_and_a_death_are_told_each_by_itself(tidewater, tansy, died, now, clock):
    (subject,) = about(tidewater.nell, now + MINUTE)
    alarmed(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    seen = [calls(tidewater.nell, now + 2 * MINUTE)]
    for step, word in (("told", "died"), ("told", "alert"), ("untold", "died")):
        press(tidewater.nell, step, subject, word)
        seen.append(calls(tidewater.nell, now + 2 * MINUTE))
    assert seen == [["died", "alert"], ["alert"], [], ["died"]]


def test_what_was_read_before_it_turned_is_not_written_down_as_told(tidewater, tansy, died, now, clock):
    (subject,) = about(tidewater.nell, now + MINUTE)
    taken_back(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    said = press(tidewater.nell, "told", subject, died).words
    assert OTHERWISE in said
    assert (calls(tidewater.nell, now + 2 * MINUTE), written(tidewater)) == (["lives"], [])


@pytest.mark.parametrize("word", ["alert", "", "\x00"])
def test_a_word_that_nobody_has_to_say_is_refused_in_words(tidewater, tansy, died, now, word):
    (subject,) = about(tidewater.nell, now + MINUTE)
    said = [press(tidewater.nell, "told", subject, word), send(tidewater.nell, "told", tansy.referral.pk, about=word)]
    assert [OTHERWISE in each.words for each in said] == [True, True]
    assert written(tidewater) == []


@pytest.mark.parametrize("step", [call_actions.tell_hub, call_actions.untell_hub])
def test_whoever_says_nothing_of_where_somebody_goes_may_not_say_that_it_was_told(tidewater, died, now, step):
    (subject,) = about(tidewater.nell, now + MINUTE)
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        step(subject, died, by=tidewater.ada, now=now + MINUTE)
    assert written(tidewater) == []


def test_whoever_is_kept_out_says_nothing_of_it_and_the_lead_does(tidewater, tansy, died, now, clock):
    (subject,) = about(tidewater.nell, now + MINUTE)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Nell Sampleton"], now=now + MINUTE)
    refused = press(tidewater.nell, "told", subject, died).status_code
    before = [calls(each, now + MINUTE) for each in (tidewater.nell, tidewater.ines)]
    press(tidewater.ines, "told", subject, died)
    assert (refused, before, calls(tidewater.ines, now + MINUTE)) == (404, [[], [died]], [])


def test_it_is_read_in_the_history_of_the_record(tidewater, tansy, died, now):
    (subject,) = about(tidewater.nell, now + MINUTE)
    press(tidewater.nell, "told", subject, died)
    press(tidewater.nell, "untold", subject, died)
    shown = browser_of(tidewater.nell).get(page("caseload:person", tansy.referral.pk)).content.decode()
    assert "they have died" in shown
    assert "The other hub was told on the telephone" in shown
    assert "The other hub was not told on the telephone after all" in shown


def test_an_alert_about_a_joined_record_is_told_and_told_anew(tidewater, tansy, sealed, now, clock):
    other, join = twins(tidewater, tansy.referral, now=clock(now + MINUTE))
    joined(tidewater, join, now=now + MINUTE)
    discharged(tidewater, stored(tidewater, other), now=now + MINUTE)
    seen = []
    for number in (2, 3):
        alarmed(tidewater, other, now=clock(now + number * MINUTE))
        seen.append(calls(tidewater.nell, now + number * MINUTE))
        press(tidewater.nell, "told", about(tidewater.nell, now + number * MINUTE)[0], "alert")
        seen.append(calls(tidewater.nell, now + number * MINUTE))
    assert seen == [["alert"], [], ["alert"], []]


def test_what_is_to_be_told_costs_the_same_statements_however_many_there_are(
    tidewater, saltpan, tansy, sealed, between, now, clock, django_assert_num_queries
):
    numbers = []
    for number in range(3):
        with hub_scope(tidewater.hub):
            found = viewer(tidewater.ines, now=now + number * MINUTE)
            with django_assert_num_queries(3):
                numbers.append(len(to_call(found)))
        referral = known(tidewater, now=clock(now + number * MINUTE), name=f"Sorrel Madeup {number}")
        offered_elsewhere(tidewater, referral, now=now + number * MINUTE)
        between.export(tidewater)
        dies(tidewater, referral, now=now + number * MINUTE)
    assert numbers == [0, 1, 2]
