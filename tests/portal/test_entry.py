"""Getting in: links, PINs, codes, what closes them; and everything that must open nothing."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from holdfast.correspondence.actions import make_link
from holdfast.correspondence.mail import mail_of
from holdfast.correspondence.models import Link, Message
from holdfast.events.models import AccessEntry, Event
from holdfast.front_door.actions import begin_visit
from holdfast.hubs.scope import hub_scope
from holdfast.portal.entry_actions import hash_of
from holdfast.portal.models import OwnVisit, Pin
from tests.builders import browser_of, page, send_request
from tests.portal.conftest import CANARY, EMAIL, MAILED, OWN, PIN, VISIT, at, text

WRONG = "111213"
PAGES = ("stand", "now", "been", "sharing", "looked", "people", "reach", "needs", "elsewhere", "stop", "pin", "confirm")


def opened(client) -> bool:
    return client.get(at("stand")).status_code == 200


def give(member, referral) -> tuple[str, str]:
    """The link and the code that a colleague gave, the link as it was mailed or shown."""
    response = browser_of(member).post(page("portal:give", referral.pk))
    code = re.search(r"hf-reference__number\">([\d ]+)<", response.content.decode())[1].replace(" ", "")
    shown = re.search(r"hf-reading__address\">([^<]+)<", response.content.decode())
    return (shown[1] if shown else mailed(member.hub)), code


def mailed(hub) -> str:
    """The address in the last mail with a link."""
    with hub_scope(hub):
        message = Message.objects.filter(kind="own_pages").order_by("-queued_at", "-pk").first()
        return re.search(r"/h/\S+", mail_of(message, EMAIL).body)[0]


# Ways in


def test_the_browser_that_sent_the_request_chooses_a_pin_and_the_link_is_mailed(tidewater, now):
    referral = send_request(tidewater, now=now, channels=MAILED)
    asker = Client()
    with hub_scope(tidewater.hub):
        asker.cookies[VISIT] = begin_visit(referral, shows_request=True, now=now)
    words = text(asker.post(at("choose"), {"pin": PIN, "again": "49217305"}))

    assert "A plain email with a link is on its way" in words
    client = Client()
    response = client.post(mailed(tidewater.hub), {"secret": PIN})
    assert response.url == at("stand")
    assert opened(client)
    with hub_scope(tidewater.hub):
        assert [(e.kind, e.by, e.codes) for e in Event.objects.filter(kind__startswith="own_pages").order_by("pk")] == [
            ("own_pages.set_pin", None, {"how": "asking"}),
            ("own_pages.open", None, {}),
        ]


def test_without_a_safe_email_the_link_is_shown_and_nothing_is_mailed(tidewater, now):
    referral = send_request(tidewater, now=now)
    asker = Client()
    with hub_scope(tidewater.hub):
        asker.cookies[VISIT] = begin_visit(referral, shows_request=True, now=now)
    shown = asker.post(at("choose"), {"pin": PIN, "again": PIN}).content.decode()

    address = re.search(r'href="http://testserver(/h/[^"]+)"', shown)[1]
    assert Client().post(address, {"secret": PIN}).status_code == 302
    with hub_scope(tidewater.hub):
        assert Message.objects.filter(person=referral.person).count() == 0


@pytest.mark.parametrize(
    ("channels", "sentence"),
    [
        (MAILED, "A link, which we send to the email you called safe, and your PIN."),
        ({"call": "+447700900123"}, "A link, which the next page shows you to keep because you gave no email, and"),
    ],
)
def test_who_chooses_a_pin_is_told_how_the_link_reaches_them(tidewater, now, channels, sentence):
    referral = send_request(tidewater, now=now, channels=channels)
    asker = Client()
    with hub_scope(tidewater.hub):
        asker.cookies[VISIT] = begin_visit(referral, shows_request=True, now=now)

    assert sentence in text(asker.get(at("choose")))


def test_a_pin_typed_once_is_asked_for_a_second_time(tidewater, now):
    referral = send_request(tidewater, now=now)
    asker = Client()
    with hub_scope(tidewater.hub):
        asker.cookies[VISIT] = begin_visit(referral, shows_request=True, now=now)

    assert "Enter the same PIN a second time" in text(asker.post(at("choose"), {"pin": PIN, "again": ""}))


def test_a_second_pin_is_not_chosen_over_the_first_by_whoever_sits_at_that_browser(asker, own, now):
    words = text(asker.post(at("choose"), {"pin": "8642 9753", "again": "8642 9753"}))

    assert "A PIN has been chosen already" in words
    assert Client().post(own.link(now=now), {"secret": "86429753"}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Enter a PIN of 6 digits or more, or a few words"),
     ("12345", "6 digits or more"), ("123456", "harder to guess"), ("777777", "harder to guess"),
     ("121212", "harder to guess"), ("short", "or a few words"), ("x" * 900, "100 letters or fewer"),
     ("4921\0 7305", "characters that cannot be shown")],
)  # fmt: skip
def test_a_weak_pin_gets_a_sentence(tidewater, now, typed, sentence):
    referral = send_request(tidewater, now=now)
    asker = Client()
    with hub_scope(tidewater.hub):
        asker.cookies[VISIT] = begin_visit(referral, shows_request=True, now=now)
    response = asker.post(at("choose"), {"pin": typed, "again": typed})

    assert response.status_code == 200
    assert sentence in text(response)
    with hub_scope(tidewater.hub):
        assert Pin.objects.count() == 0


def test_a_colleague_gives_pages_with_a_code_and_whoever_comes_by_it_chooses_a_pin_first(tidewater, own, now):
    address, code = give(tidewater.nell, own.referral)
    client = Client()
    response = client.post(address, {"secret": f"{code[:3]} {code[3:]}"})

    assert client.get(response.url).url == at("pin")
    assert {client.get(at(name)).url for name in PAGES if name != "pin"} == {at("pin")}
    assert client.post(at("pin"), {"pin": "green kettle moon", "again": "Green  Kettle Moon"}).url == at("stand")
    assert opened(client)
    assert Client().post(own.link(now=now), {"secret": PIN}).status_code == 200  # the PIN before it has ended
    assert Client().post(own.link(now=now), {"secret": "green kettle moon"}).status_code == 302


def test_link_and_code_never_stand_side_by_side_for_who_may_not_read_the_record(tidewater, now, own):
    bare = send_request(tidewater, now=now, name="Otto Exampleton")
    response = browser_of(tidewater.ada).post(page("portal:give", bare.pk), follow=True)

    assert "Somebody who reads the record must give the link" in text(response)
    with hub_scope(tidewater.hub):
        assert Link.objects.filter(person=bare.person).count() == 0
    shown = browser_of(tidewater.ada).post(page("portal:give", own.referral.pk))  # her email is safe: no link is shown
    assert "/h/tidewater" not in shown.content.decode()


def test_the_hub_closes_somebodys_pages_everywhere(tidewater, own, now):
    client, address = own.browser(now=now), own.link(now=now)
    browser_of(tidewater.nell).post(page("portal:close_pages", own.referral.pk))

    assert not opened(client)
    assert Client().post(address, {"secret": PIN}).status_code == 410
    assert Client().post(own.link(now=now), {"secret": PIN}).status_code == 200


@pytest.mark.parametrize("name", ["portal:give", "portal:close_pages"])
def test_the_hubs_side_is_not_found_by_strangers_and_whoever_must_not_see(tidewater, saltpan, own, now, name):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Nell Sampleton",))
    seen = [(saltpan.ines, own.referral), (tidewater.wren, own.referral), (tidewater.nell, hidden)]
    for member, referral in seen:
        response = browser_of(member).post(page(name, referral.pk))

        assert response.status_code == 404
        assert "Tansy" not in text(response)
        assert "Otto" not in text(response)


# What must open nothing


def test_a_scanner_that_follows_the_link_by_get_and_head_changes_nothing(own, now):
    address = own.link(now=now)
    for _ in range(10):
        assert Client().get(address).status_code == Client().head(address).status_code == 200

    neutral = text(Client().get(address))
    assert "Tansy" not in neutral
    assert own.referral.reference not in neutral
    assert Client().post(address, {"secret": PIN}).status_code == 302


def test_a_link_opens_once_and_every_dead_link_looks_the_same(tidewater, own, now, clock):
    address, other = own.link(now=now), ""
    assert Client().post(address, {"secret": PIN}).status_code == 302
    used = Client().post(address, {"secret": PIN})
    late = own.link(now=now)
    other = own.link(now=now)
    replaced = Client().get(late)
    clock(now + timedelta(days=15))
    expired = Client().get(other)
    never = Client().get(page("portal:open_link", "tidewater", "x" * 32))

    assert {response.status_code for response in (used, replaced, expired, never)} == {410}
    assert len({response.content for response in (replaced, expired, never)}) == 1


def test_opening_on_another_device_closes_the_first(own, now):
    first, second = own.browser(now=now), own.browser(now=now)

    assert not opened(first)
    assert opened(second)


def test_five_wrong_pins_close_the_link_and_lock_the_pin_for_half_an_hour(own, now, clock):
    address = own.link(now=now)
    for _ in range(5):
        assert Client().post(address, {"secret": WRONG}).status_code == 200

    assert Client().post(address, {"secret": PIN}).status_code == 410
    assert Client().post(own.link(now=now), {"secret": PIN}).status_code == 200  # locked, and nothing says so
    later = clock(now + timedelta(minutes=31))
    assert Client().post(own.link(now=later), {"secret": PIN}).status_code == 302


def test_guessed_tokens_open_nothing_and_tell_nothing(own, now):
    own.link(now=now)
    answers = {Client().post(page("portal:open_link", "tidewater", f"{n:032d}"), {"secret": PIN}).content
               for n in range(200)}  # fmt: skip

    assert len({re.sub(rb'value="[^"]{64}"', b"", answer) for answer in answers}) == 1


def test_a_forged_host_is_refused_and_comes_into_no_link(own, now, settings):
    settings.PUBLIC_URL = "https://hub.example"

    assert Client().get(at("lost"), HTTP_HOST="evil.example").status_code == 400
    assert own.link(now=now).startswith("https://hub.example/h/tidewater/p/")
    assert "evil" not in mailed(own.team.hub)


def test_six_figures_never_open_a_link_that_a_pin_opens(tidewater, own, now):
    own.link(now=now)
    with hub_scope(tidewater.hub):
        link = Link.objects.get(ended_at=None)

        assert len(bytes(link.code_hash)) == 32
        assert b"4921" not in bytes(link.code_hash) + bytes(link.token_hash)


def test_a_link_to_tell_more_does_not_open_the_own_pages_nor_the_other_way_round(tidewater, own, now):
    address, code = give(tidewater.nell, own.referral)
    other_door = Client().post(address.replace("/p/", "/"), {"code": code})
    assert (other_door.status_code, VISIT in other_door.cookies) == (410, False)
    with hub_scope(tidewater.hub):
        token, code, _ = make_link(own.referral.person, subject_id=own.referral.pk, purpose="tell_more", now=now)
    assert Client().post(page("portal:open_link", "tidewater", token), {"secret": code}).status_code == 410


def test_the_cookie_of_one_hub_opens_nothing_at_another(own, saltpan, now):
    client = own.browser(now=now)

    assert client.get(page("portal:stand", "saltpan")).status_code == 410


@pytest.mark.parametrize("name", PAGES)
def test_without_a_visit_every_page_is_the_same_closed_page(own, name):
    client = Client()
    client.cookies[OWN] = "x" * 43
    response = client.get(at(name))

    assert response.status_code == 410
    assert response.content == Client().get(at("stand")).content
    assert client.post(at(name)).status_code in {405, 410}


def test_a_key_that_a_browser_brings_along_is_never_taken(own, now):
    client = Client()
    client.cookies[OWN] = "fixed-by-somebody-else"
    client.post(own.link(now=now), {"secret": PIN})

    assert client.cookies[OWN].value != "fixed-by-somebody-else"
    assert (client.cookies[OWN]["httponly"], client.cookies[OWN]["samesite"]) == (True, "Lax")
    assert client.cookies[OWN]["path"] == "/hub/"
    with hub_scope(own.team.hub):
        assert bytes(OwnVisit.objects.get().key_hash) == hash_of(client.cookies[OWN].value)


def test_a_visit_ends_after_half_an_hour_of_nothing_and_after_a_day_of_anything(own, now, clock):
    client = own.browser(now=now)
    for minutes in range(20, 480, 20):
        clock(now + timedelta(minutes=minutes))
        assert opened(client)
    clock(now + timedelta(minutes=481))
    assert not opened(client)

    clock(now)
    idle = own.browser(now=now)
    clock(now + timedelta(minutes=31))
    assert not opened(idle)


def test_leaving_and_closing_drop_every_cookie(own, now):
    client = own.browser(now=now)
    client.post(at("tell"))
    assert {name for name in (OWN, VISIT) if client.cookies[name].value} == {OWN, VISIT}
    client.get(page("front_door:leave"))
    assert [client.cookies[name].value for name in (OWN, VISIT)] == ["", ""]

    shared = own.browser(now=now)
    key = shared.cookies[OWN].value
    assert shared.post(at("close")).url == at("lost")
    assert shared.cookies[OWN].value == ""
    shared.cookies[OWN] = key
    assert not opened(shared)


def test_closing_is_no_link_that_a_page_can_make_somebody_follow(own, now):
    client = own.browser(now=now)

    assert client.get(at("close")).status_code == 405
    assert opened(client)


# What is kept


def test_only_hashes_are_kept_and_a_dump_does_not_tell_the_pin(tidewater, own, now):
    client = own.browser(now=now)
    with hub_scope(tidewater.hub):
        pin, visit = Pin.objects.get(), OwnVisit.objects.get()

        assert not check_password("49217305", pin.pin_hash)
        assert client.cookies[OWN].value.encode() not in bytes(visit.key_hash)


def test_coming_in_is_written_down_and_shows_no_story_in_any_header(tidewater, own, now):
    client = own.browser(now=now)
    response = client.get(at("stand"))

    assert CANARY not in str(response.headers)
    assert response.headers["Cache-Control"] == "no-store"
    with hub_scope(tidewater.hub):
        entries = AccessEntry.objects.filter(actor="person", what__startswith="portal").order_by("pk")
        assert [(e.what, e.action, e.why) for e in entries] == [
            ("portal:choose", "write", "self"),
            ("portal:open_link", "read", "self"),
            ("portal:stand", "read", "self"),
        ]
