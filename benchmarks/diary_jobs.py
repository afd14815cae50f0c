"""The jobs of the diary: a slot booked by staff, and what is free in a fortnight with fifty practitioners."""

from collections.abc import Iterator
from datetime import date, time
from itertools import count, product
from typing import Any

import psycopg
from django.urls import reverse
from django.utils import timezone

from benchmarks.browser import Browser, get, post
from benchmarks.door_jobs import reading
from benchmarks.floors import BOOK, SUBMIT, Pgbench
from benchmarks.rounds import Pages, Result, interleave
from benchmarks.stack import Stack
from benchmarks.web_jobs import EVERY_PAGE, counted, floor_hub, own_hub, session_of
from holdfast.accounts.models import Membership
from holdfast.appointments.free_times import slots_for
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import pool_for
from holdfast.appointments.views.free_times import APART, DAYS
from holdfast.demo.data import lead_of
from holdfast.demo.many_diaries import fill_diaries
from holdfast.demo.many_times import DAYS_TO_COME, working_day
from holdfast.diary.models import Kind, Session
from holdfast.diary.rules import DAY
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage

STARTS = (time(9), time(11), time(13), time(15))  # of assessments, with what a practitioner needs after each
FREE_MILLISECONDS = 25
NUMBERS_HELD = 50  # by the floor, of either side: as many as there are practitioners


def fill_diaries_to(number: int) -> None:
    """Fill the hub until it has that many appointments, with people enough to have had them."""
    hub = own_hub()
    with hub_scope(hub):
        already, lead = Appointment.objects.filter(hub=hub).count(), lead_of(hub)
    if number > already:
        fill_diaries(hub, number - already, by=lead, now=timezone.now(), advance=lambda done: None)


def booking(stack: Stack, hub: Hub, **timing: Any) -> Result:
    """An assessment booked from the page that lists free times, each at a time that is free."""
    with hub_scope(hub):
        lead, waiting = lead_of(hub), waiting_in(hub)
        free = free_times(first_empty_day(hub), pool_for(waiting[0].person, hub))
    session = session_of(lead)

    def message(number: int) -> tuple[str, dict[str, str]]:
        return reverse("appointments:book", args=[waiting[number % len(waiting)].pk]), next(free)

    def prepare(number: int) -> list[bytes]:
        return [post(*message(place), hf_session=session) for place in range(number)]

    pages = Pages(stack, prepare, lambda browser, one: browser.ask(one, expect=302) and None, 150)
    result = Result("book", "session, two holds, appointment by pgbench, one statement", "slots booked")
    result.statements = counted(*message(0), hf_session=session) - EVERY_PAGE
    result.notes.append("one operation: POST of the booking page; statements beyond session, account and scope")
    interleave(result, pages, Pgbench(stack, BOOK.format(**floor_row(stack.server.superuser_url))), **timing)
    result.judge(cpu=5)
    return result


def free_slots(stack: Stack, hub: Hub, **timing: Any) -> Result:
    """The page on which staff choose a time: whoever is free first of fifty, in fourteen days."""
    with hub_scope(hub):
        lead, waiting = lead_of(hub), waiting_in(hub)
        pool = [each.pk for each in pool_for(waiting[0].person, hub)]
        found, selects = reading(
            lambda: slots_for(waiting[0], pool, Kind.ASSESSMENT, hub=hub, now=timezone.now(), days=DAYS, apart=APART)
        )  # fmt: skip
    session = session_of(lead)
    messages = [get(address_of(each), hf_session=session) for each in waiting]
    pages = Pages(
        stack, lambda number: (messages * (1 + number // len(messages)))[:number], ask_for_page, 200
    )  # fmt: skip
    result = Result("free-slots", f"the same {len(selects)} SELECTs by pgbench", "pages of free times")
    result.statements = counted(address_of(waiting[0]), hf_session=session) - EVERY_PAGE
    result.notes.append(f"{len(pool)} practitioners, {DAYS} days, {len(found)} times shown; the whole page is measured")
    interleave(result, pages, Pgbench(stack, "".join(f"{select};\n" for select in selects)), **timing)
    result.judge(cpu=FREE_MILLISECONDS)
    return result


def ask_for_page(browser: Browser, one: bytes) -> None:
    """One page."""
    browser.ask(one, expect=200)


def address_of(referral: Referral) -> str:
    """Where a time is chosen with whoever is free first."""
    return f"{reverse('appointments:book', args=[referral.pk])}?kind={Kind.ASSESSMENT}&member=&how=phone"


def waiting_in(hub: Hub) -> list[Referral]:
    """People who wait for an assessment. In the hub's scope."""
    found = Referral.objects.filter(hub=hub, stage=Stage.ASSESSMENT, closed_at=None).select_related("person")
    return list(found.order_by("pk"))


def first_empty_day(hub: Hub) -> date:
    """The first day behind everything that stands in the diary. In the hub's scope."""
    found = (
        Session.objects.filter(hub=hub, cancelled_at=None).order_by("-starts_at").values_list("starts_at", flat=True)
    )
    return max(london_day(found[0]), working_day(london_day(timezone.now()), DAYS_TO_COME)) + DAY


def free_times(begin: date, members: list[Membership]) -> Iterator[dict[str, str]]:
    """The forms that book an assessment, each at another time or with another practitioner."""
    for number in count():
        day = working_day(begin, number).isoformat()
        for at, member in product(STARTS, members):
            yield {
                "kind": Kind.ASSESSMENT, "how": "phone", "member": str(member.pk), "day": day, "at": f"{at:%H:%M}",
                "second": "", "room": "", "interpreter": "", "video_link": "",
            }  # fmt: skip


def floor_row(url: str) -> dict[str, Any]:
    """What the floor books: somebody of a hub that nobody opens, and a hundred numbers that follow one another."""
    hub = floor_hub()
    with psycopg.connect(url) as connection:
        for _ in range(2 * NUMBERS_HELD):
            connection.execute(SUBMIT.format(hub=hub.pk))
        person, referral = connection.execute(
            "SELECT person_id, id FROM referrals_referral WHERE hub_id = %s ORDER BY id DESC LIMIT 1", [hub.pk]
        ).fetchone()
        numbers = connection.execute(
            """INSERT INTO diary_bookable (hub_id, person_id) SELECT hub_id, id FROM people_person WHERE hub_id = %s
               ORDER BY id DESC LIMIT %s RETURNING id""",
            [hub.pk, 2 * NUMBERS_HELD],
        ).fetchall()
        base = connection.execute("SELECT nextval('diary_hold_id_seq')").fetchone()[0]
    known = {"hub": hub.pk, "person": person, "referral": referral, "held": NUMBERS_HELD, "base": base}
    return {**known, "first": numbers[0][0]}
