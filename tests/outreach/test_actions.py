"""A team's request from its arrival to its end: who has it, by when they are called, what cannot be."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from holdfast.correspondence.mail import mail_of
from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outreach import call_actions
from holdfast.outreach.models import TeamCall, TeamRequest
from holdfast.outreach.queries import told_in
from holdfast.outreach.tasks import remind_of_teams
from holdfast.people.models import Person
from holdfast.referrals.reckoning import reckon
from holdfast.referrals.reference import read_reference
from holdfast.triage.actions import TooLate
from tests.builders import put_on_duty
from tests.outreach.conftest import CANARY, NAMED

MINUTE = timedelta(minutes=1)
NIGHT = datetime(2026, 10, 14, 22, 0, tzinfo=UTC)  # Wednesday, 11pm in London


def move(team, verb, request, *, by, now, **facts):
    """One action in the hub's scope; the request as it stands afterwards."""
    with hub_scope(team.hub):
        getattr(call_actions, verb)(request, by=by, now=now, **facts)
        request.refresh_from_db()
    return request


def log(team, request, result, *, by, now, **facts):
    with hub_scope(team.hub):
        call = call_actions.log_call(request, result=result, terms=team.hub.current, by=by, now=now, **facts)
        request.refresh_from_db()
    return call


def told(team) -> list[str]:
    """Who was mailed to call a team."""
    with hub_scope(team.hub):
        found = Message.objects.filter(kind="team_call").select_related("member__account").order_by("queued_at", "pk")
        return [message.member.name for message in found]


def test_a_request_keeps_codes_to_count_and_seals_everything_that_was_typed(tidewater, ask, now):
    request = ask(
        tidewater, size="6_to_10", wishes=("reflective",), place="A ward", employer="Otterbank", times=("pm",)
    )

    assert read_reference(request.reference) == request.reference
    with hub_scope(tidewater.hub), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM outreach_teamrequest r")
        (stored,) = cursor.fetchone()
        assert (request.happening, request.size, request.wishes) == (["loss"], "6_to_10", ["reflective"])
        assert told_in(TeamRequest.objects.select_related("box").get()) == {
            "name": NAMED, "phone": "+447700900123", "email": "", "times": ["pm"], "words": CANARY, "place": "A ward",
            "employer": "Otterbank", "talk_on": "",
        }  # fmt: skip
        assert list(AccessEntry.objects.values_list("what", "actor", "persons")) == [("outreach:receive", "person", [])]
        assert (Person.objects.count(), Event.objects.count()) == (0, 0)  # nobody gets a record because a team asked
    assert not any(word in stored for word in (CANARY, "Canaryton", "7700900123", "Otterbank", "ward"))


def test_the_same_form_sent_twice_is_kept_once(tidewater, saltpan, ask):
    mark = uuid4().bytes * 2
    first, again = ask(tidewater, submission=mark), ask(tidewater, submission=mark)
    other = ask(saltpan, submission=mark)

    assert first.pk == again.pk
    assert other.pk != first.pk
    with hub_scope(tidewater.hub):
        assert TeamRequest.objects.count() == 1


def test_the_call_is_promised_within_the_hubs_target_and_confirmed_by_mail_that_says_nothing_else(tidewater, ask, now):
    request = ask(tidewater, email="clover@home.example")

    assert request.call_by == datetime(2026, 10, 19, 16, 0, tzinfo=UTC)  # three working days on: Monday, 5pm
    assert told(tidewater) == []
    with hub_scope(tidewater.hub):
        message = Message.objects.select_related("box", "hub", "member", "person").get()
        mail = mail_of(message, "clover@home.example")
    assert mail.subject == "Your request"
    assert f"{request.reference[:3]} {request.reference[3:6]} {request.reference[6:]}" in mail.body
    assert "by Monday 19 October at 5pm" in mail.body
    assert not any(word in mail.body.lower() for word in (CANARY, "clover", "loss", "team", "safe", "support"))


@pytest.mark.parametrize("not_safe", ["yes", "unsure"])
def test_somebody_not_safe_makes_it_urgent_and_the_duty_is_told_at_once(tidewater, ask, now, not_safe):
    request = ask(tidewater, not_safe=not_safe)

    assert (request.urgency, request.call_by) == (TeamRequest.Urgency.TODAY, now + 30 * MINUTE)
    assert told(tidewater) == ["Nell Sampleton"]


def test_at_night_nothing_is_promised_before_the_morning_and_the_duty_is_told_as_the_hub_opens(
    tidewater, ask, clock, now
):
    request = ask(tidewater, at=NIGHT, not_safe="yes")
    opens = datetime(2026, 10, 15, 7, 0, tzinfo=UTC)  # Thursday, 8am
    assert (request.call_by, told(tidewater)) == (opens + 30 * MINUTE, [])
    clock(NIGHT + 5 * MINUTE)
    remind_of_teams(timestamp=0)
    assert told(tidewater) == []

    clock(opens)
    for _ in range(2):
        remind_of_teams(timestamp=0)

    assert told(tidewater) == ["Ines Pretendham"]  # nobody has a shift that morning: the fallback


def test_a_late_call_is_told_to_the_leads_and_to_whoever_took_it_once_for_each_try(tidewater, saltpan, ask, clock, now):
    request = ask(tidewater)
    ask(saltpan)
    move(tidewater, "take", request, by=tidewater.wren, now=now)
    late = request.call_by + timedelta(hours=16)  # the next morning
    clock(late)

    for _ in range(2):
        remind_of_teams(timestamp=0)
    assert sorted(told(tidewater)) == ["Ines Pretendham", "Wren Dummerly"]
    assert told(saltpan) == ["Ines Pretendham"]

    log(tidewater, request, "no_answer", by=tidewater.wren, now=late)
    clock(late + timedelta(hours=3))
    remind_of_teams(timestamp=0)
    assert len(told(tidewater)) == 4


def test_from_taken_to_called_back_to_closed_with_what_was_agreed(tidewater, ask, now):
    request = move(tidewater, "take", ask(tidewater), by=tidewater.nell, now=now)
    assert (request.status, request.taken_by) == ("taken", tidewater.nell)

    call = log(tidewater, request, "no_answer", by=tidewater.nell, now=now)
    assert (request.status, request.tries, request.next_call_at) == ("taken", 1, call.next_try_at)
    log(tidewater, request, "spoke", by=tidewater.nell, now=now + MINUTE, note=CANARY)
    assert (request.status, request.tries, request.next_call_at) == ("called_back", 2, None)

    move(tidewater, "close", request, by=tidewater.nell, now=now + MINUTE, outcome="agreed", agreed=["reflective"],
         words=CANARY)  # fmt: skip
    assert (request.status, request.outcome, request.agreed) == ("closed", "agreed", ["reflective"])
    with hub_scope(tidewater.hub):
        assert CANARY.encode() not in bytes(request.outcome_sealed)
        assert [call.result for call in TeamCall.objects.order_by("at")] == ["no_answer", "spoke"]


def test_whoever_calls_without_taking_it_first_has_it(tidewater, ask, now):
    request = ask(tidewater)

    log(tidewater, request, "no_answer", by=tidewater.wren, now=now)

    assert (request.status, request.taken_by) == ("taken", tidewater.wren)


def test_the_next_try_keeps_to_their_good_times_and_where_somebody_may_not_be_safe_waits_for_none(tidewater, ask, now):
    calm, urgent = ask(tidewater, times=("am",)), ask(tidewater, times=("am",), not_safe="yes")

    log(tidewater, calm, "no_answer", by=tidewater.nell, now=now)
    log(tidewater, urgent, "no_answer", by=tidewater.nell, now=now)

    assert calm.next_call_at == datetime(2026, 10, 15, 7, 0, tzinfo=UTC)  # tomorrow at 8am
    assert urgent.next_call_at == now + 30 * MINUTE


def test_a_request_that_was_handed_back_keeps_its_clock(tidewater, ask, now):
    request = move(tidewater, "take", ask(tidewater), by=tidewater.nell, now=now)
    move(tidewater, "hand_back", request, by=tidewater.nell, now=now)

    assert (request.status, request.taken_by, request.next_call_at) == ("received", None, request.call_by)


@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        ("take", {}),
        ("hand_back", {}),
        ("close", {"outcome": "agreed", "words": "x"}),
        ("log_call", {"result": "spoke"}),
    ],
)
@pytest.mark.parametrize("who", ["sol", "ada", "max", "outside"])
def test_whoever_may_not_call_teams_back_moves_nothing(tidewater, ask, now, verb, facts, who):
    request, by = ask(tidewater), getattr(tidewater, who)
    facts = {**facts, "terms": tidewater.hub.current} if verb == "log_call" else facts

    with pytest.raises(PermissionDenied):
        move(tidewater, verb, request, by=by, now=now, **facts)


def test_no_move_starts_from_where_it_does_not(tidewater, ask, now):
    request = ask(tidewater)
    for verb, facts in (("hand_back", {}), ("close", {"outcome": "not_reached"})):
        with pytest.raises(MoveNotAllowed):
            move(tidewater, verb, request, by=tidewater.nell, now=now, **facts)
    move(tidewater, "take", request, by=tidewater.nell, now=now)
    for verb, facts in (("take", {}), ("close", {"outcome": "not_reached"}), ("close", {"outcome": "agreed"})):
        with pytest.raises(MoveNotAllowed):
            move(tidewater, verb, request, by=tidewater.wren, now=now, **facts)
    log(tidewater, request, "spoke", by=tidewater.nell, now=now)
    for verb in ("take", "hand_back"):
        with pytest.raises(MoveNotAllowed):
            move(tidewater, verb, request, by=tidewater.nell, now=now)
    with pytest.raises(MoveNotAllowed):
        log(tidewater, request, "no_answer", by=tidewater.nell, now=now)
    with pytest.raises(call_actions.WordsMissing):
        move(tidewater, "close", request, by=tidewater.nell, now=now, outcome="agreed", agreed=["talk"], words="  ")


def test_a_call_is_undone_within_a_minute_by_whoever_logged_it(tidewater, ask, now):
    request = ask(tidewater)
    call = log(tidewater, request, "spoke", by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            call_actions.undo_call(call, by=tidewater.wren, now=now)
        with pytest.raises(TooLate):
            call_actions.undo_call(call, by=tidewater.nell, now=now + MINUTE + timedelta(seconds=1))
        call_actions.undo_call(call, by=tidewater.nell, now=now + MINUTE)
        request.refresh_from_db()
        with pytest.raises(TooLate):
            call_actions.undo_call(call, by=tidewater.nell, now=now + MINUTE)

    assert (request.status, request.tries, request.taken_by, request.next_call_at) == (
        "received", 0, None, request.call_by,
    )  # fmt: skip


@pytest.mark.parametrize(("result", "outcome", "status"), [("spoke", "declined", "called_back"),
                                                          ("no_answer", "not_reached", "taken")])  # fmt: skip
def test_closing_is_undone_within_a_minute_by_whoever_closed_it(tidewater, ask, now, result, outcome, status):
    request = ask(tidewater)
    log(tidewater, request, result, by=tidewater.nell, now=now)
    before = request.next_call_at
    move(tidewater, "close", request, by=tidewater.nell, now=now, outcome=outcome)
    with pytest.raises(PermissionDenied):
        move(tidewater, "reopen", request, by=tidewater.wren, now=now)
    with pytest.raises(TooLate):
        move(tidewater, "reopen", request, by=tidewater.nell, now=now + 2 * MINUTE)

    move(tidewater, "reopen", request, by=tidewater.nell, now=now + MINUTE)

    assert (request.status, request.outcome, request.closed_by, request.next_call_at) == (status, "", None, before)


def test_the_database_refuses_a_request_that_waits_for_nothing(tidewater, ask, now):
    request = ask(tidewater)
    for change in ({"next_call_at": None}, {"status": "called_back"}, {"urgency": 0}, {"outcome": "agreed"}):
        with hub_scope(tidewater.hub), pytest.raises(IntegrityError), transaction.atomic():
            TeamRequest.objects.filter(pk=request.pk).update(**change)


def test_the_reckoning_finds_a_team_whose_call_is_a_day_overdue_until_they_are_called(tidewater, saltpan, ask):
    def found(team, after):
        with hub_scope(team.hub):
            return [(each.kind, each.subject_id) for each in reckon(team.hub, now=request.call_by + after).found]

    request, late = ask(tidewater), timedelta(hours=25)
    assert found(tidewater, timedelta(hours=23)) == []
    assert found(tidewater, late) == [("uncalled_team", request.pk)]
    assert found(saltpan, late) == []

    move(tidewater, "take", request, by=tidewater.nell, now=request.received_at)
    log(tidewater, request, "spoke", by=tidewater.nell, now=request.received_at)
    assert found(tidewater, late) == []


def test_an_urgent_call_that_was_promised_before_closing_time_is_watched_after_it(tidewater, ask, clock, now):
    friday = clock(now + timedelta(days=2, hours=2, minutes=58))  # Friday 5:50pm in London, watched until 6pm
    with hub_scope(tidewater.hub):
        put_on_duty(tidewater.nell, friday, hours=1)
    ask(tidewater, at=friday, not_safe="yes")
    calm = ask(tidewater, at=friday)
    for minutes in (25, 35, 60):
        clock(friday + timedelta(minutes=minutes))
        remind_of_teams(0)

    assert calm.call_by > friday + timedelta(days=2)
    assert told(tidewater) == ["Nell Sampleton", "Ines Pretendham"]
