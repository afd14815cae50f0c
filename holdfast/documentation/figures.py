"""The page docs/generated/return.md: the items of the return, and the rule of every number."""

from collections.abc import Iterator

from holdfast.documentation.tabular import opening, table, written
from holdfast.monitoring.definitions import EVERY, Item, Source

FROM = {
    Source.STEPS: "steps of people’s ways",
    Source.PUBLIC_FILES: "public files, imported",
    Source.NOTHING_YET: "nothing yet: this version does not record it, and shows no zero for it",
}


def page() -> str:
    """Every item, measure and breakdown."""
    return written([
        *opening("The return", "`holdfast/monitoring/definitions/`"),
        "People come first: each person counts once, whatever happened to them how often. A step that was taken back",
        "counts for nothing. A period is from one midnight in London to another; what comes after it changes nothing",
        "of it. A median and a 90th centile are by nearest rank: a value that somebody really had. What stands under",
        "H is for inside a hub alone, and in no return.",
        "",
        *(line for item in EVERY for line in lines(item)),
    ])  # fmt: skip


def lines(item: Item) -> Iterator[str]:
    """One item."""
    yield f"## {item.code} {item.title}"
    yield ""
    yield f"Version {item.version}, from {FROM[item.source]}. Asked for as {item.seed}."
    yield ""
    rows = [(each.title, f"`{each.key}`", each.unit, each.rule) for each in item.measures]
    yield from table(["measure", "key", "counts", "rule"], rows)
    yield ""
    for each in item.measures:
        for name, words in (each.breakdowns or {}).items():
            yield f"- `{each.key}` by `{name}`: {words}"
    if any(each.breakdowns for each in item.measures):
        yield ""
