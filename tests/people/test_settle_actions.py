"""A lead settles whom a name means."""

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.events.models import Event
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import keep_out, settle_name
from holdfast.people.identity import reveal
from holdfast.people.models import MustNotSee, Person
from tests.builders import make_member
from tests.people.conftest import entries, right, unsettled


def test_nobody_here_opens_the_record_again(person, tidewater, now):
    keep_out(person, named=["Nel"], now=now)
    settle_name(unsettled(person, "Nel"), members=[], by=tidewater.ines, now=now)

    assert entries(person) == [("nobody_here", "", "")]
    assert right(person, tidewater.nell, now) == "queue"
    assert Event.objects.get(kind="person.settle_name").codes == {"members": 0}


def test_whoever_is_meant_stays_out_and_the_others_come_in_again(person, tidewater, now):
    other = make_member(tidewater.hub, "Nell Otherly", "practitioner")
    keep_out(person, named=["Nell"], now=now)
    settle_name(unsettled(person, "Nell"), members=[other], by=tidewater.ines, now=now)

    assert entries(person) == [("matched", "Nell Otherly", "")]
    assert right(person, tidewater.nell, now) == "queue"
    assert right(person, other, now) == ""
    assert not Person.objects.get(pk=person.pk).is_held


def test_two_who_are_meant_are_both_kept_out_by_rows_that_open(person, tidewater, now):
    keep_out(person, named=["Both of them"], now=now)
    meant = [tidewater.nell, tidewater.wren]
    settle_name(unsettled(person, "Both of them"), members=meant, by=tidewater.ines, now=now)

    rows = MustNotSee.objects.filter(ended_at=None)
    assert entries(person) == [("matched", "Nell Sampleton", ""), ("matched", "Wren Dummerly", "")]
    assert {reveal(person, f"named:{row.pk}", row.named_sealed) for row in rows} == {"Both of them"}
    assert {(row.settled_by, row.settled_at) for row in rows} == {(tidewater.ines, now)}


def test_settling_one_name_lets_nobody_in_who_may_be_meant_by_another(person, tidewater, now):
    keep_out(person, named=["Nel", "Wren D"], now=now)
    settle_name(unsettled(person, "Nel"), members=[], by=tidewater.ines, now=now)

    assert ("possible", "Wren Dummerly", "") in entries(person)
    assert Person.objects.get(pk=person.pk).is_held

    settle_name(unsettled(person, "Wren D"), members=[tidewater.wren], by=tidewater.ines, now=now)
    assert not Person.objects.get(pk=person.pk).is_held
    assert (right(person, tidewater.nell, now), right(person, tidewater.wren, now)) == ("queue", "")


def test_another_lead_who_may_be_meant_by_the_other_name_stays_out_of_it(person, tidewater, now):
    """The two names came with one request, at one instant."""
    other = make_member(tidewater.hub, "Lead Qwortle", "clinical_lead")
    keep_out(person, named=["Nel", "Qwortl"], now=now)
    settle_name(unsettled(person, "Nel"), members=[], by=tidewater.ines, now=now)

    assert right(person, other, now) == ""


def test_only_a_lead_settles(person, tidewater, now):
    keep_out(person, named=["Zzyzx"], now=now)

    for member in (tidewater.nell, tidewater.ada, tidewater.max, tidewater.outside):
        with pytest.raises(PermissionDenied):
            settle_name(unsettled(person, "Zzyzx"), members=[], by=member, now=now)
    assert entries(person) == [("unsettled", "", "")]


@pytest.mark.parametrize("named", [["Ines"], ["Zzyzx", "Ines Pretendham"], ["Zzyzx", "clinical leads"]])
def test_a_lead_who_may_be_meant_does_not_settle(person, tidewater, now, named):
    keep_out(person, named=named, now=now)

    with pytest.raises(PermissionDenied):
        settle_name(unsettled(person, named[0]), members=[], by=tidewater.ines, now=now)


def test_a_name_is_settled_once(person, tidewater, now):
    keep_out(person, named=["Nel"], now=now)
    page = unsettled(person, "Nel")
    settle_name(page, members=[tidewater.nell], by=tidewater.ines, now=now)

    with pytest.raises(MoveNotAllowed, match="colleague has settled"):
        settle_name(page, members=[], by=tidewater.ines, now=now)
    assert right(person, tidewater.nell, now) == ""
