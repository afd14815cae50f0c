"""What somebody says while their request is being sent, or after it: it goes with it, or reaches a human by itself."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from holdfast.alerts import actions as alerts
from holdfast.alerts.models import Alert
from holdfast.front_door import ask_views
from holdfast.front_door.models import Draft
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.builders import browser_of, make_hub, page
from tests.front_door.test_ask_views import ask_everything, say

DRAFT = "hf_draft_tidewater"
WAITS_FOR_A_ROW = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def kept(team) -> list[tuple]:
    with hub_scope(team.hub):
        return list(Alert.objects.order_by("raised_at", "pk").values_list("source", "status", "keep_safe"))


def sent(team) -> list[str]:
    with hub_scope(team.hub):
        return list(Referral.objects.values_list("safe_now", flat=True))


@pytest.fixture
def visitor(tidewater, clock, now):
    clock(now)
    return Client()


def test_not_safe_said_in_another_window_while_it_is_sent_raises_the_alert(committed, clock, now, monkeypatch):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    first, second = Client(), Client()
    ask_everything(first)
    second.cookies[DRAFT] = first.cookies[DRAFT].value
    begun, go_on, submit = threading.Event(), threading.Event(), ask_views.submit

    def slow(*args, **facts):
        begun.set()
        go_on.wait(10)
        return submit(*args, **facts)

    def apart(job):
        try:
            return job()
        finally:
            connection.close()

    monkeypatch.setattr(ask_views, "submit", slow)
    with ThreadPoolExecutor(2) as pool:
        sending = pool.submit(apart, lambda: first.post(page("front_door:send", "tidewater")))
        assert begun.wait(10)
        saying = pool.submit(apart, lambda: say(second, "safe", safe="no"))
        with committed.connect("postgres") as watching:
            until = time.monotonic() + 10
            while not watching.execute(WAITS_FOR_A_ROW).fetchone()[0]:
                assert time.monotonic() < until, "nobody waited"
                time.sleep(0.01)
        go_on.set()
        answers = sending.result(10), saying.result(10)

    assert [answer.url for answer in answers] == [page("front_door:sent", "tidewater")] * 2
    assert sent(team) == ["yes"]
    assert kept(team) == [("safe_now", "raised", "no")]
    with hub_scope(team.hub):
        assert Draft.objects.count() == 0
    connection.close()


@pytest.mark.parametrize("said", ["no", "unsure", "skipped"])
def test_going_back_after_sending_and_saying_not_safe_raises_the_alert_once(visitor, tidewater, said):
    ask_everything(visitor)
    visitor.post(page("front_door:send", "tidewater"))

    answers = [say(visitor, "safe", safe=said) for _ in range(2)]

    assert [answer.url for answer in answers] == [page("front_door:sent", "tidewater")] * 2
    shown = visitor.get(answers[0].url).content.decode()
    assert "If you cannot wait for us" in shown
    assert (sent(tidewater), kept(tidewater)) == (["yes"], [("safe_now", "raised", said)])
    with hub_scope(tidewater.hub):
        assert Referral.objects.get().contact_when == "today"


def test_a_worse_answer_after_sending_goes_to_the_alert_and_a_better_one_changes_nothing(visitor, tidewater):
    ask_everything(visitor, safe="unsure")
    visitor.post(page("front_door:send", "tidewater"))

    say(visitor, "safe", safe="no")
    say(visitor, "safe", safe="unsure")

    assert kept(tidewater) == [("safe_now", "raised", "no")]


def test_not_safe_said_again_after_a_colleague_closed_it_raises_another(visitor, tidewater, now):
    ask_everything(visitor, safe="no")
    visitor.post(page("front_door:send", "tidewater"))
    with hub_scope(tidewater.hub):
        alert = alerts.take(Alert.objects.select_related("person").get(), by=tidewater.nell, now=now)
        alerts.close(alert, done=["spoke"], words="Spoke", by=tidewater.nell, now=now)

    say(visitor, "safe", safe="no")

    assert kept(tidewater) == [("safe_now", "closed", "no"), ("safe_now", "raised", "no")]


def test_safe_said_after_sending_begins_a_request_of_its_own(visitor, tidewater):
    ask_everything(visitor)
    visitor.post(page("front_door:send", "tidewater"))

    say(visitor, "safe", safe="yes")

    assert (sent(tidewater), kept(tidewater)) == (["yes"], [])


def test_what_is_begun_at_one_hub_is_not_lost_by_beginning_at_another(visitor, tidewater, saltpan):
    say(visitor, "name", name="Tansy Madeup")
    visitor.post(page("front_door:question", "saltpan", "name"), {"name": "Somebody Else"})

    for hub, name in (("tidewater", "Tansy Madeup"), ("saltpan", "Somebody Else")):
        assert f'value="{name}"' in visitor.get(page("front_door:question", hub, "name")).content.decode()
    visitor.get(page("front_door:leave"))
    for hub in ("tidewater", "saltpan"):
        assert visitor.get(page("front_door:question", hub, "reach")).status_code == 410


def test_not_safe_said_after_sending_counts_though_another_answer_was_changed_before(visitor, tidewater):
    ask_everything(visitor)
    visitor.post(page("front_door:send", "tidewater"))
    say(visitor, "story", story="And one thing more.")

    answer = say(visitor, "safe", safe="no")

    assert answer.url == page("front_door:sent", "tidewater")
    assert kept(tidewater) == [("safe_now", "raised", "no")]


@pytest.mark.parametrize(
    ("name", "leads_to", "raised"),
    [("tansy  MADEUP", "front_door:sent", [("safe_now", "raised", "no")]), ("Hazel Pretend", "front_door:now", [])],
)
def test_not_safe_counts_for_what_was_sent_if_the_same_name_was_saved_again(visitor, tidewater, name, leads_to, raised):
    ask_everything(visitor, name="Tansy Madeup")
    visitor.post(page("front_door:send", "tidewater"))
    say(visitor, "name", name=name)

    answer = say(visitor, "safe", safe="no")

    assert answer.url == page(leads_to, "tidewater")
    assert kept(tidewater) == raised


def test_somebody_else_who_asks_in_the_same_browser_raises_their_own_alert(visitor, tidewater):
    ask_everything(visitor)
    visitor.post(page("front_door:send", "tidewater"))
    ask_everything(visitor, name="Hazel Pretend", safe="no")
    visitor.post(page("front_door:send", "tidewater"))

    with hub_scope(tidewater.hub):
        assert [alert.reference for alert in Alert.objects.all()] == [
            Referral.objects.order_by("-received_at", "-pk").first().reference
        ]


@pytest.mark.parametrize("name", ["Tansy Madeup", "Hazel Pretend"])
def test_another_request_that_has_expired_is_not_answered_with_the_number_of_the_first(
    visitor, tidewater, clock, now, name
):
    ask_everything(visitor)
    visitor.post(page("front_door:send", "tidewater"))
    clock(now + timedelta(minutes=30))
    ask_everything(visitor, name=name, safe="no")
    clock(now + timedelta(minutes=92))

    pages = [visitor.post(page("front_door:send", "tidewater")), visitor.get(page("front_door:check", "tidewater"))]
    assert [answer.status_code for answer in pages] == [410, 410]
    assert ["tel:111" in answer.content.decode() for answer in pages] == [True, True]
    assert sent(tidewater) == ["yes"]


def test_send_pressed_in_a_second_window_shows_that_it_was_sent(visitor, tidewater):
    ask_everything(visitor)
    visitor.post(page("front_door:send", "tidewater"))

    again = visitor.post(page("front_door:send", "tidewater"))

    assert again.url == page("front_door:sent", "tidewater")
    assert sent(tidewater) == ["yes"]


def test_leaving_signs_out_whoever_is_signed_in_and_drops_the_mark_of_the_forms(visitor, tidewater):
    staff = browser_of(tidewater.nell)
    staff.get(page("front_door:question", "tidewater", "name"))
    assert staff.get(page("caseload:today")).status_code == 200

    left = staff.get(page("front_door:leave"))

    assert left.cookies["hf_form"].value == ""
    assert staff.get(page("caseload:today")).status_code == 302


def test_whoever_asks_next_in_the_same_browser_is_not_taken_for_the_one_before(visitor, tidewater, clock, now):
    ask_everything(visitor)
    visitor.post(page("front_door:send", "tidewater"))
    say(visitor, "name", name="Hazel Pretend")
    answer = say(visitor, "safe", safe="no")

    assert answer.url == page("front_door:now", "tidewater")
    assert kept(tidewater) == []
    clock(now + timedelta(minutes=65))  # what she typed has expired
    assert say(visitor, "safe", safe="no").url == page("front_door:now", "tidewater")
    assert kept(tidewater) == []
