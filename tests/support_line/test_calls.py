"""The call screen: filled while talking, and each thing that can become of a call."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.alerts.models import Alert
from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import channels_of, name_of, reveal
from holdfast.people.models import Box, MustNotSee, Person
from holdfast.referrals.models import Referral
from holdfast.support_line import actions
from holdfast.support_line.models import Call
from holdfast.support_line.queries import counts
from holdfast.support_line.states import Status
from holdfast.support_line.tasks import forget_in_hub
from holdfast.support_line.told import told_in
from tests.builders import browser_of, page, put_on_duty
from tests.support_line.conftest import CANARY, stored

CALLER = {"name": "Tansy Madeup", "number": "07700 900123", "safe_now": "yes", "words": CANARY}


def told(team, call):
    with hub_scope(team.hub):
        return told_in(Call.objects.select_related("box", "person").get(pk=call.pk))


def lock(seen):
    return {"seen": str(seen)}


def test_a_call_begins_with_one_press_and_its_clock_runs(tidewater, begun, now):
    assert (begun.status, begun.taken_by_id, begun.begun_at, begun.ended_at) == ("begun", tidewater.sol.pk, now, None)


def test_nothing_of_it_has_to_be_filled_to_keep_it(tidewater, begun, press):
    answer = press(begun, "keep")

    assert answer.status_code == 302
    assert stored(tidewater, begun).status == Status.BEGUN


def test_what_is_typed_is_kept_sealed_and_stands_there_again(tidewater, begun, press):
    press(begun, "keep", words=CANARY, name="Tansy", safe_now="yes", advice=["gp", "listened"])

    body = browser_of(tidewater.sol).get(page("support_line:call", begun.pk)).content.decode()
    kept = stored(tidewater, begun)
    assert CANARY in body
    assert 'value="Tansy"' in body
    assert (kept.safe_now, sorted(kept.advice), kept.version) == ("yes", ["gp", "listened"], 1)
    assert CANARY.encode() not in bytes(kept.told_sealed)


def test_what_has_a_fault_is_said_and_the_rest_is_kept(tidewater, begun, press):
    answer = press(begun, "keep", words=CANARY, name="with a \x00 in it", safe_now="perhaps")

    body = answer.content.decode()
    assert answer.status_code == 200
    assert "Take out the characters that cannot be shown" in body
    assert "Choose one of the answers" in body
    assert told(tidewater, begun)["words"] == CANARY


@pytest.mark.parametrize(
    ("do", "typed", "sentence"),
    [
        ("advise", {}, "Tick the advice you gave, or write it down"),
        ("promise", {}, "Enter a day and time to come, within the next 14 days"),
        ("promise", {"call_back_by_0": "2026-02-30", "call_back_by_1": "10:00"}, "of the call-back that exist"),
        ("promise", {"call_back_by_0": "2026-10-13", "call_back_by_1": "10:00"}, "Enter a day and time to come"),
        ("promise", {"call_back_by_0": "9999-12-31", "call_back_by_1": "10:00"}, "within the next 14 days"),
        ("request", {"name": "", "number": "07700 900123", "safe_now": "yes"}, "Enter a name"),
        ("request", {"name": "Tansy", "number": "12", "safe_now": "yes"}, "Enter a phone number, like 07700 900123"),
        ("request", {"name": "Tansy", "number": "07700 900123"}, "Ask if they are safe right now"),
        ("hand_over", {"who": "Sister Placeholder"}, "Enter which team took over"),
        ("hand_over", {"service": "crisis team"}, "Enter who took over"),
        ("look_up", {"first": "Tansy"}, "Enter both: a reference number or name, and a second detail"),
        ("keep", {"words": "x" * 1_000_000}, "Use 4000 letters or fewer here"),
        ("keep", {"advice": ["unheard_of"]}, "Choose advice from the list"),
    ],
)
def test_what_an_outcome_needs_is_a_sentence_and_nothing_typed_is_lost(tidewater, begun, press, do, typed, sentence):
    answer = press(begun, do, **{"advice_words": "", "story": CANARY, **typed})

    body = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in body
    assert CANARY in body
    assert stored(tidewater, begun).status == Status.BEGUN
    assert told(tidewater, begun)["story"] == CANARY


def test_a_nameless_call_ends_with_advice_that_is_counted(tidewater, saltpan, begun, press, now):
    press(begun, "advise", words=CANARY, advice=["gp", "money"])

    kept = stored(tidewater, begun)
    assert (kept.status, kept.ended_at, kept.closed_by_id) == (Status.ADVISED, now, tidewater.sol.pk)
    since, until = now - timedelta(days=1), now + timedelta(days=1)
    with hub_scope(tidewater.hub):
        assert counts(tidewater.hub, since=since, until=until) == (1, {"gp": 1, "money": 1})
        assert Event.objects.count() == 0
        assert Person.objects.count() == 0
    with hub_scope(saltpan.hub):
        assert counts(saltpan.hub, since=since, until=until) == (0, {})


def test_the_same_request_is_made_and_its_number_is_there_to_read_out(tidewater, begun, press, now):
    answer = press(begun, "request", must_not_see="Wren Dummerly", voicemail="on", **CALLER)

    kept = stored(tidewater, begun)
    shown = browser_of(tidewater.sol).get(answer["Location"]).content.decode()
    with hub_scope(tidewater.hub):
        referral = Referral.objects.select_related("person").get()
        assert (referral.route, referral.method, referral.safe_now) == ("self", "telephone", "yes")
        assert name_of(referral.person) == "Tansy Madeup"
        assert channels_of(referral.person)["call"] == "+447700900123"
        assert channels_of(referral.person)["voicemail"] is True
        assert reveal(referral.person, "story", referral.story_sealed) == CANARY
        assert [entry.member_id for entry in MustNotSee.objects.all()] == [tidewater.wren.pk]
        assert Alert.objects.count() == 0
        assert list(Event.objects.order_by("pk").values_list("kind", "by_id")) == [
            ("referral.receive", tidewater.sol.pk),
            ("call.match", tidewater.sol.pk),
        ]
        assert [entry.by_id for entry in AccessEntry.objects.filter(what="front_door:send")] == [tidewater.sol.pk]
    reference = referral.reference
    assert f"{reference[:3]} {reference[3:6]} {reference[6:]}" in shown
    assert CANARY not in shown
    assert (kept.status, kept.referral_id, kept.box_id) == (Status.REQUESTED, referral.pk, None)


def test_after_the_request_all_is_under_the_persons_key_and_the_box_is_forgotten(tidewater, begun, press):
    press(begun, "request", **CALLER)

    assert told(tidewater, begun)["words"] == CANARY
    with hub_scope(tidewater.hub):
        assert [box.wrapped_key for box in Box.objects.all()] == [None]


def test_what_the_worker_writes_for_the_request_is_sent_instead_of_what_was_typed(tidewater, begun, press):
    press(begun, "request", story="In their own words", **CALLER)

    with hub_scope(tidewater.hub):
        referral = Referral.objects.select_related("person").get()
        assert reveal(referral.person, "story", referral.story_sealed) == "In their own words"


def test_a_request_pressed_twice_is_one_request(tidewater, begun, press):
    first, second = press(begun, "request", **CALLER), press(begun, "request", **CALLER)

    assert first["Location"] == second["Location"]
    with hub_scope(tidewater.hub):
        assert Referral.objects.count() == 1
        call = Call.objects.select_related("referral").get()
        assert actions.request(call, None, by=tidewater.sol, now=call.begun_at) == call.referral


@pytest.mark.parametrize("safe", ["no", "unsure", "skipped"])
def test_the_request_of_somebody_who_is_not_safe_commits_its_alert(tidewater, begun, press, safe):
    answer = press(begun, "request", **{**CALLER, "safe_now": safe})

    with hub_scope(tidewater.hub):
        assert [(alert.keep_safe, alert.source) for alert in Alert.objects.all()] == [(safe, "safe_now")]
        assert Message.objects.filter(kind="alert").count() == 1
    assert "An alert was raised with it" in browser_of(tidewater.sol).get(answer["Location"]).content.decode()


@pytest.mark.parametrize("do", ["request", "keep"])
def test_not_safe_said_after_the_request_was_made_is_heard(tidewater, begun, press, do):
    press(begun, "request", **CALLER)
    answer = press(begun, do, **{**CALLER, "safe_now": "no"})

    assert answer.status_code == 302
    shown = browser_of(tidewater.sol).get(page("support_line:call", begun.pk)).content.decode()
    assert "An alert was raised with it" in shown
    with hub_scope(tidewater.hub):
        assert [(alert.keep_safe, alert.reasons) for alert in Alert.objects.all()] == [("no", ["safe_now.no"])]


@pytest.mark.parametrize("do", ["end", "advise"])
def test_a_call_with_somebody_who_may_not_be_safe_ends_with_what_was_done_about_it(tidewater, begun, press, do):
    said = {"safe_now": "unsure", "advice": ["line_111"] if do == "advise" else []}
    answer = press(begun, do, **said).content.decode()
    assert "They may not be safe: write what you did about it, or make the request, or hand over" in answer
    assert stored(tidewater, begun).status == "begun"

    press(begun, do, advice_words="Stayed until the ambulance came", seen="1", **said)
    assert stored(tidewater, begun).status in {"ended", "advised"}


def test_urgent_means_today(tidewater, begun, press):
    press(begun, "request", today="on", **CALLER)

    with hub_scope(tidewater.hub):
        assert Referral.objects.get().contact_when == "today"


def test_somebody_in_danger_without_a_name_is_no_dead_end(tidewater, begun, press):
    press(begun, "keep", safe_now="no")

    body = browser_of(tidewater.sol).get(page("support_line:call", begun.pk)).content.decode()
    assert "They may be in danger. Stay on the line" in body
    assert all(f'href="tel:{number}"' in body for number in ("999", "111"))
    assert "They took over" in body


def test_a_warm_handover_says_who_took_over_and_when(tidewater, begun, press, now):
    typed = {"service": "Northfell crisis team", "who": "Sister Placeholder", "safe_now": "no"}
    press(begun, "hand_over", handed_over_at_0="2026-10-14", handed_over_at_1="14:40", **typed)

    kept = stored(tidewater, begun)
    body = browser_of(tidewater.sol).get(page("support_line:call", begun.pk)).content.decode()
    assert (kept.status, kept.handed_over_at) == ("handed_over", datetime(2026, 10, 14, 13, 40, tzinfo=UTC))
    assert "Sister Placeholder, Northfell crisis team" in body
    assert "2:40pm" in body


def test_a_handover_is_added_to_a_request_and_stands_on_the_record(tidewater, begun, press):
    press(begun, "request", **{**CALLER, "safe_now": "no"})
    answer = press(begun, "hand_over", service="Crisis team", who="Sister Placeholder")

    kept = stored(tidewater, begun)
    body = browser_of(tidewater.ines).get(page("support_line:of_record", kept.referral_id)).content.decode()
    assert answer.status_code == 302
    assert kept.status == Status.HANDED_OVER
    assert "Sister Placeholder, Crisis team" in body
    with hub_scope(tidewater.hub):
        assert Event.objects.filter(kind="call.hand_over", subject_id=begun.pk).count() == 1


def test_a_handover_to_come_is_refused(tidewater, begun, press):
    typed = {"service": "Crisis team", "who": "Sister Placeholder"}
    answer = press(begun, "hand_over", handed_over_at_0="2026-10-14", handed_over_at_1="16:00", **typed)

    assert "Enter a time that has passed" in answer.content.decode()


def test_what_a_colleague_kept_meanwhile_is_shown_and_not_overwritten(tidewater, promised, press):
    press(promised, "keep", by=tidewater.ines, words="The lead spoke with them", **lock(1))
    answer = press(promised, "keep", words="Typed on an older page", **lock(1))

    body = answer.content.decode()
    assert "Something else was kept in this call meanwhile" in body
    assert "The lead spoke with them" in body
    assert "Typed on an older page" in body
    assert told(tidewater, promised)["words"] == "The lead spoke with them"


def test_what_is_typed_into_an_ended_call_is_shown_back_and_a_second_press_is_harmless(tidewater, begun, press):
    press(begun, "advise", words="Short of sleep", advice=["gp"])
    again = press(begun, "advise", words="Short of sleep", advice=["gp"])
    late = press(begun, "keep", words="Something more")

    assert again.status_code == 302
    assert "What you typed was not kept" in late.content.decode()
    assert "Something more" in late.content.decode()
    assert told(tidewater, begun)["words"] == "Short of sleep"


def test_a_move_from_elsewhere_and_by_somebody_without_the_permission_is_refused(tidewater, begun, now):
    with hub_scope(tidewater.hub):
        actions.end(begun, by=tidewater.sol, now=now)
        for move in (actions.end, actions.advise, actions.call_back, actions.give_up):
            with pytest.raises(MoveNotAllowed):
                move(begun, by=tidewater.sol, now=now)
        with pytest.raises(PermissionDenied):
            actions.begin(tidewater.hub, by=tidewater.max, now=now)
        with pytest.raises(PermissionDenied):
            actions.keep(begun, {}, safe_now="", advice=[], by=tidewater.max, now=now)


def test_a_call_is_seen_by_who_took_it_and_by_leads_and_by_nobody_else(tidewater, saltpan, begun, press):
    press(begun, "keep", words=CANARY, name="Tansy Madeup")
    with hub_scope(tidewater.hub):
        put_on_duty(tidewater.wren, begun.begun_at)

    seen = {}
    for key, member in {"sol": tidewater.sol, "ines": tidewater.ines, "wren": tidewater.wren, "ada": tidewater.ada,
                        "max": tidewater.max, "stranger": saltpan.ines}.items():  # fmt: skip
        browser = browser_of(member)
        one = browser.get(page("support_line:call", begun.pk))
        posted = browser.post(page("support_line:call", begun.pk), {"do": "end"}) if one.status_code == 404 else one
        listed = browser.get(page("support_line:calls"))
        seen[key] = (
            one.status_code,
            posted.status_code,
            CANARY in one.content.decode(),
            "Tansy" in str(listed.content),
        )
    assert seen == {
        "sol": (200, 200, True, True),
        "ines": (200, 200, True, True),
        "wren": (404, 404, False, False),
        "ada": (404, 404, False, False),
        "max": (404, 404, False, False),
        "stranger": (404, 404, False, False),
    }
    assert stored(tidewater, begun).status == Status.BEGUN


def test_every_look_at_a_call_without_a_person_is_written_down(tidewater, begun):
    browser_of(tidewater.ines).get(page("support_line:call", begun.pk))
    browser_of(tidewater.wren).get(page("support_line:call", begun.pk))

    with hub_scope(tidewater.hub):
        rows = list(
            AccessEntry.objects.filter(what="support_line:call")
            .order_by("pk")
            .values_list("by_id", "action", "persons")
        )
    assert rows == [(tidewater.ines.pk, "read", []), (tidewater.wren.pk, "refused", [])]


def test_whoever_must_not_see_a_request_finds_only_its_number_in_the_call_they_took(tidewater, begun, press):
    press(begun, "request", must_not_see="Sol Placeholder", **CALLER)

    body = browser_of(tidewater.sol).get(page("support_line:call", begun.pk)).content.decode()
    assert "Read this number out" in body
    assert "Tansy" not in body
    assert CANARY not in body
    assert browser_of(tidewater.sol).get(
        page("support_line:of_record", stored(tidewater, begun).referral_id)
    ).status_code == 404  # fmt: skip


BEYOND_THE_LIST = 7  # session, account, membership, begin, open the scope, close the scope, commit


def test_the_list_takes_the_same_statements_however_long_it_is(tidewater, begun, press, now, django_assert_num_queries):
    with hub_scope(tidewater.hub):
        for number in range(60):
            call = actions.begin(tidewater.hub, by=tidewater.sol, now=now)
            at = now + timedelta(minutes=30 + number)
            actions.promise(call, call_back_by=at, by=tidewater.sol, now=now)
    browser = browser_of(tidewater.sol)
    browser.get(page("support_line:calls"))
    # has duty, promised, going on, the row of the access log, two counts, post and named people that wait
    with django_assert_num_queries(BEYOND_THE_LIST + 8):
        first = browser.get(page("support_line:calls")).content.decode()
    after = re.search(r'href="(\?after=[^"]+)"', first)[1]
    second = browser.get(page("support_line:calls") + after).content.decode()

    assert (first.count("Call back<"), second.count("Call back<")) == (50, 10)


def test_what_was_said_without_a_request_is_forgotten_after_a_year_and_the_count_stays(
    tidewater, begun, press, now, clock
):
    press(begun, "advise", words=CANARY, advice=["gp"])
    year = now + timedelta(days=366)
    with hub_scope(tidewater.hub):
        kept = actions.begin(tidewater.hub, by=tidewater.sol, now=now)
        actions.promise(kept, call_back_by=now + timedelta(hours=1), by=tidewater.sol, now=now)

        assert actions.forget_old(tidewater.hub, now=now + timedelta(days=364)) == 0
        left = actions.begin(tidewater.hub, by=tidewater.sol, now=now)
        clock(year)
        forget_in_hub(tidewater.hub)
        assert actions.forget_old(tidewater.hub, now=year) == 0

        assert Box.objects.filter(wrapped_key=None).count() == 2
        assert Call.objects.get(pk=left.pk).status == Status.ENDED
        assert told_in(Call.objects.select_related("box").get(pk=begun.pk)) == {}
        assert counts(tidewater.hub, since=now, until=year)[0] == 3
        assert Call.objects.get(pk=kept.pk).told_sealed is not None
