"""Reference numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.referrals.reference import LENGTH, SIGNS, check_sign, new_reference, read_reference

BODIES = st.text(SIGNS, min_size=LENGTH - 1, max_size=LENGTH - 1)
KNOWN = "7KM4TP9" + check_sign("7KM4TP9")


def test_a_reference_has_eight_signs_without_vowels_or_look_alikes():
    found = {new_reference() for _ in range(500)}

    assert [one for one in found if not re.fullmatch("[2-9CDFGHJKMNPQRTVWX]{8}", one)] == []
    assert len(found) == 500
    assert set("AEIOUY01LSZB") & set(SIGNS) == set()


@given(BODIES)
def test_what_is_made_is_read(body):
    whole = body + check_sign(body)

    assert read_reference(whole) == whole


@given(BODIES, st.integers(0, LENGTH - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(body, place, other):
    whole = body + check_sign(body)
    wrong = whole[:place] + other + whole[place + 1 :]

    assert read_reference(wrong) == (whole if wrong == whole else None)


def test_two_neighbours_swapped_are_noticed_but_for_one_pair():
    missed = {
        frozenset((one, other))
        for one in SIGNS
        for other in SIGNS
        if one != other
        for body in (f"22{one}{other}222",)
        if read_reference(f"22{other}{one}222{check_sign(body)}")
    }

    assert missed == {frozenset((SIGNS[0], SIGNS[-1]))}


@pytest.mark.parametrize(
    "typed", [KNOWN, KNOWN.lower(), f" {KNOWN[:3]} {KNOWN[3:6]} {KNOWN[6:]} ", f"{KNOWN[:3]}-{KNOWN[3:]}", f"#{KNOWN}."]
)
def test_a_reference_is_read_however_it_is_written(typed):
    assert read_reference(typed) == KNOWN


def test_signs_that_look_like_others_are_read_as_those():
    whole = "258258" + "2"
    whole += check_sign(whole)

    assert read_reference("ZSBZSBZ" + whole[-1]) == whole


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "7KM4TP",
        KNOWN + "2",
        KNOWN[:-1],
        "AAAAAAAA",
        "７ＫＭ４ＴＰ９２",
        "%",
        "Tansy Madeup",
        "\x00" * 8,
        "2" * 10_000,
    ],
)
def test_what_is_no_reference_is_none(typed):
    assert read_reference(typed) is None
