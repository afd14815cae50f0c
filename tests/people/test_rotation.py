"""Keys are rotated while people are served, and a rotation that is killed is finished by the next one."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from holdfast.hubs.scope import hub_scope
from holdfast.people import commands, rotation, sealing
from holdfast.people.actions import add_person, new_box
from holdfast.people.identity import name_of, reveal, seal
from holdfast.people.keyring import KeyMissing, Keyring, load_keyring
from holdfast.people.models import Box, Person, SearchToken
from holdfast.people.rotation import EarlierWorkRunning, StillNeeded, destroy, people_by_version, rotate
from holdfast.people.search import people_named, tokens_of
from tests.builders import Team, make_hub
from tests.conftest import NOW

KINDS = ["masters", "search"]
COLUMN = {"masters": "key_version", "search": "search_version"}


def add(team: Team, *names: str) -> list[Person]:
    with hub_scope(team.hub):
        return [add_person(team.hub, name=name, channels={"call": "+447700900123"}, now=NOW) for name in names]


def names_of(team: Team) -> list[str]:
    """Every name of the hub, opened anew."""
    with hub_scope(team.hub):
        return sorted(name_of(person) for person in Person.objects.all())


def found(team: Team, query: str) -> int:
    with hub_scope(team.hub):
        return people_named(team.hub, query).count()


@pytest.fixture
def filled(tidewater, saltpan, own_keyring):
    """Two hubs with three people and two."""
    add(tidewater, "Tansy Madeup", "Otto Exampleton", "Zoë Ødegård")
    add(saltpan, "Tansy Saltson", "Otto Saltson")
    return tidewater, saltpan


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_of_every_hub_comes_to_the_new_version_and_stays_readable_and_findable(filled, kind, own_keyring):
    assert rotate(kind) == 2

    assert people_by_version(kind) == {2: 5}
    assert names_of(filled[0]) == ["Otto Exampleton", "Tansy Madeup", "Zoë Ødegård"]
    assert [found(team, "Tansy") for team in filled] == [1, 1]


def test_after_the_old_version_is_destroyed_everybody_is_readable_by_a_new_process(filled, own_keyring, settings):
    rotate("masters")
    rotate("search")
    destroy("masters", 1)
    destroy("search", 1)
    settings.KEYRING = load_keyring(own_keyring.path)

    assert names_of(filled[0]) == ["Otto Exampleton", "Tansy Madeup", "Zoë Ødegård"]
    assert [found(team, "Otto") for team in filled] == [1, 1]
    assert (sorted(settings.KEYRING.masters), sorted(settings.KEYRING.search)) == ([2], [2])


def stale(ring: Keyring) -> Keyring:
    """The same file, as read when it held only its first versions."""
    first = {kind: {1: getattr(ring, kind).get(1, bytes(32))} for kind in KINDS}
    return Keyring(ring.path, first["masters"], first["search"], ring.fixed)


def test_a_process_that_read_its_keys_before_goes_on_opening_finding_and_adding(filled, own_keyring, settings):
    other_process = stale(load_keyring(own_keyring.path))
    for kind in ("masters", "search"):
        rotate(kind)
        destroy(kind, 1)
    settings.KEYRING = other_process

    (person,) = add(filled[0], "Wick Newcomer")
    assert (person.key_version, person.search_version) == (2, 2)

    settings.KEYRING = other_process = stale(other_process)
    assert found(filled[0], "Tansy") == 1
    settings.KEYRING = stale(other_process)
    assert len(names_of(filled[0])) == 4
    assert found(filled[0], "Newcomer") == 1


def test_the_old_key_opens_nothing_after_a_rotation(filled, own_keyring):
    tidewater = filled[0]
    old = own_keyring.hub_key(tidewater.hub.pk, 1)
    rotate("masters")

    with hub_scope(tidewater.hub):
        for person in Person.objects.all():
            with pytest.raises(sealing.SealBroken):
                sealing.open_bytes(old, person.wrapped_key, bound_to=f"key:{person.pk}")


def test_what_is_sealed_under_a_persons_own_key_is_not_rewritten(filled):
    with hub_scope(filled[0].hub):
        before = {person.pk: bytes(person.name_sealed) for person in Person.objects.all()}
    rotate("masters")

    with hub_scope(filled[0].hub):
        assert {person.pk: bytes(person.name_sealed) for person in Person.objects.all()} == before


def test_the_old_tokens_are_gone_and_the_new_ones_are_complete(filled):
    tidewater = filled[0]
    rotate("search")

    with hub_scope(tidewater.hub):
        for person in Person.objects.all():
            kept = {bytes(one.token) for one in SearchToken.objects.filter(person=person)}
            assert kept == tokens_of(tidewater.hub.pk, name_of(person), version=2)


def test_boxes_are_rotated_with_the_people_and_their_old_key_opens_nothing(filled, own_keyring):
    tidewater = filled[0]
    old = own_keyring.hub_key(tidewater.hub.pk, 1)
    with hub_scope(tidewater.hub):
        box = new_box(tidewater.hub, now=NOW)
        box.save(force_insert=True)
        sealed = seal(box, "words", "a caller without a name")
    rotate("masters")
    destroy("masters", 1)

    with hub_scope(tidewater.hub):
        box = Box.objects.get()
        assert (box.key_version, reveal(box, "words", sealed)) == (2, "a caller without a name")
        with pytest.raises(sealing.SealBroken):
            sealing.open_bytes(old, box.wrapped_key, bound_to=f"key:{box.pk}")


def test_rotating_one_kind_leaves_the_other_as_it_is(filled, own_keyring):
    rotate("search")

    assert (people_by_version("masters"), own_keyring.active, own_keyring.active_search) == ({1: 5}, 1, 2)


def test_whoever_was_erased_is_left_alone(filled, own_keyring):
    tidewater = filled[0]
    with hub_scope(tidewater.hub):
        gone = Person.objects.first()
        SearchToken.objects.filter(person=gone).delete()
        Person.objects.filter(pk=gone.pk).update(wrapped_key=None)
    rotate("masters")
    rotate("search")

    with hub_scope(tidewater.hub):
        gone = Person.objects.get(pk=gone.pk)
        assert (gone.wrapped_key, gone.key_version, gone.tokens.count()) == (None, 1, 0)
    destroy("masters", 1)


def test_progress_counts_people_up_to_all_of_them(filled):
    told = []
    rotate("masters", lambda done, total: told.append((done, total)), batch=2)

    assert [total for _, total in told] == [5] * len(told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (5, 5)
    assert len(told) == 3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("batches", [0, 1, 2])
def test_a_rotation_that_is_killed_is_finished_by_the_next_and_no_further_key_is_made(
    filled, kind, batches, monkeypatch, own_keyring
):
    move, left = rotation.move_batch, [batches]

    def dies(*args, **table):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return move(*args, **table)

    monkeypatch.setattr(rotation, "move_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        rotate(kind, batch=1)
    monkeypatch.setattr(rotation, "move_batch", move)
    assert sum(people_by_version(kind).values()) == 5
    assert [found(team, "Tansy") for team in filled] == [1, 1]
    assert len(names_of(filled[0])) == 3

    assert rotate(kind) == 2
    assert people_by_version(kind) == {2: 5}
    assert [found(team, "Tansy") for team in filled] == [1, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_that_fails_half_way_changes_nothing_of_it(filled, kind, monkeypatch):
    def dies(*args):
        rotation_of(*args)
        raise KeyboardInterrupt

    rotation_of = rotation.MOVES[kind]
    monkeypatch.setitem(rotation.MOVES, kind, dies)
    with pytest.raises(KeyboardInterrupt):
        rotate(kind)

    assert people_by_version(kind) == {1: 5}
    assert [found(team, "Tansy") for team in filled] == [1, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_version_that_somebody_needs_is_not_destroyed(filled, kind, own_keyring):
    own_keyring.add(kind)

    with pytest.raises(StillNeeded, match="5 people still need version 1"):
        destroy(kind, 1)

    assert sorted(getattr(load_keyring(own_keyring.path), kind)) == [1, 2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_active_version_is_never_destroyed_not_even_where_nobody_needs_it(tidewater, kind, own_keyring):
    with pytest.raises(ValueError, match="active key"):
        destroy(kind, 1)


def test_a_version_that_never_was_is_not_destroyed(filled):
    with pytest.raises(KeyMissing):
        destroy("masters", 9)


def test_an_installation_without_people_rotates(tidewater, own_keyring):
    assert (rotate("masters"), rotate("masters"), rotate("search")) == (2, 3, 2)


# Beside people who are served, in connections of their own.


@pytest.fixture
def serving(committed):
    """A hub with forty people, in a database that others write to."""
    team = make_hub("tidewater", "Tidewater", now=NOW)
    add(team, *[f"Tansy Madeup{number}" for number in range(40)])
    return team


def requests_come_in(team: Team, stop: threading.Event) -> tuple[int, int]:
    """Adds people, opens everybody and searches until told to stop; says how many, and the least that was found."""
    added, least = 0, 1_000_000
    try:
        while not stop.is_set():
            add(team, f"Tansy Online{added}")
            added += 1
            assert len(names_of(team)) == 40 + added
            least = min(least, found(team, "Tansy") - added)
    finally:
        connection.close()
    return added, least


@pytest.mark.parametrize("kind", KINDS)
def test_people_are_added_opened_and_found_while_it_rotates(serving, kind, own_keyring):
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(requests_come_in, serving, stop)
        try:
            for _ in range(2):
                rotate(kind, batch=7)
                time.sleep(0.05)
        finally:
            stop.set()
        added, least = beside.result(20)

    assert added > 0
    assert least == 40
    assert people_by_version(kind) == {3: 40 + added}
    destroy(kind, 1)
    destroy(kind, 2)
    assert len(names_of(serving)) == 40 + added
    assert found(serving, "Tansy") == 40 + added


def write_with_an_older_key(team: Team, has_wrapped: threading.Event, go_on: threading.Event) -> None:
    """A request that took its key before the rotation began, and commits long after."""
    try:
        with hub_scope(team.hub):
            add_person(team.hub, name="Wick Latecomer", channels={}, now=NOW)
            has_wrapped.set()
            go_on.wait(10)
    finally:
        connection.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_person_written_with_the_older_key_and_committed_late_is_not_left_behind(serving, kind):
    has_wrapped, go_on = threading.Event(), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        late = pool.submit(write_with_an_older_key, serving, has_wrapped, go_on)
        has_wrapped.wait(10)
        rotating = pool.submit(close_after, rotate, kind)
        time.sleep(0.2)
        assert not rotating.done()
        go_on.set()
        late.result(10)
        rotating.result(10)

    assert people_by_version(kind) == {2: 41}
    destroy(kind, 1)
    assert "Wick Latecomer" in names_of(serving)
    assert found(serving, "Latecomer") == 1


def close_after(work, *given):
    try:
        return work(*given)
    finally:
        connection.close()


def test_a_key_is_not_destroyed_while_a_running_request_may_have_used_it(serving, own_keyring, monkeypatch):
    monkeypatch.setattr(rotation, "WAIT_SECONDS", 0.1)
    rotate("masters")
    has_wrapped, go_on = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(write_with_an_older_key, serving, has_wrapped, go_on)
        has_wrapped.wait(10)
        try:
            with pytest.raises(EarlierWorkRunning):
                destroy("masters", 1)
        finally:
            go_on.set()
        late.result(10)

    assert sorted(load_keyring(own_keyring.path).masters) == [1, 2]


def test_work_that_does_not_end_leaves_the_rotation_to_be_finished_later(serving, committed, monkeypatch):
    monkeypatch.setattr(rotation, "WAIT_SECONDS", 0.1)
    with committed.connect() as other, other.transaction():
        other.execute("SELECT 1")
        assert commands.run(["rotate"]) == 1
    assert people_by_version("masters") == {1: 40}

    assert rotate("masters") == 2
    assert people_by_version("masters") == {2: 40}


def test_a_row_that_somebody_holds_is_done_when_they_let_go(serving):
    held, let_go = threading.Event(), threading.Event()

    def hold():
        try:
            with hub_scope(serving.hub), transaction.atomic():
                Person.objects.select_for_update().first()
                held.set()
                let_go.wait(10)
        finally:
            connection.close()

    moved = []
    with ThreadPoolExecutor(2) as pool:
        rotation.settings.KEYRING.add("masters")
        holding = pool.submit(hold)
        held.wait(10)
        moved.append(rotation.move_batch(serving.hub, "masters", 2, 500))
        let_go.set()
        holding.result(10)
        moved.append(rotation.move_batch(serving.hub, "masters", 2, 500))

    assert moved == [39, 1]
