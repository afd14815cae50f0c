"""Which hub: found by employer or place, with neighbours by an agreement that holds."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.hubs.choice import neighbours_of, search_hubs
from holdfast.hubs.models import Hub, Neighbour, Organisation, Region, System

TODAY = date(2026, 10, 14)


def employer(code: str, name: str, **facts) -> Organisation:
    return Organisation.objects.create(
        code=code, name=name, kind="trust", search_text=f"{name} {code}".lower(), **facts
    )


def agree(hub: Hub, neighbour: Hub, *, agreed_on=date(2026, 1, 5), ended_on=None) -> Neighbour:
    return Neighbour.objects.create(hub=hub, neighbour=neighbour, agreed_on=agreed_on, ended_on=ended_on)


def found(*words: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.hub.slug, each.employers) for each in search_hubs(words, today=TODAY).found]


@pytest.fixture
def otterbank(tidewater):
    """An employer that hosts Tidewater's hub."""
    host = employer("ZZ1", "Otterbank Invented NHS Trust")
    Hub.objects.filter(pk=tidewater.hub.pk).update(host=host)
    return host


def test_a_hub_is_found_by_its_host_by_its_place_and_by_its_footprint(tidewater, saltpan, otterbank):
    system = System.objects.first()
    if system is None:
        region = Region.objects.using("owner").create(code="Y99", name="Nowhere")
        system = System.objects.using("owner").create(code="QZZ", name="Invented Board", region=region)
    saltpan.hub.systems.add(system)
    employer("ZZ2", "Sandbar Invented Hospitals", system_code=system.pk)

    assert found("otterbank") == [("tidewater", ("Otterbank Invented NHS Trust",))]
    assert found("sandbar", "hospitals") == [("saltpan", ("Sandbar Invented Hospitals",))]
    assert found("saltpan") == [("saltpan", ())]
    assert found("otterbank", "saltpan") == []
    assert found() == []


def test_an_employer_that_was_merged_leads_to_the_hub_of_its_successor(tidewater, otterbank):
    employer("ZZ0", "Little Heron Trust", valid_to=date(2024, 3, 31), successor_code="ZZ1")

    assert found("heron") == [("tidewater", ("Little Heron Trust",))]


def test_an_employer_without_a_hub_is_named(tidewater, otterbank):
    employer("ZZ9", "Curlew Invented Trust")

    search = search_hubs(["invented"], today=TODAY)

    assert [each.hub.slug for each in search.found] == ["tidewater"]
    assert search.unserved == ("Curlew Invented Trust",)


@pytest.mark.parametrize("status", [Hub.Status.PREPARING, Hub.Status.CLOSED])
def test_a_hub_that_is_not_open_is_neither_found_nor_a_neighbour(tidewater, saltpan, status):
    agree(tidewater.hub, saltpan.hub)
    Hub.objects.filter(pk=saltpan.hub.pk).update(status=status)

    assert found("saltpan") == []
    assert neighbours_of(tidewater.hub, today=TODAY) == []


@pytest.mark.parametrize(
    ("agreed_on", "ended_on", "offered"),
    [
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (date(2026, 1, 5), TODAY, False),
        (date(2026, 1, 5), TODAY + timedelta(days=1), True),
    ],
)
def test_a_neighbour_is_offered_from_its_agreement_until_its_end(tidewater, saltpan, agreed_on, ended_on, offered):
    agree(tidewater.hub, saltpan.hub, agreed_on=agreed_on, ended_on=ended_on)

    assert neighbours_of(tidewater.hub, today=TODAY) == ([saltpan.hub] if offered else [])
    assert neighbours_of(saltpan.hub, today=TODAY) == []
    (result,) = search_hubs(["tidewater"], today=TODAY).found
    assert result.neighbours == ((saltpan.hub,) if offered else ())


def test_a_search_takes_three_statements_and_four_where_somebody_was_merged(tidewater, saltpan, otterbank):
    with CaptureQueriesContext(connection) as asked:
        search_hubs(["tidewater"], today=TODAY)
    assert len(asked) == 3
    employer("ZZ0", "Little Heron Trust", valid_to=date(2024, 3, 31), successor_code="ZZ1")
    with CaptureQueriesContext(connection) as asked:
        search_hubs(["heron"], today=TODAY)
    assert len(asked) == 4
