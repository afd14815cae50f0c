import re
from datetime import UTC, date, datetime, timedelta

import pytest

from holdfast.hubs.models import Neighbour
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out
from holdfast.people.identity import reveal
from holdfast.people.models import Person
from holdfast.referrals.states import NextAction, Stage, Status
from holdfast.triage.models import Decision, RuleSet
from tests.builders import browser_of, page
from tests.triage.conftest import stored


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now + timedelta(minutes=10))


def accepting(**changes):
    return {"seen": "", "when": "proposed", "outcome": "accept", "owner": "", **changes}


def mark_of(member, referral):
    """What the page says that it showed, as its form brings it back."""
    text = browser_of(member).get(page("triage:decide", referral.pk)).content.decode()
    return re.search(r'name="shown" value="([^"]+)"', text)[1]


def decisions(team):
    with hub_scope(team.hub):
        found = Decision.objects.filter(hub=team.hub).select_related("referral__person", "owner__account")
        return list(found.order_by("decided_at"))


def post(member, referral, **changes):
    return browser_of(member).post(page("triage:decide", referral.pk), accepting(**changes))


def test_the_page_asks_with_the_proposal_and_says_what_was_told(tidewater, referral):
    body = browser_of(tidewater.nell).get(page("triage:decide", referral.pk)).content.decode()

    assert "Contact Pim by 5pm on Monday 19 October?" in body
    assert "canary words of a story" in body
    assert "By Monday 19 October at 5pm, as proposed" in body
    assert "Sooner: today at 6pm" in body
    assert "Sooner: tomorrow at 6pm" in body
    assert "Nell Sampleton (you), has room for 40" in body
    assert "First contact queue, no name yet" in body


def test_accepting_gives_the_referral_to_whoever_makes_contact(tidewater, referral):
    answer = post(tidewater.nell, referral, owner=str(tidewater.wren.pk), when="sooner_202610141700")

    after = stored(tidewater, referral)
    assert answer.status_code == 302
    assert (after.status, after.stage, after.owner) == (Status.ACCEPTED, Stage.FIRST_CONTACT, tidewater.wren)
    assert after.contact_by == datetime(2026, 10, 14, 17, 0, tzinfo=UTC)


def test_accepting_into_the_queue_names_nobody(tidewater, referral):
    post(tidewater.nell, referral)

    assert stored(tidewater, referral).owner is None
    assert stored(tidewater, referral).stage == Stage.FIRST_CONTACT


def test_whoever_must_not_see_the_person_is_not_offered_and_cannot_be_chosen(tidewater, referral, now):
    with hub_scope(tidewater.hub):
        keep_out(Person.objects.get(pk=referral.person_id), named=["Wren Dummerly"], now=now)

    body = browser_of(tidewater.nell).get(page("triage:decide", referral.pk)).content.decode()
    refused = post(tidewater.nell, referral, owner=str(tidewater.wren.pk)).content.decode()

    assert "Wren Dummerly" not in body
    assert "One name was given, and is kept out" in body
    assert "Choose who makes contact from the list" in refused
    assert decisions(tidewater) == []


def test_later_needs_a_moment_and_a_reason_and_keeps_both(tidewater, referral):
    without = post(tidewater.nell, referral, when="later", note="Typed with care").content.decode()
    given = {"when": "later", "later_at_0": "2026-10-21", "later_at_1": "12:00", "later_reason": "Away until then"}
    post(tidewater.nell, referral, **given)

    (decision,) = decisions(tidewater)
    assert "Write why contact is made later than proposed" in without
    assert "Enter a day and time to come" in without
    assert "Typed with care" in without
    assert decision.contact_by == datetime(2026, 10, 21, 11, 0, tzinfo=UTC)
    assert reveal(decision.referral.person, f"later:{decision.pk}", decision.later_sealed) == "Away until then"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"outcome": "signpost"}, "Write what you advised"),
        ({"outcome": "decline"}, "Write why, and what they can do instead"),
        ({"outcome": "other_hub"}, "Choose the hub they wish for"),
        ({"outcome": "other_hub", "wished_hub": "0190"}, "Choose a hub from the list"),
        ({"outcome": "accept", "owner": "nobody"}, "Choose who makes contact from the list"),
        ({"outcome": ""}, "Choose what you decide"),
        ({"outcome": "fly"}, "Choose what you decide"),
        ({"when": ""}, "Choose when to make contact"),
        ({"seen": "no id"}, "Enter a valid UUID"),
        ({"outcome": "signpost", "advice": "x" * 10_001}, "Write at most 10,000 characters"),
        ({"when": "later", "later_at_0": "2026-10-16", "later_at_1": "12:00"}, "This is not later than proposed"),
        ({"when": "later", "later_at_0": "9999-12-31", "later_at_1": "12:00"}, "within the next 90 days"),
    ],
)
def test_what_is_missing_or_impossible_is_a_sentence(tidewater, saltpan, referral, given, sentence):
    answer = post(tidewater.nell, referral, **given)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert decisions(tidewater) == []


def test_signposting_closes_with_the_words_the_person_sees(tidewater, referral):
    shown = mark_of(tidewater.nell, referral)
    post(tidewater.nell, referral, outcome="signpost", advice="A line that helps with debts", shown=shown)

    (decision,) = decisions(tidewater)
    assert stored(tidewater, referral).stage == Stage.CLOSED
    words = reveal(decision.referral.person, f"words:{decision.pk}", decision.words_sealed)
    assert words == "A line that helps with debts"


def test_another_hub_is_offered_from_the_neighbours_where_there_are_any(tidewater, saltpan, referral, now):
    from tests.builders import make_hub

    moor = make_hub("moorgrass", "Moorgrass", now=now)
    every = browser_of(tidewater.nell).get(page("triage:decide", referral.pk)).content.decode()
    Neighbour.objects.create(hub=tidewater.hub, neighbour=moor.hub, agreed_on=date(2026, 1, 1))
    only = browser_of(tidewater.nell).get(page("triage:decide", referral.pk)).content.decode()
    post(tidewater.nell, referral, outcome="other_hub", wished_hub=str(moor.hub.pk))

    assert "Saltpan Staff Support Hub" in every
    assert "Saltpan Staff Support Hub" not in only
    assert "Moorgrass Staff Support Hub" in only
    assert stored(tidewater, referral).next_action == NextAction.OFFER_TRANSFER
    assert stored(tidewater, referral).wished_hub == moor.hub


def test_a_request_out_of_scope_is_closed_only_when_a_second_practitioner_signs(tidewater, referral):
    post(tidewater.nell, referral, outcome="decline", out_of_scope="Another service serves them")
    (decision,) = decisions(tidewater)
    sign = page("triage:sign", referral.pk, decision.pk)

    own = browser_of(tidewater.nell).post(sign, follow=True).content.decode()
    assert "You made this decision, so a colleague signs it." in own
    assert stored(tidewater, referral).stage == Stage.TRIAGE
    assert "This waits for your signature" in (
        browser_of(tidewater.ines).get(page("triage:decide", referral.pk)).content.decode()
    )
    browser_of(tidewater.ines).post(sign, {"shown": mark_of(tidewater.ines, referral)})
    assert stored(tidewater, referral).status == Status.DECLINED


def test_a_second_practitioner_who_does_not_agree_sends_it_back(tidewater, referral):
    post(tidewater.nell, referral, outcome="decline", out_of_scope="Another service serves them")
    (decision,) = decisions(tidewater)

    browser_of(tidewater.ines).post(page("triage:send_back", referral.pk, decision.pk))
    post(tidewater.ines, referral, owner=str(tidewater.ines.pk))

    assert stored(tidewater, referral).owner == tidewater.ines


def test_undo_within_the_minute_puts_the_request_back_into_the_queue(tidewater, referral):
    answer = post(tidewater.nell, referral, owner=str(tidewater.nell.pk))
    browser = browser_of(tidewater.nell)
    shown = browser.get(answer.headers["Location"]).content.decode()
    (decision,) = decisions(tidewater)

    browser.post(page("triage:undo", referral.pk, decision.pk))

    after = stored(tidewater, referral)
    assert "You can undo this until 3:03pm" in shown
    assert (after.status, after.stage, after.owner) == (Status.RECEIVED, Stage.TRIAGE, None)


def test_undo_too_late_or_by_a_colleague_is_a_sentence(tidewater, referral, clock, now):
    post(tidewater.nell, referral, owner=str(tidewater.nell.pk))
    (decision,) = decisions(tidewater)
    undo = page("triage:undo", referral.pk, decision.pk)

    other = browser_of(tidewater.ines).post(undo, follow=True).content.decode()
    clock(now + timedelta(minutes=12))
    late = browser_of(tidewater.nell).post(undo, follow=True).content.decode()

    assert "Only Nell Sampleton can undo this decision." in other
    assert "The minute for undoing has passed" in late
    assert stored(tidewater, referral).status == Status.ACCEPTED


def test_two_decide_at_once_and_the_second_sees_both_and_loses_nothing(tidewater, referral):
    post(
        tidewater.ines,
        referral,
        owner=str(tidewater.wren.pk),
        when="sooner_202610151700",
        note="Rang in before the form",
    )

    given = {"owner": str(tidewater.nell.pk), "note": "Prefers the telephone after six"}
    body = post(tidewater.nell, referral, **given).content.decode()

    assert "A colleague has already decided" in body
    assert "Ines Pretendham decided today at 3:02pm." in body
    assert "Wren Dummerly" in body
    assert "Prefers the telephone after six" in body
    assert "Nell Sampleton (you), has room for 40" in body
    assert "Rang in before the form" not in body
    assert [decision.decided_by_id for decision in decisions(tidewater)] == [tidewater.ines.pk]


def test_a_lead_who_comes_second_reads_the_whole_decision(tidewater, referral):
    post(tidewater.nell, referral, owner=str(tidewater.nell.pk), note="Rang in before the form")

    body = post(tidewater.ines, referral, owner=str(tidewater.wren.pk), note="Typed").content.decode()

    assert "Rang in before the form" in body
    assert "Typed" in body


def test_who_was_never_on_duty_gets_nothing_from_a_lost_race(tidewater, saltpan, referral, now, clock):
    post(tidewater.ines, referral, owner=str(tidewater.ines.pk))

    for member in (tidewater.wren, saltpan.nell):
        assert post(member, referral).status_code == 404
    clock(now + timedelta(hours=2))
    assert post(tidewater.nell, referral).status_code == 404


def test_a_decision_on_a_page_that_has_not_seen_the_latest_is_not_saved(tidewater, saltpan, referral):
    post(tidewater.ines, referral, outcome="other_hub", wished_hub=str(saltpan.hub.pk))

    body = post(tidewater.nell, referral, owner=str(tidewater.nell.pk), note="Typed").content.decode()

    assert "A colleague has already decided" in body
    assert "Saltpan Staff Support Hub" in body
    assert stored(tidewater, referral).owner is None


@pytest.mark.parametrize("name", ["decide", "sign", "undo", "send_back"])
def test_the_stranger_and_the_colleague_without_a_relationship_find_nothing(tidewater, saltpan, referral, name):
    ids = [referral.pk] if name == "decide" else [referral.pk, referral.pk]
    for member in (tidewater.wren, tidewater.ada, tidewater.sol, tidewater.max, saltpan.nell, saltpan.ines):
        browser = browser_of(member)
        answers = [browser.post(page(f"triage:{name}", *ids), accepting())]
        answers += [browser.get(page("triage:decide", referral.pk))]
        for answer in answers:
            assert answer.status_code == 404
            assert "Pim" not in answer.content.decode()
            assert "canary" not in answer.content.decode()


def test_the_rules_page_tells_who_signed_and_what_is_off(tidewater, now):
    shipped = browser_of(tidewater.nell).get(page("triage:rules")).content.decode()
    with hub_scope(tidewater.hub):
        RuleSet.objects.create(
            hub=tidewater.hub, version=3, rules={"bereaved": "off", "off_sick": "today"},
            signed_by="Dr Ines Pretendham", signed_on=date(2026, 9, 1), starts_at=now,
        )  # fmt: skip
    signed = browser_of(tidewater.nell).get(page("triage:rules")).content.decode()

    assert "every rule is on" in shipped
    assert "Switched off" not in shipped
    assert "Rule set 3, signed by Dr Ines Pretendham" in signed
    assert signed.index("Switched off") < signed.index("Bereaved")
