"""Voicemail and post in words: the list, one piece of it, and what stands on a record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from holdfast.correspondence.incoming_actions import name_in, told_in
from holdfast.correspondence.models import Document, Incoming
from holdfast.hubs.hours import say_moment, say_wait
from holdfast.people.identity import name_of
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage
from holdfast.support_line import told as call_told
from holdfast.support_line.models import Call
from holdfast.support_line.shown import ADVICE, say_reference

NOBODY = "Sender not known"


def post_row(incoming: Incoming, *, now: datetime) -> dict[str, Any]:
    """A piece of post in the list."""
    sender = told_in(incoming).get("sender") or NOBODY
    href = reverse("support_line:one", args=[incoming.pk])
    number = incoming.documents_count
    files = f", {number} file{'' if number == 1 else 's'}" if number else ""
    return {
        "name": sender, "href": href, "name_word": sender, "wait": say_wait(now - incoming.received_at),
        "by": f"{incoming.get_kind_display()}{files}, came {say_moment(incoming.received_at, now)}",
        "owner": incoming.logged_by.name, "do": "Find whose it is", "do_href": href,
    }  # fmt: skip


def one_context(incoming: Incoming, documents: Iterable[Document], *, now: datetime) -> dict[str, Any]:
    """One piece of post."""
    told = told_in(incoming)
    pairs = [
        ("From", told.get("sender") or NOBODY),
        ("Number", told.get("number", "")),
        ("Came", say_moment(incoming.received_at, now)),
        ("Logged by", incoming.logged_by.name),
    ]
    return {
        "post": incoming,
        "kind": incoming.get_kind_display(),
        "pairs": [(name, words) for name, words in pairs if words],
        "note_lines": [line for line in told.get("note", "").splitlines() if line.strip()],
        "documents": [document_link(each) for each in documents],
    }


def document_link(document: Document) -> dict[str, str]:
    """A file as a link: its name as it came, its kind and size."""
    kilobytes = document.size // 1024 + 1
    size = f"{kilobytes / 1024:.1f} MB" if kilobytes >= 1024 else f"{kilobytes} kB"
    return {
        "href": reverse("support_line:document", args=[document.pk]),
        "text": name_in(document),
        "small": f"{document.get_media_type_display()}, {size}",
    }


def found_row(referral: Referral, *, now: datetime) -> dict[str, Any]:
    """A record that post may belong to."""
    return {
        "pk": referral.pk,
        "name": name_of(referral.person),
        "reference": say_reference(referral.reference),
        "words": f"received {say_moment(referral.received_at, now)}, {Stage(referral.stage).label.lower()}",
    }


def of_call(call: Call, *, reads: bool, now: datetime) -> dict[str, Any]:
    """A call that was kept with a record."""
    told = call_told.told_in(call) if reads else {}
    advice = "; ".join(ADVICE.get(key, key) for key in call.advice) if reads else ""
    over = ", ".join(filter(None, [told.get("who"), told.get("service")]))
    return {
        "when": say_moment(call.begun_at, now),
        "what": f"{call.get_kind_display()}: {call.get_status_display().lower()}",
        "by": call.taken_by.name,
        "lines": [line for line in told.get("words", "").splitlines() if line.strip()],
        "pairs": [(name, words) for name, words in (
            ("Advice", advice), ("Also said", told.get("advice_words", "")), ("Handed over to", over),
        ) if words],
    }  # fmt: skip


def of_post(incoming: Incoming, documents: Iterable[Document], *, reads: bool, now: datetime) -> dict[str, Any]:
    """A piece of post on its record. Who reads no clinical words sees that it came."""
    told = told_in(incoming) if reads else {}
    own = [each for each in documents if each.incoming_id == incoming.pk]
    return {
        "when": say_moment(incoming.received_at, now),
        "what": incoming.get_kind_display(),
        "by": f"logged by {incoming.logged_by.name}",
        "lines": [line for line in told.get("note", "").splitlines() if line.strip()],
        "pairs": [("From", told["sender"])] if told.get("sender") else [],
        "documents": [document_link(each) for each in own] if reads else [],
        "number": len(own),
    }
