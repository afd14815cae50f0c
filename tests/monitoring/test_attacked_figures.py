"""What figures say and show that is not so, or tells of somebody, as fresh eyes found it."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfast.front_door.more_actions import tell_equality
from holdfast.hubs.models import Organisation, System
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import return_commands as commands
from holdfast.monitoring import writing
from holdfast.monitoring.board_queries import Figures
from holdfast.monitoring.group_board import TOO_FEW, outcomes_by
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.public_writing import FORMATS
from holdfast.monitoring.publish_queries import entries_of
from holdfast.monitoring.return_queries import published_of, released_of
from holdfast.monitoring.sickness_actions import import_sickness
from holdfast.monitoring.trend_rules import TRENDS, value_of
from holdfast.monitoring.two_people import digest_of
from holdfast.monitoring.writing import NotWhole, as_json, verify
from tests.builders import browser_of, page, send_request
from tests.monitoring.files_of_sickness import read as read_sickness
from tests.monitoring.test_board_pages import read as read_board
from tests.monitoring.test_keeping import kept
from tests.monitoring.test_put_right import SECOND, SECOND_DAY, published
from tests.monitoring.test_returns import let_go, manager, prepared, release, sign  # noqa: F401

DAY = timedelta(days=1)


@pytest.fixture
def later(clock):
    clock(SECOND_DAY)


def test_the_board_of_four_weeks_tells_of_no_few_people_what_they_told_of_themselves(
    tidewater, manager, now, clock, all_settled  # noqa: F811
):  # fmt: skip
    clock(now)
    asked = send_request(tidewater, now=now - 2 * DAY, name="Tansy Madeup")
    with hub_scope(tidewater.hub):
        tell_equality(asked, tidewater.hub, now=now - DAY, ethnic_category="A")
    kept(tidewater, now)
    shown = read_board(manager, "figures").words
    assert "Of 1 person who asked" not in shown
    assert "1 told their ethnic group" not in shown


def test_a_return_that_somebody_changed_together_with_its_digest_is_not_called_whole(let_go):  # noqa: F811
    whole = json.loads(as_json(let_go))
    whole["lines"][0]["value"] = "9999"
    whole |= {"digest": digest_of(whole["lines"]), "version": 7, "released_by": ["Nobody", "At All"]}
    with pytest.raises(NotWhole):
        verify(json.dumps(whole).encode())


@pytest.mark.parametrize(
    ("changed", "named"),
    [({"version": 2}, "this version"), ({"period": "2026-Q3"}, "this period"), ({"reason": "x"}, "in: reason"),
     ({"released_by": ["Nobody", "At All"]}, "in: released_by"), ({"released_at": "2027-01-05"}, "in: released_at"),
     ({"marked": "For everybody"}, "in: marked"), ({"version": True}, "a part of it is missing")],
)  # fmt: skip
def test_whatever_a_return_says_otherwise_than_it_was_released_is_named(let_go, changed, named):  # noqa: F811
    whole = json.loads(as_json(let_go))
    assert verify(json.dumps(whole).encode()).is_ours
    with pytest.raises(NotWhole, match=named):
        verify(json.dumps(whole | changed).encode())


def test_a_return_that_was_taken_before_its_notes_were_put_better_is_not_refused_and_what_is_otherwise_is_said(
    let_go, tmp_path, capsys, monkeypatch  # noqa: F811
):  # fmt: skip
    file = tmp_path / "return.json"
    file.write_bytes(as_json(let_go))
    monkeypatch.setattr(writing, "NOTES", "Put better since.")
    assert commands.run(["verify", str(file)]) == 1
    said = capsys.readouterr().out
    assert "as two people released it here" in said
    assert "What it says beside its numbers is not what is written here today, in: notes." in said
    whole = json.loads(file.read_bytes())
    file.write_text(json.dumps(whole | {"notes": "Every number is exact.", "reason": "Another one"}))
    assert commands.run(["verify", str(file)]) == 2
    assert "in: reason, notes" in capsys.readouterr().err


def test_of_a_hub_that_is_not_known_here_the_sum_alone_is_said_to_agree(let_go, tmp_path, capsys):  # noqa: F811
    whole = json.loads(as_json(let_go)) | {"hub": "Farshore Staff Support Hub"}
    file = tmp_path / "return.json"
    file.write_text(json.dumps(whole))
    assert commands.run(["verify", str(file)]) == 1
    said = capsys.readouterr().out
    assert "only its lines and their sum agree. Whoever changed the file could have made the sum anew" in said
    assert ("Whole" in said, "two" in said) == (False, False)


@pytest.mark.parametrize("content", [
    json.dumps({"lines": [], "digest": digest_of([])}), json.dumps({"rows": [], "hub": "\0", "period": "2026-Q3"}),
    json.dumps({"rows": [], "hub": ["x"], "period": 1}), "[]", '["rows"]', '{"lines": ["\\ud800"], "digest": "x"}',
    "[" * 100_000, "9" * 5_000,
])  # fmt: skip
def test_a_file_of_which_something_is_missing_is_refused_in_words(db, tmp_path, content):
    file = tmp_path / "odd.json"
    file.write_text(content)
    assert commands.run(["verify", str(file)]) == 2


def test_a_file_says_the_day_on_which_it_was_published_as_the_page_does(client, tidewater, manager, clock):  # noqa: F811
    at = datetime(2027, 6, 14, 23, 30, tzinfo=UTC)  # half past midnight of the fifteenth
    clock(at)
    published(tidewater, SECOND, by=manager, now=at)
    shown = client.get(page("monitoring:published_one", "tidewater", "2026-Q3")).content.decode()
    assert "Published today" in shown
    assert json.loads(FORMATS["json"](entries_of("tidewater", "2026-Q3"), "Tidewater"))["published_on"] == "2027-06-15"


HEAD = "date,org_code,org_name,reason,fte_days_lost,fte_days_available"
S10 = "S10 Anxiety/stress/depression/other psychiatric illnesses"
APRIL = read_period("2024-04")


@pytest.fixture
def systems(tidewater, now):
    """The hub serves two systems of two trusts each; a file holds one trust of each."""
    found = list(System.objects.filter(region_id="Y56").order_by("code")[:2])
    Organisation.objects.filter(region_id="Y56").update(kind=Organisation.Kind.OTHER)
    for code, of in {"RQQ1": found[0], "RQQ2": found[0], "RQQ3": found[1]}.items():
        Organisation.objects.create(
            code=code, name=f"Invented {code}", kind=Organisation.Kind.TRUST, region_id="Y56", system_code=of.code
        )
    return found


def took(now, *codes):
    rows = [f"2024-04-30,{code},Invented {code},{S10},10,1000" for code in codes]
    import_sickness(read_sickness(HEAD, *rows), name="file.csv", by="Ivo Invented", now=now)


def test_days_lost_of_some_trusts_of_the_system_do_not_stand_as_those_of_all(tidewater, systems, now):
    tidewater.hub.systems.set(systems[:1])
    took(now, "RQQ1")
    assert published_of(tidewater.hub, APRIL) == {}


def test_days_lost_in_the_area_are_of_every_system_of_the_hub(tidewater, systems, now):
    tidewater.hub.systems.set(systems)
    took(now, "RQQ1", "RQQ2", "RQQ3")
    assert published_of(tidewater.hub, APRIL).get("R14.days") == "30.0"


def test_a_rate_stands_where_the_file_holds_days_available(tidewater, systems, now):
    tidewater.hub.systems.set(systems[:1])
    took(now, "RQQ1", "RQQ2")
    assert published_of(tidewater.hub, APRIL).get("R14.rate") == "1.00"


def test_one_system_of_which_a_trust_is_missing_leaves_no_figure_of_the_others(tidewater, systems, now):
    tidewater.hub.systems.set(systems)
    took(now, "RQQ1", "RQQ3")
    assert published_of(tidewater.hub, APRIL) == {}


@pytest.mark.parametrize(("name", "query"), [
    ("figures", "?time=2026-Q3%00"), ("equality", "?by=%00"), ("services", "?time=9999-Q4"),
    ("number", "?item=H1&measure=sent&by=at_service&of=%00"), ("number", "?item=H1&measure=sent&by=at_service&of=x"),
    ("number", "?item=R16&measure=received&by=age_band&of=25-34"), ("number", "?item=%00&measure=x"),
    ("number", "?item=H2&measure=paired&by=gender&of=1"), ("number", "?item=R1&measure=people&by=method&of=%00"),
])  # fmt: skip
def test_odd_addresses_of_figures_are_no_fault(tidewater, manager, query, name):  # noqa: F811
    assert browser_of(manager).get(page(f"monitoring:{name}") + query).status_code in (200, 404)


def test_a_reason_with_a_sign_that_no_text_has_is_no_fault(tidewater, manager, later):  # noqa: F811
    found = browser_of(manager).post(page("monitoring:prepare"), {"period": "2026-Q3", "reason": "x\0y"})
    assert found.status_code in (200, 302, 400)


def test_how_the_few_of_a_group_did_does_not_follow_from_everybody_and_the_others():
    def cells(measure, women, men):
        return {("H2", measure, "gender", "2"): women, ("H2", measure, "gender", "1"): men,
                ("H2", measure, "", ""): women + men}  # fmt: skip

    found = outcomes_by(
        Figures(cells("paired", 40, 4) | cells("improvement", 20, 0) | cells("deterioration", 10, 4)), "gender"
    )  # fmt: skip
    (women,) = found["groups"]
    worse, all_worse = women.changes[1], dict(found["everybody"])["deterioration"]
    assert (women.many, found["paired"]) == (40, 44)  # so four are not women
    left = {all_of - some for all_of in whoever(all_worse) for some in whoever(worse)}
    assert left != {4}, f"{worse} of the women, {all_worse} in all: each of the four"


def whoever(said):
    """How many it can be of whom a share is said, of no more than fifty where none is."""
    if said == TOO_FEW:
        return set(range(51))
    share, _, whole = said.partition(" % of ")
    return {many for many in range(int(whole) + 1) if round(100 * many / int(whole)) == int(share)}


def test_what_somebody_told_is_not_told_by_the_board_of_yesterday_beside_that_of_today(
    tidewater, manager, now, clock, all_settled  # noqa: F811
):  # fmt: skip
    def told(at, gender):
        clock(at)
        asked = send_request(tidewater, now=at, name="Tansy Madeup")
        with hub_scope(tidewater.hub):
            tell_equality(asked, tidewater.hub, now=at, gender=gender)

    def women_and_men(at):
        clock(at)
        kept(tidewater, at)
        shown = read_board(manager, "equality", by="gender").words
        return [re.search(rf"<th scope=\"row\"[^>]*>{each}.*?<td[^>]*>\s*(\S+?)[<\s]", shown, re.DOTALL)[1]
                for each in ("Female", "Male")]  # fmt: skip

    for gender in "1" * 6 + "2" * 6:
        told(now - 9 * DAY, gender)
    before = women_and_men(now - DAY)
    told(now - DAY / 2, "2")
    assert women_and_men(now) == before  # else everybody who knows that Tansy came today knows her answer


def test_a_file_that_was_whole_is_not_cut_off_by_a_writing_that_fails(let_go, later, tmp_path, monkeypatch):  # noqa: F811
    of, file = ["--hub", "tidewater", "--period", "2026-Q4", "--format", "csv", "--out"], tmp_path / "return.csv"
    assert commands.run([*of, str(file)]) == 0
    whole = file.read_bytes()

    def full(path, content):
        with path.open("wb") as out:
            out.write(content[:100])
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(type(file), "write_bytes", full)
    assert commands.run([*of, str(file)]) == 2
    assert file.read_bytes() == whole
    assert [each.name for each in tmp_path.iterdir()] == ["return.csv"]


def test_a_file_that_goes_through_a_link_or_onto_a_screen_leaves_both_as_they_are(let_go, later, tmp_path):  # noqa: F811
    of, link = ["--hub", "tidewater", "--period", "2026-Q4", "--format", "csv", "--out"], tmp_path / "link.csv"
    link.symlink_to(tmp_path / "return.csv")
    for out in (link, Path("/dev/null")):
        assert commands.run([*of, str(out)]) == 0
    assert link.is_symlink()
    assert (tmp_path / "return.csv").stat().st_mode & 0o777 == 0o600
    assert not Path("/dev/null").is_file()


def test_a_return_as_csv_that_nobody_changed_is_not_said_to_be_another_one(let_go, later, tmp_path, capsys):  # noqa: F811
    file = tmp_path / "return.csv"
    assert commands.run(["--hub", "tidewater", "--period", "2026-Q4", "--format", "csv", "--out", str(file)]) == 0
    commands.run(["verify", str(file)])
    assert "not as it was released" not in capsys.readouterr().err


def test_the_latest_period_comes_first(tidewater, manager):  # noqa: F811
    for period in map(read_period, ("2026-Q1", "2026-12")):
        found = prepared(tidewater, by=manager, period=period)
        sign(tidewater, found, by=tidewater.ines)
        release(tidewater, found, by=manager)
    with hub_scope(tidewater.hub):
        assert [each.period for each in released_of(tidewater.hub)] == ["2026-12", "2026-Q1"]


def test_whoever_asked_and_was_referred_in_one_month_is_one_of_the_people_who_asked():
    asked = TRENDS[0].lines[0]
    month = {("R1", "people", "", ""): 1, ("R2", "people", "", ""): 1, ("R16", "received", "", ""): 1}
    assert (TRENDS[0].title.split(",")[0], value_of(TRENDS[0], asked, month)) == ("People who asked", 1)


def test_the_command_shows_what_is_hidden_as_everybody_reads_it(tidewater, manager, later, capsys):  # noqa: F811
    published(tidewater, SECOND, by=manager)
    assert commands.run(["show", "--hub", "tidewater", "--channel", "public", "--period", "2026-Q3"]) == 0
    assert "[c]" in capsys.readouterr().out
