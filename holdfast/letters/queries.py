"""Reads of letters: of a person, on the post list, for their writer; the hub's templates; what a record fills in."""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.agreements.queries import about
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import next_of
from holdfast.appointments.states import CAME
from holdfast.appointments.words import place_words
from holdfast.coordination.queries import open_goals
from holdfast.coordination.words import words_of as words_of_goal
from holdfast.diary.models import How, Kind
from holdfast.hubs.hours import WeeklyHours, london_day, say_hours, say_time
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of
from holdfast.jinja import say_reference
from holdfast.letters.models import EarlierWords, Letter, Template
from holdfast.letters.rules import fields_for, fill
from holdfast.letters.shipped import BY_KEY, SHIPPED
from holdfast.letters.states import TO_POST, Audience, Status
from holdfast.people.access import not_kept_out_of, open_to
from holdfast.people.identity import channels_of, details_of, name_of, reveal_data
from holdfast.people.models import Person, Relationship
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Background, Referral

MOST_SHOWN = 50
BY_ROUTE = {Audience.OCCUPATIONAL_HEALTH: "oh", Audience.MANAGER: "manager"}
ANSWERED = (Status.CHANGE_ASKED, Status.AGREED, Status.READY, Status.REFUSED)
REFUSED_SHOWN = timedelta(days=7)
UNANSWERED = timedelta(days=7)
"""From when on whoever wrote a letter is reminded that the person has not answered: an ask, not a clinical rule."""
MOST_READ = 500
LATE = "late"
"""The person said something of words that had been changed already."""


@dataclass(frozen=True)
class Used:
    """A template as the hub uses it now: the latest version of its own, else the one that is shipped (version 0)."""

    key: str
    version: int
    audience: str
    name: str
    subject: str
    body: str
    easy: str
    is_used: bool = True


@dataclass(frozen=True)
class Words:
    """What a letter says, opened."""

    subject: str
    body: str
    easy: str
    to_name: str
    to_address: str


def templates_of(hub: Hub) -> list[Used]:
    """Every template of a hub, in the order in which they are shipped. One statement."""
    own = Template.objects.filter(hub=hub).order_by("key", "-version").distinct("key")
    latest = {each.key: used_of(each) for each in own}
    return [latest.get(each.key, shipped_as_used(each.key)) for each in SHIPPED]


def template_of(hub: Hub, key: str) -> Used | None:
    """One template by its key, as the hub uses it; None where there is none."""
    if key not in BY_KEY:
        return None
    latest = Template.objects.filter(hub=hub, key=key).order_by("-version").first()
    return used_of(latest) if latest else shipped_as_used(key)


def versions_of(hub: Hub, key: str) -> list[Template]:
    """The hub's own versions of a template, the latest first."""
    found = Template.objects.filter(hub=hub, key=key).select_related("set_by__account")
    return list(found.order_by("-version")[:MOST_SHOWN])


def used_of(row: Template) -> Used:
    """A version of the hub's own."""
    return Used(row.key, row.version, row.audience, row.name, row.subject, row.body, row.easy, row.is_used)


def shipped_as_used(key: str) -> Used:
    """The template that is shipped."""
    each = BY_KEY[key]
    return Used(each.key, 0, each.audience, each.name, each.subject, each.body, each.easy)


def letters_of(person: Person) -> list[Letter]:
    """A person's letters, the latest first."""
    found = Letter.objects.filter(hub_id=person.hub_id, person=person)
    related = ("person", "drafted_by__account", "written_by__account", "sent_by__account")
    return list(found.select_related(*related).order_by("-drafted_at", "-pk")[:MOST_SHOWN])


def own_letters(person: Person) -> QuerySet[Letter]:
    """Letters that the person may read themselves: those to them once sent, those to others once shown.

    One that is written again is still theirs: as they saw it, see `as_seen`.
    """
    theirs = Q(audience=Audience.PERSON, status=Status.SENT)
    shown = Q(shown_at__isnull=False) & ~Q(audience=Audience.PERSON)
    before = EarlierWords.objects.filter(hub_id=person.hub_id, letter=OuterRef("pk"), shown_at__isnull=False)
    again = Q(Exists(before)) & ~Q(audience=Audience.PERSON)
    found = Letter.objects.filter(theirs | shown | again, hub_id=person.hub_id, person=person)
    return found.select_related("person", "hub", "written_by__account").order_by("-drafted_at", "-pk")


def seen_before(letter: Letter) -> EarlierWords | None:
    """The latest words, changed since, that the person was shown."""
    found = EarlierWords.objects.filter(hub_id=letter.hub_id, letter=letter, shown_at__isnull=False)
    return found.select_related("written_by__account").order_by("-version").first()


def as_seen(letter: Letter) -> Letter:
    """The letter with the latest words that the person was shown: to be read, never saved."""
    if letter.audience == Audience.PERSON or letter.shown_at is not None:
        return letter
    before = seen_before(letter)
    if before is None:
        return letter
    was = copy(letter)
    for name in ("version", "words_sealed", "to_sealed", "answer_sealed", "written_at", "written_by", "shown_at"):
        setattr(was, name, getattr(before, name))
    return was


def waiting_letters(person: Person) -> int:
    """How many letters wait for the person's answer."""
    return Letter.objects.filter(hub_id=person.hub_id, person=person, status=Status.SHOWN).count()


def find_letter(found: Viewer, pk: UUID) -> Letter | None:
    """One letter about somebody whose record is open to the viewer; None otherwise, for whatever reason."""
    letters = Letter.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id, pk=pk)
    related = ("hub", "person", "referral__owner__account", "drafted_by__account", "written_by__account",
               "sent_by__account")  # fmt: skip
    return letters.select_related(*related).first()


def earlier_of(letter: Letter) -> list[EarlierWords]:
    """What a letter said before, the latest first."""
    found = EarlierWords.objects.filter(hub_id=letter.hub_id, letter=letter).select_related("written_by__account")
    return list(found.order_by("-version")[:MOST_SHOWN])


def to_post(found: Viewer) -> list[Letter]:
    """What waits to be posted, of people whose record is open to the viewer, the earliest first."""
    letters = Letter.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id, status__in=TO_POST)
    letters = letters.filter(person__died_at=None)
    return list(letters.select_related("person", "referral").order_by("written_at", "pk")[:MOST_SHOWN])


def posted_by(found: Viewer, *, since: datetime) -> list[Letter]:
    """What a member has just posted, of people whose record is still open to them."""
    member = found.member
    letters = Letter.objects.filter(open_to(found, "person_id"), hub_id=member.hub_id, sent_by=member, is_posted=True)
    return list(letters.filter(sent_at__gte=since).select_related("person").order_by("-sent_at", "-pk")[:MOST_SHOWN])


def for_writer(found: Viewer) -> dict[str, list[Letter]]:
    """Letters that wait for the viewer, by status, the earliest first.

    They wait for whoever began them while that member may open the record and writes letters; else for the owner of
    the referral, where the same holds; else for the leads; and for whoever covers for one of these. One statement, and
    three where others began some.
    """
    late = Exists(
        EarlierWords.objects.filter(
            hub_id=found.member.hub_id, letter=OuterRef("pk"), answered_at__gte=OuterRef("written_at")
        )
    )
    was_shown = Exists(
        EarlierWords.objects.filter(hub_id=found.member.hub_id, letter=OuterRef("pk"), shown_at__isnull=False)
    )
    waiting = (
        Q(status__in=[Status.CHANGE_ASKED, *TO_POST])
        | Q(status=Status.REFUSED, ended_at__gt=found.now - REFUSED_SHOWN)
        | Q(status=Status.SHOWN, shown_at__lte=found.now - UNANSWERED)
        | Q(late, status__in=[Status.DRAFTED, Status.SHOWN])
        | Q(was_shown, status=Status.DRAFTED)
    )
    letters = Letter.objects.filter(waiting, open_to(found, "person_id"), hub_id=found.member.hub_id)
    letters = (
        letters.annotate(is_late=late)
        .select_related("person", "drafted_by", "referral__owner")
        .order_by("written_at", "pk")
    )
    waits: dict[str, list[Letter]] = {}
    for letter in left_to(found, list(letters[:MOST_READ])):
        waits.setdefault(LATE if vars(letter)["is_late"] else letter.status, []).append(letter)
    return waits


def left_to(found: Viewer, letters: list[Letter]) -> list[Letter]:
    """Of these letters, all of them open to the viewer, those that are the viewer's to see to."""
    others = [each for each in letters if each.drafted_by_id != found.member.pk]
    if not others:
        return letters
    members = {each.pk: each for letter in others for each in (letter.drafted_by, letter.referral.owner) if each}
    people = {letter.person_id for letter in others}
    admitted = not_kept_out_of(found.member.hub_id, people, list(members.values()))
    related = Relationship.objects.filter(
        hub_id=found.member.hub_id, person_id__in=people, member_id__in=members, until_at=None
    )
    theirs = set(related.values_list("person_id", "member_id"))

    def is_there(member: Membership | None, letter: Letter) -> bool:
        if member is None or not member.may(Permission.WRITE_LETTERS) or member not in admitted[letter.person_id]:
            return False
        if letter.person.is_held and not member.may(Permission.SETTLE_NAMES):
            return False
        return member.may(Permission.OPEN_ALL_RECORDS) or (letter.person_id, member.pk) in theirs

    def whose(letter: Letter) -> UUID | None:
        able = (each for each in (letter.drafted_by, letter.referral.owner) if is_there(each, letter))
        return next((each.pk for each in able if each), None)

    mine, by_viewer = {letter.pk: whose(letter) for letter in others}, {found.member.pk, *found.covers}
    return [
        letter for letter in letters
        if letter.drafted_by_id == found.member.pk or mine[letter.pk] in by_viewer
        or (mine[letter.pk] is None and found.settles_names)
    ]  # fmt: skip


def words_of(letter: Letter | EarlierWords) -> Words:
    """What a letter says and whom it goes to, opened by the person's key."""
    pk = letter.pk if isinstance(letter, Letter) else letter.letter_id
    words = reveal_data(letter.person, f"letter:{pk}:{letter.version}", letter.words_sealed)
    to = reveal_data(letter.person, f"letter_to:{pk}:{letter.version}", letter.to_sealed)
    return Words(words["subject"], words["body"], words["easy"], to["name"], to["address"])


def formats_of(referral: Referral) -> Collection[str]:
    """In which formats the person asked to be written to: as they last told."""
    told = Background.objects.filter(hub_id=referral.hub_id, referral=referral).exclude(formats=[])
    latest = told.order_by("-told_at", "-pk").first()
    return latest.formats if latest else []


def recipient_of(referral: Referral, audience: str) -> tuple[str, str]:
    """Whom a letter would go to as far as the record knows: name, and address."""
    person = referral.person
    if audience == Audience.PERSON:
        return name_of(person), channels_of(person).get("letter", "")
    if audience == Audience.GP:
        return "", details_of(person).get("gp", "")
    partner = referral.partner
    if partner is not None and partner.route == BY_ROUTE.get(Audience(audience)):
        return about(partner)["name"], partner.organisation
    return "", ""


def filled(template: Used, referral: Referral, *, to_name: str, by: Membership, now: datetime) -> tuple[str, str, str]:
    """Subject, body and easy words of a template, filled from the record: with what such a letter may hold alone."""
    known = facts_of(referral, to_name=to_name, by=by, now=now)
    values = {field.key: known.get(field.key, "") for field in fields_for(template.audience)}
    return fill(template.subject, values), fill(template.body, values), fill(template.easy, values)


def facts_of(referral: Referral, *, to_name: str, by: Membership, now: datetime) -> dict[str, str]:
    """What the record knows for the fields of a letter; what it does not is left out."""
    person, hub = referral.person, by.hub
    terms, details = terms_of(hub, now=now), details_of(person)
    met = assessed_on(referral)
    born = details.get("born")
    return {
        "name": name_of(person), "to": to_name, "hub": hub.name, "telephone": terms.telephone,
        "hours": say_hours(WeeklyHours.from_rows(terms.open_hours)), "practitioner": by.name,
        "profession": by.profession, "today": long_date(london_day(now)),
        "next_appointment": next_words(referral, now=now),
        "reference": say_reference(referral.reference), "asked_on": long_date(london_day(referral.received_at)),
        "first_contact_on": long_date(london_day(referral.first_contact_at)) if referral.first_contact_at else "",
        "assessment_on": long_date(london_day(met)) if met else "",
        "goals": "; ".join(f"“{words_of_goal(goal, person).rstrip('.')}”" for goal in open_goals(referral)),
        "born": long_date(date.fromisoformat(born)) if born else "", "nhs_number": details.get("nhs_number", ""),
        "address": channels_of(person).get("letter", ""),
    }  # fmt: skip


def assessed_on(referral: Referral) -> datetime | None:
    """When they came to an assessment."""
    came = Appointment.objects.filter(
        hub_id=referral.hub_id, referral=referral, session__kind=Kind.ASSESSMENT, status__in=CAME
    )
    return came.order_by("-session__starts_at").values_list("session__starts_at", flat=True).first()


def next_words(referral: Referral, *, now: datetime) -> str:
    """The next appointment as a letter says it: with its day, for nobody knows when a letter is read."""
    coming = next_of(referral, now=now)
    if coming is None:
        return ""
    session = coming.session
    day = london_day(session.starts_at)
    where = place_words(session) if session.room else How(session.how).label.lower()
    return f"{day:%A} {day.day} {day:%B} at {say_time(session.starts_at)}, {where}"


def long_date(day: date) -> str:
    """ "16 March 2027"."""
    return f"{day.day} {day:%B} {day.year}"
