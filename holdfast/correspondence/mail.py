"""The mail itself: neutral sender, subject and words. Text only; a line of it can be read by anybody."""

import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import loader
from django.utils.module_loading import import_string

from holdfast.correspondence.models import Message
from holdfast.hubs.hours import LONDON, say_time
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.people.access import has_died
from holdfast.people.identity import channels_of, reveal_data

SUBJECTS = {
    Message.Kind.ALERT: "Please sign in now",
    Message.Kind.UNSEEN: "Please sign in now",
    Message.Kind.DECISION: "Your reference number",
    Message.Kind.LATER: "The page you asked for",
    Message.Kind.EMERGENCY: "Please sign in today",
    Message.Kind.INVITATION: "Your account",
    Message.Kind.OWN_PAGES: "The page you asked for",
    Message.Kind.NEWS: "Something to read",
    Message.Kind.CODE: "Your code",
    Message.Kind.CONFIRM: "A question for you",
    Message.Kind.PARTNER: "Something to read",
    Message.Kind.TEAM: "Your request",
    Message.Kind.TEAM_CALL: "Please sign in now",
    Message.Kind.REMINDER: "A reminder",
    Message.Kind.QUESTIONS: "A few questions",
    Message.Kind.FOLLOW_UP: "A question for you",
    Message.Kind.ONWARD: "Something to read",
    Message.Kind.FITNESS: "Please sign in today",
}


class MailRefused(Exception):
    """The mail server did not take a message. Says its codes only: what it answered may hold the address."""


def hand_over(message: Message, *, now: datetime) -> None:
    """Give one message to SMTP and write down that it went. Of what had nowhere to go no attempt is counted.

    Every mail to a person leaves here and nowhere else, and none to somebody whose death was recorded: whatever queued
    it, and however late, it is cancelled instead.

    Raises:
        MailRefused: the mail server did not take it; the transaction is rolled back and tried again.
    """
    if message.person_id and has_died(message.person):
        message.cancelled_at = now
        message.save(update_fields=["cancelled_at"])
        return
    address = address_of(message)
    if address:
        give(mail_of(message, address))
    message.sent_at = now
    message.attempts += 1 if address else 0
    message.save(update_fields=["sent_at", "attempts"])
    if address and message.person_id:
        import_string(settings.MAILED)(message)


def give(mail: EmailMessage) -> None:
    """Hand a mail to SMTP.

    Raises:
        MailRefused: it was not taken, or its address is one that SMTP does not have. Nothing of the cause goes along.
    """
    try:
        mail.send(fail_silently=False)
    except (smtplib.SMTPException, OSError, ValueError) as problem:
        raise MailRefused(codes_of(problem)) from None


def codes_of(problem: Exception) -> str:
    """The codes a mail server answered with, "550"; where it answered none, the kind of trouble."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return " ".join(sorted({str(int(code)) for code, _ in problem.recipients.values()}))
    if isinstance(problem, smtplib.SMTPResponseException):
        return str(int(problem.smtp_code))
    return type(problem).__name__


def address_of(message: Message) -> str:
    """Where it goes: a colleague's account, the address the person called safe, or a box's. Empty: nowhere."""
    if message.member_id:
        return message.member.account.email
    if message.box_id:
        return codes_of_message(message)["to"]
    return channels_of(message.person).get("email", "")


def mail_of(message: Message, address: str) -> EmailMessage:
    """The mail with a Message-ID that a second copy shares."""
    codes = codes_of_message(message)
    contact_by = datetime.fromisoformat(codes["contact_by"]) if "contact_by" in codes else None
    words = loader.render_to_string(
        f"correspondence/{message.kind}.txt",
        {
            "codes": codes,
            "contact_by": say_date(contact_by) if contact_by else "",
            "hub": with_terms(message.hub, terms_of(message.hub, now=message.queued_at)),
            "address": settings.PUBLIC_URL or "http://localhost:8000",
        },
        using="jinja2",
    )
    domain = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")
    return EmailMessage(
        SUBJECTS[Message.Kind(message.kind)],
        words.strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers={"Message-ID": f"<{message.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


def codes_of_message(message: Message) -> dict:
    """What the template needs, opened by the person's or the box's key. A colleague's mail has none."""
    owner = message.person or message.box
    return dict(reveal_data(owner, f"mail:{message.pk}", message.codes_sealed)) if owner else {}


def say_date(at: datetime) -> str:
    """ "Friday 16 October at 5pm": never "today", because nobody knows when mail is read."""
    local = at.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B} at {say_time(at)}"
