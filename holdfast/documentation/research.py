"""The page docs/generated/research.md: every variable that an extract can hold, and the levels of each."""

from holdfast.documentation.tabular import opening, table, written
from holdfast.extracts.dictionary import source_of
from holdfast.extracts.generalising import LEAST
from holdfast.extracts.variable import Variable
from holdfast.extracts.variables import VARIABLES


def page() -> str:
    """Every variable, in the order of the code."""
    return written([
        *opening("Research extracts: what can be in one", "`holdfast/extracts/variables.py`"),
        "An extract has one row a person. Only variables that an approval names are in it, none finer than its first",
        f"level here. What a colleague may know makes classes of {LEAST} people or more; a sensitive answer is given",
        "by less than nine in ten of those who answered in every group by what may be known. What the approval names",
        "last is made coarser first, and left out first. The dictionary of an extract says how coarse each was made.",
        "",
        *table(
            ["variable", "what it is", "rule", "from", "levels", "may be known", "sensitive"],
            [line(each) for each in VARIABLES],
        ),
    ])  # fmt: skip


def line(variable: Variable) -> tuple[str, ...]:
    """One variable."""
    said = source_of(variable)
    item = f"{said['item']} version {said['item_version']}" if variable.item else "steps"
    levels = "; ".join(each.words for each in variable.levels)
    known, sensitive = ("yes" if each else "" for each in (variable.is_known, variable.is_sensitive))
    return f"`{variable.key}`", variable.title, variable.rule, item, levels, known, sensitive
