"""How long a wait takes, as it was said: of this wait and no earlier one, and also where the service says it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from holdfast.correspondence.models import Message
from holdfast.hubs.scope import hub_scope
from holdfast.onward.actions import withdraw
from holdfast.referrals.actions import locked, place
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage
from holdfast.waiting import actions
from holdfast.waiting.models import Expectation
from tests.builders import browser_of, page
from tests.onward.conftest import (
    heard,
    world,  # noqa: F401 (a fixture)
)
from tests.onward.conftest import sent as sent_onward
from tests.waiting.conftest import DAY, goes_elsewhere
from tests.waiting.test_actions import wait_of

SOON = date(2026, 11, 2)


def test_a_second_wait_elsewhere_does_not_begin_with_what_was_said_of_the_first(tidewater, waiting, now):
    with hub_scope(tidewater.hub):
        actions.expect(waiting.otto, expected_on=SOON, by=tidewater.nell, now=now)
        place(locked(waiting.otto), stage=Stage.IN_SUPPORT)
        actions.keep_waits(tidewater.hub, now=now + DAY)
    between = wait_of(tidewater, waiting.otto, now=now + DAY)
    goes_elsewhere(tidewater, waiting.otto, now=now + 2 * DAY)

    again = wait_of(tidewater, waiting.otto, now=now + 2 * DAY)
    with hub_scope(tidewater.hub):
        actions.expect(waiting.otto, expected_on=SOON, by=tidewater.nell, now=now + 3 * DAY)
        mailed = Message.objects.filter(kind="news", person=waiting.otto.person).count()

    assert between is None
    assert (again.what, again.expected_on) == ("elsewhere", None)
    assert (wait_of(tidewater, waiting.otto, now=now + 3 * DAY).expected_on, mailed) == (SOON, 2)


def test_a_request_that_was_opened_again_waits_since_then(tidewater, waiting, now):
    with hub_scope(tidewater.hub):
        Referral.objects.filter(pk=waiting.ivy.pk).update(reopened_at=now - DAY)
    soon_again = wait_of(tidewater, waiting.ivy, now=now)
    with hub_scope(tidewater.hub):
        Referral.objects.filter(pk=waiting.ivy.pk).update(reopened_at=now - 30 * DAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            Referral.objects.filter(pk=waiting.ivy.pk).update(reopened_at=now - 400 * DAY)

    assert soon_again is None
    assert wait_of(tidewater, waiting.ivy, now=now).since == now - 30 * DAY


def test_the_day_that_a_service_names_by_its_link_is_what_they_are_told(tidewater, world, now):  # noqa: F811
    onward = sent_onward(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "accept", day=SOON, now=now)
    with hub_scope(tidewater.hub):
        (said,) = Expectation.objects.filter(referral=world.tansy)
        mail = list(Message.objects.filter(subject_id=said.pk).values_list("kind", flat=True))
    shown = browser_of(tidewater.nell).get(page("waiting:of_record", world.tansy.pk)).content.decode()

    assert (said.what, said.expected_on, said.said_by, mail) == ("elsewhere", SOON, None, ["news"])
    assert wait_of(tidewater, world.tansy, now=now).expected_on == SOON
    assert "until Monday 2 November, by the service" in shown


@pytest.mark.parametrize("how", ["decline", "drop_out", "withdraw", "begin"])
def test_the_day_holds_only_as_long_as_they_wait_for_the_service_that_named_it(tidewater, world, now, how):  # noqa: F811
    lantern, later = sent_onward(tidewater, world.tansy, world.lantern, now=now), now + DAY
    sent_onward(tidewater, world.tansy, world.quay, now=now)
    heard(tidewater, lantern, "accept", day=SOON, now=now)
    if how == "withdraw":
        with hub_scope(tidewater.hub):
            withdraw(lantern, by=tidewater.nell, now=later)
    else:
        heard(tidewater, lantern, how, now=later, words="Full", day=later.date() if how == "begin" else None)
    shown = browser_of(tidewater.nell).get(page("waiting:of_record", world.tansy.pk)).content.decode()

    assert wait_of(tidewater, world.tansy, now=later).expected_on is None
    assert "until Monday 2 November, by the service; this holds no longer" in shown


def test_a_day_that_another_service_named_too_still_holds_and_an_earlier_one_comes_back_never(
    tidewater, world, now  # noqa: F811
):  # fmt: skip
    lantern = sent_onward(tidewater, world.tansy, world.lantern, now=now)
    quay = sent_onward(tidewater, world.tansy, world.quay, now=now)
    heard(tidewater, lantern, "accept", day=SOON, now=now)
    heard(tidewater, quay, "accept", day=SOON, now=now)
    heard(tidewater, lantern, "decline", words="Full", now=now + DAY)
    both = wait_of(tidewater, world.tansy, now=now + DAY).expected_on
    heard(tidewater, quay, "wait", day=date(2026, 11, 9), now=now + 2 * DAY)
    moved = wait_of(tidewater, world.tansy, now=now + 2 * DAY).expected_on
    sent_onward(tidewater, world.tansy, world.harbour, now=now + 3 * DAY)
    heard(tidewater, quay, "decline", words="Full", now=now + 4 * DAY)

    assert (both, moved) == (SOON, date(2026, 11, 9))
    assert wait_of(tidewater, world.tansy, now=now + 4 * DAY).expected_on is None
