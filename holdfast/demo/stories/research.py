"""An invented study that was approved and given a table, one that waits for a second, and two people who said no."""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.extracts.generalising import TooFew
from holdfast.extracts.giving import said_of
from holdfast.extracts.reading import released_of
from holdfast.extracts.variables import find
from holdfast.extracts.writing import files_of
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.monitoring.export_commands import signing_key
from holdfast.people.models import Person
from holdfast.people.search import people_named
from holdfast.research import study_actions as studies
from holdfast.research.models import OptOut, Study
from holdfast.research.opt_out_actions import opt_out
from holdfast.research.queries import people_of
from holdfast.research.rules import digest_of

DAY, HALF_A_YEAR = timedelta(days=1), timedelta(days=182)
SAYS_NO = "Linden Mockford"
GIVEN, WAITS = "INVENTED/26/001", "INVENTED/26/002"


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """In the hub's scope, once everybody else has come."""
    lead = next(member for member in team if "clinical_lead" in member.roles)
    manager = next(member for member in team if "hub_manager" in member.roles)
    say_no(hub, team, now=now)
    study = approved(
        hub, "Sooner or later (an invented study)", "Whether people who ask by themselves get better sooner.", GIVEN,
        ["outcome", "weeks_to_support", "route", "depression", "age_band", "quarter"], by=manager, now=now - 5 * DAY,
    )  # fmt: skip
    study = studies.agree(hub, GIVEN, seen=digest_of(vars(study)), by=lead, now=now - 4 * DAY)
    give(study, by=manager, now=now - DAY)
    approved(
        hub, "Nights and mornings (an invented study)", "Whether staff of some groups ask later than others.", WAITS,
        ["staff_group", "quarter", "support"], by=manager, now=now - DAY,
    )  # fmt: skip


def say_no(hub: Hub, team: list[Membership], *, now: datetime) -> None:
    """One on their own pages, and one who told a colleague of their national data opt-out."""
    for person in Person.objects.filter(hub=hub, pk__in=people_named(hub, SAYS_NO)):
        opt_out(person, kind=OptOut.Kind.HERE, how=OptOut.How.OWN_PAGES, now=now - 2 * DAY)
    worker = next((member for member in team if "support_line" in member.roles), None)
    first = Person.objects.filter(hub=hub, died_at=None).exclude(wrapped_key=None).order_by("pk").first()
    if worker and first:
        opt_out(first, kind=OptOut.Kind.NATIONAL, how=OptOut.How.TOLD, by=worker, now=now - 3 * DAY)


def approved(
    hub: Hub, title: str, purpose: str, reference: str, variables: list[str], *, by: Membership, now: datetime
) -> Study:
    """A study as somebody recorded it."""
    until = london_day(now + HALF_A_YEAR)
    approval = studies.Approval(
        title, purpose, "the Invented Research Ethics Committee", reference, until, variables
    )  # fmt: skip
    return studies.record_study(hub, approval, by=by, now=now)


def give(study: Study, *, by: Membership, now: datetime) -> None:
    """Its extract, as it would be given. Nothing is written to a disk; where there are too few, nothing is given."""
    columns, persons = [find(key) for key in study.variables], people_of(study.hub)
    try:
        released = released_of(study.hub, persons, columns, now=now)
    except TooFew:
        return
    files = files_of(released, columns, said=said_of(study, now=now), sign=signing_key())
    studies.keep_extract(
        study, persons=persons, rows=len(released.rows), digest=files.digest, manifest=files.manifest, by=by, now=now
    )  # fmt: skip
