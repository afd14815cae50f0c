"""`holdfast export`: a hub's facts for the contracted processor, and for no one else. Two people, sealed, once."""

import argparse
import secrets
import sys
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from holdfast.accounts.commanding import Refused, hub_of, member_of
from holdfast.hubs.hours import say_moment
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring import export_actions as actions
from holdfast.monitoring.columns import table_of
from holdfast.monitoring.event_files import make_folder, remove_copy, write_folder
from holdfast.monitoring.models import EventExport
from holdfast.monitoring.reading import pseudonyms, read_facts

DONE, REFUSED = 0, 2
NOBODY_MAY = "only somebody who may release figures does this. Nothing was changed"
THERE = "something is there already: name a folder that does not exist"


def run(argv: Sequence[str] | None = None) -> int:
    """Give a hub's facts to the contracted processor: one asks, another one agrees, and they are written once."""
    options = read(argv)
    try:
        return int(options.job(options, now=timezone.now()))
    except FileExistsError:
        return refuse(THERE)
    except (Refused, MoveNotAllowed) as problem:
        return refuse(problem)
    except PermissionDenied:
        return refuse(NOBODY_MAY)
    except OSError as problem:
        return refuse(f"{problem.filename}: {problem.strerror}")


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the words of the command."""
    parser = argparse.ArgumentParser("holdfast export", description=run.__doc__)
    jobs = parser.add_subparsers(required=True, metavar="JOB")
    one = job(jobs, "ask", ask, by=True)
    one.add_argument("--to", required=True, metavar="KEY", help="of the processor, by network-return --make-key")
    one.add_argument("--under", required=True, metavar="WORDS", help="the contract and the assessment")
    job(jobs, "show", show)
    job(jobs, "agree", agree, by=True).add_argument(
        "--to", required=True, metavar="KEY", help="as the processor gave it to you, and not as it was asked for"
    )
    job(jobs, "drop", drop, by=True)
    job(jobs, "events", events).add_argument("folder", type=Path, metavar="DIR", help="a folder that is made")
    job(jobs, "card", card)
    return parser.parse_args(sys.argv[1:] if argv is None else argv)


def job(jobs, name: str, does, *, by: bool = False) -> argparse.ArgumentParser:
    """A job about one hub."""
    parser: argparse.ArgumentParser = jobs.add_parser(name, help=does.__doc__, description=does.__doc__)
    parser.set_defaults(job=does)
    parser.add_argument("--hub", required=True, metavar="SLUG", help="the hub's short name in addresses")
    if by:
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who does it: by what they sign in with")
    return parser


def ask(options: argparse.Namespace, *, now: datetime) -> int:
    """Ask that the facts be given: the first of two."""
    hub = hub_of(options, now=now)
    by = member_of(options, hub)
    with hub_scope(hub):
        actions.ask(hub, to_key=key_in(options.to), under=options.under, by=by, now=now)
    return say("Asked. Another one reads it and agrees: holdfast export show, and agree.")


def key_in(given: str) -> bytes:
    """A key of the command line.

    Raises:
        Refused: it is none.
    """
    try:
        return b64decode(given, validate=True)
    except (NotBase64, ValueError):
        raise Refused(actions.NO_KEY) from None


def show(options: argparse.Namespace, *, now: datetime) -> int:
    """Show what was asked for: by whom, under which contract, for which key."""
    hub = hub_of(options, now=now)
    with hub_scope(hub):
        found = actions.waits(hub)
    key = b64encode(bytes(found.to_key)).decode()
    state = "another one has agreed" if found.agreed_at else "nobody else has agreed yet"
    say(f"Asked by {found.asked_by.name}, under “{found.under}”, for the key {key}: {state}.")
    if found.begun_at is None:
        return DONE
    return say(
        f"Last begun: {say_moment(found.begun_at, now)}, in {found.begun_in}, and has not finished. What lies there "
        "is removed by whoever writes it again or drops it."
    )


def drop(options: argparse.Namespace, *, now: datetime) -> int:
    """Give up what was asked for, and remove what was begun of it."""
    hub = hub_of(options, now=now)
    by = member_of(options, hub)
    with hub_scope(hub):
        found = actions.waits(hub)
        actions.drop(hub, by=by, now=now)
        remove_begun(found)
    return say("Dropped.")


def remove_begun(found: EventExport) -> None:
    """Remove the copy of a writing that was cut short, while nobody else writes it.

    Raises:
        OSError: it is there, and cannot be removed.
    """
    if found.begun_at is None:
        return
    if remove_copy(Path(found.begun_in)):
        say(f"{found.begun_in}: this had been begun and not finished, and is removed.")
    else:
        say(f"{found.begun_in}: this had been begun and is not here. Was it on another machine, remove it there.")


def agree(options: argparse.Namespace, *, now: datetime) -> int:
    """Agree to it: the second of two."""
    hub = hub_of(options, now=now)
    by = member_of(options, hub)
    with hub_scope(hub):
        found = actions.agree(hub, to_key=key_in(options.to), by=by, now=now)
    return say(f"Agreed, under “{found.under}”. Write it: holdfast export events DIR.")


def events(options: argparse.Namespace, *, now: datetime) -> int:
    """Write what two have agreed on into a folder, sealed."""
    hub, folder = hub_of(options, now=now), options.folder.absolute()
    with hub_scope(hub):
        remove_begun(actions.agreed(hub))
        make_folder(folder)
        actions.begin(hub, folder=str(folder), now=now)
    with hub_scope(hub):  # from here on a copy may be there, and a row says where
        found = actions.begun(hub, folder=str(folder))
        read = read_facts(hub, pseudonyms(secrets.token_bytes(32)), as_hub=hub.slug)
        facts = table_of(replace(each, number=number) for number, each in enumerate(read, start=1))
        manifest = write_folder(
            folder, facts, hub=hub.slug, to=bytes(found.to_key), sign=signing_key(),
            written_at=now.isoformat(timespec="seconds"),
        )  # fmt: skip
        actions.keep_manifest(found, manifest=manifest, now=now)
    return say(f"{options.folder}: {manifest['facts']} facts, sealed for the processor alone.")


def card(options: argparse.Namespace, *, now: datetime) -> int:
    """Show the line by which the processor knows this hub's folders."""
    hub = hub_of(options, now=now)
    return say(f"{hub.slug} {b64encode(signing_key().public_key().public_bytes_raw()).decode()}")


def signing_key() -> Ed25519PrivateKey:
    """The key that signs manifests of this installation."""
    return Ed25519PrivateKey.from_private_bytes(settings.KEYRING.derive("figures"))


def say(words: str) -> int:
    """The answer."""
    sys.stdout.write(f"{words}\n")
    return DONE


def refuse(problem: object) -> int:
    """Say on stderr why nothing was done."""
    sys.stderr.write(f"holdfast: {problem}\n")
    return REFUSED
