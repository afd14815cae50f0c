"""The outcome of a record and its forms; and that a stranger, a colleague and whoever is kept out see nothing of it."""

import re

import pytest

from holdfast.assessments.actions import begin, set_needs
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.models import Death, Discharge
from holdfast.workplace.models import WorkState
from tests.appointments.conftest import works
from tests.builders import browser_of, page
from tests.coordination.conftest import fresh, with_goal
from tests.courses.conftest import agreed as agreed_course
from tests.courses.conftest import signed
from tests.outcomes.conftest import DAY, asked_on, monitored, stored, supported, told

RETURNS = "Ring us, heron-canary-returns"
READ = 25  # statements of the outcome page of a record with everything on it
END = {"end_code": "46", "outcome": "reached", "returns": RETURNS, "ends_too": "on"}


SHOWN = {"discharge": "discharge", "undo_death": "of_record"}


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def nell(tidewater):
    return browser_of(tidewater.nell)


def read(client, name, referral):
    found = client.get(page(f"outcomes:{name}", referral.pk))
    return found.status_code, found.content.decode()


def sent(client, name, referral, **data):
    if name in SHOWN:  # as the page was, just now
        found = re.search(r'name="shown" value="([^"]*)"', read(client, SHOWN[name], referral)[1])
        data["shown"] = found[1] if found else ""
    return client.post(page(f"outcomes:{name}", referral.pk), data)


def test_the_page_says_what_has_changed_and_never_calls_it_an_effect(tidewater, tansy, nell, now):
    for key, total, at in (("phq9", 15, 0), ("gad7", 12, 0), ("phq9", 8, 90), ("gad7", 6, 90)):
        told(tidewater, tansy, key, total, now=now + at * DAY)
    with_goal(tidewater, tansy, by=tidewater.nell, now=now)

    _, text = read(nell, "of_record", tansy)

    assert "15 at first, 8 last" in text
    assert "12 at first, 6 last" in text
    assert "Yes: below both cut-offs now" in text
    assert "heron-canary-goal" in text
    assert "effect" not in text.lower().replace("effects", "")


def test_without_two_complete_pairs_it_says_so(tidewater, tansy, nell, now):
    told(tidewater, tansy, "phq9", 15, now=now)
    assert "Nothing to compare: " in read(nell, "of_record", tansy)[1]


@pytest.mark.parametrize("said_by", ["course", "assessment"])
def test_a_trauma_problem_is_not_compared_by_gad7(tidewater, tansy, nell, now, said_by):
    for key, total, at in (("phq9", 15, 0), ("gad7", 12, 0), ("pcl5", 40, 0), ("phq9", 8, 90), ("gad7", 6, 90)):
        told(tidewater, tansy, key, total, now=now + at * DAY)
    if said_by == "course":
        works(tidewater, tidewater.nell, now=now)
        protocol = signed(tidewater, now=now, need="trauma")
        agreed_course(tidewater, tansy, protocol, practitioner=tidewater.nell, now=now)
    else:
        with hub_scope(tidewater.hub):
            set_needs(begin(tansy, by=tidewater.nell, now=now), ["low_mood", "trauma"], by=tidewater.nell, now=now)

    _, text = read(nell, "of_record", tansy)

    assert "Nothing is compared. Their problem is trauma, for which PCL-5 stands in the place of GAD-7" in text
    assert "at first, 6 last" not in text
    assert "Nothing to compare: " not in text


def test_a_course_for_something_else_is_compared_whatever_the_assessment_found_beside_it(tidewater, tansy, nell, now):
    for key, total, at in (("phq9", 15, 0), ("gad7", 12, 0), ("phq9", 8, 90), ("gad7", 6, 90)):
        told(tidewater, tansy, key, total, now=now + at * DAY)
    works(tidewater, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        set_needs(begin(tansy, by=tidewater.nell, now=now), ["sleep", "trauma"], by=tidewater.nell, now=now)
    agreed_course(tidewater, tansy, signed(tidewater, now=now), practitioner=tidewater.nell, now=now)

    assert "12 at first, 6 last" in read(nell, "of_record", tansy)[1]


def test_support_ends_by_a_press_and_goes_on_by_another(tidewater, nell, now):
    referral = supported(tidewater, owner=tidewater.nell, now=now)
    assert "ask how they are from now on" in read(nell, "of_record", referral)[1]
    assert sent(nell, "monitor", referral).status_code == 302
    assert fresh(tidewater, referral).status == "monitored"
    assert "After 3 months" in read(nell, "of_record", referral)[1]
    assert sent(nell, "support_again", referral).status_code == 302
    assert fresh(tidewater, referral).status == "supported"
    assert sent(nell, "support_again", referral).status_code == 302  # pressed twice
    assert "a colleague was quicker" in read(nell, "of_record", referral)[1]


def test_what_came_of_a_follow_up_is_written_down(tidewater, tansy, nell, now, clock):
    asked_on(tidewater, now + 92 * DAY, clock)
    nell = browser_of(tidewater.nell)
    assert "They were asked, and have not answered yet" in read(nell, "of_record", tansy)[1]
    follow_up = stored(tidewater)[0]
    assert sent(nell, "settle", tansy).status_code == 200
    assert sent(nell, "settle", tansy, follow_up=follow_up.pk, end="talked").status_code == 302
    assert stored(tidewater)[0].end == "talked"


def test_a_follow_up_of_another_record_is_not_settled_here(tidewater, tansy, now, clock):
    other = monitored(tidewater, owner=tidewater.wren, now=now, name="Pim Notthere")
    asked_on(tidewater, now + 92 * DAY, clock)
    theirs = next(each for each in stored(tidewater) if each.referral_id == other.pk and each.status == "asked")
    assert sent(browser_of(tidewater.nell), "settle", tansy, follow_up=theirs.pk, end="talked").status_code == 302
    with hub_scope(tidewater.hub):
        theirs.refresh_from_db()
    assert theirs.status == "asked"


def test_whether_they_are_at_work_is_written_down(tidewater, tansy, nell):
    assert "Say whether they are at work" in sent(nell, "say_work", tansy).content.decode()
    assert sent(nell, "say_work", tansy, state="adjusted").status_code == 302
    assert "At work with changes to hours or duties" in read(nell, "of_record", tansy)[1]
    with hub_scope(tidewater.hub):
        assert WorkState.objects.get().noted_by_id == tidewater.nell.pk


def test_a_discharge_shows_what_ends_with_it_and_loses_nothing_typed(tidewater, tansy, nell):
    assert "3 planned follow-ups are stopped" in read(nell, "discharge", tansy)[1]
    answer = sent(nell, "discharge", tansy, **END | {"ends_too": ""})
    assert answer.status_code == 200
    assert "Read what ends with it, and tick the box" in answer.content.decode()
    assert RETURNS in answer.content.decode()
    assert sent(nell, "discharge", tansy, **END).status_code == 302
    text = read(nell, "of_record", tansy)[1]
    assert "46: Mutually agreed completion of treatment" in text
    assert RETURNS in text
    assert "You can undo this until" in text
    assert sent(nell, "undo_discharge", tansy).status_code == 302
    assert fresh(tidewater, tansy).status == "monitored"
    assert "Taken back. Nothing else had ended with it." in read(nell, "of_record", tansy)[1]


def test_they_are_taken_on_again(tidewater, tansy, nell):
    sent(nell, "discharge", tansy, **END)
    assert sent(nell, "reopen", tansy).status_code == 302
    assert fresh(tidewater, tansy).stage == "first_contact"
    assert "How it ended last time" in read(nell, "of_record", tansy)[1]


def test_a_death_is_recorded_after_one_was_asked_once_more(tidewater, tansy, nell):
    given = {"how_known": "family", "died_on": "2026-10-10", "is_certain": "on"}
    assert (
        "Choose a day that has come" in sent(nell, "death", tansy, **given | {"died_on": "2026-12-01"}).content.decode()
    )
    asked = sent(nell, "death", tansy, **given).content.decode()
    assert "Once more: is it this person?" in asked
    assert fresh(tidewater, tansy).person.died_at is None
    assert sent(nell, "death", tansy, **given, confirmed="1").status_code == 302
    text = read(nell, "of_record", tansy)[1]
    assert "They have died" in text
    assert ("They were not asked, or did not say." in text, "They have not said yet." in text) == (True, False)
    assert "Take it back" not in text
    assert sent(nell, "undo_death", tansy).status_code == 404
    ines = browser_of(tidewater.ines)
    assert "Take it back: they live" in read(ines, "of_record", tansy)[1]
    assert sent(ines, "undo_death", tansy).status_code == 302
    with hub_scope(tidewater.hub):
        assert Death.objects.get().undone_by_id == tidewater.ines.pk


@pytest.mark.parametrize("name", ["of_record", "discharge", "death"])
def test_strangers_find_nothing_and_no_trace(tidewater, saltpan, now, name):
    tansy = monitored(tidewater, owner=tidewater.nell, now=now, must_not_see=("Ines Pretendham",))
    with_goal(tidewater, tansy, by=tidewater.nell, now=now)
    for member in (saltpan.nell, tidewater.wren, tidewater.ines, tidewater.ada, tidewater.sol, tidewater.max):
        status, text = read(browser_of(member), name, tansy)
        assert status == 404, member.name
        assert "heron-canary" not in text
        assert "Tansy" not in text


@pytest.mark.parametrize("name", ["monitor", "support_again", "settle", "say_work", "reopen", "undo_discharge"])
def test_strangers_change_nothing(tidewater, saltpan, tansy, name):
    for member in (saltpan.nell, tidewater.wren, tidewater.ada):
        assert sent(browser_of(member), name, tansy).status_code == 404
    assert fresh(tidewater, tansy).status == "monitored"
    with hub_scope(tidewater.hub):
        assert not Discharge.objects.exists()


def test_reading_it_is_in_the_access_log(tidewater, tansy, nell):
    read(nell, "of_record", tansy)
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="outcomes:of_record").get()
        assert (entry.by_id, entry.persons, entry.why) == (tidewater.nell.pk, [tansy.person_id], "owner")


def test_the_page_takes_as_many_statements_for_one_goal_as_for_ten(
    tidewater, tansy, nell, now, django_assert_num_queries
):
    told(tidewater, tansy, "phq9", 15, now=now)
    for number in range(10):
        with_goal(tidewater, tansy, by=tidewater.nell, now=now, words=f"Goal {number}")
    with django_assert_num_queries(READ):
        read(nell, "of_record", tansy)
