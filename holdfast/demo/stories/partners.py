"""Referrals from outside: Occupational Health and a practice, one statement approved, and people a manager named."""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.agreements import actions as agreements
from holdfast.agreements.models import Agreement, Partner, Statement
from holdfast.demo import invented
from holdfast.front_door.asked import Asked
from holdfast.hubs.hours import LONDON
from holdfast.hubs.models import Hub
from holdfast.partners.actions import Agreed, admit_organisation, refer
from holdfast.partners.code_actions import introduce
from holdfast.partners.introduction_actions import name_somebody, try_again
from holdfast.partners.models import Admitted
from holdfast.referrals.models import Referral

FROM_OH = "Has been signed off twice this year. Asked me whether somebody outside the trust could listen."
FROM_GP = "Not sleeping since a colleague died. Would like to talk, not at work."


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Two partners with referrals at different stages, and a manager who named two people. In the hub's scope."""
    lead = next(member for member in team if member.may(Permission.ADMIT_PARTNERS))
    olive = partner_of(hub, lead, "Olive Mockwell", "oh", "Occupational Health", now=now)
    fern = partner_of(hub, lead, "Dr Fern Pretend", "gp", "Invented Practices", now=now)
    first = sent(hub, olive, random, story=FROM_OH, days=1, now=now)
    sent(hub, olive, random, story="", days=2, now=now)
    sent(hub, fern, random, story=FROM_GP, days=1, now=now, is_worried=hub.slug == "tidewater")
    approve(first, olive, now=now)
    merle = partner_of(hub, lead, "Merle Inventson", "manager", "Invented Works", now=now)
    name(hub, merle, random, way="email", address=f"person{random.randrange(1000)}@home.example", now=now)
    called = name(hub, merle, random, way="call", address=invented.telephone(random), now=now)
    worker = next(member for member in team if member.may(Permission.ANSWER_CALLS))
    try_again(called, hub, by=worker, now=now - timedelta(hours=3))


def partner_of(hub: Hub, lead: Membership, name: str, route: str, organisation: str, *, now: datetime) -> Partner:
    """A referrer of an organisation that the hub admits."""
    domain = f"{organisation.split()[-1].lower()}.{hub.slug}.example"
    since = now - timedelta(days=60)
    admitted: Admitted = admit_organisation(
        hub, name=f"{hub.place} {organisation}", route=route, domain=domain, by=lead, now=since
    )
    address = f"{name.split()[-2].lower()}@{domain}"
    return introduce(admitted, address=address, name=name, telephone="+441632960123", now=since)


def sent(
    hub: Hub, partner: Partner, random: Random, *, story: str, days: int, now: datetime, is_worried: bool = False
) -> Referral:
    """One referral, some days ago; the one with a worry a few minutes ago."""
    at = now - (timedelta(minutes=12) if is_worried else timedelta(days=days, hours=2))
    asked = Asked(
        name=invented.name(random), channels={"call": invented.telephone(random), "voicemail": False, "times": ["pm"]},
        safe_now=Referral.SafeNow.NOT_ASKED, story=story, route=partner.route, partner=partner,
    )  # fmt: skip
    agreed = Agreed(Referral.Agreed.IN_PERSON, at.astimezone(LONDON).date())
    return refer(hub, asked, agreed=agreed, is_worried=is_worried, submission=random.randbytes(32), now=at)


def approve(referral: Referral, partner: Partner, *, now: datetime) -> None:
    """The person lets the referrer know that the hub has tried to reach them, and agrees to nothing else."""
    kind = Statement.Kind.NOT_REACHED
    agreements.give(
        referral.person, partner=partner, purpose=Agreement.Purpose.REFERRER, kinds=[kind],
        how=Agreement.How.ON_OWN_PAGES, now=now - timedelta(hours=5),
    )  # fmt: skip
    true = {kind: (now - timedelta(hours=6)).astimezone(LONDON).date()}
    agreements.approve(
        referral.person, partner=partner, referral_id=referral.pk, kind=kind, true=true, now=now - timedelta(hours=5)
    )


def name(hub: Hub, manager: Partner, random: Random, *, way: str, address: str, now: datetime):
    """Somebody whom a manager named yesterday."""
    return name_somebody(
        hub, manager, name=invented.name(random), way=way, address=address, submission=random.randbytes(32),
        now=now - timedelta(days=1),
    )  # fmt: skip
