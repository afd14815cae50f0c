"""What the questionnaires are, written out: for the command line, for programs, and for the docs."""

from dataclasses import asdict
from typing import Any

from holdfast.measures.questionnaire import NOT_APPLICABLE, Method, Mode, Option, Questionnaire
from holdfast.measures.questionnaires import VERSIONS

METHODS = {Method.SUM: "sum", Method.MEAN: "mean", Method.ENDORSED: "endorsed or not"}
MODES = {
    Mode.TEXT: "text: the wording below is shipped",
    Mode.SCORE_ONLY: "score-only: item values are entered, no wording is shipped",
    Mode.HUB_SUPPLIED: "hub-supplied: the hub uploads the wording it holds a licence for",
}


def as_record(questionnaire: Questionnaire) -> dict[str, Any]:
    """Everything about a questionnaire, ready for JSON."""
    return {
        **asdict(questionnaire),
        "lowest": questionnaire.lowest,
        "highest": questionnaire.highest,
        "checksum": questionnaire.checksum,
    }


def as_text(questionnaire: Questionnaire) -> str:
    """A questionnaire as plain text."""
    title = f"{questionnaire.key}  {questionnaire.name}, version {questionnaire.version}"
    facts = [f"  {name}: {value}" for name, value in _facts(questionnaire)]
    items = [f"  {line}" for line in _items(questionnaire)]
    return "\n".join((title, *facts, "  items:", *(f"  {item}" for item in items)))


def markdown() -> str:
    """The page docs/generated/questionnaires.md."""
    page = [
        "# Questionnaires",
        "",
        "Generated from `holdfast/measures/questionnaires/`; do not edit. Items are quoted exactly from",
        "their source where the licence lets us ship them. What no source could be shown for is named, and",
        "switched off where it is a rule.",
    ]
    for questionnaire in VERSIONS:
        page += ["", *_section(questionnaire)]
    return "\n".join(page) + "\n"


def _section(questionnaire: Questionnaire) -> list[str]:
    facts = [f"- {name}: {value}" for name, value in _facts(questionnaire)]
    lines = [f"## {questionnaire.name} (`{questionnaire.key}`, version {questionnaire.version})", "", *facts]
    if questionnaire.mode is not Mode.TEXT:
        return lines
    lines += ["", *(f"> {text}\n" for text in (questionnaire.instructions, questionnaire.stem) if text)]
    return [*lines, *(f"- {item}" for item in _items(questionnaire))]


def _facts(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """What is known, as names and values; what a questionnaire does not have is left out."""
    facts = [
        ("mode", MODES[questionnaire.mode]),
        ("items", _range(questionnaire)),
        *_rules(questionnaire),
        ("source", questionnaire.source),
        ("licence", questionnaire.licence),
        ("licence status", questionnaire.licence_status),
        ("always shown", questionnaire.must_show),
        *(("note", note) for note in questionnaire.notes),
        *(("not verified", doubt) for doubt in questionnaire.unverified),
        ("checksum", questionnaire.checksum),
    ]
    return [(name, value) for name, value in facts if value]


def _range(questionnaire: Questionnaire) -> str:
    ranges = sorted({questionnaire.range_of(number) for number in questionnaire.numbers})
    spoken = " or ".join(f"{low} to {high}" for low, high in ranges)
    total = "no total" if questionnaire.highest is None else f"total {questionnaire.lowest} to {questionnaire.highest}"
    optional = [item.label for item in questionnaire.items if not item.required]
    without = f"; complete without {', '.join(optional)}" if optional else ""
    return f"{len(questionnaire.items)}, each {spoken}; {total}{without}"


def _rules(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    reversed_items = [item.label for item in questionnaire.items if item.reversed]
    pro_rating = questionnaire.pro_rating
    return [
        ("reversed", ", ".join(reversed_items)),
        ("bands", ", ".join(f"{band.at_least} {band.label}" for band in questionnaire.bands)),
        ("caseness", _from(questionnaire.caseness_from)),
        (
            "risk",
            "; ".join(f"item {flag.item} ≥ {flag.at_least}: {flag.label}" for flag in questionnaire.flags),
        ),
        ("reliable change", str(questionnaire.reliable_change or "")),
        ("meaningful change", str(questionnaire.meaningful_change or "")),
        ("pro-rating", f"with at most {pro_rating.most_missing} missing" if pro_rating else ""),
        ("metric score", "by table" if questionnaire.metric else ""),
        ("subscales", "; ".join(_subscales(questionnaire))),
        ("diagnosis", ", ".join(rule.label for rule in questionnaire.diagnoses)),
        (
            "opens",
            f"{questionnaire.opens.key} from {questionnaire.opens.at_least}" if questionnaire.opens else "",
        ),
    ]


def _from(points: int | None) -> str:
    return "" if points is None else f"≥ {points}"


def _subscales(questionnaire: Questionnaire) -> list[str]:
    return [
        f"{subscale.name} ({METHODS[subscale.method]} of {', '.join(map(str, subscale.items))})"
        for subscale in questionnaire.subscales
    ]


def _items(questionnaire: Questionnaire) -> list[str]:
    return [
        f"{item.label}. {item.text} ({_options(questionnaire.options_of(item))})".replace(".  (", ". (")
        for item in questionnaire.items
    ]


def _options(options: tuple[Option, ...]) -> str:
    return ", ".join(f"{option.value} {option.label or _silent(option)}".strip() for option in options)


def _silent(option: Option) -> str:
    """What stands for a label that is not shipped."""
    return "" if option.applies or option.value == NOT_APPLICABLE else "(not relevant)"
