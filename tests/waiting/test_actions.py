"""Who waits and is contacted when; what they are told and asked; who got worse. Nobody who waits is without a date."""

from datetime import date, time, timedelta
from random import Random

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from holdfast.contacts.actions import log_attempt
from holdfast.correspondence.models import Message
from holdfast.courses import actions as courses
from holdfast.events.models import Event
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.referrals.actions import locked, place, withdraw
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.referrals.states import NextAction
from holdfast.waiting import actions
from holdfast.waiting.models import Ask, Expectation, Rhythm, Wait, Worsening
from holdfast.waiting.queries import counts_of, of_somebody, page_of, waiting_of
from holdfast.waiting.rhythm import rhythm_of
from holdfast.waiting.today import waits as today
from tests.builders import make_member
from tests.courses.conftest import answers
from tests.waiting.conftest import DAY, goes_elsewhere, sees

SOON = date(2026, 11, 2)


def listed(team, member, *, now, **which):
    with hub_scope(team.hub):
        return [each.referral.pk for each in page_of(sees(member, now=now), **which)]


def wait_of(team, referral, *, now):
    with hub_scope(team.hub):
        return waiting_of(Referral.objects.select_related("hub", "person").get(pk=referral.pk), now=now)


def speaks(team, referral, *, now, result="spoke"):
    with hub_scope(team.hub):
        log_attempt(referral, channel="call", result=result, terms=team.hub.current, by=team.nell, now=now)


def next_of(team, referral):
    with hub_scope(team.hub):
        return Referral.objects.values_list("next_action", "next_action_at").get(pk=referral.pk)


def test_everybody_who_waits_is_on_the_list_the_longest_waiting_first_with_what_for_and_since_when(
    tidewater, waiting, now
):
    with hub_scope(tidewater.hub):
        found = page_of(sees(tidewater.nell, now=now))
        assert [(each.referral.pk, each.what, each.since) for each in found] == [
            (waiting.ivy.pk, "assessment", now - 40 * DAY),
            (waiting.tansy.pk, "course", now - 10 * DAY),
            (waiting.otto.pk, "elsewhere", now - 5 * DAY),
        ]
        counts = counts_of(sees(tidewater.nell, now=now))
        assert (counts.everybody, counts.by_what) == (3, {"course": 1, "elsewhere": 1, "assessment": 1})
    assert listed(tidewater, tidewater.nell, now=now, what="course") == [waiting.tansy.pk]


def test_whoever_was_not_contacted_for_longer_than_the_rhythm_is_overdue_until_somebody_speaks_with_them(
    tidewater, waiting, now
):
    assert listed(tidewater, tidewater.nell, now=now, overdue=True) == [waiting.ivy.pk]
    speaks(tidewater, waiting.ivy, now=now, result="no_answer")
    assert listed(tidewater, tidewater.nell, now=now, overdue=True) == [waiting.ivy.pk]

    speaks(tidewater, waiting.ivy, now=now + timedelta(minutes=5))

    assert listed(tidewater, tidewater.nell, now=now + timedelta(minutes=5), overdue=True) == []
    assert wait_of(tidewater, waiting.ivy, now=now + DAY).next_at == instant(date(2026, 10, 28), time(17))


def test_whoever_waits_elsewhere_is_contacted_next_and_the_date_follows_each_contact(tidewater, waiting, now):
    assert next_of(tidewater, waiting.otto) == (NextAction.CHECK_IN, instant(date(2026, 10, 23), time(17)))

    speaks(tidewater, waiting.otto, now=now)
    assert next_of(tidewater, waiting.otto) == (NextAction.CHECK_IN, instant(date(2026, 10, 28), time(17)))
    speaks(tidewater, waiting.otto, now=now + DAY, result="no_answer")

    assert next_of(tidewater, waiting.otto)[0] == NextAction.TRY_AGAIN


def test_a_wait_ends_with_what_they_waited_for_and_with_the_request(tidewater, waiting, now):
    with hub_scope(tidewater.hub):
        courses.start(waiting.course, practitioner=tidewater.wren, by=tidewater.nell, now=now)
        withdraw(waiting.otto, now=now)
        actions.keep_waits(tidewater.hub, now=now)
        actions.keep_waits(tidewater.hub, now=now + DAY)
        assert list(Wait.objects.values_list("ended_at", flat=True)) == [now, now]
    assert listed(tidewater, tidewater.nell, now=now) == [waiting.ivy.pk]


def test_the_expected_wait_is_told_by_neutral_mail_when_it_changes_and_not_otherwise(tidewater, waiting, now):
    with hub_scope(tidewater.hub):
        said = actions.expect(waiting.tansy, expected_on=SOON, by=tidewater.nell, now=now)
        assert actions.expect(waiting.tansy, expected_on=SOON, by=tidewater.nell, now=now).pk == said.pk
        mail = Message.objects.filter(subject_id=said.pk)
        assert list(mail.values_list("kind", "not_before")) == [("news", now)]
        codes = Event.objects.filter(kind="waiting.expect").latest("pk").codes
        about = {"referral": str(waiting.tansy.pk), "what": "course", "on": "2026-11-02", "was": "2026-11-25"}
        assert codes == about
        with pytest.raises(PermissionDenied):
            actions.expect(waiting.tansy, expected_on=SOON, by=tidewater.max, now=now)
        with pytest.raises(MoveNotAllowed):
            actions.expect(waiting.sam, expected_on=SOON, by=tidewater.nell, now=now)
    assert wait_of(tidewater, waiting.tansy, now=now).expected_on == SOON


def test_what_was_said_of_one_wait_does_not_count_for_the_next(tidewater, waiting, now):
    with hub_scope(tidewater.hub):
        courses.end(waiting.course, "end_for_them", why="They would rather wait", by=tidewater.nell, now=now)
    goes_elsewhere(tidewater, waiting.tansy, now=now)

    found = wait_of(tidewater, waiting.tansy, now=now)

    assert (found.what, found.expected_on) == ("elsewhere", None)


def test_whoever_waits_is_asked_at_the_rhythm_by_mail_that_goes_by_day_and_once(tidewater, waiting, now):
    def ask(at):
        with hub_scope(tidewater.hub):
            return actions.ask_who_waits(tidewater.hub, now=at)

    assert [ask(now), ask(now)] == [1, 0]  # Ivy, who has waited for longer than four weeks
    night = instant(date(2026, 11, 12), time(2))
    assert [ask(night), ask(night + DAY)] == [3, 0]
    with hub_scope(tidewater.hub):
        tansys = Ask.objects.get(referral=waiting.tansy)
        assert (tansys.questionnaires, tansys.is_mailed) == (["phq9", "gad7"], True)
        mail = Message.objects.get(subject_id=tansys.pk)
        assert (mail.kind, mail.not_before) == ("questions", instant(date(2026, 11, 12), time(10)))
        assert Ask.objects.filter(referral=waiting.otto, is_mailed=False).count() == 1
        assert Message.objects.filter(kind="questions").count() == 1


def test_reliably_worse_answers_bring_contact_forward_and_stand_on_todays_page_until_somebody_speaks_with_them(
    tidewater, waiting, now
):
    answers(tidewater, waiting.otto, "phq9", 1, now=now - 4 * DAY)
    assert wait_of(tidewater, waiting.otto, now=now).is_worse is False
    answers(tidewater, waiting.otto, "phq9", 2, now=now)  # 9, then 18: more than the 6 that are reliable

    found = wait_of(tidewater, waiting.otto, now=now)
    tomorrow = instant(date(2026, 10, 15), time(17))
    assert (found.is_worse, found.next_at) == (True, tomorrow)
    assert next_of(tidewater, waiting.otto) == (NextAction.CHECK_IN, tomorrow)
    with hub_scope(tidewater.hub):
        assert list(Worsening.objects.values_list("questionnaire", flat=True)) == ["phq9"]
        words = [each["text"] for each in today(sees(tidewater.nell, now=now))]
        assert "One person got worse while they wait: get in touch" in words

    speaks(tidewater, waiting.otto, now=now + timedelta(minutes=9))

    found = wait_of(tidewater, waiting.otto, now=now + DAY)
    assert (found.is_worse, found.next_at) == (False, instant(date(2026, 10, 28), time(17)))
    assert next_of(tidewater, waiting.otto)[1] == found.next_at


def test_somebody_who_does_not_wait_or_changes_less_than_is_reliable_brings_nothing_forward(tidewater, waiting, now):
    for key, referral in (("phq9", waiting.sam), ("isi", waiting.otto)):
        answers(tidewater, referral, key, 1, now=now - DAY)
    answers(tidewater, waiting.sam, "phq9", 2, now=now)
    answers(tidewater, waiting.otto, "isi", 1, now=now)
    with hub_scope(tidewater.hub):
        assert Worsening.objects.count() == 0


def test_a_wait_that_has_passed_is_on_its_owners_today_and_on_nobody_elses(tidewater, waiting, now):
    after = now + 60 * DAY
    with hub_scope(tidewater.hub):
        words = [each["text"] for each in today(sees(tidewater.nell, now=after))]
        assert "One person still waits after the day they were told: say a new one" in words
        assert "3 people: each waits and is to be contacted" in words
        assert today(sees(tidewater.wren, now=after)) == []
        assert today(sees(tidewater.max, now=after)) == []


def test_whoever_must_not_see_them_and_whoever_has_no_relationship_sees_nobody_and_no_count(tidewater, waiting, now):
    kept_out = make_member(tidewater.hub, "Pat Keptout", "clinical_lead")
    with hub_scope(tidewater.hub):
        name_people(waiting.otto, named=["Pat Keptout"], now=now)
        assert len(page_of(sees(tidewater.ines, now=now))) == 3
        assert waiting.otto.pk not in [each.referral.pk for each in page_of(sees(kept_out, now=now))]
        assert counts_of(sees(kept_out, now=now)).by_what["elsewhere"] == 0
        assert counts_of(sees(tidewater.wren, now=now)).everybody == 0
        assert (page_of(sees(tidewater.wren, now=now)), of_somebody(sees(tidewater.wren, now=now))) == ([], [])


def test_a_lead_signs_the_rhythm_in_versions_and_until_then_a_default_holds(tidewater, saltpan, waiting, now):
    given_days = {"contact_days": 7, "measure_days": 14, "long_days": 60, "questionnaires": ["phq9", "nothing"]}
    with hub_scope(tidewater.hub):
        assert (rhythm_of(tidewater.hub, now=now).version, Rhythm.objects.count()) == (0, 0)
        made = actions.sign_rhythm(tidewater.hub, **given_days, seen_version=0, by=tidewater.ines, now=now)
        with pytest.raises(actions.ChangedMeanwhile):
            actions.sign_rhythm(tidewater.hub, **given_days, seen_version=0, by=tidewater.ines, now=now)
        with pytest.raises(PermissionDenied):
            actions.sign_rhythm(tidewater.hub, **given_days, seen_version=1, by=tidewater.nell, now=now)
        with pytest.raises(PermissionDenied):
            actions.sign_rhythm(tidewater.hub, **given_days, seen_version=1, by=saltpan.ines, now=now)
        assert (made.version, made.signed_by, made.questionnaires) == (1, "Ines Pretendham", ["phq9"])
        assert rhythm_of(tidewater.hub, now=now).contact_days == 7
    assert listed(tidewater, tidewater.nell, now=now) == [waiting.tansy.pk, waiting.otto.pk]  # Ivy: not long any more


STEPS = ["speak", "no_answer", "answer_1", "answer_2", "expect", "round", "ask", "elsewhere", "back"]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_everybody_who_waits_is_on_the_list_and_has_a_next_contact(tidewater, waiting, now, seed):
    random, at = Random(seed), now
    for _ in range(12):
        at += random.randint(0, 12) * DAY + timedelta(minutes=1)
        take(tidewater, waiting.otto, random.choice(STEPS), at)
        with hub_scope(tidewater.hub):
            stage = Referral.objects.values_list("stage", flat=True).get(pk=waiting.otto.pk)
            found = {each.referral.pk: each for each in page_of(sees(tidewater.nell, now=at))}
        still = {waiting.otto.pk} if stage == "elsewhere" else set()
        assert set(found) == {waiting.ivy.pk, waiting.tansy.pk} | still
        for each in found.values():
            last = max(each.since, each.last_contact_at or each.since)
            assert last <= each.next_at <= last + 20 * DAY
        for referral in (waiting.otto, waiting.tansy, waiting.ivy):
            assert next_of(tidewater, referral)[0] != NextAction.NONE


def take(team, referral, what, at):
    """One step of a random wait."""
    with hub_scope(team.hub):
        held = Referral.objects.select_related("hub", "person").get(pk=referral.pk)
    if what in ("speak", "no_answer"):
        speaks(team, held, now=at, result="spoke" if what == "speak" else "no_answer")
    elif what.startswith("answer"):
        answers(team, held, "phq9", int(what[-1]), now=at)
    elif what == "elsewhere":
        goes_elsewhere(team, held, now=at)
    else:
        with hub_scope(team.hub):
            if what == "round":
                actions.keep_waits(team.hub, now=at)
            elif what == "ask":
                actions.ask_who_waits(team.hub, now=at)
            elif what == "back":
                place(locked(held), stage="in_support")
            elif waiting_of(held, now=at):
                actions.expect(held, expected_on=(at + DAY).date(), by=team.nell, now=at)


def test_the_database_refuses_a_rhythm_that_never_comes_and_a_wait_that_ends_before_it_begins(tidewater, waiting, now):
    with hub_scope(tidewater.hub):
        actions.sign_rhythm(
            tidewater.hub, contact_days=7, measure_days=14, long_days=60, questionnaires=[], seen_version=0,
            by=tidewater.ines, now=now,
        )  # fmt: skip
    for nonsense in (
        "UPDATE waiting_rhythm SET contact_days = 0",
        "UPDATE waiting_rhythm SET signed_by = ''",
        "UPDATE waiting_wait SET ended_at = since_at - interval '1 day'",
        "UPDATE waiting_wait SET what = 'other'",
    ):
        with hub_scope(tidewater.hub), pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(nonsense)
    with hub_scope(tidewater.hub):
        assert Expectation.objects.count() == 1
