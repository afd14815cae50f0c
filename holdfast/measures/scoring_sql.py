"""The questionnaire's rules as one SQL statement, for the plain rows of large files.

It scores rows that are complete, in which everything applies and every cell is spelt as the form
spells it. For any other row it gives `ODD`, and the row is scored by `scoring.score`. A test
compares the two on every questionnaire.
"""

import json

from holdfast.measures.answer_files import Layout
from holdfast.measures.questionnaire import (
    NOT_APPLICABLE,
    Criterion,
    Flag,
    Method,
    Questionnaire,
    Subscale,
)
from holdfast.measures.scoring import PLACES

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
    line = f"{_line(questionnaire, layout, lines)} || chr(10)"
    return f"""
        SELECT string_agg(CASE WHEN {_is_plain(questionnaire, layout)} THEN {line} ELSE {_text(ODD)} END, '')
        FROM (SELECT *, {total} AS total
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


def _line(questionnaire: Questionnaire, layout: Layout, lines: bool) -> str:
    """The whole line of output, spelt as RowScorer spells it."""
    identity = "n" if layout.id_position is None else f"c[{layout.id_position + 1}]"
    figures = _figures(questionnaire, lines=lines)
    if not lines:
        return " || ',' || ".join((identity, "'true'", *figures.values()))
    if layout.id_position is not None:
        identity = f"'\"' || {identity} || '\"'"
    pieces = [f"'{{\"id\": ' || {identity} || ', \"complete\": true'"]
    pieces += [f"', \"{key}\": ' || {figure}" for key, figure in figures.items()]
    return " || ".join((*pieces, "'}'"))


def _figures(questionnaire: Questionnaire, *, lines: bool) -> dict[str, str]:
    """SQL for the text of every figure of a complete row."""
    nothing = "'null'" if lines else "''"
    has_total = bool(questionnaire.counted)
    return {
        "total": "total" if has_total else nothing,
        "metric": _metric(questionnaire) if questionnaire.metric else nothing,
        "band": _band(questionnaire, lines=lines) if has_total and questionnaire.bands else nothing,
        "caseness": nothing
        if questionnaire.caseness_from is None
        else f"CASE WHEN total >= {questionnaire.caseness_from} THEN 'true' ELSE 'false' END",
        "diagnosis": _diagnosis(questionnaire, lines=lines) if questionnaire.diagnoses else nothing,
        "subscales": _subscales(questionnaire, lines=lines) if questionnaire.subscales else nothing,
        "risk_items": _risk_items(questionnaire.flags, lines=lines) if questionnaire.flags else nothing,
    }


def _word(word: str, *, lines: bool) -> str:
    return _text(json.dumps(word, ensure_ascii=False) if lines else word)


def _metric(questionnaire: Questionnaire) -> str:
    table = ", ".join(_text(str(float(figure))) for figure in questionnaire.metric)
    return f"[{table}][total - {questionnaire.lowest} + 1]"


def _band(questionnaire: Questionnaire, *, lines: bool) -> str:
    cases = " ".join(
        f"WHEN total >= {band.at_least} THEN {_word(band.label, lines=lines)}"
        for band in reversed(questionnaire.bands)
    )
    return f"CASE {cases} END"


def _diagnosis(questionnaire: Questionnaire, *, lines: bool) -> str:
    cases = " ".join(
        f"WHEN {' AND '.join(_holds(questionnaire, criterion) for criterion in diagnosis.criteria)}"
        f" THEN {_word(diagnosis.label, lines=lines)}"
        for diagnosis in questionnaire.diagnoses
    )
    return f"CASE {cases} ELSE {_word('none', lines=lines)} END"


def _holds(questionnaire: Questionnaire, criterion: Criterion) -> str:
    counting = _endorsed(questionnaire, criterion.items)
    most = "" if criterion.at_most is None else f" AND {counting} <= {criterion.at_most}"
    return f"{counting} >= {criterion.at_least}{most}"


def _endorsed(questionnaire: Questionnaire, numbers: tuple[int, ...]) -> str:
    counting = (
        f"(p{number} >= {questionnaire.items[number - 1].counts_from})::INTEGER"
        for number in numbers
        if questionnaire.items[number - 1].counts_from is not None
    )
    return f"({'+'.join(counting)})"


def _subscales(questionnaire: Questionnaire, *, lines: bool) -> str:
    """JSON; in a CSV cell its quotes are doubled."""
    mark, edge = ('"', "") if lines else ('""', '"')
    pieces = [
        f"{_text(f'{mark}{subscale.key}{mark}: ')} || {_figure(questionnaire, subscale)}"
        for subscale in questionnaire.subscales
    ]
    between = f" || {_text(', ')} || "
    return f"{_text(edge + '{')} || {between.join(pieces)} || {_text('}' + edge)}"


def _figure(questionnaire: Questionnaire, subscale: Subscale) -> str:
    if subscale.method is Method.ENDORSED:
        return f"CASE WHEN {_endorsed(questionnaire, subscale.items)} > 0 THEN 'true' ELSE 'false' END"
    added = "+".join(f"p{number}" for number in subscale.items)
    if subscale.method is Method.SUM:
        return f"coalesce(({added})::VARCHAR, 'null')"
    return f"coalesce(round(({added}) / {len(subscale.items)}, {PLACES})::VARCHAR, 'null')"


def _risk_items(flags: tuple[Flag, ...], *, lines: bool) -> str:
    raised = ", ".join(f"CASE WHEN p{flag.item} >= {flag.at_least} THEN '{flag.item}' END" for flag in flags)
    items = f"'[' || concat_ws(', ', {raised}) || ']'"
    if lines or len(flags) == 1:
        return items
    return f"CASE WHEN contains({items}, ',') THEN '\"' || {items} || '\"' ELSE {items} END"
