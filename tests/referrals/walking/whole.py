"""What must hold of a hub after every step, read afresh from its rows."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import CASELOAD, permissions_of
from holdfast.alerts.models import Alert
from holdfast.appointments.models import Appointment, Offer
from holdfast.appointments.queries import practitioners_of
from holdfast.contacts.models import Attempt, Promise
from holdfast.contacts.queries import promised_steps, to_tell
from holdfast.coordination.models import Plan, Strand
from holdfast.correspondence.models import Message
from holdfast.courses.models import Course
from holdfast.courses.states import OPEN as COURSE_OPEN
from holdfast.diary.models import Hold
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of
from holdfast.letters.models import Letter
from holdfast.letters.states import OPEN as LETTER_OPEN
from holdfast.network.models import Arrival, Transfer
from holdfast.network.queries import responsible_hub
from holdfast.network.states import FOR_NOTHING
from holdfast.network.states import OPEN as TRANSFER_OPEN
from holdfast.onward.models import OnwardReferral
from holdfast.onward.queries import next_of_onward, not_seen, waits_elsewhere
from holdfast.onward.states import NOT_WITH_THEM
from holdfast.onward.states import OPEN as ONWARD_OPEN
from holdfast.outcomes.models import FollowUp
from holdfast.outcomes.states import OPEN as FOLLOW_UP_OPEN
from holdfast.people.access import not_kept_out
from holdfast.people.models import Relationship
from holdfast.people.viewer import viewer
from holdfast.referrals.answers import last_told
from holdfast.referrals.models import Referral, Tally
from holdfast.referrals.next_step import next_step
from holdfast.referrals.reckoning import CHECKS
from holdfast.referrals.states import ANSWERED, PROMISED, Stage, Status
from holdfast.referrals.states import NextAction as N
from holdfast.referrals.unopened import with_the_outside_cover
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.states import OPEN as WORK_OPEN

Why = Relationship.Why
OVER = {Status.DISCHARGED, Status.TRANSFERRED, Status.SIGNPOSTED, Status.DECLINED, Status.WITHDRAWN}
STAGES = {
    Status.RECEIVED: {Stage.TRIAGE},
    Status.ACCEPTED: {Stage.FIRST_CONTACT, Stage.ASSESSMENT},
    Status.ASSESSED: {Stage.ASSESSMENT, Stage.MEETING, Stage.IN_SUPPORT, Stage.ELSEWHERE},
    Status.SUPPORTED: {Stage.ASSESSMENT, Stage.MEETING, Stage.IN_SUPPORT, Stage.ELSEWHERE},
    Status.MONITORED: {Stage.FOLLOW_UP},
} | {status: {Stage.CLOSED} for status in OVER}
ANYWHERE = {N.MEET, N.CALL, N.TRY_AGAIN, N.WELFARE}
BY_THE_PLAN = {N.PLAN, N.AGREE_PLAN, N.STEP, N.CHASE, N.CHECK_IN, N.TALK, N.REFER, N.GO_ON, N.OFFER_TRANSFER}
IN_TURN = {*BY_THE_PLAN, N.FOLLOW_UP, N.REVIEW} - {N.OFFER_TRANSFER}
"""Next actions that are reckoned anew when something changes: the soonest of what is known comes next."""
ACTIONS = {
    Stage.TRIAGE: {N.DECIDE, N.SIGN, N.OFFER_TRANSFER},
    Stage.FIRST_CONTACT: {*ANYWHERE, N.WRITE_UP},
    Stage.ASSESSMENT: {*ANYWHERE, N.ASSESS, N.WRITE_UP},
    Stage.MEETING: {*ANYWHERE, N.DISCUSS, N.WRITE_UP},
    Stage.IN_SUPPORT: {*ANYWHERE, *BY_THE_PLAN},
    Stage.ELSEWHERE: {*ANYWHERE, *BY_THE_PLAN},
    Stage.FOLLOW_UP: {*ANYWHERE, *BY_THE_PLAN, N.FOLLOW_UP, N.REVIEW},
    Stage.CLOSED: {N.NONE},
}
OF_TIME = {"untaken", "late_mail", "overdue", "unreviewed", "uncalled", "unasked", "uncalled_team", "unkept", "unled"}
"""What the reckoning finds because somebody did not do in time what was theirs: a walk lets days pass."""


def troubles(hub: Hub, now: datetime, round_at: datetime) -> Iterator[str]:
    """Everything that is wrong in a hub, in its scope; each begins with its kind. `round_at`: see `of_next`."""
    hub.current = terms_of(hub, now=now)
    found = list(Referral.objects.filter(hub=hub).select_related("person", "owner__account").order_by("pk"))
    for referral in found:
        for trouble in (*of_referral(referral), *of_next(referral, now, round_at)):
            yield f"{trouble} [{referral.status} {referral.stage} {referral.next_action}]"
    yield from of_relationships(hub, found)
    yield from of_the_kept_out(hub, now)
    yield from of_the_dead(hub)
    yield from of_the_closed(hub, now)
    yield from of_the_told(hub, now)
    yield from of_the_counts(hub, found)
    yield from of_the_reckoning(hub, found, now)


def of_referral(referral: Referral) -> Iterator[str]:
    """One status, one stage, one next action, one hub; and each fits the others."""
    is_open = referral.closed_at is None
    if is_open == (referral.status in OVER):
        yield "open: closed_at does not fit the status"
    if referral.stage not in STAGES[referral.status]:
        yield "stage: does not fit the status"
    if referral.next_action not in ACTIONS[referral.stage]:
        yield "next: does not fit the stage"
    if referral.next_action_at is None:
        yield "next: no date"
    responsible = responsible_hub(referral)
    if is_open and referral.owner is not None:
        yield from of_owner(referral)
    if referral.status == Status.TRANSFERRED and responsible == referral.hub_id:
        yield "hub: transferred to nobody"
    yield from of_contact(referral)
    if is_open:
        yield from of_ground(referral)
        yield from of_onward(referral)


def of_next(referral: Referral, now: datetime, round_at: datetime) -> Iterator[str]:
    """What comes next is what is reckoned from all that stands, and no promise to somebody is due before it.

    What by time alone comes next does so with the worker's round, which was at `round_at`: a promise that came due
    since, or one behind an appointment that began since, may wait for the next one; nothing else may. The call of a
    first contact that was booked for, and is settled by nobody, stays behind a call that was promised.
    """
    if referral.closed_at is not None:
        return
    action, at = next_step(referral, now=now)
    promised = promised_steps(referral, now=now)
    came_due = action in PROMISED and round_at < at <= now
    has_begun = bool(promised) and referral.next_action == N.MEET and round_at <= referral.next_action_at < now
    is_past = action == referral.next_action == N.MEET  # nobody said yet whether they came: another one may be booked
    stored = (referral.next_action, referral.next_action_at)
    stays_behind = stored in promised and (action, at) == own_call(referral) and is_unsettled(referral, now)
    if (action, at) != stored and not (is_past or came_due or has_begun or stays_behind):
        yield f"next: {action} is reckoned {at} for {referral.next_action_at}"
    due = [at for _, at in promised]
    if due and referral.next_action_at > min(due):
        yield "next: a promise is due before it"
    yield from of_kept(referral)


def own_call(referral: Referral) -> tuple[str, datetime | None] | None:
    """The call that a first contact asks for by itself."""
    return (N.CALL, referral.stage_action_at) if referral.stage == Stage.FIRST_CONTACT else None


def is_unsettled(referral: Referral, now: datetime) -> bool:
    """Whether they had an appointment of their own of which nobody said whether they came."""
    booked = Appointment.objects.filter(hub_id=referral.hub_id, referral=referral, status="booked")
    return booked.filter(session__starts_at__lt=now).exclude(session__kind="group").exists()


def of_contact(referral: Referral) -> Iterator[str]:
    """When they were first spoken with is when they were, by all that stands."""
    arrivals = Arrival.objects.filter(hub_id=referral.hub_id, referral=referral).values_list("brought_at", flat=True)
    came = arrivals.first()
    spoken = [import_string(each)(referral) for each in settings.CONVERSATIONS]
    spoken = [at for at in spoken if at and (came is None or at >= came)]
    if referral.first_contact_at != min(spoken, default=None):
        yield f"contact: first at {referral.first_contact_at} for {min(spoken, default=None)}"


def of_kept(referral: Referral) -> Iterator[str]:
    """Whoever was spoken with since is promised nothing of before."""
    mine = {"hub_id": referral.hub_id, "referral": referral}
    spoke = Attempt.objects.filter(**mine, result=Attempt.Result.SPOKE, undone_at=None).order_by("-at").first()
    if spoke and Promise.objects.filter(**mine, ended_at=None, made_at__lt=spoke.at).exists():
        yield "next: a promise is kept, and stands"


def of_owner(referral: Referral) -> Iterator[str]:
    """An owner is somebody who may have them. Who is suspended is found by the reckoning: see `of_the_reckoning`."""
    owner = referral.owner
    assert owner is not None
    is_here = owner.status in {Membership.Status.ACTIVE, Membership.Status.SUSPENDED}
    if not (is_here and permissions_of(owner.roles) >= CASELOAD):
        yield f"owner: may have nobody ({owner.status} {owner.roles})"
    if not not_kept_out(referral.person, [owner]):
        yield "owner: is kept out"


def of_ground(referral: Referral) -> Iterator[str]:
    """A next action has its ground: what it is about is there."""
    mine = {"hub_id": referral.hub_id, "referral": referral}
    action, stage = referral.next_action, referral.stage
    if action == N.MEET and not Appointment.objects.filter(**mine, status="booked").exists():
        yield "ground: nothing is booked"
    if stage in {Stage.IN_SUPPORT, Stage.ELSEWHERE} and (stage == Stage.ELSEWHERE) != waits_elsewhere(referral):
        yield "ground: the stage does not say whether they wait elsewhere"
    steps = (
        Strand.objects.filter(**mine, ended_at=None), Course.objects.filter(**mine, status__in=COURSE_OPEN),
        WorkStatement.objects.filter(**mine, status__in=WORK_OPEN),
    )  # fmt: skip
    if action == N.STEP and not any(rows.exists() for rows in steps):
        yield "ground: no strand, course or statement about work goes on"
    if action == N.AGREE_PLAN and not Plan.objects.filter(**mine, status__in=["shown", "change_asked"]).exists():
        yield "ground: no plan waits"
    offers = Transfer.objects.filter(**mine, status__in=[*TRANSFER_OPEN, "accepted"])
    is_asked = stage == Stage.TRIAGE or offers.exists()
    if action == N.OFFER_TRANSFER and not is_asked:
        yield "ground: no offer is open"
    if action in {N.FOLLOW_UP, N.REVIEW}:
        waits = FollowUp.objects.filter(**mine, status__in=FOLLOW_UP_OPEN).exists()
        if action == N.FOLLOW_UP and not waits:
            yield "ground: no follow-up waits"


def of_onward(referral: Referral) -> Iterator[str]:
    """What onward referrals ask has its ground, and nothing that is due later comes before it."""
    mine = {"hub_id": referral.hub_id, "referral": referral}
    onwards = OnwardReferral.objects.filter(**mine)
    to_nothing = Transfer.objects.filter(**mine, status__in=FOR_NOTHING)
    grounds = {
        N.CHASE: ("no service has them", onwards.filter(chase_at__isnull=False)),
        N.TALK: (
            "nobody has ended with a service, and no offer came to nothing",
            onwards.filter(status__in=NOT_WITH_THEM), to_nothing,
        ),
        N.REFER: ("no onward referral is being written", onwards.filter(status="drafted")),
        N.GO_ON: ("no service has done with them, or somebody has seen to it", not_seen(onwards)),
    }  # fmt: skip
    words, *rows = grounds.get(referral.next_action, ("",))
    if words and not any(each.exists() for each in rows):
        yield f"ground: {words}"
    known = next_of_onward(referral, now=referral.next_action_at)
    if known and referral.next_action in IN_TURN and referral.next_action_at > known[1]:
        yield f"sight: {known[0]} is due before what comes next"


def of_relationships(hub: Hub, found: list[Referral]) -> Iterator[str]:
    """An owner or a queue: exactly one of them, and the owner's by name."""
    running: dict[UUID, list[Relationship]] = defaultdict(list)
    for each in Relationship.objects.filter(hub=hub, until_at=None).select_related("member"):
        running[each.person_id].append(each)
        if each.member is not None and each.member.status == Membership.Status.LEFT:
            yield f"relationship: {each.why} of somebody who has left"
    for referral in found:
        owners = [each.member_id for each in running[referral.person_id] if each.why == Why.OWNER]
        queues = [each for each in running[referral.person_id] if each.why == Why.QUEUE]
        where = f"[{referral.status} {referral.next_action}]"
        if referral.closed_at is None and (len(queues), owners) != (
            (0, [referral.owner_id]) if referral.owner_id else (1, [])
        ):
            yield f"owner: not one owner or one queue, but {len(owners)} and {len(queues)} {where}"
        if referral.closed_at is not None and queues:
            yield f"owner: a closed request is in the queue {where}"


def of_the_kept_out(hub: Hub, now: datetime) -> Iterator[str]:
    """Whoever is named has nothing of theirs: no relationship, time, course or strand."""
    for each in Relationship.objects.filter(hub=hub, until_at=None, member__isnull=False).select_related("person"):
        is_open = Referral.objects.filter(hub=hub, person=each.person, closed_at=None).exists()
        if each.why == Why.OWNER and is_open and not not_kept_out(each.person, [each.member]):
            yield "kept out: an owner"
    to_come = Appointment.objects.filter(hub=hub, status="booked", session__starts_at__gt=now)
    booked = list(to_come.select_related("person"))
    seen_by = practitioners_of([each.session_id for each in booked], hub)
    for each in booked:
        if len(not_kept_out(each.person, seen_by[each.session_id])) != len(seen_by[each.session_id]):
            yield "kept out: sees them in an appointment to come"
    for course in Course.objects.filter(hub=hub, status__in=COURSE_OPEN, practitioner__isnull=False).select_related(
        "person", "practitioner", "referral"
    ):
        yield from of_doer("course", course.person, course.practitioner)
    for strand in Strand.objects.filter(hub=hub, ended_at=None, owner__isnull=False, referral__closed_at=None):
        yield from of_doer("strand", strand.person, strand.owner)


def of_doer(what: str, person, member) -> Iterator[str]:
    if not not_kept_out(person, [member]):
        yield f"kept out: has a {what}"
    if member.status == Membership.Status.LEFT or not permissions_of(member.roles) >= CASELOAD:
        yield f"left: has a {what}"


def of_the_dead(hub: Hub) -> Iterator[str]:
    """No message to somebody who has died waits, and nothing of theirs is open."""
    waits = Message.objects.filter(hub=hub, person__died_at__isnull=False, sent_at=None, cancelled_at=None)
    for kind in waits.values_list("kind", flat=True):
        yield f"dead: mail waits ({kind})"
    for each in Referral.objects.filter(hub=hub, person__died_at__isnull=False, closed_at=None):
        yield f"dead: a request is open [{each.status}]"


def of_the_closed(hub: Hub, now: datetime) -> Iterator[str]:
    """Nothing goes on beside a request that is closed."""
    over = {"hub": hub, "referral__closed_at__isnull": False}
    going_on = {
        "appointment": Appointment.objects.filter(**over, status="booked", session__starts_at__gt=now),
        "offer of times": Offer.objects.filter(**over, taken_at=None, withdrawn_at=None),
        "course": Course.objects.filter(**over, status__in=COURSE_OPEN),
        "onward referral": OnwardReferral.objects.filter(**over, status__in=ONWARD_OPEN),
        "work statement": WorkStatement.objects.filter(**over, status__in=WORK_OPEN),
        "follow-up": FollowUp.objects.filter(**over, status__in=FOLLOW_UP_OPEN),
        "transfer": Transfer.objects.filter(**over, status__in=TRANSFER_OPEN),
    }
    for what, rows in going_on.items():
        for each in rows.select_related("referral"):
            yield f"closed: {what} goes on ({each.referral.status}; {getattr(each, 'status', '')})"
    gone = Letter.objects.filter(hub=hub, referral__status__in=["transferred", "withdrawn"], status__in=LETTER_OPEN)
    for letter in gone.exclude(audience="person").select_related("referral"):
        if letter.drafted_at <= letter.referral.closed_at:
            yield f"closed: a letter goes on ({letter.referral.status} {letter.status})"


def of_the_told(hub: Hub, now: datetime) -> Iterator[str]:
    """Whoever was closed with words to them is told by mail or by a colleague, or is still to be, and then it is on
    the list of somebody who can open their record once it is late."""
    closed = list(Referral.objects.filter(hub=hub, status__in=ANSWERED, person__died_at=None).select_related("person"))
    for each in closed:
        mailed = Message.objects.filter(hub=hub, person=each.person, queued_at=each.closed_at, sent_at__isnull=False)
        if each.tell_by is None and not (mailed.exists() or last_told(each)):
            yield f"told: nobody tells them ({each.status})"
    late = {each.pk for each in closed if each.tell_by and each.tell_by < now}
    members = Membership.objects.filter(hub=hub, status=Membership.Status.ACTIVE).select_related("account", "hub")
    seen = {pk for each in members if late for pk, _ in to_tell(viewer(each, now=now))}
    unopened = next(check for check in CHECKS if check.kind == "unopened")
    hidden = {finding.subject_id for finding in unopened.look(hub, hub.current, now)} if late - seen else set()
    if late - seen - hidden:
        yield "told: late, and on nobody's list"


def of_the_counts(hub: Hub, found: list[Referral]) -> Iterator[str]:
    """The kept counts of the work lists are those of the rows."""
    kept: Counter = Counter()
    for stage, owner_id, delta in Tally.objects.filter(hub=hub).values_list("stage", "owner_id", "delta"):
        kept[stage, owner_id] += delta
    if {key: n for key, n in kept.items() if n} != Counter((each.stage, each.owner_id) for each in found):
        yield "counts: not those of the rows"


def of_the_reckoning(hub: Hub, found: list[Referral], now: datetime) -> Iterator[str]:
    """The reckoning finds nothing but what somebody left undone. Of nobody's it finds those of a suspended owner, for a
    lead to give to somebody else, and those whom nobody took on for a day; of those that nobody may open, what
    the outside cover has acted on and keeps."""
    by_pk = {each.pk: each for each in found}
    with_cover = set(Referral.objects.filter(with_the_outside_cover(hub), hub=hub).values_list("pk", flat=True))
    for check in CHECKS:
        if check.kind in OF_TIME or (check.kind == "unseen" and not Alert.objects.filter(hub=hub).exists()):
            continue
        for finding in check.look(hub, hub.current, now):
            each = by_pk.get(finding.subject_id)
            if check.kind == "nobodys" and each is not None:
                is_late = each.owner is None and each.next_action_at < now - timedelta(days=1)
                if is_late or (each.owner and each.owner.status == Membership.Status.SUSPENDED):
                    continue
            if check.kind == "unopened" and each is not None and each.pk in with_cover:
                continue
            yield f"reckoning: {check.kind}"


def responsible_hubs(walk_hubs, in_scope) -> Iterator[str]:
    """One hub is responsible for every transfer: the one that offered, or the one that accepted; and the record of
    whoever was brought over is the other's alone."""
    for hub in walk_hubs:
        with in_scope(hub):
            accepted = list(Transfer.objects.filter(hub=hub, status="accepted").select_related("referral"))
            twice = Counter(each.referral_id for each in accepted)
            if any(n > 1 for n in twice.values()):
                yield "hub: accepted twice"
            gone = list(Referral.objects.filter(hub=hub, status="transferred"))
            if {each.pk for each in gone} - set(twice):
                yield "hub: with another hub, and none has accepted"
        for transfer in accepted:
            to = next(each for each in walk_hubs if each.pk == transfer.to_hub_id)
            with in_scope(to):
                arrivals = list(Arrival.objects.filter(hub=to, transfer_id=transfer.pk))
                copies = Referral.objects.filter(hub=to, pk__in=[each.referral_id for each in arrivals]).count()
                if len(arrivals) != 1 or not arrivals[0].is_accepted:
                    yield "hub: accepted without one arrival"
                if transfer.referral.status == Status.TRANSFERRED and copies != 1:
                    yield "hub: let go before the other has them"


def digest(hub: Hub) -> list[tuple]:
    """A sum over every row of a hub, by which two moments are the same."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(
            f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(r::text, 0)), 0) FROM {table} r"
            for table in TABLES
        ))  # fmt: skip
        return cursor.fetchall()


TABLES = [
    model._meta.db_table
    for model in (
        Referral, Relationship, Appointment, Offer, Plan, Strand, Message, Course, Hold, Letter, Transfer, Arrival,
        OnwardReferral, FollowUp, Tally, WorkStatement, Membership,
    )
] + ["events_event", "people_person", "people_mustnotsee", "alerts_alert", "contacts_attempt", "contacts_promise",
     "triage_decision", "outcomes_discharge", "outcomes_death", "assessments_assessment",
     "meetings_discussion", "diary_session",
     "waiting_wait", "people_join", "people_joined", "onward_serviceanswer"]  # fmt: skip
