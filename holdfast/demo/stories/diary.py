"""The diary: patterns, rooms, last week's appointments and the next fortnight's; times offered to choose from."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments import actions, offer_actions
from holdfast.appointments.actions import NotFree
from holdfast.appointments.company import Ask
from holdfast.appointments.earlier_actions import wish_earlier
from holdfast.appointments.free_times import slots_for
from holdfast.appointments.group_actions import NotTogether, plan_group, put_in
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import pool_for
from holdfast.appointments.rooms import free_rooms
from holdfast.appointments.states import Status
from holdfast.diary import hours_actions as hours
from holdfast.diary.actions import Clash, give_time_back, keep_time
from holdfast.diary.models import How, Kind
from holdfast.diary.queries import lengths_of, rooms_of
from holdfast.diary.rules import DAY, WEEK
from holdfast.hubs.hours import LONDON, WeeklyHours, london_day
from holdfast.hubs.models import Hub
from holdfast.portal.models import Pin
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage
from holdfast.workforce.codes import Override
from holdfast.workforce.queries import known_of

FULL = WeeklyHours(tuple((day, time(9), time(17)) for day in range(5)))
SHORT = WeeklyHours(tuple((day, time(9, 30), time(15)) for day in range(4)))
EVEN = WeeklyHours(((0, time(9), time(17)), (2, time(9), time(17)), (4, time(9), time(13))))
ODD = WeeklyHours(((1, time(9), time(17)), (3, time(12), time(20))))
PATTERNS = ([FULL], [FULL], [SHORT], [EVEN, ODD])
ROOMS = (("Room 1", 3, True), ("Room 2", 3, False), ("Group room", 10, True))
WAYS = (How.PHONE, How.VIDEO, How.ROOM)
GROUP_PLACES, GROUP_ASKED = 6, 4
WAIT_FOR_EARLIER, WAITED = 3, timedelta(hours=1)
BOOKED_SHARE, MISSED_SHARE, MOST_BOOKED, OFFERED = 0.8, 0.12, 60, 2


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Eight diaries as they would stand on a working day."""
    office = next(member for member in team if member.may(Permission.SET_DIARY))
    seen_by = [member for member in team if member.has_caseload]
    begun = now - 3 * WEEK
    monday = london_day(begun) - DAY * london_day(begun).weekday()
    for number, member in enumerate(seen_by):
        weeks = PATTERNS[number % len(PATTERNS)]
        hours.set_pattern(member, starts_on=monday, ends_on=None, weeks=weeks, by=office, now=begun)
    for name, seats, is_step_free in ROOMS:
        hours.add_room(hub, name=name, place="Quay House", seats=seats, is_step_free=is_step_free, by=office, now=begun)
    for member in seen_by:
        keep(member, random, monday=monday, now=begun)
    absent = seen_by[1]
    leave = datetime.combine(london_day(now) + 8 * DAY, time(9), tzinfo=now.tzinfo)
    hours.set_absence(absent, why="leave", starts_at=leave, ends_at=leave + 2 * DAY, by=absent, now=now)
    gather(hub, seen_by, now=now)
    book_all(hub, random, now=now)
    come_free(hub, now=now)


def gather(hub: Hub, seen_by: list[Membership], *, now: datetime) -> None:
    """A group every week, led by two, with a few people in the next one."""
    leaders = [seen_by[0], seen_by[2]]
    room = next(each for each in rooms_of(hub) if each.seats > GROUP_PLACES + len(leaders))
    tomorrow = london_day(now) + DAY
    for day in (tomorrow + DAY * number for number in range(7)):
        try:
            groups = plan_group(
                hub, name=f"{day:%A} group", members=leaders, day=day, at=time(10, 30), weeks=6, how=How.ROOM,
                room=room, places=GROUP_PLACES, by=leaders[0], now=now,
            )  # fmt: skip
            break
        except NotFree:
            continue
    else:
        return
    found = Referral.objects.filter(hub=hub, stage=Stage.ASSESSMENT, closed_at=None, owner__in=seen_by)
    related = ("person", "owner__account", "owner__hub")
    for referral in found.select_related(*related).order_by("-first_contact_at", "pk")[:GROUP_ASKED]:
        with suppress(NotTogether, NotFree):
            put_in(referral, groups[0], asked=Ask.values, by=referral.owner, now=now)


def keep(member: Membership, random: Random, *, monday: date, now: datetime) -> None:
    """Breaks, notes and supervision, every week of five."""
    own = ((0, time(12), 60, Kind.BREAK), (2, time(12), 60, Kind.BREAK), (1, time(14), 90, Kind.MEETING),
           (3, time(9), 60, Kind.NOTES), (random.randrange(5), time(16), 60, Kind.SUPERVISION))  # fmt: skip
    for day, at, minutes, kind in own:
        try:
            keep_time(member, kind=kind, day=monday + DAY * day, at=at, minutes=minutes, weeks=5, by=member, now=now)
        except Clash:
            continue


def book_all(hub: Hub, random: Random, *, now: datetime) -> None:
    """Assessments of people who were reached: those of last week came, most of them; some choose by themselves."""
    found = Referral.objects.filter(hub=hub, stage=Stage.ASSESSMENT, closed_at=None).exclude(owner=None)
    waiting = list(found.select_related("person", "owner__account", "owner__hub").order_by("first_contact_at", "pk"))
    with_pages = set(Pin.objects.filter(hub=hub, ended_at=None).values_list("person_id", flat=True))
    waiting.sort(key=lambda referral: referral.person_id not in with_pages)  # the demo's front page opens theirs
    for referral in waiting[:OFFERED]:
        pool = pool_for(referral.person, hub)
        admitted = known_of(hub, pool, now=now).admitted(pool)
        offer_actions.offer(
            referral, kind=Kind.ASSESSMENT, hows=[How.PHONE, How.VIDEO], members=admitted, by=referral.owner, now=now
        )
    for referral in waiting[OFFERED : OFFERED + MOST_BOOKED]:
        if random.random() < BOOKED_SHARE:
            book_one(hub, referral, random, now=now)


def come_free(hub: Hub, *, now: datetime) -> None:
    """A few would rather come sooner; since then time that the first one's practitioner kept was given back."""
    found = Appointment.objects.filter(
        hub=hub, status=Status.BOOKED, booked_at__lt=now - 2 * WAITED, session__starts_at__gt=now + 4 * DAY,
        session__kind=Kind.ASSESSMENT, referral__owner__isnull=False,
    )  # fmt: skip
    related = ("session", "person", "hub", "referral__owner__account", "referral__person", "referral__owner__hub")
    waiting = list(found.select_related(*related).order_by("-session__starts_at", "pk")[:WAIT_FOR_EARLIER])
    for each in waiting:
        wish_earlier(each, by=None, now=now - 2 * WAITED)
    for each in waiting[:1]:
        owner, length = each.referral.owner, lengths_of(hub)[Kind.ASSESSMENT]
        for slot in slots_for(each.referral, [owner.pk], Kind.ASSESSMENT, hub=hub, now=now + DAY, days=4, most=1):
            at = slot.starts_at.astimezone(LONDON)
            (kept,) = keep_time(
                owner, kind=Kind.NOTES, day=at.date(), at=at.time(), minutes=length.minutes + length.after, weeks=1,
                by=owner, now=now - 2 * WAITED,
            )  # fmt: skip
            give_time_back(kept, whole_series=False, by=owner, now=now - WAITED)


def book_one(hub: Hub, referral: Referral, random: Random, *, now: datetime) -> None:
    """One of them: booked the day after the first conversation, for a few days later."""
    owner, then = referral.owner, referral.first_contact_at
    if owner is None or then is None or owner not in pool_for(referral.person, hub):
        return
    at = min(then + timedelta(hours=random.randrange(1, 20)), now)
    first = london_day(at) + DAY * random.randrange(2, 12)
    times = slots_for(referral, [owner.pk], Kind.ASSESSMENT, hub=hub, now=at, first=first, days=10)
    if not times:
        return
    slot, how = times[min(random.randrange(6), len(times) - 1)], random.choice(WAYS)
    room = next(iter(free_rooms(hub, Kind.ASSESSMENT, slot.starts_at)), None) if how == How.ROOM else None
    how = How.PHONE if how == How.ROOM and room is None else how
    try:
        made = actions.book(
            referral, kind=Kind.ASSESSMENT, members=[owner], starts_at=slot.starts_at, how=how, room=room,
            override=Override.SUPERVISED, by=owner, now=at,
        )  # fmt: skip
    except NotFree:
        return
    ended_at = made.session.ends_at
    if ended_at < now - timedelta(hours=1):
        verb = "miss" if random.random() < MISSED_SHARE else "attend"
        actions.attend(made, verb, by=owner, now=ended_at + timedelta(minutes=10))
