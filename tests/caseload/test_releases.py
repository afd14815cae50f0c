"""A name is taken off the list of who must not see by a lead who has talked with the person, and by nobody else."""

from datetime import timedelta

import pytest

from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import is_kept_out
from holdfast.people.actions import settle_name
from holdfast.people.models import MustNotSee
from holdfast.people.release_actions import answer_release, ask_release
from holdfast.referrals.unled import people_without_a_lead
from tests.builders import accept, browser_of, make_member, page, send_request
from tests.caseload.conftest import CANARY


@pytest.fixture
def otto(tidewater, now):
    """Otto named Wren, and asks that she may see his record again."""
    referral = send_request(
        tidewater, now=now - timedelta(days=2), name="Otto Exampleton", story=CANARY, must_not_see=("Wren Dummerly",)
    )
    accept(tidewater, referral, owner=tidewater.nell, now=now - timedelta(days=1))
    with hub_scope(tidewater.hub):
        entry = MustNotSee.objects.get(person=referral.person)
        for _ in range(2):  # pressed twice
            assert ask_release(referral.person, entry.pk, now=now - timedelta(hours=1)) is True
        assert Event.objects.filter(kind="person.ask_release").count() == 1
    return referral


def entry_of(team) -> MustNotSee:
    with hub_scope(team.hub):
        return MustNotSee.objects.select_related("person").get()


def kept_out(team, member) -> bool:
    with hub_scope(team.hub):
        return is_kept_out(member, MustNotSee.objects.select_related("person").get().person)


def answer(member, entry, said):
    return browser_of(member).post(page("caseload:release", entry.pk), {"answer": said})


def test_it_stands_on_the_leads_today_and_among_the_names_until_it_is_answered(tidewater, otto, read):
    assert "One person asks to take a name off" in read(tidewater.ines, "caseload:today").text_shown
    shown = read(tidewater.ines, "caseload:names").text_shown
    assert "May “Wren Dummerly” see it again?" in shown
    assert "Asked by Otto Exampleton" in shown
    assert "1 waiting" in read(tidewater.ines, "caseload:hub").text_shown
    assert "Speak with them alone" in read(tidewater.ines, "caseload:release", entry_of(tidewater).pk).text_shown

    assert answer(tidewater.ines, entry_of(tidewater), "").status_code == 200
    assert answer(tidewater.ines, entry_of(tidewater), "off").url == page("caseload:names")

    for name in ("caseload:today", "caseload:names"):
        assert "Otto" not in read(tidewater.ines, name).text_shown
    assert answer(tidewater.ines, entry_of(tidewater), "off").status_code == 404


@pytest.mark.parametrize(("said", "stays"), [("off", False), ("on", True)])
def test_whom_the_name_kept_out_may_see_again_only_if_they_said_so(tidewater, otto, now, said, stays):
    assert kept_out(tidewater, tidewater.wren)

    answer(tidewater.ines, entry_of(tidewater), said)

    assert kept_out(tidewater, tidewater.wren) is stays
    assert entry_of(tidewater).release_asked_at is None
    with hub_scope(tidewater.hub):
        event = Event.objects.filter(kind__in=["person.release", "person.keep_kept_out"]).get()
        assert (event.kind, event.by) == ("person.keep_kept_out" if stays else "person.release", tidewater.ines)


def test_every_row_that_one_name_wrote_ends_with_it_and_another_name_stays(tidewater, now):
    first, second = (make_member(tidewater.hub, "Robin Notreal", "practitioner") for _ in range(2))
    referral = send_request(tidewater, now=now, must_not_see=("Robin Notreal", "Wren Dummerly"))
    with hub_scope(tidewater.hub):
        waiting = MustNotSee.objects.select_related("person").get(status="unsettled")
        settle_name(waiting, members=[first, second], by=tidewater.ines, now=now)
        ask_release(referral.person, waiting.pk, now=now)
        waiting.refresh_from_db()
        answer_release(waiting, is_released=True, by=tidewater.ines, now=now)

        kept = [is_kept_out(member, referral.person) for member in (first, second, tidewater.wren)]
    assert kept == [False, False, True]


def test_nobody_else_answers_nor_learns_that_it_was_asked(tidewater, saltpan, otto):
    entry = entry_of(tidewater)
    for member in (tidewater.wren, tidewater.nell, tidewater.ada, tidewater.max, tidewater.outside, saltpan.ines):
        response = answer(member, entry, "off")
        assert response.status_code == 404
        assert "Otto" not in response.content.decode()
        assert "take a name off" not in browser_of(member).get(page("caseload:today")).content.decode()
    assert kept_out(tidewater, tidewater.wren)


def test_a_lead_who_is_kept_out_does_not_answer_for_themselves(tidewater, now, read):
    referral = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham",))
    with hub_scope(tidewater.hub):
        ask_release(referral.person, MustNotSee.objects.get().pk, now=now)

    assert answer(tidewater.ines, entry_of(tidewater), "off").status_code == 404
    assert "Otto" not in read(tidewater.ines, "caseload:names").text_shown
    assert kept_out(tidewater, tidewater.ines)


def test_a_name_that_was_settled_as_two_colleagues_frees_both(tidewater, now):
    referral = send_request(tidewater, now=now - timedelta(hours=2), must_not_see=("that tall one",))
    with hub_scope(tidewater.hub):
        entry = MustNotSee.objects.select_related("person").get(status="unsettled")
        settle_name(entry, members=[tidewater.nell, tidewater.wren], by=tidewater.ines, now=now)
        ask_release(referral.person, entry.pk, now=now)
        answer_release(entry, is_released=True, by=tidewater.ines, now=now)

        assert [is_kept_out(member, referral.person) for member in (tidewater.nell, tidewater.wren)] == [False, False]


def test_a_wish_that_every_lead_is_kept_from_stands_on_the_today_of_whoever_runs_the_hub(tidewater, now, read):
    manager = make_member(tidewater.hub, "Morgan Placeholder", "hub_manager")
    governance = make_member(tidewater.hub, "Gale Placeholder", "information_governance")
    referral = send_request(
        tidewater, now=now - timedelta(days=2), name="Otto Exampleton", must_not_see=("Ines Pretendham",)
    )
    with hub_scope(tidewater.hub):
        assert ask_release(referral.person, MustNotSee.objects.get().pk, now=now)
    waits = "One person waits for a lead about who must not see their record"

    for member in (manager, governance):
        shown = read(member, "caseload:today").text_shown
        assert waits in shown
        assert "Otto" not in shown
        assert "Ines" not in shown.split(waits)[1]
    assert waits not in read(tidewater.ines, "caseload:today").text_shown

    make_member(tidewater.hub, "Lark Placeholder", "clinical_lead")
    assert waits not in read(manager, "caseload:today").text_shown


WAITS = "One person waits for a lead about who must not see their record"


@pytest.fixture
def unled(tidewater, now):
    """The only lead is kept out of the record of Otto, who asks for nothing else."""
    referral = send_request(
        tidewater, now=now - timedelta(days=2), name="Otto Exampleton", must_not_see=("Ines Pretendham",)
    )
    with hub_scope(tidewater.hub):
        ask_release(referral.person, MustNotSee.objects.get().pk, now=now)
    return referral


@pytest.mark.parametrize(
    ("roles", "is_shown"),
    [
        (("hub_manager", "practitioner"), True),
        (("information_governance", "administrator"), True),
        (("hub_manager", "outside_cover"), True),
        (("practitioner",), False),
        (("administrator", "support_line"), False),
    ],
)
def test_whoever_runs_the_hub_reads_it_on_any_kind_of_today(tidewater, unled, read, roles, is_shown):
    shown = read(make_member(tidewater.hub, "Morgan Placeholder", *roles), "caseload:today").text_shown

    assert (WAITS in shown) is is_shown
    assert "Ines" not in shown.split(WAITS)[-1] or not is_shown


def test_everybody_who_waits_is_asked_about_a_page_at_a_time(tidewater, now, monkeypatch):
    monkeypatch.setattr("holdfast.referrals.unled.AT_ONCE", 1)
    named = [("that tall one",), ("Ines Pretendham", "that tall one"), (), ("that tall one", "Ines Pretendham")]
    people = [send_request(tidewater, now=now, must_not_see=names).person_id for names in named]

    with hub_scope(tidewater.hub):
        assert list(people_without_a_lead(tidewater.hub)) == [people[1], people[3]]
        monkeypatch.setattr("holdfast.referrals.unled.MOST_ROUNDS", 2)
        assert list(people_without_a_lead(tidewater.hub)) == [people[1]]
