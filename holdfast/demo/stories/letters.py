"""Letters: one waits for the person's yes, one is to be changed, one to be posted, two were sent."""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.demo.stories import portal
from holdfast.hubs.models import Hub
from holdfast.letters import actions, answer_actions, sending_actions
from holdfast.letters.models import Letter
from holdfast.letters.queries import Words, filled, shipped_as_used
from holdfast.people.access import not_kept_out
from holdfast.people.identity import name_of
from holdfast.referrals.models import Referral

GP = ("Dr Quill Invented", "Madeup Lane Surgery\n1 Madeup Lane\nNorthfell\nNF1 4AP")
WARD = ("Moss Placeholder", "Ward 4\nQuay Infirmary\nNorthfell\nNF1 2QQ")
HELP = (
    "Dear Dr Invented\n\n{name} asked us for support and agreed to this letter.\n\n{name} has slept badly since the "
    "winter, and we talk with them every two weeks. They have not asked you to do anything.\n\nWe write again when "
    "there is a plan, if {name} agrees.\n\n{by}\n{hub}"
)
TIME = (
    "Dear Moss Placeholder\n\n{name} asked me to write to you. They need an hour away from work every second Thursday "
    "until the end of March, for an appointment.\n\nWe are a confidential service for staff and cannot tell you "
    "more.\n\n{by}\n{hub}"
)


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Letters of a few people who were reached; whose own pages the demo opens comes first."""
    found = Referral.objects.filter(hub=hub, closed_at=None, person__verified_at__isnull=False).exclude(owner=None)
    people = list(found.select_related("person", "owner__account", "owner__hub").order_by("first_contact_at", "pk"))
    first = next(iter(portal.PEOPLE))  # whose own pages the demo opens first
    people.sort(key=lambda referral: name_of(referral.person) != first)
    # held by a name since yesterday: these letters are older
    people = [each for each in people if not_kept_out(each.person, [each.owner]) == [each.owner]][:3]
    office = next(member for member in team if member.may(Permission.SEND_LETTERS) and not member.has_caseload)
    for number, referral in enumerate(people):
        then = now - timedelta(days=2 - number, hours=3)
        to_gp = shown(hub, referral, "gp-getting-help", GP, HELP, now=then)
        if number == 1:
            words = "Please leave out how I sleep. The surgery is where my aunt works."
            answer_actions.ask_change(to_gp, seen=to_gp.version, answer=words, now=then + timedelta(hours=2))
        if number == 2:
            answer_actions.agree(to_gp, seen=to_gp.version, now=then + timedelta(hours=2))
        if number == 0:
            posted = shown(hub, referral, "manager-time", WARD, TIME, now=then - timedelta(days=3))
            answer_actions.agree(posted, seen=posted.version, now=then - timedelta(days=2))
            sending_actions.post(posted, seen=posted.version, by=office, now=then - timedelta(days=1))
            to_them(hub, referral, now=then - timedelta(days=4))


def shown(hub: Hub, referral: Referral, key: str, to: tuple[str, str], body: str, *, now: datetime) -> Letter:
    """A letter to somebody else, shown to the person."""
    template, by = shipped_as_used(key), referral.owner
    subject, _, easy = filled(template, referral, to_name=to[0], by=by, now=now)
    name = name_of(referral.person)
    subject = f"About {name}" if "[" in subject else subject
    easy = "" if "[" in easy else easy
    words = Words(subject, body.format(name=name, by=by.name, hub=hub.name), easy, *to)
    letter = actions.draft(referral, template=template, words=words, is_large=False, by=by, now=now)
    return actions.show(letter, seen=letter.version, by=by, now=now + timedelta(minutes=9))


def to_them(hub: Hub, referral: Referral, *, now: datetime) -> None:
    """A letter to the person, on their own pages."""
    template, by = shipped_as_used("person-next-steps"), referral.owner
    name = name_of(referral.person)
    said = "We agreed to talk about sleep and nights first, and about work later. You bring nothing but yourself."
    words = Words("What happens next", f"Dear {name}\n\nThank you for talking with us. {said}\n\nWith best wishes\n\n"
                  f"{by.name}\n{hub.name}", f"Dear {name}\n\nThank you for talking with us.\n\n- We talk about sleep "
                  "first.\n- We talk about work later.", name, "")  # fmt: skip
    letter = actions.draft(referral, template=template, words=words, is_large=False, by=by, now=now)
    sending_actions.send(letter, seen=letter.version, by=by, now=now + timedelta(minutes=5))
