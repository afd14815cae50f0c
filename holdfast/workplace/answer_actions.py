"""What the person says of a statement about their work: yes, a change, no; and that a partner is told nothing more."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.agreements import actions as agreements
from holdfast.agreements.actions import NotAgreed
from holdfast.agreements.models import Agreement, Partner
from holdfast.agreements.queries import withdrawn_since
from holdfast.letters.answer_actions import refuse_agreed
from holdfast.lifecycle import Oneself
from holdfast.people.holding import hold
from holdfast.people.identity import seal
from holdfast.people.models import Person
from holdfast.referrals.actions import lock_all_of
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.workplace.actions import disagree, end, goes_on, locked, tell
from holdfast.workplace.models import PartnerLink, WorkStatement
from holdfast.workplace.queries import can_read, wish_of
from holdfast.workplace.sharing_actions import share_now
from holdfast.workplace.states import OPEN, WORK_STATEMENT, Status

PURPOSES = {"gp": Agreement.Purpose.CARE}
"""What an agreement is for, by whom it is with; with whoever has to do with their work, otherwise."""

BETWEEN = "\n\n"
"""What stands between two wishes for one statement."""


class AskedBefore(Exception):
    """They have asked for another change of these words."""


def mark_of_wish(statement: WorkStatement) -> str:
    """What a form brings back of the wish that its page showed; nothing where there is none."""
    return sha256(bytes(statement.wish_sealed)).hexdigest() if statement.wish_sealed else ""


@transaction.atomic
def agree(statement: WorkStatement, *, now: datetime, by: Membership | None = None) -> WorkStatement:
    """Agree that this partner reads these very words. Where the partner has a way to read, they can from now on.

    Args:
        by: the practitioner who wrote down what the person said in conversation; None: the person themselves.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is not shown now, or the request is closed.
        NotAgreed: since it was shown they have told this partner nothing more.
    """
    hold(statement.hub_id, [statement.person_id])
    referral = goes_on(statement.referral)
    statement = locked(statement)
    verb, how = ("agree", WorkStatement.How.OWN_PAGES) if by is None else ("agree_for_them", "conversation")
    statement.status = WORK_STATEMENT.target(verb, status=statement.status, by=by or Oneself())
    agreements.locked(statement.person, statement.partner)
    if withdrawn_since(statement.person, statement.partner, statement.shown_at):
        raise NotAgreed(NotAgreed.__doc__)
    purpose = PURPOSES.get(statement.partner.route, Agreement.Purpose.WORK)
    given_how = Agreement.How.ON_OWN_PAGES if by is None else Agreement.How.BY_TELEPHONE
    agreements.give_for_words(
        statement.person, partner=statement.partner, purpose=purpose, how=given_how, now=now, by=by
    )
    statement.agreed_at, statement.agreed_how, statement.agreed_by = now, how, by
    statement.agreed_hash = statement.shown_hash
    statement.save(update_fields=["status", "agreed_at", "agreed_how", "agreed_by", "agreed_hash"])
    tell(statement, "work.agree", by=by, now=now, how=how)
    if can_read(statement, now=now):
        share_now(statement, by=None, now=now)
    follow(referral, now=now)
    return statement


@transaction.atomic
def ask_change(statement: WorkStatement, *, wish: str, now: datetime, seen: str = "") -> WorkStatement:
    """Ask for a change, in their words. A yes holds no longer. What they asked for before is kept above it; the same
    words again change nothing. `seen`: the mark of what they had asked for, as the page showed it.

    Raises:
        MoveNotAllowed: it was shared, or has ended.
        AskedBefore: they have asked for another change since the page was opened.
    """
    statement = locked(statement)
    before = wish_of(statement)
    if statement.status == Status.CHANGE_ASKED and wish in before.split(BETWEEN):
        return statement
    if before and seen != mark_of_wish(statement):
        raise AskedBefore(AskedBefore.__doc__)
    statement.status = WORK_STATEMENT.target("ask_change", status=statement.status, by=Oneself())
    disagree(statement)
    asked = f"{before}{BETWEEN}{wish}" if before else wish
    statement.wish_sealed = seal(statement.person, f"work_wish:{statement.pk}", asked)
    statement.save(
        update_fields=["status", "agreed_at", "agreed_hash", "agreed_how", "agreed_by", "wish_sealed"]
    )  # fmt: skip
    tell(statement, "work.ask_change", by=None, now=now)
    return statement


@transaction.atomic
def refuse(statement: WorkStatement, *, now: datetime) -> WorkStatement:
    """Say no, or take a yes back before it was shared. It goes nowhere.

    Raises:
        MoveNotAllowed: it was shared, or has ended.
    """
    statement = locked(statement)
    end(statement, "refuse", by=Oneself(), now=now)
    tell(statement, "work.refuse", by=None, now=now)
    return statement


@transaction.atomic
def tell_nothing_more(person: Person, partner: Partner, *, now: datetime, by: Membership | None = None) -> None:
    """Withdraw an agreement. What was not shared is stopped at once; what was shared stays where it went. To a letter
    that was agreed for such a partner and not posted it is a no: a letter says whom it is for, and names no partner.

    Raises:
        NotAgreed: there is nothing to withdraw.
    """
    hold(person.hub_id, [person.pk])
    lock_all_of(person.hub_id, [person.pk])  # a letter is held behind its referral
    stop(held(person, partner=partner), now=now)
    agreements.withdraw(person, partner, by=by, now=now)
    refuse_agreed(person, partner.route, now=now)


@transaction.atomic
def stop_all(referral: Referral, *, now: datetime) -> None:
    """The person stopped their request, or it is closed: nothing of it that was not shared is shared any more, and no
    link opens what was, since nobody would read an answer."""
    stop(held(referral.person), now=now)
    links = PartnerLink.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id, ended_at=None)
    links.update(ended_at=now)


def held(person: Person, **facts: object) -> list[WorkStatement]:
    """The person's statements that were not shared, held without their referrals, of which nothing changes."""
    found = WorkStatement.objects.filter(hub_id=person.hub_id, person=person, status__in=OPEN, **facts)
    related = found.select_for_update(of=("self",)).select_related("person", "partner")
    return list(related.order_by("pk"))


def stop(statements: list[WorkStatement], *, now: datetime) -> None:
    """Stop what waits."""
    for statement in statements:
        end(statement, "stop", by=Oneself(), now=now)
        tell(statement, "work.stop", by=None, now=now)
