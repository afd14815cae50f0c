"""Steps of a walk: followed up, discharged, back again, died; and the days that pass."""

from holdfast.alerts.tasks import escalate_hub
from holdfast.contacts import tell_actions
from holdfast.contacts.actions import log_attempt
from holdfast.contacts.rules import Telling
from holdfast.contacts.tasks import follow_promises_of
from holdfast.correspondence.tasks import queue_stalled
from holdfast.courses.tasks import ask_of
from holdfast.hubs.queries import terms_of
from holdfast.network.tasks import carry_on_in
from holdfast.outcomes import actions as outcomes
from holdfast.outcomes import death_actions, discharge_actions
from holdfast.outcomes.end_codes import BY_CODE, OF_DEATH
from holdfast.outcomes.models import Death, Discharge, FollowUp
from holdfast.outcomes.tasks import ask_in_hub
from holdfast.people.tasks import look_in_hub
from holdfast.referrals.actions import fold_tallies
from holdfast.referrals.states import Status
from holdfast.referrals.tasks import reckon_hub
from holdfast.triage.actions import UNDO
from holdfast.waiting.tasks import keep_in_touch_of
from tests.referrals.walking.ground import Walk, step

ABOUT = ("person", "referral__person", "referral__hub", "referral__owner")
CODES = sorted(set(BY_CODE) - set(OF_DEATH))
JOBS = (
    fold_tallies, escalate_hub, carry_on_in, keep_in_touch_of, follow_promises_of, ask_of, ask_in_hub, look_in_hub,
    reckon_hub, queue_stalled,
)  # fmt: skip


@step("end support", 2)
def monitor(walk: Walk):
    referral = walk.referral(status__in=[Status.ASSESSED, Status.SUPPORTED])
    return outcomes.monitor(referral, by=walk.by(referral.person, first=referral.owner_id), now=walk.now)


@step("support again", 0.5)
def support_again(walk: Walk):
    referral = walk.referral(status=Status.MONITORED)
    return outcomes.support_again(referral, by=walk.by(referral.person, first=referral.owner_id), now=walk.now)


@step("settle a follow-up", 2)
def settle(walk: Walk):
    found = walk.row(FollowUp.objects.select_related(*ABOUT), status__in=["asked", "answered"])
    end = walk.draw.choice(["looked_at", "talked", "not_reached"])
    return outcomes.settle(found, end=end, by=walk.by(found.person, first=found.referral.owner_id), now=walk.now)


@step("answer a follow-up", 0.8)
def answer(walk: Walk):
    return outcomes.answer(walk.referral(status=Status.MONITORED), is_all=walk.draw.random() < 0.8, now=walk.now)


@step("opt out of follow-ups", 0.3)
def opt_out(walk: Walk):
    return outcomes.opt_out(walk.referral(status=Status.MONITORED), now=walk.now)


@step("say whether they work", 0.3)
def say_work(walk: Walk):
    referral = walk.referral()
    return outcomes.say_work(referral, state="off", by=walk.by(referral.person), now=walk.now)


@step("discharge", 1.2)
def discharge(walk: Walk):
    referral = walk.referral()
    return discharge_actions.discharge(
        referral, end_code=walk.draw.choice(CODES), outcome="partly", returns="Ring us",
        by=walk.by(referral.person, first=referral.owner_id), now=walk.now,
    )  # fmt: skip


@step("undo a discharge", 3)
def undo_discharge(walk: Walk):
    related = "discharged_by__account", "discharged_by__hub"
    rows = Discharge.objects.select_related(*related, *ABOUT)
    found = walk.row(rows, undone_at=None, discharged_at__gte=walk.now - UNDO)
    return discharge_actions.undo_discharge(found, by=found.discharged_by, now=walk.now)


@step("reopen", 1.5)
def reopen(walk: Walk):
    referral = walk.referral(status=Status.DISCHARGED)
    return discharge_actions.reopen(referral, by=walk.by(referral.person), now=walk.now)


@step("ask again", 0.8)
def reopen_own(walk: Walk):
    referral = walk.referral(status=Status.DISCHARGED)
    safe = walk.draw.choice(["yes", "yes", "no", "unsure"])
    return discharge_actions.reopen_own(referral, hub=walk.hub, safe_now=safe, now=walk.now)


@step("tell them that it is closed", 1.5)
def tell(walk: Walk):
    referral = walk.referral(tell_by__isnull=False)
    by, how = walk.by(referral.person, first=referral.owner_id), walk.draw.choice(Telling.values)
    try:
        return tell_actions.tell(referral, how, by=by, now=walk.now)
    except tell_actions.NotChecked:
        terms = terms_of(walk.hub, now=walk.now)
        log_attempt(referral, channel="call", result="spoke", terms=terms, by=by, now=walk.now, identity_checked=True)
        return tell_actions.tell(referral, how, by=by, now=walk.now)


@step("record a death", 0.3)
def record_death(walk: Walk):
    referral = walk.referral()
    by = walk.by(referral.person)
    return death_actions.record_death(referral, died_on=walk.now.date(), how_known="family", by=by, now=walk.now)


@step("undo a death", 1)
def undo_death(walk: Walk):
    found = walk.row(Death.objects.select_related("person"), undone_at=None)
    return death_actions.undo_death(found.person, by=walk.by(found.person), now=walk.now)


@step("a job runs", 3)
def job(walk: Walk):
    walk.draw.choice(JOBS)(walk.hub)
    return True
