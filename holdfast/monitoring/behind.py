"""Whom a number of the live figures counts: the same rules as `span_sql`, as rows instead of a sum."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from django.db.models import DateField, DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from holdfast.caseload.queries import may_open, tuples
from holdfast.hubs.hours import LONDON, london_day
from holdfast.hubs.models import Hub
from holdfast.monitoring.board_times import Time
from holdfast.monitoring.facts import ATTRIBUTES
from holdfast.monitoring.models import KeptSpan
from holdfast.monitoring.service_queries import BREAKDOWN as AT_SERVICES
from holdfast.monitoring.severity import FIRST
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral

MOST_SHOWN = 100
BY_DETAIL = ("national_source", AT_SERVICES)
"""Breakdowns by what a span keeps as its detail, and not as its code."""


class When(Enum):
    """How a span meets the time that is asked about."""

    IN_IT = "it began within it"
    AT_ITS_END = "it holds at its end"
    IN_IT_AND_AT_ITS_END = "it began within it and holds at its end"
    AT_ALL = "it held at some time of it"
    ENDED_IN_IT = "it ended within it"


@dataclass(frozen=True)
class Rule:
    """Which spans a measure counts."""

    kinds: tuple[str, ...]
    when: When = When.IN_IT
    more: Q = field(default_factory=Q)


def plain(*kinds: str, **more: str) -> Rule:
    """What began within the time."""
    return Rule(kinds, more=Q(**more))


def standing(*kinds: str) -> Rule:
    """What holds at the end."""
    return Rule(kinds, When.AT_ITS_END)


AT_SERVICE = ~Q(detail="")
SPREAD = ("n", "median", "p90")
ASKED = ("own", "by_others")
MINUTE = ExpressionWrapper((F("value") + 1) * Value(timedelta(minutes=1)), output_field=DurationField())
BEHIND: dict[tuple[str, str], Rule] = {
    **{("R1", measure): plain("own") for measure in ("people", "referrals")},
    **{("R2", measure): plain("by_others") for measure in ("people", "referrals")},
    **{("R3", measure): plain("assessed") for measure in ("people", "referrals")},
    **{("R4", f"{step}_{name}"): plain(step) for step in ("attempt", "contact") for name in SPREAD},
    ("R4", "contact_people"): plain("contact"), ("R4", "contact_in_target"): plain("contact", code="in_target"),
    ("R4", "running_n"): standing("awaits"), ("R4", "running_late"): standing("awaits"),
    ("R5", "people"): plain("to_service"), ("R5", "signposted"): plain("to_service", detail="signposted"),
    ("R5", "sent"): plain("to_service", detail="sent"),
    ("R6", "standing"): standing("monitored"), ("R6", "ever"): Rule(("monitored",), When.AT_ALL),
    ("R7", "people"): plain("begun"), ("R7", "sent"): plain("sent"), ("R7", "begun_of_sent"): plain("sent"),
    **{("R7", f"days_{name}"): plain("begun") for name in (*SPREAD, "people")},
    **{("R11", kind): Rule((kind,), When.IN_IT_AND_AT_ITS_END)
       for kind in ("paired", "cases", "recovery", "improvement", "deterioration", "reliable_recovery", "off_work",
                    "back_at_work", "goals", "goals_nearer", "goals_further")},
    **{("R11", measure): plain(measure) for measure in FIRST},
    ("R12", "people"): plain("experience"),
    ("R15", "people"): standing("waits_there", "waits_here"), ("R15", "elsewhere"): standing("waits_there"),
    ("R15", "here"): standing("waits_here"),
    ("R16", "received"): plain(*ASKED), ("R16", "assessed"): plain("assessed"), ("R16", "here"): plain("here"),
    ("R16", "elsewhere"): plain("begun"),
    ("H1", "sent"): Rule(("sent",), more=AT_SERVICE), ("H1", "seen_of_sent"): Rule(("sent",), more=AT_SERVICE),
    ("H1", "ended"): Rule(("over_there",), more=AT_SERVICE),
    **{("H1", measure): Rule(("waits_there",), When.AT_ITS_END, AT_SERVICE) for measure in ("waiting", "late")},
    **{("H1", measure): Rule(("sent",), When.ENDED_IN_IT, AT_SERVICE) for measure in ("days_n", "days_median")},
    **{("H1", measure): Rule(("sent",), When.ENDED_IN_IT, AT_SERVICE & Q(value__isnull=False))
       for measure in ("promised_n", "promised_median", "kept")},
}  # fmt: skip


def spans_behind(
    hub: Hub, time: Time, item: str, measure: str, *, breakdown: str = "", category: str = ""
) -> QuerySet[KeptSpan]:
    """The spans that a number counts. By what people told of themselves there are none to be read.

    Raises:
        KeyError: there is no such measure.
    """
    rule = BEHIND[item, measure]
    found = KeptSpan.objects.filter(rule.more, hub=hub, kind__in=rule.kinds, at__lt=time.end)
    if rule.when in {When.IN_IT, When.IN_IT_AND_AT_ITS_END}:
        found = found.filter(at__gte=time.start)
    if rule.when in {When.AT_ITS_END, When.IN_IT_AND_AT_ITS_END}:
        found = found.filter(until__gte=time.end)
    if rule.when == When.AT_ALL:
        found = found.filter(until__gte=time.start)
    if rule.when == When.ENDED_IN_IT:
        found = found.filter(until__gte=time.start, until__lt=time.end)
    found = narrowed(found, time, item, measure)
    if breakdown in ATTRIBUTES:
        return found.none()
    if breakdown in BY_DETAIL:
        return found.filter(detail=category)
    return found.filter(code=category) if breakdown else found


def narrowed(found: QuerySet[KeptSpan], time: Time, item: str, measure: str) -> QuerySet[KeptSpan]:
    """What some measures ask besides."""
    if (item, measure) == ("R4", "running_late"):
        return found.annotate(late_at=F("since") + MINUTE).filter(late_at__lte=time.end)
    if (item, measure) in {("R7", "begun_of_sent"), ("H1", "seen_of_sent")}:
        return found.filter(until__lt=time.end)
    if item == "R7" and measure.startswith("days_"):
        return found.filter(since__lt=time.end)
    if (item, measure) == ("H1", "late"):
        return found.annotate(last_on=promised_until("since")).filter(last_on__lt=london_day(time.end))
    if (item, measure) == ("H1", "kept"):
        return found.annotate(last_on=promised_until("at")).filter(last_on__gte=TruncDate("until", tzinfo=LONDON))
    return found


def promised_until(at: str) -> ExpressionWrapper:
    """The last day of a promise, of London."""
    return ExpressionWrapper(TruncDate(at, tzinfo=LONDON) + F("value"), output_field=DateField())


def rows_behind(sight: Viewer, spans: QuerySet[KeptSpan]) -> list[tuple]:
    """The latest request of each person behind a number, for whoever could open it: up to 100 and one more."""
    of_hub = Referral.objects.filter(hub_id=sight.member.hub_id)
    found = of_hub.filter(may_open(sight), person_id__in=spans.values("person_id"))
    latest = found.order_by("person_id", "-received_at", "-pk").distinct("person_id").values("pk")
    return list(tuples(sight, of_hub.filter(pk__in=latest)).order_by("-received_at", "-pk")[: MOST_SHOWN + 1])
