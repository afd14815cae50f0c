"""What a letter may say of a record, and how its words become paragraphs. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from holdfast.letters.states import Audience

LONGEST_SUBJECT, LONGEST_BODY, LONGEST_LINE, MOST_LINES = 120, 12_000, 60, 6
"""The window of an envelope shows a name and six lines."""
BRACES = re.compile(r"\{([^{}]*)\}")
GAP = re.compile(r"\[[^\[\]]+\]")
UNSEEN, JOINERS = {"Cc", "Cf", "Co", "Cs"}, "\n\u200c\u200d"
ITEM = re.compile(r"\s*[-•]\s+")
EVERYBODY = frozenset(Audience)
CLINICIANS = frozenset({Audience.PERSON, Audience.GP, Audience.SERVICE})
AT_WORK = frozenset({Audience.OCCUPATIONAL_HEALTH})


@dataclass(frozen=True)
class Field:
    """Something of the record that a letter may say: its name in braces, its words, a demo value, and to whom."""

    key: str
    words: str
    demo: str
    audiences: frozenset[str] = EVERYBODY


# An employer is told nothing clinical: not when somebody was assessed, nor a number that names them in health records.
FIELDS: tuple[Field, ...] = (
    Field("name", "the person’s name to use", "Robin Example"),
    Field("to", "whom the letter goes to", "Dr Quill Invented"),
    Field("hub", "the hub’s name", "Northfell Staff Support Hub"),
    Field("telephone", "the hub’s telephone number", "0808 157 0000"),
    Field("hours", "when the telephone is answered", "Monday to Friday, 8am to 6pm"),
    Field("practitioner", "the practitioner’s name", "Wren Sample"),
    Field("profession", "the practitioner’s profession", "Psychological therapist"),
    Field("today", "the day the letter is written", "16 March 2027"),
    Field("next_appointment", "the next appointment", "Friday 19 March at 10am, by phone"),
    Field("reference", "the reference number", "HF 2K7 QX9", frozenset({Audience.PERSON, Audience.SERVICE})),
    Field("asked_on", "the day they asked for help", "10 March 2027", CLINICIANS | AT_WORK),
    Field("first_contact_on", "the day of the first conversation", "12 March 2027", CLINICIANS | AT_WORK),
    Field("assessment_on", "the day of the assessment", "15 March 2027", CLINICIANS),
    Field("goals", "their goals, in their words", "“Sleep before an early shift”", CLINICIANS),
    Field("born", "their date of birth", "3 March 1985", frozenset({Audience.GP, Audience.SERVICE})),
    Field("nhs_number", "their NHS number", "999 123 4500", frozenset({Audience.GP, Audience.SERVICE})),
    Field("address", "their address", "2 Madeup Row, Northfell", frozenset({Audience.GP, Audience.SERVICE})),
)


@dataclass(frozen=True)
class Block:
    """A paragraph of some lines, or a list of some items."""

    kind: str
    lines: tuple[str, ...]


class Unreadable(ValueError):
    """What is typed holds what no letter can: the message says what to do."""


def fields_for(audience: str) -> list[Field]:
    """What a letter to them may say of the record by itself."""
    return [field for field in FIELDS if audience in field.audiences]


def check(text: str, audience: str) -> None:
    """That every field in the text is one that a letter to this audience may hold.

    Raises:
        Unreadable: one is not; which, and which there are.
    """
    known = {field.key for field in fields_for(audience)}
    for name in BRACES.findall(text):
        if name in known:
            continue
        there = ", ".join(f"{{{field.key}}}" for field in fields_for(audience))
        if name in {field.key for field in FIELDS}:
            raise Unreadable(f"Take out {{{name}}}: a letter to them does not hold it. It may hold {there}")
        raise Unreadable(f"There is no field {{{name[:40]}}}. There are {there}")
    if re.search(r"[{}]", BRACES.sub("", text)):
        raise Unreadable("A { or } stands alone. Write a field like {name}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled. What is not known stays as words in square brackets, to be written by hand."""
    words = {field.key: field.words for field in FIELDS}
    return BRACES.sub(lambda found: values.get(found[1]) or f"[{words.get(found[1], found[1])}]", text)


def demo_values() -> dict[str, str]:
    """What a preview is filled with. Nobody is called so."""
    return {field.key: field.demo for field in FIELDS}


def gaps(text: str) -> list[str]:
    """What stands in square brackets: somebody has to write it, or take it out."""
    return GAP.findall(text)


def plain(text: str) -> str:
    """Words as they are kept: one kind of line end, no blanks at an end.

    Raises:
        Unreadable: a sign that prints nothing, or turns the direction of what follows, so that paper and page differ.
    """
    ends = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text).replace("\t", " ").replace("\u00ad", "")
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", ends).split("\n")]
    kept = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if any(unicodedata.category(sign) in UNSEEN and sign not in JOINERS for sign in kept):
        raise Unreadable("Take out the characters that cannot be seen. They may have come along with something copied")
    return kept


def address_lines(text: str) -> list[str]:
    """The lines of an address, as they stand on an envelope.

    Raises:
        Unreadable: more or longer than the window of an envelope shows.
    """
    lines = [line.strip().rstrip(",") for line in plain(text).split("\n") if line.strip()]
    if len(lines) == 1:
        lines = [part.strip() for part in lines[0].split(",") if part.strip()]
    if len(lines) > MOST_LINES:
        raise Unreadable(f"Write the address in at most {MOST_LINES} lines: the envelope shows no more")
    if any(len(line) > LONGEST_LINE for line in lines):
        raise Unreadable(f"Break the address into lines of at most {LONGEST_LINE} characters")
    return lines


def blocks(text: str) -> list[Block]:
    """Paragraphs, parted by empty lines; lines that begin with a dash are a list."""
    found = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        for is_list, same in groupby(lines, key=lambda line: bool(ITEM.match(line))):
            words = tuple(ITEM.sub("", line, count=1) if is_list else line for line in same)
            found.append(Block("list" if is_list else "paragraph", words))
    return found
