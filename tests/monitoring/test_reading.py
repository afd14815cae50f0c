"""Facts as they are read of a hub: from real steps, without what was taken back, and nothing that names anybody."""

from datetime import UTC, date, datetime, timedelta

from holdfast.contacts.actions import log_attempt, undo_attempt
from holdfast.coordination.actions import correct_goal, rate
from holdfast.front_door.more_actions import tell_details, tell_equality, tell_work
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.facts import Kind
from holdfast.monitoring.reading import pseudonyms, read_facts
from holdfast.referrals.actions import withdraw
from tests.builders import accept, send_request
from tests.coordination.conftest import assessed, with_goal
from tests.courses.conftest import agreed as course_agreed
from tests.courses.conftest import signed
from tests.onward.conftest import heard, sent, service

NAME = pseudonyms(b"a key of the tests")


def facts(team):
    with hub_scope(team.hub):
        return list(read_facts(team.hub, NAME, as_hub="tidewater"))


def shown(found):
    """What stands in them, without time and names."""
    return [(str(each.kind), each.code, each.detail, each.value) for each in found]


def test_a_request_and_its_attempts_become_facts_and_what_was_taken_back_does_not(tidewater, now):
    referral = send_request(tidewater, now=now, name="Tansy Madeup", story="canary-story")
    accept(tidewater, referral, owner=tidewater.nell, now=now, by=tidewater.ines)
    with hub_scope(tidewater.hub):
        terms, nell = tidewater.hub.current, tidewater.nell
        first = log_attempt(referral, channel="call", result="no_answer", terms=terms, by=nell, now=now)
        undo_attempt(first, by=nell, now=now)
        log_attempt(referral, channel="call", result="spoke", terms=terms, by=nell, now=now + timedelta(hours=2))

    found = facts(tidewater)

    # asked on Wednesday 14 October at 2:52pm; the target is Monday at 5pm: three working days
    until = datetime(2026, 10, 19, 16, tzinfo=UTC) - now
    assert shown(found) == [
        ("received", "self", "web", until.total_seconds() // 60), ("attempted", "spoke", "call", None)
    ]  # fmt: skip
    assert [each.at for each in found] == [now, now + timedelta(hours=2)]
    assert {(each.hub, each.person, each.referral) for each in found} == {
        ("tidewater", NAME(referral.person_id), NAME(referral.pk))
    }  # fmt: skip


def test_support_here_and_elsewhere_with_the_kinds_of_the_services(tidewater, now):
    lantern = service(tidewater, "Lantern Trauma Service", now=now, kinds=["secondary_care", "bereavement"])
    tansy = assessed(
        tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup", channels={"email": "t@home.example"}
    )
    with hub_scope(tidewater.hub):
        tansy.person.verified_at = now
        tansy.person.save(update_fields=["verified_at"])
    course_agreed(tidewater, tansy, signed(tidewater, now=now), now=now)
    onward = sent(tidewater, tansy, lantern, now=now)
    heard(tidewater, onward, "begin", day=date(2026, 10, 20), now=now + timedelta(days=7))
    heard(tidewater, onward, "complete", now=now + timedelta(days=30))
    with hub_scope(tidewater.hub):
        withdraw(tansy, now=now + timedelta(days=31))

    came = {Kind.RECEIVED, Kind.ATTEMPTED}
    found = [each for each in facts(tidewater) if each.kind not in came]

    steps = [(str(each.kind), each.code) for each in found]
    assert steps == [
        ("agreed_here", ""), ("sent", "bereavement"), ("sent", "secondary_care"),
        ("begun_there", ""), ("ended_there", "complete"), ("closed", "withdrawn"),
    ]  # fmt: skip
    onward_name = NAME(onward.pk)
    assert [each.subject == onward_name for each in found] == [False, True, True, True, True, False]
    begun = next(each for each in found if each.kind == Kind.BEGUN_THERE)
    assert begun.at == datetime(2026, 10, 20, 11, tzinfo=UTC)  # noon in London, in summer
    assert {each.referral for each in found} == {NAME(tansy.pk)}


def test_how_near_somebody_is_to_a_goal_is_a_fact_under_one_name_whatever_the_words_for_it(tidewater, now):
    tansy = assessed(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    goal = with_goal(tidewater, tansy, by=tidewater.nell, now=now, words="canary words", value=3)
    with hub_scope(tidewater.hub):
        later = now + timedelta(days=7)
        new = correct_goal(goal, words="canary in other words", by=tidewater.nell, now=later)
        rate(new, value=5, by=None, now=later)
    found = [each for each in facts(tidewater) if each.kind == Kind.RATED]
    assert [(each.value, each.subject, each.person, each.referral) for each in found] == [
        (value, NAME(goal.pk), NAME(tansy.person_id), NAME(tansy.pk)) for value in (3, 5)
    ]  # fmt: skip
    assert "canary" not in repr(found)


def test_what_people_tell_of_themselves_is_a_fact_with_a_band_for_their_age(tidewater, saltpan, now):
    referral = send_request(tidewater, now=now, name="Tansy Madeup")
    with hub_scope(tidewater.hub):
        tell_equality(referral, tidewater.hub, now=now, ethnic_category="A", gender="2", sexual_orientation="")
        tell_work(
            referral, tidewater.hub, employer="Invented Care", organisation=None, staff_group="03",
            work_state="off_sick", off_since=None, now=now,
        )  # fmt: skip
        tell_details(referral, tidewater.hub, born=date(1991, 10, 15), gp="", now=now)

    told = [(str(each.kind), each.code, each.detail) for each in facts(tidewater)[1:]]

    assert told == [
        ("told", "ethnic_group", "White"), ("told", "gender", "2"), ("told", "staff_group", "03"),
        ("worked", "off_sick", ""), ("told", "age_band", "25-34"),
    ]  # fmt: skip
    assert facts(saltpan) == []


def test_nothing_that_somebody_wrote_and_no_key_of_a_record_is_in_a_fact(tidewater, now):
    referral = send_request(tidewater, now=now, name="Tansy Madeup", story="canary-story", channels={"call": "0770"})
    words = repr(facts(tidewater))
    assert facts(tidewater) != []
    for told in ("Tansy", "Madeup", "canary", "0770", referral.reference, str(referral.pk), str(referral.person_id)):
        assert told not in words
