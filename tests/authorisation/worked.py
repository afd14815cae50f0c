"""Statements about somebody's work: one of each record, agreed to, with a plan of one step; and links to them."""

from datetime import timedelta
from typing import Any

from holdfast.agreements.models import Partner
from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import name_of
from holdfast.referrals.models import Referral
from holdfast.workplace import actions, answer_actions, sharing_actions
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.rules import Step, Words
from tests.builders import Team

GP = {"route": "gp", "name": "Dr Quill Invented", "organisation": "Madeup Lane Surgery",
      "email": "quill@surgery.example", "telephone": "01632 960112"}  # fmt: skip


def about_whose_work(team: Team, asked: Referral, *, now) -> dict[str, dict[str, Any]]:
    """A plan for somebody's return, which names them, agreed to and not shared: none where the request is closed."""
    return {"statement": {"pk": asked.pk, "statement_pk": statement_about(team, asked, now=now).pk}}


def statement_about(team: Team, asked: Referral, *, now, to: Partner | None = None, agrees=True) -> WorkStatement:
    """One that the person agreed to, unless they still read it."""
    with hub_scope(team.hub):
        partner = to or sharing_actions.know_partner(team.hub, **GP, by=team.ines, now=now)
        step = Step(now.date() + timedelta(days=9), "Half days", "4 hours")
        words = Words("" if to else f"{name_of(asked.person)} comes back.", steps=(step,))
        made = actions.show(asked, partner=partner, kind="return", words=words, by=team.ines, now=now)
        return answer_actions.agree(made, now=now) if agrees else made


def link_to(team: Team, asked: Referral, *, now) -> str:
    """The token of a link that opens with a code."""
    made = statement_about(team, asked, now=now)
    with hub_scope(team.hub):
        return sharing_actions.give_link(made, by=team.ines, now=now).address.rstrip("/").rsplit("/", 1)[1]
