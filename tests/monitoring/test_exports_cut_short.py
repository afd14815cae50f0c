"""An export that is killed while it is written is known of, said, and removed by the next one."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import IntegrityError, transaction

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import export_actions, export_commands
from holdfast.monitoring.event_files import MANIFEST, SEALED
from holdfast.monitoring.export_queries import unfinished_of
from holdfast.monitoring.models import EventExport
from tests.builders import browser_of, page, send_request

KEY = b64encode(X25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
PLACE = ["--hub", "tidewater"]
WRITTEN = sorted([SEALED, MANIFEST])
TITLE = "An export of events has not finished"


class Killed(BaseException):
    """What no step of the command catches."""


@pytest.fixture
def agreed(tidewater, saltpan, manager, clock, now):
    """Two have agreed that the facts of Tidewater are given."""
    clock(now)
    send_request(tidewater, now=now, name="Tansy Madeup")
    with hub_scope(tidewater.hub):
        export_actions.ask(tidewater.hub, to_key=raw(), under="Contract 7", by=manager, now=now)
        export_actions.agree(tidewater.hub, to_key=raw(), by=tidewater.ines, now=now)


def raw():
    return export_commands.key_in(KEY)


@pytest.fixture
def cut_short(agreed, monkeypatch, tmp_path):
    """Written into `first`, and killed before the row said so."""
    with monkeypatch.context() as patch:
        patch.setattr(export_actions, "keep_manifest", killed)
        with pytest.raises(Killed):
            export_commands.run(["events", str(tmp_path / "first"), *PLACE])
    return tmp_path / "first"


def killed(*_, **__):
    raise Killed


def stored(team):
    with hub_scope(team.hub):
        return EventExport.objects.get()


def files_in(folder):
    return sorted(each.name for each in folder.iterdir())


def test_a_row_knows_where_a_copy_lies_that_was_killed_before_it_was_kept(tidewater, saltpan, cut_short, now, capsys):
    found = stored(tidewater)
    assert files_in(cut_short) == WRITTEN
    assert (found.begun_at, found.begun_in, found.written_at, found.manifest) == (now, str(cut_short), None, None)
    export_commands.run(["show", *PLACE])
    said = capsys.readouterr().out
    assert f"in {cut_short}, and has not finished. What lies there is removed by whoever writes it again" in said
    with hub_scope(saltpan.hub):
        assert unfinished_of(saltpan.hub) is None


def test_the_page_of_returns_says_so_to_whoever_releases_and_to_no_other_hub(tidewater, saltpan, manager, cut_short):
    shown = browser_of(manager).get(page("monitoring:returns")).content.decode()
    assert TITLE in shown
    assert f"in {cut_short}." in shown
    assert TITLE not in browser_of(saltpan.ines).get(page("monitoring:returns")).content.decode()


def test_the_next_one_removes_it_and_finishes(tidewater, manager, cut_short, tmp_path, capsys):
    assert export_commands.run(["events", str(tmp_path / "second"), *PLACE]) == 0
    assert not cut_short.exists()
    assert files_in(tmp_path / "second") == WRITTEN
    assert stored(tidewater).manifest["hub"] == "tidewater"
    assert f"{cut_short}: this had been begun and not finished, and is removed." in capsys.readouterr().out
    assert TITLE not in browser_of(manager).get(page("monitoring:returns")).content.decode()


def test_whoever_drops_it_removes_it_and_leaves_what_is_not_of_it(tidewater, cut_short):
    (cut_short / "notes.txt").write_text("of somebody else")
    assert export_commands.run(["drop", *PLACE, "--by", tidewater.ines.account.email]) == 0
    assert files_in(cut_short) == ["notes.txt"]
    assert stored(tidewater).dropped_at is not None


def test_the_same_folder_can_be_named_again(tidewater, cut_short):
    assert export_commands.run(["events", str(cut_short), *PLACE]) == 0
    assert files_in(cut_short) == WRITTEN


def test_what_was_begun_elsewhere_is_said_not_to_be_here(tidewater, cut_short, tmp_path, capsys):
    elsewhere = cut_short.rename(tmp_path / "elsewhere")
    assert export_commands.run(["events", str(tmp_path / "second"), *PLACE]) == 0
    assert f"{cut_short}: this had been begun and is not here." in capsys.readouterr().out
    assert files_in(elsewhere) == WRITTEN


def test_a_folder_that_is_there_is_neither_begun_in_nor_touched(tidewater, agreed, tmp_path, capsys):
    (tmp_path / SEALED).write_text("an earlier export")
    assert export_commands.run(["events", str(tmp_path), *PLACE]) == 2
    assert export_commands.THERE in capsys.readouterr().err
    assert stored(tidewater).begun_at is None
    assert (tmp_path / SEALED).read_text() == "an earlier export"


def test_what_another_one_began_meanwhile_is_not_finished_by_the_first(
    tidewater, agreed, tmp_path, monkeypatch, capsys
):
    begin = export_actions.begin

    def twice(hub, *, folder, now):
        begin(hub, folder=folder, now=now)
        begin(hub, folder="/elsewhere", now=now)

    monkeypatch.setattr(export_actions, "begin", twice)
    assert export_commands.run(["events", str(tmp_path / "first"), *PLACE]) == 2
    assert export_actions.OTHER_BEGAN in capsys.readouterr().err
    assert files_in(tmp_path / "first") == []


def test_the_database_refuses_to_begin_what_nobody_agreed_to(tidewater, manager, now):
    with hub_scope(tidewater.hub):
        found = export_actions.ask(tidewater.hub, to_key=raw(), under="Contract 7", by=manager, now=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            EventExport.objects.filter(pk=found.pk).update(begun_at=now, begun_in="/tmp/x")
