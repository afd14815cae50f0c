"""A person's own plan: what was shown, how near they are, agreeing, a wish for a change; and nobody else's."""

from datetime import timedelta

import pytest

from holdfast.coordination import actions, strand_actions
from holdfast.coordination.models import ChangeWish, Plan, Rating
from holdfast.coordination.queries import standing_of
from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import reveal
from tests.builders import browser_of, page
from tests.coordination.conftest import (
    GOAL,
    LATER,
    OWN_STEP,
    STEP,
    assessed,
    is_assessed,
    shown,
    with_goal,
    with_strand,
)
from tests.portal.conftest import PIN, at, text

DAY = timedelta(days=1)


@pytest.fixture
def plan(tidewater, own, now) -> Plan:
    """Tansy was assessed, and a plan was shown to her."""
    nell, tansy = tidewater.nell, is_assessed(tidewater, own.fresh(), by=tidewater.nell, now=now)
    with_goal(tidewater, tansy, by=nell, now=now)
    with_strand(tidewater, tansy, by=nell, owner=tidewater.wren, now=now)
    with_strand(tidewater, tansy, by=nell, kind="self_help", what=OWN_STEP, next_on=None, now=now)
    return shown(tidewater, tansy, by=nell, now=now)


def stored(team):
    with hub_scope(team.hub):
        return list(Plan.objects.order_by("number").values_list("number", "status"))


def root(team, own):
    tansy = own.fresh()
    with hub_scope(team.hub):
        return standing_of(tansy).goals[0].root_id


def test_a_plan_stands_among_their_pages_once_it_was_shown(tidewater, own, now, client):
    assert "Your plan" not in text(client.get(at("stand")))
    assert "There is no plan yet" in text(client.get(at("plan")))
    tansy = is_assessed(tidewater, own.fresh(), by=tidewater.nell, now=now)
    with_strand(tidewater, tansy, by=tidewater.nell, now=now)
    assert STEP not in text(client.get(at("plan")))

    shown(tidewater, tansy, by=tidewater.nell, now=now)

    assert "Your plan" in text(client.get(at("stand")))
    assert STEP in text(client.get(at("plan")))


def test_they_read_it_and_agree(tidewater, own, plan, client):
    words = text(client.get(at("plan")))
    assert GOAL in words
    assert f"{STEP} Wren Dummerly, next Wednesday 21 October. Support at work" in words
    assert f"{OWN_STEP} You. Something you do yourself" in words

    for _ in range(2):
        assert client.post(at("agree_plan"), {"version": str(plan.pk)}).status_code == 302

    assert stored(tidewater) == [(1, "agreed")]
    assert "You agreed to this today at 2:52pm. We look at it together again on Wednesday 25 November." in text(
        client.get(at("plan"))
    )
    assert own.fresh().status == "supported"
    assert "The next step of your plan comes by 5pm on Wednesday 21 October" in text(client.get(at("stand")))


def test_what_changes_meanwhile_is_not_shown_until_it_is_whole(tidewater, own, plan, now, client):
    tansy = own.fresh()
    with_strand(tidewater, tansy, by=tidewater.nell, now=now, what="heron-canary-half-made")
    with hub_scope(tidewater.hub):
        goal = standing_of(tansy).goals[0]
        actions.correct_goal(goal, words="heron-canary-other-words", by=tidewater.nell, now=now)
    words = text(client.get(at("plan")))
    assert (GOAL in words, "half-made" in words, "other-words" in words) == (True, False, False)

    shown(tidewater, tansy, by=tidewater.nell, now=now)
    answer = text(client.post(at("agree_plan"), {"version": str(plan.pk)}))

    assert "The plan has changed meanwhile" in answer
    assert "heron-canary-half-made" in answer
    assert stored(tidewater) == [(1, "replaced"), (2, "shown")]


def test_a_next_date_and_a_step_that_is_done_are_shown_as_they_are(tidewater, own, plan, now, client):
    tansy = own.fresh()
    with hub_scope(tidewater.hub):
        strand, mine = standing_of(tansy).open_strands
        strand_actions.do_step(strand, next_on=LATER, by=tidewater.nell, now=now)
        strand_actions.end_strand(mine, how="done", by=tidewater.nell, now=now)

    words = text(client.get(at("plan")))
    assert "next Wednesday 28 October" in words
    assert f"{OWN_STEP} You. Done." in words


def test_they_ask_for_a_change_in_their_words(tidewater, own, plan, client):
    assert "Write what you would like changed" in text(client.post(at("ask_change"), {"version": str(plan.pk)}))
    wish = {"version": str(plan.pk), "words": "Not with my manager, heron-canary-wish"}

    client.post(at("ask_change"), wish)

    assert stored(tidewater) == [(1, "change_asked")]
    assert "Not with my manager, heron-canary-wish You wrote this today" in text(client.get(at("plan")))
    with hub_scope(tidewater.hub):
        (kept,) = ChangeWish.objects.all()
        assert reveal(plan.person, f"change:{kept.pk}", kept.words_sealed) == wish["words"]
    referral = own.fresh()
    assert referral.next_action == "agree_plan"
    nells = browser_of(tidewater.nell).get(page("coordination:plan", referral.pk)).content.decode()
    assert "heron-canary-wish" in nells
    timeline = browser_of(tidewater.nell).get(page("caseload:person", referral.pk)).content.decode()
    assert "They would like the plan changed" in timeline


def test_words_about_a_version_that_is_old_are_not_lost(tidewater, own, plan, now, client):
    with_goal(tidewater, own.fresh(), by=tidewater.nell, now=now, words="Another")
    shown(tidewater, own.fresh(), by=tidewater.nell, now=now)

    answer = text(client.post(at("ask_change"), {"version": str(plan.pk), "words": "Fewer calls please"}))

    assert "The plan has changed meanwhile" in answer
    assert "Fewer calls please" in answer
    assert stored(tidewater) == [(1, "replaced"), (2, "shown")]


def test_they_rate_their_goals_from_0_to_10(tidewater, own, plan, client):
    goal = f"goal-{root(tidewater, own)}"
    for nonsense in ({}, {goal: ""}, {goal: "11"}, {goal: "-1"}, {goal: "ten"}, {"goal-x": "3"}):
        assert "No number was chosen" in text(client.post(at("rate_goals"), nonsense))

    client.post(at("rate_goals"), {goal: "7"})

    with hub_scope(tidewater.hub):
        assert list(Rating.objects.order_by("pk").values_list("value", "rated_by")) == [
            (3, tidewater.nell.pk), (7, None)
        ]  # fmt: skip
    assert "7 out of 10, 4 nearer than at first" in text(client.get(at("plan")))


def test_another_persons_plan_is_not_theirs_to_read_rate_or_agree_to(tidewater, own, plan, now, client):
    hazel = assessed(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    goal = with_goal(tidewater, hazel, by=tidewater.nell, now=now, words="heron-canary-hers")
    with_strand(tidewater, hazel, by=tidewater.nell, now=now)
    theirs = shown(tidewater, hazel, by=tidewater.nell, now=now)

    for answer in (
        client.post(at("agree_plan"), {"version": str(theirs.pk)}),
        client.post(at("ask_change"), {"version": str(theirs.pk), "words": "x"}),
        client.post(at("rate_goals"), {f"goal-{goal.pk}": "9"}),
        client.get(at("plan")),
    ):
        assert "heron-canary-hers" not in text(answer)
    with hub_scope(tidewater.hub):
        assert list(Plan.objects.values_list("status", flat=True)) == ["shown", "shown"]
        assert Rating.objects.filter(rated_by=None).count() == 0


def test_whoever_stops_reads_it_still_and_is_asked_nothing(tidewater, own, plan, client):
    client.post(at("stop"), {"pin": PIN})

    words = text(client.get(at("plan")))
    assert GOAL in words
    assert "I agree" not in words
    assert "How near are you now?" not in words
    tansy = own.fresh()
    with hub_scope(tidewater.hub):
        assert standing_of(tansy).open_strands == []
    client.post(at("agree_plan"), {"version": str(plan.pk)})
    assert stored(tidewater) == [(1, "shown")]


def test_what_was_agreed_goes_on_while_a_newer_version_waits(tidewater, own, plan, now, client):
    client.post(at("agree_plan"), {"version": str(plan.pk)})
    with_goal(tidewater, own.fresh(), by=tidewater.nell, now=now, words="Another")
    shown(tidewater, own.fresh(), by=tidewater.nell, now=now)

    words = text(client.get(at("plan")))
    assert "What you agreed to today at 2:52pm goes on until you agree to this." in words
    assert "I agree to this plan" in words
