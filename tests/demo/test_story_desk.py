"""The demo tells how a hub is run."""

from random import Random

import pytest

from holdfast.demo.stories.desk import WELCOME, tell
from holdfast.hubs.queries import terms_of
from holdfast.hubs.scope import hub_scope

pytestmark = pytest.mark.django_db


def test_the_story_leaves_what_the_desks_pages_show(tidewater, saltpan, now):
    tidewater.hub.systems.add("QHM")
    team = list(tidewater.hub.members.select_related("account", "hub").order_by("pk"))

    with hub_scope(tidewater.hub):
        tell(tidewater.hub, team, Random(1), now=now)
        kinds = sorted(set(tidewater.hub.changes.values_list("kind", flat=True)))

    assert kinds == [
        "employer.add", "member.invite", "member.suspend", "rules.sign", "signatures.acknowledge", "terms.sign",
    ]  # fmt: skip
    assert (terms_of(tidewater.hub, now=now).welcome, terms_of(saltpan.hub, now=now).welcome) == (WELCOME, "")
    assert sorted(tidewater.hub.members.values_list("status", flat=True))[-2:] == ["invited", "suspended"]
