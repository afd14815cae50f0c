"""A process of its own that migrates a database, and writes down which files of this repository it was made of."""

import json
import sys
from pathlib import Path

from tests.template import REPOSITORY, made_with, migrations, sums_of

OURS = REPOSITORY / "holdfast"


def main(made_of: Path) -> None:
    """Migrate, and then say what was loaded and what was read."""
    opened: set[str] = set()
    sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" else None)

    import django

    django.setup()
    from holdfast.schema import bring_up_to_date

    bring_up_to_date()
    loaded = {module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
    names = {str(Path(path).relative_to(REPOSITORY)) for path in opened | loaded if is_ours(path)}
    made_of.write_text(json.dumps({**sums_of(names | migrations()), **made_with()}))


def is_ours(path: str) -> bool:
    """Whether it is a file of the product: compiled ones are made of their sources, which are loaded."""
    return path.startswith(f"{OURS}/") and Path(path).is_file() and not path.endswith(".pyc")


main(Path(sys.argv[1]))
