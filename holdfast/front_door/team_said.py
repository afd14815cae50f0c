"""What was typed for a team: the order of its questions, the rows of the check page, and the request they make."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from holdfast.front_door import team_forms
from holdfast.front_door.more_forms import NONE_OF_THESE
from holdfast.front_door.questions import Question
from holdfast.front_door.said import TIMES, Row
from holdfast.hubs.models import Organisation
from holdfast.outreach.asked import TeamAsked
from holdfast.outreach.models import TeamRequest
from holdfast.people.contact_details import say_phone

QUESTIONS = (
    Question("what", team_forms.WhatForm, "What is going on"),
    Question("team", team_forms.TeamForm, "The team"),
    Question("help", team_forms.HelpForm, "What would help"),
    Question("back", team_forms.CallBackForm, "Whom we call back"),
    Question("safe", team_forms.NotSafeForm, "A question about now"),
)
KEYS = [question.key for question in QUESTIONS]
NEEDED = {"what": "happening", "back": "call_name", "safe": "not_safe"}
SIZES, HAPPENING = dict(TeamRequest.Size.choices), dict(TeamRequest.Happening.choices)
WISHES, NOT_SAFE = dict(TeamRequest.Wish.choices), dict(TeamRequest.NotSafe.choices)


def missing(data: Mapping[str, Any]) -> str:
    """The first question without whose answer nothing can be sent; empty where it can."""
    return next((key for key, kept in NEEDED.items() if kept not in data), "")


def take(question: Question, form: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, with this page's answers. The keys are those of no other draft."""
    given = dict(form.cleaned_data)
    if question.key == "team":
        found = form.chosen()
        given |= {"organisation": found.code if found else "", "organisation_name": found.name if found else ""}
    if question.key == "back":
        given["call_name"] = given.pop("name")
    return {**data, **given}


def initial(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed before, as the forms show it again. An employer is looked for anew."""
    picked = data.get("organisation") or (NONE_OF_THESE if data.get("employer") else "")
    return {**data, "name": data.get("call_name"), "organisation": picked}


def asked_of(data: Mapping[str, Any]) -> TeamAsked:
    """The request that was typed."""
    code = data.get("organisation")
    return TeamAsked(
        name=data["call_name"],
        phone=data["phone"],
        email=data["email"],
        times=tuple(data["times"]),
        happening=tuple(data["happening"]),
        words=data["words"],
        size=data.get("size") or TeamRequest.Size.UNKNOWN,
        place=data.get("place", ""),
        employer=data.get("employer", ""),
        organisation=Organisation.objects.filter(pk=code).first() if code else None,
        wishes=tuple(data.get("wishes", ())),
        talk_on=data.get("talk_on", ""),
        not_safe=data["not_safe"],
    )


def said(data: Mapping[str, Any]) -> list[Row]:
    """Every row of the check page; what was left out says so."""
    nothing = (_("Nothing said"),)
    happening = tuple(str(HAPPENING[code]) for code in data["happening"])
    words = (data["words"],) if data["words"].strip() else ()
    wishes = tuple(str(WISHES[code]) for code in data.get("wishes", ()))
    talk = (_("A talk on: %(what)s") % {"what": data["talk_on"]},) if data.get("talk_on") else ()
    ways = [say_phone(data["phone"])] if data["phone"] else []
    times = ", ".join(str(TIMES[time]).lower() for time in data["times"])
    place = tuple(filter(None, [data.get("place"), data.get("organisation_name") or data.get("employer")]))
    return [
        Row("what", _("What is going on"), happening + words),
        Row("team", _("The team"), place or nothing, (size_words(data),)),
        Row("help", _("What would help"), wishes + talk or nothing),
        Row("back", _("Whom we call back"), (data["call_name"], *ways, *filter(None, [data["email"]])), (times,)),
        Row("safe", _("Anybody not safe right now?"), (str(NOT_SAFE[data["not_safe"]]),)),
    ]


def size_words(data: Mapping[str, Any]) -> str:
    """How many people, as it was picked."""
    size = data.get("size") or TeamRequest.Size.UNKNOWN
    if size == TeamRequest.Size.UNKNOWN:
        return _("How many: not sure")
    return _("%(size)s people") % {"size": SIZES[size]}
