"""An earlier period is put right with the next release: counted in the job, signed by two, the first still readable."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import protection, public_commands, public_cube, public_writing
from holdfast.monitoring import publish_actions as actions
from holdfast.monitoring import return_commands as commands
from holdfast.monitoring.auditing import audit
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.models import LedgerEntry, Publication
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.public_writing import FORMATS, verify
from holdfast.monitoring.publish_queries import entries_of, published_before, published_cells
from holdfast.monitoring.return_actions import as_rows
from holdfast.monitoring.tasks import audit_publication
from holdfast.monitoring.writing import NotWhole
from tests.builders import browser_of, page
from tests.monitoring.test_corrections import with_more
from tests.monitoring.test_publishing import MANY, make_lead

FIRST_DAY, SECOND_DAY = datetime(2026, 9, 1, 9, tzinfo=UTC), datetime(2027, 1, 4, 9, tzinfo=UTC)
FIRST, SECOND, THIRD = map(read_period, ("2026-Q2", "2026-Q3", "2026-Q4"))


@pytest.fixture(autouse=True)
def _later(clock):
    clock(SECOND_DAY)


def audited(team, period, *, by, now=SECOND_DAY, counted=None, cells=MANY):
    with hub_scope(team.hub):
        made = actions.prepare(team.hub, period, cells=wholes() | cells, by=by, now=now)
        return audit(Publication.objects.select_related("hub").get(pk=made.pk), counted=counted, now=now)


def published(team, period, *, by, second=None, **more):
    now, found = more.get("now", SECOND_DAY), audited(team, period, by=by, **more)
    with hub_scope(team.hub):
        found = actions.sign(found, seen=found.digest, by=by, now=now)
        return actions.publish(found, seen=found.digest, by=second or team.ines, now=now)


def recounted(women):
    return {"2026-Q2": wholes() | with_more(women=women)}


@pytest.fixture
def put_right(tidewater, manager):
    """The second quarter was published, and twelve more went with the third: both entries."""
    first = published(tidewater, FIRST, by=manager, now=FIRST_DAY)
    return first, published(tidewater, SECOND, by=manager, counted=recounted(12))


def test_ten_changed_records_go_with_the_next_release_in_one_entry_that_two_people_let_go(tidewater, put_right):
    first, second = put_right
    versions = {(row["starts_on"], row["version"]) for row in second.rows}

    assert versions == {("2026-04-01", 2), ("2026-07-01", 1)}
    assert (second.number, second.period, LedgerEntry.objects.count()) == (2, "2026-Q3", 2)
    assert second.digest == actions.entry_digest(first.digest, "tidewater", "2026-Q3", second.rows)
    assert entries_of("tidewater", "2026-Q2") == [first, second]
    assert entries_of("tidewater", "2026-Q3") == [second]
    with hub_scope(tidewater.hub):
        kept = Publication.objects.get(period="2026-Q3")
        assert [(each["period"], each["changed"]) for each in kept.earlier] == [("2026-Q2", 12)]
        assert published_cells(tidewater.hub)["2026-Q2"][1:] == [as_rows(recounted(12)["2026-Q2"])]
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.filter(pk=kept.pk).update(earlier=[])


def test_what_was_put_right_is_compared_with_each_version_that_was_published_of_it(tidewater, manager, put_right):
    now = datetime(2027, 2, 1, 9, tzinfo=UTC)
    found = audited(tidewater, THIRD, by=manager, now=now, counted=recounted(21))
    assert [(each["period"], each["changed"], each["cells"]) for each in found.earlier] == [("2026-Q2", 9, None)]
    assert {row["starts_on"] for row in found.rows} == {"2026-10-01"}
    with hub_scope(tidewater.hub):
        actions.discard(found, by=manager, now=now)
    found = audited(tidewater, THIRD, by=manager, now=now, counted=recounted(22))
    assert {(row["starts_on"], row["version"]) for row in found.rows} == {("2026-10-01", 1), ("2026-04-01", 3)}


def test_the_page_before_signing_says_what_is_put_right_or_that_too_little_changed_and_strangers_see_none_of_it(
    tidewater, saltpan, manager
):
    published(tidewater, FIRST, by=manager, now=FIRST_DAY)
    for women, words in (
        (12, "April to June 2026 is put right with this: each total that changed is other by at least 12 records."),
        (3, "April to June 2026 stays as it was published: in one of its totals at least 3 records are other, and"),
    ):
        found = audited(tidewater, SECOND, by=manager, counted=recounted(women))
        shown = browser_of(manager).get(page("monitoring:publication", found.pk)).content.decode()
        assert words in shown
        assert ("April to June 2026, put right" in shown) is (women == 12)
        for stranger in (saltpan.ines, make_lead(saltpan)):
            assert browser_of(stranger).get(page("monitoring:publication", found.pk)).status_code == 404
        with hub_scope(tidewater.hub):
            actions.discard(found, by=manager, now=SECOND_DAY)


def test_everybody_reads_the_new_numbers_with_their_day_and_the_first_ones_below(client, put_right, saltpan):
    one = client.get(page("monitoring:published_one", "tidewater", "2026-Q2")).content.decode()
    other = client.get(page("monitoring:published_one", "tidewater", "2026-Q3")).content.decode()
    stands, before = one.split("As published on 1 September 2026")

    assert (
        "Put right on 4 January 2027: at least 10 records were other than in what had been published before" in stands
    )
    assert '<td class="nhsuk-table__cell nhsuk-table__cell--numeric">130</td>' in stands
    assert '<td class="nhsuk-table__cell nhsuk-table__cell--numeric">130</td>' not in before
    assert '<td class="nhsuk-table__cell nhsuk-table__cell--numeric">120</td>' in before
    assert "These numbers were put right since" not in one
    assert "The totals that stand above took the place of those here. Every other number here was not counted" in before
    assert "with entry 2 of the ledger" in before
    assert "at least 12" not in one
    assert "ut right" not in other
    assert ">130</td>" not in other
    assert client.get(page("monitoring:published_one", "saltpan", "2026-Q2")).status_code == 404


def test_the_list_says_of_which_periods_totals_were_put_right_and_when_and_of_no_other_hub(client, put_right, saltpan):
    published(saltpan, FIRST, by=make_lead(saltpan), second=saltpan.ines)
    lists = [client.get(page("monitoring:published", slug)).content.decode() for slug in ("tidewater", "saltpan")]
    said = [[re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<li>(.*?)</li>", one)] for one in lists]

    assert [each for each in said[0] if "2026" in each] == [
        "July to September 2026, published today",
        "April to June 2026, published Tuesday 1 September, totals put right today",
    ]
    assert [each for each in said[1] if "2026" in each] == ["April to June 2026, published today"]


def test_where_nothing_could_be_shown_anew_the_first_numbers_stand_and_inside_it_is_said(
    client, tidewater, manager, monkeypatch
):
    published(tidewater, FIRST, by=manager, now=FIRST_DAY)
    real = protection.protect

    def withholding(cube, ledger):
        done = real(cube, ledger)
        rows = [row | ({"kind": "withheld", "shown": ""} if row["version"] > 1 else {}) for row in done.rows]
        return replace(done, rows=tuple(rows))

    monkeypatch.setattr(protection, "protect", withholding)
    published(tidewater, SECOND, by=manager, counted=recounted(12))

    one = client.get(page("monitoring:published_one", "tidewater", "2026-Q2")).content.decode()
    assert "ut right" not in one
    with hub_scope(tidewater.hub):
        found = Publication.objects.get(period="2026-Q3")
        assert [each["cells"] for each in found.earlier] == [None]
    shown = browser_of(manager).get(page("monitoring:publication", found.pk)).content.decode()
    assert "at least 12 records are other, but nothing of it can be shown" in shown


def test_files_hold_both_and_one_that_was_taken_before_is_whole_and_told_of_it(tidewater, put_right):
    first, _ = put_right
    name = tidewater.hub.name
    lines = FORMATS["csv"](put_right, name).decode("utf-8-sig").splitlines()
    whole = json.loads(FORMATS["json"](put_right, name))

    assert "Who asked,People who asked for help,All,130,,2027-01-04," in lines
    assert "Who asked,People who asked for help,All,120,100,2026-09-01,2027-01-04" in lines
    assert "Who asked,People who asked for help,Themselves,90,75,2026-09-01," in lines
    assert {line.split(",")[2] for line in lines if line.endswith(",2027-01-04")} == {"All"}
    assert "By age band,People assessed,All,65,100,2026-09-01,2027-01-04" in lines
    assert (whole["rows"], [each["entry"] for each in whole["put_right_by"]]) == (first.rows, [2])
    assert {row["version"] for row in whole["put_right_by"][0]["rows"]} == {2}
    assert whole["tables"][0]["put_right_on"] == "2027-01-04"
    assert FORMATS["pdf"](put_right, name) == FORMATS["pdf"](put_right, name)
    assert FORMATS["xlsx"](put_right, name).startswith(b"PK")
    for entries in ([first], put_right):
        said = verify(FORMATS["json"](entries, name))
        assert said["digest"] == first.digest
        assert said["put_right"].startswith("Put right on 4 January 2027")
    with pytest.raises(NotWhole):
        verify(FORMATS["json"](put_right, name).replace(b'"130"', b'"135"'))


def test_public_figures_that_were_taken_before_words_were_put_better_are_not_refused_and_no_other_number_passes(
    tidewater, put_right, tmp_path, capsys, monkeypatch
):
    file = tmp_path / "figures.json"
    file.write_bytes(FORMATS["json"](put_right[:1], tidewater.hub.name))
    monkeypatch.setattr(public_writing, "SHARES", "Put better since.")
    name, days = "First contact", public_cube.MEDIANS["First contact"]
    monkeypatch.setitem(public_cube.MEDIANS, name, replace(days, label="Days of waiting", note="Put better."))

    assert commands.run(["verify", str(file)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"Whole: {tidewater.hub.name}, 2026-Q2, published as entry 1 of the ledger.")
    assert "is not what is written here today, in: shares, tables." in said
    for was, forged in ((b'"120"', b'"125"'), ("0–4".encode(), "5–9".encode()), (b'"entry": 1', b'"entry": 3')):
        changed = file.read_bytes().replace(was, forged)
        assert changed != file.read_bytes()
        with pytest.raises(NotWhole):
            verify(changed)
    for odd in ("x", [1], [{"days": 1}], [{"days": [1]}], None):
        with pytest.raises(NotWhole):
            verify(json.dumps(json.loads(file.read_bytes()) | {"tables": odd}).encode())


def test_the_job_counts_what_was_published_before_anew_and_no_later_period(tidewater, saltpan, manager, all_settled):
    published(tidewater, SECOND, by=manager)
    published(tidewater, FIRST, by=manager)
    published(saltpan, FIRST, by=make_lead(saltpan))
    with hub_scope(tidewater.hub):
        cells = wholes() | MANY
        made = actions.prepare(
            tidewater.hub, read_period("2026-Q1"), cells=cells, by=manager, now=SECOND_DAY
        )  # fmt: skip
        assert published_before(made) == []
        actions.discard(made, by=manager, now=SECOND_DAY)
        made = actions.prepare(tidewater.hub, THIRD, cells=cells, by=manager, now=datetime(2027, 2, 1, tzinfo=UTC))

    audit_publication(hub_id=str(tidewater.hub.pk), publication_id=str(made.pk))

    with hub_scope(tidewater.hub):
        found = Publication.objects.get(pk=made.pk)
    assert found.status == "audited"
    assert [(each["period"], each["changed"]) for each in found.earlier] == [("2026-Q2", 41), ("2026-Q3", 41)]


def test_the_command_counts_earlier_periods_too_and_says_what_becomes_of_them(
    tidewater, manager, capsys, tmp_path, monkeypatch
):
    published(tidewater, FIRST, by=manager, now=FIRST_DAY)
    anew = recounted(12) | {"2026-Q3": wholes() | MANY}  # of whom there are none in this hub
    monkeypatch.setattr(public_commands, "counter", lambda hub, key: lambda period: anew[period.name])
    of = ["--hub", "tidewater", "--channel", "public", "--period"]

    assert commands.run(["prepare", *of, "2026-Q3", "--by", manager.account.email]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("April to June 2026 is put right with this: each total that changed is other by at least")
    digest = said[-1].split()[-1]
    assert commands.run(["show", *of, "2026-Q3"]) == 0
    shown = capsys.readouterr().out
    assert [name in shown for name in ("Tidewater", ", 2026-Q3", ", 2026-Q2", f"Digest: {digest}")] == [True] * 4
    for step, who in (("sign", manager), ("release", tidewater.ines)):
        assert commands.run([step, *of, "2026-Q3", "--by", who.account.email, "--digest", digest]) == 0
    capsys.readouterr()
    assert commands.run(["show", *of, "2026-Q2"]) == 0
    shown = capsys.readouterr().out.split("Digest")[0]
    assert ("130" in shown, "Nursing" in shown) == (True, False)
    taken = tmp_path / "figures.json"
    assert commands.run([*of, "2026-Q2", "--format", "json", "--out", str(taken)]) == 0
    capsys.readouterr()
    assert commands.run(["verify", str(taken)]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("Put right on 4 January 2027: at least 10 records were")
