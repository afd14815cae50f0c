"""Every staff route, for everybody who might try, on records that are theirs and that are not.

The table it checks against (`policy.py`) is written from the specification's list of actors. A cell asserts the status,
that a refusal says nothing of the person, changes no row, and leaves one line in the access log.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from holdfast.accounts.models import Membership
from holdfast.documentation.routes import site_routes
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from tests.authorisation.actors import STATES, Actor, everybody
from tests.authorisation.policy import DOES, NAMES_A_RECORD, THE_HUBS
from tests.authorisation.records import CANARIES, Things, everything

METHODS = ("get", "post")
AT_ONCE = 5
"""Routes in one test: a long transaction holds up whoever waits, on the same server, for others to settle."""
NAMES = sorted(DOES)
TABLES = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if any(field.name == "hub" for field in model._meta.fields) and model is not AccessEntry
)
PASSES = {200, 204, 302, 400, 405, 409, 410, 422}
"""What an open page may answer to a form without fields: never 403, 404 or 500."""


@pytest.fixture
def world(tidewater, saltpan, clock, now):
    """Everybody who might try, and the records they try."""
    clock(now)
    actors = everybody(tidewater, saltpan, now=now)
    records = everything(tidewater, saltpan, now=now, everyone=[actor.member for actor in actors if actor.member])
    return tidewater, saltpan, actors, records


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a cell does is taken back: no cell sees what another one did."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT cell")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT cell")


def rows_of(*teams) -> dict[str, list]:
    """A sum over every row of every table of these hubs, but the access log's."""
    each = " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(r::text, 0)::numeric), 0) FROM {table} r"
        for table in TABLES
    )
    found = {}
    for team in teams:
        with hub_scope(team.hub), connection.cursor() as cursor:
            cursor.execute(each)
            found[team.hub.slug] = cursor.fetchall()
    return found


def entries_of(team) -> int:
    with hub_scope(team.hub):
        return AccessEntry.objects.filter(hub=team.hub).count()


def test_the_policy_names_every_staff_route_and_no_other():
    assert {route.name for route in site_routes() if route.who and route.who.kind == "staff"} == set(DOES)


@pytest.mark.parametrize("first", range(0, len(NAMES), AT_ONCE), ids=lambda first: NAMES[first])
def test_a_route_opens_to_those_it_is_for_and_to_nobody_else(world, first):
    tidewater, saltpan, actors, records = world
    wrong = []
    for name in NAMES[first : first + AT_ONCE]:
        for things in records if DOES[name][1] else [None]:
            wrong += cells_of(name, things, actors, (tidewater, saltpan))
    assert wrong == []


def cells_of(name, things: Things | None, actors: list[Actor], teams) -> list[str]:
    """Every actor by every method on one address: whoever is refused first, and together they change no row."""
    about = DOES[name][1]
    address = reverse(name, kwargs=things.arguments(about)) if things else reverse(name)
    before, wrong = rows_of(*teams), []
    for actor in actors:
        if not may_pass(actor, things, *DOES[name]):
            wrong += [each for method in METHODS for each in cell(name, actor, things, method, address, teams)]
    if rows_of(*teams) != before:
        wrong.append(f"{name}, {things.whose if things else 'no record'}: somebody who was refused changed a row")
    for actor in actors:
        if may_pass(actor, things, *DOES[name]):
            for method in METHODS:
                with undone():
                    wrong += cell(name, actor, things, method, address, teams)
    return wrong


def cell(name, actor: Actor, things: Things | None, method, address, teams) -> list[str]:
    """What is wrong in one cell of the matrix; nothing, if nothing is."""
    entries = entries_of(teams[0])
    response = getattr(actor.browser, method)(address)
    here = f"{name} {method} by {actor.name}, {things.whose if things else 'no record'}: {response.status_code}"
    body = response.content.decode(errors="replace") + str(response.headers)
    if may_pass(actor, things, *DOES[name]):
        passes = PASSES | {404} if name in NAMES_A_RECORD else PASSES
        return [] if response.status_code in passes else [f"{here}, should pass"]
    is_no_method = response.status_code == 405 and actor.role != ""  # said before it is asked whose it is
    wrong = [] if is_no_method or response.status_code == actor.answer else [f"{here}, should be {actor.answer}"]
    wrong += [f"{here} tells {canary}" for names in CANARIES.values() for canary in names if canary in body]
    logged = entries_of(teams[0]) - entries
    if not is_no_method and logged != (1 if is_logged(actor, teams[0]) else 0):
        wrong.append(f"{here} left {logged} lines in the access log")
    return wrong


def may_pass(actor: Actor, things: Things | None, roles: set[str], about: str) -> bool:
    """What the table says."""
    if actor.role not in roles:
        return False
    if things is None:
        return True
    if about in THE_HUBS:
        return (things.whose == "another hub") == bool(actor.home)
    return things.whose in {*actor.opens, actor.home}


def is_logged(actor: Actor, team) -> bool:
    """A refusal is written down for whoever works at this hub; the others never get as far as a hub."""
    at_work = actor.member is not None and actor.answer == 404 and actor.member.hub_id == team.hub.pk
    return at_work and not any(state in actor.name for state in STATES)


def test_the_lists_show_nobody_a_person_who_is_not_theirs(world):
    _, _, actors, _ = world
    wrong = []
    for name, (roles, about) in DOES.items():
        if about:
            continue
        for actor in actors:
            if actor.role not in roles:
                continue
            with undone():
                body = actor.browser.get(reverse(name)).content.decode()
            hidden = [kind for kind in CANARIES if kind not in {*actor.opens, actor.home}]
            wrong += [
                f"{name} shows {actor.name}: {kind}" for kind in hidden for word in CANARIES[kind] if word in body
            ]
    assert wrong == []


def test_how_many_cells_there_are(world, record_property):
    _, _, actors, records = world
    cells = sum(len(METHODS) * len(actors) * (len(records) if about else 1) for _, about in DOES.values())
    record_property("cells", cells)

    assert cells >= 8_000
    assert Membership.objects.filter(status="active").count() >= 12
