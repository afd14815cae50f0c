"""What may be filled in, where, and what was sent: plain data, which a process without the site can make too."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Box:
    """One box of a form, as far as it matters for filling it."""

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    longest: int | None = None
    is_required: bool = False


@dataclass
class Target:
    """One route, its addresses, the boxes of what is sent to it, and who was shown a page or a form.

    Attributes:
        takes_forms: whether something was seen to be sent to it.
    """

    name: str
    pattern: str
    kind: str
    paths: list[str] = field(default_factory=list)
    boxes: dict[str, Box] = field(default_factory=dict)
    openers: list[str] = field(default_factory=list)
    takes_forms: bool = False


@dataclass(frozen=True)
class Field:
    """Everything there is to try, and what it is tried with.

    Attributes:
        actors: the names of those who ask.
        parts: for each part of an address whatever it might be.
        known: what somebody who guesses might type.
        query_names: what the views read behind the question mark.
    """

    targets: list[Target]
    actors: list[str]
    parts: dict[str, list[str]]
    known: list[str]
    query_names: list[str]


@dataclass(frozen=True)
class Asked:
    """One request, in bytes as they come over the wire.

    Attributes:
        actor: the number of whoever asks.
        reader: who looks at the page `reads` afterwards, by number; None for nobody.
    """

    actor: int
    method: str
    path: bytes
    query: bytes = b""
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    checks_forms: bool = False
    reader: int | None = None
    reads: str = ""

    def __str__(self) -> str:
        shown = f"{self.method} {self.path!r}?{self.query[:300]!r} {self.content_type} {self.headers}"
        return f"{shown}\n    {len(self.body)} bytes: {self.body[:1500]!r}"
