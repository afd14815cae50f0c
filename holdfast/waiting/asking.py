"""Asking somebody questions by a link: neutral mail where an address is safe, and on their own pages."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from holdfast.correspondence.actions import cancel_about, make_link, post_to_person
from holdfast.correspondence.models import Link, Message
from holdfast.events.actions import record
from holdfast.people.identity import channels_of
from holdfast.referrals.models import Referral
from holdfast.waiting.models import Ask


def ask(
    referral: Referral, *, why: str, subject_id: UUID, questionnaires: Sequence[str], opens_at: datetime,
    closes_at: datetime, now: datetime,
) -> Ask:  # fmt: skip
    """Ask somebody some questionnaires. In the transaction of whoever calls it; the mail goes when it opens.

    The link in the mail opens with their PIN and nothing else.
    """
    person = referral.person
    made = Ask.objects.create(
        hub_id=referral.hub_id, person=person, referral=referral, why=why, subject_id=subject_id,
        questionnaires=list(questionnaires), made_at=now, opens_at=opens_at, closes_at=closes_at,
        is_mailed=bool(channels_of(person).get("email")),
    )  # fmt: skip
    if made.is_mailed:
        token, _, _link = make_link(
            person, subject_id=referral.pk, purpose=Link.Purpose.OWN_PAGES, now=opens_at, opens_by_code=False
        )
        here = settings.PUBLIC_URL or "http://localhost:8000"
        address = f"{here}{reverse('portal:open_link', args=[referral.hub.slug, token])}"
        post_to_person(
            person, kind=Message.Kind.QUESTIONS, subject_id=made.pk, now=now, not_before=opens_at, link=address
        )
    record(
        made, "questions.ask", by=None, now=now, referral=str(referral.pk), why=why, questionnaires=list(questionnaires)
    )
    return made


def stop_asking(asked: Ask, *, now: datetime) -> None:
    """It is not asked any more; mail that has not gone does not go."""
    asked.ended_at = now
    asked.save(update_fields=["ended_at"])
    cancel_about(asked.hub_id, asked.pk, now=now)
