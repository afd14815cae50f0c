"""A death is of every record that is joined, and of none that was joined by mistake."""

from uuid import uuid4

import pytest
from django.core import mail

from holdfast.appointments.models import Appointment
from holdfast.caseload.actions import agree_to_join, separate_joined
from holdfast.correspondence.actions import find_link, make_link, post_to_person
from holdfast.correspondence.models import Link, Message
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.models import Death
from holdfast.people import join_actions
from holdfast.people.models import Person
from tests.appointments.conftest import booked, waits, works
from tests.builders import browser_of, page
from tests.coordination.conftest import fresh
from tests.outcomes.conftest import DAY, MAILED
from tests.outcomes.test_death import carried_out, recorded
from tests.outcomes.test_pages import sent

REASON = "They told me of both requests, and the date of birth agrees."
OTHER = "other@home.example"


@pytest.fixture
def two(tidewater, now, clock):
    """Two records, both Nell's."""
    clock(now)
    one = waits(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup", channels=MAILED)
    other = waits(tidewater, owner=tidewater.nell, now=now, name="T. Madeup", channels={**MAILED, "email": OTHER})
    with hub_scope(tidewater.hub):
        Person.objects.update(verified_at=now)
        for each in (one, other):
            each.person.refresh_from_db()
    return one, other


def joined(team, two, *, now):
    with hub_scope(team.hub):
        join = join_actions.propose_join(two[0].person, two[1].person, reason=REASON, by=team.nell, now=now)
        return agree_to_join(join, by=team.ines, now=now)


def separated(team, join, *, now):
    with hub_scope(team.hub):
        separate_joined(join, by=team.ines, now=now)


def undo(team, referral):
    return sent(browser_of(team.ines), "undo_death", referral)


def how(team, *referrals):
    """Of each whether they are said to have died, and whether their request is closed."""
    found = [fresh(team, each) for each in referrals]
    return [(bool(each.person.died_at), bool(each.closed_at)) for each in found]


@pytest.mark.parametrize(("taken_back", "stays"), [(0, 1), (1, 0)])
def test_of_two_separated_records_each_is_taken_back_by_itself(tidewater, two, now, taken_back, stays):
    join = joined(tidewater, two, now=now)
    recorded(tidewater, two[0], now=now)
    separated(tidewater, join, now=now + DAY)
    assert how(tidewater, *two) == [(True, True), (True, True)]

    shown = browser_of(tidewater.ines).get(page("outcomes:of_record", two[taken_back].pk)).content.decode()
    assert "death/undo" in shown
    undo(tidewater, two[taken_back])
    assert how(tidewater, two[taken_back], two[stays]) == [(False, False), (True, True)]
    undo(tidewater, two[taken_back])
    assert how(tidewater, two[taken_back], two[stays]) == [(False, False), (True, True)]
    with hub_scope(tidewater.hub):
        assert [each.person_id for each in Event.objects.filter(kind="person.undo_die")] == [two[taken_back].person_id]
        assert [each.person_id for each in Death.objects.filter(undone_at=None)] == [two[stays].person_id]

    undo(tidewater, two[stays])
    assert how(tidewater, *two) == [(False, False), (False, False)]


def test_while_they_are_joined_either_page_takes_back_both(tidewater, two, now):
    joined(tidewater, two, now=now)
    recorded(tidewater, two[0], now=now)
    undo(tidewater, two[1])
    assert how(tidewater, *two) == [(False, False), (False, False)]


def test_no_mail_goes_to_a_record_that_was_joined_after_the_death_while_it_is(tidewater, two, now):
    recorded(tidewater, two[0], now=now)
    join = joined(tidewater, two, now=now)
    mail.outbox.clear()
    told(tidewater, two[1], now=now)
    while_joined = [each.to for each in mail.outbox]
    separated(tidewater, join, now=now)
    told(tidewater, two[1], now=now)

    assert (while_joined, [each.to for each in mail.outbox]) == ([], [[OTHER]])


def told(team, referral, *, now):
    """A message to them is queued, and carried out."""
    with hub_scope(team.hub):
        post_to_person(referral.person, kind="news", subject_id=uuid4(), now=now)
    carried_out(team)


def test_a_record_that_is_joined_after_the_death_ends_with_it(tidewater, two, now):
    works(tidewater, tidewater.nell, now=now)
    booked(tidewater, two[1], tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        token, *_ = make_link(two[1].person, subject_id=two[1].pk, purpose=Link.Purpose.OWN_PAGES, now=now)
        open_before = find_link(tidewater.hub.pk, token, now=now) is not None
    recorded(tidewater, two[0], now=now)
    joined(tidewater, two, now=now)

    assert how(tidewater, *two) == [(True, True), (True, True)]
    with hub_scope(tidewater.hub):
        assert (open_before, find_link(tidewater.hub.pk, token, now=now)) == (True, None)
        assert list(Appointment.objects.values_list("status", flat=True)) == ["cancelled_by_hub"]
        assert not Message.objects.filter(person=two[1].person, sent_at=None, cancelled_at=None).exists()
        assert [each.person_id for each in Event.objects.filter(kind="person.die").order_by("pk")] == [
            two[0].person_id, two[1].person_id
        ]  # fmt: skip
        said = Death.objects.order_by("pk").values_list("person_id", "is_by_join")
        assert list(said) == [(two[0].person_id, False), (two[1].person_id, True)]


def test_whoever_joins_them_reads_that_the_other_has_ended(tidewater, two, now):
    recorded(tidewater, two[0], now=now)
    with hub_scope(tidewater.hub):
        join = join_actions.propose_join(two[0].person, two[1].person, reason=REASON, by=tidewater.nell, now=now)
    said = browser_of(tidewater.ines).post(page("caseload:agree", two[1].pk, join.pk), follow=True)
    assert "A death is recorded on one of them, so what was open on the other has ended." in said.content.decode()


def test_separated_again_whose_death_was_known_by_the_join_alone_is_as_they_were(tidewater, two, now):
    recorded(tidewater, two[0], now=now)
    join = joined(tidewater, two, now=now + DAY)
    separated(tidewater, join, now=now + 2 * DAY)

    assert how(tidewater, *two) == [(True, True), (False, False)]
    found = fresh(tidewater, two[1])
    assert (found.status, found.stage, found.owner_id) == ("accepted", "assessment", tidewater.nell.pk)
    undo(tidewater, two[0])
    assert how(tidewater, *two) == [(False, False), (False, False)]


@pytest.mark.parametrize("page_of", [0, 1])
def test_an_error_is_taken_back_of_a_record_that_was_joined_later_too_from_either_page(tidewater, two, now, page_of):
    recorded(tidewater, two[0], now=now)
    joined(tidewater, two, now=now + DAY)
    undo(tidewater, two[page_of])
    assert how(tidewater, *two) == [(False, False), (False, False)]


def test_a_third_record_that_hung_on_the_second_stays_with_whom_it_is_joined(tidewater, two, now):
    third = waits(tidewater, owner=tidewater.nell, now=now, name="Tansy M.", channels=MAILED)
    with hub_scope(tidewater.hub):
        Person.objects.update(verified_at=now)
        third.person.refresh_from_db()
    recorded(tidewater, two[0], now=now)
    first = joined(tidewater, two, now=now + DAY)
    joined(tidewater, (two[1], third), now=now + DAY)
    assert how(tidewater, third) == [(True, True)]
    separated(tidewater, first, now=now + 2 * DAY)
    assert how(tidewater, *two, third) == [(True, True), (False, False), (False, False)]
