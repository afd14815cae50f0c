"""Facts leave by two, sealed for the processor, who counts many hubs at once: what is whole, and nothing else."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring import export_actions as actions
from holdfast.monitoring import export_commands, network_commands
from holdfast.monitoring.columns import table_of
from holdfast.monitoring.event_files import MANIFEST, SEALED, make_folder, write_folder
from holdfast.monitoring.models import EventExport
from holdfast.monitoring.network_return import ALL, count_folders, duckdb, spark
from holdfast.monitoring.periods import read_period
from tests.builders import make_member, send_request
from tests.monitoring import slow
from tests.monitoring.years import simulated_year

KEY, SIGN = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
TO = KEY.public_key().public_bytes_raw()
HUBS = ("tidewater", "saltpan", "fenmark")
TRUSTED = dict.fromkeys(HUBS, SIGN.public_key().public_bytes_raw())
QUARTER = read_period("2026-Q3")


def folders(place, facts, hubs=HUBS, *, to=TO, sign=SIGN, written_at="2026-10-14T13:52:00+00:00"):
    """A folder of each hub."""
    for hub in hubs:
        own = table_of(each for each in facts if each.hub == hub)
        make_folder(place / hub)
        write_folder(place / hub, own, hub=hub, to=to, sign=sign, written_at=written_at)
    return [place / hub for hub in hubs]


def counted(found, *, engine=duckdb, trusted=TRUSTED, key=KEY):
    return count_folders(found, QUARTER, trusted=trusted, key=key, engine=engine)


def slowly(facts):
    """Of each hub, and of all as if they were one."""
    together = [
        replace(each, hub=ALL, person=f"{each.hub}/{each.person}", referral=f"{each.hub}/{each.referral}",
                subject=f"{each.hub}/{each.subject}")
        for each in facts
    ]  # fmt: skip
    found = {hub: slow.reckon(facts, hub, QUARTER.starts_at, QUARTER.ends_at) for hub in HUBS}
    found[ALL] = slow.reckon(together, ALL, QUARTER.starts_at, QUARTER.ends_at)
    return {hub: {key: value for key, value in cells.items() if value or not key[2]} for hub, cells in found.items()}


def test_every_cell_of_each_hub_and_of_all_equals_the_slow_reckoning(tmp_path):
    facts = simulated_year(3)
    found, refused = counted(folders(tmp_path, facts))
    assert refused == {}
    assert found == slowly(facts)


def test_spark_with_two_workers_gives_the_same_cells(tmp_path, spark_master):
    facts = simulated_year(4)
    made = folders(tmp_path, facts)
    assert counted(made, engine=spark(spark_master)) == counted(made)


def test_what_is_damaged_foreign_or_doubled_is_named_and_the_rest_is_counted(tmp_path):
    facts = simulated_year(5)
    good, changed, foreign = folders(tmp_path, facts)
    content = bytearray((changed / SEALED).read_bytes())
    content[100] ^= 1
    (changed / SEALED).write_bytes(bytes(content))
    said = json.loads((foreign / MANIFEST).read_text())
    (foreign / MANIFEST).write_text(json.dumps({**said, "facts": 1}))
    others = folders(tmp_path / "others", facts, ["saltpan"], sign=Ed25519PrivateKey.generate())
    another = X25519PrivateKey.generate().public_key().public_bytes_raw()
    elsewhere = folders(tmp_path / "elsewhere", facts, ["fenmark"], to=another)
    early = folders(tmp_path / "early", facts, ["fenmark"], written_at="2026-09-30T22:59:59+00:00")
    empty = tmp_path / "empty"
    empty.mkdir()

    found, refused = counted([good, changed, foreign, *others, *elsewhere, *early, empty, good])

    assert set(found) == {"tidewater", ALL}
    assert refused == {
        str(changed): "its facts were changed, or belong to another manifest",
        str(foreign): "its manifest was changed after it was signed",
        str(others[0]): "it says that it is from “saltpan”, and that hub’s key is not known here",
        str(elsewhere[0]): "it does not open by this key",
        str(early[0]): "it was written before the end of 2026-Q3: ask for a newer one",
        str(empty): "it has no manifest",
        str(good): "“tidewater” was given before: each hub is counted once",
    }


def test_nothing_of_a_person_and_no_key_of_a_record_is_in_a_folder(tidewater, saltpan, now, tmp_path, capsys):
    asked_at = now - timedelta(days=30)
    referral = send_request(tidewater, now=asked_at, name="Tansy Madeup", story="canary-story")
    made = make_member(tidewater.hub, "Orla Fictitious", "hub_manager")
    manager = tidewater.hub.members.select_related("account", "hub").get(pk=made.pk)
    place = ["--hub", "tidewater"]
    who = [["--by", each.account.email] for each in (manager, tidewater.ines, tidewater.nell)]
    key = b64encode(TO).decode()

    early = export_commands.run(["events", str(tmp_path / "out"), *place])
    asked = export_commands.run(["ask", *place, *who[0], "--to", key, "--under", "Contract 7, assessment 3"])
    shown = export_commands.run(["show", *place])
    own = export_commands.run(["agree", *place, *who[0], "--to", key])
    nobody = export_commands.run(["agree", *place, *who[2], "--to", key])
    another = b64encode(X25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    wrong = export_commands.run(["agree", *place, *who[1], "--to", another])
    agreed = export_commands.run(["agree", *place, *who[1], "--to", key])
    written = export_commands.run(["events", str(tmp_path / "out"), *place])
    again = export_commands.run(["events", str(tmp_path / "more"), *place])
    export_commands.run(["card", *place])
    said = capsys.readouterr()

    assert (early, asked, shown, own, nobody, wrong, agreed, written, again) == (2, 0, 0, 2, 2, 2, 0, 0, 2)
    assert f"Asked by Orla Fictitious, under “Contract 7, assessment 3”, for the key {key}" in said.out
    assert "it was asked for another key" in said.err
    assert "you asked for it: another one agrees" in said.err
    trust, private = tmp_path / "trust", tmp_path / "key"
    trust.write_text(said.out.splitlines()[-1] + "\n")
    private.write_bytes(b64encode(KEY.private_bytes_raw()))
    out = tmp_path / "cells.csv"
    options = ["--key", str(private), "--trust", str(trust), "--period", "2026-Q3", "--out", str(out)]
    assert network_commands.run([str(tmp_path / "out"), *options]) == 0
    assert "tidewater,R1,people,,,1" in out.read_text()
    assert "all hubs,R1,people,,,1" in out.read_text()
    lines = out.read_text().splitlines()
    assert (lines[-1], out.stat().st_mode & 0o777) == (f"# end: {len(lines) - 2} lines", 0o600)
    everything = (tmp_path / "out" / MANIFEST).read_bytes() + (tmp_path / "out" / SEALED).read_bytes()
    for told in ("Tansy", "canary", referral.reference, str(referral.pk), str(referral.person_id)):
        assert told.encode() not in everything
    with hub_scope(tidewater.hub):
        assert EventExport.objects.get().manifest["facts"] >= 1
    with hub_scope(saltpan.hub):
        assert EventExport.objects.count() == 0


def test_the_database_refuses_an_export_that_one_agreed_to_alone_and_a_change_of_what_was_written(tidewater, now):
    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            actions.ask(tidewater.hub, to_key=TO, under="Contract 7", by=tidewater.nell, now=now)
        for more in ({"to_key": b"short", "under": "Contract 7"}, {"to_key": b"\0" * 32, "under": "Contract 7"},
                     {"to_key": TO, "under": "  "}):  # fmt: skip
            with pytest.raises(MoveNotAllowed):
                actions.ask(tidewater.hub, by=tidewater.ines, now=now, **more)
        found = actions.ask(tidewater.hub, to_key=TO, under="Contract 7", by=tidewater.ines, now=now)
        for change in ({"agreed_at": now, "agreed_by": tidewater.ines}, {"under": "another"},
                       {"written_at": now, "manifest": {}}):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                EventExport.objects.filter(pk=found.pk).update(**change)
        with pytest.raises(MoveNotAllowed, match="waits already"):
            actions.ask(tidewater.hub, to_key=TO, under="Contract 8", by=tidewater.ines, now=now)
        actions.drop(tidewater.hub, by=tidewater.ines, now=now)
        again = actions.ask(tidewater.hub, to_key=TO, under="Contract 8", by=tidewater.ines, now=now)
        assert again.under == "Contract 8"
