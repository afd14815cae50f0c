"""The jobs of the pages: a request sent, a pair of questionnaires answered, a page of the work list."""

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.browser import Browser, cookie_in, get, post
from benchmarks.floors import ANSWER, SUBMIT, Pgbench
from benchmarks.rounds import Pages, Result, interleave
from benchmarks.stack import Stack
from holdfast.accounts.models import Membership
from holdfast.caseload.queries import page_of
from holdfast.demo import invented
from holdfast.demo.data import hub_called, lead_of
from holdfast.demo.many import fill
from holdfast.front_door import drafts
from holdfast.front_door.actions import begin_visit, submit
from holdfast.front_door.cookies import DRAFT, VISIT, name_at
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral, Tally
from holdfast.referrals.states import Stage

AT_ONCE = 200
RANDOM = Random(20261122)
EVERY_PAGE = 6  # statements of every staff page: session, account, membership; begin, scope, commit, which ends it


def submitting(stack: Stack, hub: Hub, *, safe_now: str = "yes", **timing: Any) -> Result:
    """A request sent from the page that checks it, and the thank-you page: five pages were filled in before."""
    send, sent = reverse("front_door:send", args=[hub.slug]), reverse("front_door:sent", args=[hub.slug])
    seen = name_at(hub, VISIT)

    def operate(browser: Browser, draft: str) -> None:
        answer = browser.ask(post(send, {}, **{name_at(hub, DRAFT): draft}), expect=302)
        browser.ask(get(sent, **{seen: cookie_in(answer, seen)}), expect=200)

    pages = Pages(stack, lambda number: many(number, lambda: draft_of(hub, safe_now), hub), operate, 250)
    name = "submit" if safe_now == "yes" else "submit, not safe: with alert and mail"
    result = Result(name, "the same rows by pgbench, one statement", "requests sent")
    result.statements = counted(send, {}, **{name_at(hub, DRAFT): many(1, lambda: draft_of(hub, safe_now), hub)[0]})
    result.notes.append("one operation: POST of the whole request, redirect, thank-you page; statements: of the POST")
    interleave(result, pages, Pgbench(stack, SUBMIT.format(hub=floor_hub().pk)), **timing)
    result.judge(cpu=5, ratio=0.15)
    return result


def own_hub() -> Hub:
    """The hub that is measured."""
    return hub_called(None, now=timezone.now())


def fill_to(number: int) -> None:
    """Fill it until it has that many referrals."""
    hub = own_hub()
    with hub_scope(hub):
        already = sum(Tally.objects.filter(hub=hub).values_list("delta", flat=True))
    if number > already:
        fill(hub, number - already, now=timezone.now(), advance=lambda done: None)


def floor_hub() -> Hub:
    """A hub whose rows nobody can open, for the floor: they are not on the work list that is measured."""
    return Hub.objects.get_or_create(
        slug="floor", defaults={"name": "Floor", "place": "Nowhere", "created_at": timezone.now()}
    )[0]


def draft_of(hub: Hub, safe_now: str) -> str:
    """The cookie of a request that is typed and not sent."""
    typed = drafts.begin(timezone.now())
    asked = invented.asked(RANDOM)
    typed.data = {"name": asked.name, "channels": asked.channels, "safe": safe_now, "story": asked.story,
                  "must_not_see": [], "seen_people": True}  # fmt: skip
    drafts.keep(typed, hub, now=timezone.now())
    return typed.cookie


def answering(stack: Stack, hub: Hub, **timing: Any) -> Result:
    """PHQ-9 and GAD-7 answered on their pages, without a risk answer."""
    forms = [
        (reverse("front_door:questionnaire", args=[hub.slug, key, 1]), items)
        for key, items in (("phq9", "2110201100"), ("gad7", "1120101"))
    ]

    def operate(browser: Browser, visit: str) -> None:
        for address, items in forms:
            browser.ask(post(address, answers(items), **{name_at(hub, VISIT): visit}), expect=302)

    pages = Pages(stack, lambda number: many(number, lambda: visit_of(hub), hub), operate, 120)
    result = Result("pair", "the same rows by pgbench, two statements", "pairs scored and stored")
    (visit,) = many(1, lambda: visit_of(hub), hub)
    key = {name_at(hub, VISIT): visit}
    result.statements = sum(counted(address, answers(items), **key) for address, items in forms)
    result.notes.append("one operation: the two pages of answers posted, each in a transaction of its own")
    with hub_scope(hub):
        referral = Referral.objects.filter(hub=hub).order_by("-pk")[:1].get()
    known = {"hub": hub.pk, "person": referral.person_id, "referral": referral.pk}
    floor = ANSWER.format(**known, key="phq9", items="2,1,1,0,2,0,1,1,0,0")
    floor += ANSWER.format(**known, key="gad7", items="1,1,2,0,1,0,1")
    interleave(result, pages, Pgbench(stack, floor), **timing)
    result.judge(cpu=5, ratio=0.15)
    return result


def answers(items: str) -> dict[str, str]:
    """The fields of a questionnaire's page."""
    return {f"q{number}": value for number, value in enumerate(items, start=1)}


def visit_of(hub: Hub) -> str:
    """The cookie of a browser that has sent a request and may tell more."""
    now = timezone.now()
    referral = submit(hub, invented.asked(RANDOM, safe_now="yes"), submission=RANDOM.randbytes(32), now=now)
    return begin_visit(referral, shows_request=True, now=now)


def listing(stack: Stack, hub: Hub, **timing: Any) -> Result:
    """The first page of the triage queue: 50 people, their names opened."""
    lead, address = lead_of(hub), f"{reverse('caseload:people')}?stage={Stage.TRIAGE}"
    message = get(address, hf_session=session_of(lead))
    pages = Pages(
        stack, lambda number: [message] * number, lambda browser, one: browser.ask(one, expect=200) and None, 600
    )
    result = Result("work-list", "the same SELECT by pgbench", "pages of 50 people")
    with hub_scope(hub), CaptureQueriesContext(connection) as captured:
        shown = len(page_of(viewer(lead, now=timezone.now()), Stage.TRIAGE))
    select = re.sub(r"\s+", " ", captured.captured_queries[-1]["sql"])
    result.statements = counted(address, hf_session=session_of(lead)) - EVERY_PAGE
    result.notes.append(
        f"{min(shown, 50)} rows shown; statements beyond session, account and scope, the banner’s included"
    )
    interleave(result, pages, Pgbench(stack, select + ";\n"), **timing)
    result.judge(cpu=5, ratio=0.2, statements=5)
    return result


def session_of(member: Membership) -> str:
    """The cookie of somebody signed in with a second factor."""
    client = Client()
    client.force_login(member.account, backend="holdfast.accounts.backends.Accounts")
    session = client.session
    session["account_authentication_methods_user"] = str(member.account_id)
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session.save()
    return session.session_key


def many(number: int, make: Callable[[], str], hub: Hub) -> Sequence[str]:
    """That many inputs, some hundred in one transaction."""
    made: list[str] = []
    while len(made) < number:
        with hub_scope(hub):
            made += [make() for _ in range(min(AT_ONCE, number - len(made)))]
    return made


def counted(address: str, form: dict[str, str] | None = None, **cookies: str) -> int:
    """How many statements one request takes, transaction and scope included, in this process. Without a form: a page.

    A page is asked for twice: a process reads the hub's terms again only every few seconds.
    """
    client = Client(headers={"host": "localhost"})
    client.cookies.load(cookies)
    client.get(reverse("health") if form is not None else address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address) if form is None else client.post(address, form)
    if response.status_code != (200 if form is None else 302):
        raise RuntimeError(f"{address} answered {response.status_code}")
    return len(captured.captured_queries)
