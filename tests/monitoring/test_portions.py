"""Everybody is counted anew in portions that each stand, behind which a count that was killed goes on."""

from datetime import timedelta

import pytest

from holdfast.directory.models import Service
from holdfast.hubs.rounds import RoundIncomplete
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring import span_actions
from holdfast.monitoring.board_queries import COUNTED_ANEW, Following, cells_for_good, following
from holdfast.monitoring.models import KeptSpan, Trend
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.tasks import keep_figures
from holdfast.monitoring.trend_actions import draw
from tests.builders import send_request
from tests.monitoring.test_board_pages import read
from tests.onward.conftest import service

PAGES = ("figures", "services", "equality")
SAYS = "Everybody is being counted anew"


@pytest.fixture(autouse=True)
def _settled(all_settled, clock, now):
    clock(now)


@pytest.fixture
def seven(tidewater, saltpan, monkeypatch, now):
    """Seven people of Tidewater and one of Saltpan, counted; two make a portion."""
    monkeypatch.setattr(span_actions, "PORTION", 2)
    for number in range(7):
        send_request(tidewater, now=now - timedelta(days=9), name=f"Person Imagined{number}")
    send_request(saltpan, now=now - timedelta(days=9), name="Stranger Otherhub")
    for team in (tidewater, saltpan):
        service(team, "Lantern Trauma Service", now=now)
    keep_figures(0)
    with hub_scope(tidewater.hub):
        found = KeptSpan.objects.order_by("person_id").values_list("person_id", flat=True).distinct()
        return list(found)


class Killed(BaseException):
    """What no step of the count catches."""


@pytest.fixture
def counted(monkeypatch):
    """Of whom spans were made anew, portion by portion; the one whose number is in `killed_at` is cut short."""
    count, portions = span_actions.count_anew, []

    def counts(hub, some):
        if len(portions) + 1 == counts.killed_at:
            counts.killed_at = None
            count(hub, some)
            raise Killed
        portions.append((hub.slug, list(some)))
        count(hub, some)

    counts.killed_at, counts.portions = None, portions
    monkeypatch.setattr(span_actions, "count_anew", counts)
    return counts


def change_a_service(team, kind):
    """The one service of the hub is for something else: everybody is to be counted anew."""
    with hub_scope(team.hub):
        assert Service.objects.filter(hub=team.hub).update(kinds=[kind]) == 1


def of_hub(team):
    with hub_scope(team.hub):
        return following(team.hub)


def test_a_killed_count_goes_on_behind_its_last_portion_and_pages_say_meanwhile_that_it_is_under_way(
    tidewater, saltpan, manager, seven, counted, now
):
    change_a_service(tidewater, "debt")
    counted.killed_at = 3
    with pytest.raises(Killed):
        keep_figures(0)

    assert counted.portions == [("tidewater", seven[:2]), ("tidewater", seven[2:4])]
    assert of_hub(tidewater) == Following(now, is_anew=True)
    assert of_hub(saltpan) == Following(now, is_anew=False)
    assert [SAYS in read(manager, name).words for name in PAGES] == [True, True, True]
    assert SAYS in read(manager, "number", item="R1", measure="people").words
    assert SAYS not in read(saltpan.ines, "figures").words
    with hub_scope(tidewater.hub):
        assert KeptSpan.objects.filter(kind="own").count() == 7
        assert draw(tidewater.hub, now=now) == 0
        assert Trend.objects.count() == 0
        with pytest.raises(MoveNotAllowed, match=COUNTED_ANEW):
            cells_for_good(tidewater.hub, read_period("2026-09"), now=now)

    counted.portions.clear()
    keep_figures(0)
    assert counted.portions == [("tidewater", seven[4:6]), ("tidewater", seven[6:])]
    assert of_hub(tidewater) == Following(now, is_anew=False)
    assert [SAYS in read(manager, name).words for name in PAGES] == [False, False, False]


def test_what_changes_again_meanwhile_counts_everybody_from_the_first_one_on(tidewater, seven, counted):
    change_a_service(tidewater, "debt")
    counted.killed_at = 2
    with pytest.raises(Killed):
        keep_figures(0)
    change_a_service(tidewater, "housing")
    counted.portions.clear()
    keep_figures(0)
    assert [some for _, some in counted.portions] == [seven[:2], seven[2:4], seven[4:6], seven[6:]]


def test_between_the_portions_of_one_hub_the_others_have_theirs(tidewater, saltpan, seven, counted):
    for team in (tidewater, saltpan):
        change_a_service(team, "debt")
    keep_figures(0)
    assert [slug for slug, _ in counted.portions] == ["tidewater", "saltpan", *["tidewater"] * 3]


def test_an_error_in_one_hub_leaves_the_others_counted(tidewater, saltpan, seven, counted, monkeypatch):
    for team in (tidewater, saltpan):
        change_a_service(team, "debt")

    def fails(hub, some):
        if hub == tidewater.hub:
            raise ValueError
        counted(hub, some)

    monkeypatch.setattr(span_actions, "count_anew", fails)
    with pytest.raises(RoundIncomplete, match="keep_figures: tidewater"):
        keep_figures(0)
    assert [slug for slug, _ in counted.portions] == ["saltpan"]
