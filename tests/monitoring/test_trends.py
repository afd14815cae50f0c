"""A month of which there is no median is a gap, in the picture, the table and the sentence: it is no zero."""

import re
from xml.etree import ElementTree

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.board_times import say_period
from holdfast.monitoring.board_views import trend_line
from holdfast.monitoring.drawing import HEIGHT, apart, picture
from holdfast.monitoring.models import Trend
from holdfast.monitoring.trend_actions import draw
from holdfast.monitoring.trend_rules import TRENDS, sentence_of

CONTACT = next(each for each in TRENDS if each.key == "2-contact")
HALF, NINE = "half of people", "nine in ten"
BASELINE = 4  # from the middle of a word to its foot
SVG = "{http://www.w3.org/2000/svg}"


def months(*values):
    """A month for each pair of values, the running one last."""
    return [{"month": f"2026-{place + 1:02}", HALF: half, NINE: nine} for place, (half, nine) in enumerate(values)]


def lines_in(svg):
    """Of each line of a picture: how many points each of its unbroken parts joins."""
    found = ElementTree.fromstring(svg).iter(f"{SVG}path")
    paths = [each.get("d") for each in found if each.get("aria-roledescription") == "line mark"]
    return [[1 + part.count("L") for part in path.split("M")[1:]] for path in paths]


def words_in(svg):
    """The words beside lines, with how far from the top of the picture they stand."""
    found = {}
    for each in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        if each.text in (HALF, NINE):
            found[each.text] = float(re.search(r"translate\([^,]+,([^)]+)\)", each.get("transform")).group(1))
    return found


def test_a_line_breaks_where_a_month_has_no_median():
    svg = picture(CONTACT, months((2, 4), (3, 5), (None, None), (2, 6), (3, 7), (1, 1)))
    assert lines_in(svg) == [[2, 2], [2, 2]]
    assert svg.count('aria-roledescription="circle"') == 8


def test_the_word_of_a_line_whose_last_month_has_no_median_stands_where_the_line_ended_and_not_at_zero():
    svg = picture(CONTACT, months((2, 8), (2, 8), (None, None), (1, 1)))
    assert lines_in(svg) == [[2], [2]]
    assert words_in(svg) == {HALF: HEIGHT * 0.75 + BASELINE, NINE: BASELINE}


def test_a_line_that_has_no_median_in_any_month_has_no_word():
    assert apart(months((2, None), (None, None)), [HALF, NINE], 8) == [{"line": HALF, "value": 2}]
    assert apart(months((None, None)), [HALF, NINE], 8) == []
    assert words_in(picture(CONTACT, months((None, None), (None, None), (None, None)))) == {}


def test_a_median_of_zero_is_a_number():
    svg = picture(CONTACT, months((0, 0), (0, 0), (0, 0)))
    assert lines_in(svg) == [[2], [2]]
    assert list(words_in(svg)) == [HALF, NINE]


def test_the_sentence_says_that_there_is_no_figure():
    said = sentence_of(CONTACT, months((2, 8), (None, None), (1, 1)), say_month=say_period)
    assert said == (
        "February 2026: half of people no figure (the month before 2), nine in ten no figure (the month before 8)."
    )


def test_the_table_says_no_figure_and_why_and_only_where_there_is_a_gap(tidewater, saltpan, now):
    with hub_scope(tidewater.hub):
        draw(tidewater.hub, now=now)
        shown = {each.key: trend_line(each) for each in Trend.objects.all()}
    assert shown["2-contact"]["rows"][1] == ["September 2026", "no figure", "no figure"]
    assert shown["2-contact"]["note"] == (
        "No figure: nobody was counted in that month. The line has a gap there, which is no zero."
    )
    assert shown["1-asked"]["rows"][1] == ["September 2026", "0", "0"]
    assert shown["1-asked"]["note"] == ""
    with hub_scope(saltpan.hub):
        assert Trend.objects.count() == 0
