"""Somebody who went to another hub has waited since they first asked, in its figures as on its lists."""

from datetime import timedelta

from holdfast.caseload.clocks import clocks_of
from holdfast.contacts.actions import log_attempt
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.board_queries import figures_of
from holdfast.monitoring.board_times import four_weeks
from holdfast.monitoring.reading import read_facts
from holdfast.monitoring.span_actions import keep
from holdfast.monitoring.span_queries import cells_between
from tests.builders import accept, send_request
from tests.monitoring.slow import reckon
from tests.monitoring.test_keeping import kept
from tests.network.conftest import accepted, carried, stored
from tests.referrals.test_next_forgotten import stored_in

DAY = timedelta(days=1)


def test_the_board_says_how_long_somebody_has_waited_who_came_from_another_hub(
    tidewater, saltpan, now, clock, monkeypatch
):
    monkeypatch.setattr("holdfast.monitoring.span_actions.settled_transaction", lambda: 2**62)
    clock(now)
    asked = send_request(tidewater, now=now - 60 * DAY, name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now - 59 * DAY, by=tidewater.ines)
    went = accepted(tidewater, saltpan, stored(tidewater, asked), now=now - DAY)
    new = carried(tidewater, saltpan, went, now=now - DAY)
    with hub_scope(saltpan.hub):
        keep(saltpan.hub, now=now)
        found = figures_of(saltpan.hub, four_weeks(now), assessed_within=14)

    assert now - new.received_at == 60 * DAY  # as the lists of this hub have it
    assert (found.waits["awaits"], found.waits["unassessed"]) == ((0, 0, 1), (0, 0, 1))


def test_they_are_received_when_they_came_and_no_period_before_that_counts_them_anew(
    tidewater, saltpan, now, clock, monkeypatch
):
    monkeypatch.setattr("holdfast.monitoring.span_actions.settled_transaction", lambda: 2**62)
    clock(now)
    asked = send_request(tidewater, now=now - 60 * DAY, name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now - 59 * DAY, by=tidewater.ines)
    went = accepted(tidewater, saltpan, stored(tidewater, asked), now=now - DAY)
    new = carried(tidewater, saltpan, went, now=now - DAY)
    accept(saltpan, new, owner=saltpan.nell, now=now - DAY / 2, by=saltpan.ines)
    new = stored(saltpan, new)
    times = [(now - 90 * DAY, now - 30 * DAY), (now - 30 * DAY, now - DAY / 4), (now - 30 * DAY, now)]
    with hub_scope(saltpan.hub):
        log_attempt(
            new, channel="call", result="spoke", terms=saltpan.hub.current, by=saltpan.nell, now=now,
            at=now - DAY / 8,
        )  # fmt: skip
        keep(saltpan.hub, now=now)
        live = [cells_between(saltpan.hub, *each) for each in times]
        facts = tuple(read_facts(saltpan.hub, str, as_hub="saltpan"))
    slow = [reckon(facts, "saltpan", *each) for each in times]

    measures = (("R2", "people"), ("R4", "running_n"), ("R4", "running_late"), ("R4", "contact_median"))
    keys = [(*each, "", "") for each in measures]
    assert [[found[key] for key in keys] for found in live] == [
        [0, 0, 0, None], [1, 1, 1, None], [1, 0, 0, 60 * 1440 - 180]
    ]  # fmt: skip
    assert [[found[key] for key in keys] for found in slow] == [[found[key] for key in keys] for found in live]


def spoken_with(team, referral, *, at, now):
    with hub_scope(team.hub):
        return log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now, at=at
        )  # fmt: skip


def test_whoever_was_spoken_with_at_the_first_hub_waits_for_the_word_of_the_second_since_they_came(
    tidewater, saltpan, now, clock, monkeypatch
):
    """For their assessment they have waited since they first asked: nobody has assessed them yet."""
    monkeypatch.setattr("holdfast.monitoring.span_actions.settled_transaction", lambda: 2**62)
    clock(now)
    asked = send_request(tidewater, now=now - 60 * DAY, name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now - 59 * DAY, by=tidewater.ines)
    spoken_with(tidewater, stored(tidewater, asked), at=now - 59 * DAY, now=now - 59 * DAY)
    went = accepted(tidewater, saltpan, stored(tidewater, asked), now=now - DAY)
    new = carried(tidewater, saltpan, went, now=now - DAY)
    times = [(now - 30 * DAY, now - DAY / 4), (now - 30 * DAY, now + 30 * DAY), (now - 30 * DAY, now)]
    with hub_scope(saltpan.hub):
        keep(saltpan.hub, now=now)
        found = figures_of(saltpan.hub, four_weeks(now), assessed_within=14)
        (clock_of,) = [each for each in clocks_of(new, member=saltpan.nell, now=now) if "contact" in each["label"]]
    assert (found.waits["awaits"], found.waits["unassessed"]) == ((1, 0, 0), (0, 0, 1))
    assert (clock_of["state"], clock_of["value"]) == ("", "1 day")
    assert new.first_contact_at is None
    accept(saltpan, new, owner=saltpan.nell, now=now - DAY / 2, by=saltpan.ines)
    spoken_with(saltpan, stored(saltpan, new), at=now - DAY / 8, now=now)
    kept(saltpan, now)
    with hub_scope(saltpan.hub):
        live = [cells_between(saltpan.hub, *each) for each in times]
        facts = tuple(read_facts(saltpan.hub, str, as_hub="saltpan"))
    slow = [reckon(facts, "saltpan", *each) for each in times]

    measures = ("running_n", "running_late", "contact_median", "contact_in_target")
    keys = [("R4", each, "", "") for each in measures]
    since_they_came = 1440 - 180
    assert [[found[key] for key in keys] for found in live] == [
        [1, 0, None, 0], [0, 0, since_they_came, 1], [0, 0, since_they_came, 1]
    ]  # fmt: skip
    assert [[found[key] for key in keys] for found in slow] == [[found[key] for key in keys] for found in live]


def test_whoever_nobody_had_spoken_with_at_the_first_hub_is_late_at_the_second_as_they_were_there(
    tidewater, saltpan, now, clock
):
    clock(now)
    asked = send_request(tidewater, now=now - 60 * DAY, name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now - 59 * DAY, by=tidewater.ines)
    went = accepted(tidewater, saltpan, stored(tidewater, asked), now=now - DAY)
    new = carried(tidewater, saltpan, went, now=now - DAY)
    with hub_scope(saltpan.hub):
        (clock_of,) = [each for each in clocks_of(new, member=saltpan.nell, now=now) if "contact" in each["label"]]
    assert (new.contact_from, clock_of["state"]) == (None, "late")


def test_whoever_this_hub_had_spoken_with_before_they_came_is_called_still(tidewater, saltpan, now, clock):
    clock(now)
    asked = send_request(tidewater, now=now - 60 * DAY, name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now - 59 * DAY, by=tidewater.ines)
    went = accepted(tidewater, saltpan, stored(tidewater, asked), now=now - 2 * DAY)
    new = carried(tidewater, saltpan, went, now=now - 2 * DAY)
    accept(saltpan, new, owner=saltpan.nell, now=now - DAY, by=saltpan.ines)
    spoke = {"channel": "call", "result": "spoke", "terms": saltpan.hub.current, "by": saltpan.nell, "now": now}
    with hub_scope(saltpan.hub):
        log_attempt(stored_in(new), at=now - 3 * DAY, **spoke)
    before = stored(saltpan, new)
    with hub_scope(saltpan.hub):
        log_attempt(stored_in(new), **spoke)
    after = stored(saltpan, new)
    assert (before.stage, before.next_action) == ("first_contact", "call")
    assert (before.first_attempt_at, before.first_contact_at) == (None, None)
    assert (after.stage, after.first_attempt_at, after.first_contact_at) == ("assessment", now, now)
