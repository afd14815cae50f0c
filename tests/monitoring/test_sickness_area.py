"""Days lost in an area by month: what they are summed over, the rate, and the words that go with them."""

from datetime import date
from decimal import Decimal

import pytest

from holdfast.hubs.models import Organisation, System
from holdfast.monitoring.models import SicknessMonth
from holdfast.monitoring.reasons import Reason
from holdfast.monitoring.sickness_actions import import_sickness
from holdfast.monitoring.sickness_files import ENGLAND
from holdfast.monitoring.sickness_queries import UnknownArea, months_between, rate_of, sickness_of
from tests.monitoring.files_of_sickness import BY_ORGANISATION, BY_REASON, S11, of_reason, of_trust, read

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 1)
NHS_ALONE = "These are staff of the NHS. Social care is not in it."
EVERY_REASON = "Days lost for every reason, not for mental health alone."
NO_RATE = "Rate: not available from this file. It holds no FTE days available."


def taken(*lines, now, name="file.csv", by="Ivo Invented"):
    return import_sickness(read(*lines), name=name, by=by, now=now)


@pytest.fixture
def northfell(db):
    """A system with three trusts, one of them until the end of March; and a trust beside it. London has no others."""
    system = System.objects.filter(region_id="Y56").order_by("code")[0]
    Organisation.objects.filter(region_id="Y56").update(kind=Organisation.Kind.OTHER)
    for code, of in {"RQQ1": system.code, "RQQ2": system.code, "RQQ3": system.code, "RQQ9": ""}.items():
        Organisation.objects.create(
            code=code, name=f"Invented {code}", kind=Organisation.Kind.TRUST, region_id="Y56", system_code=of
        )
    Organisation.objects.filter(code="RQQ3").update(valid_to=date(2024, 3, 31))
    return system


def test_a_reason_is_shown_alone_and_a_month_without_a_figure_is_named(now):
    taken(
        BY_REASON,
        of_reason("2024-03-31", "10.5"),
        of_reason("2024-04-30", "99", S11),
        of_reason("2024-05-31", "7"),
        now=now,
    )

    found = sickness_of(ENGLAND, MARCH, MAY)

    assert (found.area, found.name, found.reason) == (ENGLAND, "England", Reason.S10)
    assert [each.days_lost for each in found.months] == [Decimal("10.5"), None, Decimal(7)]
    assert found.sentence == f"{NO_RATE} No figure is held for April 2024. {NHS_ALONE}"
    assert found.sources == ("file.csv, Open Government Licence v3.0",)


def test_where_nothing_is_held_the_words_say_so_and_that_social_care_is_not_in_it(now, northfell):
    taken(BY_REASON, of_reason("2024-03-31", "10.5"), now=now)

    found = sickness_of(northfell.code, MARCH, MARCH)

    assert [(each.days_lost, each.rate, each.counted, each.expected) for each in found.months] == [(None, None, 0, 3)]
    assert found.sentence == f"No figure is held for this area, reason and time: none was imported. {NHS_ALONE}"
    assert found.sources == ()


def test_the_rate_of_a_system_is_a_ratio_of_sums_over_its_trusts_and_no_mean_of_rates(now, northfell):
    taken(
        BY_ORGANISATION,
        of_trust("2024-03-31", "RQQ1", "10", "100"),
        of_trust("2024-03-31", "RQQ2", "30", "900.5"),
        of_trust("2024-03-31", "RQQ3", "2", "50"),
        of_trust("2024-03-31", "RQQ9", "500", "1000"),
        now=now,
    )

    found = sickness_of(northfell.code, MARCH, MARCH, reason=Reason.ALL)

    # 10 + 30 + 2 = 42; 100 + 900.5 + 50 = 1050.5; 42 / 1050.5 = 3.998…  The mean of the three rates would be 5.78.
    assert [(each.days_lost, each.days_available, each.rate) for each in found.months] == [
        (Decimal(42), Decimal("1050.5"), Decimal("4.00"))
    ]
    assert (found.name, found.months[0].counted, found.months[0].expected) == (northfell.name, 3, 3)
    assert found.sentence == (
        f"{EVERY_REASON} Rate: FTE days lost as a share of FTE days available, each summed over up to 3 organisations. "
        + NHS_ALONE
    )


def test_a_region_sums_over_all_its_trusts(now, northfell):
    taken(
        BY_ORGANISATION,
        of_trust("2024-05-31", "RQQ1", "10", "100"),
        of_trust("2024-05-31", "RQQ9", "5", "300"),
        now=now,
    )

    found = sickness_of("Y56", MAY, MAY, reason=Reason.ALL)

    assert [(each.days_lost, each.rate, each.counted, each.expected) for each in found.months] == [
        (Decimal(15), Decimal("3.75"), 2, 3)
    ]


def test_a_trust_that_is_not_in_the_file_is_told_and_one_that_has_closed_is_not_expected(now, northfell):
    taken(
        BY_ORGANISATION,
        *[of_trust("2024-03-31", code, "1", "100") for code in ("RQQ1", "RQQ2")],
        *[of_trust("2024-04-30", code, "1", "100") for code in ("RQQ1", "RQQ2")],
        of_trust("2024-05-31", "RQQ2", "1", "100"),
        now=now,
    )

    found = sickness_of(northfell.code, MARCH, MAY, reason=Reason.ALL)

    assert [(each.counted, each.expected) for each in found.months] == [(2, 3), (2, 2), (1, 2)]
    assert found.sentence == (
        f"{EVERY_REASON} Rate: FTE days lost as a share of FTE days available, each summed over up to 2 organisations. "
        "Not all organisations of the area are in it: March 2024 (2 of 3), May 2024 (1 of 2). " + NHS_ALONE
    )


def test_one_trust_without_days_available_leaves_the_month_without_a_rate_and_the_days_stand(now, northfell):
    taken(BY_ORGANISATION, *[of_trust(day, "RQQ1", "1", "100") for day in ("2024-04-30", "2024-05-31")], now=now)
    SicknessMonth.objects.create(
        area_code="RQQ2", month=MAY, reason=Reason.ALL, days_lost=4, source_name="x", source_sha256="0" * 64,
        source_licence="x", imported_at=now, imported_by="x",
    )  # fmt: skip

    found = sickness_of(northfell.code, APRIL, MAY, reason=Reason.ALL)

    assert [(each.days_lost, each.days_available, each.rate) for each in found.months] == [
        (Decimal(1), Decimal(100), Decimal("1.00")),
        (Decimal(5), None, None),
    ]
    assert found.sentence == (
        f"{EVERY_REASON} Rate: FTE days lost as a share of FTE days available. "
        "In months without a rate, the file holds no FTE days available. "
        "Not all organisations of the area are in it: April 2024 (1 of 2). " + NHS_ALONE
    )


def test_a_trust_is_an_area_of_its_own(now, northfell):
    taken(
        BY_ORGANISATION, of_trust("2024-05-31", "RQQ1", "1", "300"), of_trust("2024-05-31", "RQQ2", "9", "9"), now=now
    )

    found = sickness_of("RQQ1", MAY, MAY, reason=Reason.ALL)

    assert (found.name, found.months[0].days_lost, found.months[0].rate) == ("Invented RQQ1", 1, Decimal("0.33"))


def test_an_area_that_does_not_exist_and_months_the_wrong_way_round_are_refused():
    with pytest.raises(UnknownArea):
        sickness_of("ZZ9", MARCH, MAY)
    for first, last in ((MAY, MARCH), (date(2009, 4, 1), date(2029, 4, 1))):
        with pytest.raises(ValueError, match="240 at most"):
            months_between(first, last)
    assert months_between(date(2023, 12, 31), date(2024, 2, 1)) == [
        date(2023, 12, 1),
        date(2024, 1, 1),
        date(2024, 2, 1),
    ]


def test_a_rate_has_two_places_rounds_halves_up_and_nobodys_days_have_none():
    rates = [rate_of(Decimal(lost), available and Decimal(available)) for lost, available in
             (("1.005", "100"), ("1.00499", "100"), ("0", "7"), ("0", "0"), ("3", None))]  # fmt: skip

    assert rates == [Decimal("1.01"), Decimal("1.00"), Decimal("0.00"), None, None]


def test_reading_an_area_takes_as_many_statements_for_ten_years_as_for_a_month(
    now, northfell, django_assert_num_queries
):
    taken(BY_ORGANISATION, *[of_trust(f"{year}-05-31", "RQQ1", "1", "300") for year in range(2014, 2025)], now=now)

    for first in (MAY, date(2014, 5, 1)):
        with django_assert_num_queries(3):
            sickness_of(northfell.code, first, MAY, reason=Reason.ALL)
