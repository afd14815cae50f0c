"""Reads about somebody's work: statements, steps and answers; what a partner may read; what is due."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from holdfast.accounts.models import Membership
from holdfast.agreements.models import Agreement, Partner
from holdfast.agreements.queries import about
from holdfast.correspondence.actions import MOST_FAILURES, hash_of
from holdfast.hubs.hours import instant, london_day
from holdfast.hubs.models import Hub
from holdfast.people.access import open_to
from holdfast.people.identity import reveal, reveal_data
from holdfast.people.models import Person
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Background, Referral
from holdfast.referrals.next_step import Step as NextStep
from holdfast.referrals.states import NextAction
from holdfast.workforce.codes import Profession
from holdfast.workforce.queries import profile_of
from holdfast.workplace.models import AskEnd, PartnerLink, Reply, ReturnStep, WorkState, WorkStatement
from holdfast.workplace.rules import Words, from_data, next_day
from holdfast.workplace.states import AGREED, ASKS, Kind, Status

CLOSE = time(17)
MOST_SHOWN = 50
NOT_QUALIFIED = (
    Profession.ASSISTANT_PSYCHOLOGIST, Profession.PEER_SUPPORT_WORKER, Profession.SUPPORT_WORKER, Profession.OTHER,
)  # fmt: skip
"""Professions of our list by which nobody gives specialist advice to an employer: a choice of ours, and no law."""


class State(NamedTuple):
    """Whether somebody is at work; since when, and when they said so, as far as known."""

    state: str
    since_on: date | None
    noted_at: datetime


def sealed_words(statement: WorkStatement) -> str:
    """The field under which the words of a statement are sealed."""
    return f"work_words:{statement.pk}"


def words_of(statement: WorkStatement) -> Words:
    """What it says."""
    return from_data(reveal_data(statement.person, sealed_words(statement), statement.words_sealed))


def wish_of(statement: WorkStatement) -> str:
    """What they want changed."""
    return reveal(statement.person, f"work_wish:{statement.pk}", statement.wish_sealed)


def reply_words(answer: Reply, person: Person) -> str:
    """What a partner answered."""
    return reveal(person, f"work_reply:{answer.statement_id}:{answer.mark}", answer.words_sealed)


def ask_end_words(ended: AskEnd, person: Person) -> str:
    """What was answered another way, or why nobody waits for it."""
    return reveal(person, f"work_ask_end:{ended.statement_id}", ended.words_sealed)


def is_qualified(member: Membership) -> bool:
    """Whether a member gives specialist advice: their profession is known, and is one that does."""
    profile = profile_of(member)
    return profile is not None and profile.profession not in {"", *NOT_QUALIFIED}


def state_of(referral: Referral) -> State | None:
    """Whether they are at work, as last said: to the team, or in their own request."""
    noted = WorkState.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id)
    told = Background.objects.filter(hub_id=referral.hub_id, referral=referral).exclude(work_state="")
    latest = noted.order_by("-noted_at", "-pk").first()
    said = told.order_by("-told_at", "-pk").first()
    known = [State(latest.state, latest.since_on, latest.noted_at)] if latest else []
    known += [State(said.work_state, said.off_since_on, said.told_at)] if said else []
    return max(known, key=lambda each: each.noted_at, default=None)


def states_said(referral: Referral) -> list[WorkState]:
    """What was said of it during one request, the earliest first."""
    noted = WorkState.objects.filter(hub_id=referral.hub_id, referral=referral)
    return list(noted.select_related("noted_by__account").order_by("noted_at", "pk")[:MOST_SHOWN])


def states_before(referral: Referral) -> list[WorkState]:
    """What was noted of it, the latest first."""
    noted = WorkState.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id)
    return list(noted.select_related("noted_by__account").order_by("-noted_at", "-pk")[:MOST_SHOWN])


def with_whom() -> QuerySet[WorkStatement]:
    """Statements with whatever their lines need."""
    return WorkStatement.objects.select_related(
        "person", "partner__box", "referral", "shown_by__account", "agreed_by__account", "hub"
    )


def statements_of(person: Person) -> list[WorkStatement]:
    """Everything that was said or asked about somebody's work, the latest first."""
    return list(with_whom().filter(hub_id=person.hub_id, person=person).order_by("-shown_at", "-pk")[:MOST_SHOWN])


def shared_statements(person: Person) -> list[WorkStatement]:
    """What partners can read of it, the latest first."""
    found = with_whom().filter(hub_id=person.hub_id, person=person, status=Status.SHARED)
    return list(found.order_by("-shared_at", "-pk")[:MOST_SHOWN])


def find_statement(person: Person, pk: UUID) -> WorkStatement | None:
    """One of them."""
    return with_whom().filter(hub_id=person.hub_id, person=person, pk=pk).first()


def in_force(statements: Collection[WorkStatement], kind: str) -> WorkStatement | None:
    """The statement of a kind that the person agreed to last."""
    agreed = [each for each in statements if each.kind == kind and each.agreed_at is not None]
    return max(agreed, key=lambda each: (each.agreed_at, each.pk), default=None)


def steps_of(statement: WorkStatement) -> list[ReturnStep]:
    """The steps of a plan for the return, in their order."""
    found = ReturnStep.objects.filter(hub_id=statement.hub_id, statement=statement)
    return list(found.select_related("done_by__account").order_by("number"))


def replies_of(statements: Collection[WorkStatement]) -> dict[UUID, list[Reply]]:
    """What was answered to each, in the order in which it came. One statement."""
    found: dict[UUID, list[Reply]] = {each.pk: [] for each in statements}
    hubs = {each.hub_id for each in statements}
    rows = Reply.objects.filter(hub_id__in=hubs, statement_id__in=list(found)).order_by("replied_at", "pk")
    for row in rows.select_related("read_by__account")[: 4 * MOST_SHOWN]:
        found[row.statement_id].append(row)
    return found


def ask_ends_of(statements: Collection[WorkStatement]) -> dict[UUID, AskEnd]:
    """Why nobody waits for an answer any more, by statement. One statement."""
    hubs = {each.hub_id for each in statements}
    rows = AskEnd.objects.filter(hub_id__in=hubs, statement_id__in=[each.pk for each in statements])
    return {row.statement_id: row for row in rows.select_related("ended_by__account")[:MOST_SHOWN]}


def waiting_statements(person: Person) -> int:
    """How many statements wait for the person's answer."""
    return WorkStatement.objects.filter(hub_id=person.hub_id, person=person, status=Status.SHOWN).count()


def partners_for(referral: Referral) -> list[Partner]:
    """With whom a statement can be agreed: who referred them, and whoever it was done with before."""
    agreed = Agreement.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id)
    asked = WorkStatement.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id)
    known = Q(pk=referral.partner_id) | Q(pk__in=agreed.values("partner_id")) | Q(pk__in=asked.values("partner_id"))
    found = Partner.objects.filter(known, hub_id=referral.hub_id, ended_at=None).select_related("box")
    return list(found.order_by("since_at", "pk")[:MOST_SHOWN])


def name_of_partner(partner: Partner) -> str:
    """ "Olive Mockwell, Northfell Occupational Health"."""
    return ", ".join(part for part in (about(partner).get("name", ""), partner.organisation) if part)


def has_own_door(statement: WorkStatement) -> bool:
    """Whether the partner reads on the pages of those who refer: they referred this person, and neither they nor their
    organisation has ended. A manager never does."""
    is_theirs = statement.referral.partner_id == statement.partner_id and statement.partner.route != "manager"
    return is_theirs and bool(import_string(settings.ENTERS)(statement.partner))


def open_links(hub_id: UUID, *, now: datetime) -> QuerySet[PartnerLink]:
    """Links that still open."""
    return PartnerLink.objects.filter(
        hub_id=hub_id, ended_at=None, expires_at__gt=now, failures__lt=MOST_FAILURES, partner__ended_at=None
    )


def has_link(statement: WorkStatement, *, now: datetime) -> bool:
    """Whether the partner has a link that opens what was shared about this person."""
    links = open_links(statement.hub_id, now=now)
    return links.filter(person_id=statement.person_id, partner_id=statement.partner_id).exists()


def can_read(statement: WorkStatement, *, now: datetime) -> bool:
    """Whether the partner can read at this moment what is shared with them of it: they have a door or a link."""
    return has_own_door(statement) or has_link(statement, now=now)


def read_now(person: Person, statements: Collection[WorkStatement], *, now: datetime) -> set[UUID]:
    """Which of somebody's statements their partners can read at this moment. One statement, and one for each partner
    who has no link and referred them."""
    shared = [each for each in statements if each.status == Status.SHARED]
    links = open_links(person.hub_id, now=now).filter(person=person).values_list("partner_id", flat=True)
    linked: set[UUID] = set(links) if shared else set()
    doors: dict[tuple[UUID, UUID], bool] = {}  # a partner's door opens what they referred, and no other request
    for each in shared:
        door = each.partner_id, each.referral_id
        if each.partner_id not in linked and door not in doors:
            doors[door] = has_own_door(each)
    return {each.pk for each in shared if each.partner_id in linked or doors[each.partner_id, each.referral_id]}


def find_link(hub: Hub, token: str, *, now: datetime) -> PartnerLink | None:
    """The link of this token while it opens; None otherwise, for whatever reason."""
    return open_links(hub.pk, now=now).filter(token_hash=hash_of(token)).first()


def find_link_visit(hub: Hub, key: str, *, now: datetime) -> PartnerLink | None:
    """The link that this browser has opened with its code, while the visit lasts."""
    if not key:
        return None
    found = open_links(hub.pk, now=now).filter(visit_hash=hash_of(key), visit_until__gt=now)
    return found.select_related("partner__box", "person").first()


def shared_with(partner: Partner, *, person: Person | None = None) -> QuerySet[WorkStatement]:
    """What one partner was told and asked: what was shared, and nothing else. With a `person`, whose link they opened
    with its code, about them alone; without, by the door of those who refer, about whom they referred: see
    `has_own_door`."""
    found = with_whom().filter(hub_id=partner.hub_id, partner=partner, status=Status.SHARED)
    if person is not None:
        found = found.filter(person=person)
    elif partner.route == "manager":
        return found.none()
    else:
        found = found.filter(referral__partner=partner)
    return found.order_by("-shared_at", "-pk")


def shared_about(partner: Partner, referrals: Collection[UUID]) -> dict[UUID, list[WorkStatement]]:
    """What one partner was told and asked about their referrals, by referral. One statement."""
    found: dict[UUID, list[WorkStatement]] = {}
    rows = WorkStatement.objects.filter(
        hub_id=partner.hub_id, partner=partner, status=Status.SHARED, referral_id__in=list(referrals)
    )
    for row in rows.order_by("-shared_at", "-pk")[: 10 * MOST_SHOWN]:
        found.setdefault(row.referral_id, []).append(row)
    return found


def unanswered(found: QuerySet[WorkStatement]) -> QuerySet[WorkStatement]:
    """Of these, what was asked and shared, has no answer, and is waited for still."""
    of_it = {"hub_id": OuterRef("hub_id"), "statement": OuterRef("pk")}
    waits = ~Exists(Reply.objects.filter(**of_it)) & ~Exists(AskEnd.objects.filter(**of_it))
    return found.filter(waits, status=Status.SHARED, kind__in=ASKS, answer_by__isnull=False)


def is_waited_for(statement: WorkStatement) -> bool:
    """Whether an answer to it is waited for."""
    return unanswered(WorkStatement.objects.filter(hub_id=statement.hub_id, pk=statement.pk)).exists()


def newer_plan() -> QuerySet[WorkStatement]:
    """A plan for the return that was agreed to after the one of a step."""
    return WorkStatement.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("statement__person_id"), kind=Kind.RETURN,
        agreed_at__gt=OuterRef("statement__agreed_at"),
    )  # fmt: skip


def open_steps(hub_id: UUID) -> QuerySet[ReturnStep]:
    """Steps of plans that hold, not done yet."""
    found = ReturnStep.objects.filter(~Exists(newer_plan()), hub_id=hub_id, done_at=None)
    return found.filter(statement__status__in=AGREED, statement__referral__closed_at=None)


def next_of_work(referral: Referral, *, now: datetime) -> NextStep | None:
    """What comes next about somebody's work: an answer that is due, or a step of the return. Asked by `next_step`."""
    mine = WorkStatement.objects.filter(hub_id=referral.hub_id, referral=referral)
    asked = unanswered(mine).values_list("answer_by", flat=True)
    steps = open_steps(referral.hub_id).filter(statement__referral=referral).values_list("due_on", flat=True)
    day = next_day([each for each in asked if each], steps)
    return (NextAction.STEP, instant(day, CLOSE)) if day else None


def for_team(found: Viewer, person_column: str, referral_column: str) -> Q:
    """Rows that are the viewer's to see to while the request is open: of whom they have, or cover for; of nobody's, a
    lead's."""
    mine = Q(**{f"{referral_column}owner__in": [found.member.pk, *found.covers]})
    if found.settles_names:
        mine |= Q(**{f"{referral_column}owner": None})
    return mine & open_to(found, person_column) & Q(**{f"{referral_column}closed_at": None})


def waiting_for(found: Viewer) -> list[WorkStatement]:
    """Statements that wait for the viewer: a change is asked for, or the agreed words are not shared yet."""
    rows = WorkStatement.objects.filter(
        for_team(found, "person_id", "referral__"), hub_id=found.member.hub_id,
        status__in=[Status.CHANGE_ASKED, Status.AGREED],
    )  # fmt: skip
    return list(rows.order_by("shown_at", "pk")[:MOST_SHOWN])


def overdue_asks(found: Viewer) -> list[WorkStatement]:
    """What was asked, and was to be answered before today."""
    rows = unanswered(WorkStatement.objects.filter(hub_id=found.member.hub_id))
    late = rows.filter(for_team(found, "person_id", "referral__"), answer_by__lt=london_day(found.now))
    return list(late.order_by("answer_by", "pk")[:MOST_SHOWN])


def unread_replies(found: Viewer) -> list[Reply]:
    """Answers that nobody of the team has read. Whoever was told something answers after the request is over too, and
    is not told that it is: then it is for whoever had it, and for the leads, since they may have left."""
    theirs = for_team(found, "person_id", "statement__referral__")
    is_over = Q(statement__referral__closed_at__isnull=False) & open_to(found, "person_id")
    had_it = Q(statement__referral__owner__in=[found.member.pk, *found.covers])
    theirs |= is_over if found.settles_names else is_over & had_it
    rows = Reply.objects.filter(theirs, hub_id=found.member.hub_id, read_at=None)
    return list(rows.select_related("statement").order_by("replied_at", "pk")[:MOST_SHOWN])


def due_steps(found: Viewer) -> list[ReturnStep]:
    """Steps of a return to work whose day has come."""
    rows = open_steps(found.member.hub_id).filter(for_team(found, "statement__person_id", "statement__referral__"))
    late = rows.filter(due_on__lte=london_day(found.now))
    return list(late.select_related("statement").order_by("due_on", "pk")[:MOST_SHOWN])
