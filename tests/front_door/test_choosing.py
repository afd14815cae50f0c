"""Choosing a hub on the public pages: by employer or place, a neighbour instead, and the wish that is kept."""

from datetime import date, timedelta

import pytest
from django.test import Client

from holdfast.front_door.choosing import say_waits
from holdfast.hubs.models import Hub, Neighbour, Organisation
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.builders import browser_of, make_hub, page, send_request
from tests.front_door.test_ask_views import ask_everything, say
from tests.published_waits import publish_wait

USUAL = "Usual wait for a first conversation: 5 to 9 days, in July to September 2026."


@pytest.fixture
def visitor(tidewater, clock, now):
    clock(now)
    return Client()


@pytest.fixture
def neighbour(tidewater, saltpan, now):
    """Saltpan sees Tidewater's staff, and has published how long people waited there."""
    publish_wait(saltpan.hub, now=now)
    return Neighbour.objects.create(hub=tidewater.hub, neighbour=saltpan.hub, agreed_on=date(2026, 1, 5))


def shown(visitor, name, *args, query=""):
    response = visitor.get(page(name, *args) + query)
    assert response.status_code == 200
    assert dict(response.cookies) == {}
    return response.content.decode()


def test_home_finds_the_hub_of_an_employer_with_its_neighbour_and_the_usual_wait(visitor, tidewater, neighbour):
    host = Organisation.objects.create(
        code="ZZ1", name="Otterbank Invented NHS Trust", kind="trust", search_text="otterbank invented nhs trust zz1"
    )
    Hub.objects.filter(pk=tidewater.hub.pk).update(host=host)

    words = shown(visitor, "front_door:start", query="?q=otterbank")

    assert "For staff of Otterbank Invented NHS Trust." in words
    assert f'href="{page("front_door:start", "tidewater")}"' in words
    assert f"For staff in Saltpan. {USUAL}" in words
    assert words.count("Usual wait") == 1


@pytest.mark.parametrize(
    "query",
    ["?q=nowhere", "?q=%00", "?q=%ED%A0%80", "?q=" + "x" * 5000, "?q=<script>alert(1)</script>", "?q=%25", "?p=1"],
)
def test_words_that_find_nothing_show_every_hub(visitor, saltpan, query):
    words = shown(visitor, "front_door:start", query=query)

    assert "Tidewater Staff Support Hub" in words
    assert "Saltpan Staff Support Hub" in words
    assert "<script>alert" not in words


def test_home_takes_two_statements_and_four_with_a_search(visitor, saltpan, neighbour, django_assert_num_queries):
    """One of them reads what is published of waits at all of these hubs."""
    with django_assert_num_queries(2):
        visitor.get(page("front_door:start"))
    with django_assert_num_queries(4):
        visitor.get(page("front_door:start") + "?q=tidewater")


def test_a_hubs_first_page_offers_its_neighbours_until_the_agreement_ends(visitor, neighbour, now):
    words = shown(visitor, "front_door:start", "tidewater")
    assert "Would you rather be seen by another hub?" in words
    assert USUAL in words

    Neighbour.objects.update(ended_on=now.date())
    words = shown(visitor, "front_door:start", "tidewater")
    assert "rather be seen" not in words
    assert "Saltpan" not in words


def test_a_hubs_own_staff_are_offered_a_neighbour_before_the_first_question(visitor, tidewater, neighbour):
    words = shown(visitor, "front_door:ask", "tidewater")

    assert "Do you work for this hub?" in words
    assert f'href="{page("front_door:ask", "saltpan")}"' in words
    Neighbour.objects.update(ended_on=date(2026, 2, 1))
    assert "Do you work for this hub?" not in shown(visitor, "front_door:ask", "tidewater")


def test_the_wish_is_kept_with_the_referral_and_shown_to_whoever_decides(visitor, tidewater, saltpan, neighbour):
    ask_everything(visitor)
    say(visitor, "people", people="", wished_hub="saltpan")
    checked = visitor.get(page("front_door:check", "tidewater")).content.decode()
    visitor.post(page("front_door:send", "tidewater"))
    sent = visitor.get(page("front_door:all_sent", "tidewater")).content.decode()

    with hub_scope(tidewater.hub):
        referral = Referral.objects.get()
        assert referral.wished_hub == saltpan.hub
    with hub_scope(saltpan.hub):
        assert Referral.objects.count() == 0
    for words in (checked, sent):
        assert "The hub you would rather see" in words
        assert "Saltpan Staff Support Hub" in words
    decide = browser_of(tidewater.nell).get(page("triage:decide", referral.pk)).content.decode()
    assert 'value="other_hub" checked' in decide
    assert f'<option value="{saltpan.hub.pk}" selected' in decide
    assert "Wishes for another hub" in decide


def test_start_stands_after_where_the_promise_ends_and_before_the_neighbours(visitor, neighbour):
    words = shown(visitor, "front_door:ask", "tidewater")
    places = [words.index(each) for each in ("Where it ends", ">Start</a>", "Do you work for this hub?")]

    assert places == sorted(places)


def test_the_hub_is_changed_from_the_check_in_question_5_where_there_are_neighbours(visitor, neighbour, now):
    ask_everything(visitor)
    question_5 = f'href="{page("front_door:question", "tidewater", "people")}#id_wished_hub_0"'
    offered = visitor.get(page("front_door:check", "tidewater")).content.decode().split("<main")[1]
    asked = visitor.get(page("front_door:question", "tidewater", "people")).content.decode()
    Neighbour.objects.update(ended_on=now.date())
    alone = visitor.get(page("front_door:check", "tidewater")).content.decode().split("<main")[1]

    assert question_5 in offered
    assert 'id="id_wished_hub_0"' in asked
    assert question_5 not in alone
    assert f'href="{page("front_door:start")}"' not in offered + alone


def test_the_question_about_people_is_marked_optional_and_the_hub_picked_already_is_not(visitor, neighbour):
    ask_everything(visitor)
    words = visitor.get(page("front_door:question", "tidewater", "people")).content.decode()

    assert 'Is there anyone who must not see this? <span class="hf-optional">(optional)</span>' in words
    assert words.count("(optional)") == 1
    assert "If you pick another hub, we ask it for you." in words


def test_a_wish_for_a_hub_whose_agreement_ended_meanwhile_is_let_go_and_the_request_still_sent(
    visitor, tidewater, neighbour, now
):
    ask_everything(visitor)
    say(visitor, "people", people="", wished_hub="saltpan")
    Neighbour.objects.update(ended_on=now.date())
    visitor.post(page("front_door:send", "tidewater"))

    with hub_scope(tidewater.hub):
        assert list(Referral.objects.values_list("wished_hub", flat=True)) == [None]


@pytest.mark.parametrize("slug", ["nowhere", "tidewater", "\0", "saltpan'--", "x" * 100_000])
def test_a_hub_that_is_no_neighbour_cannot_be_wished_for(visitor, saltpan, neighbour, slug):
    ask_everything(visitor)
    response = say(visitor, "people", people="Otto Exampleton", wished_hub=slug)

    words = response.content.decode()
    assert response.status_code == 200
    assert "Pick one of the hubs, or leave it" in words
    assert "Otto Exampleton" in words


def test_without_neighbours_nobody_is_asked_which_hub(visitor, saltpan):
    ask_everything(visitor)

    assert (
        "Which hub should see you?"
        not in visitor.get(page("front_door:question", "tidewater", "people")).content.decode()
    )


def test_the_fastest_way_through_asks_for_no_wish(visitor, tidewater, neighbour):
    say(visitor, "name", name="Tansy")
    say(visitor, "reach", ways=["call"], phone="07700 900123")
    visitor.post(page("front_door:send", "tidewater"))

    with hub_scope(tidewater.hub):
        assert list(Referral.objects.values_list("wished_hub", flat=True)) == [None]


def test_a_request_without_a_wish_proposes_to_accept(tidewater, saltpan, neighbour, clock, now):
    clock(now)
    referral = send_request(tidewater, now=now)

    decide = browser_of(tidewater.nell).get(page("triage:decide", referral.pk)).content.decode()

    assert 'value="accept" checked' in decide
    assert "Wishes for another hub" not in decide


def test_what_is_said_of_waits_is_what_was_published_last_and_nothing_of_long_ago_or_of_fewer_than_twenty(
    tidewater, saltpan, now
):
    fenmark = make_hub("fenmark", "Fenmark", now=now)
    hubs = [tidewater.hub, saltpan.hub, fenmark.hub]
    publish_wait(tidewater.hub, now=now, days=12, period="2026-Q1")
    publish_wait(tidewater.hub, now=now, days=4, period="2026-Q2")
    publish_wait(saltpan.hub, now=now, people=19)
    publish_wait(fenmark.hub, now=now, period="2025-Q2")
    said = "Usual wait for a first conversation: %s days, in %s."
    april = "0 to 4", "April to June 2026"
    assert say_waits(hubs, now=now) == {"tidewater": said % april, "saltpan": "", "fenmark": said % (
        "5 to 9", "April to June 2025")}  # fmt: skip
    later = now + timedelta(days=90)
    assert say_waits(hubs, now=later) == {"tidewater": said % april, "saltpan": "", "fenmark": ""}


def test_waits_of_all_hubs_are_read_with_one_statement(tidewater, saltpan, now, django_assert_num_queries):
    publish_wait(saltpan.hub, now=now)
    with django_assert_num_queries(1):
        say_waits([tidewater.hub, saltpan.hub], now=now)
    with django_assert_num_queries(0):
        say_waits([], now=now)
