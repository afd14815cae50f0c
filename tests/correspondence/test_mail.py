"""A mail server that says no, and what is then said of it."""

import logging
import smtplib
import socket
import traceback

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage

from holdfast.correspondence.mail import MailRefused, codes_of, give

ADDRESS = "tansy.madeup@home.example"


class Refuses:
    """A mail server that takes nothing, and quotes the address as many do."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        return f"550 5.1.1 <{address}> is unknown here"


@pytest.fixture
def refusing(settings):
    """Mail goes to a real server on loopback that refuses every address."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    controller = Controller(Refuses(), hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield
    controller.stop()


def said_of(mail: EmailMessage, caplog) -> str:
    """Everything that a log may take of a mail that was refused: the error, its whole trace, and the log itself."""
    with pytest.raises(MailRefused) as refused:
        give(mail)
    logging.getLogger("procrastinate.worker").error("Job failed", exc_info=refused.value)
    return "".join(traceback.format_exception(refused.value)) + repr(refused.value) + caplog.text


def test_an_address_that_the_mail_server_refuses_is_named_nowhere(refusing, caplog):
    said = said_of(EmailMessage("Your account", "Words", "post@hub.example", [ADDRESS]), caplog)

    assert "MailRefused: 550\n" in said
    assert [part for part in ("tansy", "madeup", "home.example") if part in said.lower()] == []


def test_an_address_that_is_none_is_named_nowhere(refusing, caplog):
    said = said_of(EmailMessage("Your account", "Words", "post@hub.example", ["tansy madeup@home.example x"]), caplog)

    assert "MailRefused: ValueError\n" in said
    assert "tansy" not in said


def test_a_mail_server_that_is_not_there_is_said_to_be_that(settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    said = said_of(EmailMessage("Your account", "Words", "post@hub.example", [ADDRESS]), caplog)

    assert "MailRefused: ConnectionRefusedError\n" in said
    assert "tansy" not in said


@pytest.mark.parametrize(
    ("problem", "codes"),
    [
        (smtplib.SMTPRecipientsRefused({"b@x": (550, b"no b@x"), "a@x": (450, b"no a@x")}), "450 550"),
        (smtplib.SMTPSenderRefused(553, b"no a@x", "a@x"), "553"),
        (smtplib.SMTPDataError(554, b"no a@x"), "554"),
        (smtplib.SMTPServerDisconnected("a@x"), "SMTPServerDisconnected"),
        (TimeoutError("a@x"), "TimeoutError"),
    ],
)
def test_codes_are_all_that_is_kept_of_an_answer(problem, codes):
    assert codes_of(problem) == codes
