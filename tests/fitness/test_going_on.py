"""Fitness to practise goes on: who is left of the two names another, what was told is asked after, no word is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.accounts.models import Membership
from holdfast.fitness import actions
from holdfast.fitness.actions import Telling
from holdfast.fitness.models import FitnessConcern, FitnessStep
from holdfast.fitness.queries import find_concern
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import keep_out
from holdfast.people.viewer import viewer
from tests.builders import browser_of, make_member, page
from tests.fitness.sending import seen_on, send, shown

SAID = {"risks": ["patients"], "evidence": "heron-canary-fitness", "asked": "refused"}
LOST = "A concern has lost the other of its two: name somebody else"
LONG = "I advise that the dates are told, and not one word of why she has come to us."


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def raised(team, person, *, now, **changed) -> FitnessConcern:
    given = {"said": SAID, "second": team.nell, "by": team.ines, "now": now, "mark": uuid4(), **changed}
    with hub_scope(team.hub):
        return actions.raise_concern(person, **given)


def told(team, person, *, now, knows="yes") -> FitnessConcern:
    """One that a body was told of, and that both have signed."""
    concern = raised(
        team, person, now=now, told=Telling(now, {"body": "regulator", "least": "Two dates", "knows": knows})
    )
    with hub_scope(team.hub):
        return actions.advise(concern, agrees=True, said={"words": "Yes."}, by=team.nell, now=now)


def today(member) -> str:
    return browser_of(member).get(page("caseload:today")).content.decode()


@pytest.mark.parametrize("how", ["left", "kept out", "late"])
def test_whoever_is_left_of_the_two_is_told_and_names_somebody_else_and_no_colleague_hears(
    tidewater, saltpan, person, clock, now, how
):
    concern = raised(tidewater, person, now=now)
    assert LOST not in today(tidewater.ines)
    assert "Name this colleague" not in shown(tidewater.ines, concern)
    if how == "late":
        clock(now + timedelta(days=3))
    else:
        with hub_scope(tidewater.hub):
            if how == "left":
                Membership.objects.filter(pk=tidewater.nell.pk).update(status="left")
            else:
                keep_out(person, named=[tidewater.nell.name], now=now)

    assert LOST in today(tidewater.ines)
    assert "has lost" not in today(tidewater.wren) + today(saltpan.ines)
    listed = browser_of(tidewater.ines).get(page("fitness:mine")).content.decode()
    assert "Nell Sampleton has not signed in time" in listed
    words = shown(tidewater.ines, concern)
    assert "Nell Sampleton does not go on with it" in words
    send(tidewater.ines, concern, "name_another", {"to": str(tidewater.wren.pk), "words": "Nell is not there."})

    words = shown(tidewater.wren, concern)
    assert "Asked somebody else: Ines Pretendham" in words
    assert "Nell is not there." in words
    assert browser_of(tidewater.nell).get(page("fitness:one", concern.pk)).status_code in {302, 404}
    assert LOST not in today(tidewater.ines)


def test_whoever_is_named_is_a_lead_where_who_is_left_is_none_and_never_who_wrote_it(tidewater, person, now):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    concern = raised(tidewater, person, by=tidewater.nell, second=tidewater.ines, now=now)
    late = now + timedelta(days=3)
    with hub_scope(tidewater.hub):
        for to in (tidewater.wren, tidewater.nell, tidewater.ines):
            with pytest.raises(PermissionDenied):
                actions.name_another(concern, to=to, said={}, by=tidewater.nell, now=late)
        with pytest.raises(PermissionDenied):  # in time: the other goes on with it
            actions.name_another(concern, to=lead, said={}, by=tidewater.nell, now=now)
        with pytest.raises(PermissionDenied):  # the late one names nobody in their own place by this
            actions.name_another(concern, to=lead, said={}, by=tidewater.ines, now=late)
        found = actions.name_another(concern, to=lead, said={"words": "Late"}, by=tidewater.nell, now=late)
        assert (found.first, found.second, found.sign_by > late) == (tidewater.nell, lead, True)
        assert find_concern(viewer(tidewater.ines, now=late), concern.pk) is None
        actions.advise(found, agrees=False, said={"words": "No."}, by=lead, now=late)
        with pytest.raises(MoveNotAllowed):
            actions.name_another(found, to=tidewater.wren, said={}, by=lead, now=late)


def test_where_nobody_else_may_take_the_place_the_page_says_what_the_hub_needs(tidewater, person, clock, now):
    concern = raised(tidewater, person, by=tidewater.nell, second=tidewater.ines, now=now)
    clock(now + timedelta(days=3))

    assert LOST in today(tidewater.nell)
    words = shown(tidewater.nell, concern)
    assert "Have the hub name another lead: say that it needs one, and nothing of this." in words
    assert "Name this colleague" not in words


def test_today_takes_as_many_statements_with_ten_that_are_lost_as_with_one(tidewater, person, now, clock):
    raised(tidewater, person, now=now)
    clock(now + timedelta(days=3))
    browser = browser_of(tidewater.ines)
    browser.get(page("caseload:today"))
    with CaptureQueriesContext(connection) as one:
        browser.get(page("caseload:today"))
    for _ in range(9):
        raised(tidewater, person, now=now)
    with CaptureQueriesContext(connection) as ten:
        assert LOST in browser.get(page("caseload:today")).content.decode()

    assert len(ten) == len(one)


def test_what_was_told_is_asked_after_four_weeks_after_the_last_words(tidewater, person, clock, now):
    concern = told(tidewater, person, now=now)
    asks = "A concern waits for you as one of two"
    by = "Write what came of it, or what you know so far, by Wednesday 11 November"

    assert by in shown(tidewater.nell, concern)
    assert asks not in today(tidewater.nell) + today(tidewater.ines)
    clock(now + timedelta(days=29))
    assert asks in today(tidewater.nell)
    assert asks in today(tidewater.ines)
    assert asks not in today(tidewater.wren)
    assert "Overdue" in shown(tidewater.ines, concern)

    send(tidewater.ines, concern, "add", {"words": "They look into it until December."})
    assert asks not in today(tidewater.nell) + today(tidewater.ines)
    clock(now + timedelta(days=58))
    assert asks in today(tidewater.nell)
    send(tidewater.nell, concern, "close", {"words": "They closed it.", "knows": "yes"})
    assert asks not in today(tidewater.nell) + today(tidewater.ines)


@pytest.mark.parametrize("name", ["add", "advise"])
def test_words_that_were_typed_while_a_lead_stepped_in_come_back_to_whoever_typed_them(
    tidewater, person, clock, now, name
):
    concern = raised(tidewater, person, by=tidewater.nell, second=tidewater.ines, now=now)
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    clock(now + timedelta(days=3))
    browser_of(lead).post(page("fitness:step_in", concern.pk), {"words": "She is ill.", "seen": str(tidewater.ines.pk)})

    sent, ours = {"agrees": "yes", "words": LONG}, {"origin": "http://testserver"}
    answer = browser_of(tidewater.ines).post(page(f"fitness:{name}", concern.pk), sent, headers=ours)

    words = answer.content.decode()
    assert (answer.status_code, LONG in words, "Nothing was stored." in words) == (404, True, True)
    assert "Hazel" not in words
    assert SAID["evidence"] not in words
    never = browser_of(tidewater.wren).post(page(f"fitness:{name}", uuid4()), sent, headers=ours)
    assert never.content == answer.content
    with hub_scope(tidewater.hub):
        assert FitnessStep.objects.filter(concern=concern).count() == 2


def test_a_place_that_is_given_of_one_that_was_closed_meanwhile_keeps_the_words(tidewater, person, now):
    concern = raised(tidewater, person, now=now)
    seen = seen_on(shown(tidewater.ines, concern))
    send(tidewater.nell, concern, "advise", {"agrees": "no", "words": "It is illness."})

    words = send(tidewater.ines, concern, "hand_on", {"to": str(tidewater.wren.pk), "words": "From Monday"}, seen=seen)

    assert "This has gone on since you opened the page." in words.content.decode()
    assert "From Monday" in words.content.decode()


def test_no_address_and_no_title_of_its_pages_says_what_it_is(tidewater, person, now):
    concern = raised(tidewater, person, now=now)
    for name, args in (("mine", []), ("one", [concern.pk])):
        answer = browser_of(tidewater.ines).get(page(f"fitness:{name}", *args))
        title = answer.content.decode().partition("<title>")[2].partition("</title>")[0]
        assert "itness" not in page(f"fitness:{name}", *args) + title
        assert "As one of two" in title
