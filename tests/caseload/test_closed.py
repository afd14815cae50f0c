"""The list of those whose referral is closed."""

from datetime import timedelta

from holdfast.hubs.scope import hub_scope
from holdfast.triage.actions import Choice, decide
from holdfast.triage.models import Decision
from tests.builders import send_request


def test_closed_people_stand_by_when_they_were_closed_the_latest_first(tidewater, now, read):
    for name, hours in (("Ivo Placeholder", 3), ("Hazel Pretend", 1), ("Otto Exampleton", 2)):
        asked = send_request(tidewater, now=now - timedelta(days=hours), name=name)
        with hub_scope(tidewater.hub):
            choice = Choice(Decision.Outcome.SIGNPOST, asked.contact_by, words="Here is who can help.")
            decide(asked, choice, seen=None, by=tidewater.nell, now=now - timedelta(hours=hours))

    shown = read(tidewater.nell, "caseload:people", query="?stage=closed").text_shown
    places = [shown.index(name) for name in ("Hazel", "Otto", "Ivo")]
    assert places == sorted(places)
    assert "Next action" not in shown
