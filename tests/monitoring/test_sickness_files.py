"""Files that cannot be used, or not to their end: refused whole with the reason, in bounded memory."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as some

from holdfast.monitoring import sickness, sickness_lines
from holdfast.monitoring.sickness import read_file
from holdfast.monitoring.sickness_files import UnreadableFile
from tests.monitoring.files_of_sickness import (
    BY_REASON,
    TODAY,
    file_of,
    of_reason,
    problems_of,
    read,
)

MARCH = of_reason("2024-03-31", "10.5")


def test_a_line_that_is_no_line_harms_only_itself():
    lines = file_of(BY_REASON, '2024-03-31,"All staff groups,x', "2024-03-31,All staff groups", BY_REASON)
    more = b"2024-03-31,All staff groups,\xff,4\n2024-03-31,\0,a,4\na\rb,c,d,e\n" + file_of(MARCH)

    reading = read_file(BytesIO(lines + more), today=TODAY)

    assert problems_of(reading) == [
        (2, "a quotation mark or an end of line stands where none can"),
        (3, "it has 2 cells, and there are 4 columns"),
        (4, "“DATE” is no month as these files write it"),
        (5, "it is no text in UTF-8"),
        (6, "it holds a sign that no text has"),
        (7, "a quotation mark or an end of line stands where none can"),
    ]
    assert (reading.rows, reading.flagged) == (7, 6)
    assert [figure.line for figure in reading.figures] == [8]


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (b"", "it is empty"),
        (file_of(BY_REASON), "it has names of columns and no rows"),
        (file_of(BY_REASON, "", ",,,"), "it has names of columns and no rows"),
        (b"PK\x03\x04\xff\xfe", "it is no text in UTF-8. If it is a workbook, save its sheet as “CSV UTF-8” first"),
        (
            file_of(BY_REASON, MARCH).decode().encode("utf-16"),
            "it is no text in UTF-8. If it is a workbook, save its sheet as “CSV UTF-8” first",
        ),
        (file_of("DATE,REASON,DATE", "a,b,c"), "these columns are there twice: date"),
        (
            file_of("Question,Organisation type,Response,2020", "a,b,c,d"),
            "this is the NHS Staff Survey. It holds no sickness absence",
        ),
        (
            file_of("DATE,STAFF_GROUP,CAUSE,FTE_DAYS_LOST", MARCH),
            "its columns are of no public sickness absence file known here. "
            "Nearest is “days lost by reason, England”: missing: reason; not known: cause",
        ),
        (
            file_of(f"{BY_REASON},ETHNIC_GROUP", f"{MARCH},A"),
            "its columns are of no public sickness absence file known here. "
            "Nearest is “days lost by reason, England”: not known: ethnic_group",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_not_one_of_them_is_refused_whole_with_the_reason(held, why):
    with pytest.raises(UnreadableFile) as refused:
        read_file(BytesIO(held), today=TODAY)

    assert str(refused.value) == why


class Endless:
    """A stream that never ends, and counts what is asked of it."""

    def __init__(self, line: bytes):
        self.line, self.given = line, 0

    def readline(self, most: int) -> bytes:
        given = (self.line or b"x" * most)[:most]
        self.given += len(given)
        return given


def test_a_line_without_an_end_is_refused_after_ten_thousand_bytes():
    stream = Endless(b"")

    with pytest.raises(UnreadableFile) as refused:
        read_file(stream, today=TODAY)

    assert str(refused.value) == "line 1 is longer than 10,000 bytes, which no line of such a file is"
    assert stream.given == 10_001


def test_a_file_without_an_end_is_refused_at_the_bound(monkeypatch):
    monkeypatch.setattr(sickness_lines, "LARGEST", 3 * sickness_lines.MB)
    stream, told = Endless(f"{BY_REASON}\n".encode()), []

    with pytest.raises(UnreadableFile) as refused:
        read_file(stream, today=TODAY, advance=told.append)

    assert str(refused.value) == "it is larger than 3 MB"
    assert stream.given < 3 * sickness_lines.MB + 100
    assert len(told) == 2


def test_more_figures_than_any_such_file_has_are_refused(monkeypatch):
    monkeypatch.setattr(sickness, "MOST_FIGURES", 2)
    rows = [of_reason(day, "8") for day in ("2024-03-31", "2024-04-30", "2024-05-31")]

    assert len(read(BY_REASON, *rows[:2], *rows[:2]).figures) == 2
    with pytest.raises(UnreadableFile) as refused:
        read(BY_REASON, *rows)
    assert str(refused.value) == "it holds more than 2 figures, which no such file does"


def test_of_many_bad_lines_the_first_are_named_and_all_are_counted():
    reading = read(BY_REASON, *[of_reason("2024-03-31", ".")] * 205)

    assert (len(reading.problems), reading.flagged, reading.rows) == (200, 205, 205)
    assert reading.problems[-1].line == 201


def test_progress_adds_up_to_the_size_of_the_file():
    held, told = file_of(BY_REASON, *[MARCH] * 60_000), []

    read_file(BytesIO(held), today=TODAY, advance=told.append)

    assert sum(told) == len(held)
    assert len(told) == len(held) // sickness_lines.MB + 1


@given(some.binary(max_size=300))
def test_no_bytes_end_in_anything_but_a_reading_or_a_refusal(odd):
    try:
        reading = read_file(BytesIO(file_of(BY_REASON, MARCH) + odd), today=TODAY)
    except UnreadableFile as refused:
        pytest.fail(f"a good row was lost: {refused}")
    assert {figure.line for figure in reading.figures} | {problem.line for problem in reading.problems} >= {2}
