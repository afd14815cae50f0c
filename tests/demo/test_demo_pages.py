"""The demo's own pages, looked at by axe: role cards, the inbox, our components on both grounds."""

from pathlib import Path

import pytest
from django.urls import clear_url_caches, include, path

import holdfast.demo
from holdfast.demo import inbox
from holdfast.urls import handler400, handler403, handler404, handler500  # noqa: F401 - for the error pages
from holdfast.urls import urlpatterns as everywhere
from tests.accounts.site import served
from tests.browser import QUIET, assert_accessible, chromium
from tests.builders import is_suspended, make_hub

pytestmark = pytest.mark.journey
urlpatterns = [*everywhere, path("demo/", include("holdfast.demo.urls"))]
MAIL = b"""From: hub@northfell.example
To: nell@northfell.example
Subject: Please sign in now
Date: Wed, 14 Oct 2026 14:10:00 +0100
Message-ID: <1@example>

Something waits.
"""


@pytest.fixture
def demo(committed, settings, monkeypatch, tmp_path, clock, now):
    """The site as in the demo, with one of its hubs and one message."""
    clock(now)
    is_suspended(make_hub("northfell", "Northfell", now=now).wren)
    (tmp_path / "1@example.eml").write_bytes(MAIL)
    monkeypatch.setattr(inbox, "folder", lambda: tmp_path)
    folders = [*settings.TEMPLATES[0]["DIRS"], Path(holdfast.demo.__file__).parent / "templates"]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": folders}, *settings.TEMPLATES[1:]]
    settings.DEMO, settings.ROOT_URLCONF = True, __name__
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def page(demo):
    """A page on a desk."""
    from playwright.sync_api import sync_playwright

    found = chromium()
    with served() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=QUIET)
        yield browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}).new_page()
        browser.close()


@pytest.mark.parametrize("address", ["", "inbox/", "components/public/", "components/staff/"])
def test_a_page_of_the_demo_is_accessible_and_fits_320_px(page, address):
    assert page.goto(f"/demo/{address}").status == 200
    assert_accessible(page)


def test_a_role_card_lets_in_as_that_member_and_whoever_is_suspended_has_none(page):
    page.goto("/demo/")
    assert page.get_by_role("button", name="Wren Dummerly").count() == 0
    page.get_by_role("button", name="Nell Sampleton").click()
    page.wait_for_url("**/today/", timeout=5_000)
    assert "Nell Sampleton" in page.locator(".hf-bar__who").inner_text()
