"""Sends invented requests with given answers through the actions of the public pages, and counts what came of it."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from uuid import UUID

from django.utils import timezone

from holdfast.accounts.models import Membership
from holdfast.alerts.models import Alert
from holdfast.caseload.queries import in_stage
from holdfast.demo import invented
from holdfast.demo.answers import Published, Row, at_risk_in, bands_in
from holdfast.front_door.actions import answer_questionnaire, submit
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.measures.models import Measure
from holdfast.measures.queries import scored
from holdfast.measures.questionnaire import Questionnaire
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage

AT_ONCE = 1000


@dataclass(frozen=True)
class Line:
    """One count, as the product stores it and as it was reckoned beside it."""

    words: str
    stored: int
    reckoned: int


def send(
    hub: Hub, questionnaire: Questionnaire, rows: Sequence[Row], *, random: Random, advance: Callable[[], object]
) -> list[UUID]:
    """Send a request and its answers for every row, each in a transaction of its own, as browsers do."""
    sent = []
    for row in rows:
        request = invented.asked(random, safe_now=Referral.SafeNow.YES)
        with hub_scope(hub):
            referral = submit(hub, request, submission=secrets.token_bytes(32), now=timezone.now())
        answers = dict(enumerate(row, start=1))
        with hub_scope(hub):
            answer_questionnaire(referral, hub, questionnaire, answers, now=timezone.now())
        sent.append(referral.pk)
        advance()
    return sent


def compare(
    hub: Hub, questionnaire: Questionnaire, rule: Published, rows: Sequence[Row], sent: Sequence[UUID],
    *, reader: Membership,
) -> list[Line]:  # fmt: skip
    """What is stored beside what the rows come to. `reader` is the member whose triage queue is read."""
    with hub_scope(hub):
        bands, expected = stored_bands(hub, sent), bands_in(rule, rows)
        names = [*dict.fromkeys([*(name for _, name in rule.bands), *bands])]
        return [
            Line("requests sent", len(sent), len(rows)),
            Line("in the triage queue", in_the_queue(reader, sent), len(rows)),
            Line("alerts raised", alerts_raised(hub, sent), at_risk_in(rule, rows)),
            *(Line(f"{questionnaire.name}: {name}", bands[name], expected[name]) for name in names),
        ]


def in_the_queue(reader: Membership, sent: Sequence[UUID]) -> int:
    """How many of the requests the member finds in the triage queue, by the query of the page."""
    queue = in_stage(viewer(reader, now=timezone.now()), Stage.TRIAGE)
    return sum(queue.filter(pk__in=some).count() for some in portions(sent))


def alerts_raised(hub: Hub, sent: Sequence[UUID]) -> int:
    """How many alerts the answers raised."""
    found = Alert.objects.filter(hub=hub, source=Alert.Source.QUESTIONNAIRE)
    return sum(found.filter(subject_id__in=some).count() for some in portions(sent))


def stored_bands(hub: Hub, sent: Sequence[UUID]) -> Counter[str]:
    """How many stored measures fall into each band, scored as a page scores them."""
    found = Measure.objects.filter(hub=hub)
    return Counter(
        scored(measure).score.band or "no band"
        for some in portions(sent)
        for measure in found.filter(subject_id__in=some)
    )


def portions(sent: Sequence[UUID]) -> Iterator[list[UUID]]:
    """The ids in portions that one statement can name."""
    left = iter(sent)
    while some := list(islice(left, AT_ONCE)):
        yield some
