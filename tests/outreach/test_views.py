"""Staff pages of teams that asked: what they show, whom they turn away, and how much they ask of the database."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.outreach.models import TeamCall, TeamRequest
from tests.builders import browser_of, page
from tests.outreach.conftest import CANARY, NAMED

BEYOND_THE_LIST = 9  # session, account, membership, begin, open the scope, the banner's two, close the scope, commit
POSTED = {
    "take": {}, "hand_back": {}, "reopen": {}, "log_call": {"result": "spoke"},
    "close": {"outcome": "declined"},
}  # fmt: skip


def shown(member, name, *args, query="") -> str:
    response = browser_of(member).get(page(f"outreach:{name}", *args) + query)
    assert response.status_code == 200
    return response.content.decode()


def press(member, name, *args, **given):
    return browser_of(member).post(page(f"outreach:{name}", *args), given)


def fresh(team, request) -> TeamRequest:
    with hub_scope(team.hub):
        request.refresh_from_db()
    return request


def test_the_list_puts_first_where_somebody_may_not_be_safe_then_by_when_the_call_is_due(tidewater, ask, now):
    ask(tidewater, happening=("change",), at=now - timedelta(days=9))
    ask(tidewater, happening=("pressure",))
    ask(tidewater, happening=("incident",), not_safe="yes", size="to_5")

    words = shown(tidewater.nell, "teams")

    places = [
        words.index(part)
        for part in ("An incident", "Call today", "up to 5 people", "A change", "Overdue", "Long pressure")
    ]
    assert places == sorted(places)
    assert not any(secret in words for secret in (CANARY, "Canaryton", "07700"))


def test_one_request_shows_whom_to_call_what_they_told_and_what_to_press(tidewater, ask):
    request = ask(tidewater, not_safe="unsure", wishes=("talk",), talk_on="Sleep after nights", times=("pm",))

    words = shown(tidewater.nell, "team", request.pk)

    for part in (NAMED, "07700 900123", "afternoons", CANARY, "Sleep after nights", "Call them today", "We spoke"):
        assert part in words
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.get(what="outreach:team")
        assert (entry.by_id, entry.action, entry.persons) == (tidewater.nell.pk, "read", [])


@pytest.mark.parametrize("who", ["sol", "ada", "max", "outside", "the other hub"])
def test_strangers_find_nothing_and_change_nothing(tidewater, saltpan, ask, who):
    request = ask(tidewater)
    member = saltpan.ines if who == "the other hub" else getattr(tidewater, who)
    browser = browser_of(member)

    for name in ("team", "log_call", "close"):
        response = browser.get(page(f"outreach:{name}", request.pk))
        assert response.status_code == 404
        assert CANARY not in response.content.decode()
    for name, given in POSTED.items():
        response = browser.post(page(f"outreach:{name}", request.pk), given)
        assert (response.status_code, CANARY in response.content.decode()) == (404, False)
    listed = browser.get(page("outreach:teams"))
    assert listed.status_code == (200 if who == "the other hub" else 404)
    assert request.reference[:3] not in listed.content.decode()
    assert fresh(tidewater, request).status == "received"


def test_what_is_not_there_answers_as_what_is_not_yours(tidewater, ask):
    browser = browser_of(tidewater.nell)
    request = ask(tidewater)

    assert browser.get(page("outreach:team", uuid4())).status_code == 404
    assert browser.post(page("outreach:undo_call", request.pk, uuid4())).status_code == 404


def test_a_call_is_logged_in_two_clicks_and_undone(tidewater, ask):
    request = ask(tidewater)
    address = re.search(rf'href="([^"]*{request.pk}/)"', shown(tidewater.nell, "teams"))[1]
    form = re.search(r'action="([^"]+/call/)"', browser_of(tidewater.nell).get(address).content.decode())[1]
    response = browser_of(tidewater.nell).post(form, {"result": "spoke"})
    words = browser_of(tidewater.nell).get(response.url).content.decode()

    assert fresh(tidewater, request).status == "called_back"
    assert "Logged: spoke with them." in words
    assert "What came of it?" in words
    undo = re.search(r'action="([^"]+/undo/)"', words)[1]
    browser_of(tidewater.nell).post(undo)
    assert fresh(tidewater, request).status == "received"


def test_closing_needs_what_was_agreed_and_keeps_what_was_typed(tidewater, ask):
    request = ask(tidewater)
    press(tidewater.nell, "log_call", request.pk, result="spoke")

    refused = press(tidewater.nell, "close", request.pk, outcome="agreed", words="An hour together.").content.decode()
    assert "Choose what was agreed" in refused
    assert "An hour together." in refused

    press(tidewater.nell, "close", request.pk, outcome="agreed", agreed=["reflective"], words="An hour together.")
    words = shown(tidewater.nell, "team", request.pk)
    assert fresh(tidewater, request).outcome == "agreed"
    for part in ("We agreed on something", "A reflective session", "An hour together.", "Closed."):
        assert part in words
    assert "A loss" in shown(tidewater.nell, "teams", query="?list=closed")


def test_whoever_comes_second_is_told_and_keeps_what_was_typed(tidewater, ask):
    request = ask(tidewater)
    press(tidewater.wren, "log_call", request.pk, result="spoke")

    words = press(tidewater.nell, "log_call", request.pk, result="no_answer", note="I rang at three.").content.decode()
    taken = browser_of(tidewater.nell).post(page("outreach:take", request.pk), follow=True).content.decode()

    assert "A colleague has called them back" in words
    assert "I rang at three." in words
    assert "A colleague was quicker" in taken
    with hub_scope(tidewater.hub):
        assert TeamCall.objects.count() == 1


@pytest.mark.parametrize(
    "given",
    [{}, {"result": "nonsense"}, {"result": "no_answer", "note": "\0"},
     {"result": "no_answer", "note": "x" * 1_000_000},
     {"result": "no_answer", "next_try_at_0": "9999-99-99", "next_try_at_1": "25:61"},
     {"result": "no_answer", "next_try_at_0": "0001-01-01", "next_try_at_1": "00:00"},
     {"result": "no_answer", "next_try_at_0": "2020-01-01", "next_try_at_1": "10:00"}],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_keeps_nothing(tidewater, ask, given):
    request = ask(tidewater)

    response = press(tidewater.nell, "log_call", request.pk, **given)

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert fresh(tidewater, request).tries == 0


@pytest.mark.parametrize(
    "query",
    ["?list=nonsense", "?after=x.y.z", "?after=0.ffffffffffffff." + "f" * 32, "?after=2.1.0", "?list=%00&after=%00"],
)
def test_unknown_keys_fall_back(tidewater, ask, query):
    ask(tidewater)

    assert shown(tidewater.nell, "teams", query=query)


def test_paging_shows_every_team_once_in_order(tidewater, ask, now, monkeypatch):
    monkeypatch.setattr("holdfast.outreach.queries.PAGE", 2)
    requests = [ask(tidewater, at=now - timedelta(minutes=number)) for number in range(4)]
    requests.append(ask(tidewater, not_safe="yes"))
    for number, request in enumerate(requests[:3]):
        press(tidewater.nell, "log_call", request.pk, result="spoke")
        if number:
            press(tidewater.nell, "close", request.pk, outcome="declined")

    for which, expected in (("to-call", 2), ("called-back", 1), ("closed", 2)):
        address, seen = page("outreach:teams") + f"?list={which}", []
        while address:
            words = browser_of(tidewater.nell).get(address).content.decode()
            seen += re.findall(r'c-name" role="rowheader"><a href="([^"]+)"', words)
            following = re.search(r'href="([^"]+)" rel="next"', words)
            address = following[1].replace("&amp;", "&") if following else ""
        assert (len(seen), len(set(seen))) == (expected, expected)


def test_the_list_takes_one_statement_however_long_it_is(tidewater, ask, django_assert_num_queries):
    browser = browser_of(tidewater.nell)
    ask(tidewater)
    browser.get(page("outreach:teams"))
    with django_assert_num_queries(BEYOND_THE_LIST + 1):
        browser.get(page("outreach:teams"))
    for _ in range(20):
        ask(tidewater)
    with django_assert_num_queries(BEYOND_THE_LIST + 1):
        browser.get(page("outreach:teams"))


def test_today_names_the_first_teams_that_wait_for_those_who_call_back(tidewater, saltpan, ask):
    ask(saltpan, happening=("change",))
    for _ in range(4):
        ask(tidewater)

    words = browser_of(tidewater.wren).get(page("caseload:today")).content.decode()

    assert "Teams that wait for a call" in words
    assert words.count("A loss") == 3
    assert "All teams that wait: 4" in words
    assert "A change" not in words
    assert CANARY not in words
    for member in (tidewater.ada, tidewater.sol, tidewater.max):
        assert "Teams that wait" not in browser_of(member).get(page("caseload:today")).content.decode()
