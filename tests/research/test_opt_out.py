"""Somebody says no to research, by themselves or by telephone, and it holds for whoever they are."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.death_actions import record_death
from holdfast.people.actions import keep_out
from holdfast.people.join_actions import agree, propose_join
from holdfast.people.models import Person
from holdfast.research import opt_out_actions as actions
from holdfast.research.models import OptOut
from holdfast.research.queries import left_out, people_of, said_by
from tests.builders import accept, browser_of, page, send_request

HERE, NATIONAL, TOLD, OWN = OptOut.Kind.HERE, OptOut.Kind.NATIONAL, OptOut.How.TOLD, OptOut.How.OWN_PAGES
HOUR = timedelta(hours=1)


@pytest.fixture
def tansy(tidewater, now, clock):
    """Tansy has asked for help, and Nell has her."""
    clock(now)
    referral = send_request(tidewater, now=now - 30 * HOUR)
    accept(tidewater, referral, owner=tidewater.nell, now=now - 20 * HOUR)
    return referral


def press(member, name, referral, kind):
    """A button on the page of the record, sent by a browser; and the page after it."""
    return browser_of(member).post(page(f"research:{name}", referral.pk), {"kind": kind}, follow=True)


def test_no_is_a_row_that_is_withdrawn_and_never_changed(tidewater, tansy, now):
    with hub_scope(tidewater.hub):
        first = actions.opt_out(tansy.person, kind=HERE, how=OWN, now=now)
        again = actions.opt_out(tansy.person, kind=HERE, how=TOLD, by=tidewater.nell, now=now + HOUR)
        ended = actions.withdraw(tansy.person, kind=HERE, by=tidewater.ada, now=now + 2 * HOUR)
        nothing = actions.withdraw(tansy.person, kind=HERE, now=now + 3 * HOUR)
        actions.opt_out(tansy.person, kind=HERE, how=OWN, now=now + 4 * HOUR)
        rows = OptOut.objects.order_by("said_at").values_list("how", "withdrawn_at", "withdrawal_noted_by_id")
        steps = Event.objects.filter(kind__startswith="opt_out.").order_by("pk")

        assert (first.pk == again.pk, ended, nothing) == (True, 1, 0)
        assert list(rows) == [(OWN, now + 2 * HOUR, tidewater.ada.pk), (OWN, None, None)]
        assert [(each.kind, each.by_id, each.codes) for each in steps] == [
            ("opt_out.say", None, {"which": "here", "how": "own_pages"}),
            ("opt_out.withdraw", tidewater.ada.pk, {"which": "here"}),
            ("opt_out.say", None, {"which": "here", "how": "own_pages"}),
        ]


def test_the_database_refuses_two_that_hold_one_that_nobody_told_and_a_change_of_what_was_said(tidewater, tansy, now):
    with hub_scope(tidewater.hub):
        row = actions.opt_out(tansy.person, kind=HERE, how=OWN, now=now)
        same = {"hub": tidewater.hub, "person": tansy.person, "said_at": now}
        for more in (
            {"kind": HERE, "how": OWN}, {"kind": NATIONAL, "how": TOLD}, {"kind": "other", "how": OWN},
            {"kind": NATIONAL, "how": OWN, "withdrawn_at": now - HOUR},
        ):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                OptOut.objects.create(**same, **more)
        for change in ({"kind": NATIONAL}, {"said_at": now - HOUR}):
            with pytest.raises(IntegrityError), transaction.atomic():
                OptOut.objects.filter(pk=row.pk).update(**change)
        actions.withdraw(tansy.person, kind=HERE, now=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            OptOut.objects.filter(pk=row.pk).update(withdrawn_at=None)


def test_it_holds_for_every_record_that_is_joined_and_is_taken_back_on_all_of_them(tidewater, tansy, now):
    other = send_request(tidewater, now=now - 10 * HOUR, name="Tansy Madeup")
    accept(tidewater, other, owner=tidewater.nell, now=now - 9 * HOUR)
    with hub_scope(tidewater.hub):
        Person.objects.update(verified_at=now)
        one, two = Person.objects.get(pk=tansy.person_id), Person.objects.get(pk=other.person_id)
        join = propose_join(one, two, reason="The same person, they say", by=tidewater.nell, now=now)
        actions.opt_out(two, kind=HERE, how=OWN, now=now)
        assert left_out(tidewater.hub) == {two.pk}
        agree(join, by=tidewater.ines, now=now)

        assert left_out(tidewater.hub) == {one.pk, two.pk}
        assert [row.person_id for row in said_by(one)] == [two.pk]
        assert actions.withdraw(one, kind=HERE, now=now + HOUR) == 1
        assert left_out(tidewater.hub) == set()


def test_held_and_erased_records_are_in_no_extract_and_the_dead_only_if_they_had_not_said_no(tidewater, tansy, now):
    held, erased, died, no = (send_request(tidewater, now=now - HOUR, name=f"{name} Madeup") for name in
                              ("Held", "Erased", "Died", "Nono"))  # fmt: skip
    for each in (died, no):
        accept(tidewater, each, owner=tidewater.nell, now=now - HOUR)
    with hub_scope(tidewater.hub):
        keep_out(held.person, named=["Zephyr Unheardof"], now=now)
        Person.objects.filter(pk=erased.person_id).update(wrapped_key=None)
        actions.opt_out(no.person, kind=NATIONAL, how=TOLD, by=tidewater.sol, now=now)
        for each in (died, no):
            record_death(each, died_on=None, how_known="family", by=tidewater.nell, now=now)

        assert people_of(tidewater.hub) == sorted([tansy.person_id, died.person_id])


def test_whoever_reaches_people_writes_it_down_and_the_person_reads_who_did(tidewater, tansy, now):
    shown = press(tidewater.ada, "opt_out", tansy, NATIONAL).content.decode()
    assert "Their record is in no study." in shown
    assert "They have a national data opt-out" in shown
    assert "Told Ada Mockford, today at 2:52pm" in shown

    press(tidewater.nell, "opt_out", tansy, HERE)
    press(tidewater.nell, "withdraw", tansy, NATIONAL)
    press(tidewater.nell, "opt_out", tansy, "something else")

    with hub_scope(tidewater.hub):
        rows = OptOut.objects.order_by("kind").values_list("kind", "noted_by_id", "withdrawal_noted_by_id")
        assert list(rows) == [(HERE, tidewater.nell.pk, None), (NATIONAL, tidewater.ada.pk, tidewater.nell.pk)]
        assert AccessEntry.objects.filter(what="research:opt_out", action="write", by=tidewater.ada).count() == 1
    record = browser_of(tidewater.nell).get(page("caseload:person", tansy.pk)).content.decode()
    assert "Told of their national data opt-out" in record
    assert "Said no to studies of their record" in record


def test_strangers_colleagues_without_a_relationship_and_whoever_is_kept_out_find_nothing(
    tidewater, saltpan, tansy, now
):
    with hub_scope(tidewater.hub):
        keep_out(tansy.person, named=["Ada Mockford"], now=now)
    for member in (saltpan.nell, tidewater.wren, tidewater.ada, tidewater.max):
        browser = browser_of(member)
        assert browser.get(page("research:of_record", tansy.pk)).status_code == 404
        for name in ("opt_out", "withdraw"):
            assert browser.post(page(f"research:{name}", tansy.pk), {"kind": HERE}).status_code == 404
    with hub_scope(tidewater.hub):
        assert OptOut.objects.count() == 0
        for stranger in (saltpan.nell, tidewater.max):
            with pytest.raises(PermissionDenied):
                actions.opt_out(tansy.person, kind=HERE, how=TOLD, by=stranger, now=now)
    with hub_scope(saltpan.hub):
        assert (OptOut.objects.count(), left_out(saltpan.hub)) == (0, set())
