"""Somebody whom Tidewater knows well, and their way to Saltpan: prepared, agreed to, offered, answered, carried."""

import json
from types import SimpleNamespace

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from holdfast.caseload.actions import agree_to_join
from holdfast.contacts.actions import log_attempt
from holdfast.hubs.scope import hub_scope
from holdfast.letters import actions as letters
from holdfast.letters import answer_actions as letter_answers
from holdfast.letters import sending_actions
from holdfast.letters.queries import Words, template_of
from holdfast.measures.actions import answer
from holdfast.measures.questionnaires import find
from holdfast.network import actions, answer_actions
from holdfast.network.carrying import bring, settle
from holdfast.network.elsewhere_queries import hubs_elsewhere
from holdfast.network.models import Arrival, Transfer
from holdfast.network.states import Part
from holdfast.outcomes.discharge_actions import discharge
from holdfast.people import join_actions
from holdfast.people.actions import set_details
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from tests.builders import accept, make_hub, send_request
from tests.network.sealed_steps import Installations, arrivals, receipt_of

STORY = "heron-canary-story"
SUMMARY = "Somebody who sleeps badly after a hard winter, and knows most of the team here."
CHANNELS = {"call": "+447700900123", "voicemail": False, "times": ["pm"], "email": "tansy@home.example"}
EVERYTHING = Part.values


def known(team, *, now, owner=None, must_not_see=(), name="Tansy Madeup"):
    """Somebody who was accepted and reached, with a questionnaire answered and a letter sent."""
    referral = send_request(team, now=now, name=name, story=STORY, channels=CHANNELS, must_not_see=must_not_see)
    accept(team, referral, owner=owner or team.nell, now=now, by=team.ines)
    with hub_scope(team.hub):
        person = referral.person
        set_details(person, details={"born": "1985-03-03", "gp": "Dr Quill Invented"})
        log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=owner or team.nell, now=now,
            identity_checked=True,
        )  # fmt: skip
        questionnaire = find("gad7")
        answer(person, questionnaire, dict.fromkeys(range(1, 8), 2), subject_id=referral.pk, now=now)
        words = Words("About Tansy", "They get help from us.", "", "Dr Quill Invented", "Madeup Lane Surgery")
        letter = letters.draft(
            referral, template=template_of(team.hub, "gp-getting-help"), words=words, is_large=False,
            by=team.nell, now=now,
        )  # fmt: skip
        letter = letters.show(letter, seen=1, by=team.nell, now=now)
        letter = letter_answers.agree(letter, seen=1, now=now)
        sending_actions.post(letter, seen=1, by=team.nell, now=now)
    return stored(team, referral)


def stored(team, referral):
    """The referral as it stands."""
    with hub_scope(team.hub):
        return Referral.objects.select_related("person", "hub", "owner").get(pk=referral.pk)


def transfer_of(team, transfer):
    """The transfer as one of its hubs reads it; None where it may not."""
    with hub_scope(team.hub):
        return Transfer.objects.select_related("hub", "to_hub").filter(pk=transfer.pk).first()


def prepared(team, other, referral, *, now, parts=EVERYTHING, by=None, reason="wish", summary=SUMMARY):
    with hub_scope(team.hub):
        return actions.prepare(
            referral, other.hub, reason=reason, summary=summary, parts=parts, by=by or team.nell, now=now
        )  # fmt: skip


def agreed(team, other, referral, *, now, **how):
    transfer = prepared(team, other, referral, now=now, **how)
    with hub_scope(team.hub):
        return actions.agree(transfer, now=now)


def offered(team, other, referral, *, now, by=None, **how):
    transfer = agreed(team, other, referral, now=now, by=by, **how)
    with hub_scope(team.hub):
        return actions.offer(transfer, by=by or team.nell, now=now)


def offered_elsewhere(team, referral, *, now, by=None, parts=EVERYTHING):
    """Prepared, agreed to and offered to that hub."""
    with hub_scope(team.hub):
        transfer = actions.prepare(
            referral, hubs_elsewhere(team.hub)[0], reason="wish", summary=SUMMARY, parts=parts, by=by or team.nell,
            now=now,
        )  # fmt: skip
        actions.agree(transfer, now=now)
        return actions.offer(transfer, by=by or team.nell, now=now)


def accepted(team, other, referral, *, now, **how):
    """Accepted by the other hub; nothing is brought over yet."""
    transfer = offered(team, other, referral, now=now, **how)
    with hub_scope(other.hub):
        answer_actions.accept(transfer, by=other.nell, now=now)
    return transfer


def refused(team, other, referral, *, now, reason="We are full until the spring", **how):
    transfer = offered(team, other, referral, now=now, **how)
    with hub_scope(other.hub):
        answer_actions.refuse(transfer, reason=reason, by=other.ines, now=now)
    return transfer


def carried(team, other, transfer, *, now):
    """What the job does: bring them over, let go of them. The new referral."""
    with hub_scope(other.hub):
        bring(other.hub, transfer.pk, now=now)
    with hub_scope(team.hub):
        settle(team.hub, transfer.pk, now=now)
    with hub_scope(other.hub):
        arrival = Arrival.objects.filter(transfer_id=transfer.pk, brought_at__isnull=False).first()
        return arrival and Referral.objects.select_related("person", "hub").get(pk=arrival.referral_id)


def worked(*names):
    """Work what is queued of these jobs, each once, and what they queue as well. How many there were."""
    done = 0
    while found := worked_once(*names):
        done += found
    return done


def worked_once(*names):
    """Work what is queued of these jobs, and leave what they queue. How many there were."""
    with connection.cursor() as cursor:
        waiting = "status = 'todo' AND task_name = ANY(%s)"
        cursor.execute(f"DELETE FROM procrastinate_jobs WHERE {waiting} RETURNING task_name, args", [list(names)])
        jobs = cursor.fetchall()
    for name, args in jobs:
        app.tasks[name].func(**(json.loads(args) if isinstance(args, str) else args))
    return len(jobs)


@pytest.fixture
def fenmark(db, now):
    """A third hub, and a third installation with a key of its own: a stranger to both."""
    return make_hub("fenmark", "Fenmark", now=now)


@pytest.fixture
def tansy(tidewater, now):
    """Tansy, whom Nell has."""
    return SimpleNamespace(referral=known(tidewater, now=now))


@pytest.fixture
def between(tidewater, saltpan, now, clock, tmp_path, capsys) -> Installations:
    """Tidewater and Saltpan, which trust each other and never meet."""
    clock(now)
    found = Installations(tmp_path, capsys)
    assert found.trusts(tidewater, saltpan).code == 0
    assert found.trusts(saltpan, tidewater).code == 0
    return found


def discharged(team, referral, *, now):
    """Somebody who was spoken with, and has what they came for."""
    with hub_scope(team.hub):
        log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now,
            identity_checked=True,
        )  # fmt: skip
    referral = stored(team, referral)
    with hub_scope(team.hub):
        return discharge(referral, end_code="46", outcome="reached", returns="", by=team.nell, now=now)


def join_of(team, one, two, *, now):
    """Two records that are one person's, by the real actions."""
    with hub_scope(team.hub):
        Person.objects.filter(pk__in=[one.person_id, two.person_id]).update(verified_at=now)
        persons = (Person.objects.get(pk=each.person_id) for each in (one, two))
        join = join_actions.propose_join(*persons, reason="They said so on the telephone", by=team.nell, now=now)
        return agree_to_join(join, by=team.ines, now=now)


@pytest.fixture
def went(tidewater, saltpan, tansy, now):
    """Tansy's request at Saltpan, which has accepted her and decided on it."""
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    new = carried(tidewater, saltpan, found, now=now)
    accept(saltpan, new, owner=saltpan.nell, now=now, by=saltpan.ines)
    return found, stored(saltpan, new)


@pytest.fixture
def came_back(tidewater, saltpan, tansy, went, now):
    """And at Tidewater again, which took her back: a second record, joined with the first."""
    second = accepted(saltpan, tidewater, went[1], now=now)
    back = carried(saltpan, tidewater, second, now=now)
    accept(tidewater, back, owner=tidewater.nell, now=now, by=tidewater.ines)
    join_of(tidewater, tansy.referral, back, now=now)
    return back


@pytest.fixture
def fenmarks(saltpan, fenmark, went, now):
    """Her request at a third hub, to which Saltpan handed her on."""
    second = accepted(saltpan, fenmark, went[1], now=now)
    return carried(saltpan, fenmark, second, now=now)


@pytest.fixture
def sealed(tidewater, saltpan, between, tansy, now):
    """The request at Saltpan, which took them on by a file, and whose receipt Tidewater has taken in."""
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    assert between.take(tidewater, receipt_of(found, between.folder)).code == 0
    (arrival,) = arrivals(saltpan)
    return arrival.referral


@pytest.fixture
def pair(tidewater, saltpan, tansy, went, now):
    """Two records of one person at Tidewater, joined, both of which went to Saltpan by transfers of their own."""
    other = known(tidewater, now=now, name="T. Madeup")
    here = join_of(tidewater, tansy.referral, other, now=now)
    second = accepted(tidewater, saltpan, stored(tidewater, other), now=now)
    two = carried(tidewater, saltpan, second, now=now)
    accept(saltpan, two, owner=saltpan.nell, now=now, by=saltpan.ines)
    return stored(tidewater, other), stored(saltpan, two), here
