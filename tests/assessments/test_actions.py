"""Writing an assessment: several authors, nobody's words lost or replaced, and where it leads."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from holdfast.appointments.actions import attend, cancel
from holdfast.assessments import actions
from holdfast.assessments.actions import NotYet, WrittenSince
from holdfast.assessments.models import Assessment, Author, Draft, Paragraph, SafetyPlan
from holdfast.assessments.queries import (
    being_written,
    could_write,
    drafts_of,
    needs_of,
    others_typing,
    paragraphs_of,
    plan_words,
    shared_plan,
    typed_in,
)
from holdfast.assessments.safety_actions import share_safety_plan, write_safety_plan
from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import keep_out, open_in_emergency
from holdfast.people.models import Relationship
from holdfast.referrals.actions import withdraw
from tests.appointments.conftest import NINE, booked, works
from tests.builders import send_request

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WHOLE = {"safety": "Safe with her sister near.", "formulation": "Nights, then no sleep, then dread."}


def words(made):
    return [(each.section, each.text, each.row.by.name) for each in paragraphs_of(made) if not each.is_struck]


def test_beginning_twice_goes_on_with_the_same_assessment(tidewater, met, now):
    with hub_scope(tidewater.hub):
        again = actions.begin(met.tansy, by=tidewater.nell, now=now + MINUTE)

        assert again.pk == met.made.pk
        assert Event.objects.filter(kind="assessment.begin").count() == 1
        with pytest.raises(PermissionDenied):
            actions.begin(met.tansy, by=tidewater.max, now=now)


def test_nothing_is_begun_for_somebody_who_waits_for_a_decision_or_has_stopped(tidewater, met, now):
    asked = send_request(tidewater, now=now, name="Hazel Pretend")
    with hub_scope(tidewater.hub):
        with pytest.raises(MoveNotAllowed):
            actions.begin(asked, by=tidewater.ines, now=now)
        withdraw(met.tansy, now=now)
        with pytest.raises(MoveNotAllowed):
            actions.begin(met.tansy, by=tidewater.nell, now=now)


def test_two_authors_each_add_and_both_are_named(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.add_author(met.made, tidewater.wren, by=tidewater.nell, now=now)
        actions.write(met.made, {"work": "Off since spring.", "family": " "}, by=tidewater.nell, now=now)
        actions.write(met.made, {"work": "Would try two short days."}, by=tidewater.wren, now=now + MINUTE)

        assert words(met.made) == [
            ("work", "Off since spring.", tidewater.nell.name),
            ("work", "Would try two short days.", tidewater.wren.name),
        ]
        assert set(Author.objects.values_list("member", flat=True)) == {tidewater.nell.pk, tidewater.wren.pk}
        rights = Relationship.objects.filter(person=met.tansy.person, until_at=None, member=tidewater.wren)
        assert list(rights.values_list("why", flat=True)) == ["team"]
        assert Event.objects.filter(kind="assessment.write").values_list("codes", flat=True)[0] == {
            "sections": ["work"]
        }


def test_whom_the_person_keeps_out_is_neither_proposed_nor_taken_as_an_author(tidewater, met, now):
    with hub_scope(tidewater.hub):
        keep_out(met.tansy.person, named=[tidewater.wren.name], now=now)

        assert tidewater.wren not in could_write(met.made, [])
        with pytest.raises(PermissionDenied):
            actions.add_author(met.made, tidewater.wren, by=tidewater.nell, now=now)
        with pytest.raises(PermissionDenied):
            actions.add_author(met.made, tidewater.max, by=tidewater.nell, now=now)


def test_what_is_typed_is_kept_for_its_author_alone_and_is_no_step_yet(tidewater, met, now):
    with hub_scope(tidewater.hub):
        before = Event.objects.count()
        draft = actions.keep(met.made, "work", "Adjustments that", seen=0, by=tidewater.nell, now=now)
        draft = actions.keep(met.made, "work", "Adjustments that help", seen=1, by=tidewater.nell, now=now)

        assert (draft.version, typed_in(met.made, draft)) == (2, "Adjustments that help")
        assert drafts_of(met.made, tidewater.wren) == {}
        assert others_typing(met.made, tidewater.wren) == {"work": [tidewater.nell.name]}
        assert paragraphs_of(met.made) == []
        assert Event.objects.count() == before


def test_a_second_page_of_the_same_author_is_shown_what_the_first_kept(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.keep(met.made, "work", "From the first page", seen=0, by=tidewater.nell, now=now)

        with pytest.raises(WrittenSince) as refused:
            actions.keep(met.made, "work", "From the second", seen=0, by=tidewater.nell, now=now)
        assert (refused.value.text, refused.value.version) == ("From the first page", 1)
        with pytest.raises(WrittenSince):
            actions.write(
                met.made, {"work": "From the second"}, seen={"work": 0}, by=tidewater.nell, now=now
            )  # fmt: skip
        assert paragraphs_of(met.made) == []
        both = actions.keep(met.made, "work", "From the first page, and the second", seen=0, by=tidewater.nell, now=now)
        assert both.version == 2


def test_words_that_another_page_has_signed_are_not_signed_again(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.keep(met.made, "work", "Once", seen=0, by=tidewater.nell, now=now)
        actions.write(met.made, {"work": "Once"}, seen={"work": 1}, by=tidewater.nell, now=now)

        with pytest.raises(WrittenSince):
            actions.write(met.made, {"work": "Once"}, seen={"work": 1}, by=tidewater.nell, now=now)
        assert [text for _, text, _ in words(met.made)] == ["Once"]
        assert Draft.objects.get().text_sealed is None


def test_a_correction_is_ones_own_and_keeps_the_old_words(tidewater, met, now):
    with hub_scope(tidewater.hub):
        (row,) = actions.write(met.made, {"work": "Off since sprig"}, by=tidewater.nell, now=now)
        with pytest.raises(PermissionDenied):
            actions.correct(row, "Mine", seen="Off since sprig", by=tidewater.ines, now=now)
        actions.correct(row, "Off since spring", seen="Off since sprig", by=tidewater.nell, now=now + MINUTE)

        (stands,) = paragraphs_of(met.made)
        assert (stands.text, stands.before) == ("Off since spring", ["Off since sprig"])
        with pytest.raises(WrittenSince) as refused:
            actions.correct(row, "Another", seen="Off since sprig", by=tidewater.nell, now=now + MINUTE)
        assert refused.value.text == "Off since spring"
        with pytest.raises(MoveNotAllowed):
            actions.strike(row, by=tidewater.nell, now=now)


def test_words_that_are_taken_back_stay_to_be_read(tidewater, met, now):
    with hub_scope(tidewater.hub):
        (row,) = actions.write(met.made, {"work": "Wrong person"}, by=tidewater.nell, now=now)
        with pytest.raises(PermissionDenied):
            actions.strike(row, by=tidewater.ines, now=now)
        actions.strike(row, by=tidewater.nell, now=now)

        (stands,) = paragraphs_of(met.made)
        assert (stands.text, stands.is_struck) == ("Wrong person", True)


def test_needs_are_codes_with_a_history(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.set_needs(met.made, ["trauma", "sleep"], by=tidewater.nell, now=now)
        actions.set_needs(met.made, ["sleep", "no such code"], by=tidewater.nell, now=now)

        assert needs_of(met.made) == ["sleep"]
        assert list(
            Event.objects.filter(kind="assessment.set_needs").order_by("pk").values_list("codes", flat=True)
        ) == [{"needs": ["sleep", "trauma"]}, {"needs": ["sleep"]}]


def test_it_is_finished_when_everybody_who_wrote_has_agreed_and_not_before(tidewater, met, now):
    nell, wren = tidewater.nell, tidewater.wren
    with hub_scope(tidewater.hub):
        with pytest.raises(NotYet) as lacking:
            actions.agree(met.made, leads_to="plan", by=nell, now=now)
        assert lacking.value.missing == ["Safety", "Formulation"]
        actions.add_author(met.made, wren, by=nell, now=now)
        actions.write(met.made, WHOLE, by=nell, now=now)
        assert actions.agree(met.made, leads_to="plan", by=nell, now=now).status == "writing"
        actions.write(met.made, {"work": "One more thing."}, by=wren, now=now)
        assert actions.agree(met.made, leads_to="plan", by=wren, now=now).status == "writing"
        done = actions.agree(met.made, leads_to="plan", by=nell, now=now + MINUTE)

        assert (done.status, done.finished_by) == ("finished", nell)
        met.tansy.refresh_from_db()
        assert (met.tansy.status, met.tansy.stage, met.tansy.next_action) == ("assessed", "in_support", "plan")
        assert being_written(met.tansy) is None
        with pytest.raises(MoveNotAllowed):
            actions.agree(met.made, leads_to="plan", by=nell, now=now)


def test_words_that_are_typed_and_not_signed_hold_it_back(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.write(met.made, WHOLE, by=tidewater.nell, now=now)
        actions.keep(met.made, "trauma", "Not signed", seen=0, by=tidewater.nell, now=now)
        with pytest.raises(NotYet) as lacking:
            actions.agree(met.made, leads_to="plan", by=tidewater.nell, now=now)
        assert lacking.value.missing == ["Trauma"]


def test_a_lead_finishes_it_without_somebody_who_is_away_and_says_why(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.add_author(met.made, tidewater.wren, by=tidewater.nell, now=now)
        actions.write(met.made, WHOLE, by=tidewater.nell, now=now)
        with pytest.raises(PermissionDenied):
            actions.agree(met.made, leads_to="meeting", without="away", by=tidewater.nell, now=now)
        actions.agree(met.made, leads_to="meeting", without="away", by=tidewater.ines, now=now)

        made = Assessment.objects.get()
        assert (made.status, made.without) == ("finished", "away")
        met.tansy.refresh_from_db()
        assert (met.tansy.stage, met.tansy.next_action) == ("meeting", "discuss")


def test_what_is_added_after_it_is_finished_says_so(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.write(met.made, WHOLE, by=tidewater.nell, now=now)
        done = actions.agree(met.made, leads_to="plan", by=tidewater.nell, now=now)
        actions.write(done, {"work": "Later."}, by=tidewater.nell, now=now + MINUTE)

        assert [each.is_late for each in paragraphs_of(done)] == [False, False, True]
        with pytest.raises(MoveNotAllowed):
            actions.set_needs(met.made, ["sleep"], by=tidewater.nell, now=now)


def test_a_safety_plan_has_versions_and_is_theirs_when_it_is_shared(tidewater, met, now):
    nell = tidewater.nell
    with hub_scope(tidewater.hub):
        person = met.tansy.person
        write_safety_plan(met.tansy, "Ring Sorrel", seen=0, by=nell, now=now)
        assert shared_plan(person) is None
        with pytest.raises(WrittenSince) as refused:
            write_safety_plan(met.tansy, "Ring nobody", seen=0, by=tidewater.ines, now=now)
        assert (refused.value.text, refused.value.version) == ("Ring Sorrel", 1)
        share_safety_plan(met.tansy, 1, by=nell, now=now)
        write_safety_plan(met.tansy, "Ring Sorrel or Pip", seen=1, by=nell, now=now + MINUTE)

        assert plan_words(shared_plan(person), person) == "Ring Sorrel"
        with pytest.raises(MoveNotAllowed):
            share_safety_plan(met.tansy, 1, by=nell, now=now)
        assert SafetyPlan.objects.count() == 2
        assert Message.objects.filter(kind="news").count() == 1


def test_the_database_holds_no_words_and_refuses_nonsense(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.write(met.made, {"work": "secret-words"}, by=tidewater.nell, now=now)
        actions.keep(met.made, "family", "secret-words", seen=0, by=tidewater.nell, now=now)
        for table in (Paragraph, Draft):
            assert b"secret-words" not in bytes(table.objects.get().text_sealed)
        for change in ("status = 'finished'", "status = 'lost'", "without = 'away'"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE assessments_assessment SET {change}")


def test_another_hub_sees_none_of_it(saltpan, tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.write(met.made, {"work": "Words"}, by=tidewater.nell, now=now)
    with hub_scope(saltpan.hub):
        assert Assessment.objects.count() == Paragraph.objects.count() == Draft.objects.count() == 0


def test_whoever_wrote_keeps_the_record_when_an_appointment_with_them_is_cancelled(tidewater, met, now):
    works(tidewater, tidewater.wren, now=now)
    appointment = booked(tidewater, met.tansy, tidewater.wren, now=now, kind="support")
    with hub_scope(tidewater.hub):
        actions.add_author(met.made, tidewater.wren, by=tidewater.nell, now=now)
        cancel(appointment, reason="work", by_them=True, by=tidewater.ada, now=now)

        rights = Relationship.objects.filter(person=met.tansy.person, until_at=None, member=tidewater.wren)
        assert list(rights.values_list("why", flat=True)) == ["team"]


def test_an_emergency_is_no_way_to_become_an_author(tidewater, met, now):
    with hub_scope(tidewater.hub):
        open_in_emergency(met.tansy.person, reason="They are on the telephone, alone", by=tidewater.wren, now=now)
        for named in (tidewater.wren, tidewater.ines):
            with pytest.raises(PermissionDenied):
                actions.add_author(met.made, named, by=tidewater.wren, now=now)


def test_whoever_types_after_they_agreed_agrees_anew(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.add_author(met.made, tidewater.wren, by=tidewater.nell, now=now)
        actions.write(met.made, WHOLE, by=tidewater.nell, now=now)
        actions.agree(met.made, leads_to="plan", by=tidewater.wren, now=now)
        actions.keep(met.made, "safety", "She told me more", seen=0, by=tidewater.wren, now=now)

        assert actions.agree(met.made, leads_to="plan", by=tidewater.nell, now=now).status == "writing"


def test_nobody_waits_for_an_author_who_is_kept_out_or_has_left(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.add_author(met.made, tidewater.wren, by=tidewater.nell, now=now)
        actions.write(met.made, WHOLE, by=tidewater.nell, now=now)
        keep_out(met.tansy.person, named=[tidewater.wren.name], now=now)

        assert actions.agree(met.made, leads_to="plan", by=tidewater.nell, now=now).status == "finished"


def test_words_of_a_colleague_that_are_not_signed_hold_the_finish_back(tidewater, met, now):
    with hub_scope(tidewater.hub):
        actions.write(met.made, WHOLE, by=tidewater.nell, now=now)
        actions.keep(met.made, "safety", "She told me more", seen=0, by=tidewater.ines, now=now)
        assert actions.agree(met.made, leads_to="plan", by=tidewater.nell, now=now).status == "writing"
        actions.write(met.made, {"safety": "She told me more"}, by=tidewater.ines, now=now)
        for member in (tidewater.nell, tidewater.ines):
            done = actions.agree(met.made, leads_to="plan", by=member, now=now)
        assert done.status == "finished"


def test_whoever_wrote_in_an_emergency_is_not_waited_for(tidewater, met, now):
    with hub_scope(tidewater.hub):
        open_in_emergency(met.tansy.person, reason="They are on the telephone, alone", by=tidewater.wren, now=now)
        actions.write(met.made, WHOLE, by=tidewater.wren, now=now)
        actions.begin(met.tansy, by=tidewater.nell, now=now)

        assert actions.agree(met.made, leads_to="plan", by=tidewater.nell, now=now).status == "finished"


def test_whoever_they_came_to_keeps_the_record_when_another_appointment_is_cancelled(tidewater, met, now):
    works(tidewater, tidewater.wren, now=now)
    came = booked(tidewater, met.tansy, tidewater.wren, now=now)
    later = booked(tidewater, met.tansy, tidewater.wren, at=NINE + 2 * HOUR, now=now)
    with hub_scope(tidewater.hub):
        attend(came, "attend", by=tidewater.wren, now=NINE + HOUR)
        cancel(later, reason="work", by_them=True, by=tidewater.ada, now=NINE + HOUR)

        rights = Relationship.objects.filter(person=met.tansy.person, until_at=None, member=tidewater.wren)
        assert list(rights.values_list("why", flat=True)) == ["team"]
