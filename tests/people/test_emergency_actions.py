"""Emergency access: to whom it opens a record, for how long, and who reviews it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.events.models import Event
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import open_to
from holdfast.people.actions import EMERGENCY_LASTS, ReasonTooShort, keep_out, open_in_emergency, review_emergency
from holdfast.people.identity import reveal
from holdfast.people.models import EmergencyAccess, Person
from holdfast.people.viewer import viewer
from tests.builders import make_member
from tests.people.conftest import right

REASON = "She rang the line and is not safe at this moment"


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
