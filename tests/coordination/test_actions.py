"""Goals, ratings and strands: what is kept, what is refused, and to whom a record is open by them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from holdfast.appointments.actions import cancel
from holdfast.coordination import actions, strand_actions
from holdfast.coordination.models import Goal, Rating, Strand
from holdfast.coordination.queries import able_for, open_goals, open_strands, ratings_of
from holdfast.coordination.words import words_of
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.actions import open_in_emergency
from holdfast.people.viewer import Viewer
from holdfast.referrals.actions import allocate, withdraw
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import NINE, booked, works
from tests.builders import leaves, make_member, works_as
from tests.coordination.conftest import GOAL, LATER, NEXT_WEEK, assessed, with_goal, with_strand

DAY = timedelta(days=1)


def right(team, member, referral, *, now):
    """By which right a member has the record open."""
    with hub_scope(team.hub):
        return right_of(Viewer(member, now, has_duty=False), referral.person)


def kinds(team):
    with hub_scope(team.hub):
        return [
            (each.kind, each.by_id, each.codes)
            for each in Event.objects.filter(kind__startswith="plan.").order_by("pk")
        ]


def test_a_goal_is_sealed_in_their_words_and_its_event_holds_codes_only(tidewater, planned):
    with hub_scope(tidewater.hub):
        goal = Goal.objects.get()
        assert words_of(goal, planned.tansy.person) == GOAL
        assert b"heron" not in bytes(goal.words_sealed)
    referral = {"referral": str(planned.tansy.pk)}
    assert kinds(tidewater) == [
        ("plan.add_goal", tidewater.nell.pk, referral),
        ("plan.rate", tidewater.nell.pk, referral | {"goal": str(goal.pk), "value": 3}),
        ("plan.add_strand", tidewater.nell.pk,
         referral | {"what": "workplace", "owner": str(tidewater.wren.pk), "theirs": False, "next_on": "2026-10-21"}),
        ("plan.add_strand", tidewater.nell.pk,
         referral | {"what": "self_help", "owner": "", "theirs": True, "next_on": ""}),
    ]  # fmt: skip


def test_other_words_are_a_row_that_replaces_the_old_one_and_keep_its_ratings_and_place(tidewater, planned, now):
    nell = tidewater.nell
    with_goal(tidewater, planned.tansy, by=nell, now=now, words="A second goal", value=None)
    with hub_scope(tidewater.hub):
        new = actions.correct_goal(planned.goal, words="To sleep", by=nell, now=now)
        actions.rate(new, value=6, by=None, now=now + DAY)
        actions.rate(planned.goal, value=7, by=nell, now=now + 2 * DAY)  # by a page that showed the old words
        with pytest.raises(MoveNotAllowed):
            actions.correct_goal(planned.goal, words="To dream", by=nell, now=now)

        assert [words_of(each, planned.tansy.person) for each in open_goals(planned.tansy)] == [
            "To sleep",
            "A second goal",
        ]
        assert [(each.value, each.rated_by_id) for each in ratings_of([new])[new.root_id]] == [
            (3, nell.pk), (6, None), (7, nell.pk)
        ]  # fmt: skip
        assert [(each.end, each.ended_by_id) for each in Goal.objects.order_by("pk")] == [
            ("replaced", nell.pk), ("", None), ("", None)
        ]  # fmt: skip
        actions.end_goal(new, how="reached", by=nell, now=now)
        with pytest.raises(MoveNotAllowed):
            actions.rate(new, value=2, by=None, now=now)


@pytest.mark.parametrize("value", [-1, 11])
def test_the_database_refuses_a_rating_beyond_0_to_10(tidewater, planned, now, value):
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(hub=tidewater.hub, goal=planned.goal, value=value, rated_at=now)


@pytest.mark.parametrize("nonsense", [
    {"is_theirs": True}, {"next_on": None}, {"kind": "prayer"}, {"end": "done"}, {"end": "gone", "ended_at": "now"},
])  # fmt: skip
def test_the_database_refuses_a_strand_that_makes_no_sense(tidewater, planned, now, nonsense):
    nonsense = {key: now if value == "now" else value for key, value in nonsense.items()}
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError), transaction.atomic():
        Strand.objects.filter(pk=planned.strand.pk).update(**nonsense)


def test_rows_of_two_hubs_never_point_at_each_other(tidewater, saltpan, planned, now):
    def pointing_elsewhere():
        with transaction.atomic(), connection.cursor() as cursor:
            Rating.objects.create(hub=saltpan.hub, goal_id=planned.goal.pk, value=3, rated_at=now)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with hub_scope(saltpan.hub), pytest.raises(IntegrityError):
        pointing_elsewhere()
    with hub_scope(saltpan.hub):
        assert Goal.objects.count() == 0


def test_whoever_may_not_plan_cannot_and_a_closed_referral_is_left_as_it_is(tidewater, planned, now):
    with hub_scope(tidewater.hub):
        for by in (tidewater.ada, tidewater.sol, tidewater.max):
            with pytest.raises(PermissionDenied):
                actions.add_goal(planned.tansy, words="x", by=by, now=now)
            with pytest.raises(PermissionDenied):
                strand_actions.end_strand(planned.strand, how="done", by=by, now=now)
        withdraw(planned.tansy, now=now)
        with pytest.raises(MoveNotAllowed):
            actions.rate(planned.goal, value=5, by=None, now=now)


def test_the_record_is_open_by_a_strand_from_its_first_day_to_its_last(tidewater, planned, now):
    assert right(tidewater, tidewater.wren, planned.tansy, now=now) == "team"

    second = with_strand(tidewater, planned.tansy, by=tidewater.nell, owner=tidewater.wren, now=now, what="A call")
    with hub_scope(tidewater.hub):
        strand_actions.end_strand(planned.strand, how="done", by=tidewater.nell, now=now)
    assert right(tidewater, tidewater.wren, planned.tansy, now=now) == "team"
    with hub_scope(tidewater.hub):
        strand_actions.correct_strand(
            second, kind="letter", what="A letter", owner=tidewater.nell, next_on=LATER, by=tidewater.nell, now=now
        )

    assert right(tidewater, tidewater.wren, planned.tansy, now=now) == ""
    assert right(tidewater, tidewater.nell, planned.tansy, now=now) == "owner"


def test_an_appointment_and_a_strand_each_keep_the_record_open_when_the_other_ends(tidewater, planned, now):
    works(tidewater, tidewater.wren, now=now)
    made = booked(tidewater, planned.tansy, tidewater.wren, kind="support", now=now)
    with hub_scope(tidewater.hub):
        cancel(made, reason="work", by_them=True, by=tidewater.ada, now=now)
    assert right(tidewater, tidewater.wren, planned.tansy, now=now) == "team"

    booked(tidewater, planned.tansy, tidewater.wren, kind="support", at=NINE + DAY, now=now)
    with hub_scope(tidewater.hub):
        strand_actions.end_strand(planned.strand, how="stopped", by=tidewater.nell, now=now)
    assert right(tidewater, tidewater.wren, planned.tansy, now=now) == "team"


def test_who_had_it_open_by_an_appointment_before_has_it_when_the_strand_is_done(tidewater, now):
    works(tidewater, tidewater.wren, now=now)
    hazel = assessed(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    booked(tidewater, hazel, tidewater.wren, kind="support", now=now)
    strand = with_strand(tidewater, hazel, by=tidewater.nell, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        strand_actions.end_strand(strand, how="done", by=tidewater.nell, now=now)

    assert right(tidewater, tidewater.wren, hazel, now=now) == "team"


def test_a_strand_of_the_owners_stays_open_to_them_when_the_referral_changes_hands(tidewater, planned, now):
    with_strand(tidewater, planned.tansy, by=tidewater.nell, owner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        allocate(planned.tansy, tidewater.wren, had=tidewater.nell.pk, by=tidewater.ines, now=now)

    assert right(tidewater, tidewater.nell, planned.tansy, now=now + 3 * DAY) == "team"


def test_nobody_whom_they_keep_out_is_offered_or_given_a_strand(tidewater, saltpan, planned, now):
    with hub_scope(tidewater.hub):
        assert {each.name for each in able_for(planned.tansy.person, tidewater.hub)} == {
            "Ines Pretendham", "Nell Sampleton", "Wren Dummerly"
        }  # fmt: skip
        name_people(planned.tansy, named=["Wren Dummerly"], now=now)
        assert tidewater.wren not in able_for(planned.tansy.person, tidewater.hub)
    for owner in (tidewater.wren, tidewater.ada):
        with pytest.raises(PermissionDenied):
            with_strand(tidewater, planned.tansy, by=tidewater.nell, owner=owner, now=now)


def test_nobody_keeps_a_record_by_giving_themselves_a_strand_in_an_emergency(tidewater, planned, now):
    vale = make_member(tidewater.hub, "Vale Fictional", "practitioner")
    with hub_scope(tidewater.hub):
        open_in_emergency(planned.tansy.person, reason="They are on the telephone now", by=vale, now=now)

    with pytest.raises(PermissionDenied):
        with_strand(tidewater, planned.tansy, by=vale, owner=vale, now=now)
    assert with_strand(tidewater, planned.tansy, by=vale, owner=tidewater.nell, now=now).owner == tidewater.nell


def test_an_emergency_opens_the_record_to_nobody_else_by_a_strand(tidewater, planned, now):
    vale, pip = (make_member(tidewater.hub, f"{name} Madeup", "practitioner") for name in ("Vale", "Pip"))
    with hub_scope(tidewater.hub):
        open_in_emergency(planned.tansy.person, reason="They are on the telephone now", by=vale, now=now)

    with pytest.raises(PermissionDenied):
        with_strand(tidewater, planned.tansy, by=vale, owner=pip, now=now)
    assert right(tidewater, pip, planned.tansy, now=now) == ""


def whose(team, strand):
    with hub_scope(team.hub):
        return Strand.objects.get(pk=strand.pk).owner


def test_a_strand_of_somebody_named_goes_to_whoever_has_the_referral(tidewater, planned, now):
    with hub_scope(tidewater.hub):
        name_people(planned.tansy, named=["Wren Dummerly"], now=now)

    assert whose(tidewater, planned.strand) == tidewater.nell
    assert right(tidewater, tidewater.wren, planned.tansy, now=now) == ""
    assert kinds(tidewater)[-1] == (
        "plan.hand_on", None,
        {"referral": str(planned.tansy.pk), "what": "workplace", "owner": str(tidewater.nell.pk),
         "theirs": False, "next_on": "2026-10-21"},
    )  # fmt: skip


def test_where_the_owner_is_named_too_it_is_nobodys(tidewater, planned, now):
    mine = with_strand(tidewater, planned.tansy, by=tidewater.nell, owner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        name_people(planned.tansy, named=["Nell Sampleton"], now=now)

    assert whose(tidewater, mine) is None
    assert whose(tidewater, planned.strand) == tidewater.wren
    assert right(tidewater, tidewater.nell, planned.tansy, now=now) == ""


@pytest.mark.parametrize("goes", ["leaves", "works as an administrator"])
def test_a_strand_of_somebody_who_goes_is_handed_on(tidewater, planned, now, goes):
    if goes == "leaves":
        leaves(tidewater.wren, now=now)
    else:
        works_as(tidewater.wren, "administrator", now=now)

    assert whose(tidewater, planned.strand) == tidewater.nell


def test_whoever_stops_has_no_strand_going_on_and_nobody_has_the_record_by_one(tidewater, planned, now):
    with hub_scope(tidewater.hub):
        withdraw(planned.tansy, now=now)
        assert strand_actions.end_all(planned.tansy, now=now) == 2
        assert open_strands(planned.tansy) == []
        assert [each.end for each in Strand.objects.all()] == ["stopped", "stopped"]

    assert right(tidewater, tidewater.wren, planned.tansy, now=now) == ""


def test_a_step_that_is_done_moves_the_date_and_nothing_else(tidewater, planned, now):
    with hub_scope(tidewater.hub):
        strand_actions.do_step(planned.strand, next_on=LATER, by=tidewater.wren, now=now)
        assert [(each.pk, each.next_on) for each in open_strands(planned.tansy)] == [
            (planned.strand.pk, LATER), (planned.own.pk, None)
        ]  # fmt: skip
    assert kinds(tidewater)[-1][2] == {
        "referral": str(planned.tansy.pk), "what": "workplace", "was": NEXT_WEEK.isoformat(),
        "next_on": LATER.isoformat(),
    }  # fmt: skip


def test_a_goal_sent_twice_is_one_with_one_rating(tidewater, planned, now):
    def written(words=GOAL, value=3, by=tidewater.nell, at=now):
        return with_goal(tidewater, planned.tansy, by=by, now=at, words=words, value=value).pk

    assert written(at=now + timedelta(seconds=4)) == planned.goal.pk
    with hub_scope(tidewater.hub):
        assert [(goal.pk, Rating.objects.filter(goal=goal).count()) for goal in Goal.objects.all()] == [
            (planned.goal.pk, 1)
        ]
    assert len(kinds(tidewater)) == 4
    others = {written(words="To dream"), written(value=4), written(value=None), written(by=tidewater.ines)}
    others |= {written(at=now + timedelta(seconds=5))}
    with hub_scope(tidewater.hub):
        assert set(Goal.objects.values_list("pk", flat=True)) == others | {planned.goal.pk}
        assert len(others) == 5


def test_a_strand_sent_twice_is_one(tidewater, planned, now):
    def written(by=tidewater.nell, at=now, **other):
        asked = {"owner": tidewater.wren} | other
        return with_strand(tidewater, planned.tansy, by=by, now=at, **asked).pk

    assert written(at=now + timedelta(seconds=4)) == planned.strand.pk
    assert len(kinds(tidewater)) == 4
    others = {
        written(what="A call"), written(owner=tidewater.nell), written(kind="letter"), written(next_on=LATER),
        written(by=tidewater.ines), written(at=now + timedelta(seconds=5)),
    }  # fmt: skip
    with hub_scope(tidewater.hub):
        assert set(Strand.objects.values_list("pk", flat=True)) == others | {planned.strand.pk, planned.own.pk}
        assert len(others) == 6


def test_other_words_sent_twice_are_kept_once_and_nobody_is_said_to_have_been_quicker(tidewater, planned, now):
    nell, soon = tidewater.nell, now + timedelta(seconds=4)
    what = {"kind": "letter", "what": "A letter", "owner": nell, "next_on": LATER}
    with hub_scope(tidewater.hub):
        goal = actions.correct_goal(planned.goal, words="To dream", by=nell, now=now)
        strand = strand_actions.correct_strand(planned.strand, **what, by=nell, now=now)

        assert actions.correct_goal(planned.goal, words="To dream", by=nell, now=soon) == goal
        assert strand_actions.correct_strand(planned.strand, **what, by=nell, now=soon) == strand
        with pytest.raises(MoveNotAllowed):
            actions.correct_goal(planned.goal, words="To dream", by=tidewater.ines, now=soon)
        with pytest.raises(MoveNotAllowed):
            strand_actions.correct_strand(planned.strand, **what, by=tidewater.ines, now=soon)
        assert (Goal.objects.count(), Strand.objects.count()) == (2, 3)
