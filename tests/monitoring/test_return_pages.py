"""Two people release a quarter on the pages; whoever may not finds nothing; a file is taken once it was released."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.models import KeptUpTo
from holdfast.monitoring.periods import read_period
from tests.builders import browser_of, page
from tests.monitoring.test_returns import LATER, PERIOD, manager, prepared  # noqa: F401 (a fixture)


@pytest.fixture(autouse=True)
def _later(clock):
    clock(LATER)


def read(member, name, *args):
    answer = browser_of(member).get(page(f"monitoring:{name}", *args))
    answer.words = answer.content.decode(errors="replace").replace("&#39;", "’")
    return answer


def send(member, name, found, seen=None):
    address, seen = page(f"monitoring:{name}", found.pk), found.digest if seen is None else seen
    answer = browser_of(member).post(address, {"seen": seen}, follow=True)
    answer.words = answer.content.decode().replace("&#39;", "’")
    return answer


def test_one_signs_another_one_releases_and_then_it_can_be_taken(tidewater, manager):  # noqa: F811
    found = prepared(tidewater, by=manager)
    early = read(manager, "file", found.pk, "json").status_code

    shown = read(tidewater.ines, "one", found.pk)
    signed = send(tidewater.ines, "sign", found)
    again = send(tidewater.ines, "release", found)
    released = send(manager, "release", found)
    taken = {form: read(manager, "file", found.pk, form) for form in ("json", "csv", "xlsx")}

    assert "I have read it: sign" in shown.words
    assert "I have read it: release" not in shown.words
    assert "Somebody else who may release figures reads it" in signed.words
    assert "You signed it: another one releases it." in again.words
    assert "Released to the commissioner" in released.words
    assert "Take it as a workbook (Excel)" in released.words
    assert (early, [each.status_code for each in taken.values()]) == (404, [200, 200, 200])
    assert json.loads(taken["json"].content)["digest"] == found.digest
    assert taken["csv"]["Content-Disposition"] == 'attachment; filename="return-tidewater-2026-Q4-v1.csv"'
    assert read(manager, "file", found.pk, "exe").status_code == 404


def test_the_page_shows_each_number_beside_its_rule_and_what_is_not_recorded(tidewater, manager):  # noqa: F811
    shown = read(manager, "one", prepared(tidewater, by=manager).pk).words
    assert "Each person once who asked for help themselves in the period" in shown
    assert shown.count("Not recorded yet: not available.") == 4
    assert "Not for employers." in shown


def test_whoever_may_not_see_figures_and_whoever_is_of_another_hub_finds_nothing(
    tidewater, saltpan, manager  # noqa: F811
):  # fmt: skip
    found = prepared(tidewater, by=manager)
    for member in (tidewater.nell, saltpan.ines):
        assert read(member, "one", found.pk).status_code == 404
        assert send(member, "sign", found).status_code == 404
    assert "2026-Q4, version" not in read(saltpan.ines, "returns").words
    assert "No return was prepared yet" in read(saltpan.ines, "returns").words
    assert "2026-Q4, version 1" in read(tidewater.ines, "returns").words


def test_what_was_not_read_is_not_signed_and_what_is_gone_says_so(tidewater, manager):  # noqa: F811
    found = prepared(tidewater, by=manager)
    unread = send(tidewater.ines, "sign", found, seen="")
    send(tidewater.ines, "discard", found)
    late = send(tidewater.ines, "sign", found)

    assert "This is not what stands here by now" in unread.words
    assert "Not done: a colleague was quicker" in late.words
    assert "Discarded" in late.words


def test_the_list_takes_as_many_statements_for_two_returns_as_for_one(tidewater, manager):  # noqa: F811
    browser, statements = browser_of(manager), []
    browser.get(page("monitoring:returns"))
    for period in (PERIOD, read_period("2026-Q3")):
        prepared(tidewater, by=manager, period=period)
        with CaptureQueriesContext(connection) as captured:
            browser.get(page("monitoring:returns"))
        statements.append(len(captured))
    assert statements[0] == statements[1]


def test_a_reason_for_a_first_return_is_answered_and_stands_in_the_form_still(tidewater, manager):  # noqa: F811
    with hub_scope(tidewater.hub):
        KeptUpTo.objects.create(hub=tidewater.hub, transaction="1", rules="x", kept_at=LATER)
    typed = {"period": "2026-Q3", "reason": "A month was missing."}
    asked = browser_of(manager).post(page("monitoring:prepare"), typed)
    html = asked.content.decode()
    assert "there is nothing to correct" in html
    assert "A month was missing.</textarea>" in html
