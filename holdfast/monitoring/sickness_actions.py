"""The write of sickness absence: take what a public file holds, whole or not at all."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from holdfast.monitoring.models import SicknessMonth
from holdfast.monitoring.sickness import Figure, Key, Reading
from holdfast.monitoring.sickness_files import LICENCE
from holdfast.monitoring.sickness_queries import standing

AT_ONCE = 1000


class NothingToImport(Exception):
    """A file that was read and holds no figure that could be kept. Says what it does hold."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the figures of a file: counts. `revised` are those of the added that stood otherwise before."""

    added: int
    revised: int
    same: int


@transaction.atomic
def import_sickness(reading: Reading, *, name: str, by: str, now: datetime) -> Imported:
    """Keep the figures of a file. The same file again changes nothing; another file's figures stand from now on.

    Args:
        name: of the file, without its folder.
        by: who imports it, by name.

    Raises:
        NothingToImport: it holds rates alone, or no good row.
    """
    if not reading.figures:
        raise NothingToImport(why_nothing(reading))
    # Two imports of one file at once must not both say that they added it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('monitoring_sicknessmonth', 0))")
    kept = set(SicknessMonth.objects.filter(source_sha256=reading.digest).values_list("area_code", "month", "reason"))
    new = [figure for figure in reading.figures if figure.key not in kept]
    revised = changed_by(new)
    SicknessMonth.objects.bulk_create(
        [row_of(figure, reading.digest, name=name, by=by, now=now) for figure in new], batch_size=AT_ONCE
    )
    return Imported(added=len(new), revised=revised, same=len(reading.figures) - len(new))


def changed_by(new: list[Figure]) -> int:
    """How many of these figures stand otherwise today."""
    if not new:
        return 0
    months = [figure.month for figure in new]
    found = standing().filter(month__range=(min(months), max(months)))
    before: dict[Key, tuple[object, object]] = {
        (area, month, reason): (lost, available)
        for area, month, reason, lost, available in found.values_list(
            "area_code", "month", "reason", "days_lost", "days_available"
        )
    }
    return sum(
        before.get(one.key, (one.days_lost, one.days_available)) != (one.days_lost, one.days_available) for one in new
    )


def row_of(figure: Figure, digest: str, *, name: str, by: str, now: datetime) -> SicknessMonth:
    """A figure as its row."""
    return SicknessMonth(
        area_code=figure.area,
        month=figure.month,
        reason=figure.reason,
        days_lost=figure.days_lost,
        days_available=figure.days_available,
        source_name=name,
        source_sha256=digest,
        source_licence=LICENCE,
        imported_at=now,
        imported_by=by,
    )


def why_nothing(reading: Reading) -> str:
    """Why there is nothing to keep, in words."""
    if reading.set_aside:
        return f"its good rows ({reading.set_aside:,}) are of single staff groups, and none of all staff groups"
    if reading.flagged and not reading.is_of_rates:
        return f"none of its rows ({reading.rows:,}) could be used"
    return reading.sentence
