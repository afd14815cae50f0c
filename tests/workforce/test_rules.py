"""Whom a rule admits, and why not: the truth table of what it may ask for."""

import pytest
from django.core.exceptions import ValidationError

from holdfast.workforce.codes import BANDS, Competence, Employment, Grade, Language, Override, Profession
from holdfast.workforce.models import AssessorRule, Profile
from holdfast.workforce.rules import fits, is_admitted, language_code, say_why_not, why_not

NURSE = Profile(profession="nurse", grade="7", languages=["pl"], gender="woman", competences=["trauma", "sleep"])


def rule(**asked) -> AssessorRule:
    return AssessorRule(**asked)


def test_without_a_rule_everybody_is_admitted_and_with_one_nobody_of_whom_nothing_is_said():
    assert is_admitted(None, None)
    assert is_admitted(Profile(), None)
    assert why_not(None, rule()) == ["nothing_said"]
    assert why_not(Profile(languages=["pl"]), rule()) == ["nothing_said"]
    assert is_admitted(NURSE, rule())


@pytest.mark.parametrize(
    ("asked", "reasons"),
    [
        ({"professions": ["nurse", "ot"]}, []),
        ({"professions": ["ot"]}, ["profession"]),
        ({"least_band": "7"}, []),
        ({"least_band": "6"}, []),
        ({"least_band": "8a"}, ["grade"]),
        ({"competences": ["trauma"]}, []),
        ({"competences": ["trauma", "bereavement"]}, ["competence"]),
        ({"professions": ["ot"], "least_band": "9", "competences": ["faith"]}, ["profession", "grade", "competence"]),
        ({"without_band": ["medical"]}, []),
    ],
)
def test_everything_that_a_rule_asks_for_is_asked(asked, reasons):
    assert why_not(NURSE, rule(**asked)) == reasons
    assert is_admitted(NURSE, rule(**asked)) == (reasons == [])


def test_bands_go_from_the_lowest_to_the_highest():
    assert [band.value for band in BANDS] == ["3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9"]
    for place, least in enumerate(BANDS):
        admitted = [is_admitted(Profile(profession="nurse", grade=grade), rule(least_band=least)) for grade in BANDS]
        assert admitted == [other >= place for other in range(len(BANDS))]


@pytest.mark.parametrize(
    ("grade", "without_band", "reasons"),
    [
        ("medical", ["medical"], []),
        ("medical", [], ["no_band"]),
        ("outside", ["medical"], ["no_band"]),
        ("", ["medical"], ["grade"]),
    ],
)
def test_who_has_no_band_is_admitted_where_the_rule_says_so(grade, without_band, reasons):
    asked = rule(least_band="7", without_band=without_band)

    assert why_not(Profile(profession="psychiatrist", grade=grade), asked) == reasons


def test_why_not_is_said_with_what_is_missing():
    asked = rule(professions=["ot"], competences=["trauma", "bereavement", "faith"])

    assert say_why_not(NURSE, asked) == (
        "their profession is not one of those; missing: bereavement, working with faith and belief"
    )
    assert say_why_not(NURSE, rule()) == ""


def test_who_has_not_said_it_fits_no_wish():
    assert [fits(NURSE, gender=each) for each in ("", "woman", "man")] == [True, True, False]
    assert [fits(NURSE, language=each) for each in ("", "pl", "ur")] == [True, True, False]
    assert [fits(None), fits(None, gender="woman"), fits(Profile(), language="pl")] == [True, False, False]
    assert not fits(NURSE, gender="woman", language="ur")


@pytest.mark.parametrize(
    ("words", "code"),
    [("Polish", "pl"), ("  british  SIGN language ", "bfi"), ("BSL", "bfi"), ("Panjabi", "pa"), ("Klingon", ""),
     ("", "")],
)  # fmt: skip
def test_a_language_is_known_as_people_write_it(words, code):
    assert language_code(words) == code


@pytest.mark.parametrize("known", [Profession, Grade, Employment, Competence, Language, Override])
def test_codes_fit_their_columns_and_labels_are_no_codes(known):
    field = {Profession: "profession", Grade: "grade", Employment: "employment"}.get(known)
    if field:
        for value in known.values:
            try:
                Profile._meta.get_field(field).run_validators(value)
            except ValidationError:
                pytest.fail(value)
    assert len(set(known.labels)) == len(known.labels)
    assert [value for value in known.values if len(value) > 20] == []
    assert [label for label in known.labels if label[:1].islower()] == []
