"""Nothing that one hub publishes bears on another's people: so each publishes when it is ready, and none waits."""

import re
from datetime import UTC, datetime
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, connections, transaction

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import publish_actions as actions
from holdfast.monitoring.audit import _linked, audit
from holdfast.monitoring.audit_equations import equations
from holdfast.monitoring.auditing import audit as keep_audit
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.choosing import why_closed
from holdfast.monitoring.models import LedgerEntry, Publication
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect_whole
from tests.builders import browser_of, make_hub, make_member, page
from tests.monitoring.public_attacks import names_of, with_corrections
from tests.monitoring.public_years import ENTIRE, public_year
from tests.monitoring.test_publishing import MANY, make_lead, published

LATER = datetime(2027, 1, 4, 9, tzinfo=UTC)
A_WHILE = 0.4  # seconds
TWO_HUBS = [kind for kind, releases in ENTIRE.items() if len({hub for hub, _ in releases}) > 1]


def published_years(seed):
    """The rows of each release of a year, in order, with the hub that published them."""
    ledger, truths = [], {}
    for release in public_year(seed):
        rows = protect_whole(with_corrections(release, ledger, truths), ledger).rows
        for row in rows:
            people = release.changed.get(names_of(release)[row["starts_on"]], release.people)
            truths[row["place"], row["starts_on"], row["version"]] = people
        yield ledger, rows
        ledger = [*ledger, *rows]


@pytest.mark.parametrize("seed", [kind + turn * len(ENTIRE) for kind in TWO_HUBS for turn in range(2)])
def test_no_equation_joins_numbers_of_two_hubs_and_an_audit_beside_the_own_rows_alone_finds_the_same(seed):
    """That one of them published the year and the other one its quarters changes nothing of it."""
    for ledger, rows in published_years(seed):
        found = equations([*ledger, *rows])
        places = {number: key[0][1] for key, number in found.index.items()}
        assert [each for each in _linked(found) if len({places[number] for number in each}) > 1] == []
        own = [row for row in ledger if row["place"] == rows[0]["place"]]
        shown = [row for row in rows if row["kind"] != "withheld"]
        assert audit(ledger, shown) == audit(own, shown)


def waiting(slug, place):
    """A hub with a quarter that is audited and signed by one, and who else may publish it."""
    team = make_hub(slug, place, now=LATER)
    made = make_member(team.hub, "Orla Fictitious", "hub_manager")
    manager = team.hub.members.select_related("account", "hub").get(pk=made.pk)
    with hub_scope(team.hub):
        found = actions.prepare(
            team.hub, read_period("2026-Q3"), cells=wholes() | MANY, by=manager, now=LATER
        )  # fmt: skip
        found = keep_audit(Publication.objects.select_related("hub").get(pk=found.pk), now=LATER)
        return team, actions.sign(found, seen=found.digest, by=manager, now=LATER)


def test_of_two_hubs_that_publish_in_the_same_moment_one_waits_for_the_other_and_both_are_in_the_ledger(
    committed, clock
):
    clock(LATER)
    (one, first), (other, second) = waiting("tidewater", "Tidewater"), waiting("saltpan", "Saltpan")
    has_written, said = Event(), []

    def publishes_first():
        try:
            with hub_scope(one.hub):
                actions.publish(first, seen=first.digest, by=one.ines, now=LATER)
                has_written.set()
                sleep(A_WHILE)
                said.append("first")
        finally:
            connections.close_all()

    thread = Thread(target=publishes_first)
    thread.start()
    assert has_written.wait(60)
    with hub_scope(other.hub):
        actions.publish(second, seen=second.digest, by=other.ines, now=LATER)
        said.append("second")
    thread.join()

    entries = list(LedgerEntry.objects.order_by("number"))
    assert said == ["first", "second"]
    assert [(each.number, each.place) for each in entries] == [(1, "tidewater"), (2, "saltpan")]
    assert [each.before for each in entries] == ["", entries[0].digest]
    assert entries[1].digest == actions.entry_digest(entries[0].digest, "saltpan", "2026-Q3", entries[1].rows)
    connection.close()


def test_what_bears_on_it_and_is_being_published_in_the_same_moment_is_waited_for_and_refuses_it(committed, clock):
    clock(LATER)
    team, found = waiting("tidewater", "Tidewater")
    has_written = Event()

    def publishes_a_region():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('ledger', 0))")
                rows = [row | {"place": "north", "level": "region"} for row in found.rows]
                LedgerEntry.objects.create(
                    number=1, place="north", period="2026-Q3", rows=rows, digest="b" * 64, published_at=LATER
                )  # fmt: skip
                has_written.set()
                sleep(A_WHILE)
        finally:
            connections.close_all()

    thread = Thread(target=publishes_a_region)
    thread.start()
    assert has_written.wait(60)
    with hub_scope(team.hub), pytest.raises(actions.LedgerMoved):
        actions.publish(found, seen=found.digest, by=team.ines, now=LATER)
    thread.join()
    assert LedgerEntry.objects.count() == 1
    connection.close()


def choices(member):
    """What the page on which a period is chosen offers, and what it says of the others."""
    shown = browser_of(member).get(page("monitoring:publications")).content.decode()
    offered = re.findall(r'<option value="([^"]+)"', shown)
    return offered, re.findall(r"<li>([^<]+)</li>", shown.split("Not to be chosen")[-1]), shown


def test_the_page_says_which_periods_are_closed_and_why_before_anybody_begins(tidewater, saltpan, manager, clock):
    """And that nothing of another hub closes any."""
    clock(LATER)
    stranger = make_lead(saltpan)
    published(tidewater, by=manager)
    offered, closed, shown = choices(manager)
    clock(datetime(2027, 5, 3, 9, tzinfo=UTC))
    a_year_later = choices(manager)[:2]

    assert offered == ["2026-Q2", "2026-Q1", "2025-26-Y"]
    assert closed == [
        "October to December 2026 can be chosen from 29 January 2027 on, when what was entered late is in it.",
        "July to September 2026 is published, and is so once: what was wrong is put right in the next release.",
    ]
    assert "A year and a quarter that lies in it are never both published" in shown
    assert "What another hub publishes closes none of yours." in shown
    assert a_year_later == (
        ["2027-Q1", "2026-Q4", "2026-Q2"],
        [closed[1], "April 2026 to March 2027: July to September 2026 lies in it, and is published."],
    )
    clock(LATER)
    assert choices(stranger)[:2] == (["2026-Q3", *offered], closed[:1])


def test_the_quarters_of_a_year_that_is_published_are_closed(tidewater, manager, clock):
    clock(LATER)
    published(tidewater, by=manager, period=read_period("2025-26-Y"))
    offered, closed, _ = choices(manager)

    assert offered == ["2026-Q3", "2026-Q2"]
    assert closed[1:] == [
        "January to March 2026 lies in April 2025 to March 2026, which is published.",
        "April 2025 to March 2026 is published, and is so once: what was wrong is put right in the next release.",
    ]


def test_a_quarter_at_whose_end_the_clocks_change_can_be_chosen_from_the_midnight_that_the_page_says():
    quarter = read_period("2026-Q3")  # four weeks after it the clocks have gone back
    before, at = datetime(2026, 10, 28, 23, 59, tzinfo=UTC), datetime(2026, 10, 29, tzinfo=UTC)
    assert why_closed(quarter, [], now=before) == (
        "July to September 2026 can be chosen from 29 October 2026 on, when what was entered late is in it."
    )
    assert why_closed(quarter, [], now=at) == ""
