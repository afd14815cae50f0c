"""Reading public sickness absence files: what is good is taken once, what is not is named by its line."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest

from holdfast.monitoring.reasons import Reason
from holdfast.monitoring.sickness import Figure
from holdfast.monitoring.sickness_files import ENGLAND, Holds
from tests.monitoring.files_of_sickness import (
    BY_ORGANISATION,
    BY_REASON,
    S10,
    S11,
    file_of,
    of_reason,
    of_trust,
    problems_of,
    read,
)

MARCH = of_reason("2024-03-31", "10.5")
NO_RATE = "Rate: not available from this file. It holds no FTE days available."
NHS_ALONE = "These are staff of the NHS. Social care is not in it."


def test_days_lost_by_reason_are_figures_of_england_without_days_available():
    lines = (BY_REASON, MARCH, of_reason("2024-03-31", "3", S11))

    reading = read(*lines)

    march = date(2024, 3, 1)
    assert reading.figures == (
        Figure(2, ENGLAND, march, Reason.S10, Decimal("10.5"), None),
        Figure(3, ENGLAND, march, Reason.S11, Decimal(3), None),
    )
    assert (reading.rows, reading.flagged, reading.problems, reading.set_aside) == (2, 0, (), 0)
    assert reading.digest == sha256(file_of(*lines)).hexdigest()
    assert reading.sentence == f"{NO_RATE} {NHS_ALONE}"


def test_a_file_of_organisations_gives_days_lost_and_available_of_all_reasons():
    reading = read(BY_ORGANISATION, of_trust("30/04/2024", "RQQ1", "40", "1000.25"))

    assert reading.figures == (Figure(2, "RQQ1", date(2024, 4, 1), Reason.ALL, Decimal(40), Decimal("1000.25")),)
    assert reading.shape.holds is Holds.BOTH
    assert reading.sentence == NHS_ALONE


def test_the_columns_of_earlier_releases_say_the_same_in_other_words():
    reading = read(
        "Date,HEE_region_code,HEE_region_name,Org Code,Org Name,Org Type,FTE Days Sick,FTE Days Available,SA Rate (%)",
        "2014-NOV,X,Y,RQQ1,Invented,Acute,40,1000,4.00",
    )

    assert reading.figures == (Figure(2, "RQQ1", date(2014, 11, 1), Reason.ALL, Decimal(40), Decimal(1000)),)


def test_an_organisation_by_reason_keeps_the_reason():
    reading = read("DATE,ORG_CODE,ORG_NAME,REASON,FTE Days Lost,FTE Days Available", f"2024-04-30,RQQ1,I,{S10},4,100")

    assert reading.figures == (Figure(2, "RQQ1", date(2024, 4, 1), Reason.S10, Decimal(4), Decimal(100)),)


def test_single_staff_groups_are_set_aside_and_not_added_to_everybody():
    reading = read(BY_REASON, MARCH, of_reason("2024-03-31", "7", group="Nurses & health visitors"))

    assert [figure.days_lost for figure in reading.figures] == [Decimal("10.5")]
    assert (reading.set_aside, reading.flagged) == (1, 0)


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("month,group,sickness_absence_rate_percent", "2024-03,London,3.97"),
        ("staff_group,month,sickness_absence_rate_percent", "All staff groups,2024-03,3.97"),
        ("region_name,region_code,org_name,org_code,month,sickness_absence_rate_percent", "N,Y99,I,RQQ1,2024-03,3.97"),
        ("region_name,region_code,org_name,org_code,2024-03,2024-04", "N,Y99,I,RQQ1,3.97,4.01"),
    ],
)
def test_a_file_of_rates_gives_neither_days_lost_nor_days_available(columns, row):
    reading = read(columns, row)

    assert (reading.figures, reading.rows, reading.flagged, reading.is_of_rates) == ((), 1, 0, True)
    assert reading.sentence == (
        "FTE days lost: not available from this file. It holds a rate only, and neither days lost nor days available. "
        f"{NHS_ALONE}"
    )


def test_what_cannot_be_a_rate_is_named_in_a_file_of_rates():
    columns = "month,group,sickness_absence_rate_percent"

    reading = read(
        columns, "2024-03,London,.", "2024-03,Wessex,101", "2024-03,Essex,x", "2024-13,Kent,4", "2024-03,A,4"
    )

    assert problems_of(reading) == [
        (2, "no figure was published (“.”)"),
        (3, "a rate of 101 per cent cannot be"),
        (4, "“x” is not a number"),
        (5, "“2024-13” is no month as these files write it"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_and_ends_of_line_of_windows_change_nothing(start, end):
    reading = read(BY_REASON, MARCH, "", ",,,", of_reason("2024-04-30", "8"), start=start, end=end)

    assert [(figure.line, figure.days_lost) for figure in reading.figures] == [(2, Decimal("10.5")), (5, Decimal(8))]
    assert (reading.rows, reading.flagged) == (2, 0)
