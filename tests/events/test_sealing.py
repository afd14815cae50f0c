"""The access log is sealed, and whatever is done to it afterwards shows."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from holdfast.events.access import log
from holdfast.events.models import Seal
from holdfast.events.sealing import (
    START,
    canonical,
    copied_heads,
    copy_file,
    digest_of,
    head_of,
    seal,
)
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from tests.builders import make_hub, make_member
from tests.conftest import NOW
from tests.events.reading import entries, found, new_hub, read, sealed, settle


def test_a_seal_covers_what_was_read_since_the_last_one(hub):
    first, second = sealed(hub, 3), sealed(hub, 2)

    assert [(one.number, one.entries) for one in (first, second)] == [(1, 3), (2, 2)]
    assert (int(first.from_transaction), int(second.from_transaction)) == (0, int(first.to_transaction))
    assert found(hub) == []


def test_where_nothing_is_new_there_is_no_seal(hub):
    sealed(hub)
    with hub_scope(hub):
        assert seal(hub, now=NOW) is None
        assert Seal.objects.count() == 1


def test_a_chain_goes_on_over_hours_in_which_nothing_was_read(hub):
    sealed(hub)
    with hub_scope(hub):
        seal(hub, now=NOW + timedelta(hours=1))
    sealed(hub)

    assert found(hub) == []


def test_each_hub_has_a_chain_of_its_own(hub):
    other = new_hub("saltpan")
    sealed(hub, 2)
    sealed(other, 1)

    assert (found(hub), found(other)) == ([], [])
    assert len(copied_heads(hub)) == len(copied_heads(other)) == 1
    assert copy_file(hub) != copy_file(other)


def test_a_head_says_everything_that_its_link_says():
    said = {"number": 1, "start": 0, "end": 5, "entries": 2, "digest": b"d" * 32}
    other = [{"number": 2}, {"start": 1}, {"end": 6}, {"entries": 3}, {"digest": b"e" * 32}]

    heads = [head_of(START, **said), head_of(b"p" * 32, **said), *(head_of(START, **{**said, **one}) for one in other)]
    assert len(set(heads)) == 7


def test_entries_that_differ_anywhere_are_other_bytes():
    row = (1, 2, NOW, uuid4(), "member", "read", "page", "team", [uuid4()])
    rows = [row, *((*row[:place], "other", *row[place + 1 :]) for place in range(9)), (*row[:8], ["a,b"])]

    assert len({canonical(one) for one in rows}) == 11
    assert canonical((*row[:8], ["a", "b"])) != canonical((*row[:8], ["a,b"]))


def test_a_read_that_commits_late_with_a_lower_number_is_never_missed(hub):
    """The id is drawn first, a later one commits and is sealed, then the first commits."""
    drawn, go_on = threading.Event(), threading.Event()

    def slow():
        try:
            with hub_scope(hub):
                log(hub.pk, [uuid4()], what="slow", why="team", action="read", now=NOW)
                drawn.set()
                go_on.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(slow)
        drawn.wait(10)
        early = sealed(hub, 2, wait=False)
        go_on.set()
        running.result(10)
    late = sealed(hub)

    assert [one.what for one in entries(hub)] == ["slow", "page0", "page1", "page0"]
    assert early is None
    assert late.entries == 4
    assert found(hub) == []


def test_a_read_that_runs_while_others_are_sealed_is_in_the_next_seal(hub):
    sealed(hub, 2)
    drawn, go_on = threading.Event(), threading.Event()

    def slow():
        try:
            with hub_scope(hub):
                drawn.set()
                go_on.wait(10)
                log(hub.pk, [uuid4()], what="slow", why="team", action="read", now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(slow)
        drawn.wait(10)
        between = sealed(hub, 3)
        go_on.set()
        running.result(10)
    after = sealed(hub)

    assert (between.entries, after.entries) == (3, 2)
    assert found(hub) == []


def test_two_sealers_at_once_make_one_chain(hub):
    read(hub, 5)
    settle(hub)
    both = threading.Barrier(2)

    def work():
        try:
            both.wait(5)
            with hub_scope(hub):
                return seal(hub, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = [one.result(10) for one in [pool.submit(work), pool.submit(work)]]

    assert sorted(one.entries for one in made if one) == [5]
    assert found(hub) == []


# What somebody with every right over the database could do, and how it shows.


@pytest.mark.parametrize(
    "change",
    [
        "why = 'owner'",
        "what = 'elsewhere'",
        "persons = '{}'",
        "at = at + interval '1 second'",
        "actor = 'system'",
        "action = 'refused'",
        "id = id + 1000",
        "transaction = (transaction::text::bigint - 1)::text::xid8",
    ],
)
def test_an_entry_that_was_edited_shows(chain, committed, change):
    second = entries(chain)[2].pk
    assert committed.as_superuser(f"UPDATE events_accessentry SET {change} WHERE id = %s", second) == 1

    assert "seal 2: entries were changed, added or removed" in found(chain)


def test_another_reader_put_in_shows(chain, committed):
    wren = make_member(chain, "Wren Dummerly", "practitioner")
    committed.as_superuser("UPDATE events_accessentry SET by_id = %s WHERE id = %s", wren.pk, entries(chain)[0].pk)

    assert found(chain) == ["seal 1: entries were changed, added or removed"]


def test_an_entry_that_was_deleted_shows(chain, committed):
    committed.as_superuser("DELETE FROM events_accessentry WHERE id = %s", entries(chain)[5].pk)

    assert found(chain) == ["seal 3: entries were changed, added or removed"]


def test_an_entry_that_was_added_afterwards_shows(chain, committed):
    committed.as_superuser(
        """INSERT INTO events_accessentry (hub_id, at, actor, action, what, why, persons, transaction)
           SELECT hub_id, at, actor, action, what, why, persons, transaction FROM events_accessentry
           ORDER BY id LIMIT 1"""
    )

    assert found(chain) == ["seal 1: entries were changed, added or removed"]


def test_a_tail_that_was_cut_off_shows_in_the_copy(chain, committed):
    committed.as_superuser("DELETE FROM events_accessentry WHERE id = ANY(%s)", [one.pk for one in entries(chain)[4:]])
    committed.as_superuser("DELETE FROM events_seal WHERE number = 3")

    assert found(chain) == ["seal 3: is in the copy and not in the database"]


def test_everything_removed_shows_in_the_copy(chain, committed):
    committed.as_superuser("DELETE FROM events_accessentry")
    committed.as_superuser("DELETE FROM events_seal")

    assert found(chain) == [f"seal {number}: is in the copy and not in the database" for number in (1, 2, 3)]


def test_a_link_taken_out_of_the_middle_shows(chain, committed):
    committed.as_superuser("DELETE FROM events_seal WHERE number = 2")

    assert "seal 3: a link of the chain is missing before it" in found(chain)
    assert "seal 2: is in the copy and not in the database" in found(chain)


def test_a_seal_made_to_fit_a_changed_entry_shows(chain, committed):
    """Whoever has the database has not the signing key: digest and head fit, the signature does not."""
    first = entries(chain)[0]
    committed.as_superuser("UPDATE events_accessentry SET why = 'owner' WHERE id = %s", first.pk)
    rewrite(chain, committed)

    assert "seal 1: the chain was rewritten" in found(chain)
    assert "seal 1: differs from the copy kept outside the database" in found(chain)


def rewrite(hub: Hub, committed) -> None:
    """Reckons every digest and head of the chain anew, as an intruder who knows this code could."""
    head = START
    with hub_scope(hub):
        links = list(Seal.objects.order_by("number"))
        digests = [digest_of(hub.pk, start=int(x.from_transaction), end=int(x.to_transaction)) for x in links]
    for link, (count, digest) in zip(links, digests, strict=True):
        start, end = int(link.from_transaction), int(link.to_transaction)
        head = head_of(head, number=link.number, start=start, end=end, entries=count, digest=digest)
        committed.as_superuser(
            "UPDATE events_seal SET entries = %s, digest = %s, head = %s WHERE id = %s", count, digest, head, link.pk
        )


def test_a_chain_begun_anew_with_our_own_signature_shows_in_the_copy(chain, committed):
    committed.as_superuser("DELETE FROM events_seal")
    committed.as_superuser("DELETE FROM events_accessentry WHERE id = %s", entries(chain)[0].pk)
    with hub_scope(chain):
        seal(chain, now=NOW)

    assert "seal 1: differs from the copy kept outside the database" in found(chain)


def test_a_copy_that_is_gone_shows_and_is_not_begun_anew(chain):
    copy_file(chain).unlink()
    missing = f"the copy of the heads is missing: {chain.pk}.heads"
    assert found(chain) == [missing]

    sealed(chain)

    assert found(chain) == [missing]


def test_a_line_taken_out_of_the_copy_shows(chain):
    lines = copy_file(chain).read_text().splitlines(keepends=True)
    copy_file(chain).write_text(lines[0] + lines[2])

    assert found(chain) == ["seal 2: is missing from the copy"]


def test_a_head_that_could_not_be_copied_is_copied_with_the_next_seal(chain):
    read(chain)
    settle(chain)
    with hub_scope(chain):
        seal(chain, now=NOW)  # and the process dies before it copies
    assert found(chain) == []

    sealed(chain)

    assert [number for number, _ in copied_heads(chain)] == [1, 2, 3, 4, 5]
    assert found(chain) == []


def test_the_copy_is_kept_in_a_folder_of_its_owner_and_holds_no_person(chain):
    file = copy_file(chain)

    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [line.split()[0] for line in file.read_text().splitlines()] == ["1", "2", "3"]
    assert [one for one in entries(chain) if str(one.persons[0]) in file.read_text()] == []


def test_a_read_after_the_last_seal_is_no_fault(chain):
    read(chain)

    assert found(chain) == []


def test_a_team_at_work_is_sealed(committed):
    team = make_hub("tidewater", "Tidewater", now=NOW)

    assert sealed(team.hub, 1).entries == 1
    assert found(team.hub) == []
