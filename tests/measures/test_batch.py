"""Files are scored as people are, whatever stands in them."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.measures import batch, scored_rows
from holdfast.measures.answer_files import read_layout
from holdfast.measures.batch import score_rows
from holdfast.measures.questionnaires import QUESTIONNAIRES, find
from holdfast.measures.scored_rows import Job, spoken_missing
from holdfast.measures.scoring import score

NINE = [f"q{number}" for number in range(1, 10)]
PHQ9_HEADER = "who," + ",".join(NINE) + "\n"


def run(text, key="phq9", columns=NINE, id_column="who", missing="", workers=1):
    """Score a file; returns the lines of JSON read back, and the rejects."""
    source = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    layout, taken = read_layout(source, find(key), columns, id_column)
    written, rejects = [], []
    for lines in (True, False):
        out = io.BytesIO()
        rejects.clear()
        source.seek(0)
        read_layout(source, find(key), columns, id_column)
        score_rows(
            source,
            Job(key, find(key).version, layout, spoken_missing(missing), lines),
            first_line=taken + 1,
            write=out.write,
            reject=lambda line, reason: rejects.append((line, reason)),
            workers=workers,
        )
        written.append(out.getvalue().decode())
    found = [json.loads(line) for line in written[0].splitlines()]
    assert as_cells(found) == list(csv.reader(io.StringIO(written[1])))
    return found, list(rejects)


def as_cells(found):
    """What a CSV must say for these JSON lines."""
    return [
        [
            "" if figure is None else json.dumps(figure) if isinstance(figure, bool | dict | list) else str(figure)
            for figure in line.values()
        ]
        for line in found
    ]


def record(key, id_, answers):
    result = score(find(key), answers)
    return {
        "id": id_,
        "complete": result.complete,
        "total": result.total,
        "metric": result.metric,
        "band": result.band,
        "caseness": result.caseness,
        "diagnosis": result.diagnosis,
        "subscales": result.subscales,
        "risk_items": list(result.risk_items) if find(key).flags else None,
    }


@pytest.fixture(params=[1, 10**9], ids=["by statement", "one by one"])
def _way(request, monkeypatch):
    monkeypatch.setattr(scored_rows, "FEW_ROWS", request.param)


@pytest.mark.parametrize("few_rows", [1, 10**9], ids=["by statement", "one by one"])
@pytest.mark.parametrize("key", QUESTIONNAIRES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_file_is_scored_as_each_of_its_people_would_be(key, few_rows, data):
    one = find(key)
    answer = [st.sampled_from([*values, *values, *values, None]) for _, values in one.points]
    sets = data.draw(st.lists(st.tuples(*answer), min_size=1, max_size=30))
    columns = [f"c{number}" for number in sorted(one.numbers)]
    rows = [",".join(["" if value is None else str(value) for value in row]) for row in sets]
    text = "\n".join(["x,y," + ",".join(columns), *(f"A{at},z,{row}" for at, row in enumerate(rows))])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scored_rows, "FEW_ROWS", few_rows)
        found, rejects = run(text, key, columns, "x")
    assert rejects == []
    assert found == [record(key, f"A{at}", dict(enumerate(row, start=1))) for at, row in enumerate(sets)]


CELLS = st.sampled_from(["0", "1", "2", "3", "", " 2 ", "3.0", "4", "-1", "7", "x", "n/a", "NA", "1.5"])


def slowly(cells):
    """An own reading of one PHQ-9 row: answers, or None where a cell is no answer."""
    answers = {}
    for number, cell in enumerate(cells, start=1):
        text = cell.strip().removesuffix(".0")
        if text in ("", "7"):
            answers[number] = None
        elif text in ("0", "1", "2", "3"):
            answers[number] = int(text)
        else:
            return None
    return answers


@pytest.mark.usefixtures("_way")
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=20), crlf=st.booleans())
def test_odd_rows_stand_in_their_places(rows, crlf):
    end = "\r\n" if crlf else "\n"
    text = end.join([PHQ9_HEADER.strip(), *(f"P{at},{','.join(row)}" for at, row in enumerate(rows))]) + end
    found, rejects = run(text, missing="7,9")
    answers = [slowly(row) for row in rows]
    assert found == [record("phq9", f"P{at}", row) for at, row in enumerate(answers) if row is not None]
    assert [line for line, _ in rejects] == [at + 2 for at, row in enumerate(answers) if row is None]


@pytest.mark.usefixtures("_way")
def test_rejects_name_the_true_line_and_every_reason():
    text = PHQ9_HEADER + "a,0,0,0,0,0,0,0,0,0\nb,5,0,0,0,x,0,0,0,1\nc,0,0\nd,1,1,1,1,1,1,1,1,1,1\ne,1,1,1,1,1,1,1,1,1\n"
    found, rejects = run(text)
    assert [line["id"] for line in found] == ["a", "e"]
    assert rejects == [
        (3, "q1 is “5”, which is not one of 0, 1, 2, 3; q5 is “x”, which is not one of 0, 1, 2, 3"),
        (4, "the row has 3 cells, the first line has 10"),
        (5, "the row has 11 cells, the first line has 10"),
    ]


@pytest.mark.usefixtures("_way")
def test_rows_are_numbered_where_no_column_names_them_and_rejects_count():
    text = PHQ9_HEADER + "a" + ",0" * 9 + "\n" + "b" + ",9" * 9 + "\n" + "c" + ",1" * 9
    found, rejects = run(text, id_column=None)
    assert [(line["id"], line["total"]) for line in found] == [(1, 0), (3, 9)]
    assert [line for line, _ in rejects] == [3]


def test_blank_lines_are_no_rows_and_keep_the_line_numbers_true():
    found, rejects = run(PHQ9_HEADER + "\na" + ",0" * 9 + "\n\r\n\nb" + ",4" * 9 + "\n", id_column=None)
    assert [line["id"] for line in found] == [1]
    assert [line for line, _ in rejects] == [6]


def test_quotes_may_hold_commas_and_line_ends():
    text = PHQ9_HEADER + '"Mott, ""O""\nthe second"' + ',"1"' * 9 + "\nplain" + ",9" * 9 + '\n"x"' + ",2" * 9 + "\n"
    found, rejects = run(text)
    assert [(line["id"], line["total"]) for line in found] == [('Mott, "O"\nthe second', 9), ("x", 18)]
    assert [line for line, _ in rejects] == [4]


def test_a_quote_that_never_closes_costs_one_row():
    text = PHQ9_HEADER + '"open' + ",1" * 9 + "\nb" + ",1" * 9 + "\nc" + ",2" * 9 + "\n"
    found, rejects = run(text)
    assert [line["id"] for line in found] == ["b", "c"]
    assert [line for line, _ in rejects] == [2]


def test_a_quote_far_into_a_file_changes_nothing_before_or_after(monkeypatch):
    monkeypatch.setattr(batch, "BLOCK_BYTES", 200)
    rows = [f"p{at}" + f",{at % 4}" * 9 for at in range(100)]
    rows[57] = '"p,57"' + ",1" * 9
    found, _ = run(PHQ9_HEADER + "\n".join(rows))
    assert [line["total"] for line in found] == [9 * (at % 4) for at in range(100)]
    assert found[57]["id"] == "p,57"


@pytest.mark.parametrize("workers", [1, 2])
def test_blocks_come_back_in_order(monkeypatch, workers):
    monkeypatch.setattr(batch, "BLOCK_BYTES", 50_000)
    text = PHQ9_HEADER + "".join(f"p{at}" + f",{at % 4}" * 9 + "\n" for at in range(20_000))
    found, _ = run(text, id_column=None, workers=workers)
    assert [(line["id"], line["total"]) for line in found] == [(at + 1, 9 * (at % 4)) for at in range(20_000)]


def test_latin_1_utf_8_and_a_byte_order_mark_are_read():
    row = b",1" * 9 + b"\n"
    text = b"\xef\xbb\xbf" + PHQ9_HEADER.encode() + b"Zo\xeb" + row + "Zoë 李".encode() + row
    assert [line["id"] for line in run(text)[0]] == ["Zoë", "Zoë 李"]


@pytest.mark.usefixtures("_way")
def test_ids_are_carried_over_as_they_are():
    ids = ["a\\b", "tab\there", "=1+1", " blank ", "’", "\x01", "\x00"]
    found, _ = run(PHQ9_HEADER + "".join(f"{id_}" + ",1" * 9 + "\n" for id_ in ids))
    assert [line["id"] for line in found] == ids


def test_columns_may_stand_in_any_place():
    found, _ = run("q2,who,q1\n9,Tansy,0\n", "goals", ["q1", "q2"])
    assert found[0]["subscales"] == {"goal_1": 0, "goal_2": 9, "goal_3": None}


def test_items_that_are_not_required_may_be_left_out():
    columns = [f"n{number}" for number in range(1, 21)]
    found, _ = run("who," + ",".join(columns) + "\nx" + ",5" * 20, "nomad", columns)
    assert found[0]["subscales"]["collective_action"] == 4.4286
