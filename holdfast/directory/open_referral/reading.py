"""A record of HSDS 3.0 as our fields, and whether it is offered at all.

What HSDS has no place for stands in attributes whose taxonomy is ours (`holdfast-kind`, `holdfast-way` …); where such a
record comes from elsewhere, the same is read from what HSDS has, as far as that says it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import TextChoices

from holdfast.directory.kinds import Cost, How, Kind, Way, Welcome
from holdfast.directory.open_referral.schema import without_nulls
from holdfast.directory.open_referral.sorting import kinds_of
from holdfast.workforce.codes import Language

Record = dict[str, Any]
OURS = "holdfast-"
NONE = "none"
NOT_SAID = "Not said"
CODED: dict[str, type[TextChoices]] = {"kinds": Kind, "hows": How, "welcomes": Welcome, "ways": Way}
PLAIN = {
    "name": "name", "offers": "description", "web": "url", "email": "email", "for_whom": "eligibility_description",
    "getting_in": "application_process",
}  # fmt: skip
"""Fields that HSDS has too, by their names there."""
NATIONS = {"national", "england", "great britain", "united kingdom", "uk", "nationwide"}
ADDRESS = ("address_1", "address_2", "city", "region", "state_province", "postal_code")
MOST_AREA = 300
WAIT = re.compile(r"\s*([0-9]{1,3})\s*(day|week|month)s?\s*", re.IGNORECASE)
DAYS = {"day": 1, "week": 7, "month": 30}


def known_of(record: Record) -> dict[str, Any]:
    """What we know of a service when we know what stands in its record. The record has passed the schema."""
    record = without_nulls(record)
    known: dict[str, Any] = {ours: text(record.get(theirs)) for ours, theirs in PLAIN.items()}
    known["offers"] = known["offers"] or NOT_SAID
    areas = [text(area.get("name")) for area in rows(record, "service_areas")]
    return known | {
        "run_by": text(record.get("organization", {}).get("name")) or NOT_SAID,
        "area": places_in_words([area for area in areas if area]),
        "is_national": is_national(record, areas),
        "address": "\n".join(filter(None, (text(first_address(record).get(line)) for line in ADDRESS))),
        "telephone": text(next(iter(rows(record, "phones")), {}).get("number"), '"'),
        "cost": cost_of(record),
        "cost_words": text(record.get("fees_description")) or text(record.get("fees")),
        "languages": [code for code in Language.values if code in set(map(language_of, rows(record, "languages")))],
        "recommended": next((text(each.get("value")) for each in ours(record, "recommended")), "")[:120],
        "usual_days": usual_days_of(record),
        "kinds": coded(record, "kinds", kinds_of(terms_of(record))) or [Kind.UNSORTED.value],
        "hows": coded(record, "hows", hows_of(record)),
        "welcomes": coded(record, "welcomes", []),
        "ways": coded(record, "ways", []),
    }  # fmt: skip


def is_offered(record: Record) -> bool:
    """Whether the service is there at all."""
    return bool(record["status"] == "active")


def text(value: Any, also: str = "") -> str:
    """Words without what stands around them."""
    return str(value or "").strip(f" \t\r\n{also}")


def places_in_words(areas: list[str]) -> str:
    """The areas in a line; where they are too many for it, the first of them and how many more there are."""
    line = ", ".join(areas) or NOT_SAID
    for number in range(len(areas) - 1, 0, -1):
        if len(line) <= MOST_AREA:
            break
        line = f"{', '.join(areas[:number])}, and {len(areas) - number} more"
    return line if len(line) <= MOST_AREA else f"{len(areas)} places"


def rows(record: Record, name: str) -> list[Record]:
    """The entries of a list, none where there is no list."""
    found: list[Record] = record.get(name) or []
    return found


def ours(record: Record, name: str) -> Iterator[Record]:
    """Our own attributes of one kind."""
    return (each for each in rows(record, "attributes") if term(each).get("taxonomy") == OURS + name)


def term(attribute: Record) -> Record:
    """The term of an attribute."""
    found: Record = attribute.get("taxonomy_term") or {}
    return found


def terms_of(record: Record) -> Iterator[str]:
    """The words of every term that is not ours, and of the taxonomy that it is from."""
    return (
        f"{term(each).get('name', '')}" for each in rows(record, "attributes")
        if not str(term(each).get("taxonomy", "")).startswith(OURS)
    )  # fmt: skip


def coded(record: Record, name: str, otherwise: Iterable[str]) -> list[str]:
    """Codes of ours, in the order of their list; what they are otherwise where none of ours came."""
    came = [term(each).get("code") for each in ours(record, name)]
    chosen = came if came else list(otherwise)
    return [code for code in CODED[name].values if code in chosen]


def is_national(record: Record, areas: list[str]) -> bool:
    """Whether it serves the whole country."""
    came = [term(each).get("code") for each in ours(record, "reach")]
    return "national" in came if came else any(area.casefold() in NATIONS for area in areas)


def cost_of(record: Record) -> str:
    """What it costs: by our own code, else by the amounts that are named."""
    came = [term(each).get("code") for each in ours(record, "cost")]
    if came:
        return next((code for code in Cost.values if code in came), Cost.UNKNOWN.value)
    amounts = [each["amount"] for each in rows(record, "cost_options") if "amount" in each]
    return (Cost.PAID if any(amounts) else Cost.FREE).value if amounts else Cost.UNKNOWN.value


def language_of(language: Record) -> str:
    """Our code of a language, by its code or its name; nothing where we have none."""
    code, name = text(language.get("code")).casefold(), text(language.get("name")).casefold()
    return next((value for value, label in Language.choices if code == value or name == label.casefold()), "")


def hows_of(record: Record) -> list[str]:
    """How it happens, by what kind of places it has."""
    places = {each.get("location", {}).get("location_type") for each in rows(record, "service_at_locations")}
    return [how.value for kind, how in (("physical", How.IN_PERSON), ("virtual", How.ONLINE)) if kind in places]


def first_address(record: Record) -> Record:
    """The address of the first place."""
    place: Record = next(iter(rows(record, "service_at_locations")), {}).get("location") or {}
    return next(iter(rows(place, "addresses")), {})


def usual_days_of(record: Record) -> int | None:
    """The wait, where it is a plain number of days, weeks or months."""
    found = WAIT.fullmatch(text(record.get("wait_time")))
    return int(found[1]) * DAYS[found[2].lower()] if found else None
