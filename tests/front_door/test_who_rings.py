"""Who rings whoever is not safe, how, and by when: nothing is promised that cannot be kept, and nobody is unnamed."""

import pytest
from django.test import Client

from holdfast.front_door.asked import may_ring
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.builders import make_hub, page

CALL = {"ways": ["call"], "phone": "07700 900123"}
TEXT = {"ways": ["text"], "mobile": "07700 900123"}
EMAIL = {"ways": ["email"], "email": "tansy@home.example"}
LETTER = {"ways": ["letter"], "letter": "1 Made Up Row, XX1 1XX"}
WRITTEN = pytest.mark.parametrize("reach", [EMAIL, LETTER], ids=["email", "letter"])
NAMED = "Harbour Crisis Line, who watch for us at this hour, are told within a minute."


@pytest.fixture
def harbour(db, now):
    """A hub whose alerts an agreed service reads outside its hours."""
    return make_hub("harbour", "Harbour", now=now, night_cover="outside", cover_name="Harbour Crisis Line")


@pytest.fixture
def night(clock, now):
    return clock(now.replace(hour=21, minute=0))


def words(response):
    return " ".join(response.content.decode().split())


def main(response):
    """The column and what stands beside it, without the bar and the foot of every page."""
    return words(response).split("<main")[1].split("</main>")[0]


def say(client, hub, key, **answers):
    return client.post(page("front_door:question", hub, key), answers)


def not_safe(hub, reach, *, safe="no"):
    """A browser that said its name, a way to reach it, and that it is not safe."""
    client = Client()
    say(client, hub, "name", name="Tansy Madeup")
    say(client, hub, "reach", **reach)
    say(client, hub, "safe", safe=safe)
    return client


def sent(client, hub):
    return main(client.post(page("front_door:send", hub), follow=True))


def risk_page(client, hub):
    client.post(page("front_door:questionnaire", hub, "phq9", 1), {"q9": "1"})
    return main(client.get(page("front_door:more_now", hub)))


def test_a_call_or_a_text_rings_and_an_email_or_a_letter_does_not():
    ways = ("call", "text", "email", "letter")

    assert [may_ring({way: "somewhere", "times": []}) for way in ways] == [True, True, False, False]


@WRITTEN
def test_without_a_number_the_page_about_now_leads_with_111_and_promises_no_time(tidewater, clock, now, reach):
    clock(now)
    shown = main(not_safe("tidewater", reach).get(page("front_door:now", "tidewater")))

    assert shown.index("Call 111, then choose") < shown.index("You gave us no phone number") < shown.index("Send what")
    assert "3:22pm" not in shown
    assert "the way you chose" not in shown
    assert "Keep your phone near" not in shown
    assert "Someone at the hub is told within a minute, and writes to you." in shown


@WRITTEN
def test_without_a_number_at_night_no_time_is_promised_either(tidewater, night, reach):
    shown = main(not_safe("tidewater", reach).get(page("front_door:now", "tidewater")))

    assert "the first person in reads it at <strong>8am tomorrow, Thursday</strong>." in shown
    assert "You gave us no phone number" in shown
    assert "They will get in touch by" not in shown


def test_a_number_can_be_given_from_there_with_the_answers_kept(tidewater, clock, now):
    clock(now)
    client = not_safe("tidewater", EMAIL)
    reach = page("front_door:question", "tidewater", "reach")
    assert f'href="{reach}"' in main(client.get(page("front_door:now", "tidewater")))
    again = main(client.get(reach))
    response = say(client, "tidewater", "reach", **{**EMAIL, **CALL, "ways": ["email", "call"]})
    shown = main(client.get(response.url))

    assert 'value="tansy@home.example"' in again
    assert response.url == page("front_door:now", "tidewater")
    assert "We can get in touch by 3:22pm" in shown
    assert "They will call you on <strong>07700 900123</strong>." in shown


@WRITTEN
def test_without_a_number_the_page_after_sending_leads_with_111_and_promises_no_time(tidewater, clock, now, reach):
    clock(now)
    shown = sent(not_safe("tidewater", reach), "tidewater")

    assert shown.index('href="tel:111"') < shown.index("What happens now")
    assert "We write to you" in shown
    assert "To give us a number to ring, call" in shown
    assert "3:22pm" not in shown
    assert "the way you chose" not in shown


@WRITTEN
def test_without_a_number_a_risk_answer_leads_to_111_and_no_time(tidewater, clock, now, reach):
    clock(now)
    client = not_safe("tidewater", reach, safe="yes")
    sent(client, "tidewater")
    shown = risk_page(client, "tidewater")

    assert shown.index("You gave us no phone number") < shown.index("Call 111 now")
    assert "3:22pm" not in shown
    assert "Keep your phone near" not in shown


def test_who_is_safe_and_gave_no_number_is_told_the_day_as_before(tidewater, clock, now):
    clock(now)
    shown = sent(not_safe("tidewater", EMAIL, safe="yes"), "tidewater")

    assert "By the end of" in shown
    assert "The way you chose. If we miss you, we try again." in shown


def test_the_outside_cover_is_named_as_who_is_told_and_who_calls(harbour, night):
    shown = main(not_safe("harbour", CALL).get(page("front_door:now", "harbour")))

    assert f"When you press send, {NAMED} They will call you on <strong>07700 900123</strong>." in shown
    assert "Harbour Crisis Line can get in touch by 10:30pm" in shown
    assert "at the hub" not in shown


def test_the_outside_cover_is_named_to_whoever_gave_no_number(harbour, night):
    assert NAMED in main(not_safe("harbour", EMAIL).get(page("front_door:now", "harbour")))


@pytest.mark.parametrize(
    ("reach", "sentence"),
    [(CALL, "Harbour Crisis Line will call you"), (TEXT, "Harbour Crisis Line will get in touch")],
)
def test_the_page_after_sending_names_the_outside_cover(harbour, night, reach, sentence):
    shown = sent(not_safe("harbour", reach), "harbour")

    assert sentence in shown
    assert "By 10:30pm" in shown
    assert "They watch for us when we are closed." in shown
    assert "We call you" not in shown


def test_the_page_after_sending_names_the_outside_cover_to_whoever_gave_no_number(harbour, night):
    shown = sent(not_safe("harbour", EMAIL), "harbour")

    assert "Harbour Crisis Line watch for us when we are closed." in shown
    assert "10:30pm" not in shown


def test_the_page_after_a_risk_answer_names_the_outside_cover(harbour, night):
    client = not_safe("harbour", CALL, safe="yes")
    sent(client, "harbour")
    shown = risk_page(client, "harbour")

    assert "Harbour Crisis Line, who watch for us when we are closed, are told within a minute." in shown
    assert "They get in touch by 10:30pm." in shown
    assert "Someone at the hub" not in shown


@pytest.mark.parametrize(
    ("safe", "why"),
    [
        ("no", "At this hour Harbour Crisis Line too, because you said that you are not safe."),
        ("unsure", "At this hour Harbour Crisis Line too, because you are not sure that you are safe."),
        ("skipped", "At this hour Harbour Crisis Line too, because we do not know that you are safe."),
    ],
)
def test_the_check_says_why_the_outside_cover_reads_it(harbour, night, safe, why):
    assert why in main(not_safe("harbour", CALL, safe=safe).get(page("front_door:check", "harbour")))


def test_the_outside_cover_is_not_named_on_the_check_to_whoever_is_safe_nor_while_the_hub_is_open(harbour, clock, now):
    clock(now)
    by_day = not_safe("harbour", CALL)
    assert "Harbour Crisis Line" not in main(by_day.get(page("front_door:check", "harbour")))
    clock(now.replace(hour=21))
    safe = not_safe("harbour", CALL, safe="yes")
    assert "Harbour Crisis Line" not in main(safe.get(page("front_door:check", "harbour")))


def test_start_and_promise_say_that_an_outside_cover_reads_when_the_hub_is_closed(harbour, tidewater, night):
    sentence = "When we are closed, Harbour Crisis Line reads for us what says that somebody may not be safe."
    pages = [page(name, hub) for name in ("front_door:start", "front_door:ask") for hub in ("harbour", "tidewater")]

    assert [sentence in main(Client().get(each)) for each in pages] == [True, False, True, False]


def test_pressing_tell_the_hub_with_nothing_picked_says_so_and_is_kept_as_skipped(tidewater, clock, now):
    clock(now)
    client = not_safe("tidewater", CALL, safe="yes")
    sent(client, "tidewater")
    risk_page(client, "tidewater")
    nothing = main(client.post(page("front_door:more_now", "tidewater"), {}))
    picked = main(client.post(page("front_door:more_now", "tidewater"), {"keep_safe": "no"}))

    assert "You have not picked one. You still can." in nothing
    assert "Tell the hub" in nothing
    assert "This is what you said" not in nothing
    assert "This is what you said. You can change it." in picked
    with hub_scope(tidewater.hub):
        assert list(Referral.objects.get().person.alerts.values_list("keep_safe", flat=True)) == ["no"]
