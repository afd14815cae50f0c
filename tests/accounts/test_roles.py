"""Roles and what they open."""

import pytest

from holdfast.accounts.bar import ENTRIES, opens
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import ROLES, Permission, permissions_of

P = Permission


def member(*roles: str, status: str = "active") -> Membership:
    return Membership(roles=list(roles), status=status)


def test_no_role_is_no_permission():
    assert permissions_of([]) == frozenset()
    assert member().permissions == frozenset()


def test_an_unknown_role_is_no_permission():
    assert permissions_of(["root", ""]) == frozenset()


@pytest.mark.parametrize("status", ["invited", "suspended", "left"])
def test_a_member_who_is_not_active_may_nothing(status):
    assert member(*ROLES, status=status).permissions == frozenset()


def test_two_roles_open_what_either_opens():
    both = permissions_of(["administrator", "hub_manager"])

    assert both == ROLES["administrator"].permissions | ROLES["hub_manager"].permissions


def test_every_permission_is_held_by_some_role():
    assert frozenset().union(*(role.permissions for role in ROLES.values())) == frozenset(Permission)


def test_every_role_says_what_it_is_for():
    assert [key for key, role in ROLES.items() if key != role.key or not role.label or not role.description] == []


def test_clinical_text_is_open_to_practitioners_and_leads_alone():
    holding = {key for key, role in ROLES.items() if P.SEE_CLINICAL in role.permissions}

    assert holding == {"practitioner", "clinical_lead"}


def test_figures_and_audit_come_without_any_record():
    records = {P.OPEN_RECORDS, P.OPEN_ALL_RECORDS, P.SEE_CLINICAL, P.SEE_CONTACT, P.EMERGENCY_ACCESS}

    assert ROLES["hub_manager"].permissions & records == frozenset()
    assert ROLES["information_governance"].permissions & records == frozenset()


def test_a_lead_settles_names_and_reviews_emergencies_and_nobody_else_does_with_a_record_open():
    settles, reviews = (
        {key for key, role in ROLES.items() if permission in role.permissions}
        for permission in (P.SETTLE_NAMES, P.REVIEW_EMERGENCY)
    )
    assert settles == {"clinical_lead"}
    assert reviews == {"clinical_lead", "information_governance"}
    assert P.OPEN_RECORDS not in ROLES["information_governance"].permissions


def test_whoever_sees_every_record_needs_no_emergency_unless_a_lead():
    both = {
        key
        for key, role in ROLES.items()
        if {P.OPEN_ALL_RECORDS, P.EMERGENCY_ACCESS} <= role.permissions and not role.permissions >= {P.SETTLE_NAMES}
    }

    assert both == set()


def test_the_bar_shows_only_what_a_role_opens():
    shown = {key: [entry.label for entry in ENTRIES if opens(entry, member(key))] for key in ROLES}

    assert shown["practitioner"] == ["Today", "People", "Diary", "Alerts", "Directory", "Calls", "Team", "Outreach"]
    assert shown["clinical_lead"] == [
        "Today", "People", "Diary", "Alerts", "Directory", "Calls", "Figures", "Team", "Outreach", "Hub",
    ]  # fmt: skip
    assert shown["administrator"] == ["Today", "People", "Diary", "Directory", "Calls", "Team"]
    assert shown["hub_manager"] == ["Today", "Diary", "Directory", "Figures", "Team", "Hub"]
    assert shown["information_governance"] == ["Today", "Hub"]
    assert shown["viewer"] == ["Today", "Released figures"]


def test_an_unknown_role_is_not_stored(tidewater):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="membership_roles_known"), transaction.atomic():
        Membership.objects.filter(pk=tidewater.nell.pk).update(roles=["root"])
