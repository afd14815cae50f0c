"""A plan as a whole: shown, agreed, changed, and what comes next by it."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.appointments.actions import attend
from holdfast.assessments import actions as assessments
from holdfast.contacts.promises import make_promise
from holdfast.coordination import actions, plan_actions, strand_actions
from holdfast.coordination.models import ChangeWish, Plan
from holdfast.coordination.queries import open_goals, standing_of
from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.meetings import actions as meetings
from holdfast.referrals.actions import move, place, withdraw
from tests.appointments.conftest import NINE, booked, waits, works
from tests.coordination.conftest import (
    LATER,
    LOOK_ON,
    NEXT_WEEK,
    assessed,
    fresh,
    shown,
    with_goal,
    with_strand,
)
from tests.meetings.conftest import WHOLE

DAY = timedelta(days=1)
FIVE = time(17)


def comes_next(team, referral):
    """The referral's status, stage, next action and when."""
    found = fresh(team, referral)
    return found.status, found.stage, found.next_action, found.next_action_at


def at_five(day):
    return instant(day, FIVE)


def agrees(team, plan, *, now):
    with hub_scope(team.hub):
        return plan_actions.agree(plan, now=now)


def test_a_plan_that_is_being_made_leaves_its_date_where_it_was(tidewater, planned):
    before = at_five(date(2026, 10, 21))
    assert comes_next(tidewater, planned.tansy) == ("assessed", "in_support", "plan", before)


def test_shown_then_agreed_then_step_after_step(tidewater, planned, now):
    nell = tidewater.nell
    plan = shown(tidewater, planned.tansy, by=nell, now=now)
    assert comes_next(tidewater, planned.tansy) == ("assessed", "in_support", "agree_plan", at_five(date(2026, 10, 21)))

    agrees(tidewater, plan, now=now + DAY)
    assert comes_next(tidewater, planned.tansy) == ("supported", "in_support", "step", at_five(NEXT_WEEK))
    with hub_scope(tidewater.hub):
        strand_actions.do_step(planned.strand, next_on=LATER, by=tidewater.wren, now=now + DAY)
    assert comes_next(tidewater, planned.tansy)[2:] == ("step", at_five(LATER))
    with hub_scope(tidewater.hub):
        strand_actions.end_strand(planned.strand, how="done", by=tidewater.wren, now=now + DAY)
    assert comes_next(tidewater, planned.tansy)[2:] == ("plan", at_five(LOOK_ON))
    with hub_scope(tidewater.hub):
        plan_actions.look_again(plan, look_on=LOOK_ON + 7 * DAY, by=nell, now=now + DAY)
    assert comes_next(tidewater, planned.tansy)[2:] == ("plan", at_five(LOOK_ON + 7 * DAY))
    with hub_scope(tidewater.hub):
        told = [(each.kind, each.by_id) for each in Event.objects.filter(kind__startswith="plan.").order_by("pk")[4:]]
    assert told == [
        ("plan.show", nell.pk), ("plan.agree", None), ("plan.do_step", tidewater.wren.pk),
        ("plan.end_strand", tidewater.wren.pk), ("plan.look_again", nell.pk),
    ]  # fmt: skip


def test_agreement_in_a_conversation_says_how_and_who_wrote_it_down(tidewater, planned, now):
    plan = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            plan_actions.agree_with_them(plan, how="phone", by=tidewater.ada, now=now)
        for how in ("own_pages", "pigeon"):
            with pytest.raises(PermissionDenied):
                plan_actions.agree_with_them(plan, how=how, by=tidewater.nell, now=now)
        plan_actions.agree_with_them(plan, how="phone", by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            plan_actions.agree_with_them(plan, how="phone", by=tidewater.nell, now=now)
        assert list(Plan.objects.values_list("status", "agreed_how", "agreed_by", "agreed_at")) == [
            ("agreed", "phone", tidewater.nell.pk, now)
        ]
    assert comes_next(tidewater, planned.tansy)[0] == "supported"


def test_a_wish_for_a_change_is_talked_about_soon_and_kept_in_their_words(tidewater, planned, now):
    plan = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        wish = plan_actions.ask_change(plan, words="heron-canary-wish", now=now + DAY)
        assert b"heron" not in bytes(wish.words_sealed)
    assert comes_next(tidewater, planned.tansy) == ("assessed", "in_support", "agree_plan", at_five(date(2026, 10, 20)))

    agrees(tidewater, plan, now=now + 2 * DAY)  # after all
    assert comes_next(tidewater, planned.tansy)[2:] == ("step", at_five(NEXT_WEEK))


def test_a_wish_for_a_change_sent_twice_is_one(tidewater, planned, now):
    plan = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)

    def asks(words, seconds):
        with hub_scope(tidewater.hub):
            return plan_actions.ask_change(plan, words=words, now=now + timedelta(seconds=seconds)).pk

    first = asks("Fewer calls", 0)
    assert asks("Fewer calls", 4) == first
    others = {asks("No calls", 4), asks("Fewer calls", 5)}
    with hub_scope(tidewater.hub):
        assert set(ChangeWish.objects.values_list("pk", flat=True)) == others | {first}
        assert len(others) == 2
        assert Event.objects.filter(kind="plan.ask_change").count() == 3
        plan_actions.agree(plan, now=now + timedelta(seconds=6))
    assert asks("Fewer calls", 7) not in others  # they agreed in between: it is asked anew


def test_what_was_agreed_goes_on_while_a_change_is_asked_for_and_shown(tidewater, planned, now):
    plan = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    agrees(tidewater, plan, now=now)
    with hub_scope(tidewater.hub):
        plan_actions.ask_change(plan, words="Fewer calls", now=now + 6 * DAY)
    assert comes_next(tidewater, planned.tansy)[2:] == ("step", at_five(NEXT_WEEK))

    with hub_scope(tidewater.hub):
        strand_actions.do_step(planned.strand, next_on=LATER, by=tidewater.nell, now=now + 6 * DAY)
    assert comes_next(tidewater, planned.tansy)[2:] == ("agree_plan", at_five(date(2026, 10, 23)))


def test_a_change_after_that_is_shown_as_a_new_version_and_the_old_one_is_kept(tidewater, planned, now):
    first = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    agrees(tidewater, first, now=now)
    with_strand(tidewater, planned.tansy, by=tidewater.nell, owner=tidewater.nell, now=now, next_on=now.date())
    with hub_scope(tidewater.hub):
        assert standing_of(planned.tansy).changed_at == now
    assert comes_next(tidewater, planned.tansy)[2:] == ("plan", at_five(NEXT_WEEK))

    second = shown(tidewater, planned.tansy, by=tidewater.nell, now=now + DAY)

    assert (second.number, len(first.strands), len(second.strands)) == (2, 2, 3)
    with hub_scope(tidewater.hub):
        assert list(Plan.objects.order_by("number").values_list("status", flat=True)) == ["agreed", "shown"]
        assert standing_of(planned.tansy).in_force.number == 1
    agrees(tidewater, second, now=now + DAY)
    assert comes_next(tidewater, planned.tansy)[2:] == ("step", at_five(now.date()))


def test_whoever_agrees_to_what_changed_meanwhile_is_refused(tidewater, planned, now):
    first = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    with_goal(tidewater, planned.tansy, by=tidewater.nell, now=now, words="Another")
    second = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)

    with pytest.raises(MoveNotAllowed, match="changed meanwhile"):
        agrees(tidewater, first, now=now)
    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed):
        plan_actions.ask_change(first, words="x", now=now)
    with hub_scope(tidewater.hub):
        assert list(Plan.objects.order_by("number").values_list("status", flat=True)) == ["replaced", "shown"]
    assert agrees(tidewater, second, now=now).status == "agreed"


def test_nobody_writes_down_agreement_to_what_they_have_not_seen(tidewater, planned, now):
    plan = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        strand_actions.end_strand(planned.strand, how="stopped", by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            plan_actions.agree_with_them(plan, how="phone", by=tidewater.nell, now=now)


def test_what_is_done_or_reached_changes_nothing_that_was_agreed(tidewater, planned, now):
    agrees(tidewater, shown(tidewater, planned.tansy, by=tidewater.nell, now=now), now=now)
    with hub_scope(tidewater.hub):
        strand_actions.end_strand(planned.strand, how="done", by=tidewater.nell, now=now)
        actions.end_goal(planned.goal, how="reached", by=tidewater.nell, now=now)

        assert standing_of(planned.tansy).changed_at is None
        strand_actions.end_strand(planned.own, how="stopped", by=tidewater.nell, now=now)
        assert standing_of(planned.tansy).changed_at == now


def test_other_words_for_a_strand_keep_its_date_among_what_comes_next(tidewater, planned, now):
    agrees(tidewater, shown(tidewater, planned.tansy, by=tidewater.nell, now=now), now=now)
    with hub_scope(tidewater.hub):
        strand_actions.correct_strand(
            planned.strand, kind="workplace", what="A call", owner=tidewater.nell, next_on=date(2026, 10, 15),
            by=tidewater.nell, now=now,
        )  # fmt: skip

    assert comes_next(tidewater, planned.tansy)[2:] == ("step", at_five(date(2026, 10, 15)))


def test_there_is_something_to_show_and_somebody_who_was_assessed(tidewater, now):
    early = fresh(tidewater, assessed(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend"))
    with_goal(tidewater, early, by=tidewater.nell, now=now)
    with pytest.raises(MoveNotAllowed, match="at least one thing"):
        shown(tidewater, early, by=tidewater.nell, now=now)
    with_strand(tidewater, early, by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        plan_actions.show(early, look_on=LOOK_ON, by=tidewater.max, now=now)
    shown(tidewater, early, by=tidewater.nell, now=now)
    with pytest.raises(MoveNotAllowed, match="Nothing has changed"):
        shown(tidewater, early, by=tidewater.nell, now=now)


def test_before_the_assessment_a_goal_is_written_down_and_nothing_is_shown(tidewater, now):
    early = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    with_strand(tidewater, early, by=tidewater.nell, now=now)
    with pytest.raises(MoveNotAllowed, match="assessment"):
        shown(tidewater, early, by=tidewater.nell, now=now)
    assert comes_next(tidewater, early)[1:3] == ("assessment", "assess")


def test_an_appointment_goes_before_the_plan_and_the_plan_comes_after_it(tidewater, planned, now):
    works(tidewater, tidewater.nell, now=now)
    made = booked(tidewater, planned.tansy, tidewater.nell, kind="support", now=now)
    agrees(tidewater, shown(tidewater, planned.tansy, by=tidewater.nell, now=now), now=now)
    assert comes_next(tidewater, planned.tansy)[2:] == ("meet", NINE)

    with hub_scope(tidewater.hub):
        attend(made, "attend", by=tidewater.nell, now=NINE + timedelta(hours=1))

    assert comes_next(tidewater, planned.tansy)[2:] == ("step", at_five(NEXT_WEEK))


def test_whoever_waits_for_the_meeting_or_a_welfare_call_goes_on_waiting_for_it(tidewater, planned, now):
    with hub_scope(tidewater.hub):
        planned.tansy.refresh_from_db()
        place(planned.tansy, stage="meeting", next_action="discuss", next_action_at=now)
    plan = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    agrees(tidewater, plan, now=now)
    assert comes_next(tidewater, planned.tansy) == ("supported", "meeting", "discuss", now)

    hazel = assessed(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    with hub_scope(tidewater.hub):
        make_promise(hazel, "welfare", now, why="missed", cause=hazel.pk, now=now)
    with_strand(tidewater, hazel, by=tidewater.nell, now=now)
    shown(tidewater, hazel, by=tidewater.nell, now=now)
    assert comes_next(tidewater, hazel)[2:] == ("welfare", now)


@pytest.mark.parametrize("how", ["by a second assessment", "with the step left as what comes next"])
def test_who_waits_for_the_meeting_again_waits_for_it_and_then_for_the_next_step(tidewater, planned, now, how):
    nell = tidewater.nell
    agrees(tidewater, shown(tidewater, planned.tansy, by=nell, now=now), now=now)
    tansy = fresh(tidewater, planned.tansy)
    with hub_scope(tidewater.hub):
        if how == "by a second assessment":
            made = assessments.begin(tansy, by=nell, now=now)
            assessments.write(made, WHOLE, by=nell, now=now)
            assessments.agree(made, leads_to="meeting", by=nell, now=now)
        else:
            place(tansy, stage="meeting")
        strand_actions.do_step(planned.strand, next_on=LATER, by=tidewater.wren, now=now)
    assert comes_next(tidewater, tansy) == ("supported", "meeting", "discuss", at_five(date(2026, 10, 21)))

    tansy = fresh(tidewater, tansy)
    with hub_scope(tidewater.hub):
        meeting = meetings.call(tidewater.hub, starts_at=now, by=nell, now=now)
        asked = meetings.ask(tansy, "What now?", meeting=meeting, by=nell, now=now)
        meetings.decide(asked, decisions=["other"], words="", by=nell, now=now)
    assert comes_next(tidewater, tansy) == ("supported", "in_support", "step", at_five(LATER))


def test_mail_says_that_there_is_something_to_read_and_only_of_the_latest_version(tidewater, planned, now):
    shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    with_goal(tidewater, planned.tansy, by=tidewater.nell, now=now, words="Another")
    second = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        waiting = Message.objects.filter(kind="news", cancelled_at=None)
        assert [each.subject_id for each in waiting] == [second.pk]


def test_a_closed_referral_is_neither_shown_nor_agreed(tidewater, planned, now):
    plan = shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        withdraw(planned.tansy, now=now)
    with pytest.raises(MoveNotAllowed, match="closed"):
        agrees(tidewater, plan, now=now)


def test_only_the_person_or_somebody_who_may_lets_support_begin(tidewater, planned, now):
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        move(planned.tansy, "support", by=tidewater.ada, now=now)


def test_a_plan_of_another_hub_is_not_there(tidewater, saltpan, planned):
    with hub_scope(saltpan.hub):
        assert open_goals(planned.tansy) == []
        assert standing_of(planned.tansy).versions == []
