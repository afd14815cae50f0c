"""The rules of waiting elsewhere, tried on whatever may come; and the lifecycle walked at random."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.assessments.sections import NEED_WORDS
from holdfast.directory.kinds import Kind
from holdfast.lifecycle import Oneself
from holdfast.onward.rules import (
    KINDS_FOR,
    PARTS,
    chase_at,
    fits,
    is_broken,
    kinds_for,
    measured,
    promised_on,
    stage_of,
)
from holdfast.onward.states import (
    ANSWERS,
    ENDED,
    ONWARD,
    ONWARD_WORDS,
    OPEN,
    WAITS,
    WITH_A_SERVICE,
    Receiving,
    Status,
    WordsStatus,
)
from holdfast.referrals.states import Stage

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))


class Anybody:
    """Whoever may do everything."""

    def may(self, permission):
        return True


@given(
    st.sampled_from(WITH_A_SERVICE), MOMENTS, st.none() | MOMENTS, st.integers(0, 400), st.none() | DAYS,
    st.none() | DAYS,
)  # fmt: skip
def test_a_service_is_asked_later_than_it_was_heard_or_asked_and_never_after_the_silence_agreed(
    status, heard, asked, silent, promised, expected
):
    at = chase_at(status, heard_at=heard, asked_at=asked, silent_days=silent, promised=promised, expected=expected)
    since = max(heard, asked) if asked else heard
    assert at > since
    if status in WAITS:
        assert at <= since + timedelta(days=max(silent, 1))


@given(st.lists(st.tuples(st.sampled_from(list(ONWARD.moves)), st.booleans()), max_size=30))
def test_however_it_goes_it_is_open_or_over_and_what_is_over_stays_so(steps):
    status, was_over = ONWARD.start, False
    for verb, _ in steps:
        if status not in ONWARD.moves[verb].origins:
            continue
        assert not was_over
        status = ONWARD.target(verb, status=status, by=Anybody())
        was_over = status in ENDED
        assert (status in OPEN) != was_over


@pytest.mark.parametrize("status", Status)
def test_a_service_can_only_answer_and_only_while_it_has_somebody(status):
    verbs = {move.verb for move in ONWARD.open_to(Receiving(), status=status)} - {"replace"}
    assert verbs <= {*ANSWERS}
    assert bool(verbs) == (status in WITH_A_SERVICE)


@pytest.mark.parametrize("status", Status)
def test_the_person_can_stop_it_for_as_long_as_it_is_open(status):
    assert bool(ONWARD.open_to(Oneself(), status=status)) == (status in OPEN)


@pytest.mark.parametrize("status", WordsStatus)
def test_whoever_wrote_it_never_agrees_in_the_persons_place(status):
    assert not {move.verb for move in ONWARD_WORDS.open_to(Receiving(), status=status)}
    assert not {"edit", "show", "agree_with_them"} & {
        move.verb for move in ONWARD_WORDS.open_to(Oneself(), status=status)
    }


@pytest.mark.parametrize(
    ("stage", "status", "others", "expected"),
    [
        ("in_support", "supported", [], "in_support"),
        ("in_support", "supported", ["sent"], "elsewhere"),
        ("in_support", "assessed", ["in_treatment", "waiting"], "elsewhere"),
        ("elsewhere", "supported", ["in_treatment"], "in_support"),
        ("elsewhere", "supported", [], "in_support"),
        ("meeting", "assessed", ["sent"], "meeting"),
        ("follow_up", "monitored", ["sent"], "follow_up"),
        ("closed", "withdrawn", ["sent"], "closed"),
        ("first_contact", "accepted", ["sent"], "first_contact"),
    ],
)
def test_where_somebody_stands_by_what_services_have(stage, status, others, expected):
    assert stage_of(stage, status, others) == Stage(expected)


def test_a_promise_is_broken_on_the_day_after_its_last_and_only_while_they_wait():
    promised = promised_on(datetime(2026, 10, 14, 13, 52, tzinfo=UTC), 28)
    assert promised == date(2026, 11, 11)
    assert is_broken("sent", promised, today=date(2026, 11, 11)) is False
    assert is_broken("waiting", promised, today=date(2026, 11, 12)) is True
    assert is_broken("in_treatment", promised, today=date(2026, 12, 1)) is False
    assert is_broken("sent", promised_on(datetime(2026, 10, 14, tzinfo=UTC), None), today=date(2027, 1, 1)) is False


def test_of_four_people_nothing_is_said_and_of_more_the_last_twenty():
    assert measured([(10, 28)] * 4) is None
    wait = measured([(10, 28), (40, 28), (33, None), (71, 28), (20, 28)])
    assert (wait.people, wait.half_by, wait.longest, wait.promised, wait.kept) == (5, 33, 71, 4, 2)
    assert measured([(10, None)] * 20 + [(900, None)]).longest == 10


def test_every_need_has_kinds_that_there_are_and_every_part_has_words():
    assert set(KINDS_FOR) == set(NEED_WORDS)
    assert {kind for kinds in KINDS_FOR.values() for kind in kinds} <= set(Kind.values)
    assert kinds_for(["money", "nothing"]) == {"debt"}
    assert len({part.key for part in PARTS}) == len(PARTS)


def test_services_stand_by_needs_then_language_then_the_wait_that_is_known():
    given_order = [
        fits(["debt"], wanted={"debt", "faith"}, speaks=False, days=1, name="C"),
        fits(["debt", "faith"], wanted={"debt", "faith"}, speaks=False, days=90, name="A"),
        fits(["debt"], wanted={"debt", "faith"}, speaks=True, days=None, name="D"),
        fits(["debt"], wanted={"debt", "faith"}, speaks=True, days=40, name="B"),
    ]
    assert [each[-1] for each in sorted(given_order)] == ["a", "b", "d", "c"]
