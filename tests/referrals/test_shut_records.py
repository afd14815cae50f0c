"""Records that nobody of the hub may open any more: the outside cover is told, and told again."""

from datetime import date, timedelta

import pytest

from holdfast.accounts.actions import activate, invite
from holdfast.alerts.actions import close, take
from holdfast.alerts.models import Alert
from holdfast.correspondence.models import Message
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import right_of
from holdfast.people.cover_actions import hand_over
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.referrals.tasks import reckon_daily
from tests.builders import accept, is_suspended, leaves, make_member, send_request, works_as

EVERYBODY = ("Practitioners", "Clinical leads")


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now)


def told(team) -> list[str]:
    """The alerts that somebody must see whom nobody may: by status."""
    with hub_scope(team.hub):
        return list(Alert.objects.filter(source="unseen").order_by("raised_at", "pk").values_list("status", flat=True))


def cover_closes(team, now) -> None:
    """The outside cover takes every open alert and closes it."""
    with hub_scope(team.hub):
        for alert in Alert.objects.exclude(status="closed").select_related("person"):
            close(take(alert, by=team.outside, now=now), done=["spoke"], words="Spoke", by=team.outside, now=now)


@pytest.mark.parametrize("end", [leaves, is_suspended, lambda member: works_as(member, "administrator")])
def test_a_new_outside_cover_is_told_when_the_one_who_had_the_record_goes(tidewater, now, end):
    hidden = send_request(tidewater, now=now, must_not_see=EVERYBODY)
    cover_closes(tidewater, now)
    lantern = make_member(tidewater.hub, "Lantern Night Line", "outside_cover")
    end(tidewater.outside)

    assert told(tidewater) == ["closed", "raised"]
    with hub_scope(tidewater.hub):
        assert Message.objects.filter(member=lantern).exists()
        assert right_of(viewer(lantern, now=now), hidden.person) == "outside"


def test_the_cover_hears_again_when_whoever_could_open_it_meanwhile_has_left(tidewater, now):
    named = ("Nell Sampleton", "Wren Dummerly", "Ines Pretendham")
    send_request(tidewater, now=now, must_not_see=named)
    cover_closes(tidewater, now)
    juno = invite(tidewater.hub, name="Juno Notreal", email="juno@home.example", roles=["practitioner"], on=now.date())
    with hub_scope(tidewater.hub):
        activate(juno, now=now)
    assert told(tidewater) == ["closed"]
    leaves(juno)

    assert told(tidewater) == ["closed", "raised"]


def test_the_daily_round_tells_the_cover_of_what_only_somebody_away_may_open_once_it_is_overdue(tidewater, clock, now):
    cora = make_member(tidewater.hub, "Cora Coverham", "practitioner")
    referral = send_request(tidewater, now=now)
    accept(tidewater, referral, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        named = ["Nell Sampleton", "Ines Pretendham", "Cora Coverham"]
        name_people(Referral.objects.select_related("person", "owner").get(), named=named, now=now)
        hand_over(
            tidewater.wren, covering=cora, starts_on=date(2026, 10, 15), ends_on=date(2026, 10, 27), by=tidewater.ines,
            now=now,
        )  # fmt: skip
        due = Referral.objects.get().next_action_at
    rounds = []
    for moment in (due - timedelta(minutes=1), due + timedelta(minutes=1), due + timedelta(days=1)):
        clock(moment)
        reckon_daily(0)
        rounds.append(told(tidewater))
    assert rounds == [[], ["raised"], ["raised"]]


def test_the_daily_round_tells_the_cover_of_what_only_somebody_without_duty_may_open(tidewater, clock, now):
    send_request(tidewater, now=now, must_not_see=("Nell Sampleton", "Ines Pretendham"))  # Wren has no shift
    with hub_scope(tidewater.hub):
        due = Referral.objects.get().next_action_at
    assert told(tidewater) == []
    clock(due + timedelta(minutes=1))
    reckon_daily(0)

    assert told(tidewater) == ["raised"]
