from datetime import UTC, date, datetime

import pytest

from holdfast.agreements.models import Statement
from holdfast.agreements.rules import Facts, true_of

NIGHT = datetime(2026, 10, 14, 23, 30, tzinfo=UTC)  # already the 15th in London
NOTHING = {
    "status": "received",
    "first_attempt_at": None,
    "first_contact_at": None,
    "decided_at": None,
    "closed_at": None,
}
KIND = Statement.Kind


def true(**facts):
    return true_of(Facts(**{**NOTHING, **facts}))


def test_of_a_request_that_waits_nothing_can_be_said():
    assert true() == {}


def test_a_statement_is_about_the_day_in_london():
    assert true(first_attempt_at=NIGHT) == {KIND.NOT_REACHED: date(2026, 10, 15)}


def test_once_they_have_spoken_it_is_not_said_any_more_that_they_were_not_reached():
    assert true(first_attempt_at=NIGHT, first_contact_at=NIGHT) == {KIND.CONTACTED: date(2026, 10, 15)}


@pytest.mark.parametrize(("status", "kind"), [("signposted", KIND.SIGNPOSTED), ("declined", KIND.ENDED)])
def test_how_it_closed_is_said_without_why(status, kind):
    assert true(status=status, decided_at=NIGHT, closed_at=NIGHT) == {kind: date(2026, 10, 15)}


def test_an_accepted_request_is_being_arranged():
    assert true(status="accepted", decided_at=NIGHT) == {KIND.ACCEPTED: date(2026, 10, 15)}
