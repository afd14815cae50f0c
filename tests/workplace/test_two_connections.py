"""While somebody outside reads, the person changes their mind: what starts after that shows no more than before."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread

from django.db import connection, connections

from holdfast.agreements.actions import NotAgreed
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.workplace import answer_actions, sharing_actions
from holdfast.workplace.queries import shared_with, words_of
from holdfast.workplace.rules import Words
from holdfast.workplace.states import Status
from tests.builders import make_hub
from tests.workplace.conftest import agreed, know, shown, stored


def apart(act):
    """In a thread of its own, with a connection of its own."""

    def alone():
        try:
            act()
        finally:
            connections.close_all()

    thread = Thread(target=alone)
    thread.start()
    return thread


def readable(known):
    with hub_scope(known.team.hub):
        return [words_of(each).text for each in shared_with(known.olive)]


def test_withdrawn_while_occupational_health_reads_nothing_that_starts_later_shows_more(committed, clock, now):
    clock(now)
    known = know(make_hub("tidewater", "Tidewater", now=now), now=now)
    agreed(known, words=Words("Shared before"), now=now)
    waits = shown(known, words=Words("Never shared"), now=now)
    read, seen = Barrier(2, timeout=60), {}

    def reads():
        with hub_scope(known.team.hub):
            first = [words_of(each).text for each in shared_with(known.olive)]
            read.wait()
            read.wait()
            seen["meanwhile"] = first, [words_of(each).text for each in shared_with(known.olive)]

    reading = apart(reads)
    read.wait()
    with hub_scope(known.team.hub):
        answer_actions.tell_nothing_more(known.tansy.person, known.olive, now=now)
    read.wait()
    reading.join()

    with hub_scope(known.team.hub):
        try:
            answer_actions.agree(waits, now=now)
        except (MoveNotAllowed, NotAgreed):
            seen["agreed after"] = False
    assert seen == {"meanwhile": (["Shared before"], ["Shared before"]), "agreed after": False}
    assert readable(known) == ["Shared before"]
    connection.close()


def test_a_yes_and_a_change_of_mind_at_once_leave_nothing_shared_after_the_change(committed, clock, now):
    clock(now)
    known = know(make_hub("tidewater", "Tidewater", now=now), now=now)
    agreed(known, words=Words("Shared before"), now=now)
    for number in range(6):
        then = now + timedelta(minutes=3 * number)
        waits, start, at = shown(known, words=Words(f"Number {number}"), now=then), Barrier(2, timeout=60), {}

        def says_yes(waits=waits, start=start, then=then):
            start.wait()
            with suppress(MoveNotAllowed, NotAgreed), hub_scope(known.team.hub):
                answer_actions.agree(waits, now=then + timedelta(minutes=1))

        def changes(start=start, at=at, then=then):
            start.wait()
            with suppress(NotAgreed), hub_scope(known.team.hub):
                answer_actions.tell_nothing_more(known.tansy.person, known.olive, now=then + timedelta(minutes=1))
            at["after"] = readable(known)

        threads = [apart(says_yes), apart(changes)]
        for thread in threads:
            thread.join()
        assert readable(known) == at["after"], "nothing is added once the change is committed"
        assert Status.AGREED not in {each.status for each in stored(known.team)}
        agreed(known, words=Words("Agreed anew"), now=then + timedelta(minutes=2))
    with hub_scope(known.team.hub):
        assert sharing_actions.agreements.locked(known.tansy.person, known.olive) is not None
    connection.close()
