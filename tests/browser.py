"""The browser of the journeys: Chromium where it is installed. Missing, it fails in CI and skips loudly elsewhere."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""First the one without windows: the others open one for each visitor, and draw its bars and buttons as pages."""
ON_MACOS = [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ("Chromium", "Google Chrome")]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
AXE = Path("node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """The path of the browser; the test skips or fails where there is none."""
    found = next(filter(None, map(shutil.which, [*NAMES, *ON_MACOS])), None)
    if found is None:
        missing = "no browser: install Chromium (Debian: apt-get install chromium) to run the journeys"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="session")
def driven():
    """Opens the one browser of a process, which takes seconds to start, for a block: to somebody who has nothing yet.

    Its driver runs a loop in this thread. It stands still between the blocks, because where one runs Django reads no
    database.
    """
    from playwright.sync_api import sync_playwright

    path = chromium()
    driver = sync_playwright().start()
    browser = driver.chromium.launch(executable_path=path, args=QUIET)
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)

    @contextmanager
    def opened() -> Iterator:
        asyncio._set_running_loop(loop)
        try:
            yield browser
        finally:
            for context in browser.contexts:
                context.close()
            asyncio._set_running_loop(None)

    yield opened
    with opened():
        browser.close()
        driver.stop()


def assert_accessible(page) -> None:
    """axe finds nothing on the page as it stands, and it does not scroll sideways at 320 px. It needs JavaScript."""
    found = faults_of(page)
    assert found == [], f"{page.url}: {found}"


@cache
def axe() -> str:
    """The script that looks for faults."""
    return AXE.read_text()


def faults_of(page) -> list[tuple[str, str]]:
    """What axe finds on the page as it stands, and whether it scrolls sideways at 320 px."""
    page.wait_for_load_state()  # after a press the next page may be here, and still be empty
    assert not page.evaluate("matchMedia('(scripting: none)').matches"), "axe waits for ever without JavaScript"
    page.evaluate("scrollTo(0, 0)")  # what was typed in may have scrolled a box halfway under the bar that stays
    page.evaluate(axe())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    faults = [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(size)
    return faults if wide <= 320 else [*faults, ("320 px", f"is {wide} px wide")]
