"""Cover while somebody is away: by its dates, for open referrals, and never over who must not see."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.caseload.queries import counts_of, page_of, page_row_by_row
from holdfast.hubs.hours import LONDON
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import open_to, right_of
from holdfast.people.actions import keep_out, relate
from holdfast.people.cover_actions import CoverImpossible, end_cover, hand_over
from holdfast.people.models import Cover, Person
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral
from holdfast.triage.actions import Choice, decide
from holdfast.triage.models import Decision
from tests.builders import accept, make_member, send_request
from tests.conftest import NOW

FIRST, LAST = date(2026, 10, 15), date(2026, 10, 23)


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


@pytest.fixture
def owned(tidewater, now):
    """Two people whose referrals Nell owns, one that waits in the queue, and one of Wren's own."""
    made = {}
    for name, owner in (("Hazel Pretend", "nell"), ("Otto Exampleton", "nell"), ("Ivo Placeholder", "wren")):
        made[name] = send_request(tidewater, now=now, name=name)
        accept(tidewater, made[name], owner=getattr(tidewater, owner), now=now)
    made["Tansy Madeup"] = send_request(tidewater, now=now, name="Tansy Madeup")
    return made


def cover(team, **changed) -> Cover:
    given = {"covering": team.wren, "starts_on": FIRST, "ends_on": LAST, "by": team.ines, "now": NOW, **changed}
    return hand_over(given.pop("away", team.nell), **given)


def rights(team, member, now) -> dict[str, str]:
    """Rights by name, after making sure that lists say the same."""
    who = viewer(member, now=now)
    names = {referral.person_id: referral for referral in Referral.objects.select_related("person")}
    found = {referral.reference: right_of(who, referral.person) for referral in names.values()}
    listed = set(Person.objects.filter(open_to(who)).values_list("pk", flat=True))
    assert listed == {pk for pk, referral in names.items() if found[referral.reference]}
    return found


def test_it_begins_with_its_first_day_and_ends_with_its_last_by_the_clock_of_london(tidewater, owned, now):
    hazel, otto, ivo = (owned[name].reference for name in ("Hazel Pretend", "Otto Exampleton", "Ivo Placeholder"))
    with hub_scope(tidewater.hub):
        cover(tidewater)
        for moment, right in (
            (now, ""),
            (at(FIRST) - timedelta(hours=12, seconds=1), ""),
            (at(FIRST, 0), "cover"),
            (at(LAST, 23, 59), "cover"),
            (at(LAST + timedelta(days=1), 0), ""),
        ):
            found = rights(tidewater, tidewater.wren, moment)
            assert (found[hazel], found[otto], found[ivo]) == (right, right, "owner")


def test_closed_referrals_and_what_is_not_theirs_do_not_go_over(tidewater, owned, now):
    with hub_scope(tidewater.hub):
        relate(owned["Tansy Madeup"].person, tidewater.nell, why="team", now=now)
        closed = owned["Otto Exampleton"]
        Referral.objects.filter(pk=closed.pk).update(stage="closed", closed_at=now, next_action="none")
        cover(tidewater)

        found = rights(tidewater, tidewater.wren, at(FIRST))
        assert found[owned["Tansy Madeup"].reference] == found[closed.reference] == ""
        assert found[owned["Hazel Pretend"].reference] == "cover"


def test_who_must_not_see_a_record_does_not_get_it_by_cover(tidewater, owned, now):
    with hub_scope(tidewater.hub):
        keep_out(owned["Hazel Pretend"].person, named=["Wren Dummerly"], now=now)
        keep_out(owned["Otto Exampleton"].person, named=["Somebody Unknowable"], now=now)
        cover(tidewater)

        found = rights(tidewater, tidewater.wren, at(FIRST))
        assert [found[owned[name].reference] for name in ("Hazel Pretend", "Otto Exampleton")] == ["", ""]


def test_ones_own_right_is_written_down_before_cover_and_cover_before_the_queue(tidewater, owned, now):
    hazel = owned["Hazel Pretend"]
    with hub_scope(tidewater.hub):
        cover(tidewater, away=tidewater.wren, covering=tidewater.nell, starts_on=NOW.date())
        relate(owned["Ivo Placeholder"].person, None, why="queue", now=now - timedelta(days=1))
        assert rights(tidewater, tidewater.nell, now)[owned["Ivo Placeholder"].reference] == "cover"
        relate(owned["Ivo Placeholder"].person, tidewater.nell, why="team", now=now)
        found = rights(tidewater, tidewater.nell, now)
        assert (found[owned["Ivo Placeholder"].reference], found[hazel.reference]) == ("team", "owner")


def test_the_lists_of_whoever_covers_hold_both_caseloads_in_the_same_number_of_statements(
    tidewater, owned, now, django_assert_num_queries
):
    with hub_scope(tidewater.hub):
        cover(tidewater)
        for moment, count in ((now, 1), (at(FIRST), 3), (at(LAST + timedelta(days=1)), 1)):
            sight = viewer(tidewater.wren, now=moment)
            with django_assert_num_queries(1):
                rows = page_of(sight, "first_contact")
            assert len(rows) == counts_of(sight)["first_contact"] == count
            assert rows == page_row_by_row(sight, "first_contact")
            with django_assert_num_queries(1):
                viewer(tidewater.wren, now=moment)


def test_what_is_decided_while_somebody_is_away_goes_over_as_well(tidewater, owned, now):
    with hub_scope(tidewater.hub):
        cover(tidewater)
        tansy = owned["Tansy Madeup"]
        choice = Choice(Decision.Outcome.ACCEPT, tansy.contact_by, owner=tidewater.nell)
        decide(tansy, choice, seen=None, by=tidewater.ines, now=at(FIRST))

        assert rights(tidewater, tidewater.wren, at(FIRST, 13))[tansy.reference] == "cover"


def test_cover_is_not_handed_on(tidewater, owned, now):
    with hub_scope(tidewater.hub):
        idris = make_member(tidewater.hub, "Idris Mockford", "practitioner")
        cover(tidewater)
        with pytest.raises(CoverImpossible, match="covers for a colleague"):
            cover(tidewater, away=tidewater.wren, covering=idris)
        with pytest.raises(CoverImpossible, match="is away"):
            cover(tidewater, away=idris, covering=tidewater.nell)
        with pytest.raises(CoverImpossible, match="arranged"):
            cover(tidewater, covering=idris, starts_on=LAST)
        cover(tidewater, covering=idris, starts_on=LAST + timedelta(days=1), ends_on=LAST + timedelta(days=9))


@pytest.mark.parametrize(
    "changed",
    [
        {"starts_on": LAST, "ends_on": FIRST},
        {"starts_on": NOW.date() - timedelta(days=9), "ends_on": NOW.date() - timedelta(days=1)},
        {"ends_on": date(2028, 1, 1)},
    ],
)
def test_days_that_make_no_sense_are_refused(tidewater, changed):
    with hub_scope(tidewater.hub), pytest.raises(CoverImpossible):
        cover(tidewater, **changed)


def test_a_lead_hands_over_a_member_their_own_leave_and_nobody_else_anybodys(tidewater, saltpan):
    with hub_scope(tidewater.hub):
        for changed in (
            {"by": tidewater.wren},
            {"by": tidewater.ada},
            {"by": saltpan.ines},
            {"covering": tidewater.ada},
            {"covering": saltpan.nell},
            {"away": tidewater.ada, "by": tidewater.ada},
        ):
            with pytest.raises(PermissionDenied):
                cover(tidewater, **changed)
        own = cover(tidewater, by=tidewater.nell)
        with pytest.raises(PermissionDenied):
            end_cover(own, by=tidewater.wren, now=NOW)
        end_cover(own, by=tidewater.nell, now=NOW)

        assert end_cover(own, by=tidewater.ines, now=NOW).ended_by == tidewater.nell
        assert viewer(tidewater.wren, now=at(FIRST)).covers == ()


def test_cover_of_another_hub_is_none_here(tidewater, saltpan, owned):
    with hub_scope(saltpan.hub):
        hand_over(saltpan.nell, covering=saltpan.wren, starts_on=FIRST, ends_on=LAST, by=saltpan.ines, now=NOW)
    with hub_scope(tidewater.hub):
        assert Cover.objects.count() == 0
        assert viewer(tidewater.wren, now=at(FIRST)).covers == ()
