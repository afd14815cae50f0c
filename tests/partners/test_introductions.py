"""Somebody whom a manager named: asked by mail or by telephone, confirmed by themselves, or forgotten."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from holdfast.alerts.models import Alert
from holdfast.correspondence.mail import codes_of_message, hand_over, mail_of
from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.partners import introduction_actions
from holdfast.partners.models import Introduction
from holdfast.people.identity import name_of
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from holdfast.referrals.reckoning import reckon
from tests.builders import browser_of, page
from tests.partners.conftest import REACH, words

BY_MAIL = {"name": "Heron Canaryson", "way": "email", "email": "heron@home.example"}
BY_CALL = {"name": "Heron Canaryson", "way": "call", "phone": "07700 900777"}
THEIRS = {**REACH, "name": "Heron", "safe": "yes", "people": ""}


def name_them(merle, **typed):
    merle.post("question", "somebody", **typed)
    return merle.browser.post(page("partners:send", "tidewater"), follow=True)


def introduction(team):
    with hub_scope(team.hub):
        return Introduction.objects.select_related("box").get()


def link(team):
    """The path of the link in the mail that asks them."""
    with hub_scope(team.hub):
        message = Message.objects.select_related("box", "hub").get(kind="confirm")
        return re.search(r"(/h/\S+)", codes_of_message(message)["link"])[1]


def is_forgotten(team):
    """Whether nothing that the manager typed can be read any more."""
    found = introduction(team)
    return (found.about_sealed, found.box.wrapped_key) == (None, None)


def counts(team):
    with hub_scope(team.hub):
        return Person.objects.count(), Referral.objects.count()


def test_a_manager_is_asked_for_a_name_and_one_way_and_nothing_else(tidewater, merle):
    asked = words(merle.get("question", "somebody"))
    response = name_them(merle, **BY_MAIL, story="They drink", worried="yes", how="in_person")

    assert set(re.findall(r'<(?:input|textarea)[^>]* name="([^"]+)"', asked)) - {"csrfmiddlewaretoken"} == {
        "name", "way", "email", "phone"
    }  # fmt: skip
    assert "Thank you. We will ask them" in words(response)
    assert "hf-reference" not in words(response)
    assert counts(tidewater) == (0, 0)
    kept = introduction(tidewater)
    assert b"Heron" not in bytes(kept.about_sealed)
    assert kept.partner_id == merle.partner().pk
    with hub_scope(tidewater.hub):
        assert [(e.kind, e.codes, e.person_id) for e in Event.objects.filter(kind__startswith="introduction")] == [
            ("introduction.name", {"way": "email"}, kept.box_id)
        ]
        assert AccessEntry.objects.get(what="partners:send").persons == [kept.box_id]


@pytest.mark.parametrize("key", ["name", "reach", "agreed", "worry", "story", "people"])
def test_a_manager_cannot_refer(tidewater, merle, key):
    assert merle.get("question", key).status_code == 404
    assert merle.post("question", key, name="Heron", worried="no").status_code == 404


def test_nobody_else_can_name_only(olive):
    assert olive.get("question", "somebody").status_code == 404


def test_the_mail_is_neutral_and_a_scanner_that_follows_it_changes_nothing(tidewater, merle):
    name_them(merle, **BY_MAIL)
    with hub_scope(tidewater.hub):
        mail = mail_of(Message.objects.select_related("box", "hub").get(kind="confirm"), "heron@home.example")
    shown = [Client().get(link(tidewater)), Client().head(link(tidewater)), Client().get(link(tidewater))]

    for unsaid in ("Heron", "Merle", "Works", "mental", "manager"):
        assert unsaid not in f"{mail.subject} {mail.body} {words(shown[0])}"
    assert [response.status_code for response in shown] == [200, 200, 200]
    assert introduction(tidewater).status == "named"


def test_yes_asks_them_what_the_manager_was_not_asked_and_makes_their_own_request(tidewater, saltpan, merle):
    name_them(merle, **BY_MAIL)
    path, browser = link(tidewater), Client()
    asked = browser.post(path, {"answer": "yes"})
    assert counts(tidewater) == (0, 0)
    sent = browser.post(path, {"answer": "send", **THEIRS, "safe": "unsure", "people": "Nell Sampleton"}, follow=True)

    assert "Are you safe right now?" in words(asked)
    assert "Heron" not in words(asked)
    assert "We have your request" in words(sent)
    with hub_scope(tidewater.hub):
        kept = Referral.objects.select_related("person").get()
        assert (kept.route, kept.partner, kept.safe_now, name_of(kept.person)) == ("manager", None, "unsure", "Heron")
        assert Alert.objects.get().reasons == ["safe_now.unsure"]
        assert AccessEntry.objects.get(what="front_door:send").actor == "person"
    assert is_forgotten(tidewater)
    assert browser.post(path, {"answer": "no"}).status_code == 410
    assert Client().get(path).status_code == 410
    lead = words(browser_of(tidewater.ines).get(page("caseload:person", kept.pk)))
    assert "Merle Inventson, Invented Works" in lead
    assert "By their own answer to us, on 14 October 2026" in lead
    assert Client().get(path.replace("tidewater", "saltpan")).status_code == 410


def test_yes_without_a_way_to_reach_them_gets_a_sentence_and_keeps_what_was_typed(tidewater, merle):
    name_them(merle, **BY_MAIL)
    response = Client().post(link(tidewater), {"answer": "send", "name": "Heron Kept", "note": "Ring at noon"})

    assert "Pick at least one safe way to reach you" in words(response)
    assert 'value="Heron Kept"' in words(response)
    assert 'value="Ring at noon"' in words(response)
    assert counts(tidewater) == (0, 0)


def test_no_destroys_what_was_said_and_the_manager_cannot_tell(tidewater, merle):
    name_them(merle, **BY_MAIL)
    waiting = [words(merle.get("refer")), words(merle.get("sent"))]
    path = link(tidewater)
    response = Client().post(path, {"answer": "no"})

    assert "It is forgotten" in words(response)
    assert is_forgotten(tidewater)
    assert counts(tidewater) == (0, 0)
    assert Client().post(path, {"answer": "no"}).status_code == 410
    assert [words(merle.get("refer")), words(merle.get("sent"))] == waiting
    assert merle.get("mine").url == page("partners:question", "tidewater", "somebody")
    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="confirm", sent_at=None, cancelled_at=None).count() == 0
        assert AccessEntry.objects.get(what="partners:decline").actor == "person"


@pytest.mark.parametrize("answer", ["", "maybe", "send\0"])
def test_an_answer_that_is_none_asks_again(tidewater, merle, answer):
    name_them(merle, **BY_MAIL)

    assert "Somebody gave us your name" in words(Client().post(link(tidewater), {"answer": answer}))


def test_sent_twice_they_are_named_once_and_asked_once(tidewater, merle):
    merle.post("question", "somebody", **BY_MAIL)
    draft = merle.browser.cookies["hf_about_tidewater"].value
    for _ in range(2):
        merle.browser.cookies["hf_about_tidewater"] = draft
        response = merle.browser.post(page("partners:send", "tidewater"), follow=True)

    assert "We will ask them" in words(response)
    with hub_scope(tidewater.hub):
        assert (Introduction.objects.count(), Message.objects.filter(kind="confirm").count()) == (1, 1)


def test_whoever_answers_calls_sees_whom_to_call_by_when_and_nobody_else_does(tidewater, saltpan, merle, clock, now):
    name_them(merle, **BY_CALL)
    pk = introduction(tidewater).pk
    shown = words(browser_of(tidewater.sol).get(page("partners:named_people")))

    assert "Heron Canaryson" in shown
    assert "5pm on Friday 16 October" in shown
    assert "07700 900777" in words(browser_of(tidewater.sol).get(page("partners:call", pk)))
    assert "Nobody who was named" in words(browser_of(saltpan.sol).get(page("partners:named_people")))
    assert browser_of(saltpan.sol).get(page("partners:call", pk)).status_code == 404
    for member in (tidewater.max, tidewater.outside):
        assert browser_of(member).get(page("partners:named_people")).status_code == 404
        assert browser_of(member).post(page("partners:decline", pk)).status_code == 404
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="partners:named_people", action="read").get()
        assert (entry.persons, entry.why) == ([Introduction.objects.get().box_id], "named")
    clock(now + timedelta(days=3))
    assert "Overdue" in words(browser_of(tidewater.sol).get(page("partners:named_people")))


def test_no_answer_sets_the_next_try_and_a_yes_makes_the_request_by_telephone(tidewater, merle):
    name_them(merle, **BY_CALL)
    pk, sol = introduction(tidewater).pk, browser_of(tidewater.sol)
    tried = sol.post(page("partners:no_answer", pk), follow=True)
    assert "Try again by 5pm tomorrow" in words(tried)
    assert (introduction(tidewater).tries, introduction(tidewater).status) == (1, "named")

    done = sol.post(page("partners:call", pk), THEIRS, follow=True)

    with hub_scope(tidewater.hub):
        kept = Referral.objects.get()
        assert (kept.route, kept.method, kept.partner) == ("manager", "telephone", None)
        assert AccessEntry.objects.get(what="front_door:send").by_id == tidewater.sol.pk
    assert kept.reference[:3] in words(done)
    assert is_forgotten(tidewater)
    assert sol.post(page("partners:decline", pk)).status_code == 404


def test_not_wanting_contact_on_the_telephone_forgets_them(tidewater, merle):
    name_them(merle, **BY_CALL)
    response = browser_of(tidewater.sol).post(page("partners:decline", introduction(tidewater).pk), follow=True)

    assert "Forgotten. Nobody is told that they were asked." in words(response)
    assert is_forgotten(tidewater)
    assert counts(tidewater) == (0, 0)


def test_after_a_fortnight_whoever_was_asked_by_mail_is_forgotten(tidewater, merle, now):
    name_them(merle, **BY_MAIL)
    later = now + timedelta(days=14)
    with hub_scope(tidewater.hub):
        hand_over(Message.objects.get(kind="confirm"), now=now)
        assert introduction_actions.expire_due(tidewater.hub, now=later - timedelta(seconds=1)) == 0
        assert introduction_actions.expire_due(tidewater.hub, now=later) == 1
        assert introduction_actions.expire_due(tidewater.hub, now=later) == 0
        assert Introduction.objects.get().status == "expired"
        assert AccessEntry.objects.get(what="partners:expire").actor == "system"
        with pytest.raises(MoveNotAllowed):
            introduction_actions.decline(Introduction.objects.get(), now=later)
    assert is_forgotten(tidewater)


def test_whoever_was_never_asked_because_mail_does_not_leave_waits_and_the_reckoning_says_so(tidewater, merle, now):
    name_them(merle, **BY_MAIL)
    with hub_scope(tidewater.hub):
        assert introduction_actions.expire_due(tidewater.hub, now=now + timedelta(days=30)) == 0
        found = [[each.kind for each in reckon(tidewater.hub, now=now + timedelta(hours=h)).found] for h in (23, 25)]
    assert found == [[], ["unasked"]]


def test_whoever_is_asked_by_telephone_waits_until_somebody_has_called_twice(tidewater, merle, now, clock):
    name_them(merle, **BY_CALL)
    pk, said = introduction(tidewater).pk, []
    for days in (15, 16):
        clock(now + timedelta(days=days))
        with hub_scope(tidewater.hub):
            assert introduction_actions.expire_due(tidewater.hub, now=now + timedelta(days=days)) == 0
        said.append(words(browser_of(tidewater.sol).post(page("partners:no_answer", pk), follow=True)))

    assert ["Try again by" in said[0], "what the manager said of them is destroyed" in said[1]] == [True, True]
    assert is_forgotten(tidewater)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Enter a name"),
        ({"name": "Heron"}, "Pick one way to reach them"),
        ({"name": "Heron", "way": "call", "phone": "12"}, "Enter a phone number"),
        ({"name": "Heron", "way": "email", "email": "heron@madeup-trust.nhs.uk"}, "This looks like a work address"),
        ({"name": "\0", "way": "call", "phone": "07700 900777"}, "Check these answers"),
        ({"name": "H" * 1_000_000, "way": "letter"}, "Check these answers"),
    ],
)
def test_bad_input_of_a_manager_gets_a_sentence(merle, typed, sentence):
    response = merle.post("question", "somebody", **typed)

    assert response.status_code == 200
    assert sentence in words(response)


def test_who_is_asked_by_telephone_stands_on_today_and_beside_the_calls_until_they_are_called(
    tidewater, saltpan, merle, now, clock
):
    name_them(merle, **BY_CALL)
    said = "One person to call whom a manager named"
    shown = {
        who: browser_of(getattr(tidewater, who)).get(page("caseload:today")).content.decode()
        for who in ("sol", "nell", "wren", "ada", "max")
    }
    assert [who for who, body in shown.items() if said in body] == ["sol", "nell", "wren", "ada"]
    assert said not in browser_of(saltpan.sol).get(page("caseload:today")).content.decode()
    assert "Heron" not in "".join(shown.values())
    calls = browser_of(tidewater.sol).get(page("support_line:calls")).content.decode()
    assert f'href="{page("partners:named_people")}"' in calls

    due = introduction(tidewater).next_at
    with hub_scope(tidewater.hub):
        found = [
            [(each.kind, each.subject_id) for each in reckon(tidewater.hub, now=due + late).found]
            for late in (timedelta(hours=23), timedelta(hours=25))
        ]
    assert found == [[], [("unasked", introduction(tidewater).pk)]]


@pytest.mark.parametrize(("said", "alerts"), [("no", 1), ("unsure", 1), ("skipped", 1), ("yes", 0), ("", 0)])
def test_not_safe_said_by_the_link_after_going_back_is_heard_and_the_page_says_who_is_there(
    tidewater, merle, said, alerts
):
    name_them(merle, **BY_MAIL)
    where, heron = link(tidewater), Client()
    heron.post(where, {"answer": "send", **THEIRS})
    shown = heron.post(where, {"answer": "send", **THEIRS, "safe": said}).content.decode()

    assert "tel:999" in shown
    assert ("What you said about being safe is with the hub" in shown) == bool(alerts)
    with hub_scope(tidewater.hub):
        assert Alert.objects.count() == alerts


def test_whoever_is_asked_by_mail_waits_for_nobody_here(tidewater, merle):
    name_them(merle, **BY_MAIL)

    assert "whom a manager named" not in browser_of(tidewater.sol).get(page("caseload:today")).content.decode()
