"""Every address of the project stands in exactly one table of the matrix: who adds one says there who may pass."""

from collections import Counter

import pytest
from django.test import Client

from holdfast.documentation.routes import demo_routes, site_routes
from tests.authorisation.answers import BUTTONS, FORMS, LEADING_ON, OF_A_ROLE, OTHERWISE, SENT_FROM_ELSEWHERE
from tests.authorisation.outside_policy import ACCOUNT, DEMO, DOORS, FRONT, OWN_PAGES, PARTNERS
from tests.authorisation.policy import DOES

TABLES = {"staff": DOES, "front door": FRONT, "own pages": OWN_PAGES, "partners": PARTNERS, "account": ACCOUNT}


def test_every_route_stands_in_exactly_one_table_and_no_table_names_another():
    named = Counter(name for table in TABLES.values() for name in table)

    assert dict.fromkeys({route.name for route in site_routes()}, 1) == dict(named)
    assert {route.name for route in demo_routes()} == DEMO


def test_what_the_gate_calls_staff_is_what_the_table_calls_staff():
    assert {route.name for route in site_routes() if route.who and route.who.kind == "staff"} == set(DOES)


@pytest.mark.parametrize("route", demo_routes(), ids=lambda route: route.name)
def test_outside_the_demo_its_addresses_are_no_pages(db, route):
    address = route.address.format(pk="01a2140f-9d2c-7358-b554-b276ba9f70f0", slug="tidewater", ground="light")

    assert [getattr(Client(), method)(address).status_code for method in ("get", "post")] == [404, 404]


def test_what_a_route_answers_is_said_once_and_of_routes_that_are_there():
    said = [FORMS, BUTTONS, SENT_FROM_ELSEWHERE, LEADING_ON, set(OTHERWISE)]

    assert Counter(name for names in said for name in names).most_common(1)[0][1] == 1
    assert set().union(*said, (name for name, _ in OF_A_ROLE)) - {*DOES, *DOORS} == set()
