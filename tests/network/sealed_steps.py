"""Two hubs that stand for two installations: each runs the command in its own scope, and only files go between them."""

import json
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.network import commands
from holdfast.network.elsewhere_queries import own_key
from holdfast.network.envelope import OFFER, Header, close
from holdfast.network.models import Arrival, Transfer
from holdfast.network.sealed import private_keys
from holdfast.people.models import Person
from holdfast.referrals.models import Referral


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


class Installations:
    """The commands of several installations, and the folder by which somebody carries files between them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]):
        self.folder, self.capsys = folder, capsys

    def run(self, team, job, *words, by=None) -> Said:
        """One command at one of them."""
        self.capsys.readouterr()
        who = ["--by", by.account.email] if by else []
        code = commands.run([job, *map(str, words), "--hub", team.hub.slug, *who])
        said = self.capsys.readouterr()
        return Said(code, said.out, said.err)

    def card(self, team) -> tuple[Path, str]:
        """A card and its fingerprint, as it is read out."""
        path = self.folder / f"{team.hub.slug}.card"
        said = self.run(team, "card", "--to", path)
        return path, said.err.partition(": ")[2].strip()

    def trusts(self, team, other) -> Said:
        """One hub takes in the card of another, by its lead."""
        path, words = self.card(other)
        return self.run(team, "trust", path, "--fingerprint", words, by=team.ines)

    def export(self, team) -> list[Path]:
        """Every offer that waits, as files."""
        return [self.folder / name for name in self.run(team, "export", "--to", self.folder).out.split()]

    def take(self, team, file, *words, by=None) -> Said:
        """A file is taken in."""
        return self.run(team, "import", file, *words, by=by or team.nell)


def receipt_of(transfer, folder: Path) -> Path:
    """Where the receipt of a transfer is put."""
    return folder / f"receipt-{transfer.pk}.holdfast"


def at(team, transfer):
    """A transfer as the hub that offered has it."""
    with hub_scope(team.hub):
        return Transfer.objects.select_related("referral", "elsewhere").get(pk=transfer.pk)


def arrivals(team):
    """What a hub decided on."""
    with hub_scope(team.hub):
        return list(Arrival.objects.select_related("referral", "person").order_by("decided_at", "pk"))


def forged(team, other, content, transfer_id, *, path: Path, kind=OFFER, signer=None, sender=None) -> Path:
    """A file with any content, sealed for `other`, signed by `signer`, in the name of `sender`."""
    with hub_scope((signer or team).hub):
        keys = private_keys(own_key((signer or team).hub))
    with hub_scope((sender or team).hub):
        named = own_key((sender or team).hub).fingerprint
    with hub_scope(other.hub):
        to = own_key(other.hub)
    header = Header(kind, transfer_id, named, to.fingerprint)
    path.write_bytes(close(header, content, keys=keys, seal_key=bytes(to.seal_key)))
    return path


def changed(file: Path, **parts) -> Path:
    """A file with parts of its plain text replaced."""
    found = json.loads(file.read_text())
    file.write_text(json.dumps({**found, **parts}))
    return file


def garbage(size: int) -> str:
    """Something of the right form that opens by no key."""
    return b64encode(bytes(size)).decode()


def count(team):
    """How many records a hub has, and how many decisions."""
    with hub_scope(team.hub):
        return Person.objects.count(), Referral.objects.count(), Arrival.objects.count()


def at_in_scope(found):
    """A transfer as it stands, in the scope of whoever asks."""
    return Transfer.objects.get(pk=found.pk)
