import stat
from pathlib import Path

import pytest

from holdfast.local.state import only_one, secret, state_folder
from holdfast.local.troubles import AlreadyRunning, StateFolderRefused, explained


def test_the_state_folder_is_the_one_named_and_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("HOLDFAST_STATE", str(tmp_path / "new" / "state"))

    folder = state_folder()

    assert folder == tmp_path / "new" / "state"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_relative_state_folder_is_made_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOLDFAST_STATE", "state")

    assert state_folder() == tmp_path / "state"


def test_without_a_name_the_platform_says_where(tmp_path, monkeypatch):
    monkeypatch.setenv("HOLDFAST_STATE", "")
    monkeypatch.setattr("platformdirs.user_state_path", lambda name, appauthor: tmp_path / name)

    assert state_folder() == tmp_path / "holdfast"


def test_a_state_folder_that_cannot_be_made_is_refused_in_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOLDFAST_STATE", str(tmp_path / "file" / "state"))

    with pytest.raises(StateFolderRefused, match=r"cannot be used: not a directory\. Set HOLDFAST_STATE"):
        state_folder()


def test_a_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path):
    first = secret(tmp_path, "seal")

    assert secret(tmp_path, "seal") == first
    assert len(bytes.fromhex(first)) == 32
    assert secret(tmp_path, "other") != first
    assert stat.S_IMODE((tmp_path / "keys" / "seal").stat().st_mode) == 0o600


def test_a_second_one_from_the_same_folder_is_told_where_the_first_one_is(tmp_path):
    with (
        only_one(tmp_path, "http://localhost:8000"),
        pytest.raises(AlreadyRunning, match="already running at http://localhost:8000"),
        only_one(tmp_path, "http://localhost:8001"),
    ):
        pass

    with only_one(tmp_path, "http://localhost:8001"):
        assert (tmp_path / "running").read_text() == "http://localhost:8001"


@pytest.mark.parametrize(
    ("complaint", "sentence"),
    [
        ("could not write: No space left on device", "There is no space left on the disk that holds here."),
        ("FATAL: pre-existing shared memory block", "Another database server still works on here."),
        ('FATAL: lock file "postmaster.pid" exists', "Another database server still works on here."),
        (
            "could not open lock file: Permission denied",
            "The database may not read or write its files in here.",
        ),
        ("initdb: Read-only file system", "The disk that holds here cannot be written to."),
        (
            "first\nFATAL: odd",
            "The database did not start. Its last words, kept in log:\n  first\n  FATAL: odd",
        ),
    ],
)
def test_what_postgresql_complains_of_becomes_a_sentence(complaint, sentence):
    said = str(explained(complaint, home=Path("here"), log=Path("log")))

    assert said.startswith(sentence)
