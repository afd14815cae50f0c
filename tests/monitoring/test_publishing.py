"""What is public: audited, signed by one and published by another, once; nothing else is ever public."""

import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring import publish_actions as actions
from holdfast.monitoring.auditing import audit
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.models import KeptUpTo, LedgerEntry, Publication
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import public_cube
from holdfast.monitoring.public_tables import MEDIANS_FROM, SHARES, tables_of
from holdfast.monitoring.public_writing import FORMATS, NEWER, verify
from holdfast.monitoring.publish_queries import ledger_rows
from holdfast.monitoring.release_rules import PeriodsOverlap
from holdfast.monitoring.writing import NotWhole
from tests.builders import browser_of, make_member, page

LATER = datetime(2027, 1, 4, 9, tzinfo=UTC)
QUARTER = read_period("2026-Q3")
MANY = {
    ("R1", "people", "", ""): 90, ("R2", "people", "", ""): 33, ("R16", "received", "", ""): 120,
    ("R16", "assessed", "", ""): 64, ("R16", "here", "", ""): 41, ("R16", "elsewhere", "", ""): 6,
    ("R16", "received", "age_band", "25-34"): 70, ("R16", "received", "age_band", "55-64"): 3,
    ("R16", "received", "age_band", "not_told"): 47,
    ("R16", "received", "staff_group", "03"): 80, ("R16", "received", "staff_group", "not_told"): 40,
    ("R16", "assessed", "age_band", "25-34"): 60, ("R16", "assessed", "age_band", "not_told"): 4,
    ("R16", "received", "gender", "2"): 60, ("R16", "received", "gender", "1"): 60,
    ("R16", "received", "disability", "N"): 120, ("R16", "received", "ethnic_group", "White"): 60,
    ("R16", "received", "ethnic_group", "Mixed"): 60,
    ("R4", "contact_people", "", ""): 118, ("R4", "contact_median", "", ""): 5 * 24 * 60 - 1,
    ("R7", "days_people", "", ""): 6, ("R7", "days_median", "", ""): 12,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _later(clock):
    clock(LATER)


def prepared(team, *, by, period=QUARTER, cells=None, now=LATER):
    with hub_scope(team.hub):
        return actions.prepare(team.hub, period, cells=wholes() | (MANY if cells is None else cells), by=by, now=now)


def audited(team, *, by, **more):
    found = prepared(team, by=by, **more)
    with hub_scope(team.hub):
        return audit(Publication.objects.select_related("hub").get(pk=found.pk), now=LATER)


def published(team, *, by, **more):
    found = audited(team, by=by, **more)
    with hub_scope(team.hub):
        found = actions.sign(found, seen=found.digest, by=by, now=LATER)
        return actions.publish(found, seen=found.digest, by=team.ines, now=LATER)


def shown_in(rows):
    """By measure and table, what is shown of each category."""
    return {
        (each.measure, each.name): {line.label: line.shown for line in each.lines} for each in tables_of(rows)
    }  # fmt: skip


def test_small_numbers_are_hidden_and_all_others_rounded_with_the_reason_for_inside(tidewater, manager):
    found = audited(tidewater, by=manager)
    shown = shown_in(found.rows)

    assert shown["People who asked for help", "Who asked"] == {"All": "120", "Themselves": "90", "Somebody else": "35"}
    assert shown["People who asked for help", "By age band"] == {
        "All": "120", "Under 35": "70", "35 to 54": "[c]", "55 and over": "[c]", "Not told": "45"
    }  # fmt: skip
    assert shown["People in treatment elsewhere", "Elsewhere"] == {"All": "[c]"}
    alike = "By disability, People who asked for help: Disability is not shown, because nine in ten or more"
    assert [each for each in found.words if each.startswith(alike)] != []
    assert (found.status, found.audited_at) == ("audited", LATER)


def days_in(rows):
    """By measure, the label and the band of each median."""
    return {each.measure: [(days.label, days.shown) for days in each.days] for each in tables_of(rows) if each.days}


SPOKE = "Days from asking until we first spoke with them"
SAW = "Days from being referred on until the service first saw them"


def test_half_of_the_people_waited_so_many_days_in_bands_of_five_where_enough_are_behind_it(tidewater, manager):
    found = audited(tidewater, by=manager)
    assert shown_in(found.rows)["People we first spoke with", "First contact"] == {"All": "120"}
    assert days_in(found.rows) == {"People we first spoke with": [(SPOKE, "0–4")]}
    assert [each.days[0].note for each in tables_of(found.rows) if each.days] == [
        "The median of their requests, in a band of five days: half took that long or less, half that long or more. "
        "Calendar days: weekends and holidays count."
    ]

    cells = wholes() | MANY | {
        ("R4", "contact_people", "", ""): 19, ("R4", "contact_median", "", ""): 5 * 24 * 60,
        ("R16", "elsewhere", "", ""): 20, ("R7", "days_people", "", ""): 20,
    }  # fmt: skip
    rows = protect(public_cube("tidewater", QUARTER, cells), []).rows
    assert days_in(rows) == {
        "People we first spoke with": [(SPOKE, "[c]")], "People in treatment elsewhere": [(SAW, "10–14")]
    }  # fmt: skip


def test_what_was_counted_before_medians_were_is_audited_without_them_and_says_nothing_of_nobody(tidewater, manager):
    older = {key: value for key, value in (wholes() | MANY).items() if key[1] not in ("contact_people", "days_people")}
    with hub_scope(tidewater.hub):
        found = actions.prepare(tidewater.hub, QUARTER, cells=older, by=manager, now=LATER)
        found = audit(Publication.objects.select_related("hub").get(pk=found.pk), now=LATER)

    assert [each.measure for each in tables_of(found.rows)][:5] == [
        *["People who asked for help"] * 3, "People assessed", "People in support at the hub"
    ]  # fmt: skip
    assert ("People we first spoke with", "First contact") not in shown_in(found.rows)
    assert days_in(found.rows) == {}
    nobody = protect(public_cube("tidewater", QUARTER, wholes()), []).rows
    assert days_in(nobody) == {}


def test_shares_are_made_of_rounded_numbers_of_fifty_people_or_more_and_of_nothing_else(tidewater, manager):
    rows = audited(tidewater, by=manager).rows
    shares = {each.name: [line.share for line in each.lines] for each in tables_of(rows) if each.has_shares}
    assert shares["By age band"] == ["100%", "92%", "[c]", "[c]", "[c]"]  # of the assessed, who are shown as 65
    assert shares["Who asked"] == ["100%", "75%", "29%"]  # 90 and 35 of 120
    assert [each.has_shares for each in tables_of(rows) if len(each.lines) == 1] == [False] * 3

    few = wholes() | {
        ("R1", "people", "", ""): 30, ("R2", "people", "", ""): 20, ("R16", "received", "", ""): 47,
        **{("R16", "received", by, "not_told"): 47 for by in ("age_band", "staff_group", "gender", "disability")},
        ("R16", "received", "ethnic_group", "not_told"): 47,
    }  # fmt: skip
    tables = tables_of(protect(public_cube("tidewater", QUARTER, few), []).rows)
    assert [each.has_shares for each in tables] == [False] * len(tables)
    assert tables[0].lines[0].shown == "45"


def test_two_publish_and_then_everybody_reads_it_and_it_is_never_changed(tidewater, saltpan, manager):
    found = audited(tidewater, by=manager)
    with hub_scope(tidewater.hub):
        with pytest.raises(MoveNotAllowed):
            actions.publish(found, seen=found.digest, by=tidewater.ines, now=LATER)
        with pytest.raises(MoveNotAllowed, match="not what stands here"):
            actions.sign(found, seen="", by=manager, now=LATER)
        signed = actions.sign(found, seen=found.digest, by=manager, now=LATER)
        with pytest.raises(MoveNotAllowed, match="another one publishes"):
            actions.publish(signed, seen=found.digest, by=manager, now=LATER)
        entry = actions.publish(signed, seen=found.digest, by=tidewater.ines, now=LATER)
        for change in ({"rows": []}, {"words": []}, {"status": "discarded", "discarded_at": LATER}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Publication.objects.filter(pk=found.pk).update(**change)

    assert (entry.number, entry.before, entry.rows) == (1, "", found.rows)
    assert entry.digest == actions.entry_digest("", "tidewater", "2026-Q3", found.rows)
    second = published(saltpan, by=make_lead(saltpan))
    assert (second.number, second.before) == (2, entry.digest)
    assert ledger_rows() == [*entry.rows, *second.rows]


def make_lead(team):
    made = make_member(team.hub, "Odd Inventlead", "clinical_lead")
    return team.hub.members.select_related("account", "hub").get(pk=made.pk)


def test_a_period_is_published_once_and_none_within_or_around_it(tidewater, manager):
    published(tidewater, by=manager)
    with pytest.raises(MoveNotAllowed, match="so once"):
        prepared(tidewater, by=manager)
    with hub_scope(tidewater.hub):
        year = public_cube("tidewater", read_period("2025-26-Y"), wholes() | MANY)
        assert protect(year, ledger_rows()).rows != ()
        around = public_cube("tidewater", read_period("2026-27-Y"), wholes() | MANY)
        with pytest.raises(PeriodsOverlap):
            protect(around, ledger_rows())
    with pytest.raises(MoveNotAllowed, match="overlaps 2026-07-01 to 2026-09-30"):
        prepared(tidewater, by=manager, period=read_period("2026-27-Y"), now=datetime(2027, 6, 1, tzinfo=UTC))


def test_nothing_is_prepared_too_early_of_a_month_beside_another_or_by_whoever_may_not(tidewater, saltpan, manager):
    early = datetime(2026, 10, 20, tzinfo=UTC)
    month = {"period": read_period("2026-09")}
    for more, words in (({"now": early}, "Four weeks after"), (month, "quarters and years")):
        with pytest.raises(MoveNotAllowed, match=words):
            prepared(tidewater, by=manager, **more)
    for nobody in (tidewater.nell, saltpan.ines):
        with pytest.raises(PermissionDenied):
            prepared(tidewater, by=nobody)
    prepared(tidewater, by=manager)
    with pytest.raises(MoveNotAllowed, match="waits to be published already"):
        prepared(tidewater, by=manager, period=read_period("2026-Q2"))


@pytest.mark.parametrize("level", ["region", "nation", "area"])
def test_what_was_published_meanwhile_and_bears_on_it_asks_for_another_audit(tidewater, saltpan, manager, level):
    found = audited(tidewater, by=manager)
    first = published(saltpan, by=make_lead(saltpan))
    with hub_scope(tidewater.hub):
        signed = actions.sign(found, seen=found.digest, by=manager, now=LATER)
    wider = [row | {"place": "north", "level": level} for row in first.rows]
    LedgerEntry.objects.create(
        number=2, place="north", period="2026-Q3", rows=wider, before=first.digest, digest="b" * 64, published_at=LATER
    )  # fmt: skip
    with hub_scope(tidewater.hub):
        with pytest.raises(MoveNotAllowed, match="published since the audit"):
            actions.publish(signed, seen=found.digest, by=tidewater.ines, now=LATER)
        actions.discard(signed, by=manager, now=LATER)
    assert LedgerEntry.objects.count() == 2


def test_once_a_region_is_published_what_another_hub_publishes_asks_for_another_audit(tidewater, saltpan, manager):
    rows = [row | {"place": "north", "level": "region", "starts_on": "2026-01-01", "ends_on": "2026-03-31"}
            for row in protect(public_cube("tidewater", QUARTER, wholes() | MANY), []).rows]  # fmt: skip
    LedgerEntry.objects.create(
        number=1, place="north", period="2026-Q1", rows=rows, digest="b" * 64, published_at=LATER
    )  # fmt: skip
    found = audited(tidewater, by=manager)
    published(saltpan, by=make_lead(saltpan))
    with hub_scope(tidewater.hub):
        signed = actions.sign(found, seen=found.digest, by=manager, now=LATER)
        with pytest.raises(MoveNotAllowed, match="published since the audit"):
            actions.publish(signed, seen=found.digest, by=tidewater.ines, now=LATER)


def test_what_was_audited_beside_a_ledger_that_is_not_this_one_is_audited_anew(tidewater, manager):
    """As after a copy was brought back."""
    found = prepared(tidewater, by=manager)
    rows = protect(public_cube("tidewater", QUARTER, wholes() | MANY), []).rows
    with hub_scope(tidewater.hub):
        found = actions.keep_audit(found, rows=rows, words=[], ledger_head="c" * 64, now=LATER)
        signed = actions.sign(found, seen=found.digest, by=manager, now=LATER)
        with pytest.raises(MoveNotAllowed, match="published since the audit"):
            actions.publish(signed, seen=found.digest, by=tidewater.ines, now=LATER)


def test_each_file_holds_what_is_public_and_no_true_number(tidewater, manager):
    entry = published(tidewater, by=manager)
    name = tidewater.hub.name
    made = {form: write([entry], name) for form, write in FORMATS.items()}

    lines = made["csv"].decode("utf-8-sig").splitlines()
    assert lines[-1].split(",")[-4:] in (["[c]", "[c]", "2027-01-04", ""], ["60", "50", "2027-01-04", ""])
    assert "Who asked,People who asked for help,Themselves,90,75,2027-01-04," in lines
    assert f"First contact,People we first spoke with,{SPOKE},0–4,,2027-01-04," in lines
    assert json.loads(made["json"])["rows"] == entry.rows
    assert json.loads(made["json"])["tables"][0]["lines"][1] == {
        "label": "Themselves", "shown": "90", "percent": "75",
    }  # fmt: skip
    assert made["pdf"].startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made["pdf"] or b"/MarkInfo" in made["pdf"]
    assert made["pdf"] == FORMATS["pdf"]([entry], name)
    assert verify(made["json"])["digest"] == entry.digest
    before = {key: value for key, value in json.loads(made["json"]).items() if key not in NEWER}
    assert verify(json.dumps(before).encode())["digest"] == entry.digest
    forgeries = (b'"90"', b'"95"'), (b'"75"', b'"76"'), (b'"entry": 1', b'"entry": 9'), (name.encode(), b"Another hub")
    for was, forged in forgeries:
        with pytest.raises(NotWhole):
            verify(made["json"].replace(was, forged))


def test_on_the_pages_two_people_publish_and_a_second_publishing_is_refused(tidewater, saltpan, manager):
    with hub_scope(tidewater.hub):
        KeptUpTo.objects.create(hub=tidewater.hub, transaction="1", rules="x", kept_at=LATER)
    browser, lead = browser_of(manager), browser_of(tidewater.ines)

    asked = browser.post(page("monitoring:prepare_public"), {"period": "2026-Q3"}, follow=True)
    with hub_scope(tidewater.hub):
        found = Publication.objects.select_related("hub").get()
    waits = browser.get(page("monitoring:publication", found.pk)).content.decode()
    with hub_scope(tidewater.hub):
        found = audit(found, now=LATER)
    shown = browser.get(page("monitoring:publication", found.pk)).content.decode()
    seen = {"seen": found.digest}
    browser.post(page("monitoring:sign_public", found.pk), seen)
    own = browser.post(page("monitoring:publish", found.pk), seen, follow=True).content.decode()
    done = lead.post(page("monitoring:publish", found.pk), seen, follow=True).content.decode()
    again = browser.post(page("monitoring:prepare_public"), {"period": "2026-Q3"})

    assert "It is being audited" in asked.content.decode()
    assert "The audit is under way" in waits
    assert "What is hidden, and why" in shown
    assert "You signed it: another one publishes it." in own.replace("&#39;", "’")
    assert "Everybody can read it" in done
    assert (again.status_code, "is so once" in again.content.decode()) == (200, True)
    for name in ("publication", "sign_public", "publish", "discard_public"):
        answer = browser_of(saltpan.ines).post(page(f"monitoring:{name}", found.pk), seen)
        assert answer.status_code in {404, 405}


def test_everybody_reads_what_is_published_and_nothing_that_waits(client, tidewater, saltpan, manager):
    published(tidewater, by=manager)
    audited(saltpan, by=make_lead(saltpan))

    lists = {slug: client.get(page("monitoring:published", slug)).content.decode() for slug in ("tidewater", "saltpan")}
    one = client.get(page("monitoring:published_one", "tidewater", "2026-Q3")).content.decode()
    files = [client.get(page("monitoring:published_file", "tidewater", "2026-Q3", form)) for form in FORMATS]

    assert "July to September 2026" in lists["tidewater"]
    assert "Nothing was published yet." in lists["saltpan"]
    assert '<th scope="row" class="nhsuk-table__header">Themselves</th>' in one
    assert '<td class="nhsuk-table__cell nhsuk-table__cell--numeric">75%</td>' in one
    assert f"<strong>{SPOKE}: 0 to 4.</strong> The median of their requests" in one
    assert SHARES in one
    assert MEDIANS_FROM in one
    assert "because" not in one.split("<main")[1].split("Take it with you")[0]
    assert [each.status_code for each in files] == [200] * 4
    assert client.get(page("monitoring:published_one", "saltpan", "2026-Q3")).status_code == 404
    assert client.get(page("monitoring:published_file", "tidewater", "2026-Q3", "exe")).status_code == 404
