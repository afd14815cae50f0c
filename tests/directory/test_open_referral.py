"""Open Referral UK: what is read, what is written, that both are one, and what a broken or hostile file does."""

import json
from copy import deepcopy
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from holdfast.directory import actions, commands, import_actions
from holdfast.directory.kinds import SORTED, Cost, How, Kind, Way, Welcome
from holdfast.directory.models import EarlierService, Service
from holdfast.directory.open_referral.reading import known_of
from holdfast.directory.open_referral.schema import problems
from holdfast.directory.open_referral.sorting import kinds_of
from holdfast.directory.open_referral.writing import record_of
from holdfast.directory.queries import for_everybody
from holdfast.hubs.scope import hub_scope
from holdfast.workforce.codes import Language
from tests.directory.conftest import added, found
from tests.published import published

NAMES = ("Lantern Trauma Service", "Open Line", "Quiet Harbour")
ID = "ac148810-d857-441c-9679-408f346de14b"
PLAIN = {"id": ID, "name": "Sea Choir", "status": "active", "description": "Singing"}
EXAMPLES = [
    "hsds_3_examples/service_full.json",
    "oruk_mocks/V3.0-UK-Default/service_full.json",
    "oruk_mocks/V3.0-UK-Default/service_list.json",
    "oruk_mocks/V3.0-UK-Test/service_full.json",
    "oruk_mocks/V3.0-UK-Test/service_list.json",
    "oruk_mocks/V3.0-UK-Test/service_list_data.json",
]


def records_in(name):
    shown = json.loads(published(f"service_directory/{name}").read_text())
    return shown.get("contents", [shown])


@pytest.fixture
def write(tmp_path):
    """A file with these records."""

    def as_file(*records, name="services.json"):
        path = tmp_path / name
        path.write_text(records[0] if isinstance(records[0], str) else json.dumps({"contents": records}))
        return path

    return as_file


@pytest.fixture
def take(capsys, monkeypatch, clock, now):
    """Import a file as the command does, in the test's own transaction; what it said."""
    clock(now)
    monkeypatch.setattr(commands, "hub_scope", hub_scope)

    def run(path, *more, hub="tidewater", at=now):
        clock(at)
        code = commands.run(["import", str(path), "--hub", hub, *more])
        said = capsys.readouterr()
        return code, said.out.strip(), said.err.strip().splitlines()

    return run


def exported(capsys, *more):
    assert commands.run(["export", "--hub", "tidewater", *more]) == 0
    return json.loads(capsys.readouterr().out)


def counted(team):
    with hub_scope(team.hub):
        return Service.objects.count(), EarlierService.objects.count()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_published_example_goes_in_and_comes_out_as_it_came(tidewater, take, capsys, name):
    records = records_in(name)

    code, out, err = take(published(f"service_directory/{name}"))

    others = [each for each in records[1:] if each != records[0]]  # one list repeats one id with other words
    once = [each for number, each in enumerate(others) if each not in others[:number]]
    same = len(records) - 1 - len(others)
    assert (code, out) == (0, f"Services: 1 added, 0 changed, {same} as they were")
    assert len([line for line in err if line.endswith("has the same one, with other words")]) == len(once)
    assert len(err) == (len(once) + 1 if others else 0)
    page = exported(capsys)
    assert page["contents"] == [records[0]]
    assert (page["total_items"], page["total_pages"], page["page_number"], page["empty"]) == (1, 1, 1, False)


def test_what_we_read_of_the_example(tidewater, take):
    take(published(f"service_directory/{EXAMPLES[0]}"))

    service = found(tidewater, "Community Counselling")
    assert (service.run_by, service.telephone, service.email) == (
        "Example Organization Inc.", "+44 1234 234567", "email@example.com",
    )  # fmt: skip
    assert service.address == "1-30 Main Street\nMyVillage\nMyCity\nMyRegion\nMyState\nABC 1234"
    assert (service.hows, service.cost, service.languages) == (["in_person"], "paid", ["ur"])
    assert service.for_whom.startswith("This service is intended for all people aged 12 and over")
    assert (service.kinds, service.confirmed_at, service.source_id) == (["unsorted"], None, ID)


def test_what_we_export_passes_the_published_schema(tidewater, take, capsys, write, now):
    schema = json.loads(published("service_directory/hsds_3_schema/compiled_service.json").read_text())
    check = Draft202012Validator(schema, format_checker=FormatChecker(formats=["uuid", "email", "date"]))
    take(published(f"service_directory/{EXAMPLES[0]}"))
    made = added(
        tidewater, now=now, name="Ours", address="1 Quay\nNorthfell\nNF1 4AP", telephone="01632 960101",
        languages=["pl"], welcomes=["lgbt"], hows=["phone"], usual_days=28, recommended="NG116", cost="low",
        is_national=True, web="https://ours.example", promised_days=7, agreed_with="Secretcanary",
    )  # fmt: skip
    example = found(tidewater, "Community Counselling")
    with hub_scope(tidewater.hub):
        actions.change_service(
            example, seen=1, by=tidewater.nell, now=now, name="Renamed", kinds=["debt"], languages=["pl"],
            telephone="01632 960102", address="", area="Northfell", run_by="Somebody", usual_days=3,
        )  # fmt: skip

    page = exported(capsys)

    assert [[error.message for error in check.iter_errors(each)] for each in page["contents"]] == [[], []]
    assert [each["name"] for each in page["contents"]] == ["Ours", "Renamed"]
    assert page["contents"][0]["id"] == str(made.pk)
    assert "Secretcanary" not in json.dumps(page)
    faulty = deepcopy(page["contents"][0])
    del faulty["phones"][0]["number"]
    assert [error.message for error in check.iter_errors(faulty)] == ["'number' is a required property"]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30)
LINES = st.lists(WORDS, max_size=4).map("\n".join)


def some(codes):
    return st.sets(st.sampled_from(codes)).map(lambda chosen: [code for code in codes if code in chosen])


KNOWN = st.fixed_dictionaries({
    "name": WORDS, "run_by": WORDS, "offers": WORDS, "area": WORDS, "for_whom": LINES, "getting_in": LINES,
    "recommended": st.just("") | WORDS, "address": LINES | st.just("1 Quay\nNorthfell\nNF1 4AP"),
    "cost_words": LINES, "telephone": st.from_regex(r"(0[0-9]{4} [0-9]{6})?", fullmatch=True),
    "email": st.sampled_from(["", "a@b.example"]), "web": st.sampled_from(["", "https://a.example/b"]),
    "is_national": st.booleans(), "usual_days": st.none() | st.integers(0, 999), "cost": st.sampled_from(Cost.values),
    "kinds": some([code for code, _ in SORTED]).filter(bool), "hows": some(How.values), "ways": some(Way.values),
    "welcomes": some(Welcome.values), "languages": some(Language.values),
})  # fmt: skip
FULL = PLAIN | {
    "fees": "£5", "wait_time": "4 weeks", "email": "choir@choir.example", "url": "https://choir.example",
    "organization": {"id": str(uuid4()), "name": "Choir Friends", "description": "Friends", "uri": "https://x.example"},
    "phones": [{"id": str(uuid4()), "number": "01632 960100"}, {"id": str(uuid4()), "number": "01632 960199"}],
    "languages": [{"id": str(uuid4()), "name": "Slovak"}, {"id": str(uuid4()), "code": "pl"}],
    "service_areas": [{"id": str(uuid4()), "name": "England"}], "cost_options": [{"id": str(uuid4()), "amount": 3}],
    "attributes": [{"id": str(uuid4()), "taxonomy_term": {"id": str(uuid4()), "name": "Bereavement groups"}}],
    "service_at_locations": [{"id": str(uuid4()), "location": {"id": str(uuid4()), "location_type": "virtual"}}],
    "somebody_elses": {"deep": [1, 2, {"x": "y"}]},
}  # fmt: skip


@given(known=KNOWN, source=st.sampled_from([None, PLAIN, FULL]), is_kept=st.booleans())
def test_whatever_is_written_is_read_again_as_it_was(known, source, is_kept):
    before = deepcopy(source)
    record = record_of(ID, known, source=source, is_kept=is_kept)

    assert problems(record) == []
    assert known_of(record) == known
    assert (record["status"] == "active") is is_kept
    assert record_of(ID, known, source=record, is_kept=is_kept) == record
    assert source == before


@pytest.mark.parametrize("source", [PLAIN, FULL])
def test_what_nobody_touched_is_written_as_it_came(source):
    assert record_of(ID, known_of(source), source=source, is_kept=True) == source


def test_terms_say_what_a_service_is_for_and_what_no_word_fits_is_not_sorted():
    assert kinds_of(["Bereavement groups", "Advice about debt"]) == ["bereavement", "debt"]
    assert kinds_of(["Waste collection"]) == [Kind.UNSORTED]
    assert known_of(FULL)["kinds"] == ["bereavement"]
    assert known_of(PLAIN | {"description": "We offer no debt advice"})["kinds"] == ["unsorted"]


BAD = [
    ("words", "must be an object"),
    ({"id": "x", "name": "A", "status": "active"}, "id: must be a UUID, like ac148810-d857-441c-9679-408f346de14b"),
    ({"id": str(uuid4()), "status": "active"}, "name: is missing"),
    ({"id": str(uuid4()), "name": "  ", "status": "active"}, "name: is empty"),
    (PLAIN | {"id": str(uuid4()), "name": "A" * 121}, "name: has 121 characters; 120 is the most that is kept"),
    (
        PLAIN | {"id": str(uuid4()), "status": "open"},
        "status: must be one of active, inactive, defunct, temporarily closed",
    ),
    (PLAIN | {"id": str(uuid4()), "url": "javascript:alert(1)"}, "url: must begin with http:// or https://"),
    (PLAIN | {"id": str(uuid4()), "email": "no"}, "email: must be an address like name@service.example"),
    (PLAIN | {"id": str(uuid4()), "phones": [{"number": 5}]}, "phones, 1, number: must be words"),
    (PLAIN | {"id": str(uuid4()), "phones": {}}, "phones: must be a list"),
    (PLAIN | {"id": str(uuid4()), "description": "a\0b"}, "holds a sign that cannot be stored"),
    (PLAIN | {"id": str(uuid4()), "more": "\ud800"}, "holds a sign that cannot be stored"),
    (PLAIN | {"id": str(uuid4()), "more": float("inf")}, "holds a number that is none"),
    (PLAIN | {"id": str(uuid4()), "more": "x" * 300_000}, "is larger than 256 kB"),
]  # fmt: skip


def test_bad_records_are_named_and_the_good_ones_between_them_go_in(tidewater, saltpan, take, write):
    good = [PLAIN, PLAIN | {"id": str(uuid4()), "name": "<script>alert(1)</script>", "unknown": {"x": [None]}}]
    records = [good[0], *(record for record, _ in BAD), good[1], PLAIN | {"name": "Another"}]

    code, out, err = take(write(*records))

    assert (code, out) == (0, "Services: 2 added, 0 changed, 0 as they were")
    assert [line.split(": ", 1)[1] for line in err[:-2]] == [why for _, why in BAD]
    assert err[1] == "record 3, “x”, “A”: id: must be a UUID, like ac148810-d857-441c-9679-408f346de14b"
    assert (
        err[-2] == f"record 17, “{ID}”, “Another”: id: another record of this file has the same one, with other words"
    )
    assert err[-1] == "holdfast: 15 of 17 records were left out"
    assert (counted(tidewater), counted(saltpan)) == ((2, 0), (0, 0))
    assert found(tidewater, "<script>alert(1)</script>").source == good[1]


def test_the_same_file_again_changes_nothing_whatever_was_written_here_meanwhile(tidewater, take, write, now):
    path = write(FULL)
    take(path)
    service = found(tidewater, "Sea Choir")
    with hub_scope(tidewater.hub):
        actions.change_service(service, seen=1, by=tidewater.nell, now=now, telephone="01632 960777")
    before = Service.objects.filter(pk=service.pk)

    assert take(path, at=now + timedelta(days=1))[1] == "Services: 0 added, 0 changed, 1 as they were"

    with hub_scope(tidewater.hub):
        stands = before.values().get()
        assert (stands["telephone"], stands["version"], stands["source"]) == ("01632 960777", 2, FULL)
        assert EarlierService.objects.count() == 1


def test_a_newer_file_changes_what_it_says_anew_and_leaves_what_a_colleague_wrote(tidewater, take, write, now):
    take(write(FULL))
    service = found(tidewater, "Sea Choir")
    with hub_scope(tidewater.hub):
        actions.change_service(service, seen=1, by=tidewater.nell, now=now, telephone="01632 960777", kinds=["arts"])
        actions.confirm_service(
            service, confirmed_with="Pip", review_on=now.date() + timedelta(days=90), seen=2, by=tidewater.nell, now=now
        )

    newer = write(FULL | {"description": "Singing by day", "status": "active"})
    assert take(newer, at=now + timedelta(days=9))[1] == "Services: 0 added, 1 changed, 0 as they were"

    stands = found(tidewater, "Sea Choir")
    assert (stands.confirmed_at, stands.confirmed_by) == (None, None)  # not public until somebody here has asked again
    assert (stands.offers, stands.telephone, stands.kinds) == ("Singing by day", "01632 960777", ["arts"])
    assert stands.review_on == now.date() + timedelta(days=9)
    with hub_scope(tidewater.hub):
        row = EarlierService.objects.order_by("-changed_at", "-pk").first()
        assert (row.why, row.changed_by, row.known["offers"]) == ("file", None, "Singing")


def test_what_a_file_ends_it_can_bring_back_and_what_a_colleague_ended_stays_out(tidewater, take, write, now):
    gone, there = write(FULL | {"status": "defunct"}, name="gone.json"), write(FULL)
    take(there)
    take(gone)
    assert found(tidewater, "Sea Choir").ended_at == now
    take(there)
    assert found(tidewater, "Sea Choir").ended_at is None
    service = found(tidewater, "Sea Choir")
    with hub_scope(tidewater.hub):
        actions.end_service(service, seen=service.version, by=tidewater.nell, now=now)
    take(gone)
    take(there)
    assert found(tidewater, "Sea Choir").ended_by == tidewater.nell


def test_what_came_in_a_file_is_public_only_once_somebody_here_has_confirmed_it(tidewater, take, write, now):
    take(write(FULL))
    service = found(tidewater, "Sea Choir")
    with hub_scope(tidewater.hub):
        assert list(for_everybody(tidewater.hub)) == []
        actions.confirm_service(service, confirmed_with="Pip", review_on=now.date(), seen=1, by=tidewater.nell, now=now)
        assert [each.name for each in for_everybody(tidewater.hub)] == ["Sea Choir"]


def test_our_own_services_come_back_as_they_are_and_staffs_own_leave_only_when_asked(listed, take, capsys, write, now):
    added(listed, now=now, name="Ours alone", is_public=False)
    assert [each["name"] for each in exported(capsys)["contents"]] == [
        "Lantern Trauma Service", "Open Line", "Quiet Harbour",
    ]  # fmt: skip
    page = exported(capsys, "--all")
    before = counted(listed)

    assert take(write(json.dumps(page)))[1] == "Services: 0 added, 0 changed, 4 as they were"
    assert (len(page["contents"]), counted(listed)) == (4, before)
    assert "Straycanary" not in json.dumps(page)

    assert take(write(json.dumps(page)), hub="saltpan")[1] == "Services: 4 added, 0 changed, 0 as they were"


def test_a_dry_run_says_what_would_be_and_writes_nothing(tidewater, take, write):
    out = take(write(FULL, {"id": "x"}), "--dry-run")

    assert out[1] == "Services: 1 would be added, 0 would be changed, 0 as they were"
    assert out[2][-1] == "holdfast: 1 of 2 records were left out"


def test_a_record_that_the_database_refuses_leaves_nothing_behind_and_the_next_goes_in(
    tidewater, take, write, monkeypatch
):
    real = import_actions.known_of
    monkeypatch.setattr(
        import_actions, "known_of", lambda record: real(record) | ({"kinds": []} if record["id"] == ID else {})
    )

    out = take(write(FULL, PLAIN | {"id": str(uuid4()), "name": "Next"}))

    assert out[1] == "Services: 1 added, 0 changed, 0 as they were"
    assert out[2][0].endswith("could not be stored")
    assert counted(tidewater) == (1, 0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is no JSON: line 1, column 2"),
        ("[]", "holds no service"),
        ('{"contents": 5}', "holds neither a service nor a list of services"),
        ('"words"', "holds neither a service nor a list of services"),
        ("[" * 100_000, "goes too deep, or holds a number that is too long"),
        ("[" + "9" * 5000 + "]", "goes too deep, or holds a number that is too long"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tidewater, take, write, text, why):
    path = write(text)

    assert take(path) == (2, "", [f"holdfast: {path} {why}"])


def test_a_hub_that_is_not_there_and_a_file_that_is_not_there_are_named(tidewater, take, write):
    assert take(write(FULL), hub="nowhere")[2] == ["holdfast: there is no open hub “nowhere”"]
    assert take("/none.json")[2] == ["holdfast: /none.json: No such file or directory"]


def test_whatever_the_form_takes_can_be_exported_and_one_that_cannot_stops_no_other(listed, capsys, now):
    long = ", ".join(["The Old Customs House"] * 31)
    for number, address in enumerate(
        (long[:700], f"1 Quay\n{long[:120]}\nNF1 4AP", f"{long[:660]}\nNorthfell\nNF1 4AP")
    ):
        added(listed, now=now, name=f"Address {number}", address=address)
    kept = added(listed, now=now, name="Typed before", email="team@localhost")

    assert commands.run(["export", "--hub", "tidewater"]) == 0

    said = capsys.readouterr()
    names = [each["name"] for each in json.loads(said.out)["contents"]]
    assert names == ["Address 0", "Address 1", "Address 2", *NAMES]
    assert said.err.splitlines() == [
        f"service, “{kept.pk}”, “Typed before” is left out: email: must be an address like name@service.example",
        "holdfast: 1 of 7 services were left out",
    ]


def test_an_address_that_is_too_long_in_all_is_left_out(tidewater, take, write):
    lines = {"address_1": "A" * 600, "city": "B" * 99, "postal_code": "NF1 4AP"}
    record = PLAIN | {"service_at_locations": [{"location": {"addresses": [lines]}}]}

    assert take(write(record))[2][0].endswith("the address has 708 characters in all; 700 is the most that is kept")
    assert counted(tidewater) == (0, 0)


def test_what_comes_twice_is_reported_once(tidewater, take, write):
    bad = {"id": str(uuid4()), "name": "Bad", "status": "active", "email": "team@localhost"}
    nameless = {"status": "active", "name": "No id"}
    other = PLAIN | {"name": "Another"}

    code, out, err = take(write(bad, PLAIN, bad, nameless, nameless, "words", "words", other, other, PLAIN))

    assert (code, out) == (0, "Services: 1 added, 0 changed, 1 as they were")
    assert [line.split(":")[0] for line in err] == [
        f"record 1, “{bad['id']}”, “Bad”", "record 4, “No id”", "record 6", f"record 8, “{ID}”, “Another”", "holdfast",
    ]  # fmt: skip
    assert err[-1] == "holdfast: 8 of 10 records were left out"
