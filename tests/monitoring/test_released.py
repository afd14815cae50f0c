"""Whoever reads from outside, for the commissioner, the region or the nation, sees what was released and no more."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import return_actions as actions
from tests.builders import browser_of, make_member, page
from tests.monitoring.test_returns import CELLS, LATER, PERIOD, let_go, manager, prepared, release, sign  # noqa: F401

CANARY = ("R1", "people", "", "")


@pytest.fixture
def viewer(tidewater, clock):
    """Somebody of the region, who was invited to read."""
    clock(LATER)
    return browser_of(make_member(tidewater.hub, "Reed Outsidely", "viewer"))


def text(browser, name, *args):
    return browser.get(page(f"monitoring:{name}", *args)).content.decode()


def test_they_read_a_return_when_two_people_have_released_it_and_not_before(tidewater, manager, viewer):  # noqa: F811
    found = prepared(tidewater, by=manager, cells=CELLS | {CANARY: 7919})
    seen = [text(viewer, "released")]
    for step, who in ((sign, tidewater.ines), (release, manager)):
        step(tidewater, found, by=who)
        seen.append(text(viewer, "released"))

    assert ["2026-Q4, version 1" in each for each in seen] == [False, False, True]
    assert "Nothing was released yet" in seen[0]
    assert "7919" in text(viewer, "released_one", found.pk)


def test_what_waits_was_discarded_or_is_another_hubs_is_not_to_be_found(
    tidewater, saltpan, manager, let_go, viewer  # noqa: F811
):  # fmt: skip
    waits = prepared(tidewater, by=manager, reason="A month was missing.", cells=CELLS | {CANARY: 7919})
    stranger = browser_of(make_member(saltpan.hub, "Reed Elsewherely", "viewer"))

    def answers(browser, found):
        return [browser.get(page("monitoring:released_one", found.pk)).status_code,
                browser.get(page("monitoring:released_file", found.pk, "csv")).status_code]  # fmt: skip

    assert answers(viewer, waits) == [404, 404]
    with hub_scope(tidewater.hub):
        actions.discard(waits, by=manager, now=LATER)
    assert answers(viewer, waits) == [404, 404]
    assert answers(viewer, let_go) == [200, 200]
    assert answers(stranger, let_go) == [404, 404]
    assert "2026-Q4" not in text(stranger, "released")
    assert "7919" not in text(viewer, "released")


def test_a_correction_stands_beside_what_it_corrects(tidewater, manager, let_go, viewer):  # noqa: F811
    again = prepared(tidewater, by=manager, reason="A month was missing.")
    sign(tidewater, again, by=tidewater.ines)
    release(tidewater, again, by=manager)

    listed, first, second = (
        text(viewer, "released"), text(viewer, "released_one", let_go.pk), text(viewer, "released_one", again.pk)
    )  # fmt: skip
    assert listed.index("2026-Q4, version 2") < listed.index("2026-Q4, version 1")
    assert (listed.count("corrects it"), "stands instead of this one" in first) == (1, True)
    assert ("A month was missing." in first, "A month was missing." in second) == (False, True)


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_they_take_it_as_a_file_and_in_no_other_form(viewer, let_go, form):  # noqa: F811
    answer = viewer.get(page("monitoring:released_file", let_go.pk, form))
    assert answer["Content-Disposition"] == f'attachment; filename="return-tidewater-2026-Q4-v1.{form}"'
    assert viewer.get(page("monitoring:released_file", let_go.pk, "exe")).status_code == 404


def test_they_begin_there_and_find_nothing_else_of_the_hub(tidewater, viewer, let_go):  # noqa: F811
    begins = viewer.get(page("caseload:today"))
    assert (begins.status_code, begins.url) == (302, page("monitoring:released"))
    others = ["monitoring:figures", "monitoring:equality", "monitoring:returns", "monitoring:publications",
              "caseload:people", "caseload:hub", "accounts:rota", "appointments:week",
              "directory:services"]  # fmt: skip
    assert {viewer.get(page(name)).status_code for name in others} == {404}
    assert viewer.get(page("monitoring:one", let_go.pk)).status_code == 404


def test_whoever_works_at_the_hub_reads_it_on_its_own_page(tidewater, let_go, clock):  # noqa: F811
    clock(LATER)
    browsers = [browser_of(each) for each in (tidewater.ines, tidewater.nell)]
    assert [each.get(page("monitoring:released")).status_code for each in browsers] == [404, 404]
