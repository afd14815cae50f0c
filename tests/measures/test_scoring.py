"""Scores against answer sets reckoned by hand."""

import pytest

from holdfast.measures.questionnaires import QUESTIONNAIRES, find
from holdfast.measures.scoring import score
from tests.measures.vectors import BAND_EDGES, CUT_OFFS, METRIC, adding_up_to, numbered


def scored(key, values):
    return score(find(key), numbered(values))


def given_points(key, points):
    """Answers that come to these points: reversed items turned back."""
    pairs = zip(points, find(key).items, strict=False)
    return [4 - value if item.reversed else value for value, item in pairs]


@pytest.mark.parametrize(
    ("key", "points", "total", "band"),
    [
        (key, adding_up_to(total, count, most), total, band)
        for key, count, most, edges in BAND_EDGES
        for total, band in edges.items()
    ],
)
def test_every_band_begins_and_ends_where_its_source_says(key, points, total, band):
    values = given_points(key, points) + [0] * (len(find(key).required) - len(points))
    result = scored(key, values)
    assert (result.complete, result.total, result.band) == (True, total, band)


@pytest.mark.parametrize(("key", "cut_off"), CUT_OFFS.items())
def test_caseness_begins_at_the_cut_off(key, cut_off):
    one = find(key)
    below, at = (
        given_points(key, adding_up_to(total, len(one.counted), max(one.highest_points)))
        for total in (cut_off - 1, cut_off)
    )
    assert (scored(key, below).caseness, scored(key, at).caseness) == (False, True)


@pytest.mark.parametrize("key", sorted(set(QUESTIONNAIRES) - set(CUT_OFFS)))
def test_without_a_cut_off_there_is_no_caseness(key):
    lowest = {number: min(value for value in values if value != "n/a") for number, values in find(key).points}
    assert score(find(key), lowest).caseness is None


@pytest.mark.parametrize(("raw", "metric"), METRIC.items())
def test_swemwbs_gives_the_metric_score_of_its_table(raw, metric):
    result = scored("swemwbs", [1 + value for value in adding_up_to(raw - 7, 7, 4)])
    assert (result.total, result.metric, result.band) == (raw, metric, None)


@pytest.mark.parametrize(
    ("values", "diagnosis"),
    [
        ([0, 0, 3, 3, 3, 3, 3, 3, 3], "none"),  # neither core symptom
        ([2, 0, 2, 2, 2, 0, 0, 0, 1], "major"),  # five, item 9 counting from one
        ([2, 0, 2, 2, 2, 0, 0, 0, 0], "other"),  # four
        ([0, 2, 2, 0, 0, 0, 0, 0, 0], "other"),  # two
        ([0, 3, 1, 1, 1, 1, 1, 1, 0], "none"),  # one
        ([1, 1, 2, 2, 2, 2, 2, 2, 3], "none"),
    ],
)
def test_phq9_counts_symptoms_as_the_manual_does(values, diagnosis):
    assert scored("phq9", values).diagnosis == diagnosis


@pytest.mark.parametrize(
    ("endorsed", "diagnosis"),
    [
        ((1, 3, 5, 7), "PTSD"),
        ((2, 4, 6, 9), "PTSD"),
        ((2, 4, 6), "none"),
        ((1, 3, 5, 7, 10, 12, 14, 16), "CPTSD"),
        ((2, 4, 6, 8, 11, 13, 15, 18), "CPTSD"),
        ((2, 4, 6, 8, 11, 13, 15), "PTSD"),
        ((11, 13, 15, 18), "none"),
        ((1, 2, 3, 4, 7, 10, 12, 14, 16), "none"),
    ],
)
def test_itq_names_ptsd_only_where_disturbances_are_not_met(endorsed, diagnosis):
    result = scored("itq", [2 if number in endorsed else 1 for number in range(1, 19)])
    assert result.diagnosis == diagnosis


def test_itq_gives_its_clusters():
    assert scored("itq", [2, 0, 0, 0, 0, 0, 0, 0, 4, 0, 4, 0, 0, 0, 0, 0, 0, 0]).subscales == {
        "re": True,
        "av": False,
        "th": False,
        "ptsd_impairment": True,
        "ad": True,
        "nsc": False,
        "dr": False,
        "dso_impairment": False,
        "sum_p1_p6": 2,
        "sum_c1_c6": 4,
    }


@pytest.mark.parametrize(
    ("symptoms", "diagnosis"),
    [
        ((1, 6, 8, 9, 15, 16), "dsm5"),
        ((5, 7, 13, 14, 19, 20), "dsm5"),
        ((6, 8, 9, 15, 16), "none"),
        ((1, 8, 9, 15, 16), "none"),
        ((1, 6, 8, 15, 16), "none"),
        ((1, 6, 8, 9, 15), "none"),
    ],
)
def test_pcl5_needs_symptoms_of_every_cluster(symptoms, diagnosis):
    result = scored("pcl5", [2 if number in symptoms else 0 for number in range(1, 21)])
    assert (result.diagnosis, result.caseness) == (diagnosis, False)


def test_pcl5_cut_off_and_rule_can_disagree():
    result = scored("pcl5", [4] * 9 + [0] * 11)
    assert (result.total, result.caseness, result.diagnosis) == (36, True, "none")


def test_core10_turns_two_items_round():
    assert scored("core10", [0] * 10).total == 8
    assert scored("core10", [4] * 10).total == 32
    assert scored("core10", [0, 4, 4, 0, 0, 0, 0, 0, 0, 0]).total == 0


def test_core10_makes_up_for_one_missing_answer_and_says_so():
    result = scored("core10", [1, 4, 4, 2, 2, 0, 2, 2, 1, None])
    assert (result.complete, result.total, result.band, result.caseness) == (False, 11.1111, "Mild", True)


def test_core10_does_not_make_up_for_two_and_still_raises_the_flag():
    result = scored("core10", [None, 0, 0, 0, 0, 1, 0, 0, 0, None])
    assert (result.complete, result.total, result.band, result.caseness) == (False, None, None, None)
    assert result.risk_items == (6,)


def test_wsas_without_work_is_out_of_thirty_two():
    result = scored("wsas", ["n/a", 8, 8, 8, 8])
    assert (result.complete, result.total, result.out_of) == (True, 32, 32)
    assert scored("wsas", [None, 8, 8, 8, 8]).total is None


def test_iesr_adds_up_its_subscales():
    assert scored("iesr", range_of_iesr()).subscales == {"intrusion": 7, "avoidance": 16, "hyperarousal": 21}


def range_of_iesr():
    """1 for every item of intrusion, 2 for avoidance, 3 for hyperarousal."""
    intrusion, avoidance = {1, 2, 3, 6, 9, 16, 20}, {5, 7, 8, 11, 12, 13, 17, 22}
    return [1 if n in intrusion else 2 if n in avoidance else 3 for n in range(1, 23)]


def test_nomad_turns_item_ten_round_and_leaves_out_what_is_not_relevant():
    result = scored("nomad", [0, 5, 10] + [5] * 20)
    assert (result.total, result.subscales) == (
        None,
        {
            "coherence": 5.0,
            "cognitive_participation": 5.0,
            "collective_action": 4.4286,
            "reflexive_monitoring": 5.0,
        },
    )
    assert scored("nomad", [0, 5, 10, 6, 7, 1, 2] + [8] * 16).subscales == {
        "coherence": 1.5,
        "cognitive_participation": None,
        "collective_action": None,
        "reflexive_monitoring": None,
    }


def test_goals_need_one_and_take_three():
    assert score(find("goals"), {1: 4}).subscales == {"goal_1": 4, "goal_2": None, "goal_3": None}
    assert score(find("goals"), {2: 4}).complete is False


@pytest.mark.parametrize("missing", range(1, 10))
def test_an_incomplete_phq9_has_no_figures_and_still_raises_its_flag(missing):
    answers = {number: 3 for number in range(1, 10) if number != missing}
    result = score(find("phq9"), answers)
    assert (result.complete, result.total, result.band, result.caseness, result.diagnosis) == (False, *[None] * 4)
    assert result.risk_items == (() if missing == 9 else (9,))


def test_the_difficulty_item_is_neither_needed_nor_counted():
    assert score(find("phq9"), numbered([1] * 9)).total == 9
    assert score(find("phq9"), numbered([1] * 9 + [3])).total == 9


@pytest.mark.parametrize("value", [-1, 4, 1.5, "1", "n/a"])
def test_a_value_that_the_item_does_not_have_is_refused(value):
    with pytest.raises(ValueError, match="which is not one of 0, 1, 2, 3"):
        score(find("phq9"), {1: 0, 3: value})


def test_an_answer_to_an_unknown_item_is_refused():
    with pytest.raises(ValueError, match="GAD-7 has no item 8"):
        score(find("gad7"), numbered([0] * 8))


def test_audit_injury_items_have_no_odd_points():
    with pytest.raises(ValueError, match="item 9 is 1, which is not one of 0, 2, 4"):
        score(find("audit"), numbered([0] * 8 + [1, 0]))
