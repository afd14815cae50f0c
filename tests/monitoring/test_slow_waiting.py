"""The slow reckoning of who waits and who people are: R15 and R16, counted by hand."""

import pytest

from tests.monitoring.made import cells, made, parts, wholes


@pytest.mark.parametrize(
    ("sent_at", "band"),
    [
        ("2026-09-30 23:59", "0-3"),
        ("2026-09-04 00:00", "0-3"),  # 27 days before 1 October
        ("2026-09-03 23:59", "4-7"),  # 28
        ("2026-08-07 09:00", "4-7"),  # 55
        ("2026-08-06 09:00", "8-11"),  # 56
        ("2026-07-10 09:00", "8-11"),  # 83
        ("2026-07-09 09:00", "12-17"),  # 84
        ("2026-05-29 09:00", "12-17"),  # 125
        ("2026-05-28 23:59", "18+"),  # 126
    ],
)
def test_weeks_are_whole_weeks_between_dates(sent_at, band):
    assert cells("R15", made("sent", sent_at, subject="onward")) == {
        ("people", "", ""): 1,
        ("elsewhere", "", ""): 1,
        ("here", "", ""): 0,
        ("elsewhere", "weeks", band): 1,
    }


def test_whoever_waits_twice_is_counted_once_by_the_earliest():
    facts = [
        made("sent", "2026-09-29 09:00", subject="late"),
        made("sent", "2026-09-01 09:00", subject="early"),
        made("sent", "2026-01-05 09:00", subject="begun"),
        made("begun_there", "2026-09-30 12:00", subject="begun"),
        made("agreed_here", "2026-09-29 09:00", subject="course"),
    ]

    assert cells("R15", *facts) == {
        ("people", "", ""): 1,
        ("elsewhere", "", ""): 1,
        ("here", "", ""): 1,
        ("elsewhere", "weeks", "4-7"): 1,
        ("here", "weeks", "0-3"): 1,
    }


@pytest.mark.parametrize("over", ["begun_there", "ended_there", "begun_here", "ended_here", "closed"])
def test_nobody_waits_for_what_has_begun_or_is_over(over):
    begins = "agreed_here" if over.endswith("here") and "there" not in over else "sent"
    wait = made(begins, "2026-07-01 09:00", subject="wait")
    subject = "" if over == "closed" else "wait"

    assert wholes("R15", wait)["people"] == 1
    assert wholes("R15", wait, made(over, "2026-09-30 23:59", subject=subject))["people"] == 0
    assert wholes("R15", wait, made(over, "2026-10-01 00:00", subject=subject))["people"] == 1


def test_a_request_opened_again_waits_again():
    wait = made("sent", "2026-07-01 09:00", subject="wait")
    closed, reopened = made("closed", "2026-07-02 09:00"), made("reopened", "2026-07-02 09:00")

    assert wholes("R15", wait, closed, reopened)["elsewhere"] == 1
    assert wholes("R15", wait, reopened, closed)["elsewhere"] == 0


def test_another_request_of_theirs_that_is_closed_stops_no_wait():
    wait = made("agreed_here", "2026-07-01 09:00", subject="course")

    assert wholes("R15", wait, made("closed", "2026-07-02 09:00", referral="ada-2"))["here"] == 1


def test_demographics_count_each_group_and_its_unknown():
    facts = [
        made("received", "2026-07-01 00:00", code="gp"),
        made("received", "2026-06-30 23:59", person="ben", code="self"),
        made("assessed", "2026-07-02 09:00", person="ben"),
        made("assessed", "2026-06-02 09:00"),
        made("assessed", "2026-07-02 09:00"),
        made("begun_here", "2026-07-02 09:00", person="cy", subject="course"),
        made("seen", "2026-07-02 09:00", person="dee", subject="appointment", code="group"),
        made("seen", "2026-07-02 09:00", person="eli", subject="appointment", code="assessment"),
        made("seen", "2026-07-02 09:00", person="flo", subject="appointment", code="support"),
        made("begun_there", "2026-06-02 12:00", person="gus", subject="onward"),
        made("begun_there", "2026-07-02 12:00", person="gus", subject="onward"),
        made("begun_there", "2026-07-02 12:00", person="hal", subject="another"),
    ]

    assert wholes("R16", *facts) == {"received": 1, "assessed": 1, "here": 3, "elsewhere": 1}
    assert parts("R16", *facts)["here", "faith", "not_told"] == 3
    assert len(parts("R16", *facts)) == 4 * 9


def test_the_last_that_somebody_told_before_the_end_counts():
    facts = [
        made("received", "2026-07-01 09:00", code="gp"),
        made("told", "2026-07-01 09:00", code="gender", detail="1"),
        made("told", "2026-09-30 23:59", code="gender", detail="2"),
        made("told", "2026-10-01 00:00", code="gender", detail="3"),
        made("told", "2026-05-01 09:00", referral="ada-0", code="faith", detail="none"),
        made("received", "2026-07-01 09:00", person="ben", code="gp"),
        made("told", "2026-07-01 09:00", person="ben", code="gender", detail="1"),
        made("told", "2026-07-01 09:00", person="ben", code="gender", detail="3"),
    ]

    found = {key[1:]: value for key, value in parts("R16", *facts).items() if key[1] in ("gender", "faith", "trans")}

    assert found == {
        ("gender", "2"): 1,
        ("gender", "3"): 1,
        ("faith", "none"): 1,
        ("faith", "not_told"): 1,
        ("trans", "not_told"): 2,
    }
