"""The telephone rings: a request, a call-back, advice to somebody without a name, a voicemail for the right person."""

import pytest

from holdfast.referrals.models import Referral
from holdfast.support_line.models import Call
from tests.browser import assert_accessible
from tests.builders import accept, send_request
from tests.correspondence.nasty_files import picture
from tests.journeys.conftest import apart, in_hub

pytestmark = pytest.mark.journey


def calls_of(team):
    return in_hub(team.hub, lambda: list(Call.objects.order_by("pk").values_list("status", "advice")))


def begin(page):
    page.goto("/calls/")
    page.get_by_role("button", name="Begin a call").click()


def test_a_call_becomes_the_same_request_its_number_is_read_out_and_somebody_rings_them(site, hubs):
    tidewater, _ = hubs
    with site.member(tidewater.sol) as page:
        begin(page)
        assert_accessible(page)
        page.get_by_label("What they say").fill("Sits in the car park before every shift.")
        page.get_by_role("button", name="Keep", exact=True).click()
        page.get_by_text("Kept.").wait_for()
        page.get_by_text("Make the request").click()
        page.get_by_role("button", name="Make this request").click()
        page.get_by_role("link", name="Enter a name").wait_for()
        assert_accessible(page)
        page.get_by_label("A name to use").fill("Tansy Madeup")
        page.get_by_label("A number to ring").fill("07700 900123")
        page.get_by_label("Yes, they are safe").check()
        page.get_by_role("button", name="Make this request").click()
        number = page.locator(".hf-reference__number").inner_text()
        assert_accessible(page)

    made = in_hub(tidewater.hub, lambda: Referral.objects.get())
    assert number.replace(" ", "") == made.reference
    assert (made.method, made.route) == ("telephone", "self")
    with site.member(tidewater.nell, width=375) as page:
        page.goto("/people/?stage=triage")
        page.get_by_role("link", name="Decide for Tansy Madeup").click()
        page.get_by_label("Who makes contact", exact=True).select_option(str(tidewater.nell.pk))
        with page.expect_navigation():
            page.get_by_role("button", name="Save this decision").click()
        page.goto(f"/people/{made.pk}/contact/")
        assert page.get_by_role("link", name="07700 900123").get_attribute("href") == "tel:+447700900123"
        page.get_by_role("button", name="We spoke").click()
        page.get_by_text("Logged. Phone call: spoke with them.").wait_for()
    reached = in_hub(tidewater.hub, lambda: Referral.objects.select_related("owner").get())
    assert (reached.stage, reached.owner) == ("assessment", tidewater.nell)


def test_a_promised_call_back_is_made_by_whoever_is_on_duty_on_a_phone_without_javascript(site, hubs):
    tidewater, _ = hubs
    with site.member(tidewater.sol, javascript=False, width=375) as page:
        begin(page)
        page.get_by_label("A number to ring").fill("07700 900123")
        page.get_by_text("Promise a call-back", exact=True).click()
        page.get_by_role("button", name="Promise this").click()
        assert "Promised by 3:22pm today" in page.locator("main").inner_text()
    with site.member(tidewater.nell) as page:
        page.goto("/calls/")
        assert_accessible(page)
        page.get_by_role("link", name="Call back").click()
        assert page.get_by_role("link", name="07700 900123").get_attribute("href") == "tel:+447700900123"
        assert_accessible(page)
        with page.expect_navigation():
            page.get_by_role("button", name="We spoke, that is all").click()
        page.goto("/calls/")
        assert "Nobody waits for a call-back" in page.locator("main").inner_text()

    assert calls_of(tidewater) == [("called_back", [])]


def test_advice_to_somebody_without_a_name_is_counted(site, hubs):
    tidewater, _ = hubs
    with site.member(tidewater.sol) as page:
        begin(page)
        page.get_by_text("Advice you gave").click()
        page.get_by_label("Their GP").check()
        with page.expect_navigation():
            page.get_by_role("button", name="End with the advice above").click()
        page.goto("/calls/")
        assert "1 call or voicemail" in page.locator("main").inner_text()

    assert calls_of(tidewater) == [("advised", ["gp"])]


def test_a_voicemail_is_put_with_the_right_record_and_nobody_else_reads_it(site, hubs, now):
    tidewater, saltpan = hubs
    referral = apart(lambda: send_request(tidewater, now=now, name="Hazel Pretend"))
    apart(lambda: accept(tidewater, referral, owner=tidewater.nell, now=now))
    with site.member(tidewater.nell) as page:
        page.goto("/post/log/")
        assert_accessible(page)
        page.get_by_label("Voicemail", exact=True).check()
        page.get_by_label("What it says").fill("Please ring back about Thursday.")
        page.get_by_label("The letter itself").set_input_files(
            {"name": "note.png", "mimeType": "image/png", "buffer": picture("PNG")}
        )
        page.get_by_role("button", name="Log it").click()
        assert_accessible(page)
        page.get_by_label("Reference number or name").fill("hazel")
        page.get_by_role("button", name="Find").click()
        assert_accessible(page)
        page.get_by_role("button", name="Put it with this record").click()
        assert "Please ring back about Thursday." in page.locator("main").inner_text()
        assert_accessible(page)
        document = page.get_by_role("link", name="note.png").get_attribute("href")
        opened = page.goto(document)
        assert (opened.status, opened.headers["content-type"]) == (200, "image/png")
    for member in (tidewater.wren, saltpan.nell):
        with site.member(member) as page:
            for address in (document, f"/people/{referral.pk}/post/"):
                response = page.goto(address)
                assert response.status == 404
                assert "Thursday" not in response.text()
