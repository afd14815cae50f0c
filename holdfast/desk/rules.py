"""What is left before live use, and who may hand out which role. Pure: others gather the facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from holdfast.accounts.roles import Permission, permissions_of
from holdfast.hubs.hours import say_day, say_time
from holdfast.hubs.models import Terms
from holdfast.measures.questionnaire import Mode
from holdfast.measures.questionnaires import QUESTIONNAIRES

Span = tuple[datetime, datetime]
FEWEST_PRACTITIONERS = 2
CLOCK_SECONDS = 1.0
MOST_GAPS_NAMED = 3

# Whoever lacks one of these cannot give it: a role that opens people's records comes from somebody who opens them.
NOT_ABOUT_PEOPLE = frozenset(
    {
        Permission.SEE_ROTA,
        Permission.SET_ROTA,
        Permission.SET_HUB,
        Permission.ADMIT_PARTNERS,
        Permission.REFER,
        Permission.SEE_FIGURES,
        Permission.SEE_RELEASED,
        Permission.SEE_AUDIT,
        Permission.REVIEW_EMERGENCY,  # without the record, for whoever opens none
    }
)


@dataclass(frozen=True)
class Finding:
    """One thing that is left: what is missing, what to do, and whether a hub may open without it."""

    key: str
    words: str
    do: str
    is_essential: bool = True


@dataclass(frozen=True)
class HubFacts:
    """What was read of one hub. `None` says that it could not be read for want of terms."""

    terms: Terms | None
    signers: frozenset[str]  # names of the active clinical leads
    gaps: tuple[Span, ...] = ()
    has_fallback: bool = False
    has_outside_cover: bool = False
    practitioners: int = 0  # active, may decide on requests, with a second factor
    employers: int = 0
    systems: int = 0
    has_closed_an_alert: bool = False
    has_tried_cover: bool = False
    has_acknowledged: bool = False
    reckoned: int = 0
    is_blind: bool = False
    chain: tuple[str, ...] = ()


@dataclass(frozen=True)
class InstallationFacts:
    """What was read of the installation."""

    public_url: str
    is_demo: bool
    mail_trouble: str  # empty: the server answered
    keyring_mode: int
    is_keyring_beside_the_database: bool
    clock_seconds: float
    has_worker: bool
    missing_migrations: int
    settings: dict[str, str]  # fsync, synchronous_commit, data_checksums as the server says them
    is_superuser: bool
    bypasses_policies: bool


def may_give(permissions: frozenset[Permission], roles: Iterable[str]) -> bool:
    """Whether somebody with `permissions` may hand out these roles, or a link that opens them."""
    return permissions_of(list(roles)) - NOT_ABOUT_PEOPLE <= permissions


def of_hub(facts: HubFacts, *, now: datetime) -> list[Finding]:
    """What is left at one hub, essentials first."""
    if facts.terms is None:
        return [Finding("terms", "No terms are in force.", "Sign hours, cover and targets.")]
    found = [
        *signature(facts.terms, facts.signers),
        *watching(facts, now=now),
        *team(facts),
        *asking(facts.terms, facts),
        *looking_back(facts),
    ]
    return sorted(found, key=lambda finding: not finding.is_essential)


def signature(terms: Terms, signers: frozenset[str]) -> Iterable[Finding]:
    """Who stands behind the terms."""
    if not any(same_name(terms.signed_by, lead) for lead in signers):
        yield Finding(
            "signature", f"The terms are signed by {terms.signed_by}, who is no active clinical lead here.",
            "Let a clinical lead read them and sign.", False,
        )  # fmt: skip


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, where one of them may carry a title."""
    words, others = set(one.casefold().split()), set(other.casefold().split())
    return bool(words and others) and (words <= others or others <= words)


def watching(facts: HubFacts, *, now: datetime) -> Iterable[Finding]:
    """Whether somebody reads what cannot wait."""
    if facts.gaps:
        named = "; ".join(say_span(gap, now) for gap in facts.gaps[:MOST_GAPS_NAMED])
        more = len(facts.gaps) - MOST_GAPS_NAMED
        more_words = f"; and {more} more" if more > 0 else ""
        yield Finding("rota", f"Nobody is on duty {named}{more_words}.", "Fill the rota of the next two weeks.")
    if not facts.has_fallback:
        yield Finding(
            "fallback", "Nobody is told when nobody on duty can be.", "Make an active colleague the fallback."
        )
    if not facts.has_outside_cover:
        yield Finding(
            "outside", "No outside cover has joined: an alert that nobody of the hub may see would reach nobody.",
            "Invite the agreed service with the role outside cover.",
        )  # fmt: skip
    if facts.terms and facts.terms.night_cover == Terms.Cover.OUTSIDE and not facts.has_tried_cover:
        yield Finding(
            "cover", f"Nobody has tried whether {facts.terms.cover_name} answers at night.",
            "Ring them at night, then say so on the page Is everything in place?",
        )  # fmt: skip


def team(facts: HubFacts) -> Iterable[Finding]:
    """Whether there are people for the work."""
    if facts.practitioners < FEWEST_PRACTITIONERS:
        have = ["Nobody", "One person"][facts.practitioners]
        yield Finding(
            "practitioners", f"{have} who may decide on requests has set up a second factor.",
            "Invite practitioners, until two at least have joined with a second factor.",
        )  # fmt: skip


def asking(terms: Terms, facts: HubFacts) -> Iterable[Finding]:
    """Whether people can ask, and are asked what the hub can use."""
    unknown = [key for key in terms.questionnaires if key not in QUESTIONNAIRES]
    unseen = [key for key in terms.questionnaires if key not in unknown and QUESTIONNAIRES[key].mode != Mode.TEXT]
    if unknown or len(unseen) == len(terms.questionnaires):
        yield Finding(
            "questionnaires", f"Questionnaires that cannot be asked: {', '.join(unknown) or 'all of them'}.",
            "Choose the questionnaires anew.",
        )  # fmt: skip
    elif unseen:
        yield Finding(
            "wording", f"No wording is shipped for {', '.join(QUESTIONNAIRES[key].name for key in unseen)}.",
            "People are not asked these; a practitioner enters the values.", False,
        )  # fmt: skip
    if not facts.employers:
        yield Finding("employers", "No employer is chosen.", "Say whose staff the hub serves.")
    if not facts.systems:
        yield Finding("systems", "No integrated care system is chosen.", "Say which area the hub serves.", False)


def looking_back(facts: HubFacts) -> Iterable[Finding]:
    """Whether what has happened so far is as it must be, and has been tried."""
    if facts.is_blind:
        yield Finding(
            "reckoning", "The reckoning cannot see.", "Run holdfast alerts reckon; do not open before it can."
        )
    elif facts.reckoned:
        yield Finding(
            "reckoning", f"The reckoning finds {facts.reckoned}.", "Open the page Reckoning, and act on each."
        )
    if facts.chain:
        yield Finding(
            "chain", f"The chain of the access log is broken: {facts.chain[0]}.", "Run holdfast audit verify."
        )
    if not facts.has_closed_an_alert:
        yield Finding(
            "alert", "No alert has been taken and closed here yet.",
            "When the hub has opened, first send one from its own page: time the mail, take it, close it.", False,
        )  # fmt: skip
    if not facts.has_acknowledged:
        yield Finding(
            "signatures", "Nobody has said that everybody who must sign has signed.",
            "Go through docs/safety/who-must-sign.md, then say so on the page Is everything in place?", False,
        )  # fmt: skip


def of_installation(facts: InstallationFacts) -> list[Finding]:
    """What is left for the whole installation, essentials first."""
    found = [*addresses(facts), *keys(facts), *running(facts), *database(facts), BACKUP]
    return sorted(found, key=lambda finding: not finding.is_essential)


def addresses(facts: InstallationFacts) -> Iterable[Finding]:
    """What the world sees."""
    if facts.is_demo:
        yield Finding("demo", "Demo mode is on.", "Take HOLDFAST_DEMO out of the environment.")
    if not facts.public_url.startswith("https://"):
        said = facts.public_url or "not set"
        yield Finding("address", f"The public address is {said}.", "Set HOLDFAST_PUBLIC_URL to an https address.")
    if facts.mail_trouble:
        yield Finding(
            "mail", f"The mail server does not answer: {facts.mail_trouble}.", "Set HOLDFAST_SMTP_URL, and start it."
        )


def keys(facts: InstallationFacts) -> Iterable[Finding]:
    """The file that opens everything."""
    if facts.keyring_mode & 0o077:
        yield Finding(
            "keyring", f"Others on this computer can read the keyring (mode {facts.keyring_mode:o}).",
            "Make it readable by the program’s user alone: chmod 600.",
        )  # fmt: skip
    if facts.is_keyring_beside_the_database:
        yield Finding(
            "keyring_place", "The keyring lies in the folder of the database.",
            "Put it on a disk of its own: HOLDFAST_KEYRING.", False,
        )  # fmt: skip
    yield Finding(
        "keyring_copy", "Nothing here can see whether the keyring has its two copies.",
        "Copy it on the day it is made and after every rotate, apart from every backup of the database.", False,
    )  # fmt: skip


BACKUP = Finding(
    "backup", "Nothing here can see whether the database is backed up.",
    "Set up base backups and archiving, and restore one with a stopwatch: docs/operations.md.", False,
)  # fmt: skip


def running(facts: InstallationFacts) -> Iterable[Finding]:
    """What must run."""
    if not facts.has_worker:
        yield Finding(
            "worker", "No worker has been heard of for a minute: no mail goes, and no alert escalates.",
            "Start holdfast serve, or holdfast worker.",
        )  # fmt: skip
    if abs(facts.clock_seconds) > CLOCK_SECONDS:
        yield Finding(
            "clock", f"This computer’s clock and the database’s are {abs(facts.clock_seconds):.0f} seconds apart.",
            "Keep both by NTP.",
        )  # fmt: skip
    if facts.missing_migrations:
        yield Finding(
            "migrations", f"The database is {facts.missing_migrations} migrations behind.", "Run holdfast migrate."
        )


SAFE_SETTINGS = {
    "fsync": ({"on"}, True),
    "full_page_writes": ({"on"}, True),
    "synchronous_commit": ({"on", "local", "remote_write", "remote_apply"}, True),
    "data_checksums": ({"on"}, False),
}


def database(facts: InstallationFacts) -> Iterable[Finding]:
    """Whether the database keeps what it acknowledged, and keeps to its policies."""
    for name, (good, is_essential) in SAFE_SETTINGS.items():
        if (value := facts.settings.get(name, "unknown")) not in good:
            yield Finding(name, f"PostgreSQL runs with {name} = {value}.", f"Turn {name} on.", is_essential)
    if facts.is_superuser or facts.bypasses_policies:
        power = "is a superuser" if facts.is_superuser else "bypasses the policies"
        yield Finding("role", f"The serving role {power}.", "Make the roles anew: holdfast/local/roles.sql.")


def is_ready(findings: Iterable[Finding]) -> bool:
    """Whether nothing essential is left."""
    return not any(finding.is_essential for finding in findings)


def say_span(span: Span, now: datetime) -> str:
    """ "tomorrow, 12:30pm to 3pm"."""
    start, end = span
    return f"{say_day(start, now)}, {say_time(start)} to {say_time(end)}"
