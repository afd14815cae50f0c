"""The commissioner's own rule, and that what publishes knows nothing of it."""

import ast
from pathlib import Path

import pytest

from holdfast.monitoring import commissioner

MONITORING = Path(commissioner.__file__).parent
PUBLIC = ("attribute", "audit", "coarsening", "cube", "disclos", "needs_map", "protection", "release_rules")


def test_0_to_18_people_are_what_the_return_says():
    line = "* * * * * 5 5 5 10 10 10 10 10 15 15 15 15 15 20"

    assert [commissioner.people(count) for count in range(19)] == line.split()


def test_fewer_than_no_people_are_refused():
    with pytest.raises(ValueError, match="-1 people"):
        commissioner.people(-1)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (4, 50, "*"),
        (5, 50, "10"),
        (46, 50, "*"),
        (45, 50, "90"),
        (0, 50, "*"),
        (50, 50, "*"),
        (5, 10, "50"),
        (5, 40, "13"),
    ],
)
def test_a_percentage_is_hidden_when_either_part_is_under_5(part, whole, shown):
    assert commissioner.percentage(part, whole) == shown


def test_a_part_of_more_than_the_whole_is_refused():
    with pytest.raises(ValueError, match="6 of 5"):
        commissioner.percentage(6, 5)


def test_a_statistic_needs_ten_people():
    assert [commissioner.statistic("12 days", count) for count in (9, 10)] == ["*", "12 days"]


def test_sessions_and_events_are_exact_and_zero_is_shown():
    assert [commissioner.exact(count) for count in (0, 1, 7)] == ["0", "1", "7"]


def test_no_module_of_what_is_public_imports_the_commissioners_rule():
    modules = [path for path in MONITORING.glob("*.py") if path.stem.startswith(PUBLIC)]
    imported = {
        name
        for path in modules
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or "", *(each.name for each in node.names)]
    }

    assert "holdfast.monitoring.disclosure" in imported
    assert [name for name in imported if "commissioner" in name] == []
