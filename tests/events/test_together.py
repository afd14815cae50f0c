import pytest
from django.db import IntegrityError, transaction

from holdfast.events.access import entry
from holdfast.events.actions import event_about
from holdfast.events.models import AccessEntry, Event
from holdfast.events.together import write_together
from holdfast.hubs.scope import hub_scope
from holdfast.people.models import Relationship, SearchToken
from tests.builders import send_request


def some_rows(referral, now):
    """An event, an entry of the access log and two search tokens, unwritten."""
    tokens = [SearchToken(hub_id=referral.hub_id, person_id=referral.person_id, token=token) for token in (b"a", b"b")]
    event = event_about(referral, "referral.tell", by=None, now=now, part="work")
    seen = entry(
        referral.hub_id, [referral.person_id], what="a page", why="self", action="write", now=now, actor="person"
    )
    return [event, seen, *tokens]


def test_rows_of_several_tables_are_written_by_one_statement(tidewater, now, django_assert_num_queries):
    referral = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        rows = some_rows(referral, now)
        with django_assert_num_queries(1):
            write_together(*rows)

        event = Event.objects.get(kind="referral.tell")
        assert (event.codes, event.occurred_at, event.person_id) == ({"part": "work"}, now, referral.person_id)
        assert event.transaction
        assert AccessEntry.objects.get(what="a page").persons == [referral.person_id]
        assert SearchToken.objects.filter(token__in=[b"a", b"b"]).count() == 2
        assert not any(row._state.adding for row in rows)


def test_where_one_row_is_refused_none_is_written(tidewater, now):
    referral = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        again = Relationship(hub_id=referral.hub_id, person_id=referral.person_id, why="queue", since_at=now)
        with pytest.raises(IntegrityError, match="relationship_once"), transaction.atomic():
            write_together(*some_rows(referral, now), again)

        assert list(Event.objects.filter(kind="referral.tell")) == []
        assert SearchToken.objects.filter(token__in=[b"a", b"b"]).count() == 0


def test_a_row_that_may_stand_already_is_left_out_and_the_others_are_written(tidewater, now, django_assert_num_queries):
    referral = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        queue, team = (
            Relationship(hub_id=referral.hub_id, person_id=referral.person_id, why=why, since_at=now, member=member)
            for why, member in (("queue", None), ("team", tidewater.nell))
        )
        with django_assert_num_queries(1):
            write_together(*some_rows(referral, now), unless_there=[queue, team])

        assert Event.objects.filter(kind="referral.tell").count() == 1
        open_now = Relationship.objects.filter(person_id=referral.person_id, until_at=None)
        assert sorted(open_now.values_list("why", "member_id")) == [("queue", None), ("team", tidewater.nell.pk)]


def test_a_request_is_one_statement_beside_the_rules_and_the_savepoint(tidewater, now, django_assert_num_queries):
    from holdfast.front_door.actions import submit
    from tests.builders import asked

    with hub_scope(tidewater.hub), django_assert_num_queries(4):
        submit(tidewater.hub, asked(), submission=b"1", now=now)
