"""A return for the commissioner: frozen, released by two, corrected by a new one, and read by its own hub alone."""

import json
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction

from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring import return_actions as actions
from holdfast.monitoring import return_commands as commands
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.definitions import FROM_STEPS
from holdfast.monitoring.leaving import lines_of
from holdfast.monitoring.models import Return
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.return_queries import released, returns_of
from tests.builders import make_member, send_request

LATER = datetime(2027, 1, 4, 9, tzinfo=UTC)
PERIOD = read_period("2026-Q4")
CELLS = {**wholes([each.code for each in FROM_STEPS]), ("R1", "people", "", ""): 3}


@pytest.fixture
def manager(tidewater):
    made = make_member(tidewater.hub, "Orla Notreal", "hub_manager")
    return tidewater.hub.members.select_related("account", "hub").get(pk=made.pk)


def prepared(team, *, by, reason="", cells=CELLS, period=PERIOD):
    with hub_scope(team.hub):
        return actions.prepare(
            team.hub, period, cells=cells, lines=lines_of(cells), reason=reason, by=by, now=LATER
        )  # fmt: skip


def sign(team, found, *, by, seen=None):
    with hub_scope(team.hub):
        return actions.sign(found, seen=seen or found.digest, by=by, now=LATER)


def release(team, found, *, by, seen=None):
    with hub_scope(team.hub):
        return actions.release(found, seen=seen or found.digest, by=by, now=LATER)


@pytest.fixture
def let_go(tidewater, manager):
    """A return that Ines signed and Orla released."""
    found = prepared(tidewater, by=manager)
    sign(tidewater, found, by=tidewater.ines)
    return release(tidewater, found, by=manager)


def test_one_signs_and_another_one_releases_and_only_then_it_stands(tidewater, manager):
    found, stood = prepared(tidewater, by=manager), []
    for step, who in ((sign, tidewater.ines), (release, manager)):
        step(tidewater, found, by=who)
        with hub_scope(tidewater.hub):
            stood.append(released(tidewater.hub, PERIOD))

    assert [each and each.status for each in stood] == [None, "released"]
    assert (stood[1].signed_by_id, stood[1].released_by_id) == (tidewater.ines.pk, manager.pk)


def test_whoever_signed_does_not_release_and_whoever_may_not_does_nothing(tidewater, saltpan, manager):
    found = prepared(tidewater, by=manager)
    with pytest.raises(PermissionDenied):
        sign(tidewater, found, by=tidewater.nell)
    with pytest.raises(MoveNotAllowed):
        release(tidewater, found, by=manager)
    sign(tidewater, found, by=manager)
    with pytest.raises(actions.AnotherOne):
        release(tidewater, found, by=manager)
    with pytest.raises(PermissionDenied):
        release(tidewater, found, by=tidewater.nell)
    with hub_scope(saltpan.hub):
        assert list(returns_of(saltpan.hub)) == []
        with pytest.raises(Return.DoesNotExist):
            actions.release(found, seen=found.digest, by=saltpan.ines, now=LATER)
    with pytest.raises(PermissionDenied):
        prepared(tidewater, by=saltpan.ines)


def test_what_somebody_read_is_what_they_sign(tidewater, manager):
    found = prepared(tidewater, by=manager)
    with pytest.raises(actions.Changed):
        sign(tidewater, found, by=tidewater.ines, seen="0" * 64)
    with hub_scope(tidewater.hub):
        assert Return.objects.get().status == "prepared"


def test_a_period_that_is_not_over_is_not_returned_and_two_do_not_wait_at_once(tidewater, manager, now):
    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed, match="not over yet"):
        actions.prepare(tidewater.hub, PERIOD, cells=CELLS, lines=[], by=manager, now=now)
    prepared(tidewater, by=manager)
    with pytest.raises(MoveNotAllowed, match="waits for its release"):
        prepared(tidewater, by=manager)


def test_a_correction_is_a_new_version_with_a_reason_and_the_old_one_stays(tidewater, manager, let_go):
    with pytest.raises(actions.ReasonMissing):
        prepared(tidewater, by=manager)
    second = prepared(tidewater, by=manager, reason="Two requests were counted twice")
    with hub_scope(tidewater.hub):
        meanwhile = released(tidewater.hub, PERIOD).version
    sign(tidewater, second, by=manager)
    release(tidewater, second, by=tidewater.ines)

    with hub_scope(tidewater.hub):
        assert (meanwhile, released(tidewater.hub, PERIOD).version) == (1, 2)
        assert [each.version for each in returns_of(tidewater.hub)] == [2, 1]


def test_what_was_discarded_makes_room_and_leaves_no_gap(tidewater, manager):
    found = prepared(tidewater, by=manager)
    with hub_scope(tidewater.hub):
        actions.discard(found, by=manager, now=LATER)
    assert prepared(tidewater, by=manager).version == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": []}, {"cells": []}, {"digest": "a" * 64}, {"status": "prepared", "released_at": None},
        {"reason": "otherwise"}, {"version": 2},
    ],
)  # fmt: skip
def test_the_database_changes_nothing_of_a_return_and_removes_none(tidewater, let_go, wrong):
    with hub_scope(tidewater.hub):
        with pytest.raises(IntegrityError), transaction.atomic():
            Return.objects.update(**wrong)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Return.objects.all().delete()
        assert Return.objects.get().digest == let_go.digest


def test_the_database_refuses_one_that_a_single_person_released(tidewater, manager):
    found = prepared(tidewater, by=manager)
    sign(tidewater, found, by=manager)
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.update(status="released", released_at=LATER, released_by=manager)


class Commands:
    """The command, as it is typed."""

    def __init__(self, team, capsys):
        self.team, self.capsys = team, capsys

    def __call__(self, *words, by=None):
        who = ["--by", by.account.email] if by else []
        period = [] if words[0] == "verify" else ["--hub", self.team.hub.slug, "--period", "2026-Q4"]
        self.capsys.readouterr()
        code = commands.run([*map(str, words), *period, *who])
        said = self.capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def typed(tidewater, capsys):
    return Commands(tidewater, capsys)


def test_the_command_counts_shows_and_writes_what_two_released(tidewater, manager, typed, clock, now, tmp_path):
    send_request(tidewater, now=now, name="Tansy Madeup", story="canary-story")
    clock(LATER)
    early = typed("write", "--format", "json")
    _, made, _ = typed("prepare", by=manager)
    digest = made.split()[-1]
    shown = typed("show")
    steps = [
        typed("sign", "--digest", digest, by=tidewater.ines)[0],
        typed("release", "--digest", digest, by=manager)[0],
    ]

    file = tmp_path / "return.json"
    written = typed("write", "--format", "json", "--out", file)
    whole = json.loads(file.read_text())
    verified = typed("verify", file)
    file.write_text(file.read_text().replace('"value": "1"', '"value": "2"', 1))
    spoiled = typed("verify", file)

    assert (early[0], "two people do that" in early[2]) == (2, True)
    assert digest in shown[1]
    assert steps == [0, 0]
    assert written[0] == 0
    assert [each["value"] for each in whole["lines"] if each["title"].endswith("who referred themselves")] == [
        "1", "*", "*", "*", "*"
    ]  # fmt: skip
    assert (whole["marked"], whole["released_by"]) == ("Not for employers", ["Ines Pretendham", "Orla Notreal"])
    assert (verified[0], "Whole: Tidewater" in verified[1]) == (0, True)
    assert (spoiled[0], "is not as it was released" in spoiled[2]) == (2, True)
    for told in ("Tansy", "canary"):
        assert told not in json.dumps(whole)


def test_csv_and_workbook_hold_the_same_lines_and_no_author(tidewater, let_go, typed, clock, tmp_path):
    clock(LATER)
    _, csv, _ = typed("write", "--format", "csv")
    book = tmp_path / "return.xlsx"
    assert typed("write", "--format", "xlsx", "--out", book)[0] == 0
    without = typed("write", "--format", "xlsx")

    lines = [line for line in csv.splitlines() if not line.startswith(("#", '"#'))]
    assert len(lines) == len(let_go.lines) + 1
    assert "R1,1,Self-referrals: People who referred themselves,people,people,,,3," in lines
    with ZipFile(BytesIO(book.read_bytes())) as parts:
        assert "<dc:creator></dc:creator>" in parts.read("docProps/core.xml").decode()
        assert parts.read("xl/worksheets/sheet1.xml").decode().count("<row ") == len(let_go.lines) + 1
    assert without[0] == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("prepare", "--by", "nobody@home.example"), "nobody who works at Tidewater"),
        (("sign", "--digest", "x", "--by", "ines"), "nobody who works at"),
        (("show",), "no return for this period waits"),
        (("write", "--format", "json"), "no return for this period was released"),
    ],
)
def test_what_cannot_be_done_is_said(typed, clock, words, said):
    clock(LATER)
    code, out, err = typed(*words)
    assert (code, out, said in err) == (2, "", True)


def test_a_practitioner_may_not_and_a_period_that_is_none_is_refused(tidewater, typed, clock, capsys):
    clock(LATER)
    assert typed("prepare", by=tidewater.nell)[2] == f"holdfast: {commands.NOBODY_MAY}\n"
    assert commands.run(["--hub", tidewater.hub.slug, "--period", "2026"]) == 2
    assert "Write a month as 2026-07" in capsys.readouterr().err
    assert commands.run(["--hub", "nowhere", "--period", "2026-Q4"]) == 2
    assert "there is no open hub" in capsys.readouterr().err


def test_a_reason_where_nothing_was_released_is_refused_and_not_dropped(tidewater, manager):
    with pytest.raises(actions.NothingToCorrect):
        prepared(tidewater, by=manager, reason="A month was missing.")
    with hub_scope(tidewater.hub):
        assert Return.objects.count() == 0
