"""Somebody says no at the very moment at which an extract is written down: it is before or after, and never both."""

from datetime import date, timedelta
from threading import Event, Thread
from time import sleep

from django.db import connection, connections

from holdfast.hubs.scope import hub_scope
from holdfast.research import opt_out_actions, study_actions
from holdfast.research.models import Extract, OptOut
from holdfast.research.rules import digest_of
from tests.builders import make_hub, make_member, send_request

DAY = timedelta(days=1)
A_WHILE = 0.4  # seconds


def approved(team, *, now):
    """A study that two have agreed on, and a manager."""
    made = make_member(team.hub, "Orla Fictitious", "hub_manager")
    manager = team.hub.members.select_related("account", "hub").get(pk=made.pk)
    approval = study_actions.Approval("Who stops", "Why", "Invented REC", "26/1", date(2027, 3, 31), ["quarter"])
    with hub_scope(team.hub):
        study = study_actions.record_study(team.hub, approval, by=manager, now=now)
        return study_actions.agree(team.hub, "26/1", seen=digest_of(vars(study)), by=team.ines, now=now), manager


def keep(study, manager, person, *, now):
    return study_actions.keep_extract(
        study, persons=[person.pk], rows=40, digest="a" * 64, manifest={}, by=manager, now=now
    )  # fmt: skip


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


def test_whoever_is_saying_no_already_is_waited_for_and_nothing_is_kept(committed, clock, now):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    person = send_request(team, now=now - 30 * DAY).person
    study, manager = approved(team, now=now)
    said = Event()

    def says_no():
        with hub_scope(team.hub):
            opt_out_actions.opt_out(person, kind="here", how="own_pages", now=now)
            said.set()
            sleep(A_WHILE)

    saying = apart(says_no)
    assert said.wait(60)
    with hub_scope(team.hub):
        kept = keep(study, manager, person, now=now)
        count = Extract.objects.count()
    saying.join()

    assert (kept, count) == (None, 0)
    connection.close()


def test_whoever_says_no_while_it_is_written_down_says_so_after_it(committed, clock, now):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    person = send_request(team, now=now - 30 * DAY).person
    study, manager = approved(team, now=now)
    steps, kept = [], Event()

    def says_no():
        assert kept.wait(60)
        with hub_scope(team.hub):
            opt_out_actions.opt_out(person, kind="here", how="own_pages", now=now)
            steps.append("said")

    saying = apart(says_no)
    with hub_scope(team.hub):
        assert keep(study, manager, person, now=now).rows == 40
        kept.set()
        sleep(A_WHILE)
        steps.append("given")
    saying.join()

    assert steps == ["given", "said"]
    with hub_scope(team.hub):
        assert (Extract.objects.count(), OptOut.objects.count()) == (1, 1)
    connection.close()


def test_nobody_waits_to_say_no_while_another_command_reads_for_the_same_study(committed, clock, now):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    person = send_request(team, now=now - 30 * DAY).person
    study, manager = approved(team, now=now)
    steps, reading, said = [], Event(), Event()

    def reads():
        with hub_scope(team.hub):
            study_actions.for_extract(team.hub, "26/1", by=manager, now=now)
            reading.set()
            assert said.wait(60)
            sleep(A_WHILE)
            steps.append("read")

    def keeps():
        with hub_scope(team.hub):
            steps.append(keep(study, manager, person, now=now))

    other = apart(reads)
    assert reading.wait(60)
    keeping = apart(keeps)
    sleep(A_WHILE)
    with hub_scope(team.hub):
        opt_out_actions.opt_out(person, kind="here", how="own_pages", now=now)
    said.set()
    for each in (other, keeping):
        each.join()

    assert steps == ["read", None]
    connection.close()
