"""`holdfast hub`: from a file, by the dialogue, twice, at once, and refused."""

import os
import pty
import select
import signal
import sys
from datetime import date

import pytest

from holdfast.accounts.models import Membership, Shift
from holdfast.desk import commands
from holdfast.desk.dialogue import interview
from holdfast.desk.files import example
from holdfast.desk.models import Change
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.scope import hub_scope

TODAY = date(2026, 11, 25)


@pytest.fixture
def command(capsys, tmp_path):
    """Runs `holdfast hub create --from` a file. Returns its exit code, its answer and what it said beside it."""

    def run(text: str = example()) -> tuple[int, str, str]:
        file = tmp_path / "hub.toml"
        file.write_text(text, "utf-8")
        code = commands.hub(["create", "--from", str(file)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_create_makes_a_hub_that_prepares_with_terms_footprint_and_a_lead_to_join(db, command):
    code, out, err = command()

    hub, lead = Hub.objects.get(), Membership.objects.select_related("account").get()
    terms = Terms.objects.get()
    assert (code, out.startswith("http://localhost:8000/join/"), "holdfast doctor --hub northfell" in err) == (
        0,
        True,
        True,
    )
    assert (hub.slug, hub.status, hub.host) == ("northfell", "preparing", None)
    assert [list(places.values_list("pk", flat=True)) for places in (hub.systems, hub.employers)] == [["QHM"], ["QHM"]]
    assert (terms.version, terms.signed_by, terms.signed_on) == (1, "Dr Ines Pretendham", date(2026, 9, 1))
    assert (terms.night_cover, terms.cover_name, terms.retention_years) == ("none", "", 20)
    assert (lead.roles, lead.status, lead.is_fallback) == (["clinical_lead"], "invited", True)
    assert lead.account.email == "ines@northfell.example"
    with hub_scope(hub):
        assert list(Change.objects.values_list("kind", "member", "by")) == [("hub.create", lead.pk, None)]


def test_the_same_file_twice_says_so_and_changes_nothing(db, command):
    command()

    assert command() == (0, "", "Northfell Staff Support Hub (northfell) is there already. Nothing was changed.\n")
    assert (Hub.objects.count(), Terms.objects.count(), Membership.objects.count()) == (1, 1, 1)


def test_another_hub_of_the_same_short_name_is_refused(db, command):
    command()

    code, out, err = command(example().replace("Northfell Staff", "Other Staff"))

    assert (code, out) == (2, "")
    assert err == (
        "Northfell Staff Support Hub (northfell) has this short name already; choose another slug. "
        "Nothing was changed.\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('employers = ["QHM"]', 'employers = ["QHM", "ZZ9"]',
         "employers: There is no organisation ZZ9. Others than trusts and boards: holdfast organisations import"),
        ('systems = ["QHM"]', 'systems = ["ZZ9"]', "systems: There is no integrated care system ZZ9"),
        ("lead_name = \"Dr", "lead_name = \"\\u0007Dr", "lead_name: Take out the characters that cannot be shown"),
    ],
)  # fmt: skip
def test_what_the_database_does_not_know_is_named_and_nothing_is_made(db, command, old, new, said):
    code, out, err = command(example().replace(old, new))

    assert (code, out, err) == (2, "", f"{said}\nNothing was made.\n")
    assert not Hub.objects.exists()


def test_a_lead_who_cannot_be_invited_leaves_nothing_half_made(db, command, monkeypatch):
    monkeypatch.setattr("holdfast.desk.actions.put_on_first_rota", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        command(example().replace("# lead_on_duty = false", "lead_on_duty = true"))

    assert not Hub.objects.exists()
    assert not Membership.objects.exists()


def test_the_first_rota_covers_every_watched_hour_of_two_weeks(db, command, clock, now):
    clock(now)
    text = example().replace("# lead_on_duty = false", "lead_on_duty = true")
    command(text)

    with hub_scope(Hub.objects.get()):
        shifts = list(Shift.objects.order_by("starts_at").values_list("starts_at", "ends_at"))
    assert len(shifts) == 10
    assert shifts[0] == (now, now.replace(hour=17, minute=0))


def spoken(*answers: str):
    """Somebody at the terminal who gives these answers, and then presses Enter."""
    left = list(answers)
    return lambda prompt: left.pop(0) if left else ""


def test_the_dialogue_asks_again_until_an_answer_can_be():
    said: list[str] = []
    ask = spoken(
        "Northfell Hub", "North Fell", "NO!", "taken", "northfell", "", "", "", "ring", "0808 157 0000",
        "a@hub.example", *[""] * 5, "90", *[""] * 5, "", "", "", "Dr Ines Pretendham", "ines@hub.example",
        "", "", "2027-01-01", "20", "2026-09-01", "perhaps", "yes",
    )  # fmt: skip
    taken = {"slug": {"taken": "There is a hub of this name already"}}

    answers = interview(ask, said.append, lambda key, value: taken.get(key, {}).get(str(value), ""), today=TODAY)

    assert answers is not None
    assert (answers["slug"], answers["take_immediate_minutes"]) == ("northfell", 20)
    assert (answers["signed_by"], answers["signed_on"]) == ("Dr Ines Pretendham", date(2026, 9, 1))
    assert [line for line in said if line.startswith("  ") and line.endswith(".")] == [
        "  Use 3 to 50 small letters, digits and hyphens, beginning with a letter, like northfell.",
        "  There is a hub of this name already.",
        "  Give a telephone number of digits and spaces, like 0808 157 0000.",
        "  Somebody who is not safe cannot wait longer than any other. Write fewer minutes.",
        "  Nobody has signed on a day that is still to come.",
        "  Answer yes or no.",
    ]


def test_without_a_terminal_and_a_file_it_says_what_to_give(db, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115 - pytest puts its own back

    assert commands.hub(["create"]) == 2
    assert capsys.readouterr().err == (
        "Nobody can answer here: this is no terminal. Give --from FILE; holdfast hub example prints one\n"
        "Nothing was made.\n"
    )


@pytest.mark.parametrize("end", [b"\x03", b"\x04"])
def test_ctrl_c_or_the_end_of_the_answers_on_a_terminal_leaves_nothing_half_done(committed, end):
    child, terminal = pty.fork()
    if child == 0:
        os.environ["HOLDFAST_DATABASE_URL"] = committed.server.url("holdfast_web", committed.name)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job ignores it, and so would its children
        command = "import sys; from holdfast.cli import main; sys.exit(main(['hub', 'create']))"
        os.execv(sys.executable, [sys.executable, "-c", command])
    shown = until(terminal, b"What is the hub called?")
    os.write(terminal, b"Northfell Hub\n")
    shown += until(terminal, b"For which area")
    shown += until(terminal, b"Nothing was made.", pressing=end)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 130
    assert b"Traceback" not in shown
    assert not Hub.objects.exists()


def until(terminal: int, words: bytes, *, pressing: bytes = b"") -> bytes:
    """What a terminal shows until it shows `words`, `pressing` a key as a person would: again, if nothing comes of it.

    A Ctrl-C between the question and the read that waits for its answer is seen only when that read ends.
    """
    shown = b""
    for _ in range(12):
        os.write(terminal, pressing)
        while select.select([terminal], [], [], 5)[0]:
            shown += os.read(terminal, 1000)
            if words in shown:
                return shown
    raise AssertionError(f"no more than {shown!r}")
