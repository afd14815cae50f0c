"""Writes about people: who must not see a record, who settles that, and emergency access."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.accounts.actions import accept_invitation, choose_first_password, invite, leave, resume, suspend
from holdfast.accounts.models import Membership
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import open_to, right_of, viewer
from holdfast.people.actions import (
    EMERGENCY_LASTS,
    ReasonTooShort,
    keep_out,
    open_in_emergency,
    relate,
    review_emergency,
    set_details,
    settle_name,
    unrelate,
)
from holdfast.people.identity import details_of, reveal
from holdfast.people.models import EmergencyAccess, MustNotSee, Person, Relationship
from tests.builders import make_member, send_request

Status = MustNotSee.Status
REASON = "She rang the line and is not safe at this moment"


@pytest.fixture
def person(tidewater, now):
    """Somebody in the queue, in the hub's scope."""
    found = send_request(tidewater, now=now).person
    with hub_scope(tidewater.hub):
        yield found


def entries(person: Person) -> list[tuple]:
    """The list as it stands: who, by role, and how far settled. Ended entries are left out."""
    rows = MustNotSee.objects.filter(person=person, ended_at=None).select_related("member__account")
    return sorted((row.status, row.member.name if row.member else "", row.role) for row in rows)


def unsettled(person: Person, name: str) -> MustNotSee:
    rows = MustNotSee.objects.filter(person=person, status=Status.UNSETTLED)
    return next(row for row in rows if reveal(person, f"named:{row.pk}", row.named_sealed) == name)


def right(person: Person, member, now) -> str:
    return right_of(viewer(member, now=now), Person.objects.get(pk=person.pk))


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


# Somebody begins to work here who was named before.


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
    leave(tidewater.wren)
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
    suspend(tidewater.wren)

    with hub_scope(tidewater.hub):
        resume(tidewater.wren, now=now)
        assert entries(asked) == [("nobody_here", "", "")]


def test_a_newcomer_named_while_invited_is_kept_out_once(tidewater, named, now):
    member = invite(tidewater.hub, name="Zzyzx Qwortle", email="z@x.example", roles=["practitioner"], on=now.date())
    asked = named("Zzyzx", settled=False)
    choose_first_password(member, "a long enough password", now=now)

    with hub_scope(tidewater.hub):
        assert entries(asked) == [("possible", "Zzyzx Qwortle", ""), ("unsettled", "", "")]


# Settling a name.


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


# Emergency access.


def test_an_emergency_opens_the_record_for_four_hours_and_no_longer(person, tidewater, now):
    access = open_in_emergency(person, reason=REASON, by=tidewater.wren, now=now)

    assert (access.ends_at - access.opened_at, timedelta(hours=4)) == (EMERGENCY_LASTS, EMERGENCY_LASTS)
    assert right(person, tidewater.wren, now) == "emergency"
    assert right(person, tidewater.wren, access.ends_at - timedelta(microseconds=1)) == "emergency"
    assert right(person, tidewater.wren, access.ends_at) == ""
    assert Person.objects.filter(open_to(viewer(tidewater.wren, now=access.ends_at))).count() == 0


def test_an_emergency_opens_one_record_to_one_member(person, tidewater, now):
    other = make_member(tidewater.hub, "Teal Colleague", "practitioner")
    open_in_emergency(person, reason=REASON, by=tidewater.wren, now=now)

    assert right(person, other, now) == ""


def test_an_emergency_is_an_event_and_its_reason_is_sealed(person, tidewater, now):
    access = open_in_emergency(person, reason=REASON, by=tidewater.wren, now=now)
    event = Event.objects.get(kind="person.open_in_emergency")

    assert (event.by, event.person_id, event.codes) == (tidewater.wren, person.pk, {})
    assert b"rang" not in bytes(access.reason_sealed)
    assert reveal(person, f"reason:{access.pk}", access.reason_sealed) == REASON


@pytest.mark.parametrize(
    "reason", ["", "   ", "urgent", "..........................", "nineteen letters ..", "1234567890123456789"]
)
def test_a_reason_without_substance_opens_nothing(person, tidewater, now, reason):
    with pytest.raises(ReasonTooShort):
        open_in_emergency(person, reason=reason, by=tidewater.wren, now=now)

    assert right(person, tidewater.wren, now) == ""
    assert EmergencyAccess.objects.count() == 0


@pytest.mark.parametrize("reason", ["Sie ist in Gefahr: sofort", "她打电话说现在很不安全请马上帮助她我们需要看记录"])
def test_a_reason_counts_in_any_script(person, tidewater, now, reason):
    assert open_in_emergency(person, reason=reason, by=tidewater.wren, now=now).pk is not None


@pytest.mark.parametrize(
    "role", ["administrator", "support_line", "hub_manager", "information_governance", "outside_cover"]
)
def test_a_role_without_the_right_opens_nothing_in_an_emergency(person, tidewater, now, role):
    member = make_member(tidewater.hub, "Teal Colleague", role)

    with pytest.raises(PermissionDenied):
        open_in_emergency(person, reason=REASON, by=member, now=now)


@pytest.mark.parametrize("status", ["invited", "suspended", "left"])
def test_a_member_who_is_not_active_opens_nothing_in_an_emergency(person, tidewater, now, status):
    member = make_member(tidewater.hub, "Teal Colleague", "practitioner")
    member.status = status

    with pytest.raises(PermissionDenied):
        open_in_emergency(person, reason=REASON, by=member, now=now)


@pytest.mark.parametrize("named", ["Wren Dummerly", "practitioners", "Wren", "Zzyzx Qwortle"])
def test_whoever_must_not_see_a_record_does_not_open_it_in_an_emergency_either(person, tidewater, now, named):
    keep_out(person, named=[named], now=now)

    with pytest.raises(PermissionDenied):
        open_in_emergency(person, reason=REASON, by=tidewater.wren, now=now)
    assert EmergencyAccess.objects.count() == 0


def test_an_emergency_that_runs_ends_when_the_person_names_them(person, tidewater, now):
    open_in_emergency(person, reason=REASON, by=tidewater.wren, now=now)
    keep_out(person, named=["Wren Dummerly"], now=now)

    assert right(person, tidewater.wren, now) == ""


@pytest.mark.parametrize(
    ("opened", "review_by"),
    [
        (datetime(2026, 10, 14, 13, 52, tzinfo=UTC), datetime(2026, 10, 15, 16, 0, tzinfo=UTC)),
        (datetime(2026, 10, 16, 22, 0, tzinfo=UTC), datetime(2026, 10, 19, 16, 0, tzinfo=UTC)),
        (datetime(2026, 10, 23, 9, 0, tzinfo=UTC), datetime(2026, 10, 26, 17, 0, tzinfo=UTC)),
        (datetime(2026, 12, 24, 12, 0, tzinfo=UTC), datetime(2026, 12, 29, 17, 0, tzinfo=UTC)),
    ],
)
def test_a_review_is_due_at_the_end_of_the_next_working_day(person, tidewater, opened, review_by):
    assert open_in_emergency(person, reason=REASON, by=tidewater.wren, now=opened).review_by == review_by


def test_a_lead_reviews_and_says_what_was_found(person, tidewater, now):
    access = open_in_emergency(person, reason=REASON, by=tidewater.wren, now=now)
    review_emergency(access, finding="right", by=tidewater.ines, now=now)

    access.refresh_from_db()
    assert (access.reviewed_by, access.reviewed_at, access.finding) == (tidewater.ines, now, "right")
    assert Event.objects.get(kind="person.review_emergency").codes == {"finding": "right"}


def test_nobody_reviews_their_own_emergency(person, tidewater, now):
    lead = make_member(tidewater.hub, "Lead Alone", "clinical_lead")
    access = open_in_emergency(person, reason=REASON, by=lead, now=now)

    with pytest.raises(PermissionDenied):
        review_emergency(access, finding="right", by=lead, now=now)
    with pytest.raises(IntegrityError, match="reviewed_by_another"), transaction.atomic():
        EmergencyAccess.objects.filter(pk=access.pk).update(reviewed_by=lead, reviewed_at=now)


def test_only_a_lead_reviews_and_not_one_who_must_not_see_the_record(person, tidewater, now):
    access = open_in_emergency(person, reason=REASON, by=tidewater.wren, now=now)
    keep_out(person, named=["Ines Pretendham"], now=now)

    for member in (tidewater.nell, tidewater.ada, tidewater.ines):
        with pytest.raises(PermissionDenied):
            review_emergency(access, finding="right", by=member, now=now)


def test_a_finding_is_not_written_over(person, tidewater, now):
    access = open_in_emergency(person, reason=REASON, by=tidewater.wren, now=now)
    review_emergency(access, finding="wrong", by=tidewater.ines, now=now)

    with pytest.raises(MoveNotAllowed, match="reviewed"):
        review_emergency(access, finding="right", by=tidewater.ines, now=now)
    assert EmergencyAccess.objects.get().finding == "wrong"


def test_an_emergency_without_an_end_is_not_stored(person, tidewater, now):
    with pytest.raises(IntegrityError, match="emergency_has_an_end"), transaction.atomic():
        EmergencyAccess.objects.create(
            hub=tidewater.hub, person=person, member=tidewater.wren, reason_sealed=b"x", opened_at=now, ends_at=now,
            review_by=now,
        )  # fmt: skip


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
