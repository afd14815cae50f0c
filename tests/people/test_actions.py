"""Writes about people: who must not see a record, who has to do with it, details."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from holdfast.people.actions import keep_out, relate, set_details, unrelate
from holdfast.people.identity import details_of, reveal
from holdfast.people.models import MustNotSee, Person, Relationship
from tests.builders import make_member
from tests.people.conftest import entries, right

# Naming people who must not see.


def test_a_colleague_named_in_full_is_kept_out_at_once_and_the_record_is_not_held(person, tidewater, now):
    keep_out(person, named=["nell SAMPLETON"], now=now)

    assert entries(person) == [("matched", "Nell Sampleton", "")]
    assert not Person.objects.get(pk=person.pk).is_held
    assert right(person, tidewater.nell, now) == ""


def test_a_role_is_kept_out_as_a_whole(person, tidewater, now):
    keep_out(person, named=["Support-line workers"], now=now)

    assert entries(person) == [("matched", "", "support_line")]


def test_a_name_that_may_mean_somebody_keeps_them_out_and_holds_the_record(person, tidewater, now):
    keep_out(person, named=["Nel"], now=now)

    assert entries(person) == [("possible", "Nell Sampleton", ""), ("unsettled", "", "")]
    assert Person.objects.get(pk=person.pk).is_held
    assert [right(person, member, now) for member in (tidewater.nell, tidewater.wren)] == ["", ""]
    assert right(person, tidewater.ines, now) == "lead"


def test_a_name_that_nobody_has_holds_the_record_until_a_lead_has_looked(person, tidewater, now):
    keep_out(person, named=["Zzyzx Qwortle"], now=now)

    assert entries(person) == [("unsettled", "", "")]
    assert right(person, tidewater.nell, now) == ""


def test_colleagues_of_another_hub_are_never_meant(saltpan, person, now):
    make_member(saltpan.hub, "Zzyzx Qwortle", "practitioner")
    keep_out(person, named=["Zzyzx Qwortle"], now=now)

    assert entries(person) == [("unsettled", "", "")]


def test_somebody_who_has_left_or_is_suspended_is_meant_because_they_may_come_back(person, tidewater, now):
    for status in ("left", "suspended"):
        member = make_member(tidewater.hub, f"Zzyzx {status.title()}", "practitioner")
        member.status = status
        member.save()
    keep_out(person, named=["Zzyzx Left", "Zzyzx Suspended"], now=now)

    assert entries(person) == [("matched", "Zzyzx Left", ""), ("matched", "Zzyzx Suspended", "")]


def test_what_the_person_wrote_is_sealed_in_its_own_row(person, now):
    keep_out(person, named=["Nell Sampleton"], now=now)
    row = MustNotSee.objects.get()

    assert b"Nell" not in bytes(row.named_sealed)
    assert reveal(person, f"named:{row.pk}", row.named_sealed) == "Nell Sampleton"


# Relationships and details.


def test_a_relationship_that_is_open_is_not_opened_twice(person, tidewater, now):
    first = relate(person, tidewater.wren, why=Relationship.Why.TEAM, now=now)

    assert relate(person, tidewater.wren, why=Relationship.Why.TEAM, now=now + timedelta(days=1)) == first


def test_ending_one_members_relationship_leaves_the_others(person, tidewater, now):
    for member in (tidewater.nell, tidewater.wren):
        relate(person, member, why=Relationship.Why.TEAM, now=now)
    unrelate(person, why=Relationship.Why.TEAM, now=now, member=tidewater.nell)

    assert right(person, tidewater.wren, now) == "team"
    assert Relationship.objects.filter(why="team", until_at=None).count() == 1


def test_a_relationship_is_of_a_member_or_of_the_duty_never_of_both_or_neither(person, tidewater, now):
    for why, member in ((Relationship.Why.QUEUE, tidewater.nell), (Relationship.Why.OWNER, None)):
        with pytest.raises(IntegrityError, match="member_or_the_duty"), transaction.atomic():
            Relationship.objects.create(hub=tidewater.hub, person=person, member=member, why=why, since_at=now)


def test_details_are_kept_sealed(person):
    set_details(person, details={"gp": "Otterbank Surgery", "born": "1990-02-01"})

    kept = Person.objects.get(pk=person.pk)
    assert details_of(kept) == {"gp": "Otterbank Surgery", "born": "1990-02-01"}
    assert b"Otterbank" not in bytes(kept.details_sealed)
