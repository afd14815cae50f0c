"""Our fields as a record of HSDS 3.0: the record that they came in, with whatever somebody changed since."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from holdfast.directory.open_referral.reading import (
    CODED,
    NONE,
    OURS,
    PLAIN,
    Record,
    is_offered,
    known_of,
    language_of,
    rows,
    term,
)
from holdfast.directory.open_referral.schema import LONGEST_LINE, without_nulls
from holdfast.workforce.codes import Language

POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}")
NAMES = {"kinds": "What it is for", "hows": "How it happens", "welcomes": "Made fit for", "ways": "How one gets in"}


def record_of(pk: str, known: dict[str, Any], *, source: Record | None, is_kept: bool, checked_on: str = "") -> Record:
    """The record of a service.

    Args:
        pk: the id that it has there.
        known: our fields, as `known_of` gives them.
        source: the record that it came in, if it did.
        is_kept: whether it is in the directory still.
        checked_on: the day on which somebody confirmed it, as a date of ISO 8601.
    """
    record: Record = without_nulls(source) if source else {"id": pk, "name": "", "status": "active"}
    for _ in range(2):  # an address makes a place, and a place says that it happens in person, until our code says not
        before = known_of(record)
        for field, value in known.items():
            if before[field] != value:
                WRITERS.get(field, plainly(field))(record, value)
    if is_offered(record) != is_kept:
        record["status"] = "active" if is_kept else "inactive"
    return record | ({"assured_date": checked_on} if checked_on else {})


def own_id(record: Record, *parts: str) -> str:
    """An id of what we add to a record: the same each time, so that two exports are alike."""
    return str(uuid5(UUID(record["id"]), "/".join(parts)))


def plainly(field: str) -> Callable[[Record, Any], None]:
    """Write a field that HSDS has too."""

    def write(record: Record, value: Any) -> None:
        put(record, PLAIN[field], value)

    return write


def put(record: Record, name: str, value: str) -> None:
    """Write words, or take the field out where there are none."""
    record[name] = value
    if not value:
        del record[name]


def write_run_by(record: Record, value: Any) -> None:
    """The organisation; its description, which HSDS asks for, is its name where we know no other."""
    made = {"id": own_id(record, "organization"), "description": value}
    record["organization"] = made | record.get("organization", {}) | {"name": value}


def write_area(record: Record, value: Any) -> None:
    """One area in words, in place of those that came."""
    first = next(iter(rows(record, "service_areas")), {"id": own_id(record, "area")})
    record["service_areas"] = [first | {"name": value}]


def write_address(record: Record, value: Any) -> None:
    """The address of the first place, which is made where there is none."""
    places = record.setdefault("service_at_locations", [])
    if not places:
        places.append({"id": own_id(record, "place")})
    made = {"id": own_id(record, "location"), "location_type": "physical"}
    location = places[0]["location"] = made | places[0].get("location", {})
    lines = value.split("\n")
    *first, city, code = lines if len(lines) > 2 else ["", "", ""]
    is_plain = all(line and line == line.strip() for line in lines) and len(city) <= LONGEST_LINE
    if not (is_plain and POSTCODE.fullmatch(code)):
        first, city, code = [value], "", ""
    address = {"address_1": "\n".join(first), "city": city, "state_province": "", "postal_code": code, "country": "GB"}
    kind = {"id": own_id(record, "address"), "address_type": "physical"}
    location["addresses"] = [kind | address] if value else []


def write_telephone(record: Record, value: Any) -> None:
    """The first number. Where there is none any more, those that came behind it go too."""
    first = next(iter(rows(record, "phones")), {"id": own_id(record, "phone")})
    record["phones"] = [first | {"number": value}, *rows(record, "phones")[1:]] if value else []


def write_cost_words(record: Record, value: Any) -> None:
    """What it costs in words."""
    record.pop("fees", None)
    put(record, "fees_description", value)


def write_usual_days(record: Record, value: Any) -> None:
    """The wait."""
    put(record, "wait_time", "" if value is None else f"{value} days")


def write_languages(record: Record, value: Any) -> None:
    """Languages beside those that we have no code for, which stay."""
    stay = [each for each in rows(record, "languages") if not language_of(each) or language_of(each) in value]
    there = {language_of(each) for each in stay}
    record["languages"] = stay + [
        {"id": own_id(record, "language", code), "name": str(Language(code).label), "code": code}
        for code in value if code not in there
    ]  # fmt: skip


def write_coded(name: str) -> Callable[[Record, Any], None]:
    """Write codes of ours as attributes."""

    def write(record: Record, value: Any) -> None:
        labels = {code: str(CODED[name](code).label) for code in value} or {NONE: "None"}
        write_ours(record, name, NAMES[name], labels)

    return write


def write_cost(record: Record, value: Any) -> None:
    """What it costs, as a code of ours."""
    write_ours(record, "cost", "What it costs", {value: value})


def write_is_national(record: Record, value: Any) -> None:
    """Whether it serves the whole country."""
    write_ours(record, "reach", "Whom it reaches", {"national": "National"} if value else {"local": "Local"})


def write_recommended(record: Record, value: Any) -> None:
    """The guideline that recommends its treatment, in words."""
    write_ours(record, "recommended", "Recommended by NICE", {"nice": "NICE"} if value else {}, value=value)


def write_ours(record: Record, name: str, words: str, labels: dict[str, str], *, value: str = "") -> None:
    """Attributes of our own of one kind, in place of those that stood there."""
    stay = [each for each in rows(record, "attributes") if term(each).get("taxonomy") != OURS + name]
    record["attributes"] = stay + [
        {
            "id": own_id(record, name, code), "link_entity": "service", **({"value": value} if value else {}),
            "taxonomy_term": {
                "id": str(uuid5(UUID(int=0), f"{OURS}{name}/{code}")), "code": code, "name": label,
                "description": f"{words}: {label}", "taxonomy": OURS + name,
            },
        }
        for code, label in labels.items()
    ]  # fmt: skip


WRITERS: dict[str, Callable[[Record, Any], None]] = {
    "run_by": write_run_by, "area": write_area, "address": write_address, "telephone": write_telephone,
    "cost": write_cost, "cost_words": write_cost_words, "usual_days": write_usual_days, "languages": write_languages,
    "is_national": write_is_national, "recommended": write_recommended,
    **{name: write_coded(name) for name in CODED},
}  # fmt: skip
