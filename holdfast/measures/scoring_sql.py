"""The questionnaire's rules as one SQL statement, for the plain rows of large files.

It scores rows that are complete, in which everything applies and every cell is spelt as the form
spells it. For any other row it gives `ODD`, and the row is scored by `scoring.score`. A test
compares the two on every questionnaire.
"""

from itertools import product

from holdfast.measures.answer_files import Layout
from holdfast.measures.questionnaire import (
    NOT_APPLICABLE,
    Criterion,
    Flag,
    Method,
    Questionnaire,
    Subscale,
)
from holdfast.measures.scoring import PLACES, band_of, caseness_of, metric_of
from holdfast.measures.spelling import spelt

ODD = "\x01"


def block_statement(
    questionnaire: Questionnaire,
    layout: Layout,
    *,
    missing: frozenset[str],
    lines: bool,
    decimals: bool,
) -> str:
    """A statement of two parameters, lines of a file and the number of the first row; it gives one text.

    Args:
        lines: JSONL instead of CSV.
        decimals: also read "2.0" as 2.
    """
    columns = [
        f"CASE c[{position + 1}] {_cases(questionnaire, number, missing, decimals=decimals)} END AS p{number}"
        for number, position in zip(layout.numbers, layout.positions, strict=True)
    ]
    absent = [f"NULL::INTEGER AS p{number}" for number in sorted(questionnaire.numbers - set(layout.numbers))]
    total = "+".join(f"p{number}" for number in questionnaire.counted) or "NULL::INTEGER"
    counts = [f"{_endorsed(questionnaire, items)} AS {name}" for items, name in _counted(questionnaire).items()]
    line = f"concat({', '.join(_line(questionnaire, layout, lines=lines))}, chr(10))"
    return f"""
        SELECT string_agg(CASE WHEN {_is_plain(questionnaire, layout)} THEN {line} ELSE {_text(ODD)} END, '')
        FROM (SELECT {", ".join(("*", f"{total} AS total", *counts))}
            FROM (SELECT c, n, {", ".join((*columns, *absent))}
                FROM (SELECT string_split(line, ',') AS c, n
                    FROM (SELECT unnest(split) AS line, generate_subscripts(split, 1) - 1 + $first AS n
                        FROM (SELECT string_split($text, chr(10)) AS split)))))
    """  # noqa: S608 - made of shipped definitions; no name or cell of the file is in it


def _text(value: str) -> str:
    """A text of ours as SQL."""
    return "'" + value.replace("'", "''") + "'"


def _cases(questionnaire: Questionnaire, number: int, missing: frozenset[str], *, decimals: bool) -> str:
    """How the cells of one item become points. A cell that is not here becomes null."""
    cases = []
    for value, points in questionnaire.points[number - 1][1].items():
        if points == NOT_APPLICABLE or str(value) in missing:
            continue
        cases.append(f"WHEN '{value}' THEN {points}")
        if decimals:
            cases.append(f"WHEN '{value}.0' THEN {points}")
    return " ".join(cases) or "WHEN NULL THEN 0"


def _is_plain(questionnaire: Questionnaire, layout: Layout) -> str:
    """As many cells as the first line, and every answer known; what is not required may be blank."""
    known = [f"len(c) = {layout.width}"]
    for number, position in zip(layout.numbers, layout.positions, strict=True):
        blank = "" if number in questionnaire.required else f" OR c[{position + 1}] = ''"
        known.append(f"(p{number} IS NOT NULL{blank})")
    return " AND ".join(known)


def _line(questionnaire: Questionnaire, layout: Layout, *, lines: bool) -> list[str]:
    """The pieces of a line of output, spelt as `spelling` spells them."""
    identity = "n" if layout.id_position is None else f"c[{layout.id_position + 1}]"
    begin = [identity]
    if lines:
        mark = "" if layout.id_position is None else '"'
        begin = [_text('{"id": ' + mark), identity, _text(mark)]
    return [
        *begin,
        _by_total(questionnaire, lines=lines),
        _diagnosis(questionnaire, lines=lines),
        *_subscales(questionnaire, lines=lines),
        *_risk_items(questionnaire.flags, lines=lines),
        *([_text("}")] if lines else []),
    ]


def _by_total(questionnaire: Questionnaire, *, lines: bool) -> str:
    """All that follows from the total, looked up by it."""
    if questionnaire.lowest is None or questionnaire.highest is None:
        return _text(_spelt_total(questionnaire, None, lines=lines))
    totals = range(questionnaire.lowest, questionnaire.highest + 1)
    spelt_ = ", ".join(_text(_spelt_total(questionnaire, total, lines=lines)) for total in totals)
    return f"[{spelt_}][total - {questionnaire.lowest} + 1]"


def _spelt_total(questionnaire: Questionnaire, total: int | None, *, lines: bool) -> str:
    figures = {
        "complete": True,
        "total": total,
        "metric": metric_of(questionnaire, total),
        "band": band_of(questionnaire, total),
        "caseness": caseness_of(questionnaire, total),
    }
    return spelt(figures, lines=lines)


def _counted(questionnaire: Questionnaire) -> dict[tuple[int, ...], str]:
    """The name of the column that counts each set of items."""
    return {items: f"k{place}" for place, items in enumerate(questionnaire.counted_sets)}


def _diagnosis(questionnaire: Questionnaire, *, lines: bool) -> str:
    if not questionnaire.diagnoses:
        return _text(spelt({"diagnosis": None}, lines=lines))
    columns = _counted(questionnaire)
    cases = " ".join(
        f"WHEN {' AND '.join(_holds(columns[criterion.items], criterion) for criterion in rule.criteria)}"
        f" THEN {_text(spelt({'diagnosis': rule.label}, lines=lines))}"
        for rule in questionnaire.diagnoses
    )
    return f"CASE {cases} ELSE {_text(spelt({'diagnosis': 'none'}, lines=lines))} END"


def _holds(column: str, criterion: Criterion) -> str:
    most = "" if criterion.at_most is None else f" AND {column} <= {criterion.at_most}"
    return f"{column} >= {criterion.at_least}{most}"


def _endorsed(questionnaire: Questionnaire, numbers: tuple[int, ...]) -> str:
    counting = (
        f"(p{number} >= {questionnaire.items[number - 1].counts_from})::INTEGER"
        for number in numbers
        if questionnaire.items[number - 1].counts_from is not None
    )
    return f"({'+'.join(counting)})"


def _subscales(questionnaire: Questionnaire, *, lines: bool) -> list[str]:
    """JSON; in a CSV cell its quotes are doubled."""
    if not questionnaire.subscales:
        return [_text(spelt({"subscales": None}, lines=lines))]
    mark, begin, end = ('"', ', "subscales": {', "}") if lines else ('""', ',"{', '}"')
    pieces = [_text(begin)]
    for place, subscale in enumerate(questionnaire.subscales):
        between = ", " if place else ""
        pieces += [_text(f"{between}{mark}{subscale.key}{mark}: "), _figure(questionnaire, subscale)]
    return [*pieces, _text(end)]


def _figure(questionnaire: Questionnaire, subscale: Subscale) -> str:
    if subscale.method is Method.ENDORSED:
        return f"CASE WHEN {_endorsed(questionnaire, subscale.items)} > 0 THEN 'true' ELSE 'false' END"
    added = "+".join(f"p{number}" for number in subscale.items)
    if subscale.method is Method.SUM:
        return f"coalesce(({added})::VARCHAR, 'null')"
    return f"coalesce(round(({added}) / {len(subscale.items)}, {PLACES})::VARCHAR, 'null')"


def _risk_items(flags: tuple[Flag, ...], *, lines: bool) -> list[str]:
    """Every set of items that may have raised a flag, spelt out: questionnaires have one or two."""
    if not flags:
        return [_text(spelt({"risk_items": None}, lines=lines))]
    cases = []
    for raised in product((True, False), repeat=len(flags)):
        tests = (f"(p{flag.item} >= {flag.at_least}) = {up}" for flag, up in zip(flags, raised, strict=True))
        items = [flag.item for flag, up in zip(flags, raised, strict=True) if up]
        cases.append(f"WHEN {' AND '.join(tests)} THEN {_text(spelt({'risk_items': items}, lines=lines))}")
    return [f"CASE {' '.join(cases)} END"]
