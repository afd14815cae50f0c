"""Steps of a walk: the support line, and alerts that are closed in every way."""

from datetime import timedelta

from holdfast.contacts import actions as contacts
from holdfast.contacts.rules import next_after_alert
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.referrals.models import Referral
from holdfast.support_line import actions as calls
from tests.referrals.walking.asking import an_alert
from tests.referrals.walking.ground import Walk, step


def on_the_line(walk: Walk, referral: Referral):
    """Somebody who takes a call of theirs, and the call."""
    by = walk.by(referral.person, first=referral.owner_id)
    by.hub = with_terms(walk.hub, terms_of(walk.hub, now=walk.now))
    return by, calls.begin(by.hub, by=by, now=walk.now)


@step("promise to call back", 2)
def promise_to_call_back(walk: Walk):
    referral = walk.referral()
    by, call = on_the_line(walk, referral)
    call_back_by = walk.now + timedelta(hours=walk.draw.choice([1, 4, 24, 100]))
    call = calls.promise(call, call_back_by=call_back_by, by=by, now=walk.now)
    return calls.match(call, referral, by=by, now=walk.now)


@step("ring the support line", 1)
def ring(walk: Walk):
    referral = walk.referral()
    by, call = on_the_line(walk, referral)
    return calls.match(call, referral, by=by, now=walk.now)


@step("close an alert for later", 2)
def close_for_later(walk: Walk):
    found = an_alert(walk, status="taken")
    about = Referral.objects.select_related("person", "owner", "hub").get(hub=walk.hub, pk=found.subject_id)
    comes = "" if about.closed_at else walk.one_of(next_after_alert(about.stage, about.next_action))
    done, days = walk.draw.choice(["spoke", "not_reached"]), walk.draw.choice([0, 1, 7, 60])
    return contacts.close_alert(
        found, about, done=[done], words="It is seen to", next_action=comes,
        next_action_at=walk.now + timedelta(days=days), by=walk.by(found.person, first=found.taken_by_id), now=walk.now,
    )  # fmt: skip
