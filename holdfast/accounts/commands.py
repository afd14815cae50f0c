"""`holdfast account`: who works for a hub. Nothing is mailed: a join link is printed and handed over in person."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from holdfast.accounts import actions
from holdfast.accounts.duty import LONDON
from holdfast.accounts.invitations import LIFE, join_link
from holdfast.accounts.members import has_second_factor
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import ROLES
from holdfast.hubs.hours import say_moment
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope

DONE, REFUSED = 0, 2
LAST_FALLBACK = "nobody else of this hub is told of alerts that nobody on duty has; make somebody else fallback first"


class Refused(Exception):
    """What was asked cannot be done; the sentence says why."""


def run(argv: Sequence[str]) -> int:
    """Create, list, suspend, resume and end memberships, change roles, and make a new join link."""
    options = read(argv)
    try:
        options.job(options, now=timezone.now())
    except actions.LastFallback:
        return refuse(LAST_FALLBACK)
    except actions.LastOutsideCover:
        return refuse(actions.LastOutsideCover.__doc__)
    except (Refused, actions.CannotInvite) as problem:
        return refuse(problem)
    return DONE


def read(argv: Sequence[str]) -> argparse.Namespace:
    """Read the words of the command."""
    parser = argparse.ArgumentParser("holdfast account", description=run.__doc__)
    jobs = parser.add_subparsers(required=True, metavar="JOB")
    one = job(jobs, "create", create, "make an account and print a link to join", email=True)
    one.add_argument("--name", required=True, help="as colleagues and people see it")
    add_roles(one, required=True)
    job(jobs, "list", show, "list who works for a hub")
    job(jobs, "link", link, "print a new link for somebody invited; older links stop working", email=True)
    job(jobs, "reset", reset, "forget password and second factor of somebody who lost them; print a link", email=True)
    job(jobs, "suspend", suspend, "close the hub to somebody, at once", email=True)
    job(jobs, "resume", resume, "open the hub again to somebody suspended", email=True)
    job(jobs, "leave", leave, "somebody has left", email=True)
    add_roles(
        job(jobs, "roles", roles, "give somebody these roles in place of the old ones", email=True), required=False
    )
    return parser.parse_args(argv)


def job(jobs, name: str, does, words: str, *, email: bool = False) -> argparse.ArgumentParser:
    """One job of the command. Every job is about one hub."""
    parser = jobs.add_parser(name, help=words, description=words)
    parser.set_defaults(job=does)
    parser.add_argument("--hub", required=True, metavar="SLUG", help="the hub's short name in addresses")
    if email:
        parser.add_argument("--email", required=True, help="address they sign in with")
    return parser


def add_roles(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """The roles, and whether the member is the hub's fallback for alerts."""
    words = f"one of {', '.join(ROLES)}; may be given more than once"
    parser.add_argument("--role", action="append", dest="roles", required=required, default=None, help=words)
    parser.add_argument(
        "--fallback",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="told of every alert that nobody on duty has",
    )


def create(options: argparse.Namespace, *, now: datetime) -> None:
    """Invite somebody, and print the link."""
    hub = hub_of(options)
    try:
        member = actions.invite(
            hub,
            name=options.name,
            email=options.email,
            roles=options.roles,
            is_fallback=bool(options.fallback),
            on=now.astimezone(LONDON).date(),
        )
    except actions.AlreadyMember:
        raise Refused(f"{options.email} belongs to {hub.name} already; see holdfast account list") from None
    print_link(member, now=now)


def show(options: argparse.Namespace, *, now: datetime) -> None:
    """One line a member: standing, address, name, roles, second factor, fallback."""
    members = hub_of(options).members.select_related("account").order_by("account__name")
    for member in members:
        words = [member.status, member.account.email, member.name, ",".join(member.roles)]
        words.append("second factor" if has_second_factor(member.account) else "no second factor")
        words += ["fallback"] if member.is_fallback else []
        say("\t".join(words))


def link(options: argparse.Namespace, *, now: datetime) -> None:
    """A new link for somebody who was invited."""
    member = member_of(options)
    if member.status != Membership.Status.INVITED:
        raise Refused(f"{member.name} is {member.status}, not invited; holdfast account reset lets them begin again")
    print_link(actions.replace_link(member), now=now)


def reset(options: argparse.Namespace, *, now: datetime) -> None:
    """A link for somebody who can no longer sign in."""
    member = member_of(options)
    if member.status not in (Membership.Status.ACTIVE, Membership.Status.INVITED):
        raise Refused(f"{member.name} is {member.status}: a link would not work")
    print_link(actions.begin_again(member), now=now)


def suspend(options: argparse.Namespace, *, now: datetime) -> None:
    """Close the hub to a member."""
    member = member_of(options)
    with hub_scope(member.hub):
        actions.suspend(member, now=now)
    say(f"{member.name} is suspended and signed out everywhere.")


def resume(options: argparse.Namespace, *, now: datetime) -> None:
    """Open the hub again."""
    member = member_of(options)
    with hub_scope(member.hub):
        actions.resume(member, now=now)
    member.refresh_from_db()
    say(f"{member.name} is {member.status}.")


def leave(options: argparse.Namespace, *, now: datetime) -> None:
    """A member has left."""
    member = member_of(options)
    with hub_scope(member.hub):
        actions.leave(member, now=now)
    say(f"{member.name} has left and is signed out everywhere.")


def roles(options: argparse.Namespace, *, now: datetime) -> None:
    """Other roles, or another fallback."""
    member = member_of(options)
    with hub_scope(member.hub):
        actions.set_roles(member, options.roles or member.roles, is_fallback=options.fallback, now=now)
    member.refresh_from_db()
    kept = "; fallback" if member.is_fallback else ""
    say(f"{member.name} is {', '.join(ROLES[role].label for role in member.roles)}{kept}, and signs in anew.")


def hub_of(options: argparse.Namespace) -> Hub:
    """The hub that is named.

    Raises:
        Refused: there is none.
    """
    found = Hub.objects.filter(slug=options.hub).first()
    if found is None:
        raise Refused(f"there is no hub {options.hub}; there are {', '.join(known_hubs()) or 'none yet'}")
    return found


def known_hubs() -> list[str]:
    """The short names of the hubs."""
    return list(Hub.objects.order_by("slug").values_list("slug", flat=True)[:50])


def member_of(options: argparse.Namespace) -> Membership:
    """The member who is named.

    Raises:
        Refused: the hub has nobody with this address.
    """
    members = hub_of(options).members.select_related("account", "hub")
    found = members.filter(account__email__iexact=options.email.strip()).first()
    if found is None:
        raise Refused(f"{options.email} does not belong to {options.hub}")
    return found


def print_link(member: Membership, *, now: datetime) -> None:
    """The link on stdout, alone, so that it can be piped; what to do with it on stderr."""
    here = f"http://localhost:{os.environ.get('PORT', '8000')}"
    sys.stderr.write(
        f"{member.name} can join {member.hub.name} until {say_moment(now + LIFE, now)}. "
        "The link works once. Hand it over so that only they see it.\n"
    )
    say(join_link(member, now=now, here=here))


def say(line: str) -> None:
    """One line of the answer."""
    sys.stdout.write(line + "\n")


def refuse(problem: object) -> int:
    """One line on stderr."""
    sys.stderr.write(f"holdfast: {problem}\n")
    return REFUSED
