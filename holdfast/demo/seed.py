"""Fills the demo by the product's own actions, in the order in which things would have happened."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from holdfast.accounts.models import Membership
from holdfast.alerts.actions import close, take
from holdfast.alerts.models import Alert
from holdfast.alerts.rules import cover_at
from holdfast.alerts.states import Status as AlertStatus
from holdfast.contacts.actions import log_attempt
from holdfast.contacts.models import Attempt
from holdfast.correspondence.models import Message
from holdfast.demo import invented
from holdfast.demo.data import on_the_queue
from holdfast.demo.hubs import DEMO_HUBS, join, make_hub
from holdfast.demo.stories import (
    assessments,
    care,
    courses,
    desk,
    diary,
    directory,
    figures,
    fitness,
    letters,
    line,
    network,
    onward,
    outcomes,
    outreach,
    partners,
    past_year,
    plans,
    portal,
    research,
    work,
    workforce,
)
from holdfast.front_door.actions import answer_questionnaire, submit
from holdfast.front_door.more_actions import tell_groups, tell_work
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.models import Hub, Organisation
from holdfast.hubs.scope import hub_scope
from holdfast.local.troubles import DemoRefused
from holdfast.measures.questionnaires import find
from holdfast.referrals.actions import fold_tallies
from holdfast.referrals.models import Referral
from holdfast.triage.actions import Choice, decide
from holdfast.triage.models import Decision
from holdfast.triage.queries import latest_decision

PEOPLE = 200
STORIES = (
    directory, past_year, partners, line, care, portal, plans, workforce, diary, courses, assessments, letters, work,
    outcomes, onward, fitness, desk,
    outreach,  # it reckons the usual wait
    figures, research,  # last: they count what was told
)  # fmt: skip
LONGEST_AGO = timedelta(days=15)  # the journey ends at the assessment for now: older people would all be late


OTHER_HUBS = "This database holds hubs that the demo did not make. Start the demo with another HOLDFAST_STATE."
NOT_WHOLE = "The demo was ended while its people were being invented. Start it with another HOLDFAST_STATE."


def fill() -> None:
    """Make the demo's hubs and people, once.

    Raises:
        DemoRefused: there are other hubs in this database, or it was ended before it was made.
    """
    if Hub.objects.exclude(slug__in=DEMO_HUBS).exists():
        raise DemoRefused(OTHER_HUBS)
    if Hub.objects.exists():
        if not network.has_told(Hub.objects.get(slug=next(iter(DEMO_HUBS)))):
            raise DemoRefused(NOT_WHOLE)
        return
    now = timezone.now()
    hubs = [make_hub(slug, now=now) for slug in DEMO_HUBS]
    join(*hubs)
    for hub in hubs:
        fill_hub(hub, now=now)
    network.tell_between(*hubs, now=now)


def fill_hub(hub: Hub, *, now: datetime) -> None:
    """Some 200 people of one hub, from two weeks ago until a few minutes ago."""
    random = Random(hub.slug)  # noqa: S311 - the demo is the same every time
    moments = sorted(now - LONGEST_AGO * random.random() ** 2 for _ in range(PEOPLE - 4))
    moments += [now - timedelta(minutes=minutes) for minutes in (190, 75, 40, 11)]
    team = list(hub.members.select_related("account", "hub").order_by("pk"))
    employers = list(Organisation.objects.filter(valid_to=None).order_by("code")[:200])
    with hub_scope(hub):
        steps = track(
            list(enumerate(moments)), description=f"Inventing people of {hub.place}", console=Console(stderr=True),
            disable=not Console(stderr=True).is_terminal,
        )  # fmt: skip
        for number, at in steps:
            one_person(hub, team, employers, random, number=number, at=at, now=now)
        for story in STORIES:
            story.tell(hub, team, random, now=now)
        quiet_mail(hub, now=now)
        fold_tallies(hub)


def one_person(
    hub: Hub, team: list[Membership], employers: list[Organisation], random: Random, *, number: int,
    at: datetime, now: datetime,
) -> None:  # fmt: skip
    """One way through the hub, as far as it has got by now."""
    named = ("Wren Dummerly",) if number % 40 == 7 else ("a ward manager",) if number % 80 == 9 else ()
    latest = number >= PEOPLE - 1
    request = invented.asked(random, safe_now="unsure" if latest else "yes" if number % 9 else None, must_not_see=named)
    referral = submit(hub, request, submission=UUID(int=random.getrandbits(128)).bytes, now=at)
    if random.random() < 0.75:
        item9 = 1 if number == PEOPLE - 3 else None
        tell_more(hub, referral, employers, random, at=at + timedelta(minutes=9), item9=item9)
    settle_alerts(hub, team[random.choice([0, 1])], at=at, now=now)
    decided_at = next_open(hub, at + timedelta(hours=random.uniform(1, 30)))
    if decided_at < now and number < PEOPLE - 30:
        referral.refresh_from_db()
        follow(hub, team, referral, random, at=decided_at, now=now)


def tell_more(
    hub: Hub, referral: Referral, employers: list[Organisation], random: Random, *, at: datetime, item9: int | None
) -> None:
    """Questionnaires, work and groups, minutes after the request."""
    weight = random.uniform(0.2, 0.95)
    answer_questionnaire(referral, hub, find("phq9"), invented.phq9(random, weight, item9=item9), now=at)
    answer_questionnaire(referral, hub, find("gad7"), invented.gad7(random, weight), now=at)
    if random.random() < 0.8:
        tell_work(
            referral, hub, employer="", organisation=random.choice(employers), staff_group="",
            work_state=random.choice(invented.WORK_STATES), off_since=None, now=at,
        )  # fmt: skip
    if random.random() < 0.5:
        tell_groups(referral, hub, groups=random.sample(invented.GROUPS, k=random.choice([1, 1, 2])), now=at)


def settle_alerts(hub: Hub, member: Membership, *, at: datetime, now: datetime) -> None:
    """Older alerts were taken and closed, at night by outside cover where there is one; the last hours' stand open."""
    outside = hub.members.select_related("hub").get(roles=["outside_cover"])
    for alert in Alert.objects.filter(hub=hub).exclude(status=AlertStatus.CLOSED).select_related("person"):
        by_hub = cover_at(hub.current, now=alert.raised_at).by_hub
        read_at = cover_at(hub.current, now=alert.raised_at).read_at + timedelta(minutes=6)
        if now - alert.raised_at > timedelta(hours=3) and read_at + timedelta(minutes=40) < now:
            taker = on_the_queue(member, at=read_at) if by_hub else outside
            take(alert, by=taker, now=read_at)
            words = "Rang them. They are safe today, their sister stays tonight. We ring again tomorrow."
            close(alert, done=["spoke", "safety_plan"], words=words, by=taker, now=read_at + timedelta(minutes=31))


def follow(
    hub: Hub, team: list[Membership], referral: Referral, random: Random, *, at: datetime, now: datetime
) -> None:
    """Decide on a request, and make contact as far as time has come."""
    decider = on_the_queue(team[random.choice([0, 1, 2, 3])], at=at)
    outcome = random.choices(["accept", "signpost", "other_hub"], weights=[90, 8, 2])[0]
    owner = team[random.choice([0, 0, 1, 2])] if outcome == "accept" else None
    if referral.person.must_not_see.filter(hub=hub).exists() and owner in (team[2],):
        owner = team[0]
    other = Hub.objects.exclude(pk=hub.pk).first()
    choice = Choice(
        outcome, referral.contact_by, owner=owner, wished_hub=other if outcome == "other_hub" else None,
        words="We spoke of what the staff gym and the debt advice service offer." if outcome == "signpost" else "",
    )  # fmt: skip
    seen = latest_decision(referral)
    decide(referral, choice, seen=seen.pk if seen else None, by=decider, now=at)
    if outcome == Decision.Outcome.ACCEPT and owner is not None:
        make_contact(hub, referral, owner, random, at=at, now=now)


def make_contact(
    hub: Hub, referral: Referral, owner: Membership, random: Random, *, at: datetime, now: datetime
) -> None:
    """Up to four attempts; most people are reached, a few are still to be tried."""
    for _ in range(random.choice([1, 3, 4, 4])):
        at = next_open(hub, at + timedelta(hours=random.uniform(1, 14)))
        if at >= now:
            return
        spoke = random.random() < 0.7
        log_attempt(
            referral, channel=Attempt.Channel.CALL,
            result=Attempt.Result.SPOKE if spoke else Attempt.Result.NO_ANSWER, terms=hub.current, by=owner,
            now=at, identity_checked=spoke, note="Spoke for ten minutes. Wants to talk on Thursday." if spoke else "",
        )  # fmt: skip
        if spoke:
            return


def next_open(hub: Hub, at: datetime) -> datetime:
    """`at`, or when the hub next opens."""
    return WeeklyHours.from_rows(hub.current.open_hours).next_open(at) or at


def quiet_mail(hub: Hub, *, now: datetime) -> None:
    """Mail of past days went long ago, whom it does not reach was told by hand; what is minutes old is to be sent."""
    past = Message.objects.filter(hub=hub, not_before__lt=now - timedelta(minutes=60), sent_at=None)
    past.update(sent_at=F("not_before"))
    Referral.objects.filter(hub=hub, tell_by__lt=now).update(tell_by=None)
