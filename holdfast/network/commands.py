"""`holdfast transfer`: people on their way between two installations, by sealed files that a human carries."""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from holdfast.accounts.commanding import Refused, hub_of, member_of
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network import elsewhere_actions, file_actions
from holdfast.network.cards import is_fingerprint, read_card, say_fingerprint
from holdfast.network.elsewhere_queries import hubs_elsewhere, own_key, to_export
from holdfast.network.files import FileRefused, content_of, put
from holdfast.network.models import TransferKey
from holdfast.network.taking import Taken, take

DONE, REFUSED = 0, 2
NO_CARD = "this hub has no key yet: make its card first, by holdfast transfer card"
ANOTHER = "another member has to do this. Nothing was changed"
NO_LEAD = "only somebody who may change what the hub has declared says whom it trusts. Nothing was changed"
NO_RECEIPT = (
    "What was decided stands, and the receipt is missing: copy the file to where you can write, and take it in again"
)
NOT_FITTING = (
    "the fingerprint does not fit this card. Nothing was changed. Call that hub by a number that you have from "
    "elsewhere, and let them read theirs out"
)


def run(argv: Sequence[str] | None = None) -> int:
    """Offer people to a hub of another installation, and answer its offers: by sealed files."""
    options = read(argv)
    try:
        return int(options.job(options, now=timezone.now()))
    except (Refused, FileRefused, MoveNotAllowed) as problem:
        return refuse(f"{options.file}: {problem}" if getattr(options, "file", None) else problem)
    except OSError as problem:
        return refuse(f"{problem.filename}: {problem.strerror}")


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the words of the command."""
    parser = argparse.ArgumentParser("holdfast transfer", description=run.__doc__)
    jobs = parser.add_subparsers(required=True, metavar="JOB")
    one = job(jobs, "card", card)
    one.add_argument("--to", type=Path, metavar="FILE", help="without it: on the screen")
    job(jobs, "list", show)
    one = job(jobs, "trust", trust, by="a lead who is a member of the hub")
    one.add_argument("file", type=Path, metavar="CARD", help="as that hub wrote it")
    one.add_argument("--fingerprint", required=True, metavar="WORDS", help="as that hub read it out on the telephone")
    one = job(jobs, "end", end, by="a lead who is a member of the hub")
    one.add_argument("--fingerprint", required=True, metavar="WORDS", help="see holdfast transfer list")
    job(jobs, "export", export).add_argument("--to", type=Path, required=True, metavar="FOLDER", help="which is there")
    one = job(jobs, "import", import_file, by="the member who decides, by the address they sign in with")
    one.add_argument("file", type=Path, metavar="FILE", help="an offer or a receipt of a hub that this one trusts")
    deciding = one.add_mutually_exclusive_group()
    deciding.add_argument("--show", action="store_true", help="say what is needed to decide, and decide nothing")
    deciding.add_argument("--refuse", metavar="WHY", default=None, help="do not take them on; that hub reads why")
    return parser.parse_args(argv)


def job(jobs, name: str, does, *, by: str = "") -> argparse.ArgumentParser:
    """One job of the command. Every job is about one hub."""
    parser: argparse.ArgumentParser = jobs.add_parser(name, help=does.__doc__, description=does.__doc__)
    parser.set_defaults(job=does)
    parser.add_argument("--hub", required=True, metavar="SLUG", help="the hub's short name in addresses")
    if by:
        parser.add_argument("--by", required=True, metavar="EMAIL", help=by)
    return parser


def card(options: argparse.Namespace, *, now: datetime) -> int:
    """Write this hub's card for a hub of another installation, and its fingerprint, to be read out by telephone."""
    hub = hub_of(options, now=now)
    with hub_scope(hub):
        made, written = elsewhere_actions.give_card(hub, now=now)
    if options.to:
        options.to.write_text(written, encoding="utf-8")
    else:
        sys.stdout.write(written)
    sys.stderr.write(f"Fingerprint of {hub.name}: {say_fingerprint(made.fingerprint)}\n")
    return DONE


def show(options: argparse.Namespace, *, now: datetime) -> int:
    """List the hubs of other installations that this one trusts, with fingerprints; its own first."""
    hub = hub_of(options, now=now)
    with hub_scope(hub):
        own, found = own_key(hub), list(hubs_elsewhere(hub))
    if own:
        say(f"{say_fingerprint(own.fingerprint)}\t{hub.name} (this hub)")
    for each in found:
        say(f"{say_fingerprint(each.fingerprint)}\t{each.name}, {each.place}, {each.telephone}")
    return DONE


def trust(options: argparse.Namespace, *, now: datetime) -> int:
    """Trust a hub of another installation, once its fingerprint was compared by telephone."""
    hub, given = hub_of(options, now=now), read_card(content_of(options.file))
    if not is_fingerprint(options.fingerprint, given.fingerprint):
        raise Refused(NOT_FITTING)
    by = member_of(options, hub)
    with hub_scope(hub):
        try:
            made = elsewhere_actions.trust(hub, given, by=by, now=now)
        except PermissionDenied:
            raise Refused(NO_LEAD) from None
    say(f"{made.name}, {made.place}, {made.telephone}: people can be offered to it, and its files are taken.")
    return DONE


def end(options: argparse.Namespace, *, now: datetime) -> int:
    """End trust in a hub of another installation. Whoever was offered to it stays with this hub."""
    hub = hub_of(options, now=now)
    by = member_of(options, hub)
    with hub_scope(hub):
        fitting = (each for each in hubs_elsewhere(hub) if is_fingerprint(options.fingerprint, each.fingerprint))
        if (found := next(fitting, None)) is None:
            raise Refused("no hub that this one trusts has this fingerprint; see holdfast transfer list")
        try:
            elsewhere_actions.end_trust(found, by=by, now=now)
        except PermissionDenied:
            raise Refused(NO_LEAD) from None
    say(f"{found.name} is not trusted any more. Take back what was offered to it.")
    return DONE


def export(options: argparse.Namespace, *, now: datetime) -> int:
    """Write each offer to a hub elsewhere into a sealed file that only that hub can open; as often as it is run."""
    hub = hub_of(options, now=now)
    if not options.to.is_dir():
        raise Refused(f"there is no folder {options.to}")
    with hub_scope(hub):
        own, waiting = key_of_hub(hub), to_export(hub)
    written, left = 0, 0
    for pk in waiting:
        try:
            with hub_scope(hub):
                name = file_actions.export(
                    hub, pk, own, put=lambda name, content: put(options.to / name, content), now=now
                )  # fmt: skip
        except (FileRefused, file_actions.NotTrusted) as problem:
            left += 1
            sys.stderr.write(f"holdfast: offer {pk} was not written: {problem}\n")
            continue
        if name:
            written += 1
            say(name)
    sys.stderr.write(f"{written:,} offers written. This hub stays responsible until each receipt is taken in.\n")
    return REFUSED if left else DONE


def import_file(options: argparse.Namespace, *, now: datetime) -> int:
    """Answer an offer (accepted, unless it is only shown or refused), or take in the receipt for one of ours."""
    hub, content = hub_of(options, now=now), content_of(options.file)
    by = member_of(options, hub)
    refusal = options.refuse
    if refusal is not None and not refusal.strip():
        raise Refused("say after --refuse why you cannot take them on: that hub reads it")
    with hub_scope(hub):
        own = key_of_hub(hub)
        try:
            taken = take(
                hub, own, content, refusal=refusal or "", is_shown=options.show, by=by, now=now
            )  # fmt: skip
        except PermissionDenied:
            raise Refused(ANOTHER) from None
    return tell(taken, options)


def tell(taken: Taken, options: argparse.Namespace) -> int:
    """Say what came of a file, and put the receipt beside it, where there is one."""
    for each in taken.words:
        say(each)
    path = options.file.with_name(taken.receipt_name) if taken.receipt else None
    try:
        if path:
            put(path, taken.receipt)
            sys.stderr.write(f"Receipt for {taken.sender}: {path}\n")
    except OSError as problem:
        refuse(f"{path}: {problem.strerror}. {NO_RECEIPT}")
        return REFUSED
    return refuse(taken.trouble) if taken.trouble else DONE


def key_of_hub(hub: Hub) -> TransferKey:
    """This hub's own key.

    Raises:
        Refused: it has none.
    """
    found = own_key(hub)
    if found is None:
        raise Refused(NO_CARD)
    return found


def say(words: str) -> None:
    """A line of the answer."""
    sys.stdout.write(f"{words}\n")


def refuse(problem: object) -> int:
    """Say on stderr why nothing was done."""
    sys.stderr.write(f"holdfast: {problem}\n")
    return REFUSED
