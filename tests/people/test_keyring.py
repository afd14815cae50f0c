"""The file of keys: written whole, read by its owner alone, shared by every process."""

import json
import multiprocessing
import os
import stat
from uuid import uuid4

import pytest

from holdfast.people import keyring
from holdfast.people.keyring import KeyMissing, load_keyring

HUB, OTHER = uuid4(), uuid4()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys" / "keyring.json"


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_keyring_is_made_where_there_is_none_and_read_again_the_same(path):
    made = load_keyring(path)

    again = load_keyring(path)
    assert (again.masters, again.search, again.fixed) == (made.masters, made.search, made.fixed)
    assert (made.active, made.active_search) == (1, 1)


def test_only_its_owner_reads_the_file_and_enters_the_folder(path):
    load_keyring(path)

    assert (mode(path), mode(path.parent), mode(path.with_suffix(".lock"))) == (0o600, 0o700, 0o600)


def test_the_file_is_its_owners_whatever_the_umask_and_after_every_change(path):
    old = os.umask(0)
    try:
        ring = load_keyring(path)
        ring.add("masters")
    finally:
        os.umask(old)

    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_a_draft_left_open_to_others_is_not_written_into(path):
    ring = load_keyring(path)
    draft = path.with_suffix(".new")
    draft.touch()
    draft.chmod(0o666)

    ring.add("masters")

    assert mode(path) == 0o600


def test_a_write_that_fails_leaves_the_old_file_whole(path, monkeypatch):
    ring = load_keyring(path)
    before = path.read_bytes()

    def full(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(keyring.os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        ring.add("masters")

    assert path.read_bytes() == before
    assert load_keyring(path).active == 1


def test_the_folder_is_written_to_the_disk_before_the_new_key_is_used(path, monkeypatch):
    ring = load_keyring(path)
    synced = []
    monkeypatch.setattr(keyring.os, "fsync", lambda handle: synced.append(stat.S_IFMT(os.fstat(handle).st_mode)))

    ring.add("masters")

    assert synced == [stat.S_IFREG, stat.S_IFDIR]


def test_every_purpose_hub_version_and_kind_has_a_key_of_its_own(path):
    ring = load_keyring(path)
    ring.add("masters")
    ring.add("search")

    keys = [ring.derive(purpose) for purpose in ("django", "scope", "audit", "second factor")]
    keys += [ring.hub_key(hub, version) for hub in (HUB, OTHER) for version in (1, 2)]
    keys += [ring.search_key(hub, version) for hub in (HUB, OTHER) for version in (1, 2)]
    keys += [*ring.masters.values(), *ring.search.values(), ring.fixed]

    assert len(set(keys)) == len(keys) == 17
    assert {len(key) for key in keys} == {32}


def test_a_key_is_hkdf_of_its_master_and_purpose(path):
    """RFC 5869 by hand: extract with no salt, expand one block."""
    import hashlib
    import hmac

    ring = load_keyring(path)
    extracted = hmac.new(bytes(32), ring.masters[1], hashlib.sha256).digest()
    expected = hmac.new(extracted, f"holdfast:hub:{HUB}".encode() + b"\x01", hashlib.sha256).digest()

    assert ring.hub_key(HUB, 1) == expected


def test_a_new_version_is_seen_by_a_process_that_meets_it(path):
    here, there = load_keyring(path), load_keyring(path)
    version = there.add("masters")

    assert version == 2
    assert here.active == 1
    assert here.hub_key(HUB, 2) == there.hub_key(HUB, 2)
    assert here.active == 2


def test_a_new_version_is_seen_on_refresh(path):
    here, there = load_keyring(path), load_keyring(path)
    there.add("search")

    here.refresh()

    assert here.search == there.search


def test_refreshing_an_unchanged_file_does_not_read_it(path, monkeypatch):
    ring = load_keyring(path)
    monkeypatch.setattr(keyring, "read_keyring", lambda path: pytest.fail("read"))

    ring.refresh()

    assert ring.active == 1


def test_two_changes_in_one_tick_of_the_clock_are_both_seen(path):
    here, there = load_keyring(path), load_keyring(path)
    there.add("masters")
    here.refresh()
    at = path.stat().st_mtime_ns
    there.add("masters")
    os.utime(path, ns=(at, at))

    here.refresh()

    assert here.active == 3


def test_two_processes_that_add_a_key_lose_neither(path):
    here, there = load_keyring(path), load_keyring(path)
    masters = there.add("masters")
    search = here.add("search")

    kept = load_keyring(path)
    assert (sorted(kept.masters), sorted(kept.search)) == ([1, masters], [1, search])
    assert kept.masters == there.masters


def keys_of_a_new_process(path, found) -> None:
    ring = load_keyring(path)
    ring.add("masters")
    found.put(ring.fixed.hex())


def test_processes_that_start_at_once_share_one_keyring(path):
    beside = multiprocessing.get_context("fork")
    found = beside.Queue()
    started = [beside.Process(target=keys_of_a_new_process, args=(path, found)) for _ in range(4)]
    for one in started:
        one.start()
    fixed = {found.get(timeout=10) for _ in started}
    for one in started:
        one.join(10)

    assert fixed == {load_keyring(path).fixed.hex()}
    assert sorted(load_keyring(path).masters) == [1, 2, 3, 4, 5]


def test_a_destroyed_version_is_gone_here_there_and_from_the_file(path):
    here, there = load_keyring(path), load_keyring(path)
    key = here.masters[1].hex()
    here.add("masters")
    here.destroy("masters", 1)

    there.refresh()
    for ring in (here, there, load_keyring(path)):
        with pytest.raises(KeyMissing, match="Key version 1"):
            ring.hub_key(HUB, 1)
    assert key not in path.read_text()


@pytest.mark.parametrize("kind", ["masters", "search"])
def test_the_active_version_is_not_destroyed(path, kind):
    ring = load_keyring(path)

    with pytest.raises(ValueError, match="active key"):
        ring.destroy(kind, 1)

    assert load_keyring(path).active == 1


def test_a_version_that_another_process_made_active_is_not_destroyed(path):
    here, there = load_keyring(path), load_keyring(path)
    version = there.add("masters")

    with pytest.raises(ValueError, match="active key"):
        here.destroy("masters", version)


def test_a_version_that_never_was_is_missing(path):
    ring = load_keyring(path)

    with pytest.raises(KeyMissing, match="Key version 9"):
        ring.destroy("masters", 9)
    with pytest.raises(KeyMissing, match="Key version 0"):
        ring.search_key(HUB, 0)


def test_the_error_of_a_missing_key_names_no_folder_and_no_key(path):
    ring = load_keyring(path)

    with pytest.raises(KeyMissing) as missing:
        ring.hub_key(HUB, 7)

    assert str(missing.value) == "Key version 7 is not in keyring.json"


def test_a_damaged_file_is_never_replaced_by_a_new_one(path):
    load_keyring(path)
    path.write_text("{")

    with pytest.raises(json.JSONDecodeError):
        load_keyring(path)

    assert path.read_text() == "{"
