"""Two connections: whoever writes while a death is recorded reads it; nobody waits for a letter in a ring."""

from threading import Event
from time import sleep

import pytest
from django.db import transaction

from holdfast.hubs.scope import hub_scope
from holdfast.letters import actions, sending_actions
from holdfast.letters.actions import PersonDied
from holdfast.letters.models import Letter
from holdfast.letters.queries import template_of
from holdfast.outcomes.death_actions import record_death
from holdfast.people.actions import set_details
from holdfast.referrals.models import Referral
from holdfast.workplace.answer_actions import tell_nothing_more
from tests.appointments.conftest import waits
from tests.appointments.test_named_meanwhile import AT_THE_LOCK, PATIENCE
from tests.builders import make_hub
from tests.letters.conftest import CHANNELS, GP, TO_GP, agreed, shown
from tests.referrals.test_lock_order import crossed
from tests.workplace.conftest import agreed as agreed_statement
from tests.workplace.conftest import know
from tests.workplace.test_two_connections import apart


@pytest.fixture
def team(committed, clock, now):
    """Tansy's hub, committed, so that another connection reads it."""
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    team.tansy = waits(team, owner=team.nell, now=now, name="Tansy Madeup", channels=CHANNELS)
    with hub_scope(team.hub):
        set_details(team.tansy.person, details={"born": "1985-03-03", "gp": GP})
    return team


def behind_a_death(team, act, *, now):
    """What `act` came to, begun while a death is recorded and not yet kept; `act` takes the referral read before."""
    recorded, waiting, came = Event(), Event(), []

    def records():
        with hub_scope(team.hub), transaction.atomic():
            found = Referral.objects.select_related("person", "hub").get(hub=team.hub, pk=team.tansy.pk)
            record_death(found, died_on=None, how_known="family", by=team.ines, now=now)
            recorded.set()
            waiting.wait(PATIENCE)
            sleep(AT_THE_LOCK)

    def acts():
        with hub_scope(team.hub):
            referral = Referral.objects.select_related("person", "hub").get(hub=team.hub, pk=team.tansy.pk)
            recorded.wait(PATIENCE)
            waiting.set()
            try:
                act(referral)
            except Exception as refused:
                came.append(type(refused))

    for thread in (apart(records), apart(acts)):
        thread.join()
    return came


def test_no_letter_is_begun_about_somebody_whose_death_was_recorded_meanwhile(team, now):
    template_key = "gp-getting-help"

    def drafts(referral):
        actions.draft(
            referral, template=template_of(team.hub, template_key), words=TO_GP, is_large=False, by=team.nell, now=now
        )

    assert behind_a_death(team, drafts, now=now) == [PersonDied]
    with hub_scope(team.hub):
        assert Letter.objects.count() == 0


def test_no_letter_that_was_shown_is_changed_behind_it(team, now):
    letter = shown(team, team.tansy, now=now)

    def edits(referral):
        actions.edit(letter, seen=1, words=TO_GP, is_large=False, by=team.nell, now=now)

    (came,) = behind_a_death(team, edits, now=now)
    assert came.__name__ in {"MoveNotAllowed", "PersonDied"}


def test_a_letter_taken_back_after_a_death_goes_no_further(team, now):
    letter = agreed(team, team.tansy, now=now)
    with hub_scope(team.hub):
        sending_actions.post(letter, seen=1, by=team.nell, now=now)
        record_death(team.tansy, died_on=None, how_known="family", by=team.ines, now=now)
        sending_actions.undo(letter, by=team.nell, now=now)
        assert Letter.objects.get().status == "withdrawn"


def test_a_letter_that_is_posted_while_they_say_tell_nothing_more_waits_in_no_ring(committed, clock, now):
    clock(now)
    known = know(make_hub("tidewater", "Tidewater", now=now), now=now)
    agreed_statement(known, now=now)
    letter = agreed(known.team, known.tansy, key="oh-support-at-work", now=now)

    troubles = crossed(
        known.team,
        lambda: tell_nothing_more(known.tansy.person, known.olive, now=now),
        lambda: sending_actions.post(letter, seen=1, by=known.team.nell, now=now),
    )

    with hub_scope(known.team.hub):
        (stands,) = Letter.objects.values_list("status", flat=True)
    assert (troubles, stands in {"sent", "refused"}) == ([], True)
