"""Concerns: what is written stays, is sealed, and closes with a second practitioner's advice."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import keep_out
from holdfast.people.identity import reveal
from holdfast.safeguarding.actions import (
    NoSecondOpinion,
    Note,
    NothingWritten,
    add_entry,
    close,
    raise_concern,
)
from holdfast.safeguarding.models import Concern, Entry
from holdfast.safeguarding.queries import hides_reading
from tests.builders import send_request
from tests.conftest import NOW

SOON = date(2026, 10, 21)
CANARY = "heron-canary-concern"


@pytest.fixture
def person(tidewater, now):
    return send_request(tidewater, now=now, name="Tansy Madeup").person


@pytest.fixture
def concern(tidewater, person):
    with hub_scope(tidewater.hub):
        return raised(tidewater, person)


def raised(team, person, **changed) -> Concern:
    note = changed.pop("note", Note(seen=CANARY, done=["listened"]))
    given = {"kind": "child", "note": note, "review_on": SOON, "by": team.nell, "now": NOW, **changed}
    return raise_concern(person, **given)


def test_everything_written_is_sealed_and_the_event_has_codes_alone(tidewater, person):
    note = Note(
        seen=f"{CANARY} seen", done=["told"], done_words=f"{CANARY} done", service="children",
        service_name=f"{CANARY} name", told_at=NOW, person_told="no", not_told=f"{CANARY} not told",
        adviser=tidewater.ines, advice=f"{CANARY} advice",
    )  # fmt: skip
    with hub_scope(tidewater.hub):
        raised(tidewater, person, note=note)
        entry, event = Entry.objects.get(), Event.objects.get(kind="concern.raise")

        sealed = {name: bytes(value) for name, value in vars(entry).items() if name.endswith("_sealed")}
        assert len(sealed) == 5
        assert not any(CANARY.encode() in value for value in sealed.values())
        assert reveal(person, f"service:{entry.pk}", entry.service_name_sealed) == f"{CANARY} name"
        assert event.codes == {"concern": "child", "told": "children"}


def test_entries_are_added_and_the_database_lets_nobody_change_one(tidewater, concern):
    with hub_scope(tidewater.hub):
        add_entry(
            concern, note=Note(done_words="Rang them."), review_on=SOON + timedelta(days=7), by=tidewater.ines, now=NOW
        )
        concern.refresh_from_db()
        assert (Entry.objects.count(), concern.review_on) == (2, SOON + timedelta(days=7))
        for change in (lambda: Entry.objects.update(done=[]), lambda: Entry.objects.all()._raw_delete("default")):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_the_same_form_twice_is_one_entry_and_a_mark_of_somebody_else_is_another(tidewater, person, now):
    other = send_request(tidewater, now=now, name="Otto Exampleton").person
    note = Note(seen="Seen.", mark=uuid4())
    with hub_scope(tidewater.hub):
        first = raised(tidewater, person, note=note)
        assert raised(tidewater, person, note=note) == first
        raised(tidewater, other, note=note)
        raised(tidewater, person, note=note, by=tidewater.ines)
        more = Note(seen="More.", mark=uuid4())
        assert add_entry(first, note=more, by=tidewater.nell, now=NOW) == add_entry(
            first, note=more, by=tidewater.nell, now=NOW
        )
        assert (Concern.objects.count(), Entry.objects.count()) == (3, 4)


def test_it_closes_with_the_advice_of_a_second_practitioner_now_or_before(tidewater, concern):
    with hub_scope(tidewater.hub):
        with pytest.raises(NoSecondOpinion):
            close(concern, note=Note(done_words="Done."), shows_reading=True, by=tidewater.nell, now=NOW)
        advised = Note(adviser=tidewater.ines, advice="Go on as agreed.")
        add_entry(concern, note=advised, by=tidewater.nell, now=NOW)
        with pytest.raises(NoSecondOpinion):  # one's own advice is no second one
            close(concern, note=Note(done_words="Done."), shows_reading=True, by=tidewater.ines, now=NOW)
        last = Note(done_words="Done.")
        closed = close(concern, note=last, shows_reading=True, by=tidewater.nell, now=NOW)

        assert (closed.status, closed.review_on, closed.closed_by) == ("closed", None, tidewater.nell)
        assert close(concern, note=last, shows_reading=True, by=tidewater.nell, now=NOW).status == "closed"
        with pytest.raises(MoveNotAllowed):
            add_entry(concern, note=Note(seen="Late."), by=tidewater.nell, now=NOW)


def test_who_read_it_stays_hidden_until_every_concern_was_closed_as_safe_to_show(tidewater, person, concern):
    advised = {"adviser": tidewater.ines, "advice": "Yes."}
    with hub_scope(tidewater.hub):
        second = raised(tidewater, person)
        close(concern, note=Note(done_words="Done.", **advised), shows_reading=True, by=tidewater.nell, now=NOW)
        assert hides_reading(person)
        close(second, note=Note(done_words="Done.", **advised), shows_reading=True, by=tidewater.nell, now=NOW)
        assert not hides_reading(person)
        third = raised(tidewater, person)
        close(third, note=Note(done_words="Done.", **advised), shows_reading=False, by=tidewater.nell, now=NOW)
        assert hides_reading(person)


def test_only_those_who_may_read_concerns_write_them_and_no_adviser_is_kept_out(tidewater, saltpan, person, now):
    with hub_scope(tidewater.hub):
        keep_out(person, named=["Wren Dummerly"], now=now)
        for by in (tidewater.ada, tidewater.sol, tidewater.max, tidewater.outside):
            with pytest.raises(PermissionDenied):
                raised(tidewater, person, by=by)
        for adviser in (tidewater.wren, tidewater.nell, tidewater.ada, saltpan.ines):
            with pytest.raises(PermissionDenied), transaction.atomic():
                raised(tidewater, person, note=Note(seen="Seen.", adviser=adviser, advice="Yes."))
        with pytest.raises(NothingWritten), transaction.atomic():
            raised(tidewater, person, note=Note(seen=" \n"))
        assert Concern.objects.count() == 0


def test_the_database_refuses_a_service_without_a_time_and_silence_about_why_they_were_not_told(tidewater, person):
    with hub_scope(tidewater.hub):
        for wrong in ({"service": "police"}, {"person_told": "no"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                raised(tidewater, person, note=Note(seen="Seen.", **wrong))
