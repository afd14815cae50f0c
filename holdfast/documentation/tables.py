"""The page docs/generated/tables.md: what guards each table, and what the serving role may do there."""

from django.apps import apps
from django.db.models import Model

from holdfast.documentation.tabular import opening, table, written
from holdfast.hubs.policies import REGISTRY
from holdfast.hubs.rights import UNREACHABLE, rights_of


def page() -> str:
    """Protected tables, then the registry."""
    models = by_table()
    guarded = sorted(name for name in models if name not in REGISTRY)
    return written(
        [
            *opening("Tables", "the models and `holdfast/hubs/policies.py`"),
            "## Protected",
            "",
            "Row-level security, forced for the owner too: a row is there only while its hub's signed scope is open.",
            "A sealed column holds ciphertext under the person's own key.",
            "",
            *table(
                ["table", "what it holds", "sealed columns", "the serving role may"],
                [(f"`{name}`", about(models[name]), sealed(models[name]), rights(name)) for name in guarded],
            ),
            "",
            "## Registry",
            "",
            "No policy, and why; no person's data.",
            "",
            *table(
                ["table", "what it is", "the serving role may"],
                [(f"`{name}`", REGISTRY[name], rights(name)) for name in sorted(REGISTRY)],
            ),
        ]
    )


def by_table() -> dict[str, type[Model]]:
    """Every model's table; the demo has none."""
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def about(model: type[Model]) -> str:
    """The first sentence of the model's docstring."""
    return (model.__doc__ or "").strip().split("\n")[0]


def sealed(model: type[Model]) -> str:
    """Columns that hold ciphertext."""
    return ", ".join(f"`{field.column}`" for field in model._meta.fields if field.column.endswith("sealed"))


def rights(name: str) -> str:
    """The privileges of the serving role, in small letters."""
    return "nothing" if name in UNREACHABLE else rights_of(name).lower()
