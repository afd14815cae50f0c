"""`holdfast import referrals`: bad lines named, the rest in, twice adds nothing, no rule of a page left out."""

import csv
import json
from collections import Counter

import pytest

from holdfast.alerts.models import Alert
from holdfast.alerts.words import WORRY
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.partners import commands
from holdfast.partners.actions import Agreed, admit_organisation, refer
from holdfast.partners.batch_actions import take_batch
from holdfast.partners.batch_rows import row_of
from holdfast.partners.queries import partner_with, sent_by
from holdfast.people.identity import channels_of, name_of, reveal
from holdfast.people.models import MatchToken, Person, Relationship, SearchToken
from holdfast.people.search import people_named
from holdfast.referrals.models import Referral, Tally
from tests.builders import browser_of, page
from tests.partners.conftest import CANARY, words

HEAD = ["partner_email", "partner_name", "organisation", "route", "reference", "name", "telephone", "email", "letter",
        "agreed_how", "agreed_on", "story", "worried"]  # fmt: skip
ROW = {
    "partner_email": "fern@fed.example", "partner_name": "Fern Pretend", "organisation": "Marsh Practice",
    "route": "gp", "reference": "M1", "name": "Tansy Madeup", "telephone": "07700 900123", "email": "", "letter": "",
    "agreed_how": "in_person", "agreed_on": "2026-10-12", "story": CANARY, "worried": "no",
}  # fmt: skip


@pytest.fixture
def federation(committed, clock, now):
    """A federation of practices whose referrals the hub takes. The command commits, so it has a database of its own."""
    from tests.builders import make_hub

    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    with hub_scope(team.hub):
        admit_organisation(
            team.hub, name="Invented Federation", route="gp", domain="fed.example", by=team.ines, now=now
        )
    return team


@pytest.fixture
def file_of(tmp_path):
    """Writes rows into a file: `file_of(*changes)`, each what differs from ROW."""

    def write(*changes, name="batch.csv", encoding="utf-8", end="\n"):
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, HEAD, lineterminator=end)
            writer.writeheader()
            writer.writerows({**ROW, **each} for each in changes)
        return path

    return write


def run(path, *more):
    return commands.run(["referrals", str(path), "--hub", "tidewater", *map(str, more)])


def references(team):
    with hub_scope(team.hub):
        return Referral.objects.count()


def test_the_rows_of_a_batch_are_those_that_a_page_would_write(federation, now):
    with hub_scope(federation.hub):
        one = row_of(2, ROW, today=now.date())
        admitted_as(federation, one, now)
        partner = partner_with(federation.hub, "fern@fed.example")
        refer(federation.hub, asked_by(one, partner), agreed=Agreed("in_person", one.agreed.on), is_worried=False,
              submission=b"page", now=now)  # fmt: skip
        alone = rows_written()
        take_batch(federation.hub, [(row_of(3, {**ROW, "reference": "M2"}, today=now.date()), partner)], now=now)
        both = rows_written()

        assert {name: count * 2 for name, count in alone.items()} == both
        first, second = Referral.objects.order_by("pk").select_related("person")
        for name in ("route", "method", "safe_now", "contact_when", "contact_by", "contact_why", "partner_id",
                     "rule_set", "next_action", "next_action_at", "stage", "status"):  # fmt: skip
            assert getattr(first, name) == getattr(second, name)
        assert [reveal(each.person, "story", each.story_sealed) for each in (first, second)] == [CANARY, CANARY]
        assert channels_of(first.person) == channels_of(second.person)
        assert set(people_named(federation.hub, "Madeup")) == {first.person, second.person}
        codes = [event.codes for event in Event.objects.order_by("subject_id", "kind")]
        assert codes[:2] == codes[2:]


def admitted_as(team, row, now):
    """The partner of a row, written down as the command does."""
    from holdfast.partners.batch_actions import partner_for

    return partner_for(team.hub, row.referrer, now=now, is_dry=False)


def asked_by(row, partner):
    from dataclasses import replace

    return replace(row.asked, partner=partner, route=partner.route)


def rows_written():
    """How many rows of each kind there are; a count's delta instead of its rows."""
    kinds = Counter(Event.objects.values_list("kind", flat=True))
    entries = Counter(AccessEntry.objects.filter(what="front_door:send").values_list("actor", "action", "why"))
    return {
        "people": Person.objects.count(), "tokens": SearchToken.objects.count(),
        "marks": MatchToken.objects.count(),
        "queue": Relationship.objects.filter(why="queue", until_at=None).count(),
        "tally": sum(Tally.objects.values_list("delta", flat=True)), **kinds, **entries,
    }  # fmt: skip


def test_a_file_goes_in_once_and_its_partner_sees_it_received(federation, file_of, capsys):
    path = file_of({}, {"reference": "M2", "name": "Otto Exampleton", "email": "otto@home.example", "story": "=cmd|x"})
    assert run(path) == 0
    first = capsys.readouterr()
    assert run(path) == 0
    second = capsys.readouterr()

    assert (first.out, first.err) == ("2 referrals added, 0 were there already\n", "")
    assert second.out == "0 referrals added, 2 were there already\n"
    with hub_scope(federation.hub):
        partner = partner_with(federation.hub, "fern@fed.example")
        assert partner.organisation == "Marsh Practice"
        assert len(sent_by(partner).sent) == 2
        otto = Referral.objects.select_related("person").order_by("-pk").first()
        assert (name_of(otto.person), reveal(otto.person, "story", otto.story_sealed)) == ("Otto Exampleton", "=cmd|x")
    assert "Otto Exampleton" in words(browser_of(federation.nell).get(page("caseload:people")))


def test_without_a_reference_the_whole_row_is_its_mark(federation, file_of):
    path = file_of({"reference": ""}, {"reference": ""}, {"reference": "", "name": "Otto Exampleton"})
    run(path)
    run(path)

    assert references(federation) == 2


def test_worry_in_a_file_raises_its_alert_once(federation, file_of):
    path = file_of({"worried": "Yes"}, {"reference": "M2"})
    run(path)
    run(path)

    with hub_scope(federation.hub):
        alert = Alert.objects.get()
        referral = Referral.objects.get(pk=alert.subject_id)
        assert (alert.reasons, referral.contact_when, referral.method) == (["referrer.worried"], "today", "file")


def test_bad_lines_are_named_with_their_reason_and_the_rest_goes_in(federation, file_of, tmp_path, capsys):
    bad = {
        "name": [("", "name: Enter a name"), ("=HYPERLINK(1)", "name: Enter a name using only letters")],
        "telephone": [("12", "telephone: Enter a phone number"), ("", "at least one safe way")],
        "agreed_how": [("", "agreed_how: must be"), ("themselves", "agreed_how: must be")],
        "agreed_on": [("2026-13-01", "agreed_on: Enter a day that exists"), ("2027-01-01", "a day that has been")],
        "worried": [("maybe", "worried: must be yes or no")],
        "route": [("manager", "a manager cannot agree"), ("oh", "does not take referrals"), ("x", "must be one of")],
        "partner_email": [("fern@elsewhere.example", "does not take referrals"), ("fern", "partner_email: Enter")],
        "story": [("a\0b", "take out the characters"), ("x" * 4001, "longer than 4000")],
    }  # fmt: skip
    changes = [({column: value}, reason) for column, cases in bad.items() for value, reason in cases]
    rejects = tmp_path / "rejects.csv"
    path = file_of(
        {}, *({"reference": f"=B{n}", **change} for n, (change, _) in enumerate(changes)), {"reference": "Z"}
    )
    assert run(path, "--rejects", rejects) == 0

    with rejects.open() as file:
        rows = list(csv.DictReader(file))
    assert [row["line"] for row in rows] == [str(number) for number in range(3, 3 + len(changes))]
    assert [reason in row["reason"] for row, (_, reason) in zip(rows, changes, strict=True)] == [True] * len(changes)
    assert rows[0]["reference"] == "'=B0"
    assert CANARY not in rejects.read_text()
    assert rejects.stat().st_mode & 0o077 == 0
    assert references(federation) == 2
    assert f"{len(changes)} of {len(changes) + 2} lines were left out; see {rejects}" in capsys.readouterr().err


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("encoding", "said"), [("utf-8", ""), ("utf-8-sig", ""), ("cp1252", "read as Latin-1")])
def test_a_file_of_any_line_end_and_encoding_is_read_and_latin_1_is_said(
    federation, file_of, capsys, end, encoding, said
):
    path = file_of(
        {"name": "Zoë O’Fiction", "story": "First line\nsecond, line"}, {"reference": "M2"}, encoding=encoding, end=end
    )
    assert run(path) == 0
    told = capsys.readouterr()

    assert (said in told.err, told.out) == (True, "2 referrals added, 0 were there already\n")
    with hub_scope(federation.hub):
        first = Referral.objects.select_related("person").order_by("pk").first()
        assert name_of(first.person) == "Zoë O’Fiction"


def test_a_quote_that_never_ends_costs_its_own_line(federation, file_of, tmp_path):
    path = file_of({}, {"reference": "M2"}, {"reference": "M3"})
    text = path.read_text().replace("M2", '"M2')
    path.write_text(text + 'x,y\n"' + "z" * 300_000)
    rejects = tmp_path / "rejects.csv"

    assert run(path, "--rejects", rejects) == 0
    assert references(federation) == 2
    with rejects.open() as file:
        assert [(row["line"], row["reason"][:12]) for row in csv.DictReader(file)] == [
            ("3", "the line can"), ("5", "the line has"), ("6", "the line can")
        ]  # fmt: skip


def test_a_dry_run_writes_nothing_and_says_what_would_be(federation, file_of, capsys):
    path = file_of({}, {"reference": "M2"}, {"reference": "M3", "name": ""})
    assert run(path, "--dry-run") == 0
    told = capsys.readouterr()

    assert told.out == "2 referrals would be added, 0 were there already\n"
    assert "line 4: name: Enter a name" in told.err
    with hub_scope(federation.hub):
        assert (Referral.objects.count(), partner_with(federation.hub, "fern@fed.example")) == (0, None)


@pytest.mark.parametrize("kind", ["json", "toml"])
def test_a_map_names_their_columns_and_what_is_always_so(federation, tmp_path, capsys, kind):
    path = tmp_path / "theirs.csv"
    path.write_text("Who,Number,When,NHS number\nTansy Madeup,07700 900123,12/10/2026,999\n")
    always = {"partner_email": "fern@fed.example", "partner_name": "Fern Pretend", "agreed_how": "phone"}
    theirs = {"Who": "name", "Number": "telephone", "When": "agreed_on"}
    map_file = tmp_path / f"map.{kind}"
    table = "\n".join(f'"{key}" = "{value}"' for key, value in theirs.items())
    lines = "\n".join(f'{key} = "{value}"' for key, value in always.items())
    map_file.write_text(json.dumps({**theirs, "always": always}) if kind == "json" else f"{table}\n[always]\n{lines}\n")

    assert run(path, "--map", map_file) == 0
    assert "not taken: “NHS number”" in capsys.readouterr().err
    assert references(federation) == 1


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        (b"", (), "the file is empty"),
        (b"\xff\xfea\0", (), "UTF-16"),
        (b"name;telephone\nTansy;1\n", (), "separated by commas"),
        (b"name,name,telephone,partner_email,agreed_how,agreed_on\n", (), "two columns of the file stand for"),
        (",".join(HEAD).encode() + b"\n\n\n", (), "there are no rows"),
        (",".join(HEAD).encode(), ("--map", "map.json"), "“x”"),
        (",".join(HEAD).encode(), ("--hub", "nowhere"), "there is no open hub “nowhere”"),
    ],
)
def test_what_cannot_be_read_at_all_ends_with_2_and_a_sentence(
    federation, tmp_path, monkeypatch, capsys, content, more, said
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.json").write_text('{"Who": "x"}')
    path = tmp_path / "batch.csv"
    path.write_bytes(content)

    assert run(path, *more) == 2
    assert said in capsys.readouterr().err
    assert references(federation) == 0
    assert run(tmp_path / "nowhere.csv") == 2


def test_several_batches_are_as_one_and_a_reference_number_that_comes_twice_stops_nothing(
    federation, file_of, monkeypatch
):
    drawn = iter(["2222222P"] * 3)
    from holdfast.referrals.reference import new_reference

    monkeypatch.setattr(commands, "AT_ONCE", 3)
    monkeypatch.setattr("holdfast.referrals.actions.new_reference", lambda: next(drawn, None) or new_reference())
    run(file_of(*({"reference": f"M{number}"} for number in range(8))))

    with hub_scope(federation.hub):
        assert Referral.objects.values("reference").distinct().count() == 8
        assert sum(Tally.objects.values_list("delta", flat=True)) == 8


def test_a_line_that_comes_again_with_worry_raises_its_alert_once(federation, file_of):
    run(file_of({}))
    for name in ("again.csv", "and again.csv"):
        run(file_of({"worried": "yes"}, name=name))

    with hub_scope(federation.hub):
        assert [(alert.reasons, alert.status) for alert in Alert.objects.all()] == [([WORRY], "raised")]
        assert Referral.objects.count() == 1


@pytest.mark.parametrize("how", ["in one file", "in two"])
def test_somebody_else_under_a_reference_that_is_used_is_named_as_left_out(federation, file_of, capsys, how):
    other = {"name": "Hazel Pretend", "telephone": "07700 900456", "worried": "yes"}
    if how == "in two":
        run(file_of({}))
    run(file_of(*([{}] if how == "in one file" else []), other, name="other.csv"))

    assert "reference: another person, or other words, came under this reference before" in capsys.readouterr().err
    with hub_scope(federation.hub):
        assert [name_of(each.person) for each in Referral.objects.select_related("person")] == [ROW["name"]]
