"""The slow reckoning of where people are led: R5, R6 and R7, counted by hand."""

from tests.monitoring.made import cells, made, parts, wholes


def test_somebody_pointed_to_a_service_and_sent_to_another_of_its_kind_counts_once_in_it():
    facts = [
        made("signposted", "2026-07-02 09:00", code="debt"),
        made("sent", "2026-07-03 09:00", subject="onward", code="debt"),
        made("sent", "2026-07-03 09:00", subject="onward", code="addiction"),
        made("signposted", "2026-07-02 09:00", person="ben", code="debt"),
        made("signposted", "2026-06-30 23:59", person="cy", code="debt"),
    ]

    assert cells("R5", *facts) == {
        ("people", "", ""): 2,
        ("signposted", "", ""): 2,
        ("sent", "", ""): 1,
        ("people", "service", "debt"): 2,
        ("people", "service", "addiction"): 1,
    }


def test_monitored_counts_who_is_followed_up_at_the_end_and_who_ever_was():
    facts = [
        made("monitored", "2026-05-01 09:00", person="through"),
        made("monitored", "2026-08-01 09:00", person="through"),
        made("monitored", "2026-05-01 09:00", person="to-the-border"),
        made("supported_again", "2026-07-01 00:00", person="to-the-border"),
        made("monitored", "2026-05-01 09:00", person="over-before"),
        made("closed", "2026-06-30 23:59", person="over-before"),
        made("monitored", "2026-08-01 09:00", person="within"),
        made("closed", "2026-08-01 09:00", person="within"),
        made("monitored", "2026-08-01 09:00", person="closed-after"),
        made("closed", "2026-10-01 00:00", person="closed-after"),
        made("monitored", "2026-10-01 00:00", person="later"),
        made("supported_again", "2026-08-01 09:00", person="never"),
    ]

    assert wholes("R6", *facts) == {"standing": 2, "ever": 4}


def test_a_request_opened_again_is_not_followed_up_until_it_is_said_again():
    facts = [
        made("monitored", "2026-05-01 09:00"),
        made("closed", "2026-05-02 09:00"),
        made("reopened", "2026-05-03 09:00"),
        made("closed", "2026-07-03 09:00"),
    ]

    assert wholes("R6", *facts) == {"standing": 0, "ever": 0}


def test_treatment_elsewhere_counts_days_between_dates_in_london():
    facts = [
        made("sent", "2026-07-02 00:30", subject="a", code="debt"),
        made("sent", "2026-07-02 00:30", subject="a", code="addiction"),
        made("begun_there", "2026-07-05 12:00", subject="a"),
        made("begun_there", "2026-08-05 12:00", subject="a"),
        made("sent", "2026-06-01 16:00", person="ben", subject="b"),
        made("begun_there", "2026-07-11 12:00", person="ben", subject="b"),
        made("sent", "2026-07-10 16:00", person="cy", subject="c"),
        made("begun_there", "2026-07-09 12:00", person="cy", subject="c"),
        made("sent", "2026-07-10 16:00", person="dee", subject="d"),
        made("begun_there", "2026-10-02 12:00", person="dee", subject="d"),
        made("begun_there", "2026-07-12 12:00", person="eli", subject="never-sent"),
        made("sent", "2026-06-02 09:00", person="flo", subject="f"),
        made("begun_there", "2026-06-20 12:00", person="flo", subject="f"),
    ]

    assert parts("R7", *facts) == {}
    assert wholes("R7", *facts) == {
        "people": 4,  # ada, ben, cy, eli
        "sent": 3,  # ada, cy, dee
        "begun_of_sent": 2,  # ada, cy
        "days_n": 3,
        "days_people": 3,  # ada, ben, cy: nobody knows when eli was referred
        "days_median": 3,  # of 0, 3 and 40
        "days_p90": 40,
    }
