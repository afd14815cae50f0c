"""Very many appointments at once, for measuring: the diaries of fifty practitioners, and of as many who have left as
the number takes.

What is to come fills three hours of eight, for four weeks, whatever the number: what grows is history. The times are
sent by COPY, and spread from there through the policies, as `many` does it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from itertools import islice
from uuid import UUID

from django.db import connection, connections

from holdfast.accounts.models import Membership
from holdfast.appointments.models import Appointment
from holdfast.demo.answers import FileUnfit
from holdfast.demo.hubs import make_member
from holdfast.demo.many import AT_ONCE, sizes, temporary_tables_lent
from holdfast.demo.many_times import COLUMNS, FIFTY, Diaries, blocks
from holdfast.diary import hours_actions
from holdfast.diary.models import Bookable, WorkingPattern
from holdfast.diary.rules import DAY, WEEK
from holdfast.hubs.hours import WeeklyHours, london_day
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage

OFFICE = WeeklyHours(tuple((day, time(9), time(17)) for day in range(5)), closed_on_bank_holidays=False)
STAGED = f"CREATE TEMPORARY TABLE staged ({', '.join(COLUMNS)}) ON COMMIT DELETE ROWS"
EVERYBODY = """CREATE TEMPORARY TABLE everybody (place bigint PRIMARY KEY, person_id uuid, referral_id uuid,
                                                 bookable_id bigint)"""
NUMBERED = (
    """INSERT INTO diary_bookable (hub_id, person_id)
       SELECT %(hub)s, id FROM people_person WHERE hub_id = %(hub)s ON CONFLICT DO NOTHING""",
    """INSERT INTO everybody
       SELECT row_number() OVER (ORDER BY r.stage = 'assessment' DESC, r.id) - 1, r.person_id, r.id, b.id
       FROM referrals_referral r JOIN diary_bookable b USING (hub_id, person_id) WHERE r.hub_id = %(hub)s""",
)
SPREAD = (
    """INSERT INTO diary_session (hub_id, id, kind, how, name, places, starts_at, ends_at, made_at, made_by_id)
       SELECT %(hub)s, session_id, 'support', 'phone', '', 1, starts_at, starts_at + interval '1 hour',
              starts_at - interval '30 days', member_id FROM staged""",
    """INSERT INTO diary_hold (hub_id, bookable_id, session_id, starts_at, ends_at)
       SELECT %(hub)s, bookable_id, session_id, starts_at, starts_at + interval '1 hour' FROM staged
       UNION ALL
       SELECT %(hub)s, e.bookable_id, session_id, starts_at, starts_at + interval '1 hour'
       FROM staged JOIN everybody e USING (place)""",
    """INSERT INTO appointments_appointment (hub_id, id, session_id, person_id, referral_id, seat, places, status,
                                             reason, booked_at, booked_by_id, settled_at, settled_by_id)
       SELECT %(hub)s, appointment_id, session_id, person_id, referral_id, 1, 1, status, '',
              starts_at - interval '30 days', member_id, settled_at, CASE WHEN settled_at IS NOT NULL THEN member_id END
       FROM staged JOIN everybody USING (place)""",
    """INSERT INTO events_event (hub_id, person_id, subject_id, kind, codes, occurred_at, by_id)
       SELECT %(hub)s, person_id, appointment_id, 'appointment.' || does,
              jsonb_build_object('what', 'support', 'how', 'phone', 'at', starts_at, 'referral', referral_id), at,
              member_id
       FROM staged JOIN everybody USING (place), LATERAL (VALUES
            ('book', starts_at - interval '30 days'),
            (CASE status WHEN 'missed' THEN 'miss' ELSE 'attend' END, settled_at)) step (does, at)
       WHERE at IS NOT NULL""",
    """UPDATE referrals_referral r SET next_action = 'meet', next_action_at = coming.at
       FROM (SELECT referral_id, min(starts_at) AS at FROM staged JOIN everybody USING (place)
             WHERE status = 'booked' GROUP BY referral_id) coming
       WHERE r.hub_id = %(hub)s AND r.id = coming.referral_id AND r.closed_at IS NULL""",
)


def fill_diaries(hub: Hub, number: int, *, by: Membership, now: datetime, advance: Callable[[int], object]) -> None:
    """Add `number` appointments to a hub, `by` its lead. What it has already must have been made here too.

    Raises:
        FileUnfit: the owner's address is not known, or there are too few people to meet.
    """
    today = london_day(now)
    with hub_scope(hub):
        already = Appointment.objects.filter(hub=hub).count()
    fifties = blocks(already + number, today)
    team = practitioners(hub, fifties * FIFTY, by=by, now=now)
    with temporary_tables_lent(), tables(hub) as (waiting, people):
        if min(waiting, people // fifties) < FIFTY:
            raise FileUnfit(f"For so many appointments the hub {hub.slug} has too few people.")
        rows = Diaries(today, team, waiting, people).rows(already)
        for size in sizes(number):
            with hub_scope(hub):
                spread(hub, islice(rows, size))
            advance(size)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def spread(hub: Hub, rows: Iterator[tuple]) -> None:
    """One portion: staged by COPY, then into every table."""
    with connection.cursor() as cursor:
        with cursor.copy("COPY staged FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        for statement in SPREAD:
            cursor.execute(statement, {"hub": hub.pk})


def practitioners(hub: Hub, number: int, *, by: Membership, now: datetime) -> list[tuple[int, UUID]]:
    """That many practitioners with their numbers in the diary: fifty of them with hours, the others have left."""
    known = {member.account.name: member for member in hub.members.select_related("account", "hub")}
    names = [f"Diary Sampleton{place}" for place in range(1, number + 1)]
    for name in names:
        if name not in known:
            known[name] = make_member(hub, name, "Psychologist", ["practitioner"])
    left = [known[name].pk for name in names[FIFTY:]]
    Membership.objects.filter(hub=hub, pk__in=left).update(status=Membership.Status.LEFT)
    monday = london_day(now) - WEEK - DAY * london_day(now).weekday()
    with hub_scope(hub):
        have_hours = set(WorkingPattern.objects.filter(hub=hub, ended_at=None).values_list("member_id", flat=True))
        for member in [known[name] for name in names[:FIFTY]]:
            if member.pk not in have_hours:
                hours_actions.set_pattern(
                    member, starts_on=monday, ends_on=None, weeks=[OFFICE], is_off_on_bank_holidays=False, by=by,
                    now=now,
                )  # fmt: skip
        Bookable.objects.bulk_create(
            [Bookable(hub=hub, member=known[name]) for name in names], AT_ONCE, ignore_conflicts=True
        )
        under = dict(Bookable.objects.filter(hub=hub, member__isnull=False).values_list("member_id", "pk"))
    return [(under[known[name].pk], known[name].pk) for name in names]


@contextmanager
def tables(hub: Hub) -> Iterator[tuple[int, int]]:
    """The temporary tables, with everybody who can be met: those who wait for an assessment first. How many of each."""
    with connection.cursor() as cursor:
        cursor.execute(STAGED)
        cursor.execute(EVERYBODY)
    try:
        with hub_scope(hub), connection.cursor() as cursor:
            for statement in NUMBERED:
                cursor.execute(statement, {"hub": hub.pk})
            waiting = Referral.objects.filter(hub=hub, stage=Stage.ASSESSMENT).count()
            people = Referral.objects.filter(hub=hub).count()
        yield waiting, people
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE staged, everybody")
