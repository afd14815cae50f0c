"""Two connections: a booking that waits while a name is given which fits nobody reads that the record is held."""

from threading import Event
from time import sleep

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.appointments import actions
from holdfast.appointments.models import Appointment
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import NINE, waits, works
from tests.builders import make_hub
from tests.workplace.test_two_connections import apart

PATIENCE = 20
AT_THE_LOCK = 0.7
"""Seconds in which the other connection comes to wait for the row."""


def test_nobody_is_booked_with_a_colleague_whom_a_name_given_meanwhile_may_mean(committed, clock, now):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    works(team, team.nell, team.wren, now=now)
    tansy = waits(team, owner=team.nell, now=now)
    named, waiting, came = Event(), Event(), []

    def found():
        return Referral.objects.select_related("person", "hub").get(hub=team.hub, pk=tansy.pk)

    def names():
        with hub_scope(team.hub), transaction.atomic():
            name_people(found(), named=["Zebedee Nobodyknown"], now=now)
            named.set()
            waiting.wait(PATIENCE)
            sleep(AT_THE_LOCK)

    def books():
        named.wait(PATIENCE)
        with hub_scope(team.hub):
            referral = found()
            waiting.set()
            try:
                actions.book(
                    referral, kind="assessment", members=[team.wren], starts_at=NINE, how="phone", by=team.ada, now=now
                )  # fmt: skip
            except PermissionDenied as refused:
                came.append(str(refused))

    for thread in (apart(names), apart(books)):
        thread.join()
    with hub_scope(team.hub):
        assert (came, Appointment.objects.count(), found().person.is_held) == (["book"], 0, True)
