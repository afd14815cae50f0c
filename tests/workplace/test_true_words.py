"""That they can read it is said while they can; what is sent twice is shown once; no answer of a partner is lost."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from holdfast.hubs.scope import hub_scope
from holdfast.partners.actions import end_organisation
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.actions import place, receive
from holdfast.workplace import actions, answer_actions, sharing_actions
from holdfast.workplace.models import PartnerLink, Reply, WorkStatement
from holdfast.workplace.queries import can_read, read_now, statements_of, wish_of
from holdfast.workplace.rules import Words
from tests.workplace.conftest import WORDS, admitted, agreed, shown, stored
from tests.workplace.test_pages import PIN, moss_opens, olives_browser, own_browser, page, read, send, words_in

CAN = "You said yes, and they can read it."
CANNOT = "You said yes, and it was shared. They cannot open it here any more."
TEAM_CANNOT = "They cannot open it now"
DAY = timedelta(days=1)
LONG = "She can begin on Monday with four hours on the day ward, beside Sable, and no nights before Easter."
OURS = {"origin": "http://testserver"}


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def own_words(known, *, now) -> str:
    """Their own page, opened anew."""
    with hub_scope(known.team.hub):
        with suppress(entry_actions.HasChosen):
            entry_actions.choose_pin(known.tansy, PIN, how=Pin.How.AFTER_ASKING, now=now)
        link = entry_actions.give_link(known.tansy, known.team.hub, now=now).address
    client = Client()
    client.post(link, {"secret": PIN})
    client.post(page("portal:confirm", "tidewater") + "?for=work", {"pin": PIN})
    return words_in(client.get(page("portal:work", "tidewater")))


def team_words(known, statement) -> str:
    return words_in(read(known.team.nell, "one", known.tansy.pk, statement.pk))


def test_once_their_organisation_has_ended_nobody_says_that_whoever_referred_them_can_read_it(known, now):
    statement = agreed(known, now=now)
    assert CAN in own_words(known, now=now)
    assert TEAM_CANNOT not in team_words(known, statement)

    there = admitted(known.team, "oh", "", now=now)
    with hub_scope(known.team.hub):
        end_organisation(there, by=known.team.ines, now=now)

    words = own_words(known, now=now)
    assert (CAN in words, CANNOT in words) == (False, True)
    assert TEAM_CANNOT in team_words(known, statement)
    again = agreed(known, now=now, kind="question")
    assert again.status == "agreed"
    assert "Agreed. Give them a link to it" in team_words(known, again)


@pytest.mark.parametrize("how", ["ran out", "guessed at", "ended"])
def test_without_a_link_that_opens_nobody_says_that_a_manager_can_read_it(known, now, clock, how):
    statement = agreed(known, to=known.moss, now=now)
    with hub_scope(known.team.hub):
        sharing_actions.give_link(statement, by=known.team.nell, now=now)
    assert CAN in own_words(known, now=now)
    later = now + (29 * DAY if how == "ran out" else timedelta())
    clock(later)
    with hub_scope(known.team.hub):
        if how == "guessed at":
            link = PartnerLink.objects.get()
            for _ in range(5):
                sharing_actions.open_by_code(link, "x", "000000", now=now)
        if how == "ended":
            PartnerLink.objects.update(ended_at=now)

    words = own_words(known, now=later)
    assert (CAN in words, CANNOT in words) == (False, True)
    assert TEAM_CANNOT in team_words(known, statement)
    send(known.team.nell, "give_link", known.tansy.pk, statement.pk)
    assert CAN in own_words(known, now=later)


def test_a_statement_that_is_sent_twice_is_shown_once_and_other_words_are_another(known, now):
    form = {"partner": str(known.olive.pk), "text": WORDS.text, "answer_by": "2026-10-28", "mark": str(uuid4())}
    for _ in range(2):
        answer = send(known.team.nell, "write", known.tansy.pk, query="?kind=support", **form)
        assert "Shown to them. It goes nowhere unless they say yes." in words_in(answer)
    assert len(stored(known.team)) == 1

    send(known.team.nell, "write", known.tansy.pk, query="?kind=support", **form | {"text": "Other words."})
    send(known.team.nell, "write", known.tansy.pk, query="?kind=support", **form | {"mark": str(uuid4())})
    assert len(stored(known.team)) == 3


def answers(known, what, statement, *, now):
    with hub_scope(known.team.hub):
        getattr(answer_actions, what)(statement, now=now)


@pytest.mark.parametrize("what", ["refuse", "agree"])
def test_a_form_that_comes_again_after_they_answered_does_not_say_that_it_was_shown(known, now, what):
    form = {"partner": str(known.olive.pk), "text": WORDS.text, "answer_by": "2026-10-28", "mark": str(uuid4())}
    send(known.team.nell, "write", known.tansy.pk, query="?kind=support", **form)
    (statement,) = stored(known.team)
    again = {"text": "Other words.", "answer_by": "2026-10-28", "mark": str(uuid4())}
    send(known.team.nell, "rewrite", known.tansy.pk, statement.pk, **again)
    first = send(known.team.nell, "write", known.tansy.pk, query="?kind=support", **form)
    (waits,) = (each for each in stored(known.team) if each.status == "shown")
    answers(known, what, waits, now=now)
    second = send(known.team.nell, "rewrite", known.tansy.pk, statement.pk, **again)

    for answer in (first, second):
        assert "Shown to them" not in words_in(answer)
        assert "Not shown again: this form was sent before" in words_in(answer)
    assert len(stored(known.team)) == 2


def test_a_door_opens_what_its_partner_referred_and_no_other_request(known, now):
    agreed(known, now=now)
    with hub_scope(known.team.hub):
        other = receive(
            known.team.hub, known.tansy.person, submission=bytes(32), now=now, route="self", method="web",
            safe_now="yes", contact_when="target", contact_by=now, contact_why=[], rule_set=0,
        )  # fmt: skip
        place(other, status="accepted", stage="first_contact", owner=known.team.nell)
        known.tansy = other
    second, later = agreed(known, now=now), now + 400 * DAY  # by when the link of the second has run out
    with hub_scope(known.team.hub):
        sharing_actions.give_link(second, by=known.team.nell, now=now)
        found = statements_of(other.person)
        can = {each.pk: can_read(each, now=later) for each in found}
        assert sorted(can.values()) == [False, True]
        assert read_now(other.person, found, now=later) == {pk for pk, reads in can.items() if reads}


def test_words_that_are_sent_twice_instead_of_others_are_shown_once(known, now):
    statement = shown(known, now=now)
    form = {"text": "Other words.", "answer_by": "2026-10-28", "mark": str(uuid4())}
    for _ in range(2):
        answer = send(known.team.nell, "rewrite", known.tansy.pk, statement.pk, **form)
        assert "Shown to them again." in words_in(answer)
    assert sorted(each.status for each in stored(known.team)) == ["replaced", "shown"]
    refused = send(known.team.nell, "rewrite", known.tansy.pk, statement.pk, **form | {"text": "Third words."})
    assert "Third words." in words_in(refused)
    assert len(stored(known.team)) == 2


def test_a_wish_from_a_second_window_is_shown_beside_the_first_and_both_are_kept(known, now):
    statement, own = shown(known, now=now), own_browser(known, now=now)
    here = page("portal:change_work", "tidewater", statement.pk)
    first, second = "Leave out the ward.", "Say that it was an accident."
    assert own.post(here, {"wish": first}).status_code == 302
    assert own.post(here, {"wish": first}).status_code == 302  # the same again

    words = words_in(own.post(here, {"wish": second}))

    for each in ("You asked for another change since you opened this page.", "You asked before:", first, second):
        assert each in words
    with hub_scope(known.team.hub):
        assert wish_of(WorkStatement.objects.get()) == first
    seen = words.partition('name="seen" value="')[2].partition('"')[0]
    assert own.post(here, {"wish": second, "seen": seen}).status_code == 302
    with hub_scope(known.team.hub):
        assert wish_of(WorkStatement.objects.get()) == f"{first}\n\n{second}"


def test_without_the_pin_the_first_wish_is_not_shown_and_the_second_is_not_lost(known, now, clock):
    statement, own = shown(known, now=now), own_browser(known, now=now)
    here = page("portal:change_work", "tidewater", statement.pk)
    own.post(here, {"wish": "Leave out the ward."})
    clock(now + timedelta(minutes=11))

    words = words_in(own.post(here, {"wish": "Say that it was an accident."}))

    assert "Leave out the ward." not in words
    assert "Say that it was an accident." in words


def test_what_a_manager_typed_before_their_visit_ended_comes_back_to_them(known, now, clock):
    statement = agreed(known, to=known.moss, now=now)
    moss = moss_opens(known, statement, now=now)
    clock(now + timedelta(hours=3))

    answer = moss.post(page("partners:work_one", "tidewater", statement.pk), {"words": LONG}, headers=OURS)

    assert (answer.status_code, LONG in words_in(answer)) == (410, True)
    assert "What you wrote was not sent." in words_in(answer)
    stranger = Client().post(page("partners:work_one", "tidewater", uuid4()), {"words": LONG}, headers=OURS)
    assert stranger.content == answer.content
    elsewhere = {"origin": "https://elsewhere.example"}
    assert LONG not in words_in(moss.post(page("partners:work_one", "tidewater", statement.pk), {"words": LONG},
                                          headers=elsewhere))  # fmt: skip
    with hub_scope(known.team.hub):
        assert not Reply.objects.exists()


def test_what_whoever_referred_them_typed_before_their_visit_ended_comes_back_too(known, now, clock):
    statement = agreed(known, now=now)
    olive = olives_browser(known, now=now)
    clock(now + timedelta(hours=3))

    answer = olive.post(page("partners:work_one", "tidewater", statement.pk), {"words": LONG}, headers=OURS)

    assert (answer.status_code, LONG in words_in(answer)) == (410, True)


def test_actions_of_the_same_mark_and_words_are_one(known, now):
    mark = uuid4()
    given = {"partner": known.olive, "kind": "leave", "words": Words("Off until Monday"), "mark": mark}
    with hub_scope(known.team.hub):
        given["words"] = Words("Off until Monday", from_on=now.date())
        one, two = (actions.show(known.tansy, **given, by=known.team.nell, now=now) for _ in range(2))
        assert one == two
        answer_actions.agree(one, now=now)
        assert actions.show(known.tansy, **given, by=known.team.nell, now=now) == one
