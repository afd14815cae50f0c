"""Figures say what is so, and show nobody by what changed since."""

from dataclasses import replace

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import auditing, board, commissioner, protection
from holdfast.monitoring import publish_actions as actions
from holdfast.monitoring import return_commands as commands
from holdfast.monitoring.board_queries import Figures
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.corrections import Earlier, put_right, say_earlier
from holdfast.monitoring.models import KeptUpTo, Publication
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import public_cube
from tests.builders import browser_of, page
from tests.monitoring.test_corrections import with_more
from tests.monitoring.test_publishing import MANY
from tests.monitoring.test_put_right import FIRST, FIRST_DAY, SECOND, SECOND_DAY, THIRD, published, recounted


def shown_of_first(ledger, then, now):
    cube, _ = put_right(public_cube("tidewater", SECOND, MANY), [Earlier(FIRST, (then,), now)], ledger)
    rows = protect(cube, ledger).rows
    return counts_in(rows)


def counts_in(rows):
    """What is shown of people of the first period, by measure, table and category."""
    return {
        (row["measure"], row["table"], *row["labels"].values()): row["shown"] for row in rows
        if row["starts_on"] == "2026-04-01" and row["kind"] == "count"
    }  # fmt: skip


def test_a_table_in_which_one_record_changed_is_not_shown_anew_beside_another_in_which_ten_did():
    then = MANY | {("R16", "elsewhere", "", ""): 7}
    now = with_more(women=12) | {("R16", "elsewhere", "", ""): 8}
    ledger = protect(public_cube("tidewater", FIRST, then), []).rows
    elsewhere = ("People in treatment elsewhere", "Elsewhere")
    assert counts_in(ledger)[elsewhere] == "[c]"
    assert shown_of_first(ledger, then, now).get(elsewhere, "[c]") == "[c]"


SMALL = wholes() | {
    ("R1", "people", "", ""): 47, ("R16", "received", "", ""): 47,
    **{("R16", "received", by, "not_told"): 47 for by in ("age_band", "staff_group", "disability", "ethnic_group")},
    ("R16", "received", "gender", "not_told"): 47,
}  # fmt: skip


def test_ten_changed_records_in_a_table_that_nobody_sees_let_no_single_record_be_seen_in_those_that_everybody_sees():
    now = dict(SMALL)
    for key in (("R1", "people", "", ""), ("R16", "received", "", "")):
        now[key] = 48
    for by in ("age_band", "staff_group", "disability", "ethnic_group"):
        now["R16", "received", by, "not_told"] = 48
    now |= {("R16", "received", "gender", "not_told"): 36, ("R16", "received", "gender", "2"): 12}
    ledger = protect(public_cube("tidewater", FIRST, SMALL), []).rows
    assert {row["table"] for row in ledger if "Gender" in row["cell"] and row["kind"] != "withheld"} == set()
    anew = shown_of_first(ledger, SMALL, now)
    assert {
        key: (counts_in(ledger)[key], shown) for key, shown in anew.items() if counts_in(ledger)[key] != shown
    } == {}


@pytest.fixture
def later(clock):
    clock(SECOND_DAY)


def test_what_is_put_right_twice_and_stands_as_it_did_first_is_not_said_to_be_other_than_first(
    client, tidewater, manager, later
):
    published(tidewater, FIRST, by=manager, now=FIRST_DAY)
    published(tidewater, SECOND, by=manager, counted=recounted(12))
    now = SECOND_DAY.replace(month=2)
    published(tidewater, THIRD, by=manager, now=now, counted=recounted(0))
    one = client.get(page("monitoring:published_one", "tidewater", "2026-Q2")).content.decode()
    assert "As published on 4 January 2027" in one
    assert "and 4 February 2027: at least 10 records were other than when this was first published" not in one


def test_what_was_discarded_before_its_audit_ended_is_not_said_to_give_somebody_away(tidewater, manager, later):
    with hub_scope(tidewater.hub):
        made = actions.prepare(tidewater.hub, SECOND, cells=wholes() | MANY, by=manager, now=SECOND_DAY)
        actions.discard(made, by=manager, now=SECOND_DAY)
    shown = browser_of(manager).get(page("monitoring:publication", made.pk)).content.decode()
    assert "Nothing can be shown of this period without giving somebody away" not in shown


@pytest.mark.parametrize("name", ["services", "equality"])
def test_before_anybody_was_counted_no_page_of_figures_says_that_there_is_nobody(tidewater, manager, name):
    with hub_scope(tidewater.hub):
        assert not KeptUpTo.objects.exists()
    shown = browser_of(manager).get(page(f"monitoring:{name}")).content.decode()
    assert "The figures are being put together" in browser_of(manager).get(page("monitoring:figures")).content.decode()
    assert "The figures are being put together" in shown


def test_a_third_of_the_long_waits_is_not_said_to_be_most_of_them():
    waits = {"awaits": (0, 0, 3), "unassessed": (0, 0, 3), "waits_here": (0, 0, 3), "waits_there": (0, 0, 3)}
    assert "most are for" not in board.lead(Figures({}, waits=waits))[1]


def test_an_audit_that_the_command_stopped_is_over_on_the_page_too(tidewater, manager, later, monkeypatch):
    monkeypatch.setattr(auditing, "WHOLE_SECONDS", 0)
    of = ["--hub", "tidewater", "--channel", "public", "--period", "2026-Q3"]
    assert commands.run(["prepare", *of, "--by", manager.account.email]) == 2
    with hub_scope(tidewater.hub):
        assert Publication.objects.get().status == "stopped"


def test_a_published_period_of_which_nothing_can_be_shown_says_so(client, tidewater, manager, later, monkeypatch):
    def nothing(cube, ledger):
        done = protect(cube, ledger)
        return replace(done, rows=tuple(row | {"kind": "withheld", "shown": ""} for row in done.rows))

    monkeypatch.setattr(protection, "protect", nothing)
    published(tidewater, SECOND, by=manager)
    shown = client.get(page("monitoring:published_one", "tidewater", "2026-Q3")).content.decode()
    assert "<table" not in shown
    assert "Nothing can be shown" in shown


def test_a_published_median_that_is_another_one_today_is_not_said_to_be_the_same():
    now = MANY | {("R4", "contact_median", "", ""): 40 * 24 * 60}  # in place of just under five days
    ledger = protect(public_cube("tidewater", FIRST, MANY), []).rows
    assert [row["shown"] for row in ledger if row["kind"] == "median" and row["table"] == "First contact"] == ["0–4"]
    _, counts = put_right(public_cube("tidewater", SECOND, MANY), [Earlier(FIRST, (MANY,), now)], ledger)
    said = say_earlier("April to June 2026", counts["2026-Q2"], is_put_right=False)
    assert "no number that is published of it is another one" not in said


def test_a_share_on_the_board_is_rounded_as_in_the_return():
    assert board.share(5, 40) == f"{commissioner.percentage(5, 40)} % of 40"
