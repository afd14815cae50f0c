"""Leave and cover on the pages: looked at before it is kept, on Today while it runs, gone afterwards."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out
from holdfast.people.models import Cover
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.triage.queries import who_can_make_contact
from tests.builders import accept, browser_of, make_member, page, send_request

DAYS = {"starts_on": "2026-10-14", "ends_on": "2026-10-23"}


@pytest.fixture
def owned(tidewater, met, now):
    """Nell's three open records; one is kept from Wren, one from the lead."""
    kept = send_request(tidewater, now=now - timedelta(hours=30), name="Otto Exampleton")
    accept(tidewater, kept, owner=tidewater.nell, now=now - timedelta(hours=20))
    secret = send_request(tidewater, now=now, name="Ivo Placeholder", must_not_see=("Ines Pretendham",))
    accept(tidewater, secret, owner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        keep_out(kept.person, named=["Wren Dummerly"], now=now)
    return met, kept


def post(member, away_member, covering_member, **changed):
    given = {"away": str(away_member.pk), "covering": str(covering_member.pk), **DAYS, **changed}
    return browser_of(member).post(page("caseload:covers"), given)


def kept_covers(team) -> list[Cover]:
    with hub_scope(team.hub):
        return list(Cover.objects.order_by("pk"))


def test_what_goes_over_and_what_cannot_is_said_before_it_is_kept(tidewater, owned):
    looked = post(tidewater.ines, tidewater.nell, tidewater.wren).content.decode()

    assert "<dt>Goes over now</dt><dd>1 open record</dd>" in looked  # one of the three is kept from the lead herself
    assert "<dt>Stays with the leads</dt><dd>1 open record</dd>" in looked
    assert "Nell Sampleton has a shift on the rota in these days" in looked
    for name in ("Otto", "Hazel", "Ivo"):
        assert name not in looked
    assert kept_covers(tidewater) == []
    answer = post(tidewater.ines, tidewater.nell, tidewater.wren, sure="yes")
    assert (answer.status_code, len(kept_covers(tidewater))) == (302, 1)
    again = post(tidewater.ines, tidewater.nell, tidewater.wren, sure="yes")
    assert "Cover is arranged for these days already" in again.content.decode()
    assert len(kept_covers(tidewater)) == 1


def test_today_of_whoever_covers_shows_what_is_due_and_the_leads_what_is_left(tidewater, owned, read, clock, now):
    post(tidewater.nell, tidewater.nell, tidewater.wren, sure="yes")
    clock(now + timedelta(days=4))
    shown = read(tidewater.wren, "caseload:today").text_shown

    assert "You cover for Nell Sampleton until Friday 23 October" in shown
    assert "Due for Nell Sampleton" in shown
    assert "Hazel Pretend" in shown
    assert "Otto" not in shown
    lead = read(tidewater.ines, "caseload:today").text_shown
    assert "Owner away, not at work or kept out, and nobody in their place" in lead
    assert "Otto Exampleton" in lead
    assert "Ivo" not in lead
    people = read(tidewater.wren, "caseload:people", query="?stage=first_contact").text_shown
    assert "Hazel Pretend" in people
    assert "Nell Sampleton" in people
    clock(now + timedelta(days=10))
    assert "Nothing waits for you" in read(tidewater.wren, "caseload:today").text_shown
    assert "Owner away" not in read(tidewater.ines, "caseload:today").text_shown


def test_today_of_those_who_cover_for_nobody_asks_nothing_more(tidewater, met, django_assert_num_queries, now):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browser_of(tidewater.nell)
    browser.get(page("caseload:today"))
    with CaptureQueriesContext(connection) as before:
        browser.get(page("caseload:today"))
    statements = len(before)
    post(tidewater.ines, tidewater.wren, make_member(tidewater.hub, "Idris Mockford", "practitioner"), sure="yes")

    with django_assert_num_queries(statements):
        browser.get(page("caseload:today"))


def test_a_member_arranges_their_own_leave_and_ends_it_and_nobody_elses(tidewater, saltpan, met):
    assert "Choose who is away" in post(tidewater.wren, tidewater.nell, tidewater.wren, sure="yes").content.decode()
    assert "Choose who covers" in post(tidewater.nell, tidewater.nell, saltpan.wren, sure="yes").content.decode()
    post(tidewater.nell, tidewater.nell, tidewater.wren, sure="yes")
    (cover,) = kept_covers(tidewater)

    for who in (tidewater.wren, saltpan.ines, tidewater.max, tidewater.ada):
        assert browser_of(who).post(page("caseload:end_cover", cover.pk)).status_code == 404
    assert "Nobody is away" in browser_of(saltpan.ines).get(page("caseload:covers")).content.decode()
    browser_of(tidewater.nell).post(page("caseload:end_cover", cover.pk))
    assert kept_covers(tidewater)[0].ended_by == tidewater.nell


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ends_on": "2026-10-13"}, "not before the first"),
        ({"starts_on": "2026-10-01", "ends_on": "2026-10-02"}, "that has not passed"),
        ({"ends_on": "9999-12-31"}, "within the next year"),
        ({"starts_on": "0001-01-01"}, "at most a year"),
        ({"starts_on": "soon"}, "a day that exists"),
        ({"covering": ""}, "Choose who covers"),
    ],
)
def test_days_that_cannot_be_are_said_in_a_sentence(tidewater, changed, sentence):
    answer = post(tidewater.ines, tidewater.nell, tidewater.wren, sure="yes", **changed)

    assert sentence in answer.content.decode()
    assert kept_covers(tidewater) == []


def test_the_rota_leads_there_for_those_who_open_records(tidewater, met):
    assert page("caseload:covers") in browser_of(tidewater.nell).get(page("accounts:rota")).content.decode()
    assert page("caseload:covers") not in browser_of(tidewater.max).get(page("accounts:rota")).content.decode()


@pytest.mark.parametrize("held", ["before", "after"])
def test_a_record_whose_owner_may_not_open_it_while_a_name_waits_stands_on_the_leads_today(
    tidewater, read, now, clock, held
):
    named = ("Bob from HR",)
    referral = send_request(tidewater, now=now, name="Zebedee Quxtest", must_not_see=named if held == "before" else ())
    accept(tidewater, referral, owner=tidewater.wren, now=now, by=tidewater.ines)
    with hub_scope(tidewater.hub):
        asked = Referral.objects.select_related("person", "owner").get()
        if held == "after":
            name_people(asked, named=list(named), now=now)
        asked.person.refresh_from_db()
        assert [member.name for member, _ in who_can_make_contact(asked)] == ["Ines Pretendham"]
    clock(now + timedelta(days=5))

    lead = read(tidewater.ines, "caseload:today").text_shown
    assert "kept out, and nobody in their place" in lead
    assert "Zebedee" in lead
    assert "Zebedee" not in read(tidewater.wren, "caseload:today").text_shown
