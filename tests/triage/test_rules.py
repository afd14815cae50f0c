from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.hubs.hours import WeeklyHours
from holdfast.triage.rules import RULES, SHIPPED, Told, propose

NOW = datetime(2026, 10, 14, 13, 52, tzinfo=UTC)  # Wednesday
HOURS = WeeklyHours.from_rows([[day, "08:00", "18:00"] for day in range(5)])
TODAY = datetime(2026, 10, 14, 17, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 10, 16, 16, 0, tzinfo=UTC)
MONDAY = datetime(2026, 10, 19, 16, 0, tzinfo=UTC)


def proposal(told, *, rules=None, now=NOW, target_days=3):
    return propose(told, rules=rules or {}, hours=HOURS, target_days=target_days, received_at=NOW, now=now)


def test_without_a_reason_contact_is_within_the_hubs_target():
    found = proposal(Told())

    assert (found.when, found.by, found.why) == ("target", MONDAY, ())


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (Told(safe_now="no"), ("not_safe",)),
        (Told(safe_now="unsure"), ("unsure_safe",)),
        (Told(safe_now="skipped"), ("safe_not_said",)),
        (Told(has_open_alert=True), ("open_alert",)),
        (Told(asked_for_today=True), ("asked_today",)),
    ],
)
def test_somebody_who_may_not_be_safe_or_asks_for_it_is_contacted_today(told, why):
    found = proposal(told)

    assert (found.when, found.by, found.why) == ("today", TODAY, why)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (Told(totals={"phq9": 20}), ("phq9_severe",)),
        (Told(totals={"gad7": 15}), ("gad7_severe",)),
        (Told(items={"phq9": {3: 3}}), ("not_sleeping",)),
        (Told(work_state="off_sick"), ("off_sick",)),
        (Told(at_risk=frozenset({"bereaved"})), ("bereaved",)),
        (Told(at_risk=frozenset({"redeployed", "separated"})), ("redeployed", "separated")),
    ],
)
def test_other_reasons_bring_contact_within_two_working_days(told, why):
    found = proposal(told)

    assert (found.when, found.by, found.why) == ("two_days", FRIDAY, why)


def test_a_total_just_under_is_no_reason():
    assert proposal(Told(totals={"phq9": 19, "gad7": 14})).when == "target"


def test_a_rule_that_the_hub_has_switched_off_says_nothing():
    assert proposal(Told(work_state="off_sick"), rules={"off_sick": "off"}).when == "target"


def test_a_rule_that_the_hub_does_not_name_is_on_as_shipped():
    assert proposal(Told(safe_now="no"), rules={"off_sick": "off"}).when == "today"


def test_today_on_a_friday_evening_is_the_next_day_the_hub_opens():
    evening = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)

    assert proposal(Told(safe_now="no"), now=evening).by == datetime(2026, 10, 19, 17, 0, tzinfo=UTC)


def test_every_rule_has_words_and_is_in_the_shipped_set():
    assert {rule.key for rule in RULES} == set(SHIPPED)
    assert all(rule.words and rule.proposes in {"today", "two_days"} for rule in RULES)


TOLD = st.builds(
    Told,
    safe_now=st.sampled_from(["yes", "no", "unsure", "skipped"]),
    has_open_alert=st.booleans(),
    totals=st.dictionaries(st.sampled_from(["phq9", "gad7"]), st.integers(0, 27)),
    at_risk=st.frozensets(st.sampled_from(["bereaved", "redeployed", "separated", "parent"])),
    work_state=st.sampled_from(["", "off_sick", "at_work"]),
    asked_for_today=st.booleans(),
)


@given(told=TOLD, minutes=st.integers(0, 60 * 24 * 14), target_days=st.integers(1, 10))
def test_a_proposal_never_puts_contact_off_past_the_hubs_target_while_it_is_still_to_come(told, minutes, target_days):
    now = NOW + timedelta(minutes=minutes)
    target = propose(Told(), rules={}, hours=HOURS, target_days=target_days, received_at=NOW, now=now).by
    found = propose(told, rules={}, hours=HOURS, target_days=target_days, received_at=NOW, now=now)

    assert found.when == "today" or found.by <= target
