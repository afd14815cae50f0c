"""`holdfast audit`."""

from holdfast.events import commands
from holdfast.events.sealing import copied_heads
from tests.events.reading import entries, new_hub, read, sealed, settle


def test_verify_prints_a_line_for_each_hub_and_ends_well(chain, capsys):
    sealed(new_hub("saltpan"))

    assert commands.run(["verify"]) == 0
    assert capsys.readouterr().out.splitlines() == ["saltpan: whole, 1 seals", "tidewater: whole, 3 seals"]


def test_verify_names_what_is_broken_and_ends_with_1(chain, committed, capsys):
    new_hub("saltpan")
    committed.as_superuser("DELETE FROM events_accessentry WHERE id = %s", entries(chain)[0].pk)

    assert commands.run(["verify"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "saltpan: whole, 0 seals",
        "tidewater: BROKEN, 3 seals",
        "tidewater: seal 1: entries were changed, added or removed",
    ]


def test_verify_of_one_hub_looks_at_no_other(chain, committed, capsys):
    new_hub("saltpan")
    committed.as_superuser("DELETE FROM events_accessentry")

    assert commands.run(["verify", "--hub", "saltpan"]) == 0
    assert commands.run(["verify", "--hub", "nowhere"]) == 1
    assert "there is no hub nowhere" in capsys.readouterr().err


def test_seal_seals_and_copies(hub, capsys):
    read(hub, 4)
    settle(hub)

    assert commands.run(["seal"]) == 0
    assert commands.run(["seal"]) == 0
    assert commands.run(["verify"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "tidewater: seal 1 over 4 entries",
        "tidewater: nothing new",
        "tidewater: whole, 1 seals",
    ]
    assert [number for number, _ in copied_heads(hub)] == [1]
