"""The help lines: the four that matter most, right to the digit, and nothing unchecked shown."""

import re

import pytest

from holdfast.front_door import help_lines
from holdfast.front_door.help_lines import HELP_LINES, SHOWN, Group


def every_line():
    return pytest.mark.parametrize("line", HELP_LINES, ids=lambda line: line.key)


def digits(words):
    return re.sub(r"\D", "", words)


def test_the_four_for_right_now_stand_in_this_order():
    assert [(line.verb, line.href) for line in help_lines.now()] == [
        ("Call 111", "tel:111"),
        ("Call 999", "tel:999"),
        ("Call 116 123", "tel:116123"),
        ("Text SHOUT to 85258", "sms:85258"),
    ]


def test_each_of_the_four_is_there_day_and_night():
    assert {line.hours for line in help_lines.now()} == {"Day and night"}


def test_someone_who_cannot_speak_has_a_way_to_each_emergency_service():
    assert [line.key for line in help_lines.without_speaking()] == [
        "bsl-999",
        "bsl-111",
        "relay-111",
        "text-999",
        "silent-999",
    ]


@every_line()
def test_the_link_dials_the_number_it_shows(line):
    scheme, _, address = line.href.partition(":")
    assert scheme in {"tel", "sms", "https"}
    if scheme != "https":
        assert digits(line.verb).startswith(address)


@every_line()
def test_it_says_what_it_is_for_whom_and_when(line):
    assert line.text.endswith(".")
    assert line.hours
    assert line.who_for
    assert line.source


def test_only_checked_lines_are_shown():
    assert [line.key for line in HELP_LINES if line not in SHOWN] == ["hub-of-hope"]
    assert all(line.checked_on for line in SHOWN)


def test_no_key_stands_twice():
    keys = [line.key for line in HELP_LINES]
    assert sorted(set(keys)) == sorted(keys)


def test_every_line_stands_in_one_of_the_three_groups():
    topical = tuple(line for line in SHOWN if line.group == Group.TOPIC)
    assert help_lines.now() + help_lines.without_speaking() + topical == SHOWN


def test_lines_come_in_the_order_asked_for_and_unknown_ones_are_left_out():
    assert [line.key for line in help_lines.about(["shout", "no-such-line", "cruse"])] == ["shout", "cruse"]
