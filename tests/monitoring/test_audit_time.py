"""An audit that takes too long is stopped as a whole: nothing is published, and the page says what to do."""

import pytest
from django.db import IntegrityError, transaction

from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring import audit_solving, auditing, return_commands
from holdfast.monitoring import publish_actions as actions
from holdfast.monitoring.models import LedgerEntry, Publication
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import public_cube
from holdfast.monitoring.states import Publishing
from holdfast.monitoring.tasks import audit_publication
from tests.builders import browser_of, page
from tests.monitoring.test_publishing import LATER, MANY, QUARTER, prepared

SAYS = (
    "It took longer than five minutes, so nobody knows whether somebody could be given away. Nothing was published, "
    "and nothing of it will be. Prepare the period again; if that is stopped too, ask whoever runs this system."
)


@pytest.fixture(autouse=True)
def _later(clock):
    clock(LATER)


@pytest.fixture
def stopped(tidewater, manager, monkeypatch):
    """Of Tidewater, audited by the job, which has no time at all."""
    monkeypatch.setattr(auditing, "WHOLE_SECONDS", 0)
    found = prepared(tidewater, by=manager)
    audit_publication(hub_id=str(tidewater.hub.pk), publication_id=str(found.pk))
    with hub_scope(tidewater.hub):
        return Publication.objects.select_related("hub").get(pk=found.pk)


def test_the_programmes_of_an_audit_have_so_long_together(monkeypatch):
    cube = public_cube("tidewater", QUARTER, MANY)
    needed = protect(cube, ()).solved
    clock = iter(range(10_000))
    monkeypatch.setattr(audit_solving.time, "monotonic", lambda: next(clock))
    with audit_solving.within(10_000):
        assert protect(cube, ()).solved == needed > 1
    with pytest.raises(audit_solving.OutOfTime), audit_solving.within(2):
        protect(cube, ())
    assert protect(cube, ()).solved == needed


def test_what_was_not_audited_in_time_is_stopped_and_nothing_of_it_is_kept(tidewater, manager, stopped):
    assert stopped.status == Publishing.STOPPED
    assert (stopped.rows, stopped.words, stopped.digest, stopped.audited_at) == (None, [], "", None)
    with hub_scope(tidewater.hub):
        assert LedgerEntry.objects.count() == 0
        for step in (actions.sign, actions.publish):
            with pytest.raises(MoveNotAllowed):
                step(stopped, seen="", by=manager, now=LATER)
        with pytest.raises(MoveNotAllowed):
            actions.discard(stopped, by=manager, now=LATER)
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.filter(pk=stopped.pk).update(status="counted")


def test_the_page_says_that_nothing_was_published_and_what_to_do(tidewater, saltpan, manager, stopped):
    address = page("monitoring:publication", stopped.pk)
    for member in (manager, tidewater.ines):
        shown = browser_of(member).get(address).content.decode()
        assert SAYS in shown
        assert "Stopped: its audit took too long, and nothing was published." in shown
        assert "Discard" not in shown
        assert "Nothing can be shown of this period" not in shown
    assert browser_of(saltpan.ines).get(address).status_code == 404


def test_the_command_says_that_nothing_was_published_and_it_can_be_prepared_again(
    tidewater, manager, monkeypatch, capsys
):
    monkeypatch.setattr(auditing, "WHOLE_SECONDS", 0)
    place = ["--hub", "tidewater", "--period", "2026-Q3", "--channel", "public", "--by", manager.account.email]
    assert return_commands.run(["prepare", *place]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "The audit took longer than five minutes and was stopped" in said
    assert "Nothing was published. Prepare it again" in said
    monkeypatch.setattr(auditing, "WHOLE_SECONDS", 300)
    assert return_commands.run(["prepare", *place]) == 0


def test_the_period_can_be_prepared_again(tidewater, manager, stopped, monkeypatch):
    monkeypatch.setattr(auditing, "WHOLE_SECONDS", 300)
    again = prepared(tidewater, by=manager)
    audit_publication(hub_id=str(tidewater.hub.pk), publication_id=str(again.pk))
    with hub_scope(tidewater.hub):
        assert Publication.objects.get(pk=again.pk).status == Publishing.AUDITED
