"""`holdfast network-return`: the contracted processor counts what hubs gave. It needs no database of its own."""

import argparse
import csv
import io
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from rich.console import Console
from rich.progress import track

from holdfast.monitoring.network_return import count_folders, duckdb, spark
from holdfast.monitoring.periods import NoSuchPeriod, read_period
from holdfast.network.files import put

DONE, SOME_REFUSED, REFUSED = 0, 1, 2
COLUMNS = ("hub", "item", "measure", "breakdown", "category", "value")


def run(argv: Sequence[str] | None = None) -> int:
    """Count every item of the return over the folders of many hubs; or make the processor's key."""
    options = read(argv)
    try:
        return make_key(options.make_key) if options.make_key else count(options)
    except (NoSuchPeriod, ValueError) as problem:
        sys.stderr.write(f"holdfast: {problem}\n")
        return REFUSED
    except OSError as problem:
        sys.stderr.write(f"holdfast: {problem.filename}: {problem.strerror}\n")
        return REFUSED


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the words of the command."""
    parser = argparse.ArgumentParser("holdfast network-return", description=run.__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="of one hub each")
    parser.add_argument("--make-key", type=Path, metavar="FILE", help="write a private key, show the public half")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the processor's private key")
    parser.add_argument("--trust", type=Path, metavar="FILE", help="a line for each hub: its name, and its key")
    parser.add_argument("--period", metavar="2026-Q3", help=NoSuchPeriod.__doc__)
    parser.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")
    parser.add_argument("--master", default="local[*]", metavar="URL", help="of Spark, such as spark://host:7077")
    parser.add_argument("--out", type=Path, metavar="FILE", help="CSV that says where it ends; else: on the screen")
    options = parser.parse_args(sys.argv[1:] if argv is None else argv)
    if not options.make_key and not (options.folders and options.key and options.trust and options.period):
        parser.error("give folders, --key, --trust and --period")
    return options


def make_key(path: Path) -> int:
    """Write a private key that only its owner reads, and show the public half: hubs seal for it."""
    key = X25519PrivateKey.generate()
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(b64encode(key.private_bytes_raw()) + b"\n")
    sys.stdout.write(f"{b64encode(key.public_key().public_bytes_raw()).decode()}\n")
    return DONE


def count(options: argparse.Namespace) -> int:
    """Count, write what was counted, and say what was left out."""
    key = X25519PrivateKey.from_private_bytes(b64decode(options.key.read_text().strip(), validate=True))
    engine = duckdb if options.engine == "duckdb" else spark(options.master)
    console = Console(stderr=True)
    found, refused = count_folders(
        options.folders, read_period(options.period), trusted=trusted_in(options.trust), key=key, engine=engine,
        track=lambda codes, words: track(list(codes), words, console=console, disable=not console.is_terminal),
    )  # fmt: skip
    for folder, why in refused.items():
        sys.stderr.write(f"{folder}: {why}. It is not counted.\n")
    if not found:
        return REFUSED
    if options.out:
        put(options.out, written(found).encode())
    else:
        sys.stdout.write(written(found))
    return SOME_REFUSED if refused else DONE


def trusted_in(path: Path) -> dict[str, bytes]:
    """The keys by which hubs sign their manifests.

    Raises:
        ValueError: a line is not a name and a key.
    """
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    if any(len(line) != 2 for line in lines):
        raise ValueError(f"{path}: each line is a hub’s name and its key")
    return {name: b64decode(key, validate=True) for name, key in lines}


def written(found: dict[str, dict[tuple[str, str, str, str], int | None]]) -> str:
    """Every cell as a line of CSV, empty where there is nothing to say; last how many they are, so that nobody takes a
    part of the file for the whole."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for hub, cells in found.items():
        writer.writerows([hub, *key, "" if value is None else value] for key, value in sorted(cells.items()))
    writer.writerow([f"# end: {sum(map(len, found.values()))} lines"])
    return out.getvalue()
