"""One that was begun and never shown to the person keeps nobody out of sight."""

from holdfast.hubs.scope import hub_scope
from holdfast.onward import actions, answer_actions
from holdfast.onward.rules import finish_by
from holdfast.onward.today import waits
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import move
from tests.builders import browser_of, page
from tests.onward.conftest import DAY, PARTS, drafted, heard, sent
from tests.onward.test_pages import lines
from tests.onward.test_talk import TALK_TODAY, comes_next

BROKEN = "One person was not seen by the day that a service had promised"
BEGUN = "One onward referral begun and not shown to them: finish it"


def supported(team, world, *, now):
    """Tansy is in support, with a step in 30 days."""
    with hub_scope(team.hub):
        move(world.tansy, "support", by=team.nell, now=now, next_action="step", next_action_at=now + 30 * DAY)


def waiting(member, *, now):
    with hub_scope(member.hub):
        return waits(viewer(member, now=now))


def test_whom_a_service_declined_is_not_forgotten_behind_a_draft_that_nobody_shows_them(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "decline", now=now + DAY, words="Full until the spring")
    before = lines(tidewater.nell, now=now + DAY)
    drafted(tidewater, world.tansy, world.harbour, now=now + DAY)
    assert before == [TALK_TODAY]
    for days in (8, 30, 90):
        found = [text for text in lines(tidewater.nell, now=now + days * DAY) if text]
        assert found, (days, comes_next(tidewater, world.tansy))


def test_a_broken_promise_stays_on_the_leads_day_until_the_other_one_has_gone_to_the_person(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    late = now + 40 * DAY
    before = lines(tidewater.ines, now=late)
    with hub_scope(tidewater.hub):
        actions.refer_instead(onward, by=tidewater.nell, now=late)
    assert BROKEN in before
    assert BROKEN in lines(tidewater.ines, now=late + 30 * DAY)


def test_each_step_of_its_words_gives_it_five_working_days_and_writing_again_gives_none(tidewater, world, now):
    supported(tidewater, world, now=now)
    onward = drafted(tidewater, world.tansy, world.lantern, now=now)
    nell = tidewater.nell

    def since(act, **given):
        with hub_scope(tidewater.hub):
            act(onward, **given)
        action, at = comes_next(tidewater, world.tansy)
        assert action == "refer"
        return next(days for days in range(13) if at == finish_by(now + days * DAY))

    assert since(actions.edit, seen=1, parts=PARTS, by=nell, now=now + DAY) == 0
    assert since(actions.show, seen=2, by=nell, now=now + 5 * DAY) == 5
    assert since(answer_actions.ask_change, seen=2, answer="Not the ward", now=now + 6 * DAY) == 6
    assert since(actions.edit, seen=2, parts=PARTS, by=nell, now=now + 7 * DAY) == 7
    assert since(actions.edit, seen=3, parts=PARTS, by=nell, now=now + 9 * DAY) == 7
    assert since(actions.show, seen=4, by=nell, now=now + 9 * DAY) == 9
    assert since(answer_actions.agree, seen=4, now=now + 12 * DAY) == 12


def test_once_it_has_gone_asking_the_service_comes_next(tidewater, world, now):
    supported(tidewater, world, now=now)
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    assert comes_next(tidewater, world.tansy) == ("chase", onward.chase_at)


def test_it_stands_on_today_of_whoever_has_them_with_its_day_and_on_nobody_elses(tidewater, saltpan, world, now, clock):
    supported(tidewater, world, now=now)
    onward = drafted(tidewater, world.tansy, world.lantern, now=now)
    assert [(each["quiet"], each["is_late"], each["href"]) for each in waiting(tidewater.nell, now=now)] == [
        ("by Wednesday 21 October", False, page("onward:one", onward.pk))
    ]
    assert [each["is_late"] for each in waiting(tidewater.nell, now=now + 8 * DAY)] == [True]
    assert lines(tidewater.nell, now=now) == [BEGUN]
    for other in (tidewater.wren, saltpan.nell):
        assert lines(other, now=now + 30 * DAY) == []
    clock(now)
    for name in ("caseload:person", "onward:of_record"):
        words = browser_of(tidewater.nell).get(page(name, world.tansy.pk)).content.decode()
        assert "Finish the onward referral" in words
        assert browser_of(tidewater.wren).get(page(name, world.tansy.pk)).status_code == 404


def test_it_stays_there_where_the_other_one_is_given_up_or_declined_and_leaves_once_that_has_gone(
    tidewater, saltpan, world, now
):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    late = now + 40 * DAY
    other = sent(tidewater, world.tansy, world.harbour, now=late, replaces=onward)
    assert BROKEN not in lines(tidewater.ines, now=late)
    heard(tidewater, other, "decline", now=late, words="Full")
    again = drafted(tidewater, world.tansy, world.harbour, now=late, replaces=onward)
    with hub_scope(tidewater.hub):
        actions.withdraw(again, by=tidewater.nell, now=late)
    assert BROKEN in lines(tidewater.ines, now=late)
    assert BROKEN not in lines(saltpan.ines, now=late)
