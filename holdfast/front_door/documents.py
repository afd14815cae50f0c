"""Read the words of the public pages: markdown files with a few fields on top."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files

FENCE = "---"


@dataclass(frozen=True)
class Document:
    """One file: its fields as they stand in it, in order, and the text under them."""

    name: str
    fields: Mapping[str, tuple[str, ...]]
    body: str

    def one(self, field: str) -> str:
        """The value of a field that must stand exactly once.

        Raises:
            ValueError: it is missing or stands twice.
        """
        values = self.fields.get(field, ())
        if len(values) != 1:
            raise ValueError(f"{self.name}: “{field}” must stand once, it stands {len(values)} times")
        return values[0]

    def listed(self, field: str) -> tuple[str, ...]:
        """The values of a field that names several things on one line, between commas."""
        line = ", ".join(self.fields.get(field, ()))
        return tuple(value.strip() for value in line.split(",") if value.strip())

    def day(self, field: str) -> date:
        return date.fromisoformat(self.one(field))


def parse(name: str, source: str) -> Document:
    """Split a file into its fields (`name: value`, may repeat) and its text.

    Raises:
        ValueError: the fields do not stand between two lines of three dashes.
    """
    opening, fence, rest = source.partition(f"{FENCE}\n")
    head, second_fence, body = rest.partition(f"\n{FENCE}\n")
    if opening or not fence or not second_fence:
        raise ValueError(f"{name}: the fields must stand between two lines of {FENCE}")
    fields: dict[str, tuple[str, ...]] = {}
    for line in head.splitlines():
        field, _, value = line.partition(":")
        fields[field.strip()] = (*fields.get(field.strip(), ()), value.strip())
    return Document(name, fields, body.strip() + "\n")


def documents(folder: str) -> Iterator[Document]:
    """Every markdown file of a folder beside this module, by name, from a wheel too."""
    found = files("holdfast.front_door").joinpath(folder).iterdir()
    for file in sorted(found, key=lambda file: file.name):
        if file.name.endswith(".md"):
            yield parse(file.name.removesuffix(".md"), file.read_text(encoding="utf-8"))


def checksum(*parts: str) -> str:
    """Sixteen hexadecimal digits of SHA-256 over the words that a person reads."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
