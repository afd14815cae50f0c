"""The table of moves: who may, from where, and whereto."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from holdfast.alerts.states import ALERT
from holdfast.alerts.states import Status as AlertStatus
from holdfast.lifecycle import Lifecycle, Move, MoveNotAllowed
from holdfast.referrals.states import REFERRAL, STAGE_OF, Status


@dataclass
class Somebody:
    """An actor who holds these permissions."""

    permissions: tuple[str, ...] = ()

    def may(self, permission: str) -> bool:
        return permission in self.permissions


DOOR = Lifecycle(
    "door",
    "shut",
    Move("open", {"shut"}, "open", "handle"),
    Move("close", {"open", "ajar"}, "shut", "handle"),
    Move("break", {"shut", "open"}, "broken", "axe"),
)
PORTER, BURGLAR, NOBODY = Somebody(("handle",)), Somebody(("axe",)), Somebody()
LIFECYCLES = [REFERRAL, ALERT]


def test_a_move_leads_where_the_table_says():
    assert DOOR.target("open", status="shut", by=PORTER) == "open"
    assert [DOOR.target("close", status=status, by=PORTER) for status in ("open", "ajar")] == ["shut", "shut"]


def test_a_move_from_elsewhere_is_not_allowed_and_says_so():
    with pytest.raises(MoveNotAllowed, match=r"^door: open does not start from broken$"):
        DOOR.target("open", status="broken", by=PORTER)


def test_who_may_is_asked_before_where_from_so_that_a_stranger_learns_nothing():
    for status in ("shut", "broken"):
        with pytest.raises(PermissionDenied, match="open needs handle"):
            DOOR.target("open", status=status, by=BURGLAR)


def test_an_unknown_verb_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        DOOR.target("paint", status="shut", by=PORTER)


def test_open_moves_are_those_that_somebody_may_make_from_here_in_the_order_of_the_table():
    both = Somebody(("axe", "handle"))

    assert [move.verb for move in DOOR.open_to(both, status="open")] == ["close", "break"]
    assert [move.verb for move in DOOR.open_to(PORTER, status="open")] == ["close"]
    assert DOOR.open_to(NOBODY, status="open") == DOOR.open_to(both, status="broken") == []


def test_every_status_is_named_once_the_first_one_first():
    assert DOOR.statuses() == ["shut", "open", "ajar", "broken"]


def test_the_picture_shows_every_move():
    assert DOOR.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> shut",
        "    shut --> open: open",
        "    ajar --> shut: close",
        "    open --> shut: close",
        "    open --> broken: break",
        "    shut --> broken: break",
    ]


@given(st.sampled_from(LIFECYCLES), st.data())
def test_a_move_is_open_exactly_when_it_succeeds(lifecycle, data):
    status = data.draw(st.sampled_from(lifecycle.statuses()))
    verb = data.draw(st.sampled_from(sorted(lifecycle.moves)))
    needed = sorted({move.needs for move in lifecycle.moves.values()})
    actor = Somebody(tuple(data.draw(st.sets(st.sampled_from(needed)))))
    is_open = verb in [move.verb for move in lifecycle.open_to(actor, status=status)]

    try:
        lifecycle.target(verb, status=status, by=actor)
        succeeds = True
    except (PermissionDenied, MoveNotAllowed):
        succeeds = False

    assert is_open is succeeds


@pytest.mark.parametrize(("lifecycle", "statuses"), [(REFERRAL, Status), (ALERT, AlertStatus)])
def test_a_lifecycle_reaches_every_status_of_its_model_and_no_other(lifecycle, statuses):
    assert set(lifecycle.statuses()) == set(statuses.values)


@pytest.mark.parametrize("lifecycle", LIFECYCLES)
def test_no_move_is_open_to_somebody_without_a_permission(lifecycle):
    assert {status: lifecycle.open_to(NOBODY, status=status) for status in lifecycle.statuses()} == {
        status: [] for status in lifecycle.statuses()
    }


def test_every_status_of_a_referral_stands_somewhere_in_the_work_lists():
    assert set(STAGE_OF) == set(Status)
