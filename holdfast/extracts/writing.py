"""An extract as files: rows as CSV and as Parquet, the dictionary as JSON and as CSV, and a manifest that is signed."""

import csv
import io
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import SystemRandom
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from holdfast.extracts.checking import NotSafe, Written, check
from holdfast.extracts.dictionary import COLUMNS, dictionary_of
from holdfast.extracts.generalising import Released
from holdfast.extracts.variable import Variable
from holdfast.monitoring.event_files import canonical

FORMAT = "holdfast-research/1"
ROWS, TABLE, DICTIONARY, DICTIONARY_TABLE, MANIFEST = (
    "rows.csv", "rows.parquet", "dictionary.json", "dictionary.csv", "manifest.json",
)  # fmt: skip
WHOLE_NUMBER = 64  # bits of the number of a row


@dataclass(frozen=True)
class Files:
    """The files of an extract by name, and the manifest among them."""

    contents: dict[str, bytes]
    manifest: dict[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 of the rows."""
        return sha256(self.contents[ROWS]).hexdigest()

    def write(self, folder: Path) -> None:
        """Into a folder that is there and empty."""
        for name, content in self.contents.items():
            (folder / name).write_bytes(content)


def files_of(
    released: Released, approved: Sequence[Variable], *, said: dict[str, Any], sign: Ed25519PrivateKey
) -> Files:
    """The files of what may leave; refused where the rows, read back from them, would give somebody away.

    Args:
        said: what the manifest says of where this comes from, and under which approval.

    Raises:
        NotSafe: what was written would give somebody away.
    """
    rows = numbered(released)
    described = dictionary_of(released, approved)
    names = ["row", *(each.key for each in released.columns)]
    contents = {
        ROWS: as_csv(names, rows),
        TABLE: as_parquet(names, rows),
        DICTIONARY: (json.dumps(described, indent=1, ensure_ascii=False) + "\n").encode(),
        DICTIONARY_TABLE: as_csv(COLUMNS, [flat(each) for each in described["variables"]]),
    }
    look_again(contents, released.columns)
    manifest = {
        "format": FORMAT, **said, "rows": len(rows),
        "sha256": {name: sha256(content).hexdigest() for name, content in contents.items()},
        "signed_by": b64encode(sign.public_key().public_bytes_raw()).decode(),
    }  # fmt: skip
    manifest = {**manifest, "signature": b64encode(sign.sign(canonical(manifest))).decode()}
    contents[MANIFEST] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    return Files(contents, manifest)


def numbered(released: Released) -> list[Written]:
    """Rows in no order, each with a number that is drawn for this extract and kept nowhere else."""
    random = SystemRandom()
    shuffled = random.sample(released.rows, len(released.rows))
    numbers: set[int] = set()
    while len(numbers) < len(shuffled):
        numbers.add(random.getrandbits(WHOLE_NUMBER))
    drawn = random.sample(sorted(numbers), len(numbers))
    keys = [each.key for each in released.columns]
    return [{"row": f"{number:016x}", **dict(zip(keys, row, strict=True))}
            for number, row in zip(drawn, shuffled, strict=True)]  # fmt: skip


def as_csv(names: Sequence[str], rows: Sequence[dict[str, Any]]) -> bytes:
    """Rows with a head. Every word is a constant of the definitions: none begins a formula."""
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_parquet(names: Sequence[str], rows: Sequence[Written]) -> bytes:
    """The same rows; every column is text."""
    out = io.BytesIO()
    schema = pa.schema([pa.field(name, pa.string(), nullable=False) for name in names])
    parquet.write_table(pa.Table.from_pylist(list(rows), schema=schema), out, compression="zstd")
    return out.getvalue()


def flat(described: dict[str, Any]) -> dict[str, Any]:
    """A variable in a line."""
    line = {name: described.get(name, "") for name in COLUMNS}
    return {**line, "categories": " | ".join(described.get("categories", []))}


def look_again(contents: dict[str, bytes], columns: Sequence[Variable]) -> None:
    """Read both files back and check them.

    Raises:
        NotSafe: they differ, or would give somebody away.
    """
    rows = list(csv.DictReader(io.StringIO(contents[ROWS].decode())))
    if parquet.read_table(io.BytesIO(contents[TABLE])).to_pylist() != rows:
        raise NotSafe(NotSafe.__doc__)
    check(rows, columns)
