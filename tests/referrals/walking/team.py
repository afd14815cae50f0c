"""Steps of a walk: somebody leaves, comes back, works in another role, is away, takes a shift."""

from datetime import timedelta

from holdfast.accounts import actions as accounts
from holdfast.accounts.models import Membership
from holdfast.accounts.rota_actions import add_shift
from holdfast.diary import hours_actions
from holdfast.hubs.hours import instant
from holdfast.people import cover_actions
from holdfast.people.models import Cover
from tests.builders import make_member
from tests.referrals.walking.ground import NothingToDo, Walk, step

ROLES = (["practitioner"], ["clinical_lead"], ["support_line"], ["administrator"], ["hub_manager"],
         ["practitioner", "administrator"])  # fmt: skip
COMERS = ("Nell Sampleton", "Juno Newcomer", "Somebody Else")


@step("somebody leaves", 0.25)
def leave(walk: Walk):
    return accounts.leave(walk.member(), now=walk.now)


@step("somebody works as something else", 0.4)
def works_as(walk: Walk):
    member = walk.member()
    return accounts.set_roles(member, walk.draw.choice(ROLES), is_fallback=member.is_fallback or None, now=walk.now)


@step("somebody is suspended", 0.3)
def suspend(walk: Walk):
    return accounts.suspend(walk.member(), now=walk.now)


@step("somebody may come back", 1)
def resume(walk: Walk):
    found = [each for each in walk.members(active=False) if each.status == Membership.Status.SUSPENDED]
    return accounts.resume(walk.one_of(found), now=walk.now)


@step("somebody begins", 0.3)
def begin(walk: Walk):
    if Membership.objects.filter(hub=walk.hub).count() > 9:
        raise NothingToDo
    member = make_member(walk.hub, walk.draw.choice(COMERS), *walk.draw.choice(ROLES))
    member.status = Membership.Status.INVITED
    member.save(update_fields=["status"])
    accounts.activate(member, now=walk.now)
    return member


@step("cover", 0.5)
def cover(walk: Walk):
    away, covering = walk.able(), walk.able()
    day = walk.day(least=0, most=3)
    return cover_actions.hand_over(
        away, covering=covering, starts_on=day, ends_on=day + timedelta(days=5), by=walk.able(), now=walk.now
    )


@step("end a cover", 0.3)
def end_cover(walk: Walk):
    found = walk.row(Cover.objects.select_related("away"), ended_at=None)
    return cover_actions.end_cover(found, by=walk.able(), now=walk.now)


@step("take a shift", 0.5)
def shift(walk: Walk):
    by = walk.one_of(walk.members())
    return add_shift(
        walk.hub, member=walk.able(), starts_at=walk.now, ends_at=walk.now + timedelta(hours=6), by=by, now=walk.now
    )


@step("be away", 0.4)
def absence(walk: Walk):
    member, day = walk.able(), walk.day(least=0, most=5)
    return hours_actions.set_absence(
        member, why="ill", starts_at=instant(day, walk.now.time()), ends_at=instant(day, walk.now.time())
        + timedelta(days=2), by=walk.member(), now=walk.now,
    )  # fmt: skip
