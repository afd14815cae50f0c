"""Loads regions, systems, boards and trusts as published facts, and imports other organisations from a file."""

from collections.abc import Iterable
from datetime import date

from holdfast.hubs import facts
from holdfast.hubs.models import Organisation, Region, System

FIELDS = (
    "name",
    "kind",
    "region",
    "system_code",
    "postcode",
    "valid_from",
    "valid_to",
    "successor_code",
    "search_text",
)


def load_facts(using: str = "owner") -> int:
    """Write regions, systems and every trust and board that ships; the number of organisations.

    As the owner: the serving role may only read regions and systems.
    """
    Region.objects.using(using).bulk_create(
        [Region(code=region.code, name=region.name) for region in facts.regions()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    System.objects.using(using).bulk_create(
        [
            System(
                code=board.code,
                name=board.name,
                region_id=board.region_code,
                valid_from=board.valid_from,
                valid_to=board.valid_to,
            )
            for board in facts.boards()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "region", "valid_from", "valid_to"],
    )
    return save([*map(of_board, facts.boards()), *map(of_trust, facts.trusts())], using=using)


def save(found: Iterable[Organisation], *, using: str = "default") -> int:
    """Write organisations; one that is there already is brought up to date."""
    rows = list(found)
    for row in rows:
        row.search_text = f"{row.name} {row.code}".casefold().replace("'", "").replace("’", "").replace("-", " ")
    Organisation.objects.using(using).bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=FIELDS, batch_size=1000
    )
    return len(rows)


def of_board(board: facts.Board) -> Organisation:
    """A board as an employer."""
    return Organisation(
        code=board.code,
        name=board.name,
        kind=Organisation.Kind.BOARD,
        region_id=board.region_code,
        system_code=board.code,
        valid_from=board.valid_from,
        valid_to=board.valid_to,
        successor_code=board.successor or "",
    )


def of_trust(trust: facts.Trust) -> Organisation:
    """A trust as an employer."""
    return Organisation(
        code=trust.code,
        name=trust.name,
        kind=Organisation.Kind.TRUST,
        region_id=trust.region_code or None,
        system_code=trust.board_code or "",
        postcode=trust.postcode,
        valid_from=trust.valid_from,
        valid_to=trust.valid_to,
        successor_code=trust.successor or "",
    )


def of_row(row: dict[str, str]) -> Organisation:
    """An organisation from a line of a file: code, name, kind, postcode, valid_from, valid_to, successor_code.

    Raises:
        ValueError: what is wrong with the line, as a sentence.
    """
    code, name = (row.get("code") or "").strip(), (row.get("name") or "").strip()
    if not code or not name:
        raise ValueError("code and name are needed")
    kind = (row.get("kind") or "other").strip()
    if kind not in Organisation.Kind.values:
        raise ValueError(f"kind is one of {', '.join(Organisation.Kind.values)}")
    return Organisation(
        code=code[:12],
        name=name[:200],
        kind=kind,
        postcode=(row.get("postcode") or "").strip()[:8],
        valid_from=day(row.get("valid_from")),
        valid_to=day(row.get("valid_to")),
        successor_code=(row.get("successor_code") or "").strip(),
    )


def day(text: str | None) -> date | None:
    """A day written 2026-11-22, or nothing."""
    return date.fromisoformat(text.strip()) if text and text.strip() else None
