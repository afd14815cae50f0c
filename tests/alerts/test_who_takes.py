"""Who may take an alert, and that whoever has it or was told of it can open it, for as long as it is theirs."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.accounts.models import Shift
from holdfast.alerts.actions import close, escalate_due, hand_on, take
from holdfast.alerts.models import Alert
from holdfast.caseload.actions import open_in_emergency, raise_worry
from holdfast.correspondence.models import Message
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import right_of
from holdfast.people.actions import keep_out
from holdfast.people.cover_actions import hand_over
from holdfast.people.viewer import viewer
from holdfast.referrals.reckoning import reckon
from tests.builders import accept, browser_of, page, send_request, works_as

REASON = "They rang the ward, the line went dead and nobody of the team answers."


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now)


@pytest.fixture
def referral(tidewater, now):
    found = send_request(tidewater, now=now - timedelta(hours=1), name="Zebedee Quxtest")
    accept(tidewater, found, owner=tidewater.nell, now=now)
    return found


def the_alert(team) -> Alert:
    with hub_scope(team.hub):
        return Alert.objects.select_related("person", "taken_by").get()


def mailed(team) -> list[str]:
    with hub_scope(team.hub):
        found = Message.objects.filter(kind="alert").select_related("member__account").order_by("queued_at", "pk")
        return [message.member.name for message in found]


def worry(referral, by, now):
    return raise_worry(referral, about=["self"], keep_safe="yes", note="Worried", by=by, now=now)


def test_an_alert_that_one_raised_in_an_emergency_is_no_way_to_keep_the_record(tidewater, referral, clock, now):
    with hub_scope(tidewater.hub):
        open_in_emergency(referral.person, reason=REASON, by=tidewater.wren, now=now)
        alert = worry(referral, tidewater.wren, now)
        with pytest.raises(PermissionDenied):
            take(alert, by=tidewater.wren, now=now)
    browser = browser_of(tidewater.wren)
    assert "Take this alert" not in browser.get(page("alerts:alert", alert.pk)).content.decode()
    answer = browser.post(page("alerts:take", alert.pk), follow=True).content.decode()
    assert "Whoever is on duty has been told" in answer
    assert the_alert(tidewater).taken_by is None

    clock(now + timedelta(hours=5))
    assert browser_of(tidewater.wren).get(page("caseload:person", referral.pk)).status_code == 404


def test_nor_is_one_that_a_covering_colleague_raised(tidewater, referral, clock, now):
    today = date(2026, 10, 14)
    with hub_scope(tidewater.hub):
        hand_over(tidewater.nell, covering=tidewater.wren, starts_on=today, ends_on=today, by=tidewater.ines, now=now)
        alert = worry(referral, tidewater.wren, now)
        with pytest.raises(PermissionDenied):
            take(alert, by=tidewater.wren, now=now)


def test_its_owner_a_lead_and_whoever_is_on_duty_take_it(tidewater, now):
    for who in ("nell", "ines"):
        found = send_request(tidewater, now=now, safe_now="no")
        with hub_scope(tidewater.hub):
            alert = Alert.objects.select_related("person").get(subject_id=found.pk)
            assert take(alert, by=getattr(tidewater, who), now=now).taken_by == getattr(tidewater, who)
    owned = send_request(tidewater, now=now - timedelta(hours=1))
    accept(tidewater, owned, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        alert = worry(owned, tidewater.wren, now)
        assert take(alert, by=tidewater.wren, now=now).taken_by == tidewater.wren


@pytest.mark.parametrize("named", [(), ("Nell Sampleton",)])
def test_a_fallback_off_duty_who_is_told_sees_it_takes_it_and_lets_go(tidewater, now, named):
    works_as(tidewater.wren, "practitioner", is_fallback=True)
    works_as(tidewater.ines, "clinical_lead", is_fallback=False)
    if not named:
        with hub_scope(tidewater.hub):
            Shift.objects.update(removed_at=now)
    send_request(tidewater, now=now, safe_now="no", name="Zebedee Quxtest", must_not_see=named)

    alert = the_alert(tidewater)
    assert mailed(tidewater) == ["Wren Dummerly"]
    assert "Zebedee" in browser_of(tidewater.wren).get(page("alerts:list")).content.decode()
    browser_of(tidewater.wren).post(page("alerts:take", alert.pk))
    assert the_alert(tidewater).taken_by == tidewater.wren

    with hub_scope(tidewater.hub):
        close(the_alert_in(alert), done=["spoke"], words="Spoke", by=tidewater.wren, now=now)
        assert right_of(viewer(tidewater.wren, now=now), alert.person) == ""


def the_alert_in(alert) -> Alert:
    return Alert.objects.select_related("person").get(pk=alert.pk)


def end_by_name(team, alert, now):
    with hub_scope(team.hub):
        keep_out(alert.person, named=["Wren Dummerly"], now=now)


def end_by_an_unsettled_name(team, alert, now):
    with hub_scope(team.hub):
        keep_out(alert.person, named=["Somebody Unheardof"], now=now)


def end_by_role(team, alert, now):
    works_as(team.wren, "administrator", now=now)


@pytest.mark.parametrize("end", [end_by_name, end_by_an_unsettled_name, end_by_role])
def test_an_alert_of_somebody_who_may_no_longer_open_it_is_nobodys_within_the_minute(tidewater, now, end):
    send_request(tidewater, now=now, safe_now="no")
    with hub_scope(tidewater.hub):
        alert = Alert.objects.select_related("person").get()
        take(alert, by=tidewater.nell, now=now)
        hand_on(alert, to=tidewater.wren, by=tidewater.nell, now=now)
    told = mailed(tidewater)

    end(tidewater, alert, now)
    with hub_scope(tidewater.hub):
        escalate_due(tidewater.hub, now=now + timedelta(minutes=1))

    found = the_alert(tidewater)
    assert (found.status, found.taken_by) == ("raised", None)
    assert "Ines Pretendham" in mailed(tidewater)[len(told) :]


def test_an_alert_of_the_night_goes_on_after_the_next_closing_time(tidewater, now):
    night = now.replace(hour=1, minute=0) + timedelta(days=1)
    send_request(tidewater, now=night, safe_now="no")
    with hub_scope(tidewater.hub):
        assert escalate_due(tidewater.hub, now=night + timedelta(minutes=20)) == 0
        assert escalate_due(tidewater.hub, now=night.replace(hour=7, minute=1)) == 1
        alert = Alert.objects.select_related("person").get()
        take(alert, by=tidewater.ines, now=night.replace(hour=16, minute=30))
        told = len(mailed_in(tidewater))
        evening = night.replace(hour=17, minute=40)

        assert escalate_due(tidewater.hub, now=evening) == 1
        assert len(mailed_in(tidewater)) > told


def mailed_in(team) -> list:
    return list(Message.objects.filter(hub=team.hub, kind="alert"))


def test_the_reckoning_finds_no_alert_that_only_a_fallback_off_duty_may_open(tidewater, now):
    works_as(tidewater.wren, "practitioner", is_fallback=True)
    with hub_scope(tidewater.hub):
        Shift.objects.update(removed_at=now)
    send_request(tidewater, now=now, safe_now="no", must_not_see=("Ines Pretendham", "Nell Sampleton"))

    with hub_scope(tidewater.hub):
        assert [each.kind for each in reckon(tidewater.hub, now=now).found if each.kind == "unseen"] == []
    assert mailed(tidewater) == ["Wren Dummerly"]


def test_a_fallback_whose_shift_ended_that_day_has_the_alert_after_midnight_too(tidewater, clock, now):
    works_as(tidewater.nell, "practitioner", is_fallback=True)
    evening = now.replace(hour=16, minute=50)
    with hub_scope(tidewater.hub):
        Shift.objects.update(ends_at=now)
    send_request(tidewater, now=evening, safe_now="no", must_not_see=("Ines Pretendham",))
    assert "Nell Sampleton" in mailed(tidewater)

    clock(evening + timedelta(hours=8))
    assert browser_of(tidewater.nell).get(page("alerts:alert", the_alert(tidewater).pk)).status_code == 200
