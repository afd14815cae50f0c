"""People with pages of their own: not yet known, in support, sharing with who referred them, and one who stopped."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.agreements import actions as agreements
from holdfast.agreements.models import Agreement, Partner, Statement
from holdfast.contacts.actions import log_attempt
from holdfast.contacts.models import Attempt
from holdfast.demo import invented
from holdfast.demo.data import on_the_queue
from holdfast.front_door.actions import answer_questionnaire, submit
from holdfast.front_door.asked import Asked
from holdfast.hubs.models import Hub
from holdfast.measures.questionnaires import find
from holdfast.portal import entry_actions
from holdfast.portal.actions import true_now
from holdfast.portal.models import Pin
from holdfast.referrals.actions import withdraw
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.triage.actions import Choice, decide
from holdfast.triage.models import Decision

PIN = "4921 7305"
"""The demo's PIN for every one of them: its front page and the README say so, and nobody real has pages there."""
PEOPLE = {
    "Quill Notreal": ("in support", "Says how they have been, agrees to share, sees who has looked."),
    "Sorrel Fauxbury": ("referred", "Reads, and approves, what Occupational Health is told."),
    "Tansy Mockham": ("has asked", "Nobody has talked with them yet, so little is shown."),
    "Pim Dummyson": ("has stopped", "Closed at their own wish. They can ask again."),
}
"""The front page's cards to their own pages."""


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Four people who have chosen a PIN. Their links were mailed long ago; the demo's front page opens their pages."""
    owner = next(member for member in team if member.may(Permission.CONTACT) and member.may(Permission.TRIAGE))
    asks(hub, "Tansy Mockham", random, now=now - timedelta(hours=5))
    talked = in_support(hub, owner, "Quill Notreal", random, now=now - timedelta(days=9))
    name_people(talked, named=["a ward manager"], now=now - timedelta(days=1))
    sharing(hub, owner, random, now=now)
    withdraw(in_support(hub, owner, "Pim Dummyson", random, now=now - timedelta(days=6)), now=now - timedelta(hours=20))


def asks(hub: Hub, name: str, random: Random, *, now: datetime, **facts: object) -> Referral:
    """Somebody asks for help on the web, chooses a PIN and is mailed a link."""
    channels = {
        "call": invented.telephone(random), "voicemail": False, "times": ["pm"], "note": "",
        "email": f"{name.split()[0].lower()}@home.example", "email_is_work": False,
    }  # fmt: skip
    request = Asked(name=name, channels=channels, safe_now="yes", story=invented.STORIES[0], **facts)  # type: ignore[arg-type]
    referral = submit(hub, request, submission=UUID(int=random.getrandbits(128)).bytes, now=now)
    entry_actions.choose_pin(referral, PIN, how=Pin.How.AFTER_ASKING, now=now)
    entry_actions.give_link(referral, hub, now=now)
    return referral


def in_support(
    hub: Hub, owner: Membership, name: str, random: Random, *, now: datetime, **facts: object
) -> Referral:  # fmt: skip
    """The same, answered twice, accepted, and talked with: who they are is checked."""
    referral = asks(hub, name, random, now=now, **facts)
    for days, weight in ((0, 0.8), (5, 0.4)):
        answers = invented.phq9(random, weight, item9=0)
        answer_questionnaire(referral, hub, find("phq9"), answers, now=now + timedelta(days=days, minutes=9))
    referral.refresh_from_db()
    choice = Choice(Decision.Outcome.ACCEPT, referral.contact_by, owner=owner)
    decided_at = now + timedelta(hours=2)
    decide(referral, choice, seen=None, by=on_the_queue(owner, at=decided_at), now=decided_at)
    log_attempt(
        referral, channel=Attempt.Channel.CALL, result=Attempt.Result.SPOKE, terms=hub.current, by=owner,
        now=now + timedelta(hours=20), identity_checked=True,
    )  # fmt: skip
    return Referral.objects.select_related("person", "owner__account").get(hub=hub, pk=referral.pk)


def sharing(hub: Hub, owner: Membership, random: Random, *, now: datetime) -> None:
    """Referred by Occupational Health, which reads one sentence and may be told more."""
    partner = somebody_outside(hub, now=now - timedelta(days=8))
    referral = in_support(
        hub, owner, "Sorrel Fauxbury", random, now=now - timedelta(days=7), partner=partner,
        route=Referral.Route.OCCUPATIONAL_HEALTH,
    )  # fmt: skip
    agreements.give(
        referral.person, partner=partner, purpose=Agreement.Purpose.REFERRER,
        kinds=[Statement.Kind.CONTACTED, Statement.Kind.ACCEPTED], how=Agreement.How.ON_OWN_PAGES,
        now=now - timedelta(days=2),
    )  # fmt: skip
    agreements.approve(
        referral.person, partner=partner, referral_id=referral.pk, kind=Statement.Kind.CONTACTED,
        true=true_now(referral), now=now - timedelta(days=2),
    )  # fmt: skip


def somebody_outside(hub: Hub, *, now: datetime) -> Partner:
    """The occupational health nurse who refers in the demo, so that she reads it too; whom there is not."""
    known = Partner.objects.filter(hub=hub, route="oh", ended_at=None).order_by("since_at").first()
    return known or agreements.admit(
        hub, email=f"own-pages@{hub.slug}-oh.example", name="Olive Mockwell", route="oh",
        organisation="Madeup Occupational Health", now=now,
    )  # fmt: skip
