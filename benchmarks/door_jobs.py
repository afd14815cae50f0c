"""The jobs of the other doors: a referrer's list, a person's own pages, and the search of staff by a name."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import cycle, islice
from random import Random
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.browser import get
from benchmarks.floors import Pgbench
from benchmarks.rounds import Pages, Result, interleave
from benchmarks.stack import Stack
from benchmarks.web_jobs import EVERY_PAGE, counted, session_of
from holdfast.accounts.models import Membership
from holdfast.agreements.actions import approve, give
from holdfast.agreements.models import Agreement, Partner, Statement
from holdfast.caseload.queries import PAGE, found_by
from holdfast.demo.data import lead_of
from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.front_door.cookies import OWN, REFER, name_at
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.partners.code_actions import begin_visit, introduce
from holdfast.partners.models import Admitted
from holdfast.partners.queries import sent_by
from holdfast.people.models import Person
from holdfast.people.viewer import viewer
from holdfast.portal import entry_actions
from holdfast.portal.models import OwnVisit, Pin
from holdfast.portal.queries import find_visit, latest_event, looked, times_in_lists
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage

PUBLIC_PAGE = 4  # statements of every page behind a visit: the visit; begin, scope, commit; the terms are at hand
DOMAIN, REFERRER = "northfell.example", "olive@northfell.example"
TOLD = (Statement.Kind.CONTACTED, Statement.Kind.ACCEPTED)
OWNERS = 200  # whose own pages are opened in turn, so that nobody's log grows long by being measured
LOOKS = 25  # of colleagues at each of them: more than one page of the log
NAME = "Sample"  # finds three family names of the thirty: a tenth of the hub


def admitted(hub: Hub) -> Admitted:
    """An organisation that refers to the hub. In its scope."""
    known = {"name": "Northfell Occupational Health", "since_at": timezone.now(), "since_by": lead_of(hub)}
    return Admitted.objects.get_or_create(hub=hub, domain=DOMAIN, route="oh", ended_at=None, defaults=known)[0]


def my_referrals(stack: Stack, hub: Hub, **timing: Any) -> Result:
    """A referrer's first page: 50 people, and what each has approved."""
    with hub_scope(hub):
        partner = referrer_of(hub)
        key = begin_visit(partner, admitted(hub), now=timezone.now())
        page, selects = reading(lambda: sent_by(partner))
    address, cookie = reverse("partners:mine", args=[hub.slug]), {name_at(hub, REFER): key}
    result = Result("my-referrals", "the same two SELECTs by pgbench", "pages of 50 referrals")
    result.statements = counted(address, **cookie) - PUBLIC_PAGE
    told = sum(len(each.statements) for each in page.sent)
    result.notes.append(f"{len(page.sent)} rows with {told} statements; the access log’s statement is counted")
    return measured(result, stack, [get(address, **cookie)], selects, **timing)


def referrer_of(hub: Hub) -> Partner:
    """A referrer with 51 referrals whose people agreed and approved two statements each. In the hub's scope."""
    now = timezone.now()
    partner = introduce(admitted(hub), address=REFERRER, name="Olive Mockwell", telephone="", now=now)
    sent = Referral.objects.filter(hub=hub, partner=partner).count()
    others = Referral.objects.filter(hub=hub, stage=Stage.CLOSED, partner=None, route=Referral.Route.SELF)
    for referral in others.select_related("person").order_by("-received_at")[: max(0, PAGE + 1 - sent)]:
        Referral.objects.filter(hub=hub, pk=referral.pk).update(partner=partner, route=partner.route)
        give(
            referral.person, partner=partner, purpose=Agreement.Purpose.REFERRER, kinds=TOLD,
            how=Agreement.How.ON_OWN_PAGES, now=now,
        )  # fmt: skip
        for kind in TOLD:
            approve(referral.person, partner=partner, referral_id=referral.pk, kind=kind,
                    true={kind: referral.received_at.date()}, now=now)  # fmt: skip
    return partner


def own_pages(stack: Stack, hub: Hub, **timing: Any) -> Result:
    """ "Where things stand", of one person after the other."""

    def read(visit: OwnVisit, now: datetime) -> None:
        latest_event(visit.person, "person.open_in_emergency")

    result = Result("own-pages", "the visit and the last event by pgbench, two SELECTs", "pages of where things stand")
    return owned(result, stack, hub, "portal:stand", read, **timing)


def own_log(stack: Stack, hub: Hub, **timing: Any) -> Result:
    """ "Who has looked", of one person after the other: the first 20 looks, who may see, how often in lists."""

    def read(visit: OwnVisit, now: datetime) -> None:
        looked(visit.person, after=None)
        times_in_lists(visit.person, now=now)

    result = Result("own-log", "the visit, the log and the lists by pgbench, three SELECTs", "pages of who has looked")
    return owned(result, stack, hub, "portal:looked", read, **timing)


def owned(
    result: Result, stack: Stack, hub: Hub, name: str, read: Callable[[OwnVisit, datetime], None], **timing: Any
) -> Result:
    """One of the own pages beside what it reads most."""
    address, now = reverse(name, args=[hub.slug]), timezone.now()
    with hub_scope(hub):
        keys = keys_of(hub)
        _, selects = reading(lambda: read(find_visit(hub, keys[0], now=now), now))
    result.statements = counted(address, **{name_at(hub, OWN): keys[0]}) - PUBLIC_PAGE
    result.notes.append(f"{len(keys)} people in turn; the access log’s statement is counted")
    messages = [get(address, **{name_at(hub, OWN): key}) for key in keys]
    return measured(result, stack, messages, selects, **timing)


def keys_of(hub: Hub) -> list[str]:
    """What the browsers hold in which people have their own pages open, the PIN asked for just now. In the scope."""
    found = Referral.objects.filter(hub=hub, stage=Stage.ASSESSMENT).exclude(owner=None)
    return [opened(referral) for referral in found.select_related("person", "owner").order_by("-received_at")[:OWNERS]]


def opened(referral: Referral) -> str:
    """Open somebody's own pages. The hash of their PIN fits nothing: nobody is measured typing it."""
    now, person = timezone.now(), referral.person
    pin = {"pin_hash": "!", "chosen_how": Pin.How.AFTER_ASKING, "set_at": now}
    if Pin.objects.get_or_create(hub_id=person.hub_id, person=person, ended_at=None, defaults=pin)[1]:
        Person.objects.filter(hub_id=person.hub_id, pk=person.pk).update(verified_at=now)
        look(person, referral.owner, now=now)
    return entry_actions.begin(
        OwnVisit(
            hub_id=person.hub_id, person=person, referral=referral, begun_at=now, touched_at=now, confirmed_at=now
        ), now=now,
    )  # fmt: skip


def look(person: Person, member: Membership, *, now: datetime) -> None:
    """A colleague reads the record, more often than one page of the log shows."""
    for _ in range(LOOKS):
        access.log(
            person.hub_id, [person.pk], what="caseload:person", why="owner", action=AccessEntry.Action.READ, by=member,
            now=now,
        )  # fmt: skip


def searching(stack: Stack, hub: Hub, **timing: Any) -> Result:
    """The People search by a name that very many bear: the latest 50, their names opened."""
    lead, address = lead_of(hub), f"{reverse('caseload:people')}?q={NAME}"
    session = session_of(lead)
    with hub_scope(hub):
        sight = viewer(lead, now=timezone.now())
        found, selects = reading(lambda: found_by(sight, NAME))
    result = Result("search", "the same SELECT by pgbench", "pages of 50 people")
    result.statements = counted(address, hf_session=session) - EVERY_PAGE
    result.notes.append(
        f"{min(len(found), PAGE)} rows shown; statements beyond session, account and scope, the banner’s included"
    )
    return measured(result, stack, [get(address, hf_session=session)], selects, **timing)


def reading(read: Callable[[], Any]) -> tuple[Any, list[str]]:
    """What was read, and the statements that did it, as pgbench takes them: a colon in a string is no variable."""
    with CaptureQueriesContext(connection) as captured:
        found = read()
        statements = [re.sub(r"\s+", " ", query["sql"]) for query in captured.captured_queries]
    return found, [re.sub(r"'[^']*'", without_colons, each) for each in statements]


def without_colons(literal: re.Match) -> str:
    """A string of SQL that says the same with the number of the sign; one that has none stays as it is."""
    return "U&" + literal[0].replace(":", r"\003A") if ":" in literal[0] else literal[0]


def measured(result: Result, stack: Stack, messages: Sequence[bytes], selects: list[str], **timing: Any) -> Result:
    """Pages asked for in turn beside the SELECTs of the page, and judged as the work list is."""
    random = Random(20261125)

    def prepare(number: int) -> list[bytes]:
        return list(islice(cycle(random.sample(messages, len(messages))), number))

    pages = Pages(stack, prepare, lambda browser, one: browser.ask(one, expect=200) and None, 600)
    interleave(result, pages, Pgbench(stack, "".join(f"{select};\n" for select in selects)), **timing)
    result.judge(cpu=5, ratio=0.2, statements=5)
    return result
