"""Teams that asked, at every stage."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.demo.invented import telephone
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.models import Hub
from holdfast.outreach.actions import receive
from holdfast.outreach.asked import TeamAsked
from holdfast.outreach.call_actions import close, log_call, take
from holdfast.outreach.models import TeamCall, TeamRequest

Result, Outcome = TeamCall.Result, TeamRequest.Outcome
TEAMS = (
    # days ago, what they asked, how far it has got
    (6, {"name": "Clover", "happening": ("loss",), "size": "11_to_20", "place": "A ward for older people",
         "wishes": ("reflective",), "words": "A colleague died in the summer. We have not sat down together since."},
     "closed"),
    (4, {"name": "Jory", "happening": ("pressure", "change"), "size": "6_to_10", "place": "A GP practice",
         "wishes": ("consultation", "not_sure"), "words": "Two have left and we have taken on a second site."},
     "called back"),
    (1, {"name": "Fern", "happening": ("incident",), "size": "to_5", "place": "A night team in a care home",
         "wishes": ("reflective",), "words": "Somebody was hurt on our shift."}, "not reached"),
    (0, {"name": "Basil", "happening": ("conflict",), "size": "21_to_50", "place": "A call centre",
         "wishes": ("talk",), "talk_on": "Speaking up without shouting"}, "waits"),
    (0, {"name": "Wilf", "happening": ("loss", "incident"), "size": "6_to_10", "place": "An ambulance station",
         "not_safe": "unsure", "words": "One of us says little since Sunday and went home early."}, "waits"),
)  # fmt: skip


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """A handful of teams. In the hub's scope; `hub.current` holds its terms."""
    hours = WeeklyHours.from_rows(hub.current.open_hours)
    callers = [member for member in team if member.may(Permission.ANSWER_TEAMS)]
    for number, (days, facts, stage) in enumerate(TEAMS):
        at = now - timedelta(days=days, minutes=40 - 7 * number)
        asked = TeamAsked(**{"phone": telephone(random), "times": ("pm",), **facts})
        request = receive(hub, asked, submission=random.randbytes(32), now=at)
        call_at = min(hours.next_open(at + timedelta(hours=20)) or at, now - timedelta(minutes=3))
        if stage != "waits" and call_at > at:
            STAGES[stage](request, hub, callers[number % len(callers)], call_at)


def not_reached(request: TeamRequest, hub: Hub, by: Membership, at: datetime) -> None:
    """Tried once; the next try is set."""
    take(request, by=by, now=at)
    log_call(request, result=Result.NO_ANSWER, terms=hub.current, by=by, now=at)


def called_back(request: TeamRequest, hub: Hub, by: Membership, at: datetime) -> None:
    """Somebody has spoken with them; what comes of it is still to be said."""
    log_call(request, result=Result.SPOKE, terms=hub.current, by=by, now=at, note="We meet the manager on Thursday.")


def closed(request: TeamRequest, hub: Hub, by: Membership, at: datetime) -> None:
    """Agreed on and closed."""
    log_call(request, result=Result.SPOKE, terms=hub.current, by=by, now=at)
    close(
        request, outcome=Outcome.AGREED, agreed=["reflective"], words="An hour together in the day room, in two weeks.",
        by=by, now=at + timedelta(minutes=2),
    )  # fmt: skip


STAGES: dict[str, Callable[[TeamRequest, Hub, Membership, datetime], None]] = {
    "not reached": not_reached,
    "called back": called_back,
    "closed": closed,
}
