"""`python -m benchmarks.race`: many who book the same slots at the same moment. None may be booked twice.

Every racer is a process of its own and goes through the same slots in the same order, for a person of its own. Whoever
loses a slot asks for the next times, as the page does.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from datetime import time as clock
from uuid import uuid4

from benchmarks.rounds import Result
from benchmarks.stack import own_database, settings_of

SLOTS_A_DAY, DAYS = 5, 8  # of 90 minutes with half an hour after each
MONDAY = date(2030, 1, 7)


def main(argv: Sequence[str]) -> int:
    """Race. Exit code 1: a slot was booked twice, was left, or a loser was shown nothing."""
    options = read_options(argv)
    if options.racer:
        return race_one(options)
    with own_database() as server:
        people = prepare(options)
        begun = time.monotonic()
        racers = [start(options, person) for person in people]
        told = [json.loads(racer.communicate()[0]) for racer in racers]
        found = {
            "settings": settings_of(server),
            "seconds": round(time.monotonic() - begun, 1),
            **reckon(told, options),
        }
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return int(not found["holds"])


def read_options(argv: Sequence[str]) -> argparse.Namespace:
    """What the command is told."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.race")
    parser.add_argument("--slots", type=int, default=1000)
    parser.add_argument("--racers", type=int, default=8)
    parser.add_argument("--racer", default="", help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def prepare(options: argparse.Namespace) -> list[str]:
    """A hub with as many practitioners as the slots need, and somebody for each racer. Gives their referrals."""
    from django.utils import timezone

    from benchmarks.web_jobs import own_hub
    from holdfast.demo.data import lead_of
    from holdfast.demo.hubs import make_member
    from holdfast.demo.invented import asked
    from holdfast.diary import hours_actions
    from holdfast.front_door.actions import submit
    from holdfast.hubs.hours import WeeklyHours
    from holdfast.hubs.scope import hub_scope

    hub, now = own_hub(), timezone.now()
    office = WeeklyHours(tuple((day, clock(8), clock(18)) for day in range(7)), closed_on_bank_holidays=False)
    names = [f"Racing Practitioner{number}" for number in range(-(-options.slots // (SLOTS_A_DAY * DAYS)))]
    members = [make_member(hub, name, "Psychologist", ["practitioner"]) for name in names]
    with hub_scope(hub):
        lead = lead_of(hub)
        for member in members:
            hours_actions.set_pattern(
                member, starts_on=MONDAY, ends_on=None, weeks=[office], is_off_on_bank_holidays=False, by=lead, now=now
            )
        from benchmarks.web_jobs import RANDOM

        return [str(submit(hub, asked(RANDOM), submission=uuid4().bytes, now=now).pk) for _ in range(options.racers)]


def as_job(slots: int = 1000, racers: int = 8) -> Result:
    """The race as one of the jobs: in a process of its own, with a database of its own."""
    command = [sys.executable, "-m", "benchmarks.race", "--slots", str(slots), "--racers", str(racers)]
    found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout)
    result = Result("race", "", "slots")
    result.notes.append(", ".join(f"{name} {found[name]}" for name in found if name not in {"settings", "holds"}))
    result.goal, result.met = "no slot booked twice, each loser shown other times", found["holds"]
    return result


def start(options: argparse.Namespace, referral: str) -> subprocess.Popen:
    """One racer."""
    command = [sys.executable, "-m", "benchmarks.race", "--racer", referral, "--slots", str(options.slots)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def race_one(options: argparse.Namespace) -> int:
    """Go through the slots and book each that is still free. Prints how many were won, lost, and how long each took."""
    import django

    django.setup()
    from django.utils import timezone

    from benchmarks.web_jobs import own_hub
    from holdfast.appointments.actions import NotFree, book
    from holdfast.appointments.free_times import slots_for
    from holdfast.demo.data import lead_of
    from holdfast.diary.queries import with_diary
    from holdfast.hubs.scope import hub_scope
    from holdfast.referrals.models import Referral

    hub, now = own_hub(), timezone.now()
    with hub_scope(hub):
        referral, lead, members = Referral.objects.get(pk=options.racer), lead_of(hub), with_diary(hub)
    won, lost, shown, taken = 0, 0, 0, []
    for place in range(options.slots):
        member, at = slot(members, place)
        begun = time.perf_counter()
        try:
            with hub_scope(hub):
                book(referral, kind="assessment", members=[member], starts_at=at, how="phone", by=lead, now=now)
            won += 1
        except NotFree:
            lost += 1
            with hub_scope(hub):
                pool = [each.pk for each in members]
                day = at.date()
                shown += bool(slots_for(referral, pool, "assessment", hub=hub, now=now, first=day, days=14, most=3))
        taken.append((time.perf_counter() - begun) * 1000)
    sys.stdout.write(json.dumps({"won": won, "lost": lost, "shown": shown, "taken": taken}))
    return 0


def slot(members: list, place: int) -> tuple:
    """A slot by its number: with whom, and when. No two are at the same time, so that one person could have each."""
    from holdfast.hubs.hours import instant

    rest, day = divmod(place, DAYS)
    number, in_day = divmod(rest, SLOTS_A_DAY)
    at = clock(8 + 2 * in_day)
    return members[number], instant(MONDAY + timedelta(days=day + DAYS * number), at)


def reckon(told: list[dict], options: argparse.Namespace) -> dict:
    """What became of the slots, by what the racers say and by what the database holds."""
    from django.db import connection

    from benchmarks.web_jobs import own_hub
    from holdfast.appointments.models import Appointment
    from holdfast.hubs.scope import hub_scope

    hub = own_hub()
    with hub_scope(hub), connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM diary_hold a JOIN diary_hold b ON a.hub_id = b.hub_id AND a.id < b.id
               AND a.bookable_id = b.bookable_id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
               WHERE a.released_at IS NULL AND b.released_at IS NULL"""
        )
        doubled = cursor.fetchone()[0]
        booked = Appointment.objects.filter(hub=hub, status="booked").count()
    taken = sorted(each for one in told for each in one["taken"])
    won, lost, shown = (sum(one[name] for one in told) for name in ("won", "lost", "shown"))
    return {
        "slots": options.slots, "racers": options.racers, "won": won, "lost": lost, "losers shown other times": shown,
        "booked": booked, "held twice": doubled, "ms p50": round(taken[len(taken) // 2], 1),
        "ms p99": round(taken[int(len(taken) * 0.99)], 1),
        "holds": booked == won == options.slots and doubled == 0 and shown == lost,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
