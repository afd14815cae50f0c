"""Live figures follow the steps of people: whoever had one is counted anew, and nobody else."""

from datetime import timedelta

import pytest

from holdfast.caseload.actions import agree_to_join, separate_joined
from holdfast.contacts.actions import log_attempt, undo_attempt
from holdfast.events.models import Event
from holdfast.front_door.more_actions import tell_equality
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.models import KeptSpan, KeptUpTo
from holdfast.monitoring.reading import read_facts
from holdfast.monitoring.span_actions import JOINS, Kept, keep, persons
from holdfast.monitoring.span_queries import cells_between
from holdfast.people import join_actions
from holdfast.people.models import Person
from holdfast.referrals.actions import withdraw
from tests.builders import accept, send_request
from tests.monitoring.slow import reckon

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _settled(all_settled):
    """Each of these tests counts what it has just done."""


def kept(team, now):
    """How many people were counted anew, as if everything since the last time were new."""
    with hub_scope(team.hub):
        KeptUpTo.objects.filter(hub=team.hub).update(transaction="0")
        return keep(team.hub, now=now).people


def said(team, start, end):
    """What stands, without zeros."""
    with hub_scope(team.hub):
        found = cells_between(team.hub, start, end)
    return {" ".join(key).strip(): value for key, value in found.items() if value and key[0] != "R16"}


def test_a_step_is_counted_when_it_settled_and_no_more_when_it_was_taken_back(tidewater, saltpan, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    send_request(saltpan, now=now, name="Stranger Inventwell")
    accept(tidewater, tansy, owner=tidewater.nell, now=now, by=tidewater.ines)
    span = (now - DAY, now + DAY)

    assert said(tidewater, *span) == {}
    assert kept(tidewater, now) == 1
    assert said(tidewater, *span) == {
        "R1 people": 1, "R1 people method web": 1, "R1 referrals": 1, "R4 running_n": 1
    }  # fmt: skip

    with hub_scope(tidewater.hub):
        attempt = log_attempt(
            tansy, channel="call", result="spoke", terms=tidewater.hub.current, by=tidewater.nell,
            now=now + timedelta(hours=2),
        )  # fmt: skip
    kept(tidewater, now)
    spoke = {"attempt_n": 1, "attempt_median": 120, "attempt_p90": 120, "contact_n": 1, "contact_people": 1,
             "contact_median": 120, "contact_p90": 120, "contact_in_target": 1}  # fmt: skip
    assert said(tidewater, *span) == {
        "R1 people": 1, "R1 people method web": 1, "R1 referrals": 1,
        **{f"R4 {name}": value for name, value in spoke.items()},
    }  # fmt: skip

    with hub_scope(tidewater.hub):
        undo_attempt(attempt, by=tidewater.nell, now=now + timedelta(hours=2, minutes=1))
    kept(tidewater, now)
    assert said(tidewater, *span)["R4 running_n"] == 1

    with hub_scope(tidewater.hub):
        withdraw(tansy, now=now + timedelta(hours=3))
    kept(tidewater, now)
    assert "R4 running_n" not in said(tidewater, *span)
    assert said(tidewater, now - DAY, now + timedelta(hours=3))["R4 running_n"] == 1


def test_whoever_tells_something_of_themselves_is_counted_anew(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    kept(tidewater, now)
    with hub_scope(tidewater.hub):
        tell_equality(tansy, tidewater.hub, now=now, gender="2")
    kept(tidewater, now)

    with hub_scope(tidewater.hub):
        found = cells_between(tidewater.hub, now - DAY, now + DAY)
    assert found["R16", "received", "gender", "2"] == 1
    assert found["R16", "received", "disability", "not_told"] == 1
    assert ("R16", "received", "gender", "not_told") not in found


def test_only_the_transactions_since_the_last_time_are_read_unless_the_rules_changed(tidewater, now):
    send_request(tidewater, now=now, name="Tansy Madeup")
    with hub_scope(tidewater.hub):
        assert keep(tidewater.hub, now=now) == Kept(1, is_whole=True)
        assert keep(tidewater.hub, now=now + DAY) == Kept(0, is_whole=True)
        place = KeptUpTo.objects.get(hub=tidewater.hub)
        assert (place.transaction, place.kept_at) == (str(2**62), now + DAY)
        assert persons(tidewater.hub, since=0, end=2**62) == list(
            KeptSpan.objects.order_by("person_id").values_list("person_id", flat=True).distinct()
        )
        KeptUpTo.objects.filter(hub=tidewater.hub).update(rules="others")
        assert keep(tidewater.hub, now=now + DAY) == Kept(1, is_whole=True)
        assert list(KeptSpan.objects.order_by("kind").values_list("kind", flat=True)) == ["awaits", "own", "unassessed"]


def test_no_span_of_another_hub_is_read(tidewater, saltpan, now):
    send_request(tidewater, now=now, name="Tansy Madeup")
    kept(tidewater, now)
    with hub_scope(saltpan.hub):
        assert KeptSpan.objects.count() == 0
        assert set(cells_between(saltpan.hub, now - DAY, now + DAY).values()) == {0, None}


def proposed(team, *two, now):
    """That these are one person's, by the real action."""
    Person.objects.update(verified_at=now)
    persons = [Person.objects.get(pk=each.person_id) for each in two]
    return join_actions.propose_join(*persons, reason="They told me of both, and it agrees.", by=team.nell, now=now)


def test_two_records_that_are_joined_are_one_person_from_then_on_and_two_once_separated(tidewater, saltpan, now):
    two = [send_request(tidewater, now=now, name=name) for name in ("Tansy Madeup", "T. Madeup")]
    send_request(tidewater, now=now, name="Hazel Pretend")
    span = now - DAY, now + DAY

    def counted():
        kept(tidewater, now)
        with hub_scope(tidewater.hub):
            live = cells_between(tidewater.hub, *span)
            slow = reckon(tuple(read_facts(tidewater.hub, str, as_hub="tidewater")), "tidewater", *span)
            shown = KeptSpan.objects.filter(kind="own").values("person_id").distinct().count()
        found = [(each["R1", "people", "", ""], each["R1", "referrals", "", ""]) for each in (live, slow)]
        return [*found, shown, live["R16", "received", "", ""]]

    before = counted()
    with hub_scope(tidewater.hub):
        join = agree_to_join(proposed(tidewater, *two, now=now), by=tidewater.ines, now=now)
    joined = counted()
    with hub_scope(tidewater.hub):
        separate_joined(join, by=tidewater.ines, now=now)

    assert before == counted() == [(3, 3), (3, 3), 3, 3]
    assert joined == [(2, 3), (2, 3), 2, 2]


def test_a_join_alone_is_a_step_by_which_both_are_counted_anew(tidewater, now):
    two = [send_request(tidewater, now=now, name=name) for name in ("Tansy Madeup", "T. Madeup")]
    with hub_scope(tidewater.hub):
        agree_to_join(proposed(tidewater, *two, now=now), by=tidewater.ines, now=now)
        steps = Event.objects.filter(kind__in=JOINS).values_list("person_id", flat=True)
        assert sorted(steps) == sorted(each.person_id for each in two)
