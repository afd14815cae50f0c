"""A need that no service meets: raised, met again, proposed, refused, proposed anew, agreed, closed."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.directory import gap_actions as actions
from holdfast.directory.gap_queries import find_gap, gaps_of, proposals_of
from holdfast.directory.models import Gap
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from tests.builders import browser_of, page

PROPOSED = {"words": "An evening group", "area": "Northfell", "staff_groups": ["03", "S01"]}
SAID = {"decided_on": date(2026, 10, 13), "decided_with": "Fern Regional, commissioning", "words": "Yes, from April"}


def raised(team, *, now, by=None, **more):
    told = {"kind": "arts", "area": "Northfell", "words": "Nothing after 6pm"} | more
    with hub_scope(team.hub):
        return actions.raise_gap(team.hub, by=by or team.sol, now=now, **told)


def stands(team, gap):
    with hub_scope(team.hub):
        gap = find_gap(team.hub, gap.pk)
        return gap.status, gap.times, [each.decision for each in proposals_of(gap)]


def test_what_is_met_oftenest_stands_first_and_each_time_has_somebody_who_said_so(tidewater, saltpan, now):
    once, often = raised(tidewater, now=now, kind="debt"), raised(tidewater, now=now)
    raised(saltpan, now=now, words="straycanary")
    with hub_scope(tidewater.hub):
        actions.meet_gap(often, by=tidewater.nell, now=now + timedelta(hours=1))

        assert [(each.pk, each.times) for each in gaps_of(tidewater.hub)] == [(often.pk, 2), (once.pk, 1)]
        assert [each.met_by.name for each in often.met.order_by("met_at")] == ["Sol Placeholder", "Nell Sampleton"]


def test_a_proposal_is_refused_made_anew_and_agreed_and_closed_when_the_service_is_there(tidewater, now):
    gap = raised(tidewater, now=now)
    with hub_scope(tidewater.hub):
        actions.propose(gap, by=tidewater.max, now=now, **PROPOSED)
        with pytest.raises(MoveNotAllowed):
            actions.propose(gap, by=tidewater.max, now=now, **PROPOSED)
        with pytest.raises(MoveNotAllowed):
            actions.close_gap(gap, words="Not needed", by=tidewater.max, now=now)
        actions.decide_proposal(gap, decision="refused", by=tidewater.ines, now=now, **SAID)
        with pytest.raises(MoveNotAllowed):
            actions.decide_proposal(gap, decision="agreed", by=tidewater.ines, now=now, **SAID)
    assert stands(tidewater, gap) == ("refused", 1, ["refused"])

    with hub_scope(tidewater.hub):
        actions.propose(gap, by=tidewater.ines, now=now + timedelta(days=1), **PROPOSED)
        actions.decide_proposal(gap, decision="agreed", by=tidewater.ines, now=now + timedelta(days=2), **SAID)
    assert stands(tidewater, gap) == ("agreed", 1, ["agreed", "refused"])

    with hub_scope(tidewater.hub):
        actions.close_gap(gap, words="It began in April", by=tidewater.max, now=now + timedelta(days=9))
        with pytest.raises(MoveNotAllowed):
            actions.meet_gap(gap, by=tidewater.nell, now=now + timedelta(days=9))
        assert gaps_of(tidewater.hub) == []
        assert [each.closed_words for each in gaps_of(tidewater.hub, closed=True)] == ["It began in April"]


def test_only_those_who_run_the_hub_propose_and_record(tidewater, now):
    gap = raised(tidewater, now=now)
    with hub_scope(tidewater.hub):
        for by in (tidewater.nell, tidewater.ada, tidewater.sol):
            with pytest.raises(PermissionDenied):
                actions.propose(gap, by=by, now=now, **PROPOSED)
            with pytest.raises(PermissionDenied):
                actions.close_gap(gap, words="Not needed", by=by, now=now)
        with pytest.raises(PermissionDenied):
            actions.raise_gap(tidewater.hub, kind="debt", area="", words="", by=tidewater.outside, now=now)
    assert stands(tidewater, gap) == ("open", 1, [])


@pytest.mark.parametrize(
    ("known", "constraint"),
    [
        ({"kind": "spells"}, "gap_kind_known"),
        ({"status": "lost"}, "gap_status_known"),
        ({"closed_words": "Why"}, "gap_closed_by_somebody"),
    ],
)
def test_the_database_refuses_nonsense(tidewater, now, known, constraint):
    gap = raised(tidewater, now=now)
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Gap.objects.filter(pk=gap.pk).update(**known)


def test_the_whole_way_on_the_pages_and_what_is_typed_stays(tidewater, saltpan, clock, now):
    clock(now)
    practitioner, lead = browser_of(tidewater.nell), browser_of(tidewater.ines)
    shown = practitioner.post(page("directory:gaps"), {"kind": "arts", "area": "Northfell"}).content.decode()
    assert "Enter: what is missing" in shown
    assert 'value="Northfell"' in shown

    gone = practitioner.post(
        page("directory:gaps"), {"kind": "arts", "area": "Northfell", "words": "<b>Nothing</b> at night"}
    )
    shown = practitioner.get(gone.url).content.decode()
    assert "&lt;b&gt;Nothing&lt;/b&gt; at night" in shown
    assert "Propose a service" not in shown
    pk = gone.url.strip("/").split("/")[-1]
    practitioner.post(page("directory:meet", pk))
    assert "2 times" in practitioner.get(page("directory:gaps")).content.decode()

    told = {"words": "A choir", "area": "Northfell", "staff_groups": ["03"]}
    assert lead.post(page("directory:propose", pk), told).status_code == 302
    shown = lead.post(page("directory:decide", pk), {"decision": "agreed", "words": "typed"}).content.decode()
    assert "Enter: who of the region" in shown
    assert "typed" in shown
    day = {"decided_on_0": "13", "decided_on_1": "10", "decided_on_2": "2026"}
    lead.post(page("directory:decide", pk), {"decision": "agreed", "decided_with": "Fern Regional"} | day)
    shown = re.sub(r"<[^>]+>", " ", lead.get(page("directory:gap", pk)).content.decode())
    assert "Agreed on 13 October 2026 by Fern Regional" in shown
    assert "Nursing and midwifery, registered" in shown

    stranger = browser_of(saltpan.ines)
    assert stranger.get(page("directory:gap", pk)).status_code == 404
    assert stranger.post(page("directory:close_gap", pk), {"why": "x"}).status_code == 404
    assert "Nothing is written down as missing" in stranger.get(page("directory:gaps")).content.decode()
