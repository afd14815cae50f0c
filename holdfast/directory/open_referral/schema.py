"""What a record must be so that we can keep it: a JSON schema of our own, of the fields that we read.

HSDS allows far more, and all of it is kept unread. `wrong` is what somebody is told whose field is otherwise.
"""

import math
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from holdfast.directory.rules import EMAIL_ADDRESS, WEB_ADDRESS

LONGEST_ADDRESS, LONGEST_LINE = 700, 100
LARGEST = 256 * 1024  # characters of one record: the largest published example has 23,000
DEEPEST = 32
STATUSES = ("active", "inactive", "defunct", "temporarily closed")
WEB = {
    "type": "string", "maxLength": 300, "pattern": f"^({WEB_ADDRESS})?$",
    "wrong": "must begin with http:// or https://",
}  # fmt: skip
EMAIL = {
    "type": "string", "maxLength": 254, "pattern": f"^({EMAIL_ADDRESS})?$",
    "wrong": "must be an address like name@service.example",
}  # fmt: skip
UUID = {"type": "string", "format": "uuid", "wrong": "must be a UUID, like ac148810-d857-441c-9679-408f346de14b"}


def text(most: int, least: int = 0) -> dict[str, Any]:
    """Words of some length."""
    return {"type": "string", "maxLength": most} | ({"minLength": least, "pattern": r"\S"} if least else {})


def listed(**properties: Any) -> dict[str, Any]:
    """A list of objects, of which some fields are read."""
    return {"type": "array", "maxItems": 1000, "items": {"type": "object", "properties": properties}}


ADDRESS = {"address_1": text(LONGEST_ADDRESS)} | {
    name: text(LONGEST_LINE) for name in ("address_2", "city", "region", "state_province", "postal_code")
}
TERM = {"type": "object", "properties": {"name": text(1000), "code": text(200), "taxonomy": text(1000)}}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["id", "name", "status"],
    "properties": {
        "id": UUID,
        "name": text(120, least=1),
        "status": {"enum": list(STATUSES), "wrong": f"must be one of {', '.join(STATUSES)}"},
        "description": text(6000),
        "url": WEB,
        "email": EMAIL,
        "eligibility_description": text(1000),
        "application_process": text(1000),
        "fees_description": text(600),
        "fees": text(600),
        "wait_time": text(1000),
        "organization": {"type": "object", "properties": {"name": text(120)}},
        "phones": listed(number=text(40)),
        "languages": listed(name=text(200), code=text(40)),
        "service_areas": listed(name=text(300)),
        "cost_options": listed(amount={"type": "number"}),
        "service_at_locations": listed(
            location={"type": "object", "properties": {"location_type": text(40), "addresses": listed(**ADDRESS)}}
        ),
        "attributes": listed(value=text(1000), taxonomy_term=TERM),
    },
}
CHECK = Draft202012Validator(SCHEMA, format_checker=FormatChecker(formats=["uuid"]))
TYPES = {"string": "words", "number": "a number", "array": "a list", "object": "an object"}


def problems(record: Any) -> list[str]:
    """What is wrong with a record, a sentence each, by its fields. Empty values are as good as none."""
    if (trouble := cannot_be_kept(record)) is not None:
        return [trouble]
    return sorted(sentence(error) for error in CHECK.iter_errors(without_nulls(record)))


def cannot_be_kept(record: Any) -> str | None:
    """Why the database could not keep a record as it came."""
    size = 0
    for depth, value in walk(record):
        if depth > DEEPEST:
            return f"goes deeper than {DEEPEST} levels"
        if isinstance(value, float) and not math.isfinite(value):
            return "holds a number that is none"
        if isinstance(value, str):
            size += len(value)
            if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
                return "holds a sign that cannot be stored"
        if (size := size + 4) > LARGEST:
            return f"is larger than {LARGEST // 1024} kB"
    return None


def walk(value: Any) -> Iterator[tuple[int, Any]]:
    """Everything in a record and how deep it stands, its keys too. No call within a call: records may be deep."""
    waiting = [(0, value)]
    while waiting:
        depth, each = waiting.pop()
        yield depth, each
        if isinstance(each, dict):
            waiting += [(depth + 1, part) for pair in each.items() for part in pair]
        elif isinstance(each, list):
            waiting += [(depth + 1, part) for part in each]


def without_nulls(value: Any) -> Any:
    """The same without fields that hold nothing. HSDS knows no null, and many who publish it write one."""
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return [without_nulls(each) for each in value if each is not None] if isinstance(value, list) else value


def sentence(error: ValidationError) -> str:
    """What is wrong with one field, in words."""
    where = ", ".join(str(part + 1) if isinstance(part, int) else str(part) for part in error.absolute_path)
    return f"{where}: {said(error)}" if where else said(error)


def said(error: ValidationError) -> str:
    """The sentence without its field."""
    limit = error.validator_value
    if error.validator == "required":
        missing = next(name for name in limit if name not in error.instance)
        return f"{missing}: is missing"
    if error.validator == "type":
        return f"must be {TYPES[limit]}"
    if error.validator == "maxLength":
        return f"has {len(error.instance)} characters; {limit} is the most that is kept"
    if error.validator == "maxItems":
        return f"has {len(error.instance)} entries; {limit} is the most"
    return error.schema.get("wrong", "is empty")  # type: ignore[union-attr]
