"""What somebody has said so far, as rows of the page that checks it and the page that shows what was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from holdfast.front_door.forms import ReachForm, SafeForm
from holdfast.people.contact_details import say_phone


@dataclass(frozen=True)
class Row:
    """One thing said: its words, the lines of the answer, and the question it belongs to."""

    key: str
    label: str
    lines: tuple[str, ...]
    small: tuple[str, ...] = ()


TIMES = dict(ReachForm.TIMES)
SAFE = dict(SafeForm.base_fields["safe"].choices)


def said(data: Mapping[str, Any]) -> dict[str, Row]:
    """Every row, by its own key; what was left out says so."""
    channels = data.get("channels", {})
    times = tuple(str(TIMES[time]) for time in channels.get("times", []) if time in TIMES)
    rows = [
        Row("name", _("Name to call you by"), (data.get("name", ""),)),
        Row("reach", _("Safe ways"), ways(channels), voicemail(channels)),
        Row("safe", _("Safe right now"), (str(SAFE.get(data.get("safe"), SAFE["skipped"])),)),
        Row("story", _("What is going on"), (data.get("story") or _("Nothing written"),), today(data)),
        Row("people", _("People who must not see this"), tuple(data.get("must_not_see", ())) or (_("Nobody named"),)),
    ]
    if channels.get("call"):
        rows.insert(2, Row("times", _("Good times to call"), times or (_("Any time"),)))
    wish = (data.get("wish") or {}).get("name")
    if wish:
        rows.append(Row("wish", _("The hub you would rather see"), (wish,)))
    return {row.key: row for row in rows}


def ways(channels: Mapping[str, Any]) -> tuple[str, ...]:
    """The safe ways, one a line."""
    found = []
    if channels.get("call"):
        found.append(_("Call %(number)s") % {"number": say_phone(channels["call"])})
    if channels.get("text"):
        found.append(_("Text %(number)s") % {"number": say_phone(channels["text"])})
    if channels.get("email"):
        found.append(_("Email %(address)s") % {"address": channels["email"]})
    if channels.get("letter"):
        found.append(_("Letter to %(address)s") % {"address": channels["letter"]})
    return tuple(found)


def voicemail(channels: Mapping[str, Any]) -> tuple[str, ...]:
    """Whether a voicemail is safe, and what they added."""
    found = []
    if channels.get("call"):
        found.append(_("A voicemail is fine") if channels.get("voicemail") else _("No voicemail"))
    if channels.get("note"):
        found.append(channels["note"])
    return tuple(found)


def today(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The wish to be called today."""
    return (_("You asked to be called today"),) if data.get("call_today") else ()
