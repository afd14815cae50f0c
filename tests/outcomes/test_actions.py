"""Follow-ups: planned by the hub's months, asked on their day, reminded, answered, stopped; and what comes next."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outcomes import actions
from holdfast.referrals.actions import withdraw
from holdfast.workplace.models import WorkState
from tests.builders import make_hub, make_member
from tests.coordination.conftest import fresh
from tests.onward.conftest import sent, service
from tests.outcomes.conftest import DAY, asked_on, monitored, stored, supported, told


def mails(team):
    with hub_scope(team.hub):
        found = Message.objects.filter(kind="follow_up").order_by("queued_at", "pk")
        return [(each.queued_at, each.cancelled_at is not None) for each in found]


def kinds(team, prefix):
    with hub_scope(team.hub):
        return list(Event.objects.filter(kind__startswith=prefix).order_by("id").values_list("kind", flat=True))


def test_support_ends_and_they_are_asked_after_the_hubs_months(tidewater, tansy):
    assert (tansy.status, tansy.stage) == ("monitored", "follow_up")
    assert [(each.months, each.due_on, each.status) for each in stored(tidewater)] == [
        (3, date(2027, 1, 14), "planned"),
        (6, date(2027, 4, 14), "planned"),
        (9, date(2027, 7, 14), "planned"),
    ]
    assert (tansy.next_action, tansy.next_action_at.date()) == ("follow_up", date(2027, 1, 28))
    assert kinds(tidewater, "referral.monitor") == ["referral.monitor"]


def test_the_months_are_the_hubs_own_signed_ones(db, now):
    team = make_hub("shortly", "Shortly", now=now, follow_up_months=[2])
    monitored(team, owner=team.nell, now=now)
    assert [(each.months, each.due_on) for each in stored(team)] == [(2, date(2026, 12, 14))]


def test_whoever_does_not_assess_ends_no_support(tidewater, now):
    referral = supported(tidewater, owner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        actions.monitor(referral, by=tidewater.ada, now=now)
    assert stored(tidewater) == []


def test_it_is_asked_on_its_day_and_once(tidewater, tansy, now, clock):
    asked_on(tidewater, now + 91 * DAY, clock)
    assert [each.status for each in stored(tidewater)] == ["planned"] * 3
    day = asked_on_day = now + 92 * DAY

    asked_on(tidewater, day, clock)
    asked_on(tidewater, day + timedelta(hours=1), clock)

    first = stored(tidewater)[0]
    assert (first.status, first.asked_at, first.questionnaires) == (
        "asked",
        asked_on_day,
        ["phq9", "gad7", "peq_treatment"],
    )
    assert mails(tidewater) == [(day, False)]
    assert (fresh(tidewater, tansy).next_action_at, fresh(tidewater, tansy).next_action) == (
        first.answer_by,
        "follow_up",
    )


def test_they_are_asked_what_they_answered_before_and_nothing_that_may_not_be_shown(tidewater, tansy, now, clock):
    told(tidewater, tansy, "pcl5", 40, now=now)
    told(tidewater, tansy, "phq9", 15, now=now)
    told(tidewater, tansy, "isi", 15, now=now)  # its wording is not shipped
    asked_on(tidewater, now + 92 * DAY, clock)
    assert stored(tidewater)[0].questionnaires == ["pcl5", "phq9", "peq_treatment"]


def test_they_are_reminded_twice_and_never_again(tidewater, tansy, now, clock):
    day = now + 92 * DAY
    for after in range(30):
        asked_on(tidewater, day + after * DAY, clock)
    assert [at - day for at, _gone in mails(tidewater)] == [timedelta(0), 5 * DAY, 10 * DAY]
    assert kinds(tidewater, "follow_up.") == ["follow_up.ask", "follow_up.remind", "follow_up.remind"]


def test_answered_nobody_is_reminded_and_the_owner_looks_at_it(tidewater, tansy, now, clock):
    day = now + 92 * DAY
    asked_on(tidewater, day, clock)
    for key in ("phq9", "gad7"):
        told(tidewater, tansy, key, 7, now=day)
    with hub_scope(tidewater.hub):
        assert actions.answer(tansy, now=day) is None  # how they found the support waits still
        assert actions.answer(tansy, is_all=True, now=day).answered_at == day
        assert actions.answer(tansy, is_all=True, now=day) is None
    asked_on(tidewater, day + 6 * DAY, clock)

    assert mails(tidewater) == [(day, True)]
    assert fresh(tidewater, tansy).next_action == "review"
    with hub_scope(tidewater.hub):
        actions.settle(stored_first(tidewater), end="looked_at", by=tidewater.nell, now=day + 6 * DAY)
    assert (fresh(tidewater, tansy).next_action, fresh(tidewater, tansy).next_action_at.date()) == (
        "follow_up",
        date(2027, 4, 28),
    )


def test_answers_are_looked_at_before_a_service_is_asked_that_is_to_be_asked_later(tidewater, tansy, now, clock):
    day = now + 92 * DAY
    asked_on(tidewater, day, clock)
    lantern = service(tidewater, "Lantern Trauma Service", now=day, silent_days=10)
    sent(tidewater, tansy, lantern, now=day)
    before = fresh(tidewater, tansy)
    with hub_scope(tidewater.hub):
        actions.answer(tansy, is_all=True, now=day + DAY)
    after = fresh(tidewater, tansy)
    with hub_scope(tidewater.hub):
        actions.settle(stored_first(tidewater), end="looked_at", by=tidewater.nell, now=day + 2 * DAY)

    assert (before.next_action, before.next_action_at.date()) == ("chase", date(2027, 1, 24))
    assert (after.next_action, after.next_action_at.date()) == ("review", date(2027, 1, 22))
    assert fresh(tidewater, tansy).next_action == "chase"


def stored_first(team):
    return actions.FollowUp.objects.select_related("referral").order_by("due_on").first()


def test_nobody_looks_at_answers_that_are_not_there(tidewater, tansy, now, clock):
    asked_on(tidewater, now + 92 * DAY, clock)
    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed):
        actions.settle(stored_first(tidewater), end="looked_at", by=tidewater.nell, now=now + 93 * DAY)


def test_after_the_last_one_the_end_is_talked_about(db, now, clock):
    team = make_hub("shortly", "Shortly", now=now, follow_up_months=[1])
    tansy = monitored(team, owner=team.nell, now=now)
    day = now + 31 * DAY
    asked_on(team, day, clock)
    with hub_scope(team.hub):
        actions.settle(stored_first(team), end="talked", by=team.nell, now=day)
    assert fresh(team, tansy).next_action == "review"


def test_without_a_safe_email_no_mail_goes_and_the_owner_asks_within_days(tidewater, now, clock):
    tansy = monitored(tidewater, owner=tidewater.nell, now=now, channels={"call": "+447700900123"})
    day = now + 92 * DAY
    asked_on(tidewater, day, clock)
    asked_on(tidewater, day + 5 * DAY, clock)
    assert mails(tidewater) == []
    assert fresh(tidewater, tansy).next_action_at - day < 8 * DAY


def test_who_would_rather_not_be_asked_is_not(tidewater, tansy, now, clock):
    day = now + 92 * DAY
    asked_on(tidewater, day, clock)
    with hub_scope(tidewater.hub):
        assert actions.opt_out(tansy, now=day) == 3
        assert actions.opt_out(tansy, now=day) == 0
    for after in (5, 10, 100, 200):
        asked_on(tidewater, day + after * DAY, clock)
    assert mails(tidewater) == [(day, True)]
    assert {each.end for each in stored(tidewater)} == {"opted_out"}
    assert fresh(tidewater, tansy).next_action == "review"


def test_who_withdrew_is_asked_nothing(tidewater, tansy, now, clock):
    with hub_scope(tidewater.hub):
        withdraw(tansy, now=now)
    asked_on(tidewater, now + 92 * DAY, clock)
    assert mails(tidewater) == []
    with hub_scope(tidewater.hub):
        assert actions.stop_all(tansy, now=now + 92 * DAY) == 3
    assert {(each.status, each.end) for each in stored(tidewater)} == {("ended", "stopped")}


def test_support_goes_on_and_nothing_more_is_asked(tidewater, tansy, now, clock):
    with hub_scope(tidewater.hub):
        actions.support_again(tansy, by=tidewater.nell, now=now)
    asked_on(tidewater, now + 92 * DAY, clock)
    assert (fresh(tidewater, tansy).status, fresh(tidewater, tansy).stage) == ("supported", "in_support")
    assert fresh(tidewater, tansy).next_action == "plan"
    assert mails(tidewater) == []
    with hub_scope(tidewater.hub):
        actions.monitor(tansy, by=tidewater.nell, now=now + 100 * DAY)
    assert [each.status for each in stored(tidewater)] == ["ended", "ended", "planned", "ended", "planned", "planned"]


def test_another_hub_asks_nobody_of_ours(tidewater, saltpan, tansy, now, clock):
    asked_on(saltpan, now + 92 * DAY, clock)
    assert [each.status for each in stored(tidewater)] == ["planned"] * 3
    assert stored(saltpan) == []


def test_whether_they_are_at_work_is_kept_as_history(tidewater, tansy, now):
    with hub_scope(tidewater.hub):
        actions.say_work(tansy, state="off", by=tidewater.nell, now=now)
        actions.say_work(tansy, state="off", by=tidewater.nell, now=now)
        actions.say_work(tansy, state="adjusted", by=None, now=now + DAY)
        with pytest.raises(PermissionDenied):
            actions.say_work(tansy, state="left", by=tidewater.ada, now=now)
        assert list(WorkState.objects.order_by("noted_at").values_list("state", "noted_by_id")) == [
            ("off", tidewater.nell.pk),
            ("adjusted", None),
        ]


def test_a_colleague_of_another_role_settles_nothing(tidewater, tansy, now, clock):
    asked_on(tidewater, now + 92 * DAY, clock)
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        actions.settle(
            stored_first(tidewater), end="talked", by=make_member(tidewater.hub, "Fern New", "hub_manager"), now=now
        )


def test_whoever_would_rather_not_be_asked_is_not_asked_after_support_again_either(tidewater, tansy, now):
    with hub_scope(tidewater.hub):
        actions.opt_out(tansy, now=now)
        actions.support_again(tansy, by=tidewater.nell, now=now)
        actions.monitor(tansy, by=tidewater.nell, now=now + DAY)

    assert {each.end for each in stored(tidewater)} == {"opted_out"}
