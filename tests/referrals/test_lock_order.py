"""Two actions about one person at once, each stopped once it holds its first row: neither waits for the other in a
ring. The order is said in docs/architecture.md; `tests/lock_order.py` sees that every action of every test keeps it."""

from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection

from holdfast.agreements.actions import NotAgreed
from holdfast.contacts.actions import log_attempt, undo_attempt
from holdfast.hubs.scope import hub_scope
from holdfast.letters import sending_actions
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outcomes.death_actions import record_death, undo_death
from holdfast.outcomes.discharge_actions import discharge
from holdfast.people.actions import settle_name
from holdfast.people.models import MustNotSee
from holdfast.portal.actions import change_reach
from holdfast.referrals.actions import allocate
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.triage.actions import TooLate, undo
from holdfast.triage.queries import latest_decision
from holdfast.workplace.answer_actions import agree, tell_nothing_more
from tests.builders import accept, make_hub, send_request
from tests.letters.conftest import HOME, TO_TANSY, drafted
from tests.workplace.conftest import know
from tests.workplace.conftest import shown as shown_statement
from tests.workplace.test_two_connections import apart

OTHER_HAS_ONE = 2  # seconds: by then the other one holds a row, or waits for ours
REFUSED = (MoveNotAllowed, NotAgreed, PermissionDenied, TooLate)


def crossed(team, *acts):
    """Both at once; each goes on from its first row once the other has one, or waits. The errors of the database."""
    start, first_row, troubles = Barrier(2, timeout=60), Barrier(2, timeout=OTHER_HAS_ONE), []

    def run(act):
        def stop_at_the_first(execute, sql, params, many, context):
            result = execute(sql, params, many, context)
            if not stopped and is_locking(str(sql)):
                stopped.append(sql)
                with suppress(BrokenBarrierError):
                    first_row.wait()
            return result

        def alone():
            start.wait()
            try:
                with suppress(*REFUSED), hub_scope(team.hub), connection.execute_wrapper(stop_at_the_first):
                    act()
            except OperationalError as error:
                troubles.append(str(error).splitlines()[0])

        stopped = []
        return alone

    for thread in [apart(run(act)) for act in acts]:
        thread.join()
    connection.close()
    return troubles


def is_locking(sql):
    return "FOR UPDATE" in sql or "FOR NO KEY UPDATE" in sql or sql.startswith("UPDATE")


@pytest.fixture
def team(committed, clock, now):
    clock(now)
    return make_hub("tidewater", "Tidewater", now=now)


@pytest.fixture
def tansy(team, now):
    referral = send_request(team, now=now, channels={"call": "+447700900123", "times": [], "email": "t@home.example"})
    accept(team, referral, owner=team.nell, now=now)
    with hub_scope(team.hub):
        return Referral.objects.select_related("person").get(pk=referral.pk)


def spoke(team, referral, now):
    return log_attempt(
        referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now, identity_checked=True
    )


def dies(team, referral, now):
    return record_death(referral, died_on=date(2026, 10, 10), how_known="family", by=team.nell, now=now)


ACTS = {
    "log": spoke,
    "die": dies,
    "name": lambda team, referral, now: name_people(referral, named=["Wren Dummerly"], now=now),
    "allocate": lambda team, referral, now: allocate(referral, team.wren, had=team.nell.pk, by=team.nell, now=now),
    "discharge": lambda team, referral, now: discharge(
        referral, end_code="46", outcome="not_known", returns="", by=team.nell, now=now
    ),
    "reach": lambda team, referral, now: change_reach(referral, channels={"call": "+447700900999"}, now=now),
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("die", "log"), ("die", "name"), ("log", "name"), ("die", "allocate"), ("name", "allocate"), ("die", "reach"),
        ("die", "discharge"), ("name", "discharge"), ("die", "die"), ("name", "name"),
    ],
)  # fmt: skip
def test_nobody_waits_in_a_ring(team, tansy, now, one, other):
    assert crossed(team, lambda: ACTS[one](team, tansy, now), lambda: ACTS[other](team, tansy, now)) == []


@pytest.mark.parametrize("other", ["name", "die", "reach"])
def test_taking_back_a_contact_in_which_they_were_checked_waits_its_turn(team, tansy, now, other):
    with hub_scope(team.hub):
        attempt = spoke(team, tansy, now)
    assert crossed(
        team, lambda: undo_attempt(attempt, by=team.nell, now=now), lambda: ACTS[other](team, tansy, now)
    ) == []  # fmt: skip


@pytest.mark.parametrize("after", ["die", "discharge"])
def test_what_was_decided_or_logged_is_not_taken_back_once_they_died_or_were_discharged(team, now, after):
    for is_decision in (True, False):
        referral = send_request(team, now=now, name=f"Tansy {after} {is_decision}")
        accept(team, referral, owner=team.nell, now=now, by=team.nell)
        with hub_scope(team.hub):
            referral = Referral.objects.select_related("person").get(pk=referral.pk)
            decision = latest_decision(referral)
            attempt = None if is_decision else spoke(team, referral, now)
            ACTS[after](team, referral, now)
            with pytest.raises(TooLate):
                undo(decision, by=team.nell, now=now) if is_decision else undo_attempt(attempt, by=team.nell, now=now)
            assert Referral.objects.get(pk=referral.pk).closed_at == now


def test_a_death_that_is_taken_back_and_a_name_wait_for_each_other(team, tansy, now):
    with hub_scope(team.hub):
        dies(team, tansy, now)
    assert crossed(
        team, lambda: undo_death(tansy.person, by=team.ada, now=now), lambda: ACTS["name"](team, tansy, now)
    ) == []  # fmt: skip


def test_a_name_that_is_settled_and_one_that_is_given_wait_for_each_other(team, tansy, now):
    with hub_scope(team.hub):
        name_people(tansy, named=["Somebody Unknown"], now=now)
        entry = MustNotSee.objects.select_related("person").get(status=MustNotSee.Status.UNSETTLED)
    assert crossed(
        team, lambda: settle_name(entry, members=[], by=team.ada, now=now), lambda: ACTS["name"](team, tansy, now)
    ) == []  # fmt: skip


def test_a_letter_that_is_sent_and_a_death_wait_for_each_other(team, tansy, now):
    with hub_scope(team.hub):
        change_reach(tansy, channels={"letter": HOME}, now=now)
    letter = drafted(team, tansy, key="person-next-steps", words=TO_TANSY, now=now)
    assert crossed(
        team, lambda: sending_actions.ready(letter, seen=letter.version, by=team.nell, now=now),
        lambda: ACTS["die"](team, tansy, now),
    ) == []  # fmt: skip


@pytest.mark.parametrize("other", ["name", "die", "discharge"])
def test_an_agreement_about_work_waits_its_turn(committed, team, now, other):
    known = know(team, now=now)
    waits = shown_statement(known, now=now)
    assert crossed(
        team, lambda: agree(waits, now=now), lambda: ACTS[other](team, known.tansy, now + timedelta(minutes=1))
    ) == []  # fmt: skip


def test_telling_a_partner_nothing_more_and_a_yes_to_another_sentence_wait_for_each_other(team, now):
    known = know(team, now=now)
    waits = shown_statement(known, now=now)
    assert crossed(
        team, lambda: agree(waits, now=now), lambda: tell_nothing_more(known.tansy.person, known.olive, now=now)
    ) == []  # fmt: skip
