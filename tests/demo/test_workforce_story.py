"""The demo's team is trained for something, and a rule admits most of it."""

from random import Random

from holdfast.demo.hubs import TEAM
from holdfast.demo.stories.workforce import PROFILES, REASONS, tell
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.workforce.queries import known_of, team_of
from tests.appointments.conftest import waits
from tests.builders import make_member


def test_the_story_leaves_a_rule_that_admits_six_of_eight_and_three_whom_somebody_else_assesses(tidewater, now):
    seen = [name for name, _, roles in TEAM if roles in (["practitioner"], ["clinical_lead"])]
    assert sorted(PROFILES) == sorted(seen)
    names = ["Nell Sampleton", "Dr Ines Pretendham"]
    others = [make_member(tidewater.hub, name, "practitioner") for name in PROFILES if name not in names]
    for member, name in ((tidewater.ines, "Dr Ines Pretendham"), (tidewater.wren, "Wren Elsewhere")):
        member.account.name = name
        member.account.save()
    for number in range(len(REASONS) + 1):
        waits(tidewater, owner=tidewater.nell, now=now, name=f"Hazel Pretend{number}")
    with hub_scope(tidewater.hub):
        tell(tidewater.hub, [tidewater.nell, tidewater.ines, *others], Random(7), now=now)
        known = known_of(tidewater.hub, team_of(tidewater.hub), now=now)
        admitted = [each.name for each in known.admitted(team_of(tidewater.hub))]
        given = Event.objects.filter(kind="referral.allocate").order_by("pk")
        reasons = [event.codes["override"] for event in given]

    assert admitted == [
        "Dr Ines Pretendham", "Idris Mockford", "Linden Notreal", "Nell Sampleton", "Perry Nobodysby", "Wren Dummerly",
    ]  # fmt: skip
    assert reasons == list(REASONS)
