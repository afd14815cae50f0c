"""Somebody who waits at a service when another hub takes them on: neither hub loses sight of that."""

import json
from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.network.contents import offer_content, read_offer
from holdfast.network.package import FORMATS, PaperWords
from holdfast.network.queries import papers_of
from holdfast.network.sealed import open_package
from holdfast.network.states import Part
from holdfast.onward.models import OnwardReferral
from holdfast.referrals.naming import name_people
from tests.builders import browser_of, page
from tests.letters.conftest import drafted as draft_letter
from tests.network.conftest import EVERYTHING, accepted, carried, offered_elsewhere, prepared, stored
from tests.network.sealed_steps import arrivals
from tests.network.test_pages import own, own_browser
from tests.network.test_sealed_refusals import with_value
from tests.onward.conftest import CANARY, heard, sent
from tests.onward.conftest import world as _world

DAY = timedelta(days=1)
WITHDRAWN = "One onward referral is withdrawn"
LANTERN = PaperWords(
    part="services", title="Lantern Trauma Service", when="as it stood on 14 October 2026", by="",
    text="Accepted\nThey expect them on 3 November 2026",
)  # fmt: skip
world = _world


@pytest.fixture
def waits(tidewater, world, now, clock):
    """Tansy is on the list of a service, which named a day."""
    clock(now)
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "accept", now=now, day=now.date() + 20 * DAY)
    return world.tansy


def status_of(team):
    with hub_scope(team.hub):
        return list(OnwardReferral.objects.values_list("status", flat=True))


def services_at(team, referral):
    with hub_scope(team.hub):
        return [each for each in papers_of(referral) if each["part"] == Part.SERVICES]


def main_of(member, name, referral):
    response = browser_of(member).get(page(name, referral.pk))
    return response.status_code, response.content.decode().partition("<main")[2].partition("</main")[0]


def test_whoever_offers_them_reads_before_that_their_place_at_a_service_is_given_up(tidewater, saltpan, waits, now):
    before = main_of(tidewater.nell, "network:prepare", waits)
    prepared(tidewater, saltpan, waits, now=now, parts=[])
    asked = main_of(tidewater.nell, "network:of_record", waits)
    others = [
        main_of(each, name, waits)[0]
        for each in (tidewater.wren, saltpan.nell)
        for name in ("network:prepare", "network:of_record")
    ]
    with hub_scope(tidewater.hub):
        name_people(waits, named=["Nell Sampleton"], now=now)
    others += [main_of(tidewater.nell, name, waits)[0] for name in ("network:prepare", "network:of_record")]
    assert [(code, WITHDRAWN in text) for code, text in (before, asked)] == [(200, True), (200, True)]
    assert others == [404] * 6


def test_once_they_were_let_go_of_it_ended_and_is_said_no_more(tidewater, saltpan, waits, now):
    found = accepted(tidewater, saltpan, waits, now=now)
    on_the_way = main_of(tidewater.nell, "network:of_record", waits)[1]
    carried(tidewater, saltpan, found, now=now)
    gone = main_of(tidewater.nell, "network:of_record", waits)[1]
    assert ([WITHDRAWN in text for text in (on_the_way, gone)], status_of(tidewater)) == ([True, False], ["withdrawn"])


def test_letters_are_not_said_to_go_which_a_transfer_stops(tidewater, saltpan, waits, now):
    draft_letter(tidewater, waits, now=now)
    text = main_of(tidewater.nell, "network:prepare", waits)[1]
    assert "<li>One letter that was not sent is sent no more</li>" in text
    assert "posted still" not in text


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (EVERYTHING, "Once it has said yes, that hub reads which services these are"),
        ([], "That hub does not read of this from us"),
    ],
)
def test_they_read_that_their_place_ends_before_they_agree_and_who_reads_of_it(
    tidewater, saltpan, waits, now, client, parts, words
):
    prepared(tidewater, saltpan, waits, now=now, parts=parts)
    text = own(own_browser(tidewater, waits, client, now=now), tidewater)
    assert "We referred you to: Lantern Trauma Service" in text
    assert words in text
    assert ("They expect them on 3 November 2026" in text) is bool(parts)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            EVERYTHING,
            "that hub reads of this from us, and can refer you again: Lantern Trauma Service. It does not read of this "
            "from us: Quay Advice.",
        ),
        ([], "That hub does not read of this from us."),
    ],
)
def test_of_a_service_that_came_after_it_was_put_together_they_read_that_the_other_hub_does_not_read_of_it(
    tidewater, saltpan, waits, world, now, client, parts, words
):
    prepared(tidewater, saltpan, waits, now=now, parts=parts)
    sent(tidewater, waits, world.quay, now=now)
    text = own(own_browser(tidewater, waits, client, now=now), tidewater)
    assert "We referred you to: Lantern Trauma Service, Quay Advice." in text
    assert words in text
    assert ("can refer you again" in text) is bool(parts)


def test_whoever_takes_them_on_reads_that_a_service_has_them_and_nothing_of_what_it_was_told(
    tidewater, saltpan, waits, now
):
    found = accepted(tidewater, saltpan, waits, now=now, parts=["services"])
    new = stored(saltpan, carried(tidewater, saltpan, found, now=now))
    code, text = main_of(saltpan.ines, "network:of_record", new)

    assert services_at(saltpan, new) == [LANTERN]
    assert (code, f"{LANTERN['title']}, as it stood on 14 October" in text, CANARY in text) == (
        200,
        True,
        False,
    )
    assert "Their places at services ended when they came here" in text
    assert main_of(tidewater.nell, "network:of_record", new)[0] == 404


def test_nothing_of_it_goes_that_they_did_not_agree_to(tidewater, saltpan, waits, now):
    found = accepted(tidewater, saltpan, waits, now=now, parts=["story"])
    new = stored(saltpan, carried(tidewater, saltpan, found, now=now))
    assert services_at(saltpan, new) == []
    assert "Their places at services" not in main_of(saltpan.ines, "network:of_record", new)[1]


def test_it_goes_in_a_sealed_file_too_and_a_file_of_before_is_read_still(tidewater, saltpan, between, waits, now):
    found = offered_elsewhere(tidewater, waits, now=now)
    with hub_scope(tidewater.hub):
        content = json.loads(json.dumps(offer_content(found, open_package(found, tidewater.hub))))
    (file,) = between.export(tidewater)
    assert between.take(saltpan, file).code == 0
    (arrival,) = arrivals(saltpan)

    assert services_at(saltpan, arrival.referral) == [LANTERN]
    earlier = read_offer(with_value(content, ("package", "format"), FORMATS[0]), now=now)
    assert earlier.package["papers"] == content["package"]["papers"]
