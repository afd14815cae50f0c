"""The pages of the assessment, as its authors, colleagues and strangers use them."""

from datetime import timedelta

import pytest

from holdfast.assessments import actions
from holdfast.assessments.models import Author, Draft, Need, Paragraph, SafetyPlan
from holdfast.assessments.queries import being_written, drafts_of, paragraphs_of, typed_in
from holdfast.assessments.safety_actions import share_safety_plan, write_safety_plan
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.models import Background
from tests.appointments.conftest import waits
from tests.builders import browser_of, page

MINUTE = timedelta(minutes=1)
SECRET = "she-dreads-the-side-room"


def args(met):
    return [met.tansy.pk, met.made.pk]


def read(member, name, *parts):
    return browser_of(member).get(page(name, *parts)).content.decode().replace("&#39;", "’")


def send(member, name, *parts, data):
    return browser_of(member).post(page(name, *parts), data)


def test_a_record_without_an_assessment_offers_to_begin_one(tidewater, now, clock):
    clock(now)
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")

    shown = read(tidewater.nell, "assessments:of_record", hazel.pk)
    answer = send(tidewater.nell, "assessments:begin", hazel.pk, data={})

    assert "Nothing is written yet" in shown
    with hub_scope(tidewater.hub):
        made = being_written(hazel)
    assert answer.url == page("assessments:write", hazel.pk, made.pk)


def test_saving_signs_what_was_written_says_the_needs_and_whether_they_work(tidewater, now, clock, met):
    clock(now)
    data = {
        "words_work": "Dreads the first night.", "seen_work": "0", "has_needs": "True", "needs": ["sleep"],
        "work_state": "off_sick", "off_since_on": "2026-09-21",
    }  # fmt: skip

    answer = send(tidewater.nell, "assessments:write", *args(met), data=data)

    assert answer.url == page("assessments:write", *args(met))
    shown = read(tidewater.nell, "assessments:one", *args(met))
    assert "Dreads the first night." in shown
    assert "<dt>Needs as codes</dt><dd>Sleep</dd>" in shown
    with hub_scope(tidewater.hub):
        told = Background.objects.latest("told_at")
        assert (told.work_state, str(told.off_since_on)) == ("off_sick", "2026-09-21")


def test_needs_that_are_sent_while_a_colleague_finishes_it_stay_as_they_were(tidewater, now, clock, met, monkeypatch):
    clock(now)
    data = {"words_work": "Dreads the first night.", "seen_work": "0", "has_needs": "True", "needs": ["sleep"]}
    keeps = actions.keep

    def keeps_once_it_is_finished(found, *given, **more):
        locked_referral(found.referral)
        actions.finish(actions.locked(found), leads_to="plan", without="away", by=tidewater.ines, now=now)
        return keeps(found, *given, **more)

    monkeypatch.setattr(actions, "keep", keeps_once_it_is_finished)
    answer = browser_of(tidewater.nell).post(page("assessments:write", *args(met)), data, follow=True)

    assert answer.status_code == 200
    assert "It was finished meanwhile: needs and work stay as they are." in answer.content.decode()
    with hub_scope(tidewater.hub):
        assert not Need.objects.exists()


def test_the_script_keeps_what_is_typed_and_is_told_of_another_page(tidewater, now, clock, met):
    clock(now)
    first = send(tidewater.nell, "assessments:keep", *args(met), data={"section": "work", "text": "One", "seen": "0"})
    second = send(tidewater.nell, "assessments:keep", *args(met), data={"section": "work", "text": "Two", "seen": "0"})

    assert (first.status_code, first.json()["version"]) == (200, 1)
    assert (second.status_code, second.json()) == (409, {"text": "One", "version": 1})
    assert "One" in read(tidewater.nell, "assessments:write", *args(met))
    assert "One" not in read(tidewater.ines, "assessments:write", *args(met))


def test_keeping_words_every_few_seconds_is_one_entry_of_the_access_log_in_a_quarter_of_an_hour(
    tidewater, now, clock, met
):
    for number, minutes in enumerate((0, 1, 5, 21)):
        clock(now + minutes * MINUTE)
        send(
            tidewater.nell, "assessments:keep", *args(met),
            data={"section": "work", "text": f"Words {number}", "seen": str(number)},
        )  # fmt: skip

    with hub_scope(tidewater.hub):
        assert Draft.objects.get().version == 4
        kept = AccessEntry.objects.filter(what="assessments:keep")
        assert [(entry.persons, entry.action) for entry in kept] == [([met.tansy.person_id], "write")] * 2


def test_two_pages_of_one_author_show_both_texts_and_lose_neither(tidewater, now, clock, met):
    clock(now)
    with hub_scope(tidewater.hub):
        actions.keep(met.made, "work", "From the first page", seen=0, by=tidewater.nell, now=now)

    answer = send(
        tidewater.nell, "assessments:write", *args(met), data={"words_work": "From the second page", "seen_work": "0"}
    )

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "From the first page" in shown
    assert "From the second page</textarea>" in shown
    with hub_scope(tidewater.hub):
        assert Paragraph.objects.count() == 0
    both = {"words_work": "From both pages", "seen_work": "1"}
    assert send(tidewater.nell, "assessments:write", *args(met), data=both).status_code == 302
    with hub_scope(tidewater.hub):
        assert [each.text for each in paragraphs_of(met.made)] == ["From both pages"]


def test_naming_a_colleague_on_the_way_keeps_what_was_typed(tidewater, now, clock, met):
    clock(now)
    data = {"do": "author", "member": str(tidewater.wren.pk), "words_work": "Half a sen", "seen_work": "0"}

    answer = send(tidewater.nell, "assessments:write", *args(met), data=data)

    assert answer.status_code == 302
    with hub_scope(tidewater.hub):
        assert Paragraph.objects.count() == 0
        assert typed_in(met.made, drafts_of(met.made, tidewater.nell)["work"]) == "Half a sen"
        assert Author.objects.filter(member=tidewater.wren).count() == 1
    assert browser_of(tidewater.wren).get(page("assessments:write", *args(met))).status_code == 200


def test_one_corrects_ones_own_words_and_no_others(tidewater, now, clock, met):
    clock(now)
    with hub_scope(tidewater.hub):
        (row,) = actions.write(met.made, {"work": "One line\r\nand another"}, by=tidewater.nell, now=now)
    seen = {"seen": "One line\r\nand another", "text": "Better words"}

    refused = send(tidewater.ines, "assessments:correct", *args(met), row.pk, data=seen)
    answer = send(tidewater.nell, "assessments:correct", *args(met), row.pk, data=seen)

    assert "Only whoever wrote them can change these words" in refused.content.decode()
    assert answer.url == page("assessments:one", *args(met))
    with hub_scope(tidewater.hub):
        assert [each.text for each in paragraphs_of(met.made)] == ["Better words"]


def test_agreeing_says_what_is_missing_then_finishes_and_leads_to_the_question_for_the_team(tidewater, now, clock, met):
    clock(now)
    early = send(tidewater.nell, "assessments:agree", *args(met), data={"leads_to": "meeting"}).content.decode()
    with hub_scope(tidewater.hub):
        actions.write(met.made, {"safety": "Safe.", "formulation": "Nights."}, by=tidewater.nell, now=now)
    done = send(tidewater.nell, "assessments:agree", *args(met), data={"leads_to": "meeting"})

    assert "Still to be written and signed: Safety, Formulation" in early
    assert done.url == page("meetings:ask", met.tansy.pk)


def test_the_five_areas_are_drawn_from_what_was_written(tidewater, now, clock, met):
    clock(now)
    with hub_scope(tidewater.hub):
        actions.write(met.made, {"thoughts": "I let them down", "body": "Tight chest"}, by=tidewater.nell, now=now)

    shown = read(tidewater.nell, "assessments:one", *args(met))
    assert 'class="hf-areas"' in shown
    assert "I let them down" in shown
    assert "Tight chest" in shown


@pytest.mark.parametrize("name", ["of_record", "one", "write", "agree", "correct", "safety_plan"])
def test_strangers_colleagues_and_whoever_is_kept_out_read_nothing(tidewater, saltpan, now, clock, met, name):
    clock(now)
    with hub_scope(tidewater.hub):
        (row,) = actions.write(met.made, {"work": SECRET}, by=tidewater.nell, now=now)
        write_safety_plan(met.tansy, SECRET, seen=0, by=tidewater.nell, now=now)
        actions.add_author(met.made, tidewater.wren, by=tidewater.nell, now=now)
    parts = {"of_record": [met.tansy.pk], "safety_plan": [met.tansy.pk], "correct": [*args(met), row.pk]}
    address = page(f"assessments:{name}", *parts.get(name, args(met)))
    assert SECRET in browser_of(tidewater.nell).get(address).content.decode() or name == "agree"
    assert browser_of(tidewater.wren).get(address).status_code == 200
    with hub_scope(tidewater.hub):
        keep_out(met.tansy.person, named=[tidewater.wren.name], now=now)

    for member in (tidewater.wren, tidewater.max, tidewater.ada, saltpan.ines):
        answer = browser_of(member).get(address)
        assert answer.status_code == 404
        assert SECRET not in answer.content.decode()


def test_a_shared_safety_plan_is_read_by_its_practitioner_with_its_state(tidewater, now, clock, met):
    clock(now)
    sent = send(tidewater.nell, "assessments:safety_plan", met.tansy.pk, data={"text": "Ring Sorrel", "seen": "0"})
    assert sent.status_code == 302
    stale = send(tidewater.ines, "assessments:safety_plan", met.tansy.pk, data={"text": "Ring Pip", "seen": "0"})
    shown = stale.content.decode()
    assert "Ring Sorrel" in shown
    assert "Ring Pip</textarea>" in shown
    with hub_scope(tidewater.hub):
        share_safety_plan(met.tansy, 1, by=tidewater.nell, now=now)
        assert SafetyPlan.objects.count() == 1
    assert "On their own pages since" in read(tidewater.nell, "assessments:safety_plan", met.tansy.pk)


def test_reading_an_assessment_takes_as_many_statements_however_much_stands_in_it(
    tidewater, now, clock, met, django_assert_max_num_queries
):
    clock(now)
    with hub_scope(tidewater.hub):
        for number in range(12):
            actions.write(met.made, {"work": f"Words {number}"}, by=tidewater.nell, now=now + number * MINUTE)
    browser = browser_of(tidewater.nell)

    with django_assert_max_num_queries(31):
        browser.get(page("assessments:one", *args(met)))
