"""The mail itself: neutral sender, subject and words. Text only; a line of it can be read by anybody."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import loader

from holdfast.correspondence.models import Message
from holdfast.people.identity import channels_of, reveal_data

SUBJECTS = {
    Message.Kind.ALERT: "Please sign in now",
    Message.Kind.DECISION: "Your reference number",
    Message.Kind.LATER: "The page you asked for",
    Message.Kind.EMERGENCY: "Please sign in today",
    Message.Kind.INVITATION: "Your account",
}


def hand_over(message: Message, *, now: datetime) -> None:
    """Give one message to SMTP and write down that it went.

    Raises:
        SMTPException, OSError: the mail server did not take it; the transaction is rolled back and tried again.
    """
    address = address_of(message)
    if address:
        mail_of(message, address).send(fail_silently=False)
    message.sent_at = now
    message.attempts += 1
    message.save(update_fields=["sent_at", "attempts"])


def address_of(message: Message) -> str:
    """Where it goes: a colleague's account, or the address the person called safe. Empty: nowhere."""
    if message.member_id:
        return message.member.account.email
    return channels_of(message.person).get("email", "")


def mail_of(message: Message, address: str) -> EmailMessage:
    """The mail with a Message-ID that a second copy shares."""
    codes = {}
    if message.person_id:
        codes = reveal_data(message.person, f"mail:{message.pk}", message.codes_sealed)
    words = loader.render_to_string(
        f"correspondence/{message.kind}.txt",
        {"codes": codes, "hub": message.hub, "address": settings.PUBLIC_URL or "http://localhost:8000"},
        using="jinja2",
    )
    domain = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")
    return EmailMessage(
        SUBJECTS[Message.Kind(message.kind)],
        words,
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers={"Message-ID": f"<{message.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
