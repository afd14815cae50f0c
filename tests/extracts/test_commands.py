"""`holdfast research` as it is used: recorded by one, agreed by another, given once, of whoever did not say no."""

import csv
import io
import json
from base64 import b64decode
from contextlib import nullcontext
from datetime import timedelta
from hashlib import sha256

import pyarrow.parquet as parquet
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from holdfast.events.models import AccessEntry
from holdfast.extracts import commands, giving, reading
from holdfast.extracts.variables import KEYS
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.event_files import canonical
from holdfast.people.join_actions import agree, propose_join
from holdfast.people.models import Person, Relationship
from holdfast.referrals.actions import withdraw as stop
from holdfast.research import opt_out_actions, study_actions
from holdfast.research.models import Extract, Study
from tests.builders import make_member, send_request

DAY = timedelta(days=1)
REFERENCE = "26/XX/0001"


@pytest.fixture
def manager(tidewater):
    made = make_member(tidewater.hub, "Orla Fictitious", "hub_manager")
    return tidewater.hub.members.select_related("account", "hub").get(pk=made.pk)


@pytest.fixture
def people(tidewater, now, clock):
    """Thirty-six people who came in the last quarter: by themselves and by their manager, half of whom stopped."""
    clock(now)
    found = []
    for place in range(36):
        came = now - (20 + place) * DAY
        route = "manager" if place % 3 == 0 else "self"
        found.append(send_request(tidewater, now=came, name=f"Canary{place} Madeup", story="canary-story", route=route))
    with hub_scope(tidewater.hub):
        for each in found[::2]:
            stop(each, now=now - 10 * DAY)
    return found


@pytest.fixture
def run(tidewater, manager, capsys):
    """Gives a command, by the manager unless it says who; and what it answered."""

    def give(job, *more, by=manager):
        who = ["--by", by.account.email] if by else []
        code = commands.run([job, "--hub", "tidewater", *who, *more])
        said = capsys.readouterr()
        return code, said.out, said.err

    return give


def record(run, *, until="2027-03-31", variables="route,quarter,ended", reference=REFERENCE, **more):
    """The first of two."""
    return run(
        "record", "--title", "Who stops", "--purpose", "Whether people who are sent stop sooner", "--body",
        "Invented Research Ethics Committee", "--reference", reference, "--until", until, "--variables", variables,
        **more,
    )  # fmt: skip


def agreed(run, team, **more):
    """Both of them."""
    digest = record(run, **more)[1].split()[-1]
    assert run("agree", "--study", more.get("reference", REFERENCE), "--digest", digest, by=team.ines)[0] == 0


def rows_in(folder):
    return list(csv.DictReader(io.StringIO((folder / "rows.csv").read_text())))


def test_an_extract_holds_everybody_but_those_who_said_no_and_names_nobody(
    tidewater, saltpan, people, run, now, tmp_path, monkeypatch
):
    stranger = send_request(saltpan, now=now - 30 * DAY, name="Stray Madeup")
    out = tmp_path / "given"
    with hub_scope(tidewater.hub):
        for each in people[:2]:
            opt_out_actions.opt_out(each.person, kind="here", how="own_pages", now=now)
    asked_of, read = [], reading.read_facts
    monkeypatch.setattr(
        reading, "read_facts", lambda *given, **more: (asked_of.extend(more["persons"]), read(*given, **more))[1]
    )
    agreed(run, tidewater)

    code, said, err = run("extract", "--study", REFERENCE, "--out", str(out))

    assert (code, err) == (0, "")
    assert set(asked_of) == {each.person_id for each in people[2:]}
    rows = rows_in(out)
    assert len(rows) == 34
    assert "34 rows. Left out, so that nobody is known: [c]." in said
    assert {(row["route"], row["quarter"]) for row in rows} == {
        ("Themselves", "2026-Q3"), ("The employer", "2026-Q3"),
    }  # fmt: skip
    assert sum(row["ended"] == "They stopped it" for row in rows) == 17
    assert parquet.read_table(out / "rows.parquet").to_pylist() == rows
    assert len({row["row"] for row in rows}) == 34
    everything = b"".join(path.read_bytes() for path in out.iterdir())
    for each in [*people, stranger]:
        for told in (each.reference, str(each.pk), str(each.person_id), each.person_id.hex, "Canary", "canary"):
            assert told.encode() not in everything
    assert out.stat().st_mode & 0o777 == 0o700


def test_what_comes_with_it_says_by_which_definitions_and_is_signed(tidewater, people, run, now, tmp_path):
    out = tmp_path / "given"
    agreed(run, tidewater, variables="route,gender,ended")
    run("extract", "--study", REFERENCE, "--out", str(out))

    said = json.loads((out / "dictionary.json").read_text())
    assert (said["rows"], said["rows_left_out"]) == (36, "[c]")
    assert [each["variable"] for each in said["variables"]] == ["row", "route", "gender", "ended"]
    route, gender = said["variables"][1:3]
    assert (route["item"], route["item_version"], route["measure"]) == ("R2", 2, "people")
    assert route["as_released"] == "Themselves, the employer, or another service"
    assert route["categories"] == ["Themselves", "The employer", "Another service"]
    assert (gender["item"], gender["breakdown"]) == (
        "R16", "As they told it last; whoever did not tell counts as such.",
    )  # fmt: skip
    lines = list(csv.DictReader(io.StringIO((out / "dictionary.csv").read_text())))
    assert [each["variable"] for each in lines] == ["row", "route", "gender", "ended"]
    manifest = json.loads((out / "manifest.json").read_text())
    assert {name: manifest[name] for name in ("hub", "reference", "rows", "written_on")} == {
        "hub": "tidewater", "reference": REFERENCE, "rows": 36, "written_on": "2026-10-14",
    }  # fmt: skip
    for name, digest in manifest["sha256"].items():
        assert sha256((out / name).read_bytes()).hexdigest() == digest
    signature = b64decode(manifest.pop("signature"))
    Ed25519PublicKey.from_public_bytes(b64decode(manifest["signed_by"])).verify(signature, canonical(manifest))


def test_it_is_logged_by_whom_under_which_approval_and_the_access_log_names_nobody(
    tidewater, saltpan, people, manager, run, now, tmp_path
):
    agreed(run, tidewater)
    run("extract", "--study", REFERENCE, "--out", str(tmp_path / "given"))

    with hub_scope(tidewater.hub):
        kept = Extract.objects.select_related("study").get()
        assert (kept.study.reference, kept.asked_by_id, kept.agreed_by_id, kept.written_at, kept.rows) == (
            REFERENCE, manager.pk, tidewater.ines.pk, now, 36,
        )  # fmt: skip
        assert kept.digest == sha256((tmp_path / "given" / "rows.csv").read_bytes()).hexdigest()
        entry = AccessEntry.objects.get(what="research:extract")
        assert (entry.by_id, entry.why, entry.persons) == (manager.pk, "research", [])
        with pytest.raises(DatabaseError), transaction.atomic():
            Extract.objects.update(rows=1)
    with hub_scope(saltpan.hub):
        assert (Extract.objects.count(), Study.objects.count()) == (0, 0)


def test_nothing_is_given_without_an_approval_that_another_one_agreed_to_and_that_still_holds(
    tidewater, people, run, now, tmp_path, clock
):
    out = ["--out", str(tmp_path / "given")]
    none = run("extract", "--study", REFERENCE, *out)
    digest = record(run)[1].split()[-1]
    alone = run("extract", "--study", REFERENCE, *out)
    own = run("agree", "--study", REFERENCE, "--digest", digest)
    unread = run("agree", "--study", REFERENCE, "--digest", "0" * 64, by=tidewater.ines)
    nobody = run("agree", "--study", REFERENCE, "--digest", digest, by=tidewater.nell)
    run("agree", "--study", REFERENCE, "--digest", digest, by=tidewater.ines)
    again = run("agree", "--study", REFERENCE, "--digest", digest, by=tidewater.ines)
    may_not = run("extract", "--study", REFERENCE, *out, by=tidewater.nell)
    clock(now + 170 * DAY)
    over = run("extract", "--study", REFERENCE, *out)
    clock(now)
    ended = run("end", "--study", REFERENCE, by=tidewater.ines)
    after = run("extract", "--study", REFERENCE, *out)

    for found, words in (
        (none, "no study with this number stands"), (alone, "nobody else has agreed to it yet"),
        (own, "you recorded it: another one agrees"), (unread, "this is not what was recorded"),
        (nobody, "only somebody who may release figures"), (again, "another one has agreed to it already"),
        (may_not, "only somebody who may release figures"), (over, "the approval is over already"),
        (after, "no study with this number stands"),
    ):  # fmt: skip
        assert (found[0], words in found[2]) == (2, True), (found, words)
    assert ended[0] == 0
    assert not (tmp_path / "given").exists()
    with hub_scope(tidewater.hub):
        assert Extract.objects.count() == 0


def test_an_approval_is_used_once_and_to_look_uses_none(tidewater, people, run, tmp_path):
    agreed(run, tidewater)
    looked = [run("extract", "--study", REFERENCE, "--look") for _ in range(2)]
    given = run("extract", "--study", REFERENCE, "--out", str(tmp_path / "given"))
    again = run("extract", "--study", REFERENCE, "--out", str(tmp_path / "more"))
    there = run("extract", "--study", REFERENCE, "--out", str(tmp_path / "given"))

    assert looked[0] == looked[1]
    assert "Rows: 35. Left out, so that nobody is known: [c]." in looked[0][1]
    assert (given[0], again[0], there[0]) == (0, 2, 2)
    assert "another one needs another approval" in again[2]
    assert "something is there already" in there[2]
    assert not (tmp_path / "more").exists()


def test_whoever_says_no_while_others_are_read_is_left_out(tidewater, people, run, now, tmp_path, monkeypatch):
    agreed(run, tidewater)
    real, late = reading.generalise, people[5]

    def meanwhile(rows, approved):
        released = real(rows, approved)
        opt_out_actions.opt_out(late.person, kind="here", how="own_pages", now=now)
        send_request(tidewater, now=now, name="Somebody Comelater")
        return released

    monkeypatch.setattr(reading, "generalise", meanwhile)
    monkeypatch.setattr("tests.builders.hub_scope", lambda hub: nullcontext())
    run("extract", "--study", REFERENCE, "--out", str(tmp_path / "given"))

    assert len(rows_in(tmp_path / "given")) == 35


def test_joined_records_are_one_row_however_many_are_read_at_once(tidewater, people, run, now, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "AT_ONCE", 1)
    agreed(run, tidewater)
    with hub_scope(tidewater.hub):
        Person.objects.update(verified_at=now)
        one, last = (Person.objects.get(pk=each.person_id) for each in (people[1], people[35]))
        for each in (people[1], people[35]):
            Relationship.objects.create(hub=tidewater.hub, person=each.person, member=tidewater.nell, why="team",
                                        since_at=now)  # fmt: skip
        join = propose_join(one, last, reason="The same person, they say", by=tidewater.nell, now=now)
        agree(join, by=tidewater.ines, now=now)

    run("extract", "--study", REFERENCE, "--out", str(tmp_path / "given"))

    assert len(rows_in(tmp_path / "given")) == 35


def test_two_extracts_of_the_same_people_share_no_number_and_no_order(tidewater, people, run, tmp_path):
    for reference in ("26/XX/0001", "26/XX/0002"):
        agreed(run, tidewater, reference=reference)
        run("extract", "--study", reference, "--out", str(tmp_path / reference[-1]))

    one, two = rows_in(tmp_path / "1"), rows_in(tmp_path / "2")
    assert not {row["row"] for row in one} & {row["row"] for row in two}
    told = [[(row["route"], row["ended"]) for row in rows] for rows in (one, two)]
    assert sorted(told[0]) == sorted(told[1])
    assert told[0] != told[1]


def test_rows_that_are_not_safe_are_not_written_whatever_made_them(tidewater, people, run, tmp_path, monkeypatch):
    agreed(run, tidewater)
    monkeypatch.setattr("holdfast.extracts.generalising.safe", lambda rows, columns: list(rows))
    with hub_scope(tidewater.hub):
        opted = people[3::3] + people[1::3] + people[2:20:3]
        for each in opted[:24]:
            opt_out_actions.opt_out(each.person, kind="here", how="own_pages", now=each.received_at)

    found = run("extract", "--study", REFERENCE, "--out", str(tmp_path / "given"))

    assert (found[0], "would give somebody away" in found[2]) == (2, True)
    assert not (tmp_path / "given").exists()
    with hub_scope(tidewater.hub):
        assert Extract.objects.count() == 0


def test_too_few_people_are_refused_and_the_approval_can_still_be_used(tidewater, run, now, tmp_path, clock):
    clock(now)
    send_request(tidewater, now=now - 30 * DAY)
    agreed(run, tidewater)

    found = run("extract", "--study", REFERENCE, "--out", str(tmp_path / "given"))

    assert (found[0], "too few people" in found[2]) == (2, True)
    assert not (tmp_path / "given").exists()


def test_recording_asks_for_words_variables_that_there_are_and_a_day_to_come(tidewater, run, now, clock):
    clock(now)
    for found, words in (
        (record(run, variables="route,name"), "there is no variable “name”"),
        (record(run, variables="route,route"), "a variable stands twice"),
        (record(run, variables=" , "), "name the variables that were approved"),
        (record(run, reference="  "), "say the title"),
        (record(run, reference="x" * 61), "the reference is too long: 60 letters are the most"),
        (record(run, until="2026-10-13"), "the approval is over already"),
        (record(run, by=tidewater.nell), "only somebody who may release figures"),
    ):
        assert (found[0], words in found[2]) == (2, True), (found, words)
    assert record(run)[0] == 0
    assert "stands already: end it first" in record(run)[2]
    listed = run("list", by=None)[1]
    assert "26/XX/0001" in listed
    assert "waits for" in " ".join(listed.split())


def test_a_variable_that_there_is_no_more_is_not_left_out_in_silence(tidewater, people, run, monkeypatch):
    agreed(run, tidewater)
    monkeypatch.setattr(giving, "KEYS", ("route", "quarter"))

    found = run("extract", "--study", REFERENCE, "--look")

    assert (found[0], "“ended” was approved and is no variable any more" in found[2]) == (2, True)


def test_every_variable_is_listed_and_none_can_be_had_unnamed(capsys):
    assert commands.run(["variables"]) == 0
    listed = capsys.readouterr().out

    assert all(key in listed for key in KEYS)
    assert "sector" not in KEYS


def test_the_database_refuses_one_person_alone_a_change_of_terms_and_a_study_of_nothing(tidewater, manager, now):
    said = {"hub": tidewater.hub, "title": "A", "purpose": "B", "body": "C", "reference": "D",
            "until_on": now.date(), "variables": ["route"], "recorded_at": now, "recorded_by": manager}  # fmt: skip
    with hub_scope(tidewater.hub):
        for more in ({"agreed_at": now, "agreed_by": manager}, {"variables": []}, {"body": ""}, {"agreed_at": now}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Study.objects.create(**{**said, **more})
        study = Study.objects.create(**said)
        for change in ({"variables": ["faith"]}, {"until_on": now.date() + 90 * DAY}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Study.objects.filter(pk=study.pk).update(**change)
        with pytest.raises(PermissionDenied):
            study_actions.end(tidewater.hub, "D", by=tidewater.nell, now=now)


def test_somebody_of_another_hub_records_agrees_and_takes_nothing_here(tidewater, saltpan, people, run, now):
    agreed(run, tidewater)
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        study_actions.for_extract(tidewater.hub, REFERENCE, by=saltpan.ines, now=now)
    found = run("extract", "--study", REFERENCE, "--look", by=saltpan.ines)
    assert (found[0], "nobody who works at" in found[2]) == (2, True)
