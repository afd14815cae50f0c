"""Root hands the server to another user of the computer."""

import os
from pathlib import Path

import psycopg
import pytest

from holdfast.local import place, postgres
from holdfast.local.state import made
from holdfast.local.troubles import StateFolderRefused

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")


def test_the_server_does_not_run_as_root_and_root_connects(server):
    with psycopg.connect(server.web_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert server.place.data.stat().st_uid != 0
    assert server.place.user.uid == server.place.data.stat().st_uid


def test_a_state_folder_the_server_cannot_enter_keeps_its_database_outside_and_says_so(empty_state, monkeypatch):
    monkeypatch.setattr(place, "OUTSIDE", empty_state.parent / "outside")
    closed = empty_state / "closed"
    closed.mkdir(parents=True, mode=0o700)
    empty_state.chmod(0o700)
    said: list[str] = []

    for _ in ("first start", "second start"):
        with postgres.running(closed / "state", durable=False, say=said.append) as server:
            home = server.home

    assert home.parent == empty_state.parent / "outside"
    assert said == [
        f"The database is kept in {home}: its server does not run as root and cannot enter {closed / 'state'}."
    ]


def test_programs_the_server_cannot_read_are_copied_once(state, monkeypatch):
    monkeypatch.setattr("holdfast.local.operating_user.OperatingUser.may", may_not_read_programs)

    for _ in ("first start", "second start"):
        with postgres.running(state, durable=False) as server:
            command = Path(server.process.args[0])

    assert command.is_relative_to(server.home)
    assert [folder.name for folder in server.home.glob("programs-*")] == ["programs-0.6.0"]


def may_not_read_programs(user, flag, path) -> bool:
    return path.name != "postgres" or path.parent.name != "bin"


def test_the_folder_of_another_user_is_refused(empty_state):
    empty_state.mkdir()
    os.chown(empty_state, 12345, 12345)

    with pytest.raises(StateFolderRefused, match="belongs to another user of this computer"):
        made(empty_state)
