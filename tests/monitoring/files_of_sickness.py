"""Invented files in the columns of the published ones."""

from datetime import date
from io import BytesIO

from holdfast.monitoring.sickness import Reading, read_file

TODAY = date(2026, 10, 14)
S10 = "S10 Anxiety/stress/depression/other psychiatric illnesses"
S11 = "S11 Back Problems"
BY_REASON = "DATE,STAFF_GROUP,REASON,FTE_DAYS_LOST"
BY_ORGANISATION = (
    "DATE,NHSE_REGION_CODE,NHSE_REGION_NAME,ORG_CODE,ORG_NAME,ORG_TYPE,"
    "FTE_DAYS_LOST,FTE_DAYS_AVAILABLE,SICKNESS_ABSENCE_RATE_PERCENT"
)


def of_reason(day: str, days: str, reason: str = S10, group: str = "All staff groups") -> str:
    """A row of the table of days lost by reason."""
    return f"{day},{group},{reason},{days}"


def of_trust(day: str, code: str, lost: str, available: str) -> str:
    """A row of the file of organisations."""
    return f"{day},Y99,Northfell,{code},Invented {code},Acute,{lost},{available},9.99"


def file_of(*lines: str, end: str = "\n", start: bytes = b"") -> bytes:
    """The bytes of a file."""
    return start + end.join([*lines, ""]).encode()


def read(*lines: str, today: date = TODAY, **how) -> Reading:
    """What such a file holds."""
    return read_file(BytesIO(file_of(*lines, **how)), today=today)


def problems_of(reading: Reading) -> list[tuple[int, str]]:
    """Lines left out, and why."""
    return [(problem.line, problem.why) for problem in reading.problems]
