"""A site, a mail server and browsers for whole journeys. What is committed is removed after each one."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from procrastinate.contrib.django import app

from holdfast.alerts.tasks import escalate
from holdfast.hubs.scope import hub_scope
from tests.accounts.site import apart, served
from tests.browser import assert_accessible
from tests.builders import browser_of, make_hub


class Postbox:
    """A real SMTP server that keeps what it takes."""

    def __init__(self):
        self.mail = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        """Take a message."""
        self.mail.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Kept"

    def to(self, member):
        """Subjects of what a member was mailed."""
        return [message["Subject"] for message in self.mail if message["To"] == member.account.email]


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    yield box
    controller.stop()


def work_the_queue():
    """Work every job that is due, once, as the worker does."""

    async def once():
        worker = app.with_connector(app.connector.get_worker_connector())
        async with worker.open_async():
            await worker.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    apart(lambda: asyncio.run(once()))


def a_minute_passes():
    """What the worker does every minute for alerts, and then the mail."""
    apart(lambda: escalate(0))
    work_the_queue()


@pytest.fixture
def hubs(committed, clock, now):
    """Tidewater, and the stranger."""
    clock(now)
    return make_hub("tidewater", "Tidewater", now=now), make_hub("saltpan", "Saltpan", now=now)


class Site:
    """The site, seen through several people's browsers."""

    def __init__(self, address, browser):
        self.address, self.browser = address, browser

    @contextmanager
    def visitor(self, *, javascript=False, width=375):
        """A person's page, on a phone, without JavaScript."""
        context = self.browser.new_context(
            base_url=self.address, java_script_enabled=javascript, viewport={"width": width, "height": 800}
        )
        try:
            yield context.new_page()
        finally:
            context.close()

    @contextmanager
    def member(self, member, *, width=1280, javascript=True):
        """A signed-in member's page."""
        key = apart(lambda: browser_of(member).cookies["hf_session"].value)
        context = self.browser.new_context(
            base_url=self.address, java_script_enabled=javascript, viewport={"width": width, "height": 900}
        )
        context.add_cookies([{"name": "hf_session", "value": key, "url": self.address}])
        try:
            yield context.new_page()
        finally:
            context.close()


@pytest.fixture
def site(hubs, driven) -> Iterator[Site]:
    with served() as address, driven() as browser:
        yield Site(address, browser)


@pytest.fixture
def _links_lead_here(settings, site):
    settings.PUBLIC_URL = site.address


def in_hub(hub, question):
    """Ask something of a hub's rows, beside the browser's driver."""

    def scoped():
        with hub_scope(hub):
            return question()

    return apart(scoped)


__all__ = ["a_minute_passes", "assert_accessible", "in_hub", "work_the_queue"]
