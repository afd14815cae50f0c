"""Steps of a walk: appointments, the assessment, the meeting, the plan, courses."""

from datetime import datetime, time, timedelta

from holdfast.appointments import actions as appointments
from holdfast.appointments import group_actions, offer_actions
from holdfast.appointments.company import Ask
from holdfast.appointments.models import Appointment, Offer
from holdfast.assessments import actions as assessments
from holdfast.assessments import safety_actions
from holdfast.assessments.models import Assessment
from holdfast.coordination import actions as plans
from holdfast.coordination import plan_actions, strand_actions
from holdfast.coordination.models import Goal, Plan, Strand
from holdfast.courses import actions as courses
from holdfast.courses.models import Course, Protocol
from holdfast.diary.models import Room, Session
from holdfast.hubs.hours import instant
from holdfast.meetings import actions as meetings
from holdfast.meetings.models import Discussion, Meeting
from holdfast.referrals.states import Stage, Status
from tests.meetings.conftest import WHOLE
from tests.referrals.walking.ground import Walk, step

KINDS = ("contact", "assessment", "review", "support")
ABOUT = ("person", "referral__person", "referral__hub", "referral__owner")


def office_time(walk: Walk) -> datetime:
    """Some time on a working day to come."""
    day = walk.day(most=10)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return instant(day, time(walk.draw.randint(9, 15)))


@step("book", 3)
def book(walk: Walk):
    referral = walk.referral()
    how = walk.draw.choice(["phone", "video", "room"])
    room = Room.objects.filter(hub=walk.hub).order_by("pk").first() if how == "room" else None
    by = walk.by(referral.person, first=referral.owner_id) if walk.draw.random() < 0.7 else walk.by(referral.person)
    return appointments.book(
        referral, kind=walk.draw.choice(KINDS), members=[walk.able()], starts_at=office_time(walk), how=how, room=room,
        by=by, now=walk.now,
    )  # fmt: skip


def an_appointment(walk: Walk, **fitting) -> Appointment:
    related = "session__room", "person", "referral__person", "referral__hub", "settled_by__account", "settled_by__hub"
    return walk.row(Appointment.objects.select_related(*related), **fitting)


@step("attendance", 3)
def attend(walk: Walk):
    found = an_appointment(walk, status="booked")
    walk.now = max(walk.now, found.session.starts_at + timedelta(minutes=5))
    verb = walk.draw.choice(["attend", "attend", "come_late", "come_too_late", "miss", "miss"])
    is_worrying = walk.draw.random() < 0.3
    by = walk.by(found.person, first=found.referral.owner_id)
    return appointments.attend(found, verb, is_worrying=is_worrying, by=by, now=walk.now)


@step("undo attendance", 2)
def undo_attendance(walk: Walk):
    found = an_appointment(walk, status__in=["attended", "late", "missed", "too_late"])
    return appointments.undo(found, by=found.settled_by or walk.able(), now=walk.now)


@step("cancel", 0.8)
def cancel(walk: Walk):
    found = an_appointment(walk, status="booked")
    by = walk.by(found.person) if walk.draw.random() < 0.6 else None
    by_them = by is None or walk.draw.random() < 0.5
    return appointments.cancel(
        found, reason="no_longer" if by_them else "practitioner", by_them=by_them, by=by, now=walk.now
    )


@step("move", 0.6)
def move(walk: Walk):
    found = an_appointment(walk, status="booked")
    by = walk.by(found.person) if walk.draw.random() < 0.6 else None
    return appointments.move(found, starts_at=office_time(walk), how="phone", by=by, now=walk.now)


@step("offer times", 0.8)
def offer_times(walk: Walk):
    referral = walk.referral()
    return offer_actions.offer(
        referral, kind=walk.draw.choice(KINDS), hows=["phone"], members=[walk.able()],
        by=walk.by(referral.person, first=referral.owner_id), now=walk.now,
    )  # fmt: skip


@step("choose a time", 2)
def choose(walk: Walk):
    made = walk.row(Offer.objects.select_related(*ABOUT), taken_at=None, withdrawn_at=None)
    return offer_actions.choose(made, walk.hub, starts_at=office_time(walk), how="phone", now=walk.now)


@step("take an offer of times back", 0.3)
def withdraw_times(walk: Walk):
    referral = walk.referral()
    return offer_actions.withdraw(referral, by=walk.by(referral.person), now=walk.now)


@step("plan a group", 0.2)
def plan_group(walk: Walk):
    at = office_time(walk)
    return group_actions.plan_group(
        walk.hub, name="Sleep group", members=[walk.able()], day=at.date(), at=time(10), weeks=2, how="video", places=3,
        by=walk.team.ada, now=walk.now,
    )  # fmt: skip


@step("give a place in a group", 1.5)
def put_in(walk: Walk):
    session = walk.row(Session.objects.all(), kind="group", starts_at__gt=walk.now)
    referral = walk.referral()
    return group_actions.put_in(referral, session, asked=Ask.values, by=walk.by(referral.person), now=walk.now)


@step("cancel a group", 0.2)
def cancel_group(walk: Walk):
    session = walk.row(Session.objects.all(), kind="group")
    return group_actions.cancel_group(session, reason="practitioner", whole_series=True, by=walk.able(), now=walk.now)


@step("begin an assessment", 3)
def begin(walk: Walk):
    referral = walk.referral(stage=Stage.ASSESSMENT)
    return assessments.begin(referral, by=walk.by(referral.person, first=referral.owner_id), now=walk.now)


def an_assessment(walk: Walk, **fitting) -> Assessment:
    return walk.row(Assessment.objects.select_related(*ABOUT), **fitting)


@step("add an author", 0.3)
def add_author(walk: Walk):
    found = an_assessment(walk, status="writing")
    return assessments.add_author(found, walk.able(), by=walk.by(found.person), now=walk.now)


@step("write an assessment", 3)
def write(walk: Walk):
    found = an_assessment(walk, status="writing")
    return assessments.write(found, WHOLE, by=walk.by(found.person, first=found.referral.owner_id), now=walk.now)


@step("agree an assessment", 4)
def agree_assessment(walk: Walk):
    found = an_assessment(walk, status="writing")
    by = walk.by(found.person, first=found.referral.owner_id)
    without = "away" if walk.draw.random() < 0.3 else ""
    leads_to = walk.draw.choice(["plan", "plan", "meeting"])
    return assessments.agree(found, leads_to=leads_to, without=without, by=by, now=walk.now)


@step("write a safety plan", 0.4)
def safety_plan(walk: Walk):
    referral = walk.referral()
    return safety_actions.write_safety_plan(
        referral, "Call my sister", seen=0, by=walk.by(referral.person), now=walk.now
    )


@step("call a meeting", 0.3)
def call_meeting(walk: Walk):
    return meetings.call(walk.hub, starts_at=office_time(walk), by=walk.able(), now=walk.now)


def a_meeting(walk: Walk, **fitting) -> Meeting:
    return walk.row(Meeting.objects.all(), **fitting)


@step("come to a meeting", 0.8)
def come(walk: Walk):
    return meetings.come(a_meeting(walk, status="called"), walk.able(), by=walk.able(), now=walk.now)


@step("ask the team", 0.8)
def ask_team(walk: Walk):
    referral = walk.referral()
    called = list(Meeting.objects.filter(hub=walk.hub, status="called"))
    meeting = walk.draw.choice([None, *called])
    by = walk.by(referral.person, first=referral.owner_id)
    return meetings.ask(referral, "What next?", meeting=meeting, by=by, now=walk.now)


def a_question(walk: Walk) -> Discussion:
    return walk.row(Discussion.objects.select_related(*ABOUT), status="waiting")


@step("decide at the meeting", 3)
def decide_together(walk: Walk):
    found = a_question(walk)
    codes = walk.draw.sample(Discussion.Decision.values, 2)
    return meetings.decide(found, decisions=codes, words="So", by=walk.by(found.person), now=walk.now)


@step("ask the team no more", 0.4)
def ask_no_more(walk: Walk):
    found = a_question(walk)
    return meetings.withdraw_question(found, by=walk.by(found.person), now=walk.now)


@step("end a meeting", 0.4)
def end_meeting(walk: Walk):
    found = a_meeting(walk, status="called")
    ends = walk.draw.choice([meetings.close_minutes, meetings.call_off])
    return ends(found, by=walk.able(), now=walk.now)


@step("add a goal", 2)
def add_goal(walk: Walk):
    referral = walk.referral(closed_at=None, status__in=[Status.ASSESSED, Status.SUPPORTED])
    by = walk.by(referral.person, first=referral.owner_id)
    return plans.add_goal(referral, words="To sleep", value=walk.draw.choice([None, 3]), by=by, now=walk.now)


@step("change a goal", 0.8)
def change_goal(walk: Walk):
    goal = walk.row(Goal.objects.select_related(*ABOUT), ended_at=None)
    by = walk.by(goal.person, first=goal.referral.owner_id)
    if walk.draw.random() < 0.4:
        return plans.end_goal(goal, how=walk.draw.choice(["reached", "no_longer"]), by=by, now=walk.now)
    if walk.draw.random() < 0.5:
        return plans.rate(goal, value=walk.draw.randint(0, 10), by=by, now=walk.now)
    return plans.correct_goal(goal, words="To sleep well", by=by, now=walk.now)


def of_a_strand(walk: Walk) -> dict:
    is_theirs = walk.draw.random() < 0.3
    return {
        "kind": walk.draw.choice(Strand.Kind.values), "what": "We talk", "is_theirs": is_theirs,
        "owner": None if is_theirs else walk.able(), "next_on": None if is_theirs else walk.day(),
    }  # fmt: skip


@step("add a strand", 2)
def add_strand(walk: Walk):
    referral = walk.referral(closed_at=None, status__in=[Status.ASSESSED, Status.SUPPORTED])
    by = walk.by(referral.person, first=referral.owner_id)
    return strand_actions.add_strand(referral, **of_a_strand(walk), by=by, now=walk.now)


@step("change a strand", 1.2)
def change_strand(walk: Walk):
    strand = walk.row(Strand.objects.select_related("owner", *ABOUT), ended_at=None)
    by = walk.by(strand.person, first=strand.owner_id)
    chance = walk.draw.random()
    if chance < 0.4:
        return strand_actions.do_step(strand, next_on=walk.day(), by=by, now=walk.now)
    if chance < 0.7:
        return strand_actions.end_strand(strand, how=walk.draw.choice(["done", "stopped"]), by=by, now=walk.now)
    return strand_actions.correct_strand(strand, **of_a_strand(walk), by=by, now=walk.now)


@step("show the plan", 3)
def show_plan(walk: Walk):
    referral = walk.referral(closed_at=None, status__in=[Status.ASSESSED, Status.SUPPORTED])
    by = walk.by(referral.person, first=referral.owner_id)
    return plan_actions.show(referral, look_on=walk.day(), by=by, now=walk.now)


def a_plan(walk: Walk, **fitting) -> Plan:
    return walk.row(Plan.objects.select_related(*ABOUT), **fitting)


@step("agree to the plan", 4)
def agree_plan(walk: Walk):
    plan = a_plan(walk, status__in=["shown", "change_asked"])
    if walk.draw.random() < 0.5:
        return plan_actions.agree(plan, now=walk.now)
    by = walk.by(plan.person, first=plan.referral.owner_id)
    return plan_actions.agree_with_them(plan, how="phone", by=by, now=walk.now)


@step("ask for a change of the plan", 0.5)
def ask_change(walk: Walk):
    return plan_actions.ask_change(a_plan(walk), words="Not on Mondays", now=walk.now)


@step("look at the plan again", 0.6)
def look_again(walk: Walk):
    plan = a_plan(walk, status="agreed")
    return plan_actions.look_again(plan, look_on=walk.day(), by=walk.by(plan.person), now=walk.now)


@step("agree a course", 2)
def agree_course(walk: Walk):
    referral = walk.referral(closed_at=None, stage__in=[Stage.IN_SUPPORT, Stage.ELSEWHERE, Stage.MEETING])
    giver = walk.able() if walk.draw.random() < 0.5 else None
    return courses.agree(
        referral, protocol=walk.one_of(Protocol.objects.filter(hub=walk.hub)), sessions=3, practitioner=giver,
        expected_on=None if giver else walk.day(), by=walk.by(referral.person, first=referral.owner_id), now=walk.now,
    )  # fmt: skip


def a_course(walk: Walk, **fitting) -> Course:
    return walk.row(Course.objects.select_related("practitioner", "protocol", *ABOUT), **fitting)


@step("start a course", 2)
def start_course(walk: Walk):
    course = a_course(walk, status="waiting")
    by = walk.by(course.person, first=course.referral.owner_id)
    return courses.start(course, practitioner=walk.able(), by=by, now=walk.now)


@step("change a course", 0.8)
def change_course(walk: Walk):
    course = a_course(walk, status="running")
    by = walk.by(course.person, first=course.practitioner_id)
    if walk.draw.random() < 0.5:
        return courses.hand_on(course, practitioner=walk.able(), by=by, now=walk.now)
    return courses.extend(course, sessions=course.sessions + 1, why="More is needed", by=by, now=walk.now)


@step("end a course", 0.7)
def end_course(walk: Walk):
    course = a_course(walk, status__in=["waiting", "running"])
    verb = walk.draw.choice(["complete", "end_for_them", "end"])
    return courses.end(course, verb, why="So", by=walk.by(course.person, first=course.practitioner_id), now=walk.now)
