"""A service is added, changed, confirmed, taken out and brought back, and what was known before stays."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.directory import actions
from holdfast.directory.actions import ChangedMeanwhile, NotSorted
from holdfast.directory.models import Service
from holdfast.directory.queries import due, earlier_of, for_everybody, measured_wait
from holdfast.directory.rules import MeasuredWait, has_run_out, holds
from holdfast.directory.today import waits
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.viewer import viewer
from tests.directory.conftest import PLAIN, added, found

TODAY = date(2026, 10, 14)


def history(service):
    return [(row.why, row.known, row.changed_by and row.changed_by.name) for row in earlier_of(service)]


def test_a_new_service_counts_as_confirmed_by_whoever_adds_it_for_half_a_year(tidewater, now):
    made = added(tidewater, now=now)

    assert (made.confirmed_at, made.confirmed_by, made.review_on) == (now, tidewater.nell, date(2027, 4, 14))


def test_a_change_keeps_what_was_and_leaves_alone_what_is_the_same(listed, now):
    service, other = found(listed, "Lantern Trauma Service"), found(listed, "Open Line")
    with hub_scope(listed.hub):
        actions.change_service(
            service, seen=1, by=listed.wren, now=now, name="Lantern", area="Northfell", promised_days=28,
            agreed_with="Moss", agreed_until=date(2027, 3, 31), contingency=other,
        )  # fmt: skip
        service.refresh_from_db()
        actions.change_service(
            service, seen=2, by=listed.wren, now=now + timedelta(days=1), contingency=None, agreed_until=None
        )

        assert history(service) == [
            ("changed", {"contingency": str(other.pk), "agreed_until": "2027-03-31"}, "Wren Dummerly"),
            ("changed", {"name": "Lantern Trauma Service", "promised_days": None, "agreed_with": "",
                         "agreed_until": None, "contingency": None}, "Wren Dummerly"),
        ]  # fmt: skip


def test_a_change_of_nothing_writes_nothing(listed, now):
    service = found(listed, "Open Line")
    with hub_scope(listed.hub):
        same = actions.change_service(service, seen=1, by=listed.wren, now=now, area="England", is_national=True)

        assert (same.version, history(service)) == (1, [])


def test_whoever_comes_second_is_told_and_overwrites_nothing(listed, now):
    service = found(listed, "Open Line")
    with hub_scope(listed.hub):
        actions.change_service(service, seen=1, by=listed.wren, now=now, area="Wales")
        with pytest.raises(ChangedMeanwhile):
            actions.change_service(service, seen=1, by=listed.nell, now=now, area="Scotland")
        with pytest.raises(ChangedMeanwhile):
            actions.confirm_service(
                service, confirmed_with="Pip", review_on=TODAY, seen=1, by=listed.nell, now=now
            )  # fmt: skip

    assert found(listed, "Open Line").area == "Wales"


def test_confirming_says_who_said_so_and_takes_it_out_of_the_queue(listed, now):
    service, later = found(listed, "Open Line"), now + timedelta(days=200)
    with hub_scope(listed.hub):
        assert due(listed.hub, today=later.date()).count() == 3
        actions.confirm_service(
            service, confirmed_with="Pip, manager", review_on=date(2027, 9, 1), seen=1, by=listed.ada, now=later
        )

        assert [each.name for each in due(listed.hub, today=later.date())] == [
            "Lantern Trauma Service",
            "Quiet Harbour",
        ]
        assert history(service) == [
            ("confirmed", {"confirmed_at": now.isoformat(), "confirmed_by": str(listed.nell.pk), "confirmed_with": "",
                           "review_on": "2027-04-14"}, "Ada Mockford"),
        ]  # fmt: skip


def test_what_nobody_sorted_is_not_confirmed(listed, now):
    made = added(listed, now=now, name="From a file", kinds=["unsorted"])
    with hub_scope(listed.hub), pytest.raises(NotSorted):
        actions.confirm_service(made, confirmed_with="Pip", review_on=TODAY, seen=1, by=listed.nell, now=now)


def test_taken_out_it_is_nobodys_to_find_and_brought_back_it_is_due_at_once(listed, now):
    service = found(listed, "Open Line")
    with hub_scope(listed.hub):
        actions.end_service(service, seen=1, by=listed.nell, now=now)
        assert "Open Line" not in [each.name for each in for_everybody(listed.hub)]
        with pytest.raises(MoveNotAllowed):
            actions.end_service(service, seen=2, by=listed.nell, now=now)
        back = actions.bring_back_service(service, seen=2, by=listed.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            actions.bring_back_service(service, seen=3, by=listed.nell, now=now)

        assert (back.ended_at, back.ended_by, back.review_on) == (None, None, TODAY)
        assert [row.why for row in earlier_of(service)] == ["brought_back", "ended"]


def test_whoever_does_not_keep_the_directory_writes_nothing_in_it(listed, now):
    service = found(listed, "Open Line")
    steps = (
        lambda by: actions.add_service(listed.hub, by=by, now=now, **PLAIN),
        lambda by: actions.change_service(service, seen=1, by=by, now=now, area="Wales"),
        lambda by: actions.confirm_service(service, confirmed_with="Pip", review_on=TODAY, seen=1, by=by, now=now),
        lambda by: actions.end_service(service, seen=1, by=by, now=now),
        lambda by: actions.bring_back_service(service, seen=1, by=by, now=now),
    )
    with hub_scope(listed.hub):
        for by in (listed.sol, listed.max, listed.outside):
            for step in steps:
                with pytest.raises(PermissionDenied):
                    step(by)
        assert (Service.objects.count(), history(service)) == (3, [])


def test_another_hubs_service_is_not_even_there(listed, saltpan, now):
    strange = found(saltpan, "Straycanary")
    with hub_scope(listed.hub), pytest.raises(Service.DoesNotExist):
        actions.change_service(strange, seen=1, by=listed.nell, now=now, area="Ours")
    with hub_scope(listed.hub), pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(name="Open Line").update(contingency=strange)


@pytest.mark.parametrize(
    ("known", "constraint"),
    [
        ({"promised_days": 28}, "service_promise_by_somebody"),
        ({"kinds": []}, "service_of_some_kind"),
        ({"confirmed_at": None}, "service_confirmed_unless_from_a_file"),
        ({"confirmed_at": None, "confirmed_by": None}, "service_confirmed_unless_from_a_file"),
        ({"ended_at": "2026-10-14 12:00Z"}, "service_ended_by_somebody_or_its_file"),
    ],
)
def test_the_database_refuses_nonsense(listed, known, constraint):
    with hub_scope(listed.hub), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Service.objects.filter(name="Open Line").update(**known)


def test_an_agreement_holds_through_its_last_day():
    until = date(2026, 10, 14)

    assert [holds(28, until, today=until + timedelta(days=days)) for days in (0, 1)] == [True, False]
    assert [has_run_out(28, until, today=until + timedelta(days=days)) for days in (0, 1)] == [False, True]
    assert holds(28, None, today=until)
    assert not holds(None, until, today=until)
    assert not has_run_out(None, until, today=date(2027, 1, 1))


def measure(service, *, now):
    return MeasuredWait(people=20, half_by=33, longest=71, within_promise=6)


def test_the_wait_is_measured_by_whatever_the_settings_name(listed, settings, now):
    service = found(listed, "Open Line")

    settings.MEASURED_WAIT = ""
    assert measured_wait(service, now) is None
    settings.MEASURED_WAIT = "tests.directory.test_actions.measure"
    assert measured_wait(service, now) == MeasuredWait(20, 33, 71, 6)


def test_today_tells_those_who_keep_the_directory_how_many_are_due(listed, saltpan, now):
    def lines(member, days):
        with hub_scope(member.hub):
            return [line["text"] for line in waits(viewer(member, now=now + timedelta(days=days)))]

    assert lines(listed.nell, 100) == []
    assert lines(listed.nell, 182) == ["3 services are to be asked again"]
    assert lines(saltpan.nell, 182) == ["One service is to be asked again"]
    assert lines(listed.max, 182) == []
