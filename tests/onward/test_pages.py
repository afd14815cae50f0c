"""The pages of onward referrals: what staff, the person and the service see of it, and what nobody else does."""

import re

import pytest
from django.test import Client

from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.onward import answer_actions
from holdfast.onward.choosing import Wanted, choices_for, measured_wait
from holdfast.onward.today import waits
from holdfast.people.actions import keep_out
from holdfast.people.models import Person
from holdfast.people.viewer import viewer
from tests.builders import browser_of, page
from tests.coordination.conftest import assessed
from tests.onward.conftest import (
    CANARY,
    DAY,
    agreed,
    drafted,
    heard,
    opens,
    sent,
    service,
    shown,
    stored,
)

TOLD = {"tell_name": "on", "name": "Tansy Madeup", "tell_reason": "on", "reason": f"Nights: {CANARY}", "contact": "no"}


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def read(member, name, *args, query=""):
    response = browser_of(member).get(page(f"onward:{name}", *args) + query)
    response.words = response.content.decode().replace("&#39;", "’")
    return response


def send(member, which, /, *args, query="", **data):
    response = browser_of(member).post(page(f"onward:{which}", *args) + query, {"seen": 1} | data, follow=True)
    response.words = response.content.decode().replace("&#39;", "’")
    return response


def lines(member, *, now):
    with hub_scope(member.hub):
        return [each["text"] for each in waits(viewer(member, now=now))]


def by_link(onward, team, *, token="", **data):
    token = token or opens(team, onward)[0]
    return Client().post(f"/h/{team.hub.slug}/onward/{token}/", data)


def test_only_what_is_ticked_is_told(tidewater, world):
    assert "Lantern Trauma Service" in read(tidewater.nell, "write", world.tansy.pk).words
    query = f"?service={world.lantern.pk}"
    assert "Tansy Madeup" in read(tidewater.nell, "write", world.tansy.pk, query=query).words

    answer = send(tidewater.nell, "write", world.tansy.pk, query=query, **TOLD)

    (onward,) = stored(tidewater)
    assert answer.redirect_chain == [(page("onward:one", onward.pk), 302)]
    assert (CANARY in answer.words, "Call" in re.findall("<dt>(.*?)</dt>", answer.words)) == (True, False)
    assert "How to reach them safely" not in re.findall("<dt>(.*?)</dt>", answer.words)


@pytest.mark.parametrize(
    ("left_out", "said"),
    [("tell_name", "Tick the name"), ("tell_reason", "Tick why you refer them"), ("reason", "Write it, or untick it")],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(tidewater, world, left_out, said):
    typed = {key: value for key, value in TOLD.items() if key != left_out}
    answer = send(tidewater.nell, "write", world.tansy.pk, query=f"?service={world.lantern.pk}", **typed)
    assert (said in answer.words, stored(tidewater)) == (True, [])
    assert left_out == "reason" or CANARY in answer.words


def test_of_two_editors_the_second_keeps_what_they_typed(tidewater, world, now):
    onward = drafted(tidewater, world.tansy, world.lantern, now=now)
    send(tidewater.ines, "edit", onward.pk, **TOLD | {"reason": "From Ines"})
    answer = send(tidewater.nell, "edit", onward.pk, **TOLD | {"reason": "From Nell"})
    assert ("Ines Pretendham was quicker" in answer.words, "From Ines" in answer.words) == (True, True)
    assert "From Nell" in answer.words


def test_from_showing_to_sending_at_the_desk(tidewater, world, now):
    onward = drafted(tidewater, world.tansy, world.lantern, now=now)
    assert "It goes nowhere unless they say yes" in send(tidewater.nell, "show", onward.pk).words
    assert "Say how they agreed" in send(tidewater.nell, "agree", onward.pk, version=1).words
    assert "It can be sent" in send(tidewater.nell, "agree", onward.pk, version=1, how="phone").words
    sent_page = send(tidewater.nell, "send", onward.pk).words
    _, code = opens(tidewater, onward)
    assert f"{code[:3]} {code[3:]}" in sent_page
    assert "Undone" in send(tidewater.nell, "undo", onward.pk).words
    assert [each.status for each in stored(tidewater)] == ["drafted"]


def test_an_administrator_sees_how_far_it_is_and_writes_calls_down_and_reads_no_word(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    _, code = opens(tidewater, onward)
    words = read(tidewater.ada, "one", onward.pk).words
    assert ("Sent, no answer yet" in words, CANARY in words, f"{code[:3]} {code[3:]}" in words) == (True, False, False)
    answer = send(tidewater.ada, "hear", onward.pk, verb="acknowledge", who="Sable", said_on="2026-10-14")
    assert "Written down" in answer.words
    assert [each.status for each in stored(tidewater)] == ["acknowledged"]


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ({"verb": "accept"}, "Enter the day on which they will be seen"),
        ({"verb": "decline"}, "Write the reason that they gave"),
        ({"verb": "begin", "day": "2026-10-20"}, "Enter a day up to today"),
        ({"verb": "accept", "day": "2026-10-01"}, "Enter a day from today on"),
        ({"verb": "complete"}, "Select a valid choice"),
        ({"said_on": "2026-10-20"}, "Enter a day up to today"),
        ({"who": ""}, "Write who of the service said it"),
    ],
)
def test_what_a_call_said_lacks_is_asked_for(tidewater, world, now, said, trouble):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    answer = send(tidewater.nell, "hear", onward.pk, **({"who": "Sable", "said_on": "2026-10-14"} | said))
    assert (trouble in answer.words, stored(tidewater)[0].status) == (True, "sent")


def test_the_link_is_neutral_and_following_it_changes_nothing(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)
    for method in ("get", "head", "get"):
        response = getattr(Client(), method)(f"/h/tidewater/onward/{token}/")
        assert response.status_code == 200
        for word in ("Tansy", CANARY, "Lantern", code):
            assert word not in response.content.decode()
    assert [each.status for each in stored(tidewater)] == ["sent"]
    with hub_scope(tidewater.hub):
        assert not AccessEntry.objects.filter(what="onward:receive").exists()


def test_the_service_answers_by_its_link_from_received_to_ended(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)
    opened = by_link(onward, tidewater, code=f"{code[:3]} {code[3:]}")
    assert (CANARY in opened.content.decode(), opened.headers["Cache-Control"].find("no-store") >= 0) == (True, True)
    for answer, more, status in (
        ("acknowledge", {}, "acknowledged"), ("accept", {"day": "2026-11-02"}, "accepted"),
        ("wait", {"day": "2026-11-09"}, "waiting"), ("begin", {"day": "2026-10-14"}, "in_treatment"),
        ("complete", {}, "completed"),
    ):  # fmt: skip
        response = by_link(onward, tidewater, token=token, code=code, answer=answer, **more)
        assert (response.status_code, "We have your answer" in response.content.decode()) == (200, True)
        assert stored(tidewater)[0].status == status
    after = by_link(onward, tidewater, token=token, code=code, answer="complete")
    assert (after.status_code, "Tansy" in after.content.decode()) == (410, False)


def test_an_answer_that_lacks_something_or_comes_twice_is_said_in_words(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)
    lacking = by_link(onward, tidewater, token=token, code=code, answer="decline").content.decode()
    assert "Write the reason" in lacking
    by_link(onward, tidewater, token=token, code=code, answer="accept", day="2026-11-02")
    twice = by_link(onward, tidewater, token=token, code=code, answer="accept", day="2026-12-02").content.decode()
    assert "That was answered already" in twice
    assert stored(tidewater)[0].expected_on.isoformat() == "2026-11-02"


def test_a_wrong_code_shows_nobody_and_the_fifth_ends_the_link(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)
    answers = [by_link(onward, tidewater, token=token, code="000 000", answer="accept", day="2026-11-02")]
    answers += [by_link(onward, tidewater, token=token, code="000000") for _ in range(4)]
    answers += [by_link(onward, tidewater, token=token, code=code)]
    assert [each.status_code for each in answers] == [200, 200, 200, 200, 410, 410]
    for each in answers:
        assert "Tansy" not in each.content.decode()
    assert [each.status for each in stored(tidewater)] == ["sent"]
    assert "closed after five wrong codes" in read(tidewater.nell, "one", onward.pk).words


def test_a_link_of_one_hub_opens_nothing_at_another(tidewater, saltpan, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)
    response = Client().post(f"/h/saltpan/onward/{token}/", {"code": code})
    assert (response.status_code, "Tansy" in response.content.decode()) == (410, False)


def test_a_letter_is_printed_once_agreed_and_holds_the_agreed_words_alone(tidewater, world, now):
    onward = shown(tidewater, world.tansy, world.quay, now=now)
    assert read(tidewater.nell, "paper", onward.pk).status_code == 302
    with hub_scope(tidewater.hub):
        answer_actions.agree(onward, seen=1, now=now)
    words = read(tidewater.nell, "paper", onward.pk).words
    assert (CANARY in words, "1 Quay Street, Northfell" in words) == (True, True)


def test_the_chase_list_shows_the_longest_silence_first_to_whoever_may_open_them(tidewater, saltpan, world, now, clock):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    sent(tidewater, world.tansy, world.quay, now=now + DAY)
    clock(now + 30 * DAY)
    words = read(tidewater.nell, "chase").words
    assert words.index("30 days") < words.index("29 days")
    assert ("Broken" in words, "instead: Harbour Therapies" in words) == (True, True)
    for other in (tidewater.wren, saltpan.ines):
        assert "Tansy" not in read(other, "chase").words
        assert read(other, "one", onward.pk).status_code == 404
    with hub_scope(tidewater.hub):
        keep_out(Person.objects.get(pk=world.tansy.person_id), named=[tidewater.ines.name], now=now)
    assert "Tansy" not in read(tidewater.ines, "chase").words
    assert read(tidewater.ines, "one", onward.pk).status_code == 404
    assert lines(tidewater.ines, now=now + 30 * DAY) == []


def test_one_page_of_the_chase_list_is_some_statements_however_many_there_are(
    tidewater, world, now, clock, django_assert_max_num_queries
):
    sent(tidewater, world.tansy, world.lantern, now=now)
    sent(tidewater, world.tansy, world.quay, now=now)
    clock(now + 30 * DAY)
    browser = browser_of(tidewater.nell)
    with django_assert_max_num_queries(20):
        browser.get(page("onward:chase"))


def test_today_says_what_waits_to_go_whom_to_ask_and_to_leads_what_is_broken(tidewater, saltpan, world, now):
    onward = agreed(tidewater, world.tansy, world.lantern, now=now)
    assert lines(tidewater.nell, now=now) == ["One onward referral agreed and not sent"]
    assert lines(tidewater.wren, now=now) == []
    with hub_scope(tidewater.hub):
        answer_actions.ask_change(onward, seen=1, answer="Leave out the ward", now=now)
    assert lines(tidewater.nell, now=now) == ["One onward referral to change, as the person asks"]
    late = now + 40 * DAY
    sent(tidewater, world.tansy, world.harbour, now=now)
    asked = "One service to ask how it stands"
    assert lines(tidewater.nell, now=late) == ["One onward referral to change, as the person asks", asked]
    broken = "One person was not seen by the day that a service had promised"
    assert lines(tidewater.ines, now=late) == [asked, broken]
    assert lines(saltpan.ines, now=late) == []


def test_in_one_press_another_service_is_asked_instead(tidewater, world, now, clock):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    clock(now + 29 * DAY)
    assert "Refer to Harbour Therapies instead" in read(tidewater.nell, "one", onward.pk).words
    answer = send(tidewater.nell, "instead", onward.pk)
    assert ("In place of" in answer.words, "Show it to them" in answer.words) == (True, True)
    assert "Another one takes its place" in read(tidewater.nell, "one", onward.pk).words


def test_a_list_is_made_in_two_presses_and_printed_without_a_name(tidewater, world):
    assert "Quay Advice" in read(tidewater.ada, "signpost", world.tansy.pk).words
    assert "Tick at least one service" in send(tidewater.ada, "signpost", world.tansy.pk).words
    answer = send(tidewater.ada, "signpost", world.tansy.pk, services=[str(world.quay.pk)])
    printed = answer.words.partition("Services that could help")[2].partition("</main")[0]
    assert ("Quay Advice" in printed, "Tansy" in printed) == (True, False)
    assert (
        answer.words.partition("Services that could help")[0].count("Tansy") == 1
    )  # in the band, which is not printed
    with hub_scope(tidewater.hub):
        assert Event.objects.filter(kind="onward.signpost").count() == 1


def test_real_days_are_measured_by_our_own_referrals_and_order_the_choice(tidewater, world, now):
    slow = service(tidewater, "Slow Therapies", now=now, kinds=["talking_therapies"], promised_days=1)
    with hub_scope(tidewater.hub):
        assert measured_wait(tidewater.hub, [world.lantern.pk]) == {}
    for number in range(5):
        somebody = assessed(tidewater, owner=tidewater.nell, now=now, name=f"Number{number} Madeup")
        onward = sent(tidewater, somebody, slow, now=now)
        heard(tidewater, onward, "begin", now=now + 50 * DAY, day=(now + (40 + number) * DAY).date())
    with hub_scope(tidewater.hub):
        wait = measured_wait(tidewater.hub, [slow.pk, world.lantern.pk])[slow.pk]
        assert (wait.people, wait.half_by, wait.longest, wait.kept) == (5, 42, 44, 0)
        chosen = choices_for(tidewater.hub, needs=["trauma"], language="", wanted=Wanted())
        names = [each.service.name for each in chosen]
    assert names.index("Lantern Trauma Service") < names.index("Slow Therapies") < names.index("Quay Advice")


def test_where_somebody_who_works_elsewhere_asks_nothing_is_there(tidewater, saltpan, world, now):
    onward = shown(tidewater, world.tansy, world.lantern, now=now)
    for name in ("one", "edit", "paper"):
        for member in (tidewater.wren, saltpan.nell):
            assert read(member, name, onward.pk).status_code == 404
    assert browser_of(tidewater.wren).post(page("onward:send", onward.pk), {"seen": 1}).status_code == 404
    assert [each.status for each in stored(tidewater)] == ["drafted"]
