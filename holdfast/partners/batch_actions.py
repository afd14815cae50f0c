"""Writes of a partner's file: many referrals in one transaction, by the same rules as one.

What raises an alert goes the way that a page goes, one by one; so does a batch that the database refuses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from holdfast.agreements.models import Partner
from holdfast.events.actions import event_about
from holdfast.events.together import write_together
from holdfast.front_door.actions import request_rows
from holdfast.hubs.models import Hub
from holdfast.partners.actions import refer, worry
from holdfast.partners.batch_rows import Referrer, Row
from holdfast.partners.code_actions import introduce
from holdfast.partners.queries import admitted_by, partner_with, was_worried
from holdfast.people.identity import name_of
from holdfast.people.models import MatchToken
from holdfast.people.names import normalise
from holdfast.people.search import match_rows, tokens_of
from holdfast.referrals.models import Referral, Tally
from holdfast.triage.queries import proposal_for
from holdfast.triage.rules import Told

MOST_KNOWN = 500


class NotTaken(Exception):
    """Referrals of this partner are not taken; the sentence says why."""


@dataclass
class Partners:
    """The partners of a file as far as they were met, so that each is looked up once."""

    hub: Hub
    met: dict[Referrer, Partner | str] = field(default_factory=dict)

    def find(self, referrer: Referrer, *, now: datetime, is_dry: bool) -> Partner | None:
        """The partner of a row, written down if new; None where it is new and nothing is to be written.

        Raises:
            NotTaken: their organisation is not admitted, or they have ended.
        """
        found = self.met.get(referrer)
        if found is None:
            if len(self.met) >= MOST_KNOWN:
                self.met.clear()
            try:
                found = partner_for(self.hub, referrer, now=now, is_dry=is_dry)
            except NotTaken as reason:
                found = str(reason)
            if found is not None:
                self.met[referrer] = found
        if isinstance(found, str):
            raise NotTaken(found)
        return found


def partner_for(hub: Hub, referrer: Referrer, *, now: datetime, is_dry: bool) -> Partner | None:
    """The partner with this address, if referrals of their route are taken.

    Raises:
        NotTaken: they are not.
    """
    known = partner_with(hub, referrer.email)
    route = referrer.route or (known.route if known else "")
    here = [each for each in admitted_by(hub, referrer.email) if each.route != Referral.Route.MANAGER]
    admitted = next((each for each in here if route in ("", each.route)), None)
    if admitted is None or (known and known.ended_at):
        raise NotTaken("partner_email: the hub does not take referrals from this address; see its page “Who may refer”")
    if not route and len(here) > 1:
        raise NotTaken("route: say which; the hub takes referrals of several kinds from this address")
    if known and known.route != admitted.route:
        raise NotTaken(f"route: this partner is known to the hub as “{known.route}”")
    if known or is_dry:
        return known
    if not referrer.name:
        raise NotTaken("partner_name: give the name of a partner whom the hub does not know yet")
    return introduce(
        admitted, address=referrer.email, name=referrer.name, telephone="", now=now, organisation=referrer.organisation
    )


def known_by(hub: Hub, marks: Iterable[bytes]) -> dict[bytes, Referral]:
    """The referrals of the hub that bear one of these marks already, by it."""
    found = Referral.objects.filter(hub=hub, submission__in=list(marks)).select_related("person")
    return {bytes(referral.submission): referral for referral in found}


def is_of(row: Row, referral: Referral) -> bool:
    """Whether a row that has the reference of a referral is about the same person."""
    return not row.reference or normalise(row.asked.name) == normalise(name_of(referral.person))


@transaction.atomic
def hear_worry(hub: Hub, row: Row, referral: Referral, *, now: datetime) -> None:
    """The partner worries about somebody whom they have referred before without a worry: that raises its alert."""
    if row.is_worried and not was_worried(referral):
        worry(hub, referral, now=now)


@transaction.atomic
def take_batch(hub: Hub, rows: Sequence[tuple[Row, Partner]], *, now: datetime) -> None:
    """Write referrals that are not there yet."""
    calm = [each for each in rows if not each[0].is_worried]
    try:
        with transaction.atomic():
            write_batch(hub, calm, now=now)
    except IntegrityError:  # a reference number came twice, or another import runs beside this one
        for row, partner in calm:
            take_one(hub, row, partner, now=now)
    for row, partner in rows:
        if row.is_worried:
            take_one(hub, row, partner, now=now)


def take_one(hub: Hub, row: Row, partner: Partner, *, now: datetime) -> Referral:
    """One referral, as a page sends it."""
    asked = replace(row.asked, partner=partner, route=partner.route)
    return refer(hub, asked, agreed=row.agreed, is_worried=row.is_worried, submission=row.mark, now=now)


def write_batch(hub: Hub, rows: Sequence[tuple[Row, Partner]], *, now: datetime) -> None:
    """The rows of many requests in three statements: the tokens, which are most of them, by themselves."""
    if not rows:
        return
    told = Told(safe_now=Referral.SafeNow.NOT_ASKED)
    proposal, version = proposal_for(told, hub=hub, terms=hub.current, received_at=now, now=now)
    together: list[Model] = []
    tokens: list[tuple[bytes, UUID]] = []
    marks: list[MatchToken] = []
    tally: Tally | None = None
    for row, partner in rows:
        asked = replace(row.asked, partner=partner, route=partner.route)
        referral, beside = request_rows(
            hub, asked, proposal=proposal, version=version, submission=row.mark, now=now, actor="partner"
        )
        found = tokens_of(hub.pk, asked.name, version=referral.person.search_version)
        tokens += [(token, referral.person_id) for token in sorted(found)]
        marks += match_rows(referral.person, asked.name, asked.channels, {})
        tally = next(each for each in beside if isinstance(each, Tally))
        together += [each for each in beside if each is not tally]
        agreed = {"how": row.agreed.how, "on": row.agreed.on.isoformat()}
        together.append(event_about(referral, "referral.agreed", by=None, now=now, **agreed))
    if tally is not None:
        tally.delta = len(rows)
        together.append(tally)
    write_together(*together)
    write_tokens(hub, tokens)
    write_marks(hub, marks)


def write_tokens(hub: Hub, tokens: Sequence[tuple[bytes, UUID]]) -> None:
    """Search tokens of many people in one statement whose text is always the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO people_searchtoken (hub_id, token, person_id)
               SELECT %s, token, person_id FROM unnest(%s::bytea[], %s::uuid[]) AS found (token, person_id)""",
            [hub.pk, [token for token, _ in tokens], [person_id for _, person_id in tokens]],
        )


def write_marks(hub: Hub, marks: Sequence[MatchToken]) -> None:
    """What may tell that another record is the same person's, in one statement whose text is always the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO people_matchtoken (hub_id, token, person_id, kind)
               SELECT %s, token, person_id, kind
               FROM unnest(%s::bytea[], %s::uuid[], %s::text[]) AS found (token, person_id, kind)""",
            [hub.pk, *([getattr(mark, name) for mark in marks] for name in ("token", "person_id", "kind"))],
        )
