"""The support line: calls that ended with advice, a call-back that is late, a request made by telephone, some post."""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence import incoming_actions
from holdfast.correspondence.documents import check
from holdfast.correspondence.models import Incoming
from holdfast.demo import invented
from holdfast.front_door.asked import Asked
from holdfast.hubs.models import Hub
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral
from holdfast.support_line import actions
from holdfast.support_line.models import Call

Advice = Call.Advice
SAID = (
    ("Cannot sleep since the rota changed. Wanted to know whether the manager hears of it.", [Advice.HOW_IT_WORKS]),
    ("A colleague's husband has died. How do I speak to her?", [Advice.MANAGER, Advice.HELP_LINE]),
    ("Behind with the rent since agency shifts stopped.", [Advice.MONEY, Advice.LISTENED]),
    ("Panic before every night shift. Will see the GP this week.", [Advice.GP, Advice.SELF_HELP]),
)
LETTER = "Dear hub,\n\nI write about somebody who has asked you for help.\n\nDr Hal Fictional\nInvented Surgery\n"


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """A handful of calls and pieces of post at different stages. In the hub's scope."""
    worker = next(member for member in team if "support_line" in member.roles)
    worker.hub.current = hub.current
    for number, (words, advice) in enumerate(SAID):
        advised(hub, words, advice, by=worker, at=now - timedelta(hours=5 * number + 2))
    promised(hub, random, by=worker, begun_at=now - timedelta(minutes=95), call_back_by=now - timedelta(minutes=65))
    promised(hub, random, by=worker, begun_at=now - timedelta(minutes=12), call_back_by=now + timedelta(minutes=18))
    asked(hub, random, by=worker, at=now - timedelta(minutes=50))
    voicemail(hub, random, by=worker, now=now - timedelta(minutes=25))
    letters(hub, team, now=now)


def advised(hub: Hub, words: str, advice: list[Advice], *, by: Membership, at: datetime) -> None:
    """Somebody without a name, who needed no more than this."""
    call = actions.begin(hub, by=by, now=at)
    actions.keep(call, {"words": words}, safe_now=Referral.SafeNow.YES, advice=list(advice), by=by, now=at)
    actions.advise(call, by=by, now=at + timedelta(minutes=11))


def promised(hub: Hub, random: Random, *, by: Membership, begun_at: datetime, call_back_by: datetime) -> None:
    """Somebody who had to hang up."""
    call = actions.begin(hub, by=by, now=begun_at)
    told = {
        "name": random.choice(invented.FIRST), "number": invented.telephone(random),
        "words": "On a break, has three minutes. Please ring back.",
    }  # fmt: skip
    actions.keep(call, told, safe_now=Referral.SafeNow.YES, advice=[], by=by, now=begun_at)
    actions.promise(call, call_back_by=call_back_by, by=by, now=begun_at + timedelta(minutes=3))


def asked(hub: Hub, random: Random, *, by: Membership, at: datetime) -> None:
    """The same request as on the web, by telephone."""
    call = actions.begin(hub, by=by, now=at)
    request = Asked(
        name=invented.name(random), channels={"call": invented.telephone(random), "voicemail": False, "times": []},
        safe_now=Referral.SafeNow.YES, story=SAID[3][0], method=Referral.Method.TELEPHONE,
    )  # fmt: skip
    actions.request(call, request, by=by, now=at + timedelta(minutes=14))


def voicemail(hub: Hub, random: Random, *, by: Membership, now: datetime) -> None:
    """A voicemail that asks for a call-back."""
    told = {
        "sender": random.choice(invented.FIRST), "number": invented.telephone(random),
        "note": "Rang this morning and got the tone. Would like to be called after four.",
    }  # fmt: skip
    actions.log_voicemail(
        hub, told=told, documents=[], received_at=now - timedelta(hours=2), call_back_by=now + timedelta(hours=2),
        by=by, now=now,
    )  # fmt: skip


def letters(hub: Hub, team: list[Membership], *, now: datetime) -> None:
    """One letter that nobody has matched yet, and one with its record."""
    clerk = next(member for member in team if "administrator" in member.roles)
    lead = next(member for member in team if member.may(Permission.SETTLE_NAMES))
    referral = Referral.objects.filter(hub=hub).select_related("person").order_by("received_at").first()
    for hours, is_matched in ((30, True), (3, False)):
        at = now - timedelta(hours=hours)
        letter = check("letter.txt", LETTER.encode(), size=len(LETTER))
        logged = incoming_actions.log_incoming(
            hub, kind=Incoming.Kind.LETTER, told={"sender": "Invented Surgery", "note": "A letter from a GP."},
            documents=[letter], received_at=at, by=clerk, now=at,
        )  # fmt: skip
        if is_matched and referral is not None and right_of(viewer(lead, now=now), referral.person):
            incoming_actions.match(logged, referral.person, by=lead, now=at + timedelta(minutes=20))
