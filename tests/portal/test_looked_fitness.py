"""What the person's own log says of the pages of fitness to practise: nothing of looking or of what was not kept."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.events.models import AccessEntry
from holdfast.fitness import actions
from holdfast.fitness.models import FitnessConcern
from holdfast.hubs.scope import hub_scope
from tests.builders import browser_of, page
from tests.portal.conftest import confirmed, text

RAISING = "fitness:raise_concern"


def whole(team, **changed):
    """A whole form."""
    return {
        "risks": ["patients"], "is_serious": "yes", "evidence": "canary-evidence, on Monday", "asked": "not_asked",
        "not_asked": "He would be in danger.", "second": str(team.ines.pk), "is_urgent": "no", **changed,
    }  # fmt: skip


def known(team, person, *, now):
    """A concern of which the person knows."""
    told = actions.Telling(now, {"body": "regulator", "least": "canary-least", "knows": "yes"})
    with hub_scope(team.hub):
        return actions.raise_concern(
            person, said={"risks": ["patients"], "evidence": "x"}, second=team.ines, by=team.nell, now=now,
            mark=uuid4(), told=told,
        )  # fmt: skip


@pytest.mark.parametrize("changed", [{"evidence": ""}, {"is_serious": "no"}, {"not_asked": ""}, None])
@pytest.mark.parametrize("knows_of_one", [False, True])
def test_a_form_that_kept_nothing_or_was_only_opened_is_never_told(tidewater, own, client, now, changed, knows_of_one):
    person = own.fresh().person
    if knows_of_one:
        known(tidewater, person, now=now)
    browser, here = browser_of(tidewater.nell), page(RAISING, own.referral.pk)
    answer = browser.get(here) if changed is None else browser.post(here, whole(tidewater, **changed))

    assert answer.status_code == 200
    assert "how you work" not in text(confirmed(client))
    with hub_scope(tidewater.hub):
        assert FitnessConcern.objects.count() == knows_of_one
        found = AccessEntry.objects.filter(what=RAISING).values_list("why", "action", "about")
        assert list(found) == [("fitness", "read", person.pk)]


def test_one_that_was_kept_is_held_back_until_the_person_knows(tidewater, own, client, now):
    browser_of(tidewater.nell).post(page(RAISING, own.referral.pk), whole(tidewater))
    assert "how you work" not in text(confirmed(client))

    with hub_scope(tidewater.hub):
        FitnessConcern.objects.update(known_at=now)
    assert "Wrote down a concern about how you work, of which you know" in text(confirmed(client))


def test_words_that_were_not_added_are_told_as_a_reading(tidewater, own, client, now):
    concern = known(tidewater, own.fresh().person, now=now)
    browser_of(tidewater.ines).post(page("fitness:add", concern.pk), {"words": ""})

    shown = text(confirmed(client))
    assert "Read a concern about how you work, of which you know" in shown
    assert "Added to a concern" not in shown


def test_one_of_the_two_who_came_too_late_did_not_try_to_open_the_record(tidewater, own, client, now, monkeypatch):
    concern = known(tidewater, own.fresh().person, now=now)

    def too_late(*args, **kwargs):
        raise PermissionDenied

    monkeypatch.setattr(actions, "add", too_late)
    browser_of(tidewater.nell).post(page("fitness:add", concern.pk), {"words": "One word more"})

    with hub_scope(tidewater.hub):
        assert AccessEntry.objects.filter(what="fitness:add", action="refused").count() == 1
    assert "Tried to open your record" not in text(confirmed(client))
