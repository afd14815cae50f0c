"""Two records joined by two people: who must not see one sees neither, and 30 days to undo it without loss."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from holdfast.alerts.queries import may_be_told
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people import join_actions as joins
from holdfast.people.access import is_kept_out, kept_people, not_kept_out, open_to, right_of
from holdfast.people.actions import ReasonTooShort, keep_out, relate, set_channels, set_details, settle_name
from holdfast.people.join_queries import find_join, likely_same, others_of, waiting_joins
from holdfast.people.models import Join, Joined, MatchToken, MustNotSee, Person
from holdfast.people.rotation import destroy, rotate
from holdfast.people.rules import components, marks_of
from holdfast.people.viewer import viewer
from tests.builders import make_member, send_request
from tests.conftest import NOW

REASON = "They told me of both requests, and the date of birth agrees."


@pytest.fixture
def people(tidewater, now):
    """Three records, all spoken with, that the lead and Nell may open; and Idris, a second lead."""
    made = [send_request(tidewater, now=now, name=name).person for name in ("Tansy Madeup", "T. Madeup", "Tansy M")]
    with hub_scope(tidewater.hub):
        Person.objects.update(verified_at=now)
        for person in made:
            person.refresh_from_db()
            relate(person, tidewater.nell, why="team", now=now)
    return made


def joined(one, other, *, team, now=NOW) -> Join:
    join = joins.propose_join(one, other, reason=REASON, by=team.nell, now=now)
    return joins.agree(join, by=team.ines, now=now)


def rights(team, people, member, now=NOW) -> list[str]:
    """Rights to each, after making sure that lists, sights and questions about one say the same."""
    who = viewer(member, now=now)
    found = [right_of(who, person) for person in Person.objects.filter(pk__in=[p.pk for p in people]).order_by("pk")]
    listed = Person.objects.filter(open_to(who), pk__in=[p.pk for p in people]).count()
    assert listed == sum(map(bool, found))
    barred = set(viewer(member, now=now).barred)
    for person in Person.objects.filter(pk__in=[p.pk for p in people]):
        out = is_kept_out(member, person)
        assert (not_kept_out(person, [member]) == []) is out
        assert (person.pk in kept_people(member)) is out
        assert person.pk in barred or not out
    return found


def test_what_was_told_is_compared_by_hashes_alone(tidewater, saltpan, people, now):
    send_request(saltpan, now=now, name="Tansy Madeup")
    one, other, third = people
    with hub_scope(tidewater.hub):
        set_channels(other, channels={"text": "+447700900123", "email": "Tansy@home.example"}, now=now)
        set_channels(third, channels={"email": "tansy@HOME.example".lower()}, now=now)
        set_details(one, details={"born": "1985-03-27"})
        lead = viewer(tidewater.ines, now=now)
        assert [(like.person_id, like.kinds) for like in likely_same(lead, other)] == [
            (one.pk, ("phone",)), (third.pk, ("email",))
        ]  # fmt: skip
        set_details(other, details={"born": "1985-03-27"})
        assert [like.kinds for like in likely_same(lead, other)] == [("phone",), ("email",)]
        assert all(b"7700" not in bytes(row.token) and len(row.token) == 16 for row in MatchToken.objects.all())


def test_a_birth_date_counts_with_the_name_alone_whatever_its_order_and_titles():
    born = {"born": "1985-03-27"}

    assert marks_of("Dr Tansy Madeup", {}, born) == marks_of("MADEUP, Tansy", {}, born)
    assert marks_of("Tansy Madeup", {}, born) != marks_of("Otto Exampleton", {}, born)
    assert marks_of("", {}, born) == set()


def test_a_rotation_of_the_search_key_brings_every_mark_along(own_keyring, tidewater, people, now):
    assert rotate("search") == 2
    destroy("search", 1)

    with hub_scope(tidewater.hub):
        assert len(likely_same(viewer(tidewater.ines, now=now), people[0])) == 2
        assert MatchToken.objects.count() == 3


def test_only_records_that_are_open_to_the_viewer_are_shown_as_alike(tidewater, now, people):
    with hub_scope(tidewater.hub):
        keep_out(people[1], named=["Ines Pretendham"], now=now)
        relate(people[0], tidewater.wren, why="team", now=now)

        assert [like.person_id for like in likely_same(viewer(tidewater.ines, now=now), people[0])] == [people[2].pk]
        assert likely_same(viewer(tidewater.wren, now=now), people[0]) == []


def test_two_members_join_and_each_record_says_so_without_naming_the_other(tidewater, people, now):
    one, other, _ = people
    with hub_scope(tidewater.hub):
        join = joins.propose_join(other, one, reason=REASON, by=tidewater.nell, now=now)
        assert others_of(viewer(tidewater.nell, now=now), one) == []
        assert waiting_joins(viewer(tidewater.nell, now=now)) == []
        assert waiting_joins(viewer(tidewater.ines, now=now)) == [join]
        with pytest.raises(PermissionDenied):
            joins.agree(join, by=tidewater.nell, now=now)
        joins.agree(join, by=tidewater.ines, now=now)

        assert others_of(viewer(tidewater.nell, now=now), one) == [other.pk]
        assert others_of(viewer(tidewater.nell, now=now), other) == [one.pk]
        for person in (one, other):
            found = Event.objects.filter(person_id=person.pk, kind__contains="join").order_by("id")
            assert [(event.kind, event.codes) for event in found] == [
                ("person.propose_join", {"join": str(join.pk)}), ("person.join", {"join": str(join.pk)})
            ]  # fmt: skip


def test_the_database_refuses_a_join_by_one_alone_and_one_separated_too_late(tidewater, people, now):
    with hub_scope(tidewater.hub):
        join = joined(people[0], people[1], team=tidewater)
        for wrong in (
            {"agreed_by": join.proposed_by},
            {"status": "separated", "ended_at": join.final_at, "ended_by": tidewater.ines},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Join.objects.filter(pk=join.pk).update(**wrong)


def test_nothing_joins_before_the_first_conversation(tidewater, people, now):
    with hub_scope(tidewater.hub):
        for unverified in people[:2]:
            Person.objects.update(verified_at=now)
            Person.objects.filter(pk=unverified.pk).update(verified_at=None)
            one, other = Person.objects.filter(pk__in=[people[0].pk, people[1].pk])
            with pytest.raises(joins.NotVerified):
                joins.propose_join(one, other, reason=REASON, by=tidewater.ines, now=now)
        assert Join.objects.count() == 0


def test_a_proposal_needs_a_reason_a_right_to_both_and_is_made_once(tidewater, saltpan, people, now):
    one, other, _ = people
    with hub_scope(tidewater.hub):
        relate(one, tidewater.wren, why="team", now=now)
        for by in (tidewater.wren, tidewater.ada, tidewater.outside):
            with pytest.raises(PermissionDenied):
                joins.propose_join(one, other, reason=REASON, by=by, now=now)
        with pytest.raises(ReasonTooShort):
            joins.propose_join(one, other, reason="same", by=tidewater.nell, now=now)
        joins.propose_join(one, other, reason=REASON, by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            joins.propose_join(other, one, reason=REASON, by=tidewater.ines, now=now)
    with hub_scope(saltpan.hub):
        assert find_join(viewer(saltpan.ines, now=now), Join(pk=one.pk).pk) is None
        assert Join.objects.count() == 0


def test_whoever_must_not_see_one_sees_neither_while_they_are_joined_and_may_again_afterwards(tidewater, people, now):
    with hub_scope(tidewater.hub):
        for person in people:
            relate(person, tidewater.wren, why="owner", now=now)
        keep_out(people[0], named=["Wren Dummerly"], now=now)
        assert rights(tidewater, people, tidewater.wren) == ["", "owner", "owner"]
        first = joined(people[0], people[1], team=tidewater)
        assert rights(tidewater, people, tidewater.wren) == ["", "", "owner"]
        joined(people[1], people[2], team=tidewater)  # through the second
        assert rights(tidewater, people, tidewater.wren) == ["", "", ""]
        assert may_be_told(people[2], [tidewater.wren]) == []

        joins.separate(first, by=tidewater.nell, now=now + timedelta(days=29))
        assert rights(tidewater, people, tidewater.wren) == ["", "owner", "owner"]
        assert sorted(Joined.objects.values_list("person_id", "other_id")) == sorted(
            [(people[1].pk, people[2].pk), (people[2].pk, people[1].pk)]
        )


def test_a_role_is_kept_out_of_both_too(tidewater, people, now):
    with hub_scope(tidewater.hub):
        keep_out(people[0], named=["Administrators"], now=now)
        joined(people[0], people[1], team=tidewater)

        assert rights(tidewater, people, tidewater.ada) == ["", "", "role"]


def test_a_name_that_waits_for_a_lead_holds_both_until_it_is_settled_or_they_are_separated(tidewater, people, now):
    one, other, _ = people

    def held() -> list[bool]:
        return [Person.objects.get(pk=person.pk).is_held for person in people]

    with hub_scope(tidewater.hub):
        join = joined(one, other, team=tidewater)
        keep_out(one, named=["Somebody Unknowable"], now=now)
        assert held() == [True, True, False]
        assert rights(tidewater, people, tidewater.nell) == ["", "", "team"]
        joins.separate(join, by=tidewater.ines, now=now)
        assert held() == [True, False, False]
        # Held, it can be joined again by leads alone, who may open it.
        again = joins.propose_join(one, other, reason=REASON, by=tidewater.ines, now=now)
        idris = make_member(tidewater.hub, "Idris Mockford", "clinical_lead")
        joins.agree(again, by=idris, now=now)
        assert held() == [True, True, False]
        entry = MustNotSee.objects.get(status="unsettled")
        settle_name(entry, members=[], by=tidewater.ines, now=now)
        assert held() == [False, False, False]


def test_separated_within_30_days_and_never_after(tidewater, people, now):
    with hub_scope(tidewater.hub):
        join = joined(people[0], people[1], team=tidewater)
        with pytest.raises(joins.Final):
            joins.separate(join, by=tidewater.ines, now=now + timedelta(days=30))
        before = list(Person.objects.order_by("pk").values())
        joins.separate(join, by=tidewater.ines, now=now + timedelta(days=30) - timedelta(seconds=1))

        assert list(Person.objects.order_by("pk").values()) == before
        assert Joined.objects.count() == 0
        with pytest.raises(MoveNotAllowed):
            joins.separate(join, by=tidewater.ines, now=now + timedelta(days=1))


def test_refused_or_taken_back_it_joins_nothing_and_can_be_proposed_again(tidewater, people, now):
    with hub_scope(tidewater.hub):
        for by in (tidewater.ines, tidewater.nell):
            join = joins.propose_join(people[0], people[1], reason=REASON, by=tidewater.nell, now=now)
            joins.refuse(join, by=by, now=now)
            with pytest.raises(MoveNotAllowed):
                joins.agree(join, by=tidewater.ines, now=now)
        assert Joined.objects.count() == 0


def test_a_pile_of_records_is_not_one_person(tidewater, now, monkeypatch, people):
    monkeypatch.setattr("holdfast.people.join_actions.MOST_TOGETHER", 2)
    with hub_scope(tidewater.hub):
        joined(people[0], people[1], team=tidewater)
        join = joins.propose_join(people[1], people[2], reason=REASON, by=tidewater.nell, now=now)
        with pytest.raises(joins.TooMany), transaction.atomic():
            joins.agree(join, by=tidewater.ines, now=now)
        assert Joined.objects.count() == 2


def test_what_is_joined_costs_a_list_no_further_statement(tidewater, people, now):
    from django.test.utils import CaptureQueriesContext

    with hub_scope(tidewater.hub):
        keep_out(people[0], named=["Wren Dummerly"], now=now)
        with CaptureQueriesContext(connection) as before:
            viewer(tidewater.wren, now=now)
        joined(people[0], people[1], team=tidewater)
        with CaptureQueriesContext(connection) as after:
            assert len(viewer(tidewater.wren, now=now).barred) == 2
        assert len(before) == len(after) == 1


def test_components_are_those_whom_pairs_connect():
    found = components([1, 2, 3, 4, 5], [(1, 2), (3, 4), (2, 3)])

    assert sorted(map(sorted, found)) == [[1, 2, 3, 4], [5]]
