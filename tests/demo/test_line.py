"""The demo's calls and post, told by the product's own actions."""

from random import Random

from holdfast.correspondence.models import Incoming
from holdfast.demo.stories.line import tell
from holdfast.hubs.scope import hub_scope
from holdfast.support_line.models import Call
from tests.builders import send_request


def test_the_story_leaves_calls_and_post_at_different_stages(tidewater, now):
    send_request(tidewater, now=now)
    team = [getattr(tidewater, key) for key in ("nell", "wren", "ines", "ada", "sol", "max", "outside")]

    with hub_scope(tidewater.hub):
        tell(tidewater.hub, team, Random(1), now=now)
        calls = sorted(Call.objects.values_list("kind", "status"))
        post = sorted(Incoming.objects.values_list("kind", "status"))

    assert calls == [
        *[("call", "advised")] * 4,
        *[("call", "promised")] * 2,
        ("call", "requested"),
        ("voicemail", "promised"),
    ]
    assert post == [("letter", "matched"), ("letter", "waiting"), ("voicemail", "waiting")]
