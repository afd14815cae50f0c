"""The pages of fitness to practise: what the two read, that nobody else finds a trace, that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.events.models import AccessEntry
from holdfast.fitness.models import FitnessConcern, FitnessStep
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import open_in_emergency, relate
from tests.builders import accept, browser_of, make_member, page, send_request
from tests.fitness.sending import seen_on, send
from tests.fitness.sending import shown as page_of

CANARY = "heron-canary-fitness"
SIDE_DOORS = ["one", "add", "advise", "tell", "drop", "close", "hand_on", "step_in"]


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def hazel(tidewater, now):
    """Hazel, whom Nell works with."""
    referral = send_request(tidewater, now=now - timedelta(hours=2), name="Hazel Pretend")
    accept(tidewater, referral, owner=tidewater.nell, now=now - timedelta(hours=1))
    return referral


def raising(team, **changed):
    """A whole form."""
    return {
        "risks": ["patients", "public"], "is_serious": "yes", "evidence": f"{CANARY}, on Monday", "asked": "not_asked",
        "not_asked": "He would be in danger.", "second": str(team.ines.pk), "is_urgent": "no", **changed,
    }  # fmt: skip


TOLD = {
    "body": "regulator", "body_name": "Invented Council, Moss Placeholder", "at_0": "2026-10-14", "at_1": "14:30",
    "least": "Two dates and the ward.", "knows": "no", "not_told": "We could not reach him.",
}  # fmt: skip


@pytest.fixture
def concern(tidewater, hazel):
    browser_of(tidewater.nell).post(page("fitness:raise_concern", hazel.pk), raising(tidewater))
    with hub_scope(tidewater.hub):
        return FitnessConcern.objects.get()


def test_two_people_go_from_the_concern_to_its_end(tidewater, hazel, concern):
    first, second = browser_of(tidewater.nell), browser_of(tidewater.ines)
    here = page("fitness:one", concern.pk)
    shown = first.get(here).content.decode()
    for words in (CANARY, "Patients, or people they care for; The public", "He would be in danger.",
                  "Ines Pretendham signs by 5pm tomorrow", "It cannot wait for Ines Pretendham"):  # fmt: skip
        assert words in shown
    assert "Your advice" not in shown
    assert "A concern waits for you as one of two" in second.get(page("caseload:today")).content.decode()
    assert "It was told" not in second.get(here).content.decode()

    send(tidewater.ines, concern, "advise", {"agrees": "yes", "words": "Tell the dates, no more."})
    send(tidewater.nell, concern, "tell", TOLD)
    send(tidewater.ines, concern, "close", {"words": "They took it up.", "knows": "yes"})

    shown = first.get(here).content.decode()
    for words in ("Advised: tell the body: Ines Pretendham, today at 2:52pm", "Tell the dates, no more.",
                  "Their regulator", "Invented Council, Moss Placeholder", "Two dates and the ward.", "today at 2:30pm",
                  "We could not reach him.", "They took it up.", "Closed, with what came of it"):  # fmt: skip
        assert words in shown
    assert "<textarea" not in shown
    assert "as one of two" not in second.get(page("caseload:today")).content.decode()


def test_the_urgent_way_is_told_first_and_signed_after(tidewater, hazel):
    first = browser_of(tidewater.nell)
    sent = raising(tidewater, is_urgent="yes", urgent="He is on a night shift now.", **TOLD)
    assert first.post(page("fitness:raise_concern", hazel.pk), sent).status_code == 302
    with hub_scope(tidewater.hub):
        concern = FitnessConcern.objects.get()

    shown = browser_of(tidewater.ines).get(page("fitness:one", concern.pk)).content.decode()
    for words in (
        "Told at once: the second person has still to sign",
        "He is on a night shift now.",
        "Sign what was told",
    ):
        assert words in shown
    send(tidewater.ines, concern, "advise", {"agrees": "no", "words": "It could wait."})
    shown = first.get(page("fitness:one", concern.pk)).content.decode()
    assert "Signed what was told at once: Ines Pretendham" in shown
    assert "It could wait." in shown


def test_illness_is_no_concern_and_nothing_is_kept(tidewater, hazel):
    sent = raising(tidewater, is_serious="no")

    shown = browser_of(tidewater.nell).post(page("fitness:raise_concern", hazel.pk), sent).content.decode()

    assert "Then there is no concern about fitness to practise, and nothing is kept." in shown
    assert CANARY in shown
    with hub_scope(tidewater.hub):
        assert not FitnessConcern.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"risks": []}, "Select who could come to serious harm. If nobody could, there is no concern to write down"),
        ({"evidence": ""}, "Enter what was seen or said"),
        ({"not_asked": ""}, "Write why they were not asked"),
        ({"second": ""}, "Choose the second person"),
        ({"is_urgent": "yes"}, "Write why it could not wait"),
        ({"is_urgent": "yes", "urgent": "Now", **TOLD, "at_0": "2026-10-15"}, "Enter a day and time that have passed"),
        ({"is_urgent": "yes", "urgent": "Now", **TOLD, "not_told": ""}, "Write why the person was not told"),
        (TOLD, "You wrote what was told. Say that somebody was told, or take it out"),
        ({"mark": "none", "asked": "perhaps"}, "Say whether you asked them"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(tidewater, hazel, changed, said):
    sent = raising(tidewater, **changed)

    shown = browser_of(tidewater.nell).post(page("fitness:raise_concern", hazel.pk), sent).content.decode()

    assert said in shown
    assert "He would be in danger." in shown or sent["not_asked"] == ""
    with hub_scope(tidewater.hub):
        assert not FitnessConcern.objects.exists()


@pytest.mark.parametrize("name", SIDE_DOORS)
def test_nobody_but_the_two_opens_it_whatever_else_they_may_open(tidewater, saltpan, now, hazel, concern, name):
    other_lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    with hub_scope(tidewater.hub):
        relate(hazel.person, tidewater.wren, why="team", now=now)
    sent = {**TOLD, "agrees": "yes", "words": "x", "to": str(tidewater.wren.pk)}
    for who in (
        other_lead,
        tidewater.wren,
        tidewater.ada,
        tidewater.sol,
        tidewater.max,
        tidewater.outside,
        saltpan.ines,
    ):
        for ask in (browser_of(who).get, browser_of(who).post):
            response = ask(page(f"fitness:{name}", concern.pk), sent)
            assert response.status_code in {404, 405}
            assert "Hazel" not in response.content.decode()
    with hub_scope(tidewater.hub):
        assert FitnessStep.objects.count() == 1
        refused = AccessEntry.objects.filter(what=f"fitness:{name}", action="refused")
        assert {tuple(each.persons) for each in refused} <= {()}


def test_no_list_timeline_record_or_log_of_anybody_else_shows_a_trace(tidewater, now, hazel, concern):
    other_lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    browser = browser_of(other_lead)
    for name, args in (
        ("caseload:today", []), ("caseload:hub", []), ("caseload:person", [hazel.pk]),
        ("safeguarding:concerns", [hazel.pk]), ("safeguarding:open", []), ("fitness:mine", []),
        ("fitness:raise_concern", [hazel.pk]), ("caseload:people", []),
    ):  # fmt: skip
        shown = browser.get(page(name, *args)).content.decode()
        assert CANARY not in shown, name
        assert "Something was recorded" not in shown, name
        assert "Wrote down the concern" not in shown, name
        assert "Written down already" not in shown, name
        assert str(concern.pk) not in shown, name


def test_the_page_of_the_record_leads_only_the_two_to_what_is_written_down(tidewater, hazel, concern):
    shown = browser_of(tidewater.nell).get(page("fitness:raise_concern", hazel.pk)).content.decode()

    assert "Written down already" in shown
    assert page("fitness:one", concern.pk) in shown


def test_every_reading_is_logged_so_that_the_persons_pages_and_other_lists_leave_it_out(tidewater, now, hazel, concern):
    browser_of(tidewater.ines).get(page("fitness:one", concern.pk))
    browser_of(tidewater.ines).get(page("fitness:mine"))

    with hub_scope(tidewater.hub):
        found = AccessEntry.objects.filter(what__startswith="fitness:").order_by("id")
        assert list(found.values_list("what", "why", "action", "by_id", "about")) == [
            ("fitness:raise_concern", "fitness", "write", tidewater.nell.pk, hazel.person_id),
            ("fitness:one", "fitness", "read", tidewater.ines.pk, hazel.person_id),
            ("fitness:mine", "fitness", "read", tidewater.ines.pk, hazel.person_id),
        ]


def test_the_review_of_an_emergency_access_tells_no_lead_that_one_was_written(tidewater, now, hazel):
    other_lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    with hub_scope(tidewater.hub):
        access = open_in_emergency(
            hazel.person, reason="The line went dead and nobody answered", by=tidewater.wren, now=now
        )
    browser = browser_of(tidewater.wren)
    browser.get(page("caseload:person", hazel.pk))
    browser.post(page("fitness:raise_concern", hazel.pk), raising(tidewater))

    shown = browser_of(other_lead).get(page("caseload:review", access.pk)).content.decode()
    assert "Hazel" in shown
    assert "itness" not in shown


def test_two_tabs_sign_once_and_the_second_keeps_what_was_typed(tidewater, concern):
    seen = seen_on(page_of(tidewater.ines, concern))
    send(tidewater.ines, concern, "advise", {"agrees": "no", "words": "It is illness."}, seen=seen)

    answer = send(tidewater.ines, concern, "advise", {"agrees": "yes", "words": "On second thoughts, tell."}, seen=seen)

    assert "This has gone on since you opened the page." in answer.content.decode()
    assert "On second thoughts, tell." in answer.content.decode()
    with hub_scope(tidewater.hub):
        assert FitnessConcern.objects.get().status == "not_told"


def test_a_lead_is_told_that_one_is_stuck_and_not_about_whom_until_they_step_in(tidewater, clock, now, concern):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    clock(now + timedelta(days=3))
    browser = browser_of(lead)

    assert "A concern has lost one of its two: step in" in browser.get(page("caseload:today")).content.decode()
    shown = browser.get(page("fitness:mine")).content.decode()
    assert "Ines Pretendham has not signed in time, or is not there any more." in shown
    asked = browser.get(page("fitness:step_in", concern.pk)).content.decode()
    assert "Hazel" not in shown + asked
    seen = seen_on(asked)
    empty = browser.post(page("fitness:step_in", concern.pk), {"words": "", "seen": seen}).content.decode()
    assert "Enter why you step in" in empty
    sent = {"words": "She is ill.", "seen": seen}
    assert browser.post(page("fitness:step_in", concern.pk), sent).status_code == 302
    assert CANARY in browser.get(page("fitness:one", concern.pk)).content.decode()
    assert browser_of(tidewater.ines).get(page("fitness:one", concern.pk)).status_code == 404


def test_a_place_is_given_and_the_list_is_empty_then(tidewater, concern):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    second = browser_of(tidewater.ines)
    seen = seen_on(page_of(tidewater.ines, concern))

    second.post(page("fitness:hand_on", concern.pk), {"to": str(lead.pk), "words": "Leave", "seen": seen})

    shown = second.get(page("fitness:mine")).content.decode()
    assert "Linnet Invented reads it from now on, and you do not." in shown
    assert "You are one of the two for no concern." in shown


def test_the_list_takes_as_many_statements_with_ten_as_with_one(tidewater, now, hazel, concern):
    browser = browser_of(tidewater.nell)
    browser.get(page("fitness:mine"))
    with CaptureQueriesContext(connection) as one:
        browser.get(page("fitness:mine"))
    for _ in range(9):
        browser.post(page("fitness:raise_concern", hazel.pk), raising(tidewater))
    browser.get(page("fitness:mine"))  # says what was done
    with CaptureQueriesContext(connection) as ten:
        browser.get(page("fitness:mine"))

    assert len(ten) == len(one)
