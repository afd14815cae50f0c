"""The pages of a plan, as staff use them."""

import re
from datetime import date, time, timedelta

import pytest

from holdfast.coordination.models import Goal, Plan, Strand
from holdfast.coordination.plan_actions import agree
from holdfast.coordination.queries import open_strands
from holdfast.coordination.words import words_of
from holdfast.documentation.routes import site_routes
from holdfast.events.models import AccessEntry
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.portal.log_words import READ, WROTE
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import booked, works
from tests.builders import browser_of, page
from tests.coordination.conftest import GOAL, LOOK_ON, assessed, shown, with_goal, with_strand

DAY = timedelta(days=1)
STRAND = {"kind": "letter", "what": "A letter to your GP", "next_on": "2026-10-20"}


@pytest.fixture
def read(clock, now):
    """Reads a page as somebody, at a moment."""

    def as_member(member, name, *args, at=None, query=""):
        clock(at or now)
        response = browser_of(member).get(page(name, *args) + query)
        response.text_shown = response.content.decode().replace("&#39;", "’")
        return response

    return as_member


@pytest.fixture
def send(clock, now):
    def as_member(member, name, *args, follow=False, **data):
        clock(now)
        return browser_of(member).post(page(f"coordination:{name}", *args), data, follow=follow)

    return as_member


def test_a_plan_is_made_shown_and_agreed_on_the_pages_of_the_record(tidewater, now, read, send):
    nell, tansy = tidewater.nell, assessed(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    assert "No goal is written down" in read(nell, "coordination:plan", tansy.pk).text_shown

    send(nell, "add_goal", tansy.pk, words=GOAL, value="3")
    send(nell, "add_strand", tansy.pk, **STRAND, who=str(tidewater.wren.pk))
    words = read(nell, "coordination:plan", tansy.pk).text_shown
    assert (GOAL in words, "3 out of 10" in words, "A letter to your GP" in words) == (True, True, True)
    assert send(nell, "show", tansy.pk, look_on="2026-11-25").url == page("coordination:plan", tansy.pk)
    words = read(nell, "coordination:plan", tansy.pk).text_shown
    assert "Shown, and not agreed yet" in words
    with hub_scope(tidewater.hub):
        version = str(Plan.objects.get().pk)
    send(nell, "agree_with_them", tansy.pk, version=version, how="phone")

    words = read(nell, "coordination:plan", tansy.pk).text_shown
    assert "Agreed with them</strong> today at 2:52pm, by telephone, written down by Nell Sampleton." in words
    assert "You look at it together again on Wednesday 25 November." in words
    send(nell, "look_again", tansy.pk, version=version, look_on="2026-12-02")
    assert "Wednesday 2 December" in read(nell, "coordination:plan", tansy.pk).text_shown
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="coordination:plan").latest("at")
        assert (entry.persons, entry.why) == ([tansy.person_id], "owner")


def test_a_goal_and_a_strand_have_pages_of_their_own(tidewater, planned, read, send):
    nell, tansy = tidewater.nell, planned.tansy
    goal, strand = (tansy.pk, planned.goal.pk), (tansy.pk, planned.strand.pk)
    send(nell, "rate", *goal, value="6")
    assert "6 out of 10, 3 nearer than at first" in read(nell, "coordination:goal", *goal).text_shown
    send(nell, "correct_goal", *goal, words="To sleep")
    assert "In other words now" in read(nell, "coordination:goal", *goal).text_shown
    send(nell, "do_step", *strand, next_on="2026-10-28")
    assert "Wednesday 28 October" in read(nell, "coordination:strand", *strand).text_shown
    send(nell, "correct_strand", *strand, kind="workplace", what="A call", who="person", next_on="")
    with hub_scope(tidewater.hub):
        new = open_strands(tansy)[0]
        goal = (tansy.pk, Goal.objects.get(end="").pk)
    assert new.is_theirs
    send(nell, "end_strand", tansy.pk, new.pk, how="done")
    send(nell, "end_goal", *goal, how="reached")

    words = read(nell, "coordination:plan", tansy.pk).text_shown
    assert "Goal. Reached, today at 2:52pm." in words
    assert "Workplace support. Done, today at 2:52pm." in words


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("add_goal", {"words": ""}, "Write the goal in their words"),
        ("add_goal", {"words": "x", "value": "11"}, "Select a valid choice"),
        ("add_strand", {**STRAND, "who": "person", "kind": ""}, "Choose what kind of support it is"),
        ("add_strand", {**STRAND, "who": ""}, "Choose who does it"),
        ("add_strand", {**STRAND, "who": "nell", "next_on": ""}, "Say when it goes on next"),
        ("add_strand", {**STRAND, "who": "person", "next_on": "2026-10-13"}, "Choose a day from today on"),
        ("show", {"look_on": "2027-12-01"}, "Choose a day from today on, within a year"),
        ("show", {"look_on": "soon"}, "Enter a day"),
        ("agree_with_them", {"how": "phone"}, "There is a problem"),
    ],
)
def test_what_cannot_be_kept_is_said_with_what_was_typed_kept(tidewater, planned, send, name, data, words):
    if data.get("who") == "nell":
        data = data | {"who": str(tidewater.nell.pk)}

    response = send(tidewater.nell, name, planned.tansy.pk, **data)

    assert response.status_code == 200
    assert words in response.content.decode()
    if name == "add_strand":
        assert STRAND["what"] in response.content.decode()
    with hub_scope(tidewater.hub):
        assert (Goal.objects.count(), Strand.objects.count(), Plan.objects.count()) == (1, 2, 0)


def test_a_page_that_is_not_true_any_more_says_so_and_changes_nothing(tidewater, planned, now, send):
    nell, tansy = tidewater.nell, planned.tansy
    old = shown(tidewater, tansy, by=nell, now=now)
    with_goal(tidewater, tansy, by=nell, now=now, words="Another")
    shown(tidewater, tansy, by=nell, now=now)

    answer = send(nell, "agree_with_them", tansy.pk, version=str(old.pk), how="phone", follow=True)

    assert "The plan has changed meanwhile" in answer.content.decode()
    with hub_scope(tidewater.hub):
        assert list(Plan.objects.order_by("number").values_list("status", flat=True)) == ["replaced", "shown"]


def test_words_for_a_goal_are_not_lost_where_a_colleague_was_quicker(tidewater, planned, send):
    nell, ines, tansy = tidewater.nell, tidewater.ines, planned.tansy
    send(ines, "correct_goal", tansy.pk, planned.goal.pk, words="What Ines wrote")

    answer = send(nell, "correct_goal", tansy.pk, planned.goal.pk, words="What Nell wrote")

    with hub_scope(tidewater.hub):
        new = Goal.objects.get(end="")
    words = answer.content.decode()
    assert '<h2 class="hf-written">What Ines wrote</h2>' in words
    assert "A colleague was quicker. What they wrote stands above" in words
    assert (box(words, "words"), words.count("What Ines wrote")) == ("What Nell wrote", 1)
    assert f'action="{page("coordination:correct_goal", tansy.pk, new.pk)}"' in words

    send(nell, "correct_goal", tansy.pk, new.pk, words="What both wrote")
    with hub_scope(tidewater.hub):
        last = Goal.objects.get(end="")
        assert words_of(last, tansy.person) == "What both wrote"
    send(ines, "end_goal", tansy.pk, last.pk, how="reached")
    words = send(nell, "correct_goal", tansy.pk, last.pk, words="Too late <b>").content.decode()
    assert ("was not kept" in words, "Too late &lt;b&gt;" in words, "Reached." in words) == (True, True, True)
    with hub_scope(tidewater.hub):
        assert Goal.objects.filter(end="").count() == 0


def test_words_for_a_strand_are_not_lost_where_a_colleague_was_quicker(tidewater, planned, send):
    nell, ines, tansy = tidewater.nell, tidewater.ines, planned.tansy
    asked = STRAND | {"who": str(nell.pk)}
    send(ines, "correct_strand", tansy.pk, planned.strand.pk, **asked | {"what": "What Ines wrote"})

    mine = asked | {"what": "What Nell wrote", "next_on": "2026-10-23"}
    words = send(nell, "correct_strand", tansy.pk, planned.strand.pk, **mine).content.decode()

    with hub_scope(tidewater.hub):
        new = Strand.objects.get(end="", owner=nell)
    assert '<h2 class="hf-written">What Ines wrote</h2>' in words
    assert "A colleague was quicker. What they wrote stands above" in words
    assert (box(words, "what"), 'value="2026-10-23"' in words) == ("What Nell wrote", True)
    assert f'action="{page("coordination:correct_strand", tansy.pk, new.pk)}"' in words

    send(ines, "end_strand", tansy.pk, new.pk, how="done")
    words = send(nell, "correct_strand", tansy.pk, new.pk, **mine).content.decode()
    assert ("was not kept" in words, "What Nell wrote" in words, "Done." in words) == (True, True, True)


def box(words, name):
    """What stands in a box of a page."""
    return re.search(rf'<textarea[^>]* name="{name}"[^>]*>\s*([^<]*?)\s*</textarea>', words)[1]


def test_strangers_colleagues_and_whoever_is_kept_out_find_nothing(tidewater, saltpan, planned, now, read, send):
    tansy = planned.tansy
    other = assessed(tidewater, owner=tidewater.wren, now=now, name="Hazel Pretend")
    theirs = with_goal(tidewater, other, by=tidewater.wren, now=now, words="heron-canary-other")
    for member in (saltpan.ines, saltpan.nell, tidewater.ada, tidewater.max, tidewater.sol):
        response = read(member, "coordination:plan", tansy.pk)
        assert response.status_code == 404
        assert "heron" not in response.text_shown
        assert send(member, "add_goal", tansy.pk, words="x").status_code == 404
    assert read(tidewater.nell, "coordination:plan", other.pk).status_code == 404
    assert read(tidewater.nell, "coordination:goal", tansy.pk, theirs.pk).status_code == 404
    assert send(tidewater.nell, "end_goal", tansy.pk, theirs.pk, how="reached").status_code == 404
    assert read(tidewater.wren, "coordination:plan", tansy.pk).status_code == 200

    with hub_scope(tidewater.hub):
        name_people(tansy, named=["Wren Dummerly"], now=now)
    for name, *args in (("plan",), ("strand", planned.strand.pk), ("goal", planned.goal.pk)):
        assert read(tidewater.wren, f"coordination:{name}", tansy.pk, *args).status_code == 404
    words = read(tidewater.nell, "coordination:plan", tansy.pk).text_shown
    assert "Wren Dummerly" not in words


def test_a_strand_that_is_due_stands_on_today_of_whoever_does_it(tidewater, planned, now, read):
    words = "One step of a plan is yours and due"
    assert words not in read(tidewater.wren, "caseload:today").text_shown
    later = now + 8 * DAY
    today = read(tidewater.wren, "caseload:today", at=later).text_shown
    assert (words in today, page("coordination:plan", planned.tansy.pk) in today) == (True, True)
    assert words not in read(tidewater.nell, "caseload:today", at=later).text_shown

    with hub_scope(tidewater.hub):
        name_people(planned.tansy, named=["Wren Dummerly"], now=now)
    assert words not in read(tidewater.wren, "caseload:today", at=later).text_shown


def test_ones_own_step_of_ones_own_person_stands_on_today_while_something_else_comes_first(
    tidewater, saltpan, now, read
):
    nell, later, words = tidewater.nell, now + 8 * DAY, "One step of a plan is yours and due"
    works(tidewater, nell, now=now)
    tansy = assessed(tidewater, owner=nell, now=now, name="Tansy Madeup")
    with_strand(tidewater, tansy, by=nell, owner=nell, now=now)
    plan = shown(tidewater, tansy, by=nell, now=now)
    with hub_scope(tidewater.hub):
        agree(plan, now=now)
    assert words not in read(nell, "caseload:today", at=later).text_shown

    booked(tidewater, tansy, nell, kind="support", at=instant(date(2026, 11, 18), time(9)), now=now)

    today = read(nell, "caseload:today", at=later).text_shown
    assert (words in today, page("coordination:plan", tansy.pk) in today) == (True, True)
    assert words not in read(nell, "caseload:today").text_shown
    for member in (tidewater.wren, tidewater.ines, saltpan.nell):
        assert words not in read(member, "caseload:today", at=later).text_shown
    with hub_scope(tidewater.hub):
        name_people(tansy, named=["Nell Sampleton"], now=now)
    assert words not in read(nell, "caseload:today", at=later).text_shown


def test_the_next_action_leads_to_the_plan_and_the_timeline_says_what_happened(tidewater, planned, now, read):
    shown(tidewater, planned.tansy, by=tidewater.nell, now=now)
    people = read(tidewater.nell, "caseload:people", query="?stage=in_support").text_shown
    assert f'href="{page("coordination:plan", planned.tansy.pk)}"' in people

    words = read(tidewater.nell, "caseload:person", planned.tansy.pk).text_shown
    assert "The plan was shown to them" in words
    assert "Wren Dummerly, next Wednesday 21 October." in words
    assert "3 out of 10." in words
    assert "3 out of 10." not in read(tidewater.ada, "caseload:person", planned.tansy.pk).text_shown


@pytest.mark.parametrize("number", [1, 12])
def test_the_page_takes_as_many_statements_however_much_is_in_the_plan(
    tidewater, now, clock, number, django_assert_num_queries
):
    clock(now)
    tansy = assessed(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    for place in range(number):
        with_goal(tidewater, tansy, by=tidewater.nell, now=now, words=f"Goal {place}")
        with_strand(tidewater, tansy, by=tidewater.nell, owner=tidewater.wren, now=now, what=f"Step {place}")
    shown(tidewater, tansy, by=tidewater.nell, now=now, look_on=LOOK_ON)
    browser = browser_of(tidewater.nell)
    browser.get(page("coordination:plan", tansy.pk))

    with django_assert_num_queries(21):
        browser.get(page("coordination:plan", tansy.pk))


def test_whatever_staff_do_about_a_plan_has_words_in_who_has_looked():
    about = {route.name for route in site_routes() if route.name.startswith("coordination:")}

    assert about - set(READ) - set(WROTE) == set()
    assert {"coordination:plan", "coordination:goal", "coordination:strand"} <= set(READ)
