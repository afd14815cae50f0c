"""A lost link: a new one is mailed, and nobody learns whether there was one."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.portal.tasks import send_own_link
from tests.builders import send_request
from tests.portal.conftest import PIN, at, text
from tests.portal.test_entry import WRONG, mailed


def test_reference_and_pin_have_a_new_link_mailed(tidewater, own):
    response = Client().post(at("lost"), {"reference": own.referral.reference, "pin": PIN}, follow=True)

    assert "If these belong together" in text(response)
    work_lost_links()
    assert Client().post(mailed(tidewater.hub), {"secret": PIN}).status_code == 302


def work_lost_links():
    """Work the jobs that were queued in the transaction of the test."""
    for job in ProcrastinateJob.objects.filter(task_name="send_own_link").order_by("pk"):
        send_own_link.func(**job.args)


def test_known_and_unknown_get_the_same_answer_and_cost_the_same_statements(tidewater, saltpan, own, now):
    bare = send_request(tidewater, now=now, name="Otto Exampleton")
    tried = {
        "right": (own.referral.reference, PIN), "wrong": (own.referral.reference, WRONG), "none": ("7KM4TP93", PIN),
        "no pin": (bare.reference, PIN), "no reference": ("'; --", PIN), "another hub": ("2222222F", WRONG),
    }  # fmt: skip
    seen = {}
    for key, (reference, pin) in tried.items():
        with CaptureQueriesContext(connection) as asked:
            response = Client().post(at("lost"), {"reference": reference, "pin": pin})
        shown = Client().get(response.url).content
        seen[key] = (response.status_code, response.url, re.sub(rb'value="[^"]{64}"', b"", shown), len(asked))

    assert len(set(seen.values())) == 1
    work_lost_links()
    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="own_pages").count() == 1
        refused = AccessEntry.objects.filter(what="portal:lost", action="refused")
        assert [(e.actor, e.persons) for e in refused.order_by("pk")][:2] == [
            ("person", [own.referral.person_id]),
            ("person", []),
        ]


def test_tries_are_counted_by_reference_and_by_address_known_or_not(tidewater, own):
    for _ in range(5):
        Client().post(at("lost"), {"reference": "7KM4TP93", "pin": WRONG})
        Client().post(at("lost"), {"reference": own.referral.reference, "pin": WRONG})
    Client().post(at("lost"), {"reference": own.referral.reference, "pin": PIN})
    work_lost_links()

    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="own_pages").count() == 0
        assert AccessEntry.objects.filter(what="portal:lost").count() == 10


def test_an_address_that_tries_too_much_is_counted_over_all_references(tidewater, own, monkeypatch):
    monkeypatch.setattr("holdfast.portal.lost_actions.MOST_OF_AN_ADDRESS", 3)
    for number in range(3):
        Client().post(at("lost"), {"reference": f"X{number}", "pin": WRONG})
    Client().post(at("lost"), {"reference": own.referral.reference, "pin": PIN})
    work_lost_links()

    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="own_pages").count() == 0


@pytest.mark.parametrize("typed", ["\0", "x" * 1_000_000, "\ud800".encode("utf-8", "surrogatepass"), "1e400", ""])
def test_whatever_is_typed_gets_a_sentence(own, now, typed):
    client = Client()
    address = own.link(now=now)

    assert client.post(at("lost"), {"reference": typed, "pin": typed}).status_code in {200, 302}
    assert client.post(address, {"secret": typed}).status_code == 200
