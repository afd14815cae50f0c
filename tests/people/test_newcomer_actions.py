"""Somebody begins to work here who was named before."""

from datetime import timedelta
from uuid import uuid4

import pytest

from holdfast.accounts.actions import accept_invitation, choose_first_password, invite, resume, suspend
from holdfast.accounts.models import Membership
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import right_of
from holdfast.people.actions import settle_name
from holdfast.people.models import MustNotSee, Person
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import withdraw
from tests.builders import accept, leaves, send_request
from tests.people.conftest import entries, right, unsettled


@pytest.fixture
def joins(tidewater, saltpan, now):
    """Somebody joins a hub by a link: `joins("Zzyzx Qwortle")`. Not in a scope."""

    def join(name: str, team=tidewater) -> Membership:
        member = invite(team.hub, name=name, email=f"{uuid4().hex}@x.example", roles=["practitioner"], on=now.date())
        choose_first_password(member, "a long enough password", now=now)
        member.refresh_from_db()
        return member

    return join


@pytest.fixture
def named(tidewater, now):
    """Somebody who named one who works nowhere: `named("Zzyzx", settled=True)`, settled as nobody's."""

    def ask(name: str, *, settled: bool) -> Person:
        found = send_request(tidewater, now=now, must_not_see=(name,)).person
        if settled:
            with hub_scope(tidewater.hub):
                settle_name(unsettled(found, name), members=[], by=tidewater.ines, now=now)
        return found

    return ask


def test_a_newcomer_whose_whole_name_was_settled_as_nobodys_is_kept_out(tidewater, named, joins, now):
    asked = named("Qwortle, Zzyzx", settled=True)
    newcomer = joins("Zzyzx Qwortle")

    with hub_scope(tidewater.hub):
        assert entries(asked) == [("matched", "Zzyzx Qwortle", "")]
        assert not Person.objects.get(pk=asked.pk).is_held
        assert (right(asked, newcomer, now), right(asked, tidewater.nell, now)) == ("", "queue")
        assert Event.objects.filter(kind="person.match_newcomer").count() == 1


@pytest.mark.parametrize("settled", [True, False])
def test_a_newcomer_who_may_be_meant_is_kept_out_and_a_lead_is_asked_again(tidewater, named, joins, now, settled):
    asked = named("Zzyzx", settled=settled)
    newcomer = joins("Zzyzx Qwortle")

    with hub_scope(tidewater.hub):
        assert entries(asked) == [("possible", "Zzyzx Qwortle", ""), ("unsettled", "", "")]
        assert Person.objects.get(pk=asked.pk).is_held
        assert (right(asked, newcomer, now), right(asked, tidewater.ines, now)) == ("", "lead")
        settle_name(unsettled(asked, "Zzyzx"), members=[newcomer], by=tidewater.ines, now=now)
        assert entries(asked) == [("matched", "Zzyzx Qwortle", "")]
        assert not Person.objects.get(pk=asked.pk).is_held


def test_a_newcomer_with_the_whole_of_an_unsettled_name_does_not_let_in_who_else_may_be_meant(
    tidewater, named, joins, now
):
    asked = named("Nell Sampletan", settled=False)
    joins("Nell Sampletan")

    with hub_scope(tidewater.hub):
        assert entries(asked) == [
            ("possible", "Nell Sampletan", ""),
            ("possible", "Nell Sampleton", ""),
            ("unsettled", "", ""),
        ]


def test_a_namesake_of_a_colleague_who_was_taken_to_be_meant_is_kept_out_too(tidewater, named, joins, now):
    asked = send_request(tidewater, now=now, must_not_see=("Nell Sampleton",)).person
    newcomer = joins("Nell Sampleton")

    with hub_scope(tidewater.hub):
        assert entries(asked) == [("matched", "Nell Sampleton", ""), ("matched", "Nell Sampleton", "")]
        assert right(asked, newcomer, now) == ""


def test_a_newcomer_who_is_not_like_anybody_named_changes_nothing(tidewater, named, joins, now):
    asked = named("Zzyzx", settled=True)
    newcomer = joins("Otto Exampleton")

    with hub_scope(tidewater.hub):
        assert entries(asked) == [("nobody_here", "", "")]
        assert right(asked, newcomer, now) == right(asked, tidewater.wren, now)
        assert not Event.objects.filter(kind="person.match_newcomer").exists()


def test_a_newcomer_of_another_hub_is_never_meant(tidewater, saltpan, named, joins):
    asked = named("Zzyzx Qwortle", settled=True)
    joins("Zzyzx Qwortle", saltpan)

    with hub_scope(tidewater.hub):
        assert entries(asked) == [("nobody_here", "", "")]
        assert not MustNotSee.objects.exclude(person=asked).exists()


def test_who_left_and_comes_back_is_kept_out_though_nobody_who_worked_here_was_meant(tidewater, named, now):
    leaves(tidewater.wren)
    asked = named("Wren D", settled=True)
    member = invite(
        tidewater.hub, name="Wren Dummerly", email=tidewater.wren.account.email, roles=["practitioner"], on=now.date()
    )
    accept_invitation(member, now=now)

    with hub_scope(tidewater.hub):
        assert ("possible", "Wren Dummerly", "") in entries(asked)
        assert Person.objects.get(pk=asked.pk).is_held


def test_what_a_lead_said_of_a_colleague_holds_when_they_are_suspended_and_come_back(tidewater, named, now):
    asked = named("Wren D", settled=True)
    with hub_scope(tidewater.hub):
        suspend(tidewater.wren, now=now)

        resume(tidewater.wren, now=now)
        assert entries(asked) == [("nobody_here", "", "")]


def test_a_newcomer_named_while_invited_is_kept_out_once(tidewater, named, now):
    member = invite(tidewater.hub, name="Zzyzx Qwortle", email="z@x.example", roles=["practitioner"], on=now.date())
    asked = named("Zzyzx", settled=False)
    choose_first_password(member, "a long enough password", now=now)

    with hub_scope(tidewater.hub):
        assert entries(asked) == [("possible", "Zzyzx Qwortle", ""), ("unsettled", "", "")]


@pytest.mark.parametrize("named", ["Wren D", "Practitioners"])
def test_whoever_was_kept_out_and_comes_back_with_another_account_stays_kept_out(tidewater, now, named):
    asked = send_request(tidewater, now=now, must_not_see=(named,)).person
    with hub_scope(tidewater.hub):
        for entry in MustNotSee.objects.filter(person=asked, status="unsettled"):
            settle_name(entry, members=[tidewater.wren], by=tidewater.ines, now=now)
    leaves(tidewater.wren, now=now + timedelta(days=1))

    again = invite(
        tidewater.hub, name="Wren Dummerly", email="wren.again@tidewater.example", roles=["clinical_lead"],
        on=now.date() + timedelta(days=2),
    )  # fmt: skip
    choose_first_password(again, "a long enough password", now=now + timedelta(days=2))
    again.refresh_from_db()

    with hub_scope(tidewater.hub):
        assert right_of(viewer(again, now=now + timedelta(days=2)), Person.objects.get(pk=asked.pk)) == ""


def test_whoever_comes_back_has_none_of_the_closed_records_they_had(tidewater, now):
    asked = send_request(tidewater, now=now - timedelta(hours=1))
    accept(tidewater, asked, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        withdraw(asked, now=now)
    leaves(tidewater.wren, now=now + timedelta(days=1))

    later = now + timedelta(days=400)
    again = invite(
        tidewater.hub, name="Wren Dummerly", email=tidewater.wren.account.email, roles=["support_line"], on=later.date()
    )
    accept_invitation(again, now=later)
    again.refresh_from_db()
    with hub_scope(tidewater.hub):
        assert right_of(viewer(again, now=later), Person.objects.get(pk=asked.person_id)) == ""
