"""The live figures of a hub after a thousand new events, beside reading those events."""

import statistics
import time
from collections.abc import Callable, Iterable

from django.utils import timezone

from benchmarks.rounds import Result
from benchmarks.web_jobs import own_hub
from holdfast.contacts.actions import log_attempt
from holdfast.demo.data import lead_of
from holdfast.events.models import Event
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.span_actions import keep
from holdfast.monitoring.span_queries import cells_between
from holdfast.referrals.models import Referral

NEW = 1000
AT_A_TIME = 50
MOST_MILLISECONDS = 100


def after_news(rounds: int) -> Result:
    """Each round a thousand people are called; then the figures follow, and those of a quarter are read."""
    hub = own_hub()
    first = milliseconds(lambda: follow(hub)) / 1000
    with hub_scope(hub):
        stored = Event.objects.filter(hub=hub).count()
        open_ones = Referral.objects.filter(hub=hub, closed_at=None).order_by("pk").values_list("pk", flat=True)
        people = list(open_ones[: NEW * rounds])
    result, reading = Result(f"return after {NEW:,} new events", "", "times"), []
    for number in range(rounds):
        newest = latest(hub)
        call(hub, people[number * NEW : (number + 1) * NEW])
        reading.append(milliseconds(lambda newest=newest: read(hub, after=newest)))
        result.milliseconds.append(milliseconds(lambda: follow(hub)))
    result.notes.append(f"reading these events alone: {statistics.median(reading):.0f} ms")
    result.notes.append(f"{stored:,} events before; all people counted once in {first:.0f} s, which is not measured")
    result.goal = f"≤ {MOST_MILLISECONDS} ms"
    result.met = statistics.median(result.milliseconds) <= MOST_MILLISECONDS
    return result


def milliseconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def call(hub: Hub, persons: Iterable) -> None:
    """Nobody answers, each of them."""
    persons = list(persons)
    for place in range(0, len(persons), AT_A_TIME):
        with hub_scope(hub):
            terms, lead = terms_of(hub, now=timezone.now()), lead_of(hub)
            for referral in Referral.objects.filter(hub=hub, pk__in=persons[place : place + AT_A_TIME]):
                log_attempt(
                    referral, channel="call", result="no_answer", terms=terms, by=lead, now=timezone.now()
                )  # fmt: skip


def follow(hub: Hub) -> None:
    """What the job does every minute, and what the page of a quarter reads."""
    quarter = read_period(f"{timezone.now():%Y}-Q{(timezone.now().month + 2) // 3}")
    is_whole = False
    while not is_whole:
        with hub_scope(hub):
            is_whole = keep(hub, now=timezone.now()).is_whole
    with hub_scope(hub):
        cells_between(hub, quarter.starts_at, quarter.ends_at)


def latest(hub: Hub) -> int:
    """The number of the last event."""
    with hub_scope(hub):
        return Event.objects.filter(hub=hub).order_by("-pk").values_list("pk", flat=True)[0]


def read(hub: Hub, *, after: int) -> list:
    """The floor: the new events themselves."""
    with hub_scope(hub):
        return list(Event.objects.filter(hub=hub, pk__gt=after).order_by("pk"))
