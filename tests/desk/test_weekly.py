"""Hours as people write them."""

import pytest

from holdfast.desk.weekly import read_hours, write_hours

WEEKDAYS = [[day, "08:00", "18:00"] for day in range(5)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Mon-Fri 08:00-18:00, Sat 09:00-13:00", [*WEEKDAYS, [5, "09:00", "13:00"]]),
        ("monday to friday 8.00 to 18.00; SAT. 9:00–13:00", [*WEEKDAYS, [5, "09:00", "13:00"]]),
        ("every day 00:00-24:00", [[day, "00:00", "24:00"] for day in range(7)]),
        ("Fri-Mon 20:00-08:00", [[0, "20:00", "08:00"], *([day, "20:00", "08:00"] for day in (4, 5, 6))]),
        ("Tue 08:00-12:00\nTue 13:00-17:00", [[1, "08:00", "12:00"], [1, "13:00", "17:00"]]),
        (" , ", []),
    ],
)
def test_hours_are_read_as_they_are_meant(text, rows):
    assert read_hours(text) == rows


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Mon-Fri", "“mon-fri” cannot be read. Write days and times like Mon-Fri 08:00-18:00, Sat 09:00-13:00"),
        ("08:00-18:00", "“08:00-18:00” cannot be read. Write days and times like Mon-Fri 08:00-18:00, "
                        "Sat 09:00-13:00"),
        ("Someday 08:00-18:00", "“someday” is no day of the week. Write days and times like Mon-Fri 08:00-18:00, "
                                "Sat 09:00-13:00"),
        ("Mon 25:00-26:00", "25:00 is no time of the day. Times go from 00:00 to 24:00"),
        ("Mon 08:60-09:00", "08:60 is no time of the day. Times go from 00:00 to 24:00"),
        ("Mon 24:00-08:00", "Hours cannot start at 24:00. Write 00:00 of the next day"),
        ("Mon 08:00-08:00", "The hours from 08:00 to 08:00 are empty"),
        ("Mon-Fri 08:00-18:00, Wed 17:00-19:00", "The hours of Wednesday overlap. Write each hour once"),
        ("Sun 20:00-08:00, Mon 07:00-18:00", "The hours of Monday overlap. Write each hour once"),
        ("Mon-Wed-Fri 08:00-18:00", "Write days and times like Mon-Fri 08:00-18:00, Sat 09:00-13:00"),
        ("Mon 08:00-09:00," * 29, "Write at most 28 spans of hours"),
        ("Mon ٠٨:٠٠-18:00", "“mon ٠٨:٠٠-18:00” cannot be read. Write days and times like Mon-Fri 08:00-18:00, "
                            "Sat 09:00-13:00"),
        ("\0", "“\0” cannot be read. Write days and times like Mon-Fri 08:00-18:00, Sat 09:00-13:00"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_get_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=r".") as refused:
        read_hours(text)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "Mon-Fri 08:00-18:00, Sat 09:00-13:00",
        "Mon-Wed 08:00-12:00, Mon-Wed 13:00-17:00, Fri 08:00-12:00",
        "Mon-Sun 00:00-24:00",
        "Mon 20:00-08:00, Sun 20:00-08:00",
    ],
)
def test_hours_are_written_as_they_are_read(text):
    assert write_hours(read_hours(text)) == text
