"""A statement that is built once: other values, the same rows as the queryset itself, no second building."""

from threading import Thread

import pytest
from django.db import connection

from holdfast.accounts.models import Membership
from holdfast.built import Built, given, is_one_of
from holdfast.hubs.scope import hub_scope
from holdfast.people.models import Person
from tests.builders import send_request


def members():
    found = Membership.objects.filter(hub_id=given("hub"), account__name__gt=given("after"))
    return found.select_related("account").order_by("account__name")[:2]


def test_it_finds_what_the_queryset_finds_with_each_value(tidewater, saltpan, django_assert_num_queries):
    built = Built(members)

    for hub in (tidewater.hub, saltpan.hub, tidewater.hub):
        expected = list(hub.members.select_related("account").order_by("account__name")[:2])
        with django_assert_num_queries(1):
            found = built.rows(hub=hub.pk, after="")
            assert [(each.pk, each.account.name) for each in found] == [(each.pk, each.name) for each in expected]
        assert built.first(hub=hub.pk, after="~") is None
        assert built.first(hub=hub.pk, after=expected[0].name) == expected[1]


def test_it_is_built_once(tidewater):
    times = []
    built = Built(lambda: times.append("built") or members())

    for _ in range(3):
        built.rows(hub=tidewater.hub.pk, after="")

    assert times == ["built"]


def test_each_thread_builds_its_own(tidewater):
    times = []
    built = Built(lambda: times.append("built") or members())
    built.rows(hub=tidewater.hub.pk, after="")

    def elsewhere():
        try:
            built.rows(hub=tidewater.hub.pk, after="")
        finally:
            connection.close()

    other = Thread(target=elsewhere)
    other.start()
    other.join()

    assert times == ["built", "built"]


def test_a_queryset_whose_rows_have_more_than_they_show_is_refused(tidewater):
    hidden = Membership.objects.order_by("account__name").distinct().values_list("status")
    with pytest.raises(ValueError, match="must be one of theirs"):
        Built(lambda: hidden).rows()


def test_a_value_that_nobody_gave_is_an_error(tidewater):
    with pytest.raises(KeyError, match="after"):
        Built(members).rows(hub=tidewater.hub.pk)


def test_what_it_finds_is_kept_to_the_hub_of_the_scope(tidewater, saltpan, now):
    built = Built(lambda: Person.objects.filter(is_one_of("hub_id", "hubs")).order_by("pk"))
    mine, theirs = send_request(tidewater, now=now), send_request(saltpan, now=now)
    both = [tidewater.hub.pk, saltpan.hub.pk]

    for world, person in ((tidewater, mine.person), (saltpan, theirs.person)):
        with hub_scope(world.hub):
            assert built.rows(hubs=both) == [person]
            assert built.rows(hubs=[]) == []
