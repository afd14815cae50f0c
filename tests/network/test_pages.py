"""The pages of transfers: at the hub that offers, at the one that is asked, and the person's own."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.network import actions
from holdfast.network.models import Transfer
from holdfast.network.today import waits
from holdfast.people.viewer import viewer
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.naming import name_people
from tests.authorisation.outside_records import PIN
from tests.builders import browser_of, page
from tests.network.conftest import SUMMARY, accepted, carried, known, offered, prepared, refused, transfer_of

FILLED = {"reason": "wish", "summary": SUMMARY, "parts": ["measures", "story"]}


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def read(member, name, *args):
    response = browser_of(member).get(page(f"network:{name}", *args))
    response.words = response.content.decode().replace("&#39;", "’")
    return response


def send(member, route, /, *args, **data):
    response = browser_of(member).post(page(f"network:{route}", *args), data, follow=True)
    response.words = response.content.decode().replace("&#39;", "’")
    return response


def transfers(team):
    with hub_scope(team.hub):
        return list(Transfer.objects.order_by("prepared_at", "pk"))


def said_on_today(member, now):
    with hub_scope(member.hub):
        return [line["text"] for line in waits(viewer(member, now=now))]


def test_it_is_prepared_agreed_to_in_conversation_and_offered(tidewater, saltpan, tansy, now):
    nell, pk = tidewater.nell, tansy.referral.pk

    send(nell, "prepare", pk, to_hub=saltpan.hub.pk, **FILLED)
    (made,) = transfers(tidewater)
    send(nell, "agree", pk, seen=made.pk)
    answer = send(nell, "offer", pk, seen=made.pk)

    (made,) = transfers(tidewater)
    assert (made.status, made.agreed_how, made.parts) == ("offered", "conversation", ["story", "measures"])
    assert "You stay responsible until that hub accepts" in answer.words
    assert said_on_today(nell, now) == ["One person offered to another hub, waiting for its answer"]
    assert said_on_today(saltpan.nell, now) == ["One person is offered by another hub"]


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("to_hub", "", "Choose a hub"),
        ("to_hub", "1", "Select a valid choice"),
        ("reason", "", "Choose why another hub would be better"),
        ("summary", " ", "Write in a few sentences what the other hub needs to know"),
        ("summary", "tansy madeup sleeps badly", "The other hub reads this before it accepts"),
        ("parts", ["nothing"], "Choose from the list"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(name, typed, words, tidewater, saltpan, tansy):
    answer = send(tidewater.nell, "prepare", tansy.referral.pk, **{"to_hub": saltpan.hub.pk, **FILLED, name: typed})

    assert words in answer.words
    assert transfers(tidewater) == []


def test_the_hub_that_is_asked_reads_what_it_needs_to_decide_and_no_name(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)

    for shown in (read(saltpan.nell, "offers"), read(saltpan.nell, "one", found.pk)):
        assert SUMMARY in shown.words
        for told in ("Tansy", tansy.referral.reference, "heron-canary", "900123", "home.example"):
            assert told not in shown.words


def test_the_queue_costs_the_same_statements_however_many_are_offered_but_for_their_keys(
    tidewater, saltpan, tansy, now, django_assert_max_num_queries
):
    offered(tidewater, saltpan, tansy.referral, now=now)
    browser = browser_of(saltpan.nell)

    with django_assert_max_num_queries(18):
        browser.get(page("network:offers"))


def test_strangers_colleagues_without_a_right_and_whoever_is_kept_out_find_nothing(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Wren Dummerly"], now=now)

    assert read(tidewater.wren, "of_record", tansy.referral.pk).status_code == 404
    assert read(saltpan.nell, "of_record", tansy.referral.pk).status_code == 404
    assert read(tidewater.nell, "one", found.pk).status_code == 404
    for member in (saltpan.ada, saltpan.sol, saltpan.max):
        assert read(member, "one", found.pk).status_code == 404
        assert read(member, "offers").status_code == 404
    assert read(saltpan.wren, "one", found.pk).status_code == 404
    assert "Nobody is offered to you" in read(saltpan.wren, "offers").words
    assert send(saltpan.wren, "accept", found.pk).status_code == 404
    assert said_on_today(saltpan.wren, now) == []


def test_accepted_in_two_tabs_the_second_is_told(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)

    first = send(saltpan.nell, "accept", found.pk)
    second, third = (send(member, "accept", found.pk) for member in (saltpan.nell, saltpan.ines))
    later = send(saltpan.ines, "refuse", found.pk, reason="We have no time.")
    stranger = send(tidewater.wren, "accept", found.pk)

    assert "They are yours from now on" in first.words
    assert ["Not done: a colleague has answered" in each.words for each in (second, third, later)] == [True] * 3
    assert stranger.status_code == 404
    assert transfer_of(tidewater, found).status == "accepted"


def test_whoever_they_keep_out_hears_nothing_of_an_offer_that_was_answered(tidewater, saltpan, tansy, now):
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Wren Dummerly"], now=now)
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    send(saltpan.nell, "accept", found.pk)
    before = send(saltpan.wren, "accept", found.pk).status_code
    carried(tidewater, saltpan, found, now=now)
    assert (before, send(saltpan.wren, "accept", found.pk).status_code) == (404, 404)


def test_refused_with_a_reason_it_is_read_on_the_record(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)

    missing = send(saltpan.nell, "refuse", found.pk, reason="")
    send(saltpan.nell, "refuse", found.pk, reason="We are full")
    carried(tidewater, saltpan, found, now=now)

    assert "Write why you cannot take them on" in missing.words
    assert "We are full" in read(tidewater.nell, "of_record", tansy.referral.pk).words
    assert said_on_today(tidewater.nell, now) == ["One person refused by another hub: talk with them about what now"]


def test_a_step_for_an_offer_that_is_not_there_any_more_is_refused_in_a_sentence(tidewater, saltpan, tansy, now):
    found = prepared(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        actions.say_no(found, now=now)

    gone = send(tidewater.nell, "agree", tansy.referral.pk, seen=found.pk)
    other = prepared(tidewater, saltpan, tansy.referral, now=now)
    changed = send(tidewater.nell, "agree", tansy.referral.pk, seen=found.pk)

    assert "it has been answered, or taken back, meanwhile" in gone.words
    assert "another offer stands here by now" in changed.words
    assert transfer_of(tidewater, other).status == "prepared"


def own_browser(team, referral, client, *, now):
    """A browser in which the person opened their own pages, the PIN asked for again."""
    with hub_scope(team.hub):
        entry_actions.choose_pin(referral, PIN, how=Pin.How.AFTER_ASKING, now=now)
        link = entry_actions.give_link(referral, team.hub, now=now).address
    client.post(link, {"secret": PIN})
    client.post(page("portal:confirm", team.hub.slug) + "?for=moving", {"pin": PIN})
    return client


def own(client, team, name="moving"):
    return client.get(page(f"portal:{name}", team.hub.slug)).content.decode().replace("&#39;", "’")


def test_the_person_reads_all_that_would_go_and_says_yes_and_no(tidewater, saltpan, tansy, now, client):
    found = prepared(tidewater, saltpan, tansy.referral, now=now)
    browser = own_browser(tidewater, tansy.referral, client, now=now)

    shown = own(browser, tidewater)
    for told in (SUMMARY, "Tansy Madeup", "heron-canary-story", "GAD-7", "They get help from us."):
        assert told in shown
    browser.post(page("portal:agree_to_move", tidewater.hub.slug), {"seen": found.pk})
    assert transfer_of(tidewater, found).status == "agreed"
    browser.post(page("portal:stay", tidewater.hub.slug), {"seen": found.pk})
    assert transfer_of(tidewater, found).status == "said_no"
    assert "You said no" in own(browser, tidewater)


def test_another_persons_offer_is_not_theirs_to_answer(tidewater, saltpan, tansy, now, client):
    other = known(tidewater, now=now, name="Sorrel Madeup")
    found = prepared(tidewater, saltpan, other, now=now)
    browser = own_browser(tidewater, tansy.referral, client, now=now)

    for name in ("agree_to_move", "stay"):
        browser.post(page(f"portal:{name}", tidewater.hub.slug), {"seen": found.pk})

    assert transfer_of(tidewater, found).status == "prepared"
    assert SUMMARY not in own(browser, tidewater)


def test_the_old_pages_only_point_to_the_new_hub(tidewater, saltpan, tansy, now, client):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    browser = own_browser(tidewater, tansy.referral, client, now=now)
    new = carried(tidewater, saltpan, found, now=now)

    for name in ("stand", "moving", "letters", "stop", "reach"):
        shown = own(browser, tidewater, name)
        assert "You are with another hub" in shown
        assert f"{new.reference[:3]} {new.reference[3:6]} {new.reference[6:]}" in shown
        assert "heron-canary" not in shown


def test_refused_the_own_pages_go_on(tidewater, saltpan, tansy, now, client):
    refused(tidewater, saltpan, tansy.referral, now=now)

    shown = own(own_browser(tidewater, tansy.referral, client, now=now), tidewater)

    assert "That hub cannot see you now. You stay with us" in shown
