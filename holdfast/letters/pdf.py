"""A letter as a tagged PDF (PDF/UA-1), from plain values. Pure: the same letter is the same bytes; no file is written.

The words go in as data and stay data: what looks like markup is printed as it is. The metadata says "Letter" and its
language; no name, path, author or time.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import typst

from holdfast.letters.rules import Block

ORDINARY, EASY, LARGE = 12, 14, 18
"""Points. Clear print is 12 at least, large print 16 at least and better 18 (UK Association for Accessible Formats)."""
TITLE = "Letter"
FONTS = ["Source Sans Pro", "Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"]
"""The first that knows a letter prints it: Latin, Greek and Cyrillic, then Hebrew, then Arabic."""
NOT_SHOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed")


class NotPrintable(Exception):
    """No font that we have prints some of its signs. `signs`: which."""

    def __init__(self, signs: Sequence[str]):
        super().__init__("No font prints " + " ".join(signs))
        self.signs = list(signs)


@dataclass(frozen=True)
class Page:
    """What is printed: the hub's lines, the recipient's name and address, the day, the subject, the words."""

    sender: Sequence[str]
    to: Sequence[str]
    dated: Sequence[str]
    subject: str
    blocks: Sequence[Block]
    size: int = ORDINARY


def pdf_of(page: Page) -> bytes:
    """The letter as a PDF.

    Raises:
        NotPrintable: a sign in it is in no font.
    """
    return drawn(page, format="pdf", pdf_standards="ua-1")


def pictures_of(page: Page) -> list[bytes]:
    """Its pages as pictures, to look at."""
    found = drawn(page, format="png", ppi=80)
    return found if isinstance(found, list) else [found]


def drawn(page: Page, **how):
    """The page, laid out by typst."""
    try:
        return typst.compile(
            source(), sys_inputs={"letter": words_of(page)}, font_paths=fonts(), ignore_system_fonts=True, **how
        )
    except typst.TypstError as trouble:
        signs = NOT_SHOWN.findall(trouble.diagnostic)
        if signs:
            raise NotPrintable(list(dict.fromkeys(signs))) from None
        raise


def words_of(page: Page) -> str:
    """What is printed, as the page reads it."""
    blocks = [{"kind": block.kind, "lines": list(block.lines)} for block in page.blocks]
    return json.dumps(
        {"title": TITLE, "sender": list(page.sender), "to": list(page.to), "dated": list(page.dated),
         "subject": page.subject, "blocks": blocks, "size": page.size, "fonts": FONTS}
    )  # fmt: skip


@cache
def source() -> bytes:
    """How a letter lies on paper."""
    return files("holdfast.letters").joinpath("page.typ").read_bytes()


@cache
def fonts() -> typst.Fonts:
    """The fonts we ship, read once: never the machine's own, which would print another letter elsewhere."""
    folder = str(files("font_source_sans_pro").joinpath("files"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
