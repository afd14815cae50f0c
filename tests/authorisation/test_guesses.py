"""Guessing in forms: of somebody who is known, and is not theirs to know of, and of nobody, the answer is the same.

A guess is tried by everybody whose role has the form, on the record that is kept from them by name and on one more that
is not open to them, another from one who tries to the next; on all of them with HOLDFAST_EVERY_CELL=1.
"""

from copy import deepcopy
from difflib import ndiff
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from holdfast.hubs.scope import hub_scope
from holdfast.partners.actions import admit_organisation
from holdfast.referrals.reference import new_reference
from holdfast.support_line.actions import begin, belong, keep, locked
from tests.authorisation.actors import Actor
from tests.authorisation.cells import spoken, undone, words_of
from tests.authorisation.policy import DOES
from tests.authorisation.records import CANARIES, REASON, Things
from tests.authorisation.sample import EVERY_CELL, one_of
from tests.builders import make_member, send_request

PHONE = "07700 900123"
"""What everybody here gave: a second detail that fits whoever is known."""
WORDS = "canary-words-of-a-call"
LOOK_UP = {"do": "look_up", "second": PHONE}
GUESSES = (
    ("caseload:people", "get", {"q": "NAME"}),
    ("caseload:people", "get", {"q": "REFERENCE"}),
    ("caseload:emergency", "post", {"reference": "REFERENCE", "reason": REASON}),
    ("caseload:same", "post", {"reference": "REFERENCE", "reason": REASON}),
    ("support_line:one", "get", {"q": "NAME"}),
    ("support_line:one", "get", {"q": "REFERENCE"}),
    ("support_line:match", "post", {"referral": "RECORD"}),
    ("support_line:match_post", "post", {"referral": "RECORD"}),
    ("support_line:call", "post", {**LOOK_UP, "first": "NAME"}),
    ("support_line:call", "post", {**LOOK_UP, "first": "REFERENCE"}),
)
MAY_BE_OPENED = {"caseload:emergency": {"queue", "owned", "withdrawn"}}
"""Whom a guess may find though they are not theirs: an emergency opens the record, and says so."""


def known(things: Things) -> dict[str, str]:
    """What somebody knows who guesses right."""
    number = things.referral.reference
    return {"NAME": CANARIES[things.whose][0], "REFERENCE": spoken(number), "RECORD": str(things.referral.pk)}


def unknown() -> dict[str, str]:
    """Of nobody."""
    return {"NAME": "Quillunheard", "REFERENCE": spoken(new_reference()), "RECORD": str(uuid4())}


def answer(browser: Client, method: str, href: str, form: dict[str, str], guess: dict[str, str]) -> tuple[int, str]:
    """Status and words of an answer, without what was typed; nothing of it stays."""
    kept = deepcopy(browser.cookies)
    with undone():
        response = getattr(browser, method)(href, {key: guess.get(value, value) for key, value in form.items()})
    browser.cookies = kept
    words = words_of(response)
    for typed in guess.values():
        words = words.replace(typed, "…").replace(typed.replace(" ", "+"), "…")
    return response.status_code, words


def unlike(one: tuple[int, str], other: tuple[int, str]) -> str:
    """In which lines two answers differ."""
    lines = ndiff(other[1].splitlines(), one[1].splitlines())
    return f"{one[0]}, {other[0]} " + " ".join(line for line in lines if line[:2] in {"- ", "+ "})[:400]


def hidden_from(actor: Actor, records: list[Things], name: str = "") -> list[Things]:
    """The records that are not theirs to know of."""
    shown = {*actor.opens, actor.home, *MAY_BE_OPENED.get(name, ())}
    return [things for things in records if things.whose not in shown]


def guessed_at(actor: Actor, records: list[Things], turn: int, name: str = "") -> list[Things]:
    """On which of these somebody tries a guess."""
    hidden = hidden_from(actor, records, name)
    if EVERY_CELL or not hidden:
        return hidden
    more = [things for things in hidden if things.whose != "must not see"]
    return [things for things in hidden if things not in more] + ([one_of(more, turn)] if more else [])


def call_of(actor: Actor, now):
    """A call that they have taken."""
    with hub_scope(actor.member.hub):
        return begin(actor.member.hub, by=actor.member, now=now)


def address_of(name: str, actor: Actor, records: list[Things], now) -> str:
    """Where somebody guesses: in a call of their own, or from a record that is open to them. Empty: nowhere."""
    about = DOES[name][1]
    if about == "call":
        return reverse(name, args=[call_of(actor, now).pk])
    if about == "record":
        theirs = [things for things in records if things.whose in {*actor.opens, actor.home}]
        return reverse(name, kwargs=theirs[0].args[about]) if theirs else ""
    things = records[-1 if actor.home else 0]
    return reverse(name, kwargs=things.args[about]) if about else reverse(name)


def roles_of(name: str) -> set[str]:
    """Who has the form: a call of one's own is everybody's who answers the line."""
    return DOES["support_line:calls" if DOES[name][1] == "call" else name][0]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_right_guess_and_a_wrong_one_have_the_same_answer(world, now, method):
    _, _, actors, records = world
    wrong, tried = [], 0
    for form_number, (name, form) in enumerate((name, form) for name, how, form in GUESSES if how == method):
        for number, actor in enumerate(actor for actor in actors if actor.role in roles_of(name)):
            href = address_of(name, actor, records, now)
            nobody = answer(actor.browser, method, href, form, unknown()) if href else None
            for things in guessed_at(actor, records, form_number + number, name) if href else []:
                somebody = answer(actor.browser, method, href, form, known(things))
                wrong += tells(f"{name} {form} by {actor.name}", things, somebody, nobody)
                tried += 1
    assert not wrong, "\n".join(wrong)
    assert tried >= 80


def tells(here: str, things: Things, somebody: tuple[int, str], nobody: tuple[int, str]) -> list[str]:
    """What an answer about somebody tells: a canary, or that it is another than about nobody."""
    told = [canary for canary in (*things.canaries, WORDS) if canary in somebody[1] + nobody[1]]
    is_same = somebody == nobody and not told
    return [] if is_same else [f"{here}, {things.whose}: tells {told}, {unlike(somebody, nobody)}"]


TOO_LATE = ({"do": "keep", "name": "NAME"}, {"do": "keep", "words": "WORDS"}, {"do": "hand_over"})


def test_who_took_a_call_learns_nothing_from_it_once_it_belongs_to_a_record_that_is_not_theirs(world, now):
    tidewater, _, actors, records = world
    matcher = make_member(tidewater.hub, "Lark Matcher", "clinical_lead")
    others = {**unknown(), "WORDS": "words that nobody said"}
    wrong, tried = [], 0
    takers = [actor for actor in actors if actor.role in DOES["support_line:calls"][0] and not actor.home]
    for number, actor in enumerate(takers):
        for things in guessed_at(actor, records[:-1], number):
            href = reverse("support_line:call", args=[matched(actor, things, by=matcher, now=now)])
            for method, form in (("get", {}), *(("post", form) for form in TOO_LATE)):
                right = {**known(things), "WORDS": WORDS}
                somebody, nobody = (answer(actor.browser, method, href, form, guess) for guess in (right, others))
                wrong += tells(f"{method} {form} by {actor.name}", things, somebody, nobody)
                tried += 1
    assert not wrong, "\n".join(wrong)
    assert tried >= 70


def matched(actor: Actor, things: Things, *, by, now):
    """A call that somebody took, and that a lead put with the record of whom it was about."""
    call = call_of(actor, now)
    told = {"name": CANARIES[things.whose][0], "words": WORDS}
    with hub_scope(actor.member.hub):
        keep(call, told, safe_now="no", advice=[], by=actor.member, now=now)
        belong(locked(call), things.referral, "match", by=by, now=now)
    return call.pk


OUTSIDE = (
    ("front_door:start", "get", (), {"q": "NAME"}),
    ("front_door:information", "get", ("tidewater",), {"q": "NAME"}),
    ("portal:lost", "post", ("tidewater",), {"reference": "REFERENCE", "pin": "5820 4417"}),
    ("partners:address", "post", ("tidewater",), {"email": "MAIL"}),
    ("account_login", "post", (), {"login": "MAIL", "password": "a wrong password"}),
)


@pytest.mark.parametrize(
    ("name", "method", "args", "form"), OUTSIDE, ids=lambda part: part if isinstance(part, str) else ""
)
def test_a_stranger_learns_from_no_form_who_is_known(tidewater, clock, now, name, method, args, form):
    asked = Things("queue", send_request(tidewater, now=clock(now), name=CANARIES["queue"][0]))
    href, browser = reverse(name, args=args), Client(REMOTE_ADDR="203.0.113.9")  # tries are counted by address
    right, others = known(asked), unknown()
    right["MAIL"], others["MAIL"] = tidewater.ines.account.email, "nobody@elsewhere.example"
    with hub_scope(tidewater.hub):
        admit_organisation(
            tidewater.hub, name="Works", route="oh", domain="tidewater.example", by=tidewater.ines, now=now
        )

    somebody, nobody = (answer(browser, method, href, form, guess) for guess in (right, others))

    assert nobody[0] in {200, 302}
    assert tells(name, asked, somebody, nobody) == []
