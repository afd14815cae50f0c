"""`holdfast keys`."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.people import commands
from holdfast.people.actions import add_person
from tests.conftest import NOW


@pytest.fixture
def filled(tidewater, saltpan, own_keyring):
    """Two hubs with three people and two."""
    for team, number in ((tidewater, 3), (saltpan, 2)):
        with hub_scope(team.hub):
            for one in range(number):
                add_person(team.hub, name=f"Tansy Madeup{one}", channels={}, now=NOW)


def test_the_command_rotates_lists_and_destroys(filled, own_keyring, capsys):
    assert commands.run(["rotate", "--batch", "2"]) == 0
    assert commands.run(["rotate", "--search"]) == 0
    assert commands.run(["list"]) == 0
    assert commands.run(["destroy", "1"]) == 0
    assert commands.run(["list"]) == 0

    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "All person keys are on version 2",
        "All search keys are on version 2",
        "person keys  version 1  kept  0 people",
        "person keys  version 2  active  5 people",
        "Version 1 of the person keys is destroyed",
        "person keys  version 2  active  5 people",
    ]
    assert said.err == ""


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["destroy", "2"], "The active key cannot be destroyed"),
        (["destroy", "1"], "5 people still need version 1"),
        (["destroy", "7"], "Key version 7 is not in keyring.json"),
        (["destroy", "--search", "1"], "The active key cannot be destroyed"),
    ],
)
def test_the_command_refuses_with_a_sentence(filled, own_keyring, capsys, argv, words):
    own_keyring.add("masters")

    assert commands.run(argv) == 1
    assert words in capsys.readouterr().err


def test_the_list_names_a_version_that_is_needed_and_missing(filled, own_keyring, capsys):
    own_keyring.add("masters")
    own_keyring.destroy("masters", 1)

    assert commands.run(["list"]) == 1
    assert "version 1  MISSING  5 people" in capsys.readouterr().out


@pytest.mark.parametrize("argv", [[], ["rotate", "--batch", "0"], ["destroy"], ["destroy", "one"], ["burn"]])
def test_the_command_says_how_it_is_used(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        commands.run(argv)

    assert ended.value.code == 2
    assert "usage: holdfast keys" in capsys.readouterr().err
