"""Until this hub has let go of somebody it looks after them: what it learns meanwhile holds the offer, or goes with
them; and what came to nothing is talked over with them."""

from datetime import timedelta

import pytest

from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status as AlertStatus
from holdfast.appointments.actions import attend
from holdfast.caseload.actions import agree_to_join, separate_joined
from holdfast.contacts.actions import log_attempt
from holdfast.contacts.alert_words import note_of
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.network import actions
from holdfast.network.carrying import bring, bring_needs, settle
from holdfast.network.models import Transfer
from holdfast.network.queries import responsible_hub
from holdfast.outcomes.death_actions import record_death, undo_death
from holdfast.outcomes.discharge_actions import discharge, undo_discharge
from holdfast.outcomes.models import Death
from holdfast.people import join_actions
from holdfast.people.identity import reveal
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.triage.actions import Choice, decide, undo
from tests.appointments.conftest import NINE, booked, waits, works
from tests.builders import browser_of, make_member, page, put_on_duty, send_request
from tests.coordination.conftest import assessed
from tests.network.conftest import (
    accepted,
    agreed,
    carried,
    known,
    offered,
    offered_elsewhere,
    prepared,
    refused,
    stored,
    transfer_of,
    worked,
)
from tests.network.test_meanwhile import acted_on, alarmed
from tests.network.test_pages import read, said_on_today, send

MINUTE = timedelta(minutes=1)
REASON = "They told me of both requests, and the date of birth agrees."


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def raised(team):
    """The alerts of a hub: status, what they say of keeping safe, reasons."""
    with hub_scope(team.hub):
        return [(each.status, each.keep_safe, each.reasons) for each in Alert.objects.order_by("raised_at", "pk")]


def brought(other, transfer, *, now):
    with hub_scope(other.hub):
        return bring(other.hub, transfer.pk, now=now)


def let_go(team, transfer, *, now):
    """Whether the hub that offers has let go by its part of the job."""
    with hub_scope(team.hub):
        settle(team.hub, transfer.pk, now=now)
        return Transfer.objects.get(pk=transfer.pk).settled_at is not None


def responsible(team, referral):
    with hub_scope(team.hub):
        return responsible_hub(referral)


def test_an_alert_after_the_other_hub_accepted_reaches_it_once_and_stays_with_those_who_know_them(
    tidewater, saltpan, tansy, now
):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    is_ours = responsible(tidewater, tansy.referral) == tidewater.hub.pk
    alarmed(tidewater, tansy.referral, now=now + MINUTE)
    new = brought(saltpan, found, now=now + MINUTE)
    brought(saltpan, found, now=now + MINUTE)
    gone = let_go(tidewater, found, now=now + MINUTE)

    assert (is_ours, gone, responsible(tidewater, tansy.referral)) == (True, True, saltpan.hub.pk)
    assert raised(saltpan) == [(AlertStatus.RAISED, "yes", ["worker.other_hub"])]
    assert raised(tidewater) == [(AlertStatus.RAISED, "yes", [])]
    with hub_scope(saltpan.hub):
        alert = Alert.objects.select_related("person").get()
        assert alert.subject_id == new.pk
        assert "Tidewater Staff Support Hub raised an alert about them today" in note_of(alert)
        assert Event.objects.filter(kind="alert.tell", subject_id=alert.pk).exists()
    assert "Tidewater Staff Support Hub raised an alert" in browse(saltpan.nell, alert)


def browse(member, alert):
    return browser_of(member).get(page("alerts:alert", alert.pk)).content.decode()


def test_nobody_lets_go_before_an_alert_that_was_raised_behind_them_has_gone_after_them(tidewater, saltpan, tansy, now):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    brought(saltpan, found, now=now)
    alarmed(tidewater, tansy.referral, now=now + MINUTE)

    before = let_go(tidewater, found, now=now + MINUTE)
    brought(saltpan, found, now=now + MINUTE)
    after = let_go(tidewater, found, now=now + MINUTE)

    assert (before, after, len(raised(saltpan))) == (False, True, 1)


def test_an_alert_that_was_closed_before_it_went_after_them_is_raised_nowhere_else(tidewater, saltpan, tansy, now):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    alert = alarmed(tidewater, tansy.referral, now=now + MINUTE)
    acted_on(tidewater, alert, now=now + MINUTE)
    carried(tidewater, saltpan, found, now=now + MINUTE)
    assert raised(saltpan) == []


def twins(team, referral, *, now):
    """Another record, of the same person, and the join that is proposed."""
    other = known(team, now=now, name="T. Madeup")
    with hub_scope(team.hub):
        Person.objects.filter(pk__in=[other.person_id, referral.person_id]).update(verified_at=now)
        one, two = (Person.objects.get(pk=each.person_id) for each in (referral, other))
        return other, join_actions.propose_join(one, two, reason=REASON, by=team.nell, now=now)


def joined(team, join, *, now):
    with hub_scope(team.hub):
        return agree_to_join(join, by=team.ines, now=now)


def test_an_alert_about_a_record_that_is_joined_with_theirs_holds_the_offer_as_well(tidewater, saltpan, tansy, now):
    other, join = twins(tidewater, tansy.referral, now=now)
    joined(tidewater, join, now=now)
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    alert = alarmed(tidewater, other, now=now)
    worked("see_to_offer")
    pressed = send(saltpan.nell, "accept", found.pk)
    held_up = transfer_of(saltpan, found)
    acted_on(tidewater, alert, now=now)
    worked("see_to_offer")
    send(saltpan.nell, "accept", found.pk)

    assert (held_up.status, held_up.is_on_hold) == ("offered", True)
    assert "stays responsible meanwhile" in pressed.words
    assert transfer_of(saltpan, found).status == "accepted"


def test_joining_a_record_with_an_open_alert_holds_an_offer_and_separating_them_releases_it(
    tidewater, saltpan, tansy, now
):
    other, join = twins(tidewater, tansy.referral, now=now)
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    alarmed(tidewater, other, now=now)
    holds = [transfer_of(saltpan, found).is_on_hold]
    join = joined(tidewater, join, now=now)
    holds.append(transfer_of(saltpan, found).is_on_hold)
    with hub_scope(tidewater.hub):
        separate_joined(join, by=tidewater.ines, now=now)
    assert [*holds, transfer_of(saltpan, found).is_on_hold] == [False, True, False]


def missed(team, referral, *, now):
    """They did not come, which worries: a welfare check is due."""
    made = booked(team, referral, team.nell, now=now)
    later = NINE + timedelta(hours=2)
    with hub_scope(team.hub):
        attend(made, "miss", is_worrying=True, by=team.nell, now=later)
    return later


def test_a_welfare_check_that_is_due_holds_an_offer_until_somebody_spoke_with_them(tidewater, saltpan, now, clock):
    works(tidewater, tidewater.nell, now=now)
    referral = waits(tidewater, owner=tidewater.nell, now=now)
    found = offered(tidewater, saltpan, referral, now=now)
    later = clock(missed(tidewater, referral, now=now))
    pressed = send(saltpan.nell, "accept", found.pk)
    held_up = transfer_of(saltpan, found).status
    with hub_scope(tidewater.hub):
        log_attempt(referral, channel="call", result="spoke", terms=tidewater.hub.current, by=tidewater.nell, now=later)
    send(saltpan.nell, "accept", found.pk)

    assert "stays responsible meanwhile" in pressed.words
    assert (held_up, transfer_of(saltpan, found).status) == ("offered", "accepted")


def test_nobody_is_offered_while_a_welfare_check_is_due(tidewater, saltpan, now, clock):
    works(tidewater, tidewater.nell, now=now)
    referral = waits(tidewater, owner=tidewater.nell, now=now)
    found = agreed(tidewater, saltpan, referral, now=now)
    clock(missed(tidewater, referral, now=now))
    with hub_scope(tidewater.hub), pytest.raises(actions.AlertOpen):
        actions.offer(found, by=tidewater.nell, now=NINE + timedelta(hours=2))
    assert "a check whether they are safe" in read(tidewater.nell, "of_record", referral.pk).words


def test_a_welfare_check_that_came_after_the_yes_is_an_alert_in_both_hubs(tidewater, saltpan, now, clock):
    works(tidewater, tidewater.nell, now=now)
    referral = waits(tidewater, owner=tidewater.nell, now=now)
    found = accepted(tidewater, saltpan, referral, now=now)
    later = clock(missed(tidewater, referral, now=now))
    brought(saltpan, found, now=later)
    gone = [let_go(tidewater, found, now=later)]
    brought(saltpan, found, now=later)
    gone.append(let_go(tidewater, found, now=later))

    assert gone == [False, True]
    assert [reasons for *_, reasons in raised(tidewater)] == [["worker.absent"]]
    assert [reasons for *_, reasons in raised(saltpan)] == [["worker.other_hub"]]


TO_OFFER = "One person to offer to another hub: they said yes"
REFUSED = "One person refused by another hub: talk with them about what now"
ENDED = "One person whose offer to another hub ended as their request was closed: it is open again, talk with them"


def test_an_offer_whose_owner_was_named_stands_on_the_leads_day(tidewater, saltpan, tansy, now):
    agreed(tidewater, saltpan, tansy.referral, now=now)
    other = make_member(tidewater.hub, "Rue Fictitious", "practitioner")
    before = [said_on_today(each, now) for each in (tidewater.nell, tidewater.ines)]
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Nell Sampleton"], now=now)
        owner = Referral.objects.get(pk=tansy.referral.pk).owner_id
    after = [said_on_today(each, now) for each in (tidewater.nell, tidewater.ines, other, saltpan.ines)]

    assert (owner, before) == (None, [[TO_OFFER], []])
    assert after == [[], [TO_OFFER], [], []]


def test_and_one_of_which_a_sealed_file_is_out(tidewater, saltpan, between, tansy, now):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    between.export(tidewater)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Nell Sampleton"], now=now)
        actions.withdraw(found, by=tidewater.ines, now=now)
    said = [said_on_today(each, now) for each in (tidewater.nell, tidewater.ines)]
    assert [[text.split(":")[0] for text in each] for each in said] == [
        [], ["An offer ended, and a sealed file of it was written"]
    ]  # fmt: skip


def test_after_a_refusal_somebody_is_told_to_talk_with_them_until_somebody_has(tidewater, saltpan, now, clock):
    works(tidewater, tidewater.nell, now=now)
    referral = assessed(tidewater, owner=tidewater.nell, now=now)
    found = refused(tidewater, saltpan, referral, now=now)
    let_go(tidewater, found, now=now)
    comes, month = stored(tidewater, referral).next_action, now + timedelta(days=30)
    said = [said_on_today(tidewater.nell, at) for at in (now, month)]
    with hub_scope(tidewater.hub):
        log_attempt(referral, channel="call", result="spoke", terms=tidewater.hub.current, by=tidewater.nell, now=month)

    assert (comes, said) == ("talk", [[REFUSED], [REFUSED]])
    assert (stored(tidewater, referral).next_action, said_on_today(tidewater.nell, month)) == ("plan", [])


def test_a_refusal_of_somebody_whom_nobody_has_yet_stands_on_the_day_of_whoever_has_the_queue(tidewater, saltpan, now):
    referral = send_request(tidewater, now=now)
    found = refused(tidewater, saltpan, referral, now=now, by=tidewater.ines)
    let_go(tidewater, found, now=now)
    rue = make_member(tidewater.hub, "Rue Fictitious", "practitioner")
    without = said_on_today(rue, now)
    with hub_scope(tidewater.hub):
        put_on_duty(rue, now)
    assert (without, said_on_today(rue, now), said_on_today(tidewater.wren, now)) == ([], [REFUSED], [])


def test_an_offer_that_ended_with_a_decision_that_was_taken_back_is_talked_over(tidewater, saltpan, now):
    referral = send_request(tidewater, now=now)
    prepared(tidewater, saltpan, referral, now=now, by=tidewater.ines)
    with hub_scope(tidewater.hub):
        made = decide(
            referral, Choice("signpost", contact_by=referral.contact_by, words="Please call them"), seen=None,
            by=tidewater.ines, now=now,
        )  # fmt: skip
    closed = said_on_today(tidewater.ines, now)
    with hub_scope(tidewater.hub):
        undo(made, by=tidewater.ines, now=now)
    assert (closed, said_on_today(tidewater.ines, now), said_on_today(tidewater.wren, now)) == ([], [ENDED], [])


def test_and_one_that_ended_with_a_discharge_that_was_taken_back(tidewater, saltpan, now):
    works(tidewater, tidewater.nell, now=now)
    referral = assessed(tidewater, owner=tidewater.nell, now=now)
    offered(tidewater, saltpan, referral, now=now)
    with hub_scope(tidewater.hub):
        row = discharge(referral, end_code="46", outcome="reached", returns="", by=tidewater.nell, now=now)
        row.referral = referral
        undo_discharge(row, by=tidewater.nell, now=now)
    assert said_on_today(tidewater.nell, now) == [ENDED]


def test_an_employer_that_the_other_hub_does_not_know_keeps_its_name(saltpan, now):
    referral = send_request(saltpan, now=now)
    needs = {
        "organisation": "RXX99", "organisation_name": "Quay Infirmary NHS Trust", "employer": "", "sector": "acute",
        "staff_group": "", "work_state": "", "off_since_on": None, "language": "", "needs_interpreter": False,
        "formats": [], "adjustments": "",
    }  # fmt: skip
    with hub_scope(saltpan.hub):
        bring_needs(referral, needs, now=now)
        told = referral.backgrounds.get()
        assert told.organisation_id is None
        assert reveal(referral.person, "employer", told.employer_sealed) == "Quay Infirmary NHS Trust"


def dies(team, referral, *, now):
    with hub_scope(team.hub):
        return record_death(referral, died_on=None, how_known="family", by=team.nell, now=now)


def ends(team, referral):
    """How a referral stands, and whether its person is said to have died."""
    found = stored(team, referral)
    return found.status, bool(found.person.died_at)


@pytest.mark.parametrize("is_brought", [False, True])
def test_a_death_between_the_other_hubs_yes_and_letting_go_is_recorded_in_both(
    tidewater, saltpan, tansy, now, is_brought
):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    if is_brought:
        brought(saltpan, found, now=now)
    dies(tidewater, tansy.referral, now=now + MINUTE)
    new = carried(tidewater, saltpan, found, now=now + MINUTE)
    worked("follow_death")

    assert ends(tidewater, tansy.referral) == ("discharged", True)
    assert ends(saltpan, new) == ("discharged", True)
    assert let_go(tidewater, found, now=now + MINUTE)
    with hub_scope(saltpan.hub):
        assert [(each.how_known, each.recorded_by) for each in Death.objects.all()] == [("hub", saltpan.nell)]


def test_a_death_that_was_recorded_in_error_on_the_way_leaves_them_with_the_other_hub(tidewater, saltpan, tansy, now):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    dies(tidewater, tansy.referral, now=now + MINUTE)
    carried(tidewater, saltpan, found, now=now + MINUTE)
    with hub_scope(tidewater.hub):
        (closing,) = undo_death(tansy.referral.person, by=tidewater.ines, now=now + 2 * MINUTE)

    assert ends(tidewater, tansy.referral) == ("transferred", False)
    assert closing.before["ended"][-1] == (
        "Saltpan Staff Support Hub has accepted them and is told: call them where this is taken back"
    )


def test_a_death_while_an_offer_is_open_ends_the_offer(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    dies(tidewater, tansy.referral, now=now)
    assert (transfer_of(tidewater, found).status, ends(tidewater, tansy.referral)) == ("closed", ("discharged", True))
