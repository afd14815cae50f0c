from datetime import UTC, datetime, timedelta

import pytest

from holdfast.alerts.models import Alert
from holdfast.alerts.rules import act_by, close_by, cover_at, urgency_of
from holdfast.hubs.models import Terms
from tests.builders import standard_terms

WEDNESDAY_AFTERNOON = datetime(2026, 10, 14, 13, 52, tzinfo=UTC)
WEDNESDAY_NIGHT = datetime(2026, 10, 14, 2, 10, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 10, 16, 17, 1, tzinfo=UTC)


def terms(**changes) -> Terms:
    return Terms(**{**standard_terms(WEDNESDAY_AFTERNOON), **changes})


@pytest.mark.parametrize(
    ("keep_safe", "urgency"),
    [("no", "immediate"), ("unsure", "immediate"), ("skipped", "immediate"), ("yes", "default")],
)
def test_no_unsure_or_not_said_means_immediate_and_yes_the_hubs_limit(keep_safe, urgency):
    assert urgency_of(keep_safe) == urgency


def test_in_watched_hours_somebody_reads_now_and_calls_within_the_limit():
    cover = cover_at(terms(), now=WEDNESDAY_AFTERNOON)

    assert (cover.is_watched, cover.by_hub, cover.read_at) == (True, True, WEDNESDAY_AFTERNOON)
    assert cover.call_by == WEDNESDAY_AFTERNOON + timedelta(minutes=30)
    assert cover.until == datetime(2026, 10, 14, 17, 0, tzinfo=UTC)


def test_at_night_without_cover_it_is_read_when_the_hub_opens():
    cover = cover_at(terms(), now=WEDNESDAY_NIGHT)

    assert (cover.is_watched, cover.read_at) == (False, datetime(2026, 10, 14, 7, 0, tzinfo=UTC))
    assert cover.call_by == datetime(2026, 10, 14, 7, 30, tzinfo=UTC)


def test_on_friday_evening_it_is_read_on_monday():
    assert cover_at(terms(), now=FRIDAY_EVENING).read_at == datetime(2026, 10, 19, 7, 0, tzinfo=UTC)


def test_a_cover_agreement_reads_at_night_and_is_named():
    cover = cover_at(terms(night_cover="outside", cover_name="Harbour Crisis Line"), now=WEDNESDAY_NIGHT)

    assert (cover.is_watched, cover.by_hub, cover.name) == (True, False, "Harbour Crisis Line")
    assert cover.read_at == WEDNESDAY_NIGHT


def test_an_untaken_alert_goes_to_others_after_the_hubs_limit_while_watched():
    assert act_by(terms(), Alert.Urgency.IMMEDIATE, now=WEDNESDAY_AFTERNOON) == WEDNESDAY_AFTERNOON + timedelta(
        minutes=15
    )
    assert act_by(terms(), Alert.Urgency.DEFAULT, now=WEDNESDAY_AFTERNOON) == WEDNESDAY_AFTERNOON + timedelta(
        minutes=60
    )


def test_an_unwatched_alert_is_due_as_the_hub_opens():
    assert act_by(terms(), Alert.Urgency.IMMEDIATE, now=WEDNESDAY_NIGHT) == datetime(2026, 10, 14, 7, 0, tzinfo=UTC)


def test_a_taken_alert_that_is_not_closed_is_due_after_the_hubs_limit():
    assert close_by(terms(), taken_at=WEDNESDAY_AFTERNOON) == WEDNESDAY_AFTERNOON + timedelta(minutes=60)


def test_the_night_the_clocks_go_back_the_hub_still_opens_at_eight_by_the_clock():
    saturday_night = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)

    assert cover_at(terms(), now=saturday_night).read_at == datetime(2026, 10, 26, 8, 0, tzinfo=UTC)
