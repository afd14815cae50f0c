"""The slow reckoning of how people did and what they thought of it: R11 and R12, counted by hand."""

import pytest

from tests.monitoring.made import cells, made, wholes

NOTHING = {
    "paired": 0,
    "cases": 0,
    "recovery": 0,
    "improvement": 0,
    "deterioration": 0,
    "reliable_recovery": 0,
    "off_work": 0,
    "back_at_work": 0,
    "goals": 0,
    "goals_nearer": 0,
    "goals_further": 0,
    "depression": 0,
    "anxiety": 0,
}


def total(key, day, points, *, detail="complete", **who):
    """An answered questionnaire, at noon of a day."""
    return made("measured", f"{day} 12:00", subject=f"{key}-{day}", code=key, detail=detail, value=points, **who)


def pairs(first, last):
    """PHQ-9 and GAD-7 in June and in July."""
    return [
        total("phq9", "2026-06-01", first[0]),
        total("gad7", "2026-06-01", first[1]),
        total("phq9", "2026-07-01", last[0]),
        total("gad7", "2026-07-01", last[1]),
    ]


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        ((9, 7), (9, 7), []),
        ((10, 0), (10, 0), ["cases"]),
        ((0, 8), (0, 8), ["cases"]),
        ((10, 8), (9, 7), ["cases", "recovery"]),
        ((10, 8), (9, 8), ["cases"]),
        ((10, 8), (4, 8), ["cases", "improvement"]),
        ((10, 8), (5, 5), ["cases", "recovery"]),
        ((10, 8), (10, 4), ["cases", "improvement"]),
        ((11, 9), (5, 7), ["cases", "recovery", "improvement", "reliable_recovery"]),
        ((20, 5), (14, 9), ["cases"]),
        ((20, 5), (14, 8), ["cases", "improvement"]),
        ((3, 3), (9, 3), ["deterioration"]),
        ((3, 3), (8, 6), []),
        ((3, 3), (3, 7), ["deterioration"]),
        ((9, 5), (15, 1), []),
        ((9, 5), (15, 2), ["deterioration"]),
    ],
)
def test_outcomes_turn_at_their_borders(first, last, holds):
    assert wholes("R11", *pairs(first, last)) == NOTHING | {"paired": 1} | dict.fromkeys(holds, 1)


def test_what_is_between_the_first_and_the_last_changes_nothing():
    between = [total("phq9", "2026-06-15", 27), total("gad7", "2026-06-15", 21)]

    found = wholes("R11", *between, *pairs((11, 9), (5, 5)))

    assert found == NOTHING | dict.fromkeys(("paired", "cases", "recovery", "improvement", "reliable_recovery"), 1)


def test_an_incomplete_or_missing_total_makes_no_pair():
    june = [total("phq9", "2026-06-01", 11), total("gad7", "2026-06-01", 9)]
    phq9 = total("phq9", "2026-07-01", 5)

    assert wholes("R11", *june, phq9) == NOTHING
    assert wholes("R11", *june, phq9, total("gad7", "2026-07-01", 5, detail="")) == NOTHING
    assert wholes("R11", *june, phq9, total("gad7", "2026-07-01", None)) == NOTHING
    assert wholes("R11", *june, phq9, total("core10", "2026-07-01", 5)) == NOTHING
    assert wholes("R11", *june, phq9, total("gad7", "2026-07-01", 5))["paired"] == 1


def test_a_pair_is_of_the_period_in_which_the_last_of_either_falls():
    before = [total(key, day, 3) for key in ("phq9", "gad7") for day in ("2026-05-01", "2026-06-30")]

    assert wholes("R11", *before)["paired"] == 0
    assert wholes("R11", *before, total("gad7", "2026-09-30", 3))["paired"] == 1
    assert wholes("R11", *before, total("gad7", "2026-10-01", 3))["paired"] == 0


def test_totals_of_one_instant_stand_in_the_order_of_their_numbers():
    first, last = total("phq9", "2026-07-01", 10), total("phq9", "2026-07-01", 3)
    gad7 = [total("gad7", "2026-07-01", 3), total("gad7", "2026-07-02", 3)]

    assert wholes("R11", first, last, *gad7)["improvement"] == 1
    assert wholes("R11", last, first, *gad7)["deterioration"] == 1


def test_two_questionnaires_of_two_referrals_of_one_person_make_a_pair():
    first, last = pairs((11, 9), (5, 5))[:2], pairs((11, 9), (5, 5))[2:]
    again = [total(fact.code, "2026-07-01", fact.value, referral="ada-2") for fact in last]

    assert wholes("R11", *first, *again)["reliable_recovery"] == 1


@pytest.mark.parametrize(
    ("key", "points", "band"),
    [
        ("phq9", 0, "none"), ("phq9", 4, "none"), ("phq9", 5, "mild"), ("phq9", 9, "mild"), ("phq9", 10, "moderate"),
        ("phq9", 14, "moderate"), ("phq9", 15, "moderately_severe"), ("phq9", 19, "moderately_severe"),
        ("phq9", 20, "severe"), ("phq9", 27, "severe"), ("gad7", 0, "none"), ("gad7", 4, "none"), ("gad7", 5, "mild"),
        ("gad7", 9, "mild"), ("gad7", 10, "moderate"), ("gad7", 14, "moderate"), ("gad7", 15, "severe"),
        ("gad7", 21, "severe"),
    ],
)  # fmt: skip
def test_how_severe_it_was_at_first_turns_at_the_bands_of_the_questionnaire(key, points, band):
    measure = {"phq9": "depression", "gad7": "anxiety"}[key]
    found = cells("R11", total(key, "2026-07-02", points), total(key, "2026-07-03", 0))
    assert {where: value for where, value in found.items() if where[0] == measure} == {
        (measure, "", ""): 1, (measure, f"{measure}_severity", band): 1,
    }  # fmt: skip
    assert found["anxiety" if measure == "depression" else "depression", "", ""] == 0


def test_whoever_was_asked_first_before_the_period_or_left_out_an_answer_is_none_of_them():
    facts = [
        total("phq9", "2026-06-30", 12), total("phq9", "2026-07-02", 12),
        total("phq9", "2026-07-02", 12, person="ben", detail=""), total("phq9", "2026-07-04", 21, person="ben"),
        total("phq9", "2026-07-04", None, person="cy"),
    ]  # fmt: skip
    found = cells("R11", *facts)
    assert (found["depression", "", ""], found["depression", "depression_severity", "severe"]) == (1, 1)


def test_back_at_work_counts_whoever_was_off_sick_first_and_is_at_work_last():
    facts = [
        made("worked", "2026-06-01 09:00", person="back", code="off_sick"),
        made("worked", "2026-07-01 00:00", person="back", code="adjusted"),
        made("worked", "2026-06-01 09:00", person="off-again", code="off_sick"),
        made("worked", "2026-07-01 09:00", person="off-again", code="at_work"),
        made("worked", "2026-07-02 09:00", person="off-again", code="off_sick"),
        made("worked", "2026-07-02 09:00", person="just-off", code="off_sick"),
        made("worked", "2026-06-01 09:00", person="asked-before", code="off_sick"),
        made("worked", "2026-06-30 23:59", person="asked-before", code="at_work"),
        made("worked", "2026-06-01 09:00", person="never-off", code="at_work"),
        made("worked", "2026-07-02 09:00", person="never-off", code="off_sick"),
        made("worked", "2026-07-03 09:00", person="never-off", code="at_work"),
    ]

    assert wholes("R11", *facts) == NOTHING | {"off_work": 3, "back_at_work": 1}


def rated(day, value, goal="goal", **who):
    """How near somebody is to a goal, at noon of a day."""
    return made("rated", f"{day} 12:00", subject=goal, value=value, **who)


def test_goals_count_whoever_rated_one_again_and_is_nearer_or_further_on_the_whole():
    facts = [
        rated("2026-06-01", 2), rated("2026-07-01", 5),
        rated("2026-06-01", 5, "ben-1", person="ben"), rated("2026-07-01", 4, "ben-1", person="ben"),
        rated("2026-06-01", 5, "cy-1", person="cy"), rated("2026-07-01", 6, "cy-1", person="cy"),
        rated("2026-06-01", 5, "cy-2", person="cy"), rated("2026-07-01", 4, "cy-2", person="cy"),
        rated("2026-06-01", 0, "dee-1", person="dee"), rated("2026-07-01", 0, "dee-1", person="dee"),
        rated("2026-07-01", 0, "eve-1", person="eve"), rated("2026-07-02", 9, "eve-2", person="eve"),
        rated("2026-06-01", 1, "flo-1", person="flo"), rated("2026-06-30", 9, "flo-1", person="flo"),
        rated("2026-07-02", 9, "flo-2", person="flo"),
        rated("2026-06-01", 4, "gil-1", person="gil"), rated("2026-06-20", 9, "gil-1", person="gil"),
        rated("2026-07-20", 3, "gil-1", person="gil"),
    ]  # fmt: skip

    assert wholes("R11", *facts) == NOTHING | {"goals": 5, "goals_nearer": 1, "goals_further": 2}


def test_experience_counts_people_who_answered_by_questionnaire():
    facts = [
        total("peq_assessment", "2026-07-01", None, detail=""),
        total("peq_treatment", "2026-07-02", None),
        total("peq_treatment", "2026-07-03", None),
        total("peq_treatment", "2026-07-03", None, person="ben"),
        total("peq_treatment", "2026-06-30", None, person="cy"),
        total("wsas", "2026-07-03", 12, person="dee"),
    ]

    assert cells("R12", *facts) == {
        ("people", "", ""): 2,
        ("people", "questionnaire", "peq_assessment"): 1,
        ("people", "questionnaire", "peq_treatment"): 2,
    }
