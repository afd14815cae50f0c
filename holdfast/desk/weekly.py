"""Hours of a week as people write them: "Mon-Fri 08:00-18:00, Sat 09:00-13:00". Pure."""

import re
from collections.abc import Iterable, Sequence

from holdfast.hubs.hours import DAY_NAMES

Row = list  # [weekday from 0, "HH:MM", "HH:MM"], as `hubs.Terms` keeps it
DAY, WEEK = 24 * 60, 7 * 24 * 60  # minutes
MOST_SPANS = 28
LIKE = "Write days and times like Mon-Fri 08:00-18:00, Sat 09:00-13:00"
SHORT = [name[:3] for name in DAY_NAMES]
EVERY_DAY = {"every day", "daily"}
TO = r"\s*(?:-|–|—|to|until)\s*"
CLOCK = r"\d{1,2}[:.]\d\d"
SPAN = re.compile(rf"(?P<days>[a-z][a-z .–—-]*?)\s+(?P<start>{CLOCK}){TO}(?P<end>{CLOCK})", re.ASCII)
LONGEST_SPAN = 60  # letters: "every day" and two times are a third of that
SHORTEST_NAME = 3


def read_hours(text: str) -> list[Row]:
    """The hours that `text` says, sorted. Nothing said is no hours.

    Raises:
        ValueError: a sentence that says what cannot be read, or which hours overlap.
    """
    parts = [part.strip().lower() for part in re.split(r"[,;\n]", text) if part.strip()]
    if len(parts) > MOST_SPANS:
        raise ValueError(f"Write at most {MOST_SPANS} spans of hours")
    rows = sorted(row for part in parts for row in read_span(part))
    refuse_overlaps(rows)
    return rows


def read_span(part: str) -> list[Row]:
    """One span of hours, on each of its days."""
    found = SPAN.fullmatch(part[: LONGEST_SPAN + 1])
    if found is None or len(part) > LONGEST_SPAN:
        raise ValueError(f"“{part[:40]}” cannot be read. {LIKE}")
    start, end = read_clock(found["start"]), read_clock(found["end"])
    if start == "24:00":
        raise ValueError("Hours cannot start at 24:00. Write 00:00 of the next day")
    if start == end != "00:00":
        raise ValueError(f"The hours from {start} to {end} are empty")
    return [[day, start, end] for day in read_days(found["days"])]


def read_days(text: str) -> list[int]:
    """The weekdays of "mon", "mon-fri" or "every day"; "sat-mon" goes over the weekend."""
    if text in EVERY_DAY:
        return list(range(7))
    ends = [read_day(word) for word in re.split(TO, text)]
    if len(ends) > 2:
        raise ValueError(LIKE)
    count = (ends[-1] - ends[0]) % 7
    return [(ends[0] + place) % 7 for place in range(count + 1)]


def read_day(word: str) -> int:
    """0 for "mon", "monday" and whatever lies between."""
    for number, name in enumerate(DAY_NAMES):
        if len(word) >= SHORTEST_NAME and name.lower().startswith(word.removesuffix(".")):
            return number
    raise ValueError(f"“{word[:20]}” is no day of the week. {LIKE}")


def read_clock(text: str) -> str:
    """ "8.30" as "08:30". 24:00 is midnight at the end of the day."""
    hour, minute = (int(number) for number in re.split("[:.]", text))
    if (hour, minute) == (24, 0) or (hour < 24 and minute < 60):
        return f"{hour:02}:{minute:02}"
    raise ValueError(f"{text} is no time of the day. Times go from 00:00 to 24:00")


def refuse_overlaps(rows: Sequence[Row]) -> None:
    """Refuse hours that run into one another: one of the two was meant otherwise.

    Raises:
        ValueError: which day it is.
    """
    spans = sorted(minutes_of(row) for row in rows)
    after = [*spans[1:], *((start + WEEK, end + WEEK) for start, end in spans[:1])]
    for (_, end), (start, _) in zip(spans, after, strict=True):
        if end > start:
            raise ValueError(f"The hours of {DAY_NAMES[start // DAY % 7]} overlap. Write each hour once")


def minutes_of(row: Row) -> tuple[int, int]:
    """Start and end of a row in minutes of the week; an end that is not after its start is on the next day."""
    day, start, end = row
    begins, ends = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (start, end))
    return day * DAY + begins, day * DAY + (ends if ends > begins else ends + DAY)


def write_hours(rows: Iterable[Row]) -> str:
    """Rows as `read_hours` reads them, days with the same hours joined."""
    days_of: dict[tuple[str, str], list[int]] = {}
    for day, start, end in sorted(rows):
        days_of.setdefault((start, end), []).append(day)
    written = [(run, span) for span, days in days_of.items() for run in runs(days)]
    written.sort(key=lambda each: (each[0][0], each[1]))
    return ", ".join(f"{write_days(run)} {start}-{end}" for run, (start, end) in written)


def runs(days: list[int]) -> list[list[int]]:
    """Days that follow one another, together."""
    found: list[list[int]] = []
    for day in days:
        if found and day == found[-1][-1] + 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def write_days(run: list[int]) -> str:
    """ "Mon" or "Mon-Fri"."""
    return "-".join(dict.fromkeys((SHORT[run[0]], SHORT[run[-1]])))
