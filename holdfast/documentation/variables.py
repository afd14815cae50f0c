"""The page docs/generated/settings.md: every environment variable that the program reads, and what it means."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from holdfast.documentation.tabular import opening, table, written

OURS = re.compile(r"HOLDFAST_[A-Z_]+|PORT")


class SettingUnknown(Exception):
    """A variable is read and not explained, or explained and not read."""


@dataclass(frozen=True)
class Setting:
    """One environment variable."""

    name: str
    meaning: str
    otherwise: str


SETTINGS = (
    Setting(
        "HOLDFAST_STATE",
        "The folder for everything that is kept on this computer outside a database: keys, the copy of the audit "
        "heads, the embedded database and its log. It must belong to the user who starts the program.",
        "`holdfast` in the user's folder for program state",
    ),
    Setting(
        "HOLDFAST_DATABASE_URL",
        "The PostgreSQL, from version 15 on, that the pages and the worker use: an address or a libpq string, "
        "as the serving role, which owns nothing and bypasses no policy.",
        "the embedded PostgreSQL of the state folder",
    ),
    Setting(
        "HOLDFAST_OWNER_URL",
        "The same database as the role that owns the tables. `holdfast migrate` needs it; what serves never gets it.",
        "the embedded one's owner; none with an own PostgreSQL",
    ),
    Setting(
        "HOLDFAST_PUBLIC_URL",
        "The address that people type, such as `https://support.example.nhs.uk`. With `https` cookies travel "
        "encrypted only, and browsers are told to keep to it; passkeys are bound to its host.",
        "none: the program answers loopback names only",
    ),
    Setting(
        "HOLDFAST_KEYRING",
        "The file of the keys. On a disk of its own, never in a backup that also holds the database.",
        "`keys/keyring.json` in the state folder",
    ),
    Setting(
        "HOLDFAST_AUDIT_COPY",
        "The folder to which the signed heads of the access log are copied: best a mount on which this computer "
        "can add and not change.",
        "`audit` in the state folder",
    ),
    Setting(
        "HOLDFAST_SMTP_URL",
        "The mail server: `smtp://host:port` or `smtp+tls://user:password@host:port` (STARTTLS).",
        "`smtp://localhost:25`",
    ),
    Setting(
        "HOLDFAST_MAIL_FROM",
        "The sender of every mail. A neutral name: it is seen by whoever looks at the person's screen.",
        "`Staff support <post@localhost>`",
    ),
    Setting(
        "HOLDFAST_LEAVE_TO",
        "Where *leave this page now* goes: something that anybody might be reading.",
        "`https://www.bbc.co.uk/weather`",
    ),
    Setting(
        "HOLDFAST_LOG", "How much is logged to stderr: `DEBUG`, `INFO`, `WARNING`, `ERROR`. Never names.", "`WARNING`"
    ),
    Setting("PORT", "The port on loopback at which the pages answer.", "`8000`"),
    Setting(
        "HOLDFAST_DEMO",
        "`1` opens the demo's door without a password. Set by `holdfast demo` alone, which keeps to a folder and a "
        "database of its own; `holdfast serve` takes it away.",
        "not a demo",
    ),
)


def page(sources: Path) -> str:
    """The variables, as a table.

    Raises:
        SettingUnknown: the list and the sources differ.
    """
    explained, found = {setting.name for setting in SETTINGS}, read_by(sources)
    if explained != found:
        names = ", ".join(sorted(explained ^ found))
        raise SettingUnknown(f"explained or read, and not both: {names}; see holdfast/documentation/variables.py")
    rows = [(f"`{setting.name}`", setting.meaning, setting.otherwise) for setting in SETTINGS]
    return written(
        [
            *opening("Settings", "`holdfast/documentation/variables.py`"),
            "Everything an installation is told from outside is an environment variable. One that the sources read and",
            "that is not explained here, or the other way round, fails the build.",
            "",
            *table(["variable", "meaning", "if it is not set"], rows),
        ]
    )


def read_by(sources: Path) -> set[str]:
    """Names of variables that stand as a whole string somewhere in the sources."""
    found: set[str] = set()
    for file in sources.rglob("*.py"):
        if "documentation" not in file.relative_to(sources).parts:
            found |= {name for name in strings(file) if OURS.fullmatch(name)}
    return found


def strings(file: Path) -> set[str]:
    """Every string constant of a module."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
