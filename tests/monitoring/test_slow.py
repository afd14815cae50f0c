"""The slow reckoning of who comes and when they are reached: R1 to R4, counted by hand."""

from datetime import UTC, datetime

from tests.monitoring.counting import centile
from tests.monitoring.made import cells, made, wholes
from tests.monitoring.years import quarters


def test_centiles_are_values_that_stand_at_the_nearest_rank():
    assert centile([], 50) is None
    assert [centile([7], 50), centile([7], 90)] == [7, 7]
    assert [centile([4, 1, 3, 2], 50), centile([4, 1, 3, 2], 90)] == [2, 4]
    assert [centile(list(range(1, 11)), 50), centile(list(range(1, 11)), 90)] == [5, 9]
    assert [centile(list(range(1, 12)), 50), centile(list(range(1, 12)), 90)] == [6, 10]


def test_quarters_begin_at_midnight_in_london():
    assert quarters(2026)[1] == (datetime(2026, 3, 31, 23, tzinfo=UTC), datetime(2026, 6, 30, 23, tzinfo=UTC))
    assert quarters(2026)[3] == (datetime(2026, 9, 30, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def test_self_referrals_count_people_once_from_the_first_instant_to_before_the_last():
    facts = [
        made("received", "2026-06-30 23:59:59.999999", person="too-early", code="self", detail="web"),
        made("received", "2026-07-01 00:00", person="first", code="self", detail="web"),
        made("received", "2026-08-01 09:00", person="twice", code="self", detail="web"),
        made("received", "2026-08-02 09:00", person="twice", referral="twice-2", code="self", detail="telephone"),
        made("received", "2026-09-30 23:59:59.999999", person="last", code="self", detail="telephone"),
        made("received", "2026-10-01 00:00", person="too-late", code="self", detail="web"),
        made("received", "2026-08-01 09:00", person="stranger", code="self", detail="post", hub="saltpan"),
        made("received", "2026-08-01 09:00", person="sent-by-gp", code="gp", detail="file"),
    ]

    assert cells("R1", *facts) == {
        ("people", "", ""): 3,
        ("referrals", "", ""): 4,
        ("people", "method", "web"): 2,
        ("people", "method", "telephone"): 2,
    }


def test_other_sources_count_everybody_who_did_not_come_themselves():
    facts = [
        made("received", "2026-07-02 09:00", code="gp"),
        made("received", "2026-07-03 09:00", referral="ada-2", code="gp"),
        made("received", "2026-07-04 09:00", person="ben", code="oh"),
        made("received", "2026-07-04 09:00", person="cy", code="self"),
    ]

    assert cells("R2", *facts) == {
        ("people", "", ""): 2,
        ("referrals", "", ""): 3,
        ("people", "source", "gp"): 1,
        ("people", "source", "oh"): 1,
        ("people", "national_source", "A1"): 1,
        ("people", "national_source", "D2"): 1,
    }


def test_two_sources_of_one_national_code_count_a_person_once():
    facts = [
        made("received", "2026-07-02 09:00", code="hr"),
        made("received", "2026-07-03 09:00", referral="ada-2", code="manager"),
        made("received", "2026-07-03 09:00", person="ben", code="wellbeing"),
        made("received", "2026-07-03 09:00", person="cy", code="a source of years ago"),
    ]
    found = cells("R2", *facts)
    assert {category: value for (_, by, category), value in found.items() if by == "national_source"} == {
        "D1": 2, "M6": 1
    }  # fmt: skip


def test_a_return_without_facts_has_its_whole_cells_and_no_others():
    assert cells("R2") == {("people", "", ""): 0, ("referrals", "", ""): 0}
    assert cells("R7") == {
        ("people", "", ""): 0,
        ("sent", "", ""): 0,
        ("begun_of_sent", "", ""): 0,
        ("days_n", "", ""): 0,
        ("days_people", "", ""): 0,
        ("days_median", "", ""): None,
        ("days_p90", "", ""): None,
    }


def test_assessed_counts_the_first_assessment_of_each_referral():
    facts = [
        made("assessed", "2026-06-20 09:00"),
        made("assessed", "2026-07-20 09:00"),
        made("assessed", "2026-07-21 09:00", referral="ada-2"),
        made("assessed", "2026-07-22 09:00", referral="ada-3"),
        made("assessed", "2026-10-01 00:00", person="ben"),
    ]

    assert wholes("R3", *facts) == {"people": 1, "referrals": 2}


def test_time_to_contact_takes_the_first_attempt_and_the_first_word_from_when_it_was_received():
    facts = [
        made("attempted", "2026-07-01 08:59", code="spoke"),
        made("received", "2026-07-01 09:00", code="self", value=60.0),
        made("attempted", "2026-07-01 09:30:59", code="no_answer"),
        made("attempted", "2026-07-01 10:00:59", code="spoke"),
        made("attempted", "2026-07-01 12:00", code="spoke"),
        made("received", "2026-07-01 09:00", person="ben", code="gp", value=60.0),
        made("attempted", "2026-07-01 10:01", person="ben", code="spoke"),
        made("received", "2026-07-01 09:00", person="cy", code="gp"),
        made("attempted", "2026-07-01 09:00", person="cy", code="spoke"),
        made("attempted", "2026-07-01 09:00", person="not-received", code="spoke"),
    ]

    assert wholes("R4", *facts) == {
        "attempt_n": 3,
        "attempt_median": 30,  # of 0, 30 and 61
        "attempt_p90": 61,
        "contact_n": 3,
        "contact_people": 3,
        "contact_median": 60,  # of 0, 60 and 61
        "contact_p90": 61,
        "contact_in_target": 1,
        "running_n": 0,
        "running_late": 0,
    }


def test_minutes_pass_and_are_not_read_from_the_clock_on_the_wall():
    facts = [
        made("received", "2026-10-25 00:30", code="self"),
        made("attempted", "2026-10-25 02:30", code="spoke"),
    ]

    found = wholes("R4", *facts, period=quarters(2026)[3])

    assert found["contact_median"] == 180


def test_contact_in_an_earlier_period_or_after_the_end_is_not_of_this_one():
    facts = [
        made("received", "2026-06-29 09:00", code="self", value=60.0),
        made("attempted", "2026-06-30 09:00", code="spoke"),
        made("attempted", "2026-07-01 09:00", code="spoke"),
        made("received", "2026-09-30 22:59", person="ben", code="self", value=60.0),
        made("attempted", "2026-10-01 00:00", person="ben", code="spoke"),
        made("received", "2026-09-30 23:00", person="cy", code="self", value=60.0),
        made("received", "2026-05-01 09:00", person="dee", code="self"),
    ]

    found = wholes("R4", *facts)

    assert {measure: value for measure, value in found.items() if value} == {"running_n": 3, "running_late": 1}


def test_a_wait_stops_with_a_request_that_is_closed_and_runs_on_with_one_opened_again():
    ada = [made("received", "2026-07-01 09:00", code="self"), made("closed", "2026-07-02 09:00")]

    assert wholes("R4", *ada)["running_n"] == 0
    assert wholes("R4", *ada, made("reopened", "2026-07-02 09:00"))["running_n"] == 1
    assert wholes("R4", ada[0], made("reopened", "2026-07-02 09:00"), ada[1])["running_n"] == 0


def test_whoever_was_assessed_or_came_by_themselves_was_reached_without_a_call_and_whoever_came_to_a_group_was_not():
    facts = [
        made("received", "2026-07-01 09:00", code="self", value=60.0),
        made("assessed", "2026-07-01 09:30", code="plan"),
        made("attempted", "2026-07-01 09:40", code="spoke"),
        made("received", "2026-07-01 09:00", person="ben", code="gp", value=60.0),
        made("attempted", "2026-07-01 09:05", person="ben", code="no_answer"),
        made("seen", "2026-07-01 11:00", person="ben", subject="appointment", code="contact"),
        made("received", "2026-07-01 09:00", person="cy", code="gp", value=60.0),
        made("seen", "2026-07-01 09:10", person="cy", subject="appointment", code="group"),
        made("received", "2026-07-01 09:00", person="dee", code="gp", value=60.0),
        made("seen", "2026-07-01 08:50", person="dee", subject="earlier", code="review"),
        made("seen", "2026-07-01 09:10", person="dee", referral="dee-2", subject="other", code="review"),
    ]

    assert wholes("R4", *facts) == {
        "attempt_n": 2, "attempt_median": 5, "attempt_p90": 30,
        "contact_n": 2, "contact_people": 2, "contact_median": 30, "contact_p90": 120, "contact_in_target": 1,
        "running_n": 2, "running_late": 2,
    }  # fmt: skip


def test_a_call_of_theirs_that_is_kept_with_the_request_is_a_conversation_and_so_an_attempt_since_they_asked():
    facts = [
        made("rang", "2026-07-01 08:50", subject="call-0"),
        made("received", "2026-07-01 09:00", code="self", value=60.0),
        made("rang", "2026-07-01 09:30", subject="call-1"),
        made("attempted", "2026-07-01 09:40", code="no_answer"),
        made("received", "2026-07-01 09:00", person="ben", code="self", value=60.0),
        made("rang", "2026-07-01 09:10", person="ben", referral="ben-2", subject="call-2"),
    ]
    assert wholes("R4", *facts) == {
        "attempt_n": 1, "attempt_median": 30, "attempt_p90": 30,
        "contact_n": 1, "contact_people": 1, "contact_median": 30, "contact_p90": 30, "contact_in_target": 1,
        "running_n": 1, "running_late": 1,
    }  # fmt: skip


def test_whoever_came_from_a_hub_that_had_spoken_with_them_waits_for_the_word_of_this_one_since_they_came():
    came = [
        made("asked_before", "2026-06-01 09:00", code="spoke", value=1440.0),
        made("received", "2026-09-30 23:30", code="hub", value=60.0),
        made("asked_before", "2026-06-01 09:00", person="ben", value=1440.0),
        made("received", "2026-09-30 23:30", person="ben", code="hub", value=60.0),
        made("asked_before", "2026-06-01 09:00", person="cy", code="spoke", value=1440.0),
        made("received", "2026-09-30 09:00", person="cy", code="hub", value=60.0),
    ]
    waits = wholes("R4", *came)
    assert (waits["running_n"], waits["running_late"]) == (3, 2)
    found = wholes("R4", *came[:2], made("attempted", "2026-09-30 23:50", code="spoke"))
    assert (found["contact_median"], found["contact_in_target"]) == (20, 1)


def test_whoever_came_from_another_hub_is_received_when_they_came_and_has_waited_since_they_first_asked():
    came = [
        made("asked_before", "2026-06-30 09:00", value=1440.0),
        made("attempted", "2026-06-30 12:00", code="spoke"),
        made("received", "2026-07-03 09:00", code="hub", value=60.0),
        made("asked_before", "2026-09-30 09:00", person="ben", value=60.0),
        made("received", "2026-10-01 00:00", person="ben", code="hub", value=60.0),
    ]
    waits, spring = wholes("R4", *came), quarters(2026)[1]

    assert (waits["running_n"], waits["running_late"]) == (1, 1)
    assert wholes("R2", *came) == {"people": 1, "referrals": 1}
    assert wholes("R2", *came, period=spring) == {"people": 0, "referrals": 0}
    assert wholes("R4", *came, period=spring)["running_n"] == 0
    found = wholes("R4", *came, made("attempted", "2026-07-03 10:00", code="spoke"))
    assert (found["contact_median"], found["contact_in_target"]) == (3 * 1440 + 60, 0)
