from datetime import UTC, datetime, timedelta

import pytest

from holdfast.accounts.models import Shift
from holdfast.accounts.rota import day, uncovered
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.scope import hub_scope
from tests.builders import browser_of, page

THURSDAY = {"day": "2026-10-15", "start": "08:00", "end": "18:00"}


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now)


def shifts(team):
    with hub_scope(team.hub):
        return list(Shift.objects.filter(hub=team.hub, removed_at=None).order_by("starts_at"))


def add(by, on_duty, **changes):
    return browser_of(by).post(page("accounts:add_shift"), THURSDAY | {"member": str(on_duty.pk)} | changes)


def test_the_page_shows_who_watches_the_gaps_and_who_is_told_then(tidewater):
    body = browser_of(tidewater.nell).get(page("accounts:rota")).content.decode()

    assert "Nell Sampleton, 10:52am to 6:52pm" in body
    assert "Nobody watches tomorrow, 8am to 6pm" in body
    assert "alerts go to Ines Pretendham" in body
    assert "Harbour Crisis Line" in body
    assert body.count('<tr role="row"><th scope="row"') == 14


def test_adding_a_shift_closes_the_gap(tidewater):
    answer = add(tidewater.ines, tidewater.wren)

    body = browser_of(tidewater.nell).get(page("accounts:rota")).content.decode()
    assert answer.status_code == 302
    assert "Wren Dummerly, 8am to 6pm" in body
    assert "Nobody watches Friday 16 October, 8am to 6pm" in body


def test_a_night_shift_ends_on_the_next_day(tidewater):
    add(tidewater.ines, tidewater.wren, start="22:00", end="06:00")

    assert shifts(tidewater)[-1].ends_at == datetime(2026, 10, 16, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"member": ""}, "Choose who is on duty"),
        ({"member": "0190"}, "Choose who is on duty"),
        ({"day": "2026-02-30"}, "Enter a day that exists"),
        ({"day": "9999-12-31", "start": "10:00", "end": "09:00"}, "Enter a day within the next year"),
        ({"day": "2026-10-13"}, "Enter a shift that has not ended yet"),
        ({"start": "", "end": "18:00"}, "Enter when the shift starts"),
        ({"start": "25:00"}, "Enter a time like 8:00"),
        ({"start": "08:00", "end": "07:00"}, "A shift lasts at most 16 hours"),
        ({"day": "2028-10-13"}, "Enter a day within the next year"),
    ],
)
def test_an_impossible_shift_is_a_sentence(tidewater, given, sentence):
    answer = add(tidewater.ines, tidewater.wren, **given)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert len(shifts(tidewater)) == 1


def test_two_shifts_of_one_member_do_not_overlap(tidewater):
    add(tidewater.ines, tidewater.wren)

    body = add(tidewater.ines, tidewater.wren, start="12:00", end="20:00").content.decode()

    assert "They are on duty then already. Choose other times." in body
    assert len(shifts(tidewater)) == 2


def test_outside_cover_the_administrator_and_the_stranger_cannot_be_put_on_duty(tidewater, saltpan):
    for member in (tidewater.outside, tidewater.ada, saltpan.nell):
        assert "Choose who is on duty" in add(tidewater.ines, member).content.decode()
    assert len(shifts(tidewater)) == 1


def test_removing_a_shift_opens_the_gap_and_keeps_the_row(tidewater):
    (shift,) = shifts(tidewater)

    browser_of(tidewater.ines).post(page("accounts:remove_shift", shift.pk))

    assert shifts(tidewater) == []
    with hub_scope(tidewater.hub):
        assert Shift.objects.filter(hub=tidewater.hub).count() == 1


def test_only_those_who_set_the_rota_change_it_and_only_their_own_hubs(tidewater, saltpan):
    (shift,) = shifts(tidewater)

    assert add(tidewater.nell, tidewater.wren).status_code == 404
    for member in (tidewater.nell, tidewater.ada, saltpan.ines):
        assert browser_of(member).post(page("accounts:remove_shift", shift.pk)).status_code == 404
    assert shifts(tidewater) == [shift]


def test_another_hubs_rota_names_nobody_of_ours(tidewater, saltpan):
    body = browser_of(saltpan.nell).get(page("accounts:rota")).content.decode()

    assert "tidewater" not in body.lower()
    assert browser_of(tidewater.outside).get(page("accounts:rota")).status_code == 404


def test_the_rota_costs_the_same_with_more_shifts(tidewater, now, django_assert_num_queries):
    browser = browser_of(tidewater.max)
    browser.get(page("accounts:rota"))
    with django_assert_num_queries(11) as few:
        browser.get(page("accounts:rota"))
    with hub_scope(tidewater.hub):
        for number in range(8):
            start = now + timedelta(days=number, hours=10)
            Shift.objects.create(
                hub=tidewater.hub, member=tidewater.wren, starts_at=start, ends_at=start + timedelta(hours=1)
            )
    with django_assert_num_queries(len(few)):
        browser.get(page("accounts:rota"))


def at(hour):
    return datetime(2026, 10, 15, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("covered", "gaps"),
    [
        ([], [(8, 18)]),
        ([(8, 18)], []),
        ([(7, 19)], []),
        ([(9, 12), (11, 17)], [(8, 9), (17, 18)]),
        ([(8, 12), (13, 18)], [(12, 13)]),
        ([(18, 20), (5, 8)], [(8, 18)]),
    ],
)
def test_what_nobody_covers_is_found_to_the_minute(covered, gaps):
    found = uncovered((at(8), at(18)), [(at(start), at(end)) for start, end in covered])

    assert found == [(at(start), at(end)) for start, end in gaps]


def test_a_day_that_is_watched_all_night_is_one_span():
    hours = WeeklyHours.from_rows([[each, "00:00", "24:00"] for each in range(7)])

    found = day(datetime(2026, 10, 15, tzinfo=UTC).date(), hours, ())

    assert [(end - start) for start, end in found.watched] == [timedelta(hours=24)]
