"""The life of a referral."""

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import ROLES, Permission
from holdfast.lifecycle import MoveNotAllowed
from holdfast.referrals.states import REFERRAL, STAGE_OF, Stage, Status

MOVES = [("accept", Status.ACCEPTED), ("signpost", Status.SIGNPOSTED), ("decline", Status.DECLINED)]


def member(role: str, status: str = "active") -> Membership:
    return Membership(roles=[role], status=status)


@pytest.mark.parametrize(("verb", "target"), MOVES)
def test_a_received_referral_is_accepted_signposted_or_declined(verb, target):
    assert REFERRAL.target(verb, status=Status.RECEIVED, by=member("practitioner")) == target


@pytest.mark.parametrize("verb", [verb for verb, _ in MOVES])
@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.SIGNPOSTED, Status.DECLINED])
def test_a_referral_that_was_decided_on_is_not_decided_on_again(verb, status):
    with pytest.raises(MoveNotAllowed):
        REFERRAL.target(verb, status=status, by=member("practitioner"))


@pytest.mark.parametrize("verb", [verb for verb, _ in MOVES])
@pytest.mark.parametrize("role", [key for key, role in ROLES.items() if Permission.TRIAGE not in role.permissions])
def test_whoever_does_not_triage_moves_nothing(verb, role):
    with pytest.raises(PermissionDenied):
        REFERRAL.target(verb, status=Status.RECEIVED, by=member(role))


@pytest.mark.parametrize("status", ["invited", "suspended", "left"])
def test_a_practitioner_who_is_not_active_moves_nothing(status):
    with pytest.raises(PermissionDenied):
        REFERRAL.target("accept", status=Status.RECEIVED, by=member("practitioner", status))


def test_what_is_closed_stands_in_the_closed_list_and_the_rest_in_an_open_one():
    assert {status for status, stage in STAGE_OF.items() if stage == Stage.CLOSED} == {
        Status.SIGNPOSTED,
        Status.DECLINED,
        Status.WITHDRAWN,
        Status.DISCHARGED,
        Status.TRANSFERRED,
    }
