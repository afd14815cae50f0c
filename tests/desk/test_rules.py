"""What is left before live use, from facts alone; and who may hand out which role."""

from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.accounts.roles import ROLES, Permission, permissions_of
from holdfast.desk.rules import (
    NOT_ABOUT_PEOPLE,
    HubFacts,
    InstallationFacts,
    is_ready,
    may_give,
    of_hub,
    of_installation,
)
from holdfast.hubs.models import Terms

REMINDERS = ["keyring_copy", "backup"]
INSTALLED = InstallationFacts(
    public_url="https://support.hub.example", is_demo=False, mail_trouble="", keyring_mode=0o600,
    is_keyring_beside_the_database=False, clock_seconds=0.2, has_worker=True, missing_migrations=0,
    settings={"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on"},
    is_superuser=False, bypasses_policies=False,
)  # fmt: skip


@pytest.fixture
def ready(now) -> HubFacts:
    """A hub in which nothing is left."""
    terms = Terms(
        signed_by="Dr  Ines PRETENDHAM", questionnaires=["phq9", "gad7"], night_cover="outside", cover_name="Harbour"
    )
    return HubFacts(
        terms, frozenset({"Ines Pretendham"}), has_fallback=True, has_outside_cover=True, practitioners=2,
        employers=3, systems=1, has_closed_an_alert=True, has_tried_cover=True, has_acknowledged=True,
    )  # fmt: skip


def test_a_hub_in_which_everything_is_in_place_has_nothing_left(ready, now):
    assert of_hub(ready, now=now) == []


@pytest.mark.parametrize(
    ("change", "key", "is_essential", "words"),
    [
        ({"has_fallback": False}, "fallback", True, "Nobody is told when nobody on duty can be."),
        ({"has_outside_cover": False}, "outside", True,
         "No outside cover has joined: an alert that nobody of the hub may see would reach nobody."),
        ({"has_tried_cover": False}, "cover", True, "Nobody has tried whether Harbour answers at night."),
        ({"practitioners": 1}, "practitioners", True,
         "One person who may decide on requests has set up a second factor."),
        ({"employers": 0}, "employers", True, "No employer is chosen."),
        ({"systems": 0}, "systems", False, "No integrated care system is chosen."),
        ({"has_closed_an_alert": False}, "alert", False, "No alert has been taken and closed here yet."),
        ({"has_acknowledged": False}, "signatures", False,
         "Nobody has said that everybody who must sign has signed."),
        ({"reckoned": 2}, "reckoning", True, "The reckoning finds 2."),
        ({"is_blind": True}, "reckoning", True, "The reckoning cannot see."),
        ({"chain": ("seal 3: entries were changed",)}, "chain", True,
         "The chain of the access log is broken: seal 3: entries were changed."),
        ({"signers": frozenset({"otto exampleton"})}, "signature", False,
         "The terms are signed by Dr  Ines PRETENDHAM, who is no active clinical lead here."),
        ({"terms": None}, "terms", True, "No terms are in force."),
    ],
)  # fmt: skip
def test_what_is_missing_is_one_finding(ready, now, change, key, is_essential, words):
    (finding,) = of_hub(replace(ready, **change), now=now)

    assert (finding.key, finding.is_essential, finding.words) == (key, is_essential, words)
    assert is_ready([finding]) is not is_essential


def test_gaps_of_the_rota_are_named_the_first_three(ready, now):
    gaps = tuple((now + timedelta(days=day), now + timedelta(days=day, hours=1)) for day in range(5))

    (finding,) = of_hub(replace(ready, gaps=gaps), now=now)

    assert finding.words == (
        "Nobody is on duty today, 2:52pm to 3:52pm; tomorrow, 2:52pm to 3:52pm; Friday 16 October, 2:52pm to 3:52pm; "
        "and 2 more."
    )


@pytest.mark.parametrize(
    ("keys", "found"),
    [(["phq9", "swemwbs"], [("wording", False)]), (["swemwbs"], [("questionnaires", True)]),
     (["phq9", "of-old"], [("questionnaires", True)]), ([], [("questionnaires", True)])],
)  # fmt: skip
def test_questionnaires_can_be_asked_or_are_named(ready, now, keys, found):
    ready.terms.questionnaires = keys

    assert [(finding.key, finding.is_essential) for finding in of_hub(ready, now=now)] == found


def test_an_installation_in_which_everything_is_in_place_is_reminded_of_what_nobody_can_see():
    assert [finding.key for finding in of_installation(INSTALLED)] == REMINDERS
    assert is_ready(of_installation(INSTALLED))


@pytest.mark.parametrize(
    ("change", "key", "is_essential"),
    [
        ({"is_demo": True}, "demo", True),
        ({"public_url": "http://support.hub.example"}, "address", True),
        ({"public_url": ""}, "address", True),
        ({"mail_trouble": "Connection refused"}, "mail", True),
        ({"keyring_mode": 0o640}, "keyring", True),
        ({"is_keyring_beside_the_database": True}, "keyring_place", False),
        ({"has_worker": False}, "worker", True),
        ({"clock_seconds": -1.5}, "clock", True),
        ({"missing_migrations": 1}, "migrations", True),
        ({"settings": {**INSTALLED.settings, "fsync": "off"}}, "fsync", True),
        ({"settings": {**INSTALLED.settings, "synchronous_commit": "off"}}, "synchronous_commit", True),
        ({"settings": {**INSTALLED.settings, "data_checksums": "off"}}, "data_checksums", False),
        ({"is_superuser": True}, "role", True),
        ({"bypasses_policies": True}, "role", True),
    ],
)
def test_what_is_wrong_with_the_installation_is_one_finding(change, key, is_essential):
    found = [finding for finding in of_installation(replace(INSTALLED, **change)) if finding.key not in REMINDERS]

    assert [(finding.key, finding.is_essential) for finding in found] == [(key, is_essential)]


def test_a_lead_hands_out_every_role_and_a_manager_those_that_open_no_record():
    given = {
        role: [other for other in ROLES if may_give(permissions_of([role]), [other])]
        for role in ("clinical_lead", "hub_manager")
    }

    assert given == {
        "clinical_lead": list(ROLES),
        "hub_manager": ["hub_manager", "information_governance", "referrer", "viewer"],
    }


def test_a_permission_that_is_new_counts_as_one_about_people():
    assert frozenset(Permission) - NOT_ABOUT_PEOPLE >= permissions_of(["practitioner"]) - {Permission.SEE_ROTA}
