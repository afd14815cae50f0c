"""Opened facts of a process that was killed hard are removed by the next one, and those of a living one stay."""

import os
import subprocess
import sys

import pytest

from holdfast.monitoring import opened_places
from holdfast.monitoring.opened_places import PREFIX, make_held, opened_place, remove_leftovers

OPENS = """
import sys, time
from holdfast.monitoring.opened_places import opened_place
with opened_place() as place:
    (place / "0000.parquet").write_text("facts")
    print(place, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def temporary(monkeypatch, tmp_path):
    """A temporary folder of its own, for this process and those that it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def counting():
    """A process that has opened facts and counts; it is killed in the end."""
    process = subprocess.Popen([sys.executable, "-c", OPENS], stdout=subprocess.PIPE, text=True)
    process.place = process.stdout.readline().strip()
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def names_in(folder):
    return sorted(each.name for each in folder.iterdir())


def test_what_a_killed_process_left_is_removed_when_the_next_one_begins(temporary, counting):
    counting.kill()
    counting.wait()
    assert os.listdir(counting.place) == ["0000.parquet"]
    with opened_place() as place:
        assert names_in(temporary) == [place.name]
    assert names_in(temporary) == []


def test_what_a_living_process_counts_stays(temporary, counting):
    with opened_place() as place:
        assert sorted([str(place), counting.place]) == sorted(str(each) for each in temporary.iterdir())
    assert os.listdir(counting.place) == ["0000.parquet"]


def test_it_is_removed_after_an_error_too(temporary):
    with pytest.raises(IsADirectoryError), opened_place() as place:
        place.write_text("facts")
    assert names_in(temporary) == []


def test_only_its_owner_opens_it():
    with opened_place() as place:
        assert place.stat().st_mode & 0o777 == 0o700


def test_what_is_no_folder_or_named_otherwise_or_anothers_stays(temporary, tmp_path_factory, monkeypatch):
    other = tmp_path_factory.mktemp("other")
    (other / "kept").write_text("kept")
    (temporary / f"{PREFIX}link").symlink_to(other)
    (temporary / f"{PREFIX}file").write_text("a file")
    (temporary / "something").mkdir()
    remove_leftovers()
    assert names_in(temporary) == [f"{PREFIX}file", f"{PREFIX}link", "something"]
    assert names_in(other) == ["kept"]

    (temporary / f"{PREFIX}theirs").mkdir()
    monkeypatch.setattr(opened_places.os, "geteuid", lambda: 12345)
    remove_leftovers()
    assert f"{PREFIX}theirs" in names_in(temporary)


def test_a_folder_that_another_one_took_for_a_leftover_before_it_was_held_is_made_once_more(temporary, monkeypatch):
    made = []

    def taken(prefix):
        folder = temporary / f"{prefix}{len(made)}"
        folder.mkdir()
        made.append(folder)
        if len(made) == 1:
            folder.rmdir()
        return str(folder)

    monkeypatch.setattr(opened_places.tempfile, "mkdtemp", taken)
    folder, held = make_held()
    os.close(held)
    assert (folder, len(made)) == (temporary / f"{PREFIX}1", 2)
