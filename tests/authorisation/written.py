"""Letters: one of each record, agreed to by the person and waiting to be posted."""

from typing import Any
from uuid import UUID

from holdfast.hubs.scope import hub_scope
from holdfast.letters import actions, answer_actions
from holdfast.letters.queries import Words, template_of
from holdfast.people.identity import name_of
from holdfast.referrals.models import Referral
from tests.builders import Team

KEY = "gp-getting-help"


def about_whom_is_written(team: Team, asked: Referral, *, now) -> dict[str, dict[str, Any]]:
    """A letter about somebody to their GP, which names them."""
    return {"letter": {"pk": letter_about(team, asked, now=now)}}


def letter_about(team: Team, asked: Referral, *, now) -> UUID:
    """A letter that waits to be posted."""
    with hub_scope(team.hub):
        name = name_of(asked.person)
        words = Words(f"About {name}", f"{name} agreed to this.", "", f"Dr Quill, for {name}", "Madeup Lane Surgery")
        template = template_of(team.hub, KEY)
        made = actions.draft(asked, template=template, words=words, is_large=False, by=team.ines, now=now)
        shown = actions.show(made, seen=made.version, by=team.ines, now=now)
        return answer_actions.agree(shown, seen=shown.version, now=now).pk
