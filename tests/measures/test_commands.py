"""`holdfast questionnaires` and `holdfast score`, as a person calls them."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from holdfast.measures import commands
from tests.published import published

DPQ = [f"DPQ0{number}0" for number in range(1, 10)]
NINE = ",".join(f"q{number}" for number in range(1, 10))


@pytest.fixture
def answers(tmp_path):
    """Writes a file of answers and gives its name."""

    def write(text, name="answers.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_questionnaires_lists_every_key_with_its_licence(capsys):
    assert commands.questionnaires([]) == 0
    said = capsys.readouterr().out
    assert said.count("licence:") == 15
    assert "phq9  PHQ-9, version 1" in said


def test_questionnaires_gives_one_as_json(capsys):
    assert commands.questionnaires(["--key", "core10", "--format", "json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["key"], one["mode"], one["highest"], one["caseness_from"]) == ("core10", "text", 40, 11)


def test_an_unknown_questionnaire_is_refused_in_a_sentence(capsys):
    assert commands.questionnaires(["--key", "phq"]) == 2
    assert "there is no questionnaire “phq”" in capsys.readouterr().err


def test_score_writes_scores_and_rejects(answers, tmp_path, capsys):
    file = answers(f"who,{NINE}\na{',3' * 9}\nb{',8' * 9}\nc{',7' * 9}\n")
    out, rejects = tmp_path / "scores.csv", tmp_path / "rejects.csv"
    given = ["phq9", file, "--items", NINE, "--missing", "7,9", "--id", "who"]
    assert commands.score([*given, "--out", str(out), "--rejects", str(rejects)]) == 0
    assert out.read_text() == (
        "id,complete,total,metric,band,caseness,diagnosis,subscales,risk_items\n"
        "a,true,27,,Severe,true,major,,[9]\n"
        "c,false,,,,,,,[]\n"
    )
    assert rejects.read_text().startswith(
        "line,reason\n3,q1 is “8”, which is not one of 0, 1, 2, 3; ".replace(",q1", ',"q1')
    )
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"1 of 3 rows could not be scored; see {rejects}\n")


def test_score_shows_rejects_where_no_file_is_named_for_them(answers, capsysbinary):
    assert commands.score(["gad7", answers("a,b,c,d,e,f,g\n1,1,1,1,1,1,5\n"), "--items", "a,b,c,d,e,f,g"]) == 0
    said = capsysbinary.readouterr()
    assert "line 2: g is “5”, which is not one of 0, 1, 2, 3" in said.err.decode()
    assert said.out.count(b"\n") == 1


def test_score_gives_json_lines(answers, capsysbinary):
    file = answers("a,b,c,d,e,f,g\n1,2,3,4,5,5,5\n")
    assert commands.score(["swemwbs", file, "--items", "a,b,c,d,e,f,g", "--format", "jsonl"]) == 0
    assert json.loads(capsysbinary.readouterr().out) == {
        "id": 1,
        "complete": True,
        "total": 25,
        "metric": 22.35,
        "band": None,
        "caseness": None,
        "diagnosis": None,
        "subscales": None,
        "risk_items": None,
    }


@pytest.mark.parametrize(
    ("text", "items", "sentence"),
    [
        ("", "a", "the file is empty"),
        ("\n\n", "a", "the first line is blank"),
        ("a,b,c\n", "a,b,c", "there are no rows below the first line"),
        ("a,b,c\n1,1,1\n", "a,b", "AUDIT-C has 3 items; --items names 2 columns"),
        ("a,b,c\n1,1,1\n", "a,b,d", "the file has no column “d”; its columns are “a”, “b”, “c”"),
        ("a,b,c,a\n1,1,1,1\n", "a,b,c", "the file has 2 columns called “a”"),
        ("a,b,c\n1,1,1\n", "a,b,b", "--items names “b” more than once"),
        ("a;b;c\n1;1;1\n", "a,b,c", "the columns are not separated by commas"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(answers, capsys, text, items, sentence):
    assert commands.score(["auditc", answers(text), "--items", items]) == 2
    assert sentence in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path, capsys):
    gone = str(tmp_path / "gone.csv")
    assert commands.score(["auditc", gone, "--items", "a,b,c"]) == 2
    assert capsys.readouterr().err == f"holdfast: {gone}: No such file or directory\n"


def test_utf_16_is_named(tmp_path, capsys):
    (tmp_path / "wide.csv").write_text("a,b,c\n1,1,1\n", encoding="utf-16")
    assert commands.score(["auditc", str(tmp_path / "wide.csv"), "--items", "a,b,c"]) == 2
    assert "UTF-16" in capsys.readouterr().err


def test_nothing_is_written_over_what_is_being_read(answers, capsys):
    file = answers("a,b,c\n1,1,1\n")
    assert commands.score(["auditc", file, "--items", "a,b,c", "--out", file]) == 2
    assert Path(file).read_text() == "a,b,c\n1,1,1\n"


def test_a_refused_file_leaves_no_half_written_scores(answers, tmp_path):
    out = tmp_path / "scores.csv"
    assert commands.score(["auditc", answers("x\n1\n"), "--items", "a,b,c", "--out", str(out)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["answers.csv"]


def test_missing_values_that_are_answers_are_pointed_out(answers, capsys):
    assert commands.score(["auditc", answers("a,b,c\n1,0,1\n"), "--items", "a,b,c", "--missing", "0"]) == 0
    assert "0 is an answer of AUDIT-C" in capsys.readouterr().err


def counted_slowly(real):
    """Bands, risk answers and incomplete rows of the real file, without any code of ours."""
    found = Counter()
    with real.open(newline="") as file:
        for row in csv.DictReader(file):
            cells = [row[name] for name in DPQ]
            values = [int(cell) for cell in cells if cell in ("0", "1", "2", "3")]
            found["risk"] += cells[8] in ("1", "2", "3")
            if len(values) < 9:
                found["incomplete"] += 1
                continue
            total = sum(values)
            bands = ((20, "Severe"), (15, "Moderately severe"), (10, "Moderate"), (5, "Mild"), (0, "None"))
            found[next(label for edge, label in bands if total >= edge)] += 1
            found["case"] += total >= 10
    return found


def test_real_answers_are_counted_as_an_independent_count_finds_them(tmp_path):
    real, out = published("questionnaires/nhanes_dpq_2005_2012.csv"), tmp_path / "scores.csv"
    assert commands.score(["phq9", str(real), "--items", ",".join(DPQ), "--missing", "7,9", "--out", str(out)]) == 0
    found = Counter()
    with out.open(newline="") as file:
        for row in csv.DictReader(file):
            found["risk"] += row["risk_items"] == "[9]"
            found["incomplete"] += row["complete"] == "false"
            found["case"] += row["caseness"] == "true"
            found[row["band"]] += 1
    del found[""]
    assert found == counted_slowly(real)
