"""What a referrer has said so far, as rows of the page that checks it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from holdfast.agreements.models import Partner
from holdfast.front_door.said import TIMES, Row, voicemail, ways
from holdfast.partners.questions import names_only
from holdfast.people.contact_details import say_phone
from holdfast.referrals.models import Referral


def said(partner: Partner, data: Mapping[str, Any]) -> list[tuple[str, Row]]:
    """Each row with the question it belongs to; what was left out says so."""
    return of_named(data) if names_only(partner) else of_referral(data)


def of_named(data: Mapping[str, Any]) -> list[tuple[str, Row]]:
    """A name and one way."""
    call = data["way"] == "call"
    way = _("Call %(number)s") % {"number": say_phone(data["address"])} if call else data["address"]
    return [
        ("somebody", Row("name", _("Their name"), (data["name"],))),
        ("somebody", Row("way", _("One way to reach them"), (way,))),
    ]


def of_referral(data: Mapping[str, Any]) -> list[tuple[str, Row]]:
    """Everything about a referral."""
    channels = data["channels"]
    times = tuple(str(TIMES[time]) for time in channels.get("times", []) if time in TIMES)
    row = Row("times", _("Good times to call"), times or (_("Any time"),))
    called = [("reach", row)] if channels.get("call") else []
    worried = _("You are worried") if data["worried"] == "yes" else _("You are not worried")
    kept_out = tuple(data.get("must_not_see", ())) or (_("Nobody named"),)
    return [
        ("name", Row("name", _("Their name"), (data["name"],))),
        ("reach", Row("reach", _("Safe ways"), ways(channels), voicemail(channels))),
        *called,
        ("agreed", Row("agreed", _("They agreed"), (agreed_words(data["how"], data["on"]),))),
        ("worry", Row("worry", _("Safe right now"), (worried,))),
        ("story", Row("story", _("What is going on"), (data.get("story") or _("Nothing written"),))),
        ("people", Row("people", _("People who must not see this"), kept_out)),
    ]


def agreed_words(how: str, on: str) -> str:
    """ "In person, on 12 October 2026"."""
    day = date.fromisoformat(on)
    return _("%(how)s, on %(day)s") % {"how": Referral.Agreed(how).label, "day": f"{day.day} {day:%B %Y}"}
