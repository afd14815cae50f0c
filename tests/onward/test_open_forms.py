"""Forms that were open while something happened: no old number goes out, nothing is said that is not so, no word is
lost."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from holdfast.hubs.scope import hub_scope
from holdfast.onward import actions
from holdfast.onward.actions import OldWays
from holdfast.onward.queries import words_of
from holdfast.portal.actions import change_reach
from tests.builders import browser_of, page
from tests.onward.conftest import CANARY, DAY, agreed, drafted, heard, opens, sent, stored
from tests.onward.test_pages import by_link, read, send

OLD, NEW = "Call 07700 900123", "07700 900999"
OTHER_WAYS = {"call": "+447700900999", "voicemail": False, "times": [], "email": ""}
REASON = f"Nights on the ward, and no sleep since the summer: {CANARY}"
FORM = {"tell_name": "on", "name": "Tansy Madeup", "tell_contact": "on", "contact": OLD, "tell_reason": "on",
        "reason": REASON}  # fmt: skip
CHANGED = "They have changed how they can be reached since you opened this page"
NOT_KEPT = "What you typed was not kept"
OURS = {"origin": "http://testserver"}


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def changes(team, world, *, now):
    with hub_scope(team.hub):
        change_reach(world.tansy, channels=OTHER_WAYS, now=now)


def hidden(words, name) -> str:
    return re.search(rf'name="{name}"[^>]*?(?: value="([^"]*)")?[ >]', words)[1] or ""


def contacts(team) -> list[str]:
    onwards = stored(team)
    with hub_scope(team.hub):
        return [words_of(each).parts.get("contact", "") for each in onwards]


@pytest.mark.parametrize("which", ["write", "edit"])
def test_an_old_number_in_a_form_that_was_open_is_refused_with_the_reason(tidewater, world, now, clock, which):
    if which == "edit":
        onward = drafted(tidewater, world.tansy, world.lantern, now=now, parts={"name": "Tansy", "reason": "Nights"})
        where = {"args": [onward.pk], "query": ""}
    else:
        where = {"args": [world.tansy.pk], "query": f"?service={world.lantern.pk}"}
    opened = read(tidewater.nell, which, *where["args"], query=where["query"]).words
    clock(now + DAY)
    changes(tidewater, world, now=now + DAY)

    answer = send(
        tidewater.nell, which, *where["args"], query=where["query"], **FORM, ways=hidden(opened, "ways")
    )  # fmt: skip

    for words in (CHANGED, f"You had written: {OLD}", REASON, NEW):
        assert words in answer.words
    assert OLD not in "".join(contacts(tidewater))
    ways = hidden(answer.words, "ways")
    new = FORM | {"contact": f"Call {NEW}"}
    send(tidewater.nell, which, *where["args"], query=where["query"], **new, ways=ways)
    assert contacts(tidewater) == [f"Call {NEW}"]


@pytest.mark.parametrize("which", ["write", "edit"])
def test_ways_that_change_within_the_request_that_shows_them_again_stand_there_as_they_are(
    tidewater, world, now, clock, which, monkeypatch
):
    if which == "edit":
        onward = drafted(tidewater, world.tansy, world.lantern, now=now, parts={"name": "Tansy", "reason": "Nights"})
        where = {"args": [onward.pk], "query": ""}
    else:
        where = {"args": [world.tansy.pk], "query": f"?service={world.lantern.pk}"}
    opened = read(tidewater.nell, which, *where["args"], query=where["query"]).words
    clock(now + DAY)
    verb = {"write": "draft", "edit": "edit"}[which]
    act = getattr(actions, verb)

    def changed_first(*given, **more):
        change_reach(world.tansy, channels=OTHER_WAYS, now=now + DAY)
        return act(*given, **more)

    monkeypatch.setattr(actions, verb, changed_first)
    answer = send(tidewater.nell, which, *where["args"], query=where["query"], **FORM, ways=hidden(opened, "ways"))

    box = re.search(r'<textarea name="contact"[^>]*>([^<]*)<', answer.words)[1]
    assert (NEW in box, OLD in box, CHANGED in answer.words) == (True, False, True)


def test_where_no_way_is_told_an_open_form_is_kept(tidewater, world, now, clock):
    clock(now + DAY)
    changes(tidewater, world, now=now + DAY)
    told = {key: words for key, words in FORM.items() if key != "tell_contact"}
    answer = send(tidewater.nell, "write", world.tansy.pk, query=f"?service={world.lantern.pk}", **told, ways="")
    assert "Begun. Show it to them next." in answer.words


def test_an_action_asks_which_ways_were_read(tidewater, world, now):
    changes(tidewater, world, now=now)
    with hub_scope(tidewater.hub), pytest.raises(OldWays):
        actions.draft(world.tansy, world.lantern, parts={"contact": OLD}, by=tidewater.nell, now=now, ways="")


@pytest.mark.parametrize("stands", ["sent", "drafted"])
def test_begun_is_not_said_of_one_that_was_there_already(tidewater, world, now, clock, stands):
    make = sent if stands == "sent" else drafted
    there = make(tidewater, world.tansy, world.lantern, now=now)
    clock(now + DAY)

    answer = send(tidewater.nell, "write", world.tansy.pk, query=f"?service={world.lantern.pk}", **FORM)

    assert "Begun." not in answer.words
    for words in ("They are referred to this service already", REASON, page("onward:one", there.pk)):
        assert words in answer.words
    assert len(stored(tidewater)) == 1


def test_the_same_form_twice_is_begun_once_and_said_to_be(tidewater, world, now, clock):
    for seconds in (0, 1):
        clock(now + seconds * DAY / 86400)
        answer = send(tidewater.nell, "write", world.tansy.pk, query=f"?service={world.lantern.pk}", **FORM)
        assert "Begun. Show it to them next." in answer.words
    assert len(stored(tidewater)) == 1


@pytest.mark.parametrize("verb", ["", "accept"])
def test_a_calls_note_that_comes_after_the_service_declined_is_shown_again(tidewater, world, now, verb):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "decline", now=now, words="Full")

    answer = send(tidewater.nell, "hear", onward.pk, verb=verb, who="Sable Samplewright", said_on="2026-10-14",
                  words="Ask again in May.")  # fmt: skip

    for words in (NOT_KEPT, "Ask again in May.", "Sable Samplewright"):
        assert words in answer.words
    stranger = browser_of(tidewater.wren).post(page("onward:hear", onward.pk), {"words": "x"})
    assert stranger.status_code == 404


def test_an_edit_that_comes_after_it_was_sent_is_shown_again(tidewater, world, now):
    onward = agreed(tidewater, world.tansy, world.lantern, now=now)
    send(tidewater.nell, "send", onward.pk)

    answer = send(tidewater.nell, "edit", onward.pk, **FORM)

    assert NOT_KEPT in answer.words
    assert f"Why we refer them: {REASON}" in answer.words
    assert REASON not in str(contacts(tidewater))


def test_a_reason_that_comes_too_late_by_link_is_shown_again_to_whoever_typed_it(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)
    heard(tidewater, onward, "begin", now=now, day=now.date())

    late = by_link(onward, tidewater, token=token, code=code, answer="decline", words="Full until May")

    text = late.content.decode()
    assert "That was answered already" in text
    assert "Full until May" in text
    assert "What you wrote was not kept." in text


def test_a_reason_that_comes_after_the_link_has_ended_comes_back_and_to_nobody_else(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)
    with hub_scope(tidewater.hub):
        actions.withdraw(onward, by=tidewater.nell, now=now)
    sent_late = {"code": code, "answer": "decline", "words": REASON}

    here = Client().post(f"/h/tidewater/onward/{token}/", sent_late, headers=OURS)
    other = Client().post(f"/h/tidewater/onward/{uuid4().hex}/", sent_late, headers=OURS)
    elsewhere = Client().post(f"/h/tidewater/onward/{token}/", sent_late, headers={"origin": "https://x.example"})

    assert (here.status_code, REASON in here.content.decode(), code in here.content.decode()) == (410, True, False)
    assert here.content == other.content
    assert REASON not in elsewhere.content.decode()
