"""Who is on duty."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from holdfast.accounts.duty import day_of, fallbacks, has_duty_today, on_duty
from holdfast.accounts.models import Membership, Shift
from holdfast.hubs.scope import hub_scope
from tests.builders import put_on_duty


def shift(member: Membership, starts: datetime, ends: datetime, **facts) -> Shift:
    return Shift.objects.create(hub_id=member.hub_id, member=member, starts_at=starts, ends_at=ends, **facts)


@pytest.mark.parametrize(
    ("at", "hours", "first"),
    [
        (datetime(2026, 10, 14, 13, 0, tzinfo=UTC), 24, datetime(2026, 10, 13, 23, 0, tzinfo=UTC)),
        (datetime(2026, 10, 14, 23, 30, tzinfo=UTC), 24, datetime(2026, 10, 14, 23, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 12, 0, tzinfo=UTC), 25, datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 12, 0, tzinfo=UTC), 23, datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
        (datetime(2026, 1, 5, 0, 0, tzinfo=UTC), 24, datetime(2026, 1, 5, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_day_runs_from_midnight_to_midnight_in_london_also_when_the_clocks_change(at, hours, first):
    start, end = day_of(at)

    assert start == first
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)


def test_on_duty_is_whoever_has_a_shift_now_by_name(tidewater, now):
    with hub_scope(tidewater.hub):
        put_on_duty(tidewater.wren, now)
        put_on_duty(tidewater.wren, now, hours=2)
        put_on_duty(tidewater.ines, now)

        assert on_duty(tidewater.hub, now=now) == [tidewater.ines, tidewater.nell, tidewater.wren]


def test_a_shift_begins_at_its_first_instant_and_its_end_is_outside(tidewater, now):
    with hub_scope(tidewater.hub):
        shift(tidewater.wren, now, now + timedelta(hours=1))

        assert tidewater.wren in on_duty(tidewater.hub, now=now)
        assert tidewater.wren not in on_duty(tidewater.hub, now=now - timedelta(seconds=1))
        assert tidewater.wren not in on_duty(tidewater.hub, now=now + timedelta(hours=1))


@pytest.mark.parametrize("status", ["invited", "suspended", "left"])
def test_a_member_who_is_not_active_is_not_on_duty(tidewater, now, status):
    Membership.objects.filter(pk=tidewater.nell.pk).update(status=status)

    with hub_scope(tidewater.hub):
        assert on_duty(tidewater.hub, now=now) == []


def test_a_removed_shift_is_no_duty(tidewater, now):
    with hub_scope(tidewater.hub):
        Shift.objects.update(removed_at=now)

        assert on_duty(tidewater.hub, now=now) == []
        assert not has_duty_today(tidewater.nell, now=now)


def test_a_shift_of_today_counts_before_it_begins_and_after_it_ended_and_not_tomorrow(tidewater, now):
    morning = now.replace(hour=7)
    with hub_scope(tidewater.hub):
        shift(tidewater.wren, now + timedelta(hours=3), now + timedelta(hours=5))

        found = [has_duty_today(tidewater.wren, now=at) for at in (morning, now, now.replace(hour=22))]
        assert found == [True, True, True]
        assert not has_duty_today(tidewater.wren, now=now + timedelta(days=1))
        assert not has_duty_today(tidewater.wren, now=now - timedelta(days=1))


def test_a_night_shift_counts_on_both_its_days(tidewater, now):
    evening = now.replace(hour=20)
    with hub_scope(tidewater.hub):
        shift(tidewater.wren, evening, evening + timedelta(hours=10))

        assert has_duty_today(tidewater.wren, now=now)
        assert has_duty_today(tidewater.wren, now=now + timedelta(days=1))


def test_a_shift_that_ends_at_midnight_is_not_the_next_days(tidewater, now):
    midnight = day_of(now)[1]
    with hub_scope(tidewater.hub):
        shift(tidewater.wren, midnight - timedelta(hours=2), midnight)

        assert not has_duty_today(tidewater.wren, now=midnight)


def test_the_fallbacks_are_the_active_members_who_were_named(tidewater):
    Membership.objects.filter(pk=tidewater.wren.pk).update(is_fallback=True)
    assert fallbacks(tidewater.hub) == [tidewater.wren, tidewater.ines]
    Membership.objects.filter(pk=tidewater.ines.pk).update(status="suspended")
    assert fallbacks(tidewater.hub) == [tidewater.wren]


def test_duty_at_one_hub_is_none_at_another(tidewater, saltpan, now):
    with hub_scope(saltpan.hub):
        assert on_duty(tidewater.hub, now=now) == []
        assert on_duty(saltpan.hub, now=now) == [saltpan.nell]


def test_a_shift_that_ends_before_it_begins_is_not_stored(tidewater, now):
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError, match="shift_ends_after"), transaction.atomic():
        shift(tidewater.wren, now, now)
