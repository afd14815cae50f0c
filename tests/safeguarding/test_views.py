"""The pages of concerns: who finds them, what they keep of what was typed, and what the log says."""

from datetime import timedelta

import pytest

from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import relate
from holdfast.safeguarding.models import Concern, Entry
from tests.builders import accept, browser_of, page, send_request

CANARY = "heron-canary-concern"
RAISE = {
    "kind": "domestic_abuse",
    "seen": f"{CANARY} said at the door",
    "done": ["listened"],
    "review_on": "2026-10-21",
}
CLOSE = {"done_words": f"{CANARY} ended well", "shows_reading": "no"}


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def hazel(tidewater, now):
    """Hazel, whom Nell works with."""
    referral = send_request(tidewater, now=now - timedelta(hours=2), name="Hazel Pretend")
    accept(tidewater, referral, owner=tidewater.nell, now=now - timedelta(hours=1))
    return referral


@pytest.fixture
def concern(tidewater, hazel):
    browser_of(tidewater.nell).post(page("safeguarding:raise_concern", hazel.pk), RAISE)
    with hub_scope(tidewater.hub):
        return Concern.objects.get()


def test_a_concern_is_recorded_read_added_to_and_closed(tidewater, hazel, concern):
    browser = browser_of(tidewater.nell)
    here = page("safeguarding:concern", hazel.pk, concern.pk)
    assert CANARY in browser.get(here).content.decode()
    told = {
        "done_words": "Rang.", "service": "police", "service_name": "PC Example", "told_at_0": "2026-10-14",
        "told_at_1": "14:30", "person_told": "no", "not_told": "He reads her post.", "review_on": "2026-10-30",
    }  # fmt: skip
    assert browser.post(page("safeguarding:add_entry", hazel.pk, concern.pk), told).status_code == 302
    refused = browser.post(page("safeguarding:close", hazel.pk, concern.pk), CLOSE).content.decode()
    assert "closed with the advice of a second practitioner" in refused
    assert f"{CANARY} ended well" in refused
    advised = {**CLOSE, "adviser": str(tidewater.ines.pk), "advice": "Agreed."}
    browser.post(page("safeguarding:close", hazel.pk, concern.pk), advised)

    shown = browser.get(here).content.decode()
    for words in ("Police, PC Example, today at 2:30pm", "Not told: He reads her post.", "Friday 30 October 2026",
                  "Advice of Ines Pretendham", "Closed by Nell Sampleton", f"{CANARY} ended well"):  # fmt: skip
        assert words in shown
    assert "Add this entry" not in shown


def test_the_record_says_that_there_is_one_without_words_and_links_to_it(tidewater, hazel, concern):
    shown = browser_of(tidewater.nell).get(page("caseload:person", hazel.pk)).content.decode()

    assert "A concern was recorded" in shown
    assert 'Concerns <span class="hf-count">1</span>' in shown
    assert CANARY not in shown
    assert "omestic" not in shown


@pytest.mark.parametrize("name", ["concerns", "raise_concern", "concern", "add_entry", "close"])
def test_nobody_finds_it_without_the_permission_and_a_right_to_the_record(
    tidewater, saltpan, now, hazel, concern, name
):
    with hub_scope(tidewater.hub):
        relate(hazel.person, tidewater.sol, why="team", now=now)
    args = [hazel.pk] if name in {"concerns", "raise_concern"} else [hazel.pk, concern.pk]
    for who in (
        tidewater.wren,
        tidewater.ada,
        tidewater.sol,
        tidewater.max,
        tidewater.outside,
        saltpan.nell,
        saltpan.ines,
    ):
        for ask in (browser_of(who).get, browser_of(who).post):
            response = ask(page(f"safeguarding:{name}", *args), {**RAISE, **CLOSE})
            assert response.status_code in {404, 405}
            assert CANARY not in response.content.decode()
    with hub_scope(tidewater.hub):
        assert (Concern.objects.count(), Entry.objects.count()) == (1, 1)


def test_those_who_read_no_concerns_see_no_trace_of_one(tidewater, now, hazel, concern):
    with hub_scope(tidewater.hub):
        relate(hazel.person, tidewater.sol, why="team", now=now)
    for who in (tidewater.ada, tidewater.sol):
        shown = browser_of(who).get(page("caseload:person", hazel.pk)).content.decode()
        assert "Hazel" in shown
        assert "oncern" not in shown.replace("whoever it concerns", "")


def test_a_lead_who_must_not_see_the_person_finds_neither_concern_nor_count(tidewater, now, clock):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham",))
    browser_of(tidewater.nell).post(page("safeguarding:raise_concern", hidden.pk), RAISE)
    clock(now + timedelta(days=10))
    lead = browser_of(tidewater.ines)

    assert lead.get(page("safeguarding:concerns", hidden.pk)).status_code == 404
    assert "Otto" not in lead.get(page("safeguarding:open")).content.decode()
    assert "1 waiting" not in lead.get(page("caseload:hub")).content.decode()


def test_the_desk_counts_what_is_due_and_the_list_says_that_it_is_late(tidewater, now, clock, hazel, concern):
    lead = browser_of(tidewater.ines)
    assert "waiting" not in lead.get(page("caseload:hub")).content.decode()
    clock(now + timedelta(days=8))

    assert "1 waiting" in browser_of(tidewater.ines).get(page("caseload:hub")).content.decode()
    assert "One concern to look at again" in browser_of(tidewater.ines).get(page("caseload:today")).content.decode()
    assert "oncern" not in browser_of(tidewater.ada).get(page("caseload:today")).content.decode()
    shown = browser_of(tidewater.ines).get(page("safeguarding:open")).content.decode()
    assert "Hazel Pretend: domestic abuse" in shown
    assert "Overdue" in shown


def test_reading_is_logged_as_safeguarding_so_that_the_persons_pages_can_leave_it_out(tidewater, hazel, concern):
    browser_of(tidewater.nell).get(page("safeguarding:concern", hazel.pk, concern.pk))
    browser_of(tidewater.wren).get(page("safeguarding:concern", hazel.pk, concern.pk))

    with hub_scope(tidewater.hub):
        found = AccessEntry.objects.filter(what__startswith="safeguarding:").order_by("id")
        assert list(found.values_list("what", "why", "action", "by_id")) == [
            ("safeguarding:raise_concern", "safeguarding", "write", tidewater.nell.pk),
            ("safeguarding:concern", "safeguarding", "read", tidewater.nell.pk),
            ("safeguarding:concern", "none", "refused", tidewater.wren.pk),
        ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"seen": ""}, "Enter what was seen or said"),
        ({"kind": "nonsense"}, "Select a valid choice"),
        ({"review_on": "2026-10-13"}, "Enter a day from today on"),
        ({"review_on": "9999-12-31"}, "Enter a day from today on"),
        ({"review_on": "31 2 2026"}, "Enter a day that exists"),
        ({"service": "police"}, "Enter when they were told"),
        ({"told_at_0": "2026-10-14", "told_at_1": "9:00"}, "Choose who was told"),
        ({"service": "police", "told_at_0": "2027-10-14", "told_at_1": "9:00"}, "that have passed"),
        ({"person_told": "no"}, "Write why they were not told"),
        ({"advice": "Yes."}, "Choose who advised"),
        ({"adviser": "nobody"}, "Choose a colleague from the list"),
        ({"seen": "x" * 10_001}, "at most 10,000"),
        ({"seen": "nul\0"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_typed_is_lost(tidewater, hazel, wrong, sentence):
    given = {**RAISE, "done_words": f"{CANARY} typed", **wrong}
    response = browser_of(tidewater.nell).post(page("safeguarding:raise_concern", hazel.pk), given)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert f"{CANARY} typed" in response.content.decode()
    with hub_scope(tidewater.hub):
        assert Concern.objects.count() == 0
