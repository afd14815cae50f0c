"""People of the test hub in the states that these pages show. Every name is invented."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.scope import hub_scope
from holdfast.measures.questionnaires import find
from holdfast.referrals.models import Referral
from tests.builders import accept, browser_of, page, send_request

CANARY = "heron-canary-story"


@dataclass
class Met:
    """Tansy waits in triage, Hazel for Nell's first contact."""

    tansy: Referral
    hazel: Referral


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def met(tidewater, now) -> Met:
    """Two people of the hub."""
    tansy = send_request(tidewater, now=now - timedelta(hours=5), name="Tansy Madeup", story=CANARY)
    hazel = send_request(tidewater, now=now - timedelta(hours=30), name="Hazel Pretend", story=CANARY)
    accept(tidewater, hazel, owner=tidewater.nell, now=now - timedelta(hours=20))
    return Met(tansy, hazel)


@pytest.fixture
def read(tidewater):
    """The text of a page for a member: `read(member, name, *args, query="")`, its status as `.status_code`."""

    def fetch(member, name, *args, query=""):
        response = browser_of(member).get(page(name, *args) + query)
        response.text_shown = response.content.decode()
        return response

    return fetch


@pytest.fixture
def answers(tidewater):
    """Answers to a questionnaire: `answers(referral, "phq9", [..], at)`."""

    def give(referral, key, values, at):
        with hub_scope(tidewater.hub):
            return answer_questionnaire(referral, tidewater.hub, find(key), dict(enumerate(values, 1)), now=at)

    return give
