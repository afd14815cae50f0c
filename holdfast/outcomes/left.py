"""What is open still when somebody is discharged: shown before it ends, so that nothing ends or stays unseen.

`settings.LEFT_OPEN` names who is asked; each says in a line what becomes of it. `settings.STAYS_ENDED` names those of
them whose end an undo leaves: their lines are kept, and said once more when it is undone.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.appointments.models import Offer
from holdfast.appointments.queries import to_come
from holdfast.assessments.queries import being_written
from holdfast.contacts.promises import CALLS, open_promises
from holdfast.coordination.queries import open_strands
from holdfast.courses.queries import open_course
from holdfast.letters.models import Letter
from holdfast.letters.states import TO_POST
from holdfast.letters.states import Status as LetterStatus
from holdfast.meetings.queries import waiting_of
from holdfast.onward.models import OnwardReferral
from holdfast.onward.states import OPEN as ONWARD_OPEN
from holdfast.outcomes.queries import open_follow_ups
from holdfast.referrals.models import Referral
from holdfast.waiting.models import Ask
from holdfast.workplace.models import PartnerLink, WorkStatement
from holdfast.workplace.queries import open_steps, unanswered
from holdfast.workplace.states import OPEN as WORK_OPEN


def left_open(referral: Referral, *, now: datetime) -> list[str]:
    """One line for each kind of thing that is open still; nothing where nothing is."""
    return lines_of(settings.LEFT_OPEN, referral, now=now)


def stays_ended(referral: Referral, *, now: datetime) -> list[str]:
    """Those of the lines whose end an undo leaves."""
    return lines_of(settings.STAYS_ENDED, referral, now=now)


def lines_of(names: Iterable[str], referral: Referral, *, now: datetime) -> list[str]:
    """What each of them says, where it says something."""
    return [line for each in names if (line := import_string(each)(referral, now=now))]


def appointments(referral: Referral, *, now: datetime) -> str:
    """What is booked."""
    return counted(len(to_come(referral, now=now)), "appointment is cancelled", "appointments are cancelled")


def promises(referral: Referral, *, now: datetime) -> str:
    """A call, or another try, that was promised to them. Whether they are safe is asked still: an alert sees to it."""
    found = open_promises(referral).filter(action__in=CALLS).count()
    return counted(found, "call that was promised to them is not made", "calls that were promised to them are not made")


def offer(referral: Referral, *, now: datetime) -> str:
    """Times that they were offered, and have not chosen from."""
    found = Offer.objects.filter(hub_id=referral.hub_id, referral=referral, taken_at=None, withdrawn_at=None)
    return "The times they may choose from are taken back" if found.filter(ends_at__gt=now).exists() else ""


def follow_ups(referral: Referral, *, now: datetime) -> str:
    """What was still to be asked."""
    found = len(open_follow_ups(referral))
    return counted(found, "planned follow-up is stopped", "planned follow-ups are stopped")


def strands(referral: Referral, *, now: datetime) -> str:
    """What the plan says is done still. It stays in the plan as it is, and nobody is asked to do it."""
    found = len(open_strands(referral))
    return counted(found, "part of the plan goes on no more", "parts of the plan go on no more")


def onward(referral: Referral, *, now: datetime) -> str:
    """Whom they were referred on to, and who has not ended it."""
    found = OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=ONWARD_OPEN).count()
    return counted(found, "onward referral is withdrawn", "onward referrals are withdrawn")


def course(referral: Referral, *, now: datetime) -> str:
    """The course of sessions that waits or is under way."""
    return "The course of sessions ends" if open_course(referral) else ""


def work(referral: Referral, *, now: datetime) -> str:
    """What was written about their work and is shared with nobody yet."""
    found = WorkStatement.objects.filter(
        hub_id=referral.hub_id, person_id=referral.person_id, status__in=WORK_OPEN
    ).count()
    return counted(found, "statement about their work is not shared", "statements about their work are not shared")


def links(referral: Referral, *, now: datetime) -> str:
    """Links by which partners read what was shared about their work."""
    found = PartnerLink.objects.filter(
        hub_id=referral.hub_id, person_id=referral.person_id, ended_at=None, expires_at__gt=now
    )
    return counted(found.count(), "link to what was shared opens no more", "links to what was shared open no more")


def questions(referral: Referral, *, now: datetime) -> str:
    """What they are asked by a link, before a session or while they wait."""
    found = Ask.objects.filter(hub_id=referral.hub_id, referral=referral, ended_at=None, closes_at__gt=now).count()
    return counted(found, "link with questions asks no more", "links with questions ask no more")


def asked_at_work(referral: Referral, *, now: datetime) -> str:
    """What somebody was asked about their work, and has not answered."""
    found = unanswered(WorkStatement.objects.filter(hub_id=referral.hub_id, referral=referral)).count()
    return counted(
        found, "question about their work has no answer: nobody waits for it any more",
        "questions about their work have no answer: nobody waits for them any more",
    )  # fmt: skip


def return_steps(referral: Referral, *, now: datetime) -> str:
    """Steps of the return to work that are not done."""
    found = open_steps(referral.hub_id).filter(statement__referral=referral).count()
    return counted(
        found, "step of the return to work is not done: nobody is told of its day",
        "steps of the return to work are not done: nobody is told of their days",
    )  # fmt: skip


def assessment(referral: Referral, *, now: datetime) -> str:
    """An assessment that is being written."""
    return "The assessment that is being written stays unfinished" if being_written(referral) else ""


def team_question(referral: Referral, *, now: datetime) -> str:
    """What the team was to be asked."""
    return "The question to the team is not talked about" if waiting_of(referral) else ""


def letters(referral: Referral, *, now: datetime) -> str:
    """Letters that were agreed and not posted: they go."""
    found = Letter.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=TO_POST).count()
    return counted(found, "letter is posted still", "letters are posted still")


def shown_letters(referral: Referral, *, now: datetime) -> str:
    """Letters that they were shown, and have not agreed to."""
    asked = (LetterStatus.SHOWN, LetterStatus.CHANGE_ASKED)
    found = Letter.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=asked).count()
    return counted(
        found, "letter that they were shown goes only if they agree to it yet",
        "letters that they were shown go only if they agree to them yet",
    )  # fmt: skip


def counted(number: int, one: str, many: str) -> str:
    """ "One letter …", "2 letters …"; nothing for none."""
    return "" if not number else f"One {one}" if number == 1 else f"{number} {many}"
