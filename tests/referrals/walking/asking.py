"""Steps of a walk: somebody asks, is decided on, is called, is not safe, names people, stops."""

from types import SimpleNamespace

from holdfast.alerts import actions as alerts
from holdfast.alerts.models import Alert
from holdfast.caseload import actions as caseload
from holdfast.contacts import actions as contacts
from holdfast.contacts.models import Attempt
from holdfast.contacts.rules import next_after_alert
from holdfast.front_door.actions import answer_questionnaire, submit
from holdfast.front_door.more_actions import say_safe
from holdfast.hubs.queries import terms_of
from holdfast.measures.questionnaires import find
from holdfast.people import join_actions, release_actions
from holdfast.people.models import EmergencyAccess, Join, MustNotSee, Person
from holdfast.portal.views.choices import stopped
from holdfast.referrals import actions as referrals
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.referrals.states import NextAction, Stage, Status
from holdfast.triage import actions as triage
from holdfast.triage.models import Decision
from holdfast.triage.queries import latest_decision
from tests.builders import asked
from tests.referrals.walking.ground import NothingToDo, Walk, step

MOST_ASK = 5
NAMES = ("Tansy Madeup", "Pim Exampleton", "Hazel Pretend", "Otto Nobody", "Ivy Longwait")
CALLED = {"call": "+447700900123", "voicemail": False, "times": ["pm"]}
MAILED = {**CALLED, "email": "tansy@home.example", "letter": "2 Madeup Row, Northfell"}
NAMED = ("Nell Sampleton", "Wren Dummerly", "Ines Pretendham", "Nell", "Somebody Else", "practitioners",
         "clinical lead")  # fmt: skip


@step("ask for help", 1)
def ask(walk: Walk):
    if Referral.objects.filter(hub=walk.hub).count() >= MOST_ASK:
        raise NothingToDo
    draw = walk.draw
    named = [draw.choice(NAMED)] if draw.random() < 0.25 else []
    safe = draw.choices(("yes", "no", "unsure", "skipped"), weights=(6, 1, 1, 1))[0]
    told = asked(
        draw.choice(NAMES), safe_now=safe, must_not_see=named, channels=draw.choice((CALLED, MAILED)), story="A story"
    )
    return submit(walk.hub, told, submission=draw.randbytes(16), now=walk.now)


def decide(walk: Walk, outcome: str, **more):
    referral = walk.referral(status=Status.RECEIVED)
    last = latest_decision(referral)
    choice = triage.Choice(outcome, referral.contact_by, **more)
    by = walk.by(referral.person, first=walk.draw.choice([walk.team.nell, walk.team.ines]))
    return triage.decide(referral, choice, seen=last and last.pk, by=by, now=walk.now)


@step("accept", 3)
def accept(walk: Walk):
    return decide(walk, Decision.Outcome.ACCEPT, owner=walk.able() if walk.draw.random() < 0.8 else None)


@step("signpost", 0.4)
def signpost(walk: Walk):
    return decide(walk, Decision.Outcome.SIGNPOST, words="This may help")


@step("decline", 0.6)
def decline(walk: Walk):
    return decide(walk, Decision.Outcome.DECLINE, words="Not for us")


@step("ask another hub", 0.6)
def ask_other(walk: Walk):
    return decide(walk, Decision.Outcome.OTHER_HUB, wished_hub=walk.other.hub)


def decision(walk: Walk, **fitting) -> Decision:
    related = "referral__person", "referral__hub", "decided_by__account", "decided_by__hub"
    return walk.row(Decision.objects.select_related(*related), **fitting)


@step("sign", 1)
def sign(walk: Walk):
    found = decision(walk, outcome="decline", referral__next_action=NextAction.SIGN)
    return triage.sign(found, by=walk.by(found.referral.person), now=walk.now)


@step("send back", 0.4)
def send_back(walk: Walk):
    found = decision(walk, outcome="decline", referral__next_action=NextAction.SIGN)
    return triage.send_back(found, by=walk.by(found.referral.person), now=walk.now)


@step("undo a decision", 2)
def undo_decision(walk: Walk):
    found = decision(walk, undone_at=None, decided_at__gte=walk.now - triage.UNDO)
    return triage.undo(found, by=found.decided_by, now=walk.now)


@step("stop", 0.5)
def stop(walk: Walk):
    referral = walk.referral()
    if referral.person.died_at:
        raise NothingToDo
    return stopped(SimpleNamespace(referral=referral, hub=walk.hub))


@step("wish for another hub", 0.4)
def wish(walk: Walk):
    return referrals.wish(walk.referral(), walk.draw.choice((walk.other.hub, None)), now=walk.now)


@step("allocate", 2)
def allocate(walk: Walk):
    referral = walk.referral()
    override = "nobody_admitted_free" if walk.draw.random() < 0.5 else ""
    by = walk.by(referral.person, first=referral.owner_id)
    return referrals.allocate(referral, walk.able(), had=referral.owner_id, override=override, by=by, now=walk.now)


def attempt(walk: Walk, result: str, **fitting):
    referral = walk.referral(**fitting)
    channel = "text" if result == Attempt.Result.SENT else "call"
    return contacts.log_attempt(
        referral, channel=channel, result=result, terms=terms_of(walk.hub, now=walk.now),
        by=walk.by(referral.person, first=referral.owner_id), now=walk.now,
        identity_checked=result == Attempt.Result.SPOKE and walk.draw.random() < 0.8,
    )  # fmt: skip


@step("nobody answers", 1)
def no_answer(walk: Walk):
    return attempt(walk, walk.draw.choice(["no_answer", "voicemail", "sent", "call_back", "wrong"]))


@step("speak with them", 4)
def speak(walk: Walk):
    return attempt(walk, Attempt.Result.SPOKE, status=Status.ACCEPTED, stage=Stage.FIRST_CONTACT)


@step("undo an attempt", 2)
def undo_attempt(walk: Walk):
    rows = Attempt.objects.select_related("referral__person", "referral__hub", "by__account", "by__hub")
    found = walk.row(rows, undone_at=None, at__gte=walk.now - triage.UNDO)
    return contacts.undo_attempt(found, by=found.by, now=walk.now)


@step("raise an alert", 0.8)
def raise_worry(walk: Walk):
    referral = walk.referral()
    safe = walk.draw.choice(["yes", "unsure", "no", "skipped"])
    by = walk.by(referral.person, first=referral.owner_id)
    return caseload.raise_worry(referral, about=["self"], keep_safe=safe, note="Heard", by=by, now=walk.now)


@step("answer a questionnaire", 0.8)
def answer(walk: Walk):
    referral, form = walk.referral(), find(walk.draw.choice(["phq9", "gad7"]))
    if referral.person.died_at:
        raise NothingToDo
    value = walk.draw.choice([0, 0, 1, 2])
    return answer_questionnaire(
        referral, walk.hub, form, dict.fromkeys(range(1, len(form.items) + 1), value), now=walk.now
    )


def an_alert(walk: Walk, **fitting) -> Alert:
    return walk.row(Alert.objects.select_related("person", "taken_by__account", "taken_by__hub"), **fitting)


@step("take an alert", 2)
def take_alert(walk: Walk):
    found = an_alert(walk, status="raised")
    return alerts.take(found, by=walk.by(found.person), now=walk.now)


@step("hand an alert on", 0.8)
def hand_on_alert(walk: Walk):
    found = an_alert(walk, status="taken")
    return alerts.hand_on(found, to=walk.member(), by=walk.by(found.person, first=found.taken_by_id), now=walk.now)


@step("close an alert", 2)
def close_alert(walk: Walk):
    found = an_alert(walk, status="taken")
    about = Referral.objects.select_related("person", "owner", "hub").get(hub=walk.hub, pk=found.subject_id)
    by = walk.by(found.person, first=found.taken_by_id)
    comes = "" if about.closed_at else walk.one_of(next_after_alert(about.stage, about.next_action))
    return contacts.close_alert(
        found, about, done=["spoke"], words="We spoke", next_action=comes, next_action_at=walk.now, by=by, now=walk.now
    )


@step("say how safe they are", 0.4)
def say_how_safe(walk: Walk):
    found = an_alert(walk, status__in=["raised", "taken"])
    about = Referral.objects.select_related("person").get(hub=walk.hub, pk=found.subject_id)
    return say_safe(about, walk.hub, found, keep_safe=walk.draw.choice(["yes", "no"]), now=walk.now)


@step("open in an emergency", 0.4)
def emergency(walk: Walk):
    person = walk.referral().person
    by = walk.member()
    return caseload.open_in_emergency(person, reason="They rang, and nobody else is here", by=by, now=walk.now)


@step("review an emergency", 0.6)
def review_emergency(walk: Walk):
    rows = EmergencyAccess.objects.select_related("person", "member")
    return caseload.review_emergency(walk.row(rows, reviewed_at=None), finding="right", by=walk.member(), now=walk.now)


@step("name somebody", 0.8)
def name_somebody(walk: Walk):
    referral = walk.referral()
    if referral.person.died_at:
        raise NothingToDo
    return name_people(referral, named=[walk.draw.choice(NAMED)], now=walk.now)


def an_entry(walk: Walk, **fitting) -> MustNotSee:
    return walk.row(MustNotSee.objects.select_related("person"), **fitting)


@step("settle a name", 1.5)
def settle_name(walk: Walk):
    entry = an_entry(walk, status="unsettled", ended_at=None)
    meant = [] if walk.draw.random() < 0.5 else [walk.member(active=False)]
    return caseload.settle_name(entry, members=meant, by=walk.by(entry.person), now=walk.now)


@step("ask to let a name go", 0.6)
def ask_release(walk: Walk):
    entry = an_entry(walk, ended_at=None)
    return release_actions.ask_release(entry.person, entry.pk, now=walk.now)


@step("answer about a name", 2)
def answer_release(walk: Walk):
    entry = an_entry(walk, release_asked_at__isnull=False)
    is_released = walk.draw.random() < 0.7
    return release_actions.answer_release(entry, is_released=is_released, by=walk.by(entry.person), now=walk.now)


@step("propose to join", 0.4)
def propose_join(walk: Walk):
    people = list(Person.objects.filter(hub=walk.hub).order_by("pk"))
    if len(people) < 2:
        raise NothingToDo
    one, other = walk.draw.sample(people, 2)
    return join_actions.propose_join(
        one, other, reason="The same name, birthday and number, said on the telephone", by=walk.by(one), now=walk.now
    )


def a_join(walk: Walk, **fitting) -> Join:
    return walk.row(Join.objects.select_related("first", "second"), **fitting)


@step("agree to join", 2)
def agree_to_join(walk: Walk):
    found = a_join(walk, status="proposed")
    return caseload.agree_to_join(found, by=walk.by(found.first), now=walk.now)


@step("separate", 1)
def separate(walk: Walk):
    found = a_join(walk, status="joined")
    return caseload.separate_joined(found, by=walk.by(found.first), now=walk.now)
