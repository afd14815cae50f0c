"""Fitness to practise in a browser: two people before anybody is told; and the urgent way, signed after."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out
from tests.browser import assert_accessible
from tests.builders import accept, make_member, send_request
from tests.journeys.conftest import apart

pytestmark = pytest.mark.journey
EVIDENCE = "Said that he has twice given a double dose at the end of a night."


def known(team, name, *, now):
    """Somebody whom Nell works with."""
    referral = apart(lambda: send_request(team, now=now, name=name))
    apart(lambda: accept(team, referral, owner=team.nell, now=now))
    return referral


def names(team, referral, name, *, now):
    """The person names somebody who must not see their record."""
    with hub_scope(team.hub):
        keep_out(referral.person, named=[name], now=now)


def begins(page, referral, team):
    """The guided record, from the concerns of a person, as far as what was told."""
    page.goto(f"/people/{referral.pk}/concerns/")
    page.get_by_role("link", name="Fitness to practise").click()
    assert_accessible(page)
    page.get_by_label("Patients, or people they care for").check()
    page.locator("input[name=is_serious][value=yes]").check()
    page.get_by_label("What was seen or said, by whom and when").fill(EVIDENCE)
    page.locator("input[name=asked][value=agreed]").check()
    page.get_by_label("Who is the second person?").select_option(str(team.ines.pk))


def tells(page):
    """What the regulator was told."""
    page.locator("input[name=body][value=regulator]").check()
    page.get_by_label("Which body, and whom there").fill("Invented Council, Moss Placeholder")
    page.locator("input[name=at_0]").fill("2026-10-14")
    page.locator("input[name=at_1]").fill("13:30")
    page.get_by_label("What they were told").fill("The two dates, and nothing else.")
    form = page.locator("form", has=page.locator("input[name=at_0]"))
    form.locator("input[name=knows][value=yes]").check()


def signs(page, words):
    """The second person, from Today to their signature."""
    page.goto("/today/")
    page.get_by_role("link", name="A concern waits for you as one of two").click()
    assert_accessible(page)
    page.locator("main h2 a").first.click()
    page.get_by_text(EVIDENCE).wait_for()
    assert_accessible(page)
    page.locator("input[name=agrees][value=yes]").check()
    page.get_by_label("What you advise, and why").fill(words)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_text("Written down.").wait_for()


def test_two_people_weigh_it_before_the_body_is_told_and_no_colleague_finds_a_trace(site, hubs, now):
    tidewater, _ = hubs
    referral = known(tidewater, "Burdock Madeup", now=now)
    with site.member(tidewater.nell, width=375) as page:
        begins(page, referral, tidewater)
        page.locator("input[name=is_urgent][value=no]").check()
        page.get_by_role("button", name="Write it down").click()
        page.get_by_text("You and Ines Pretendham read it, and nobody else").wait_for()
        assert_accessible(page)
        address = page.url
    with site.member(tidewater.ines) as page:
        signs(page, "Tell the dates, no more.")
    with site.member(tidewater.nell) as page:
        page.goto(address)
        page.get_by_text("Two agree: the body is to be told").wait_for()
        tells(page)
        assert_accessible(page)
        page.get_by_role("button", name="It was told").click()
        page.get_by_text("Told: waits for what comes of it").wait_for()
        page.get_by_role("textbox", name="What came of it").fill("They took it up with him.")
        page.locator("input[name=knows][value=yes]").check()
        page.get_by_role("button", name="Close it").click()
        page.get_by_text("Closed, with what came of it").wait_for()
        assert_accessible(page)
    with site.member(tidewater.wren) as page:
        assert page.goto(address).status == 404
        page.goto("/as-one-of-two/")
        page.get_by_text("You are one of the two for no concern").wait_for()
        assert_accessible(page)


def test_where_waiting_would_harm_one_tells_at_once_and_the_other_signs(site, hubs, now):
    tidewater, _ = hubs
    referral = known(tidewater, "Comfrey Pretend", now=now)
    with site.member(tidewater.nell) as page:
        begins(page, referral, tidewater)
        page.locator("input[name=is_urgent][value=yes]").check()
        page.get_by_role("button", name="Write it down").click()
        page.get_by_role("link", name="Write why it could not wait").wait_for()
        assert_accessible(page)
        page.get_by_label("Why could it not wait?").fill("His shift began in half an hour.")
        tells(page)
        page.get_by_role("button", name="Write it down").click()
        page.get_by_text("Told at once: the second person has still to sign").wait_for()
    with site.member(tidewater.ines, width=375) as page:
        signs(page, "It could not wait.")
        page.get_by_text("Signed what was told at once: Ines Pretendham").wait_for()
        assert_accessible(page)


def test_whoever_is_left_of_the_two_names_somebody_else(site, hubs, now):
    tidewater, _ = hubs
    referral = known(tidewater, "Sorrel Fictional", now=now)
    with site.member(tidewater.nell) as page:
        begins(page, referral, tidewater)
        page.locator("input[name=is_urgent][value=no]").check()
        page.get_by_role("button", name="Write it down").click()
        page.get_by_text("You and Ines Pretendham read it, and nobody else").wait_for()
    apart(lambda: make_member(tidewater.hub, "Linnet Invented", "clinical_lead"))
    apart(lambda: names(tidewater, referral, "Ines Pretendham", now=now))
    with site.member(tidewater.nell, width=375) as page:
        page.goto("/today/")
        page.get_by_role("link", name="A concern has lost the other of its two: name somebody else").click()
        assert_accessible(page)
        page.locator("main h2 a").first.click()
        page.get_by_role("button", name="Name this colleague").click()
        page.get_by_text("Choose a colleague", exact=True).first.wait_for()
        assert_accessible(page)
        panel = page.locator("#name_another")
        panel.get_by_label("Who takes their place?").select_option(label="Linnet Invented")
        panel.get_by_label("Why").fill("Ines is not there for it.")
        page.get_by_role("button", name="Name this colleague").click()
        page.get_by_text("Asked somebody else: Nell Sampleton").wait_for()
        assert_accessible(page)
