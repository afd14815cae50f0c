"""Unusual reading, found in the log that the pages wrote, and reviewed by somebody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.caseload.actions import open_in_emergency
from holdfast.events.access import log
from holdfast.events.models import AccessEntry, UnusualReading
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import keep_out, relate
from holdfast.people.identity import reveal
from holdfast.people.reading_actions import look_for_unusual, review_reading
from holdfast.people.tasks import look_in_every_hub
from tests.builders import make_member, put_on_duty, send_request
from tests.conftest import NOW

PAGE = "caseload:person"


def read(member, person, at, *, why="lead", what=PAGE, action="read"):
    """One row of the log, as the gate writes it."""
    log(member.hub_id, [person.pk], what=what, why=why, action=action, now=at, by=member)


def found(team, at) -> list[tuple]:
    """What a look finds, the whole of it."""
    with hub_scope(team.hub):
        look_for_unusual(team.hub, now=at)
        return list(
            UnusualReading.objects.order_by("kind", "first_at").values_list(
                "kind", "member_id", "person_id", "readings"
            )
        )


@pytest.fixture
def person(tidewater, now):
    return send_request(tidewater, now=now - timedelta(days=8), name="Tansy Madeup").person


def test_many_records_in_an_hour_are_found_once_and_lists_do_not_count(tidewater, now):
    people = [send_request(tidewater, now=now, name="Otto Exampleton").person for _ in range(20)]
    with hub_scope(tidewater.hub):
        for number, each in enumerate(people):
            read(tidewater.ines, each, now + timedelta(minutes=number))
            read(tidewater.ada, each, now + timedelta(minutes=number), what="caseload:people", why="role")

    expected = [("many", tidewater.ines.pk, None, 20)]
    for minutes in (30, 31, 90, 600):
        assert found(tidewater, now + timedelta(minutes=minutes)) == expected


def test_the_record_of_somebody_with_a_colleagues_name_and_nobodys_name_is_kept_in_clear(tidewater, now):
    wren = send_request(tidewater, now=now, name="Dummerly, Wren").person
    other = send_request(tidewater, now=now, name="Wren Exampleton").person
    with hub_scope(tidewater.hub):
        for who, why in ((tidewater.ines, "lead"), (tidewater.wren, "queue"), (tidewater.nell, "owner")):
            read(who, wren, now, why=why)
            read(who, other, now, why=why)

    rows = found(tidewater, now + timedelta(minutes=1))
    assert sorted(rows) == sorted(
        [("colleague", tidewater.ines.pk, wren.pk, 1), ("colleague", tidewater.wren.pk, wren.pk, 1)]
    )
    assert found(tidewater, now + timedelta(minutes=2)) == rows
    with hub_scope(tidewater.hub):
        job = AccessEntry.objects.get(actor="system")
        assert (job.what, job.why, set(job.persons)) == ("people:look_for_unusual", "job", {wren.pk, other.pk})


def test_one_record_again_and_again_but_not_by_whoever_works_with_them(tidewater, now, person):
    with hub_scope(tidewater.hub):
        relate(person, tidewater.nell, why="team", now=now - timedelta(days=8))
        for hours in range(10):
            for who in (tidewater.ines, tidewater.nell):
                read(who, person, now - timedelta(days=2) + timedelta(hours=2 * hours), why="lead")
            read(tidewater.wren, person, now - timedelta(hours=12 * hours), why="cover")

    expected = [("again", tidewater.ines.pk, person.pk, 10)]
    assert [row for row in found(tidewater, now) if row[0] == "again"] == expected
    with hub_scope(tidewater.hub):
        read(tidewater.ines, person, now)
    assert [row for row in found(tidewater, now + timedelta(hours=1)) if row[0] == "again"] == expected


def test_at_night_without_duty(tidewater, now, person):
    night = now + timedelta(hours=9)
    with hub_scope(tidewater.hub):
        put_on_duty(tidewater.nell, night)
        for who in (tidewater.ines, tidewater.nell, tidewater.outside):
            read(who, person, night, why="alert")
        read(tidewater.ines, person, now, why="alert")

    assert found(tidewater, night + timedelta(minutes=5)) == [("night", tidewater.ines.pk, None, 1)]


def test_after_ones_own_emergency_access_had_ended(tidewater, now, person):
    with hub_scope(tidewater.hub):
        open_in_emergency(person, reason="They rang and the line went dead.", by=tidewater.wren, now=now)
        read(tidewater.wren, person, now + timedelta(hours=1), why="emergency")
        read(tidewater.wren, person, now + timedelta(hours=5), why="none", action="refused")
        read(tidewater.wren, person, now + timedelta(hours=5), why="team")

    expected = [("afterwards", tidewater.wren.pk, person.pk, 1)]
    assert found(tidewater, now + timedelta(hours=5, minutes=1)) == expected
    assert found(tidewater, now + timedelta(days=3)) == expected


def test_the_round_looks_in_every_hub_and_finds_nothing_of_another(tidewater, saltpan, now, person, clock):
    night = clock(now + timedelta(hours=9))
    with hub_scope(tidewater.hub):
        read(tidewater.ines, person, night - timedelta(minutes=5))

    look_in_every_hub.func(0)

    with hub_scope(tidewater.hub):
        assert UnusualReading.objects.count() == 1
    with hub_scope(saltpan.hub):
        assert UnusualReading.objects.count() == 0


@pytest.fixture
def flagged(tidewater, now, person) -> UnusualReading:
    """Wren tried a record again after her emergency access had ended."""
    with hub_scope(tidewater.hub):
        open_in_emergency(person, reason="They rang and the line went dead.", by=tidewater.wren, now=now)
        read(tidewater.wren, person, now + timedelta(hours=5), why="none", action="refused")
        look_for_unusual(tidewater.hub, now=now + timedelta(hours=6))
        return UnusualReading.objects.get()


def review(reading, by):
    return review_reading(reading, finding="talk", words="heron-canary-words", by=by, now=NOW + timedelta(hours=7))


def test_a_lead_says_what_they_found_in_words_that_are_sealed(tidewater, flagged):
    with hub_scope(tidewater.hub):
        kept = review(flagged, tidewater.ines)
        with pytest.raises(MoveNotAllowed):
            review(flagged, make_member(tidewater.hub, "Idris Mockford", "clinical_lead"))

        assert (kept.finding, kept.reviewed_by) == ("talk", tidewater.ines)
        assert b"heron" not in bytes(kept.words_sealed)
        assert reveal(kept.box, f"review:{kept.pk}", kept.words_sealed) == "heron-canary-words"


def test_nobody_reviews_their_own_nor_a_record_they_must_not_see_nor_another_hubs(tidewater, saltpan, flagged, person):
    with hub_scope(tidewater.hub):
        tidewater.wren.roles = ["clinical_lead"]
        tidewater.wren.__dict__.pop("permissions", None)
        tidewater.wren.save()
        idris = make_member(tidewater.hub, "Idris Mockford", "clinical_lead")
        keep_out(person, named=["Idris Mockford"], now=NOW)
        for by in (tidewater.wren, tidewater.nell, tidewater.ada, idris, saltpan.ines):
            with pytest.raises(PermissionDenied):
                review(flagged, by)
