"""A death between two hubs: recorded at either, on the way or after, nothing more goes to them from any of the two."""

from datetime import timedelta

import pytest
from django.db import connection

from holdfast.caseload.actions import separate_joined
from holdfast.correspondence.actions import post_to_person
from holdfast.correspondence.models import Message
from holdfast.correspondence.tasks import send
from holdfast.hubs.scope import hub_scope
from holdfast.network.deaths import tell_again
from holdfast.outcomes.death_actions import record_death, undo_death
from holdfast.outcomes.models import Death
from tests.builders import browser_of, page, send_request
from tests.network.conftest import accepted, carried, offered_elsewhere, stored, worked
from tests.network.sealed_steps import receipt_of
from tests.network.test_meanwhile import acted_on, alarmed
from tests.network.test_not_let_go import brought, dies, ends, joined, let_go, twins
from tests.network.test_pages import said_on_today

MINUTE = timedelta(minutes=1)
DIED, LIVES = ("discharged", True), ("transferred", False)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def moved(tidewater, saltpan, tansy, now):
    """The transfer, and the request at Saltpan, which has taken them on; Tidewater has let go."""
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    return found, carried(tidewater, saltpan, found, now=now)


def told():
    return worked("carry", "follow_death")


def taken_back(team, referral, *, now):
    with hub_scope(team.hub):
        return undo_death(referral.person, by=team.ines, now=now)


def deaths_of(team):
    with hub_scope(team.hub):
        return [(each.how_known, each.undone_at is not None) for each in Death.objects.order_by("recorded_at")]


def test_a_death_that_is_recorded_where_they_were_reaches_the_hub_that_has_them(
    tidewater, saltpan, fenmark, tansy, moved, now
):
    stranger = send_request(saltpan, now=now, name="Sorrel Madeup")
    dies(tidewater, tansy.referral, now=now + MINUTE)
    told()
    with hub_scope(saltpan.hub):
        message = post_to_person(
            moved[1].person, kind=Message.Kind.NEWS, subject_id=moved[1].pk, now=now + MINUTE
        )  # fmt: skip
    send.func(message_id=str(message.pk), hub_id=str(saltpan.hub.pk))

    with hub_scope(saltpan.hub):
        assert Message.objects.filter(pk=message.pk, sent_at=None, cancelled_at__isnull=False).exists()
    assert (ends(saltpan, moved[1]), ends(saltpan, stranger)) == (DIED, ("received", False))
    assert (deaths_of(saltpan), deaths_of(fenmark)) == ([("hub", False)], [])


@pytest.mark.parametrize("is_let_go", [False, True])
def test_a_death_that_is_recorded_where_they_go_reaches_the_hub_that_had_them(
    tidewater, saltpan, tansy, now, is_let_go
):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    new = brought(saltpan, found, now=now)
    gone = is_let_go and let_go(tidewater, found, now=now)
    dies(saltpan, new, now=now + MINUTE)
    worked("follow_death")

    assert ends(tidewater, tansy.referral) == (("transferred" if gone else "discharged"), True)
    assert ends(saltpan, new) == DIED
    told()
    assert let_go(tidewater, found, now=now + MINUTE)
    assert (deaths_of(tidewater), deaths_of(saltpan)) == ([("hub", False)], [("family", False)])


def test_a_death_that_is_taken_back_where_it_was_recorded_is_taken_back_at_the_other_hub(
    tidewater, saltpan, tansy, moved, now
):
    dies(tidewater, tansy.referral, now=now + MINUTE)
    told()
    taken_back(tidewater, tansy.referral, now=now + 2 * MINUTE)
    told()
    assert (ends(tidewater, tansy.referral), ends(saltpan, moved[1])) == (LIVES, ("received", False))


def test_one_on_the_way_that_is_taken_back_before_they_arrive_arrives_nowhere(tidewater, saltpan, tansy, now):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    dies(tidewater, tansy.referral, now=now + MINUTE)
    taken_back(tidewater, tansy.referral, now=now + 2 * MINUTE)
    new = carried(tidewater, saltpan, found, now=now + 2 * MINUTE)
    told()
    assert (ends(tidewater, tansy.referral), ends(saltpan, new), deaths_of(saltpan)) == (
        LIVES, ("received", False), []
    )  # fmt: skip


def test_of_a_death_that_both_hubs_recorded_each_takes_back_its_own(tidewater, saltpan, tansy, moved, now):
    dies(saltpan, moved[1], now=now + MINUTE)
    dies(tidewater, tansy.referral, now=now + 2 * MINUTE)
    told()
    taken_back(tidewater, tansy.referral, now=now + 3 * MINUTE)
    told()
    assert (ends(tidewater, tansy.referral), ends(saltpan, moved[1])) == (LIVES, DIED)


def test_what_was_taken_back_where_it_came_to_does_not_come_again(tidewater, saltpan, tansy, moved, now):
    dies(tidewater, tansy.referral, now=now + MINUTE)
    told()
    taken_back(saltpan, moved[1], now=now + 2 * MINUTE)
    told()
    with hub_scope(tidewater.hub):
        assert tell_again(tidewater.hub, now=now + 2 * MINUTE) == 1
    told()
    assert (ends(tidewater, tansy.referral)[1], ends(saltpan, moved[1])) == (True, ("received", False))


def test_its_page_says_from_which_hub_it_came_and_whom_to_call_before_it_is_taken_back(
    tidewater, saltpan, tansy, moved, now
):
    dies(tidewater, tansy.referral, now=now)
    told()
    here, there = (
        browser_of(team.ines).get(page("outcomes:of_record", referral.pk)).content.decode()
        for team, referral in ((tidewater, tansy.referral), (saltpan, moved[1]))
    )
    call = "Call Tidewater Staff Support Hub first"
    assert ("by Nell Sampleton" in here, call in here) == (True, False)
    assert ("by Tidewater Staff Support Hub" in there, call in there) == (True, True)


def test_a_death_whose_job_was_lost_is_said_again(tidewater, saltpan, tansy, moved, now):
    dies(tidewater, tansy.referral, now=now + MINUTE)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    with hub_scope(tidewater.hub):
        numbers = [tell_again(tidewater.hub, now=at) for at in (now + MINUTE, now + timedelta(days=3))]
    told()
    assert (numbers, ends(saltpan, moved[1])) == ([1, 0], DIED)


def test_a_death_that_was_known_by_a_join_alone_goes_and_is_taken_back_with_the_join(
    tidewater, saltpan, tansy, moved, now
):
    other, join = twins(tidewater, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        record_death(other, died_on=None, how_known="family", by=tidewater.nell, now=now + MINUTE)
    told()
    before = ends(saltpan, moved[1])
    join = joined(tidewater, join, now=now + 2 * MINUTE)
    told()
    together = ends(saltpan, moved[1])
    with hub_scope(tidewater.hub):
        separate_joined(join, by=tidewater.ines, now=now + 3 * MINUTE)
    told()
    assert (before, together, ends(saltpan, moved[1])) == (("received", False), DIED, ("received", False))
    assert ends(tidewater, other) == DIED


NOT_BY_ITSELF = "which does not hear of it by itself"


def calls(member, now):
    return [text for text in said_on_today(member, now) if NOT_BY_ITSELF in text]


def test_between_installations_whoever_has_them_reads_whom_to_call_about_a_death_and_by_when(
    tidewater, saltpan, tansy, sealed, now
):
    at, later = now + MINUTE, now + timedelta(days=8)
    before = calls(tidewater.nell, at)
    dies(tidewater, tansy.referral, now=at)
    told()
    after = [calls(each, at) for each in (tidewater.nell, tidewater.ines, tidewater.wren, saltpan.nell)]
    taken_back(tidewater, tansy.referral, now=at)

    died = (
        f"Somebody whose record a hub elsewhere has too has died: call Saltpan Staff Support Hub, 0808 157 0000, "
        f"{NOT_BY_ITSELF}, by 5pm tomorrow"
    )
    assert (before, after) == ([], [[died], [died], [], []])
    assert [text.split(":")[0] for when in (at, later) for text in calls(tidewater.nell, when)] == [
        "That somebody has died whose record a hub elsewhere has too was an error"
    ] * 2
    assert ends(saltpan, sealed) == ("received", False)


def test_an_error_that_was_taken_back_before_they_went_there_is_nothing_to_call_about(
    tidewater, saltpan, tansy, between, now, clock
):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    taken_back(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    found = offered_elsewhere(tidewater, stored(tidewater, tansy.referral), now=clock(now + 3 * MINUTE))
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    assert between.take(tidewater, receipt_of(found, between.folder)).code == 0
    assert [calls(each, now + 4 * MINUTE) for each in (tidewater.nell, tidewater.ines)] == [[], []]


def test_and_whoever_took_them_on_from_a_file_calls_where_they_came_from(tidewater, saltpan, tansy, sealed, now):
    dies(saltpan, sealed, now=now + MINUTE)
    told()
    said = [calls(each, now + MINUTE) for each in (saltpan.nell, saltpan.wren, tidewater.nell)]
    assert [[text.split(",")[0] for text in each] for each in said] == [
        ["Somebody whose record a hub elsewhere has too has died: call Tidewater Staff Support Hub"], [], []
    ]  # fmt: skip


def test_an_alert_about_somebody_whom_a_hub_elsewhere_looks_after_is_told_by_telephone(
    tidewater, saltpan, tansy, sealed, now
):
    before = calls(tidewater.nell, now)
    alert = alarmed(tidewater, tansy.referral, now=now + MINUTE)
    said = [calls(each, now + MINUTE) for each in (tidewater.nell, saltpan.nell)]
    acted_on(tidewater, alert, now=now + MINUTE)
    words = (
        f"An alert is open about somebody whom a hub elsewhere looks after now: call Saltpan Staff Support Hub, "
        f"0808 157 0000, {NOT_BY_ITSELF}, now"
    )
    assert (before, said, calls(tidewater.nell, now + MINUTE)) == ([], [[words], []], [])
