"""Where things stand, in words: what comes next, the steps, who is responsible. Made of what is stored, and pure."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from holdfast.hubs.hours import LONDON, instant, london_day, say_by, say_day, say_moment
from holdfast.referrals.models import Referral
from holdfast.referrals.states import PAST_ASSESSMENT, NextAction, Stage, Status

Step = dict[str, Any]


def next_of(referral: Referral, *, now: datetime) -> dict[str, Any]:
    """The one thing that comes next: its title, and what it means. `is_late` where we have missed our own date."""
    if referral.closed_at:
        return ended(referral, now=now)
    if referral.next_action == NextAction.MEET:
        return appointed(referral, now=now)
    is_arranged = referral.next_action == NextAction.ASSESS
    is_today = london_day(referral.next_action_at) == london_day(now)
    by = (say_by if is_today or not is_arranged else say_day)(referral.next_action_at, now)
    if referral.next_action_at < now:
        title = _("We should have been in touch with you by %(by)s") % {"by": by}
        return {"title": title, "text": _("The fault is ours."), "is_late": True}
    if referral.next_action == NextAction.OFFER_TRANSFER and referral.wished_hub:
        title = _("We ask %(hub)s by %(by)s whether they can see you") % {"hub": referral.wished_hub.name, "by": by}
        return {"title": title, "text": _("Until they answer, you stay with us."), "is_late": False}
    who = referral.owner.name if referral.owner else _("Somebody from the hub")
    titles = {
        NextAction.ASSESS: _("You have a longer talk with %(who)s by %(by)s"),
        NextAction.TRY_AGAIN: _("%(who)s tries again to reach you by %(by)s"),
        NextAction.WRITE_UP: _("%(who)s writes down what you talked about, and is in touch by %(by)s"),
        NextAction.DISCUSS: _("%(who)s talks with colleagues about what could help you, and is in touch by %(by)s"),
        NextAction.PLAN: _("%(who)s puts together what could help you, and is in touch by %(by)s"),
        NextAction.AGREE_PLAN: _("Your plan is ready to read. We agree it with you by %(by)s"),
        NextAction.CHASE: _("%(who)s asks the service that has you how it stands, by %(by)s"),
        NextAction.REFER: _("%(who)s puts together what could help you, and is in touch by %(by)s"),
        NextAction.GO_ON: _("%(who)s looks at what comes next for you by %(by)s"),
        NextAction.STEP: _("The next step of your plan comes by %(by)s"),
        NextAction.FOLLOW_UP: _("We ask how you are, by %(by)s at the latest"),
        NextAction.REVIEW: _("%(who)s looks at how it went, and is in touch by %(by)s"),
    }
    if referral.status == Status.SUPPORTED:
        titles[NextAction.PLAN] = _("%(who)s looks at your plan with you again by %(by)s")
    title = titles.get(NextAction(referral.next_action), _("%(who)s gets in touch with you by %(by)s"))
    text = _("In a way that you called safe, and no other.")
    return {"title": title % {"who": who, "by": by}, "text": text, "is_late": False}


def appointed(referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What is said while an appointment is booked; and once it has begun, until somebody says how it went."""
    when = say_moment(referral.next_action_at, now)
    if referral.next_action_at < now:
        text = _("If you could not come, that closes nothing. Call us, or wait: we will be in touch.")
        return {"title": _("Your appointment was %(when)s") % {"when": when}, "text": text, "is_late": False}
    title = _("Your appointment is %(when)s") % {"when": when}
    return {"title": title, "text": _("How and where we meet stands under Appointments."), "is_late": False}


def ended(referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What is said once a referral is closed."""
    day = say_day(referral.closed_at, now)
    titles = {
        Status.WITHDRAWN: _("You stopped %(day)s. Nothing more happens unless you ask again"),
        Status.SIGNPOSTED: _("We gave you advice, and closed your request %(day)s"),
        Status.DECLINED: _("We could not take your request on, and closed it %(day)s"),
        Status.DISCHARGED: _("We finished %(day)s. You can come back at any time"),
        Status.TRANSFERRED: _("Another hub looks after you since %(day)s"),
    }
    said = day if referral.status == Status.TRANSFERRED else on_day(day)
    title = titles.get(Status(referral.status), _("Your request was closed %(day)s")) % {"day": said}
    texts = {
        Status.DISCHARGED: _("Everything stays where you left it."),
        Status.TRANSFERRED: _(
            "They have what we knew, as you agreed. To reach them, use what they sent you, or call us."
        ),
    }
    text = texts.get(Status(referral.status), _("You can ask again at any time, and need give no reason."))
    return {"title": title, "text": text, "is_late": False}


def on_day(day: str) -> str:
    """ "today", "yesterday", "on Friday 16 October"."""
    return day if day in {"today", "tomorrow", "yesterday"} else _("on %(day)s") % {"day": day}


def steps_of(referral: Referral, values: dict[str, str], *, now: datetime, had_plan: bool = True) -> list[Step]:
    """What was, is and will be. What is not yet known has no date. `had_plan`: they agreed a plan, by which support
    begins; asked of those who are followed up alone."""
    asked = {
        "title": _("You asked for help") if referral.route == Referral.Route.SELF else _("You were referred to us"),
        "when": _("Done %(day)s") % {"day": on_day(say_day(referral.received_at, now))},
        "state": "done",
        "note": "",
    }
    if referral.closed_at:
        done = [contact_step(referral, now=now)] if referral.first_contact_at else []
        when = on_day(say_day(referral.closed_at, now))
        titles = {Status.DISCHARGED: _("We finished"), Status.TRANSFERRED: _("Another hub took over")}
        title = titles.get(Status(referral.status), _("Closed"))
        closed = {"title": title, "when": when[0].upper() + when[1:], "state": "here", "plain": True}
        return [asked, *done, closed]
    is_talked, usual = referral.stage == Stage.ASSESSMENT, values["usual_assessment"]
    talk_by = referral.stage_action_at or referral.next_action_at
    if referral.stage in PAST_ASSESSMENT:
        is_over = referral.status == Status.MONITORED
        so_far = planned(referral, had_plan=had_plan)
        return [asked, contact_step(referral, now=now), *so_far, *after_plan(values, is_here=is_over)]
    talk = {
        "title": _("You have a longer talk"),
        "when": _("By %(by)s") % {"by": say_day(talk_by, now)} if is_talked else usual,
        "text": _("%(usual)s of asking.") % {"usual": usual} if is_talked else "",
        "state": "here" if is_talked or referral.first_contact_at else "",
    }
    plan = {"title": _("You agree a plan"), "text": _("We go through what could help. You decide.")}
    starts = {"title": _("Support starts"), "text": _("If another service has a longer wait, we tell you how long.")}
    return [asked, contact_step(referral, now=now), talk, plan, starts, *after_plan(values)]


def planned(referral: Referral, *, had_plan: bool) -> list[Step]:
    """The longer talk, the plan and the support of somebody who was assessed."""
    is_over = referral.status == Status.MONITORED
    if is_over and not had_plan:
        return [{"title": _("You had a longer talk"), "when": _("Done"), "state": "done"}]
    is_agreed = is_over or referral.status == Status.SUPPORTED
    plan = {"title": _("You agree a plan"), "text": _("We go through what could help. You decide.")}
    starts = {"title": _("Support starts"), "text": _("If another service has a longer wait, we tell you how long.")}
    return [
        {"title": _("You had a longer talk"), "when": _("Done"), "state": "done"},
        {"title": _("You agreed a plan"), "when": _("Done"), "state": "done"}
        if is_agreed
        else plan | {"state": "here"},
        {"title": _("You had support"), "when": _("Done"), "state": "done"}
        if is_over
        else starts | {"state": "here" if is_agreed else ""},
    ]


def after_plan(values: dict[str, str], *, is_here: bool = False) -> list[Step]:
    """What comes when support has begun; where it is over, they are here."""
    when = _("After %(months)s") % {"months": values["follow_up"]}
    return [{"title": _("We ask how you are"), "when": when, "state": "here" if is_here else ""}]


def contact_step(referral: Referral, *, now: datetime) -> Step:
    """The first conversation: when it was, or by when it comes, and how often we have tried."""
    if referral.first_contact_at:
        after = (local_day(referral.first_contact_at) - local_day(referral.received_at)).days
        when = _("Done %(day)s") % {"day": on_day(say_day(referral.first_contact_at, now))}
        days = ngettext("%(count)d day after you asked", "%(count)d days after you asked", after) % {"count": after}
        return {"title": _("We talked"), "when": f"{when}, {days}" if after else when, "state": "done"}
    tried = ngettext("We have tried once.", "We have tried %(count)d times.", referral.attempts)
    return {
        "title": _("We get in touch"),
        "when": _("By %(by)s") % {"by": say_by(referral.contact_by, now)},
        "text": tried % {"count": referral.attempts} if referral.attempts else "",
        "state": "here",
    }


def local_day(at: datetime) -> Any:
    """The day in London."""
    return at.astimezone(LONDON).date()


def responsible(referral: Referral) -> dict[str, str]:
    """Who is responsible, by name; while nobody is, whoever is on duty that day."""
    if referral.closed_at:
        return {}
    if referral.owner:
        role = referral.owner.profession or _("practitioner")
        return {"name": referral.owner.name, "role": _("%(role)s at this hub") % {"role": role[0].lower() + role[1:]}}
    return {"name": _("The practitioner on duty"), "role": _("until somebody has you by name")}


def told_emergency(event: Any, *, now: datetime) -> str:
    """That somebody without a relationship opened the record, by name and moment; for two weeks."""
    if event is None or now - event.occurred_at > timedelta(days=14):
        return ""
    name = event.by.name if event.by else _("Somebody")
    return _("%(name)s opened your record in an emergency, %(when)s.") % {
        "name": name, "when": on_moment(event.occurred_at, now),
    }  # fmt: skip


def on_moment(at: datetime, now: datetime) -> str:
    """ "today at 3:05pm", "on Friday 16 October at 8am"."""
    words = say_moment(at, now)
    return words if words.split()[0] in {"today", "tomorrow", "yesterday"} else _("on %(moment)s") % {"moment": words}


def on_day_of(day: date, now: datetime) -> str:
    """ "Today", "On Friday 16 October": the beginning of a statement."""
    words = on_day(say_day(instant(day, time(12)), now))
    return words[0].upper() + words[1:]
