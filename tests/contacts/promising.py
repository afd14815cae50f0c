"""What the tests of promises do to make and to end them, by the real actions."""

from datetime import timedelta

from holdfast.alerts import actions as alerts
from holdfast.alerts.models import Alert
from holdfast.appointments import actions as appointments
from holdfast.appointments.models import Appointment
from holdfast.caseload.actions import separate_joined
from holdfast.contacts.actions import close_alert
from holdfast.contacts.models import Promise
from holdfast.coordination import plan_actions
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.support_line import actions as calls
from holdfast.triage.actions import Choice, decide
from holdfast.triage.queries import latest_decision
from tests.appointments.conftest import NINE, booked
from tests.coordination.conftest import shown, with_strand
from tests.network.conftest import stored
from tests.network.test_meanwhile import alarmed
from tests.referrals.test_next_forgotten import stored_in


def decided(team, referral, outcome, *, now, wished_hub=None):
    found = stored(team, referral)
    with hub_scope(team.hub):
        last = latest_decision(found)
        choice = Choice(outcome, contact_by=found.contact_by, wished_hub=wished_hub, words="Another service fits")
        return decide(found, choice, seen=last and last.pk, by=team.ines, now=now)


def missed(team, referral, *, now, at=NINE, is_worrying=False, kind="support"):
    """They were booked and did not come; an hour later somebody says so."""
    made = booked(team, stored(team, referral), team.nell, at=at, now=now, kind=kind)
    with hub_scope(team.hub):
        return appointments.attend(made, "miss", is_worrying=is_worrying, by=team.nell, now=at + timedelta(hours=1))


def rang(team, referral, *, now):
    """They rang the support line, and the call is kept with their record."""
    ines = team.ines
    ines.hub = with_terms(team.hub, terms_of(team.hub, now=now))
    with hub_scope(team.hub):
        call = calls.begin(ines.hub, by=ines, now=now)
        calls.match(call, stored_in(referral), by=ines, now=now)


def closed(team, referral, next_action, *, at, now, done=("spoke",)):
    """An alert about them was raised, taken and closed."""
    alert = alarmed(team, stored(team, referral), now=now)
    with hub_scope(team.hub):
        taken = alerts.take(alert, by=team.ines, now=now)
        close_alert(taken, stored_in(referral), done=list(done), words="It is seen to", next_action=next_action,
                    next_action_at=at, by=team.ines, now=now)  # fmt: skip


def open_rows(team, referral):
    """What was promised and is not kept: what, and by when."""
    with hub_scope(team.hub):
        found = Promise.objects.filter(referral=referral, ended_at=None).order_by("due_at", "pk")
        return list(found.values_list("action", "due_at"))


def appointment_of(team, made):
    """The appointment as it stands. In the hub's scope."""
    return Appointment.objects.select_related("session", "person", "referral", "hub").get(hub=team.hub, pk=made.pk)


def with_a_step(team, referral, *, on, now):
    """A plan that they agreed to, with a step of Nell's on a day."""
    with_strand(team, referral, by=team.nell, owner=team.nell, next_on=on.date(), now=now)
    plan = shown(team, stored(team, referral), by=team.nell, now=now)
    with hub_scope(team.hub):
        plan_actions.agree(plan, now=now)


def separated(team, join, *, now):
    """Two joined records are found to be two people's."""
    with hub_scope(team.hub):
        separate_joined(join, by=team.ines, now=now)


def alerts_open(team, referral):
    """The reasons of every alert about somebody that is not closed."""
    with hub_scope(team.hub):
        found = Alert.objects.filter(person_id=referral.person_id).exclude(status="closed")
        return [reason for each in found for reason in each.reasons]
