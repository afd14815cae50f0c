import csv
from collections import Counter
from datetime import date, timedelta

import pytest

from holdfast.hubs import facts
from holdfast.hubs.facts.codes import (
    AT_RISK_GROUP,
    CODE_LISTS,
    DISABILITY,
    ETHNIC_CATEGORY,
    NATIONAL_SOURCE_OF_REFERRAL,
    SOURCE_OF_REFERRAL,
    STAFF_GROUP,
)
from tests.published import published


def trust(code):
    return next(trust for trust in facts.trusts() if trust.code == code)


def test_there_are_seven_regions_forty_two_boards_and_every_trust():
    assert (len(facts.regions()), len(facts.boards()), len(facts.trusts())) == (7, 42, 273)


@pytest.mark.parametrize("rows", [facts.regions(), facts.boards(), facts.trusts()])
def test_no_code_comes_twice(rows):
    assert [code for code, times in Counter(row.code for row in rows).items() if times > 1] == []


def test_every_board_belongs_to_a_region():
    regions = {region.code for region in facts.regions()}
    assert {board.region_code for board in facts.boards()} == regions


def test_every_trust_in_england_belongs_to_a_board_and_its_region():
    region_of = {board.code: board.region_code for board in facts.boards()}
    placed = [trust for trust in facts.trusts() if trust.board_code]
    assert [trust for trust in placed if region_of[trust.board_code] != trust.region_code] == []
    assert [trust.code for trust in facts.trusts() if not trust.board_code] == ["RQF", "RT4", "RYT"]


def test_a_trust_closes_after_it_opens():
    assert [trust for trust in facts.trusts() if trust.valid_to and trust.valid_to < trust.valid_from] == []


def test_a_successor_is_open_the_day_after_its_predecessor_closed():
    followed = [trust for trust in facts.trusts() if trust.successor]
    assert len(followed) == 13
    for gone in followed:
        next_day = gone.valid_to + timedelta(days=1)
        after = trust(gone.successor)
        assert after.valid_from <= next_day
        assert after.valid_to is None


def test_trust_counts_agree_with_what_the_readme_says():
    assert sum(trust.valid_to is not None for trust in facts.trusts()) == 68


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("RJ1", "Guy's and St Thomas' NHS Foundation Trust"),
        ("RJ7", "St George's University Hospitals NHS Foundation Trust"),
        ("RTD", "The Newcastle upon Tyne Hospitals NHS Foundation Trust"),
        ("RCX", "The Queen Elizabeth Hospital, King's Lynn, NHS Foundation Trust"),
        ("RYH", "NHS Direct NHS Trust"),
        ("RP4", "Great Ormond Street Hospital for Children NHS Foundation Trust"),
    ],
)
def test_names_are_in_ordinary_capitals(code, name):
    assert trust(code).name == name


def test_a_trust_reads_as_typed_facts():
    assert trust("RRP") == facts.Trust(
        code="RRP",
        name="Barnet, Enfield and Haringey Mental Health NHS Trust",
        kind="mental health",
        region_code="Y56",
        board_code="QMJ",
        valid_from=date(2001, 4, 1),
        valid_to=date(2024, 10, 31),
        successor="G6V2S",
        postcode="N15 3TH",
    )


def test_every_list_names_its_source_and_repeats_no_code():
    for codes in CODE_LISTS:
        assert codes.source
        assert len({entry.code for entry in codes.codes}) == len(codes.codes)
    assert len({codes.key for codes in CODE_LISTS}) == len(CODE_LISTS)


def test_what_is_offered_to_a_person_has_words_and_never_says_not_known():
    for codes in CODE_LISTS:
        assert all(words and "not known" not in words.lower() for _, words in codes.choices())


def test_ethnic_categories_roll_up_to_five_groups_and_the_unknown():
    assert [entry.code for entry in ETHNIC_CATEGORY.codes] == [*"ABCDEFGHJKLMNPRSZ", "99"]
    assert Counter(entry.group for entry in ETHNIC_CATEGORY.codes) == {
        "White": 3,
        "Mixed": 4,
        "Asian or Asian British": 4,
        "Black or Black British": 3,
        "Other ethnic groups": 2,
        "Not known or not stated": 2,
    }


def test_staff_groups_are_01_to_10():
    assert [entry.code for entry in STAFF_GROUP.codes] == [f"{n:02}" for n in range(1, 11)]


def test_every_local_source_of_referral_maps_to_a_national_code_in_use():
    national = {entry.code for entry in NATIONAL_SOURCE_OF_REFERRAL.codes}
    assert {entry.national for entry in SOURCE_OF_REFERRAL.codes} == national
    assert {code: SOURCE_OF_REFERRAL[code].national for code in ("self", "oh", "manager", "hub")} == {
        "self": "B1",
        "oh": "D2",
        "manager": "D1",
        "hub": "M3",
    }


def test_twelve_groups_are_at_risk_and_disadvantage_is_never_asked():
    assert len(AT_RISK_GROUP.codes) == 12
    assert [entry.code for entry in AT_RISK_GROUP.codes if not entry.offered] == ["disadvantaged"]
    assert "disadvantaged" not in dict(AT_RISK_GROUP.choices())


def test_a_code_is_found_or_refused():
    assert DISABILITY["N"].national == "NN"
    assert ("Y" in DISABILITY, "Q" in DISABILITY) == (True, False)
    with pytest.raises(KeyError):
        DISABILITY["Q"]


def test_trusts_agree_with_the_published_file():
    with published("organisations/nhs_trusts_etr_2024_11.csv").open(encoding="utf-8", newline="") as lines:
        rows = {(row[0], row[1], row[2], row[3], row[9]) for row in csv.reader(lines)}
    ours = {(t.code, t.name.upper(), t.region_code, t.board_code, t.postcode) for t in facts.trusts()}
    assert ours == rows
