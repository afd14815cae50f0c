"""The demo's story of fitness to practise leaves one that waits and one that is closed."""

from random import Random

from holdfast.demo.stories.fitness import tell
from holdfast.fitness.models import FitnessConcern, FitnessStep
from holdfast.hubs.scope import hub_scope


def test_one_waits_for_the_lead_and_one_was_told_at_once_and_is_closed(tidewater, now):
    team = [tidewater.nell, tidewater.wren, tidewater.ines, tidewater.ada]
    with hub_scope(tidewater.hub):
        tell(tidewater.hub, team, Random(7), now=now)

        found = FitnessConcern.objects.order_by("raised_at").values_list("status", "first_id", "second_id")
        two = (tidewater.nell.pk, tidewater.ines.pk)
        assert list(found) == [("closed", *two), ("proposed", *two)]
        verbs = FitnessStep.objects.filter(concern__status="closed").order_by("at", "pk").values_list("verb", flat=True)
        assert list(verbs) == ["raise", "tell_at_once", "sign", "close"]
