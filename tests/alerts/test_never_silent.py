"""An alert always has a human: after closing time, when people leave, when all of the hub are kept out."""

from datetime import UTC, datetime, timedelta

import pytest

from holdfast.accounts import actions as accounts
from holdfast.accounts.models import Membership, Shift
from holdfast.alerts.actions import close, escalate_due, hand_on, take
from holdfast.alerts.models import Alert
from holdfast.correspondence.models import Message
from holdfast.desk.actions import sign_terms
from holdfast.hubs.models import Terms
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer
from holdfast.referrals.naming import name_people
from holdfast.referrals.reckoning import reckon
from tests.builders import browser_of, is_suspended, leaves, make_member, page, put_on_duty, send_request, works_as

FRIDAY_EVENING = timedelta(days=2, hours=3, minutes=6)  # after `now`: Friday, 17:58 in London


def mailed(team, kind="alert"):
    found = Message.objects.filter(hub=team.hub, kind=kind).select_related("member__account")
    return [message.member.name for message in found.order_by("queued_at", "pk")]


def test_raised_just_before_closing_it_goes_to_leads_and_cover_in_the_evening_and_then_waits_for_monday(tidewater, now):
    friday = now + FRIDAY_EVENING
    with hub_scope(tidewater.hub):
        put_on_duty(tidewater.nell, friday, hours=1)
    send_request(tidewater, now=friday, safe_now="no")
    with hub_scope(tidewater.hub):
        told = [escalate_due(tidewater.hub, now=friday + timedelta(minutes=minutes)) for minutes in (16, 32, 48, 600)]

        assert told == [1, 1, 0, 0]
        assert mailed(tidewater)[0] == "Nell Sampleton"
        assert set(mailed(tidewater)[1:]) == {"Nell Sampleton", "Ines Pretendham", "Harbour Crisis Line"}
        assert escalate_due(tidewater.hub, now=friday + timedelta(days=2, hours=15)) == 1


@pytest.mark.parametrize("end", [is_suspended, leaves])
def test_an_alert_of_somebody_who_is_gone_is_nobodys_within_the_minute_and_others_are_told(tidewater, alert, now, end):
    with hub_scope(tidewater.hub):
        take(alert, by=tidewater.nell, now=now)
    end(tidewater.nell)
    with hub_scope(tidewater.hub):
        escalate_due(tidewater.hub, now=now + timedelta(minutes=1))

        alert.refresh_from_db()
        assert (alert.status, alert.taken_by) == ("raised", None)
        assert mailed(tidewater)[1:] == ["Ines Pretendham"]
        assert right_of(viewer(tidewater.nell, now=now), alert.person) != "alert"


def test_every_fallback_is_tried(tidewater, now):
    works_as(tidewater.wren, "practitioner", is_fallback=True)
    with hub_scope(tidewater.hub):
        Shift.objects.update(removed_at=now)
    send_request(tidewater, now=now, safe_now="no", must_not_see=("Wren Dummerly",))

    with hub_scope(tidewater.hub):
        assert mailed(tidewater) == ["Ines Pretendham"]


def test_where_nobody_at_all_may_see_it_the_leads_hear_that_there_is_one_and_not_whose(tidewater, now):
    named = ("Practitioners", "Clinical leads", "Outside cover")
    send_request(tidewater, now=now, name="Zebedee Quxtest", safe_now="no", must_not_see=named)

    with hub_scope(tidewater.hub):
        assert (mailed(tidewater), mailed(tidewater, "unseen")) == ([], ["Ines Pretendham"])
        assert {finding.kind for finding in reckon(tidewater.hub, now=now).found} >= {"unseen"}
    assert "Zebedee" not in browser_of(tidewater.ines).get(page("alerts:reckoning")).content.decode()


@pytest.mark.parametrize("named", [("Ines",), ("Clinical leads", "Bob from HR"), ("Practitioners", "Clinical leads")])
def test_a_safe_request_that_nobody_may_decide_on_reaches_the_outside_cover_and_stays_theirs(
    tidewater, now, clock, named
):
    clock(now)
    referral = send_request(tidewater, now=now, name="Zebedee Quxtest", safe_now="yes", must_not_see=named)
    with hub_scope(tidewater.hub):
        alert = Alert.objects.select_related("person").get()
        assert (alert.source, alert.urgency, mailed(tidewater)) == ("unseen", "default", ["Harbour Crisis Line"])
        take(alert, by=tidewater.outside, now=now)
        close(alert, done=["spoke"], words="Spoke; they want another hub", by=tidewater.outside, now=now)

        assert right_of(viewer(tidewater.outside, now=now), alert.person) == "outside"
        found = [(finding.kind, finding.subject_id) for finding in reckon(tidewater.hub, now=now).found]
        assert ("unopened", referral.pk) in found
    assert "Zebedee Quxtest" in browser_of(tidewater.outside).get(page("alerts:list")).content.decode()
    for member in (tidewater.nell, tidewater.wren, tidewater.ines):
        assert "Zebedee" not in browser_of(member).get(page("alerts:list")).content.decode()


def test_a_name_that_leaves_somebody_to_decide_raises_nothing(tidewater, now):
    send_request(tidewater, now=now, safe_now="yes", must_not_see=("Nell Sampleton", "Bob from HR"))

    with hub_scope(tidewater.hub):
        assert Alert.objects.count() == 0


def test_handing_on_one_of_two_alerts_leaves_the_other_open_to_its_holder(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        other = Alert.objects.get()
        other.pk = None
        other._state.adding = True
        other.save()
        for each in Alert.objects.select_related("person"):
            take(each, by=tidewater.nell, now=now)
            hand_on(each, to=tidewater.wren, by=tidewater.nell, now=now)
        first, second = Alert.objects.select_related("person").order_by("pk")
        hand_on(first, to=tidewater.nell, by=tidewater.wren, now=now)

        assert right_of(viewer(tidewater.wren, now=now), second.person) == "alert"
        hand_on(second, to=tidewater.nell, by=tidewater.wren, now=now)
        assert right_of(viewer(tidewater.wren, now=now), second.person) == ""


def test_a_fallback_may_take_alerts(tidewater):
    with pytest.raises(accounts.CannotInvite, match="takes alerts"):
        works_as(tidewater.ada, "administrator", is_fallback=True)
    with pytest.raises(accounts.CannotInvite, match="takes alerts"):
        accounts.invite(
            tidewater.hub, name="Wick Mocksworth", email="wick@tidewater.example", roles=["administrator"],
            on=tidewater.ada.joined_on, is_fallback=True,
        )  # fmt: skip


def test_the_last_fallback_keeps_a_role_that_takes_alerts(tidewater):
    with pytest.raises(accounts.CannotInvite, match="takes alerts"):
        works_as(tidewater.ines, "administrator")

    assert Membership.objects.get(pk=tidewater.ines.pk).roles == ["clinical_lead"]


@pytest.mark.parametrize(
    "end",
    [is_suspended, leaves, lambda member: works_as(member, "administrator")],
)
def test_the_last_outside_cover_of_an_open_hub_stays_until_there_is_another(tidewater, end):
    with pytest.raises(accounts.LastOutsideCover):
        end(tidewater.outside)
    make_member(tidewater.hub, "Second Crisis Line", "outside_cover")

    end(tidewater.outside)


def test_fifty_open_alerts_are_a_page_and_the_next_ones_are_behind_it(tidewater, now, clock):
    for number in range(52):
        send_request(tidewater, now=now + timedelta(seconds=number), safe_now="no", name=f"Otto Exampleton{number}")
    send_request(tidewater, now=now + timedelta(minutes=2), safe_now="no", name="Real Madeupson")
    clock(now + timedelta(minutes=3))
    browser = browser_of(tidewater.nell)

    first = browser.get(page("alerts:list")).content.decode()
    address = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(address).content.decode()

    assert ("Real Madeupson" in first, "Real Madeupson" in second) == (False, True)
    assert second.count("Otto Exampleton5") + second.count("Otto Exampleton0") >= 1


def test_an_alert_that_was_promised_for_the_morning_is_read_then_though_other_hours_were_signed_meanwhile(
    tidewater, clock
):
    night = clock(datetime(2026, 10, 14, 21, 0, tzinfo=UTC))
    send_request(tidewater, now=night, safe_now="no")
    with hub_scope(tidewater.hub):
        promised = Alert.objects.get().act_by
        last = Terms.objects.filter(hub=tidewater.hub).order_by("-version").first().version
        later = {"watched_hours": [[day, "10:00", "16:00"] for day in range(5)]}
        sign_terms(tidewater.hub, later, seen_version=last, starts_at=night, by=tidewater.ines, now=night)
        told = [escalate_due(tidewater.hub, now=promised + timedelta(minutes=minutes)) for minutes in (-1, 1)]

        assert told == [0, 1]
        assert Message.objects.filter(kind="alert").exists()


def test_an_open_alert_goes_to_the_outside_cover_at_once_when_the_person_keeps_out_all_who_were_told(
    tidewater, saltpan, unsafe, alert, now
):
    with hub_scope(tidewater.hub):
        name_people(unsafe, named=["practitioners"], now=now)
        assert mailed(tidewater) == ["Nell Sampleton"]  # a lead may open it still

        name_people(unsafe, named=["clinical leads"], now=now)

        assert mailed(tidewater)[1:] == ["Harbour Crisis Line"]
        assert right_of(viewer(tidewater.outside, now=now), unsafe.person) == "outside"
        assert "unseen" not in {finding.kind for finding in reckon(tidewater.hub, now=now).found}
        name_people(unsafe, named=["Somebody Else"], now=now)
        assert mailed(tidewater)[1:] == ["Harbour Crisis Line"]  # who is told once
    with hub_scope(saltpan.hub):
        assert mailed(saltpan) == []
