"""Forms of fitness to practise carry what they saw: nothing is written on what somebody has not read, no word is lost,
what was told is written down all the same; and somebody beyond the two hears that it is late."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.accounts.models import Membership
from holdfast.fitness import actions
from holdfast.fitness.actions import GoneOnMeanwhile, Telling
from holdfast.fitness.models import FitnessConcern, FitnessStep
from holdfast.fitness.states import Status
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import keep_out
from tests.builders import browser_of, make_member, page
from tests.fitness.sending import seen_on, send, shown

SAID = {"risks": ["patients"], "evidence": "heron-canary-fitness", "asked": "refused"}
LONG = "I advise that nobody is told: it is illness, and she is on leave until the spring."
BODY = {"body": "regulator", "body_name": "Invented Council", "least": "Two dates and the ward.", "knows": "yes"}
WHEN = {"at_0": "2026-10-14", "at_1": "14:30"}
GONE_ON = "This has gone on since you opened the page."
SENT = {
    "add": {"words": LONG}, "advise": {"agrees": "no", "words": LONG}, "tell": {**BODY, **WHEN, "least": LONG},
    "drop": {"words": LONG, "knows": "yes"}, "close": {"words": LONG, "knows": "yes"}, "hand_on": {"words": LONG},
}  # fmt: skip
LATE_ELSEWHERE = "A concern is late with its two"
LATE_ALONE = "Something that two colleagues keep between them is late"


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def raised(team, person, *, now, told=None) -> FitnessConcern:
    with hub_scope(team.hub):
        return actions.raise_concern(
            person, said=SAID, second=team.ines, by=team.nell, now=now, mark=uuid4(), told=told
        )


def standing(team, person, name, *, now) -> FitnessConcern:
    """One on whose page this form stands."""
    concern = raised(team, person, now=now)
    with hub_scope(team.hub):
        if name in {"drop", "close"}:
            concern = actions.advise(concern, agrees=True, said={"words": "Yes."}, by=team.ines, now=now)
        if name == "close":
            concern = actions.tell(concern, told=Telling(now, BODY), by=team.nell, now=now)
    return concern


def verbs_of(team, concern) -> list[str]:
    with hub_scope(team.hub):
        return list(FitnessStep.objects.filter(concern=concern).order_by("at", "pk").values_list("verb", flat=True))


def today(member) -> str:
    return browser_of(member).get(page("caseload:today")).content.decode()


@pytest.mark.parametrize("name", SENT)
def test_a_form_is_shown_again_with_what_was_added_since_and_every_word_and_keeps_nothing(tidewater, person, now, name):
    concern = standing(tidewater, person, name, now=now)
    writer, other = (tidewater.nell, tidewater.ines) if name == "tell" else (tidewater.ines, tidewater.nell)
    sent = {**SENT[name], **({"to": str(tidewater.wren.pk)} if name == "hand_on" else {})}
    if name == "hand_on":
        sent["to"] = str(make_member(tidewater.hub, "Linnet Invented", "clinical_lead").pk)
    seen = seen_on(shown(writer, concern))
    with hub_scope(tidewater.hub):
        actions.add(concern, said={"words": "He is on leave now."}, by=other, now=now)
    before = verbs_of(tidewater, concern)

    answer = send(writer, concern, name, sent, seen=seen)

    text = answer.content.decode()
    assert (answer.status_code, GONE_ON in text, LONG in text) == (200, True, True)
    assert '<span class="hf-act">New</span>: Added: ' + other.name in text
    assert text.count('<span class="hf-act">New</span>') == 1
    assert verbs_of(tidewater, concern) == before
    assert send(writer, concern, name, sent, seen=seen_on(text)).status_code == 302
    assert len(verbs_of(tidewater, concern)) == len(before) + 1


def test_nobody_to_be_told_typed_before_the_first_told_at_once_is_no_signature(tidewater, person, now):
    concern = raised(tidewater, person, now=now)
    seen = seen_on(shown(tidewater.ines, concern))
    send(tidewater.nell, concern, "tell", {**BODY, **WHEN}, seen=seen_on(shown(tidewater.nell, concern)))

    text = send(tidewater.ines, concern, "advise", SENT["advise"], seen=seen).content.decode()

    assert GONE_ON in text
    assert LONG in text
    assert "Sign what was told" in text
    assert verbs_of(tidewater, concern) == ["raise", "tell_at_once"]


def test_ending_what_was_agreed_never_closes_what_was_told_meanwhile(tidewater, person, now):
    concern = standing(tidewater, person, "drop", now=now)
    seen = seen_on(shown(tidewater.ines, concern))
    send(tidewater.nell, concern, "tell", {**BODY, **WHEN}, seen=seen_on(shown(tidewater.nell, concern)))

    for number in (seen, seen_on(shown(tidewater.ines, concern))):
        text = send(tidewater.ines, concern, "drop", SENT["drop"], seen=number).content.decode()
        assert GONE_ON in text
        assert LONG in text
        assert "This cannot be done any more." in text
    assert verbs_of(tidewater, concern) == ["raise", "agree", "tell"]
    with hub_scope(tidewater.hub):
        assert FitnessConcern.objects.get().status == Status.TOLD
        with pytest.raises(MoveNotAllowed):
            actions.drop(concern, said={}, by=tidewater.ines, now=now)


@pytest.mark.parametrize("seen", [" ", "x", "0198c0de-0000-7000-8000-000000000000"])
def test_a_form_that_does_not_say_what_it_saw_keeps_nothing(tidewater, person, now, seen):
    concern = raised(tidewater, person, now=now)

    text = send(tidewater.ines, concern, "advise", SENT["advise"], seen=seen).content.decode()

    assert GONE_ON in text
    assert verbs_of(tidewater, concern) == ["raise"]


def test_the_same_form_twice_is_written_once_and_nobody_is_told_of_a_colleague(tidewater, person, now):
    concern = raised(tidewater, person, now=now)
    seen = seen_on(shown(tidewater.ines, concern))

    for _ in range(2):
        assert send(tidewater.ines, concern, "advise", SENT["advise"], seen=seen).status_code == 302
    assert verbs_of(tidewater, concern) == ["raise", "advise_against"]


def test_a_telling_that_comes_again_with_another_time_is_not_said_to_be_written_down(tidewater, person, now):
    concern = raised(tidewater, person, now=now)
    seen = seen_on(shown(tidewater.nell, concern))
    for _ in range(2):
        assert send(tidewater.nell, concern, "tell", {**BODY, **WHEN}, seen=seen).status_code == 302

    answer = send(tidewater.nell, concern, "tell", {**BODY, **WHEN, "at_1": "14:10"}, seen=seen)

    assert (answer.status_code, GONE_ON in answer.content.decode()) == (200, True)
    assert verbs_of(tidewater, concern) == ["raise", "tell_at_once"]


def test_whoever_gives_their_place_twice_reads_that_it_is_given_and_a_stranger_reads_nothing(
    tidewater, saltpan, person, now
):
    concern = raised(tidewater, person, now=now)
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    sent, seen = {"to": str(lead.pk), "words": "Leave"}, seen_on(shown(tidewater.ines, concern))
    first, second = (send(tidewater.ines, concern, "hand_on", sent, seen=seen) for _ in range(2))
    page_after = browser_of(tidewater.ines).get(second.url)

    assert [(each.status_code, each.url) for each in (first, second)] == [(302, page("fitness:mine"))] * 2
    assert page_after.status_code == 200
    assert verbs_of(tidewater, concern) == ["raise", "hand_on"]
    assert [send(each, concern, "hand_on", sent, seen=seen).status_code for each in (tidewater.wren, saltpan.ines)] == [
        404, 404
    ]  # fmt: skip
    assert browser_of(tidewater.ines).get(page("fitness:one", concern.pk)).status_code == 404


def test_an_action_asks_under_its_lock_what_was_seen(tidewater, person, now):
    concern = raised(tidewater, person, now=now)
    with hub_scope(tidewater.hub):
        first = FitnessStep.objects.get()
        actions.add(concern, said={"words": "He rang."}, by=tidewater.nell, now=now, seen=first.pk)
        with pytest.raises(GoneOnMeanwhile):
            actions.advise(concern, agrees=False, said={}, by=tidewater.ines, now=now, seen=first.pk)
        with pytest.raises(GoneOnMeanwhile):
            actions.hand_on(concern, to=tidewater.wren, said={}, by=tidewater.ines, now=now, seen=first.pk)


def test_what_was_told_at_once_is_written_down_after_the_second_advised_against_and_they_sign(tidewater, person, now):
    concern = raised(tidewater, person, now=now)
    seen = seen_on(shown(tidewater.nell, concern))
    send(tidewater.ines, concern, "advise", SENT["advise"], seen=seen_on(shown(tidewater.ines, concern)))
    text = send(tidewater.nell, concern, "tell", {**BODY, **WHEN}, seen=seen).content.decode()
    assert "Two dates and the ward." in text
    assert "Somebody was told all the same" in text
    assert "Somebody was told all the same" not in shown(tidewater.ines, concern)

    assert send(tidewater.nell, concern, "tell", {**BODY, **WHEN}, seen=seen_on(text)).status_code == 302

    with hub_scope(tidewater.hub):
        found = FitnessConcern.objects.get()
        assert (found.status, found.closed_at, found.signed_at) == (Status.URGENT, None, None)
    assert "A concern waits for you as one of two" in today(tidewater.ines)
    send(tidewater.ines, found, "advise", {"agrees": "no", "words": "It was wrong."},
         seen=seen_on(shown(tidewater.ines, found)))  # fmt: skip
    assert verbs_of(tidewater, concern) == ["raise", "advise_against", "tell_at_once", "sign"]


def test_what_was_told_is_written_down_by_either_after_the_other_ended_what_both_agreed_on(tidewater, person, now):
    concern = standing(tidewater, person, "drop", now=now)
    with hub_scope(tidewater.hub):
        actions.drop(concern, said={"words": "No need."}, by=tidewater.nell, now=now)
        found = actions.tell(concern, told=Telling(now, BODY), by=tidewater.ines, now=now)

        assert (found.status, found.closed_at, found.signed_at) == (Status.TOLD, None, now)
        other = actions.raise_concern(
            person, said=SAID, second=tidewater.ines, by=tidewater.nell, now=now, mark=uuid4()
        )
        actions.advise(other, agrees=False, said={}, by=tidewater.ines, now=now)
        with pytest.raises(PermissionDenied):  # whoever advised against tells nobody
            actions.tell(other, told=Telling(now, BODY), by=tidewater.ines, now=now)


def test_more_than_two_hundred_steps_stand_on_pages_and_the_latest_is_shown_first(tidewater, person, now):
    concern = raised(tidewater, person, now=now)
    with hub_scope(tidewater.hub):
        for number in range(205):
            actions.write(concern, "add", {"words": f"Words number {number}."}, by=tidewater.nell, now=now)

    last, first = shown(tidewater.ines, concern), shown(tidewater.ines, concern, "?page=1")

    assert "Page 2 of 2 of what was written." in last
    assert ("Words number 204." in last, "heron-canary" in last) == (True, False)
    assert ("Words number 204." in first, "heron-canary" in first) == (False, True)
    assert seen_on(first) == seen_on(last)
    assert send(tidewater.ines, concern, "advise", SENT["advise"], seen=seen_on(last)).status_code == 302
    for query in ("?page=0", "?page=99", "?page=x", "?page=²"):
        assert "of 2 of what was written." in shown(tidewater.ines, concern, query)


def test_a_lead_steps_in_only_for_whom_the_page_named(tidewater, person, now, clock):
    concern = raised(tidewater, person, now=now)
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    late = now + timedelta(days=3)
    clock(late)
    step_in = page("fitness:step_in", concern.pk)
    seen = seen_on(browser_of(lead).get(step_in).content.decode())
    with hub_scope(tidewater.hub):
        FitnessConcern.objects.update(sign_by=late + timedelta(days=1))
        Membership.objects.filter(pk=tidewater.nell.pk).update(status="left")

    text = browser_of(lead).post(step_in, {"words": "She is ill.", "seen": seen}).content.decode()

    assert "It is another of the two by now." in text
    assert "She is ill." in text
    assert browser_of(lead).post(step_in, {"words": "She is ill.", "seen": seen_on(text)}).status_code == 302
    with hub_scope(tidewater.hub):
        found = FitnessConcern.objects.get()
        assert (found.first, found.second) == (lead, tidewater.ines)


def test_what_both_agreed_on_has_a_day_and_another_lead_hears_once_it_has_passed(
    tidewater, saltpan, person, now, clock
):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    kept = make_member(tidewater.hub, "Tansy Keptout", "clinical_lead")
    concern = standing(tidewater, person, "drop", now=now)
    with hub_scope(tidewater.hub):
        keep_out(person, named=[kept.name], now=now)
    assert "Tell the body, and write down what you told, by 5pm tomorrow" in shown(tidewater.nell, concern)
    assert LATE_ELSEWHERE not in today(lead)
    clock(now + timedelta(days=3))

    text = today(lead) + browser_of(lead).get(page("fitness:mine")).content.decode()

    assert LATE_ELSEWHERE in text
    assert "Whose it is and whom it is about is not said here." in text
    for trace in ("Hazel", str(concern.pk), "step in"):
        assert trace not in text
    for name in (tidewater.nell.name, tidewater.ines.name):
        assert name not in browser_of(lead).get(page("fitness:mine")).content.decode()
    for member in (kept, tidewater.wren, tidewater.ada, saltpan.ines):
        assert LATE_ELSEWHERE not in today(member)
    assert LATE_ALONE not in today(tidewater.max)  # another lead hears


def test_what_came_of_it_is_left_to_the_two_for_a_week_before_another_lead_hears(tidewater, person, now, clock):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    standing(tidewater, person, "close", now=now)

    clock(now + timedelta(days=34))
    assert LATE_ELSEWHERE not in today(lead)
    clock(now + timedelta(days=36))
    assert LATE_ELSEWHERE in today(lead)


@pytest.mark.parametrize("how", ["late to sign", "late to tell", "left"])
def test_where_no_other_lead_can_hear_whoever_runs_the_hub_hears_and_nothing_more(
    tidewater, saltpan, person, now, clock, how
):
    concern = standing(tidewater, person, "drop" if how == "late to tell" else "advise", now=now)
    assert LATE_ALONE not in today(tidewater.max)
    if how == "left":
        with hub_scope(tidewater.hub):
            Membership.objects.filter(pk=tidewater.nell.pk).update(status="left")
    else:
        clock(now + timedelta(days=3))

    text = today(tidewater.max)

    assert LATE_ALONE in text
    for trace in ("Hazel", "itness", str(concern.pk), tidewater.nell.name, tidewater.ines.name):
        assert trace not in text.partition("<main")[2]
    assert LATE_ALONE not in today(saltpan.max) + today(tidewater.sol) + today(tidewater.ada)
    with hub_scope(tidewater.hub):
        keep_out(person, named=[tidewater.max.name], now=now)
    assert LATE_ALONE not in today(tidewater.max)
