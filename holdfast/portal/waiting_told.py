"""What somebody who waits reads of it: what for, until when, and when we are in touch. Said honestly once it passed."""

from datetime import datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from holdfast.hubs.hours import instant, london_day, say_day
from holdfast.portal.standing import on_day
from holdfast.referrals.models import Referral
from holdfast.waiting.models import What
from holdfast.waiting.queries import Waiting, waiting_of
from holdfast.waiting.rules import has_passed

NOON = time(12)
TITLES = {
    What.COURSE: gettext_lazy("You wait for your sessions here"),
    What.ELSEWHERE: gettext_lazy("You wait for another service"),
    What.ASSESSMENT: gettext_lazy("You wait for a longer talk with us"),
}


def waiting_told(referral: Referral, *, now: datetime) -> dict[str, str] | None:
    """The wait in words; None where they wait for nothing."""
    found = waiting_of(referral, now=now)
    if found is None or referral.closed_at is not None:
        return None
    by = on_day(say_day(found.next_at, now))
    touch = _("We are in touch with you %(day)s at the latest.") % {"day": by}
    if found.next_at < now:
        touch = _("We should have been in touch with you by now. The fault is ours.")
    harder = _("If things get harder before that, call us. You need not wait.")
    text = f"{touch} {harder}"
    title = str(TITLES[What(found.what)])
    return {"title": title, "until": until(found, now=now), "text": text}


def until(found: Waiting, *, now: datetime) -> str:
    """How long it takes, as we last said it; and that this has passed, where it has."""
    if found.expected_on is None:
        return _("We cannot say yet how long it takes, and tell you once we know.")
    day = {"day": say_day(instant(found.expected_on, NOON), now)}
    if has_passed(found.expected_on, today=london_day(now)):
        return _("We told you about %(day)s. That has passed, and you still wait. We are sorry.") % day
    return _("We expect that it begins about %(day)s. If that changes, we tell you.") % day
