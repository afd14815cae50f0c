"""Somebody is given to a colleague at the moment in which the person names that colleague: they do not keep them."""

from contextlib import suppress
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from holdfast.accounts.actions import leave
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.local.cluster import SUPERUSER
from holdfast.referrals.actions import allocate
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.triage.actions import Choice, decide
from tests.builders import accept, make_hub, send_request
from tests.referrals.test_lock_order import crossed
from tests.workplace.test_two_connections import apart


def at_once(team, given, named) -> None:
    """Both in transactions of their own, begun together."""
    start = Barrier(2, timeout=60)

    def run(act):
        def alone():
            start.wait()
            with suppress(MoveNotAllowed, PermissionDenied), hub_scope(team.hub):
                act()

        return alone

    for thread in [apart(run(given)), apart(run(named))]:
        thread.join()


def owner_of(team, referral):
    with hub_scope(team.hub):
        return Referral.objects.get(pk=referral.pk).owner_id


@pytest.mark.parametrize("is_decided", [False, True])
def test_whoever_leaves_as_somebody_is_given_to_them_has_them_not(committed, clock, now, is_decided):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    referral = send_request(team, now=now, name="Tansy Madeup")
    choice = Choice("accept", contact_by=referral.contact_by, owner=team.wren)
    if not is_decided:
        accept(team, referral, owner=team.nell, now=now, by=team.ines)

    def give():
        if is_decided:
            decide(referral, choice, seen=None, by=team.ines, now=now)
        else:
            allocate(referral, team.wren, had=team.nell.pk, by=team.ines, now=now)

    assert crossed(team, give, lambda: leave(team.wren, now=now)) == []
    assert owner_of(team, referral) != team.wren.pk


def test_nobody_keeps_somebody_who_named_them_while_they_were_given(committed, clock, now):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    kept = []
    for number in range(6):
        referral = send_request(team, now=now, name=f"Tansy Madeup{number}")
        is_decided = number % 2 == 0
        if not is_decided:
            accept(team, referral, owner=team.nell, now=now, by=team.ines)

        def given(referral=referral, is_decided=is_decided):
            if is_decided:
                choice = Choice("accept", contact_by=referral.contact_by, owner=team.wren)
                decide(referral, choice, seen=None, by=team.ines, now=now)
            else:
                allocate(referral, team.wren, had=team.nell.pk, by=team.ines, now=now)

        at_once(team, given, lambda referral=referral: name_people(referral, named=["Wren Dummerly"], now=now))
        kept.append(owner_of(team, referral) == team.wren.pk)

    assert kept == [False] * 6
    connection.close()


def test_a_name_that_waits_for_who_gives_them_takes_effect_on_what_was_given(committed, clock, now):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    referral = send_request(team, now=now, name="Tansy Madeup")
    accept(team, referral, owner=team.nell, now=now, by=team.ines)
    held = Barrier(2, timeout=60)

    def given():
        with hub_scope(team.hub):
            allocate(referral, team.wren, had=team.nell.pk, by=team.ines, now=now)
            held.wait()
            waits_for_a_lock()

    def waits_for_a_lock():
        """Until the other one stands at our lock."""
        with committed.connect(SUPERUSER) as seen:
            for _ in range(600):
                if seen.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                    return
                seen.execute("SELECT pg_sleep(0.05)")

    def named():
        held.wait()
        with hub_scope(team.hub):
            name_people(referral, named=["Wren Dummerly"], now=now)

    for thread in [apart(given), apart(named)]:
        thread.join()

    assert owner_of(team, referral) is None
    connection.close()
