"""What a hub is asked when it is set up: on a terminal, in a file and in pages alike. Pure.

Each question reads what was typed and gives the value, or says in a sentence what to do.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from holdfast.desk.weekly import LIKE, read_hours, write_hours
from holdfast.hubs.models import Terms
from holdfast.measures.questionnaires import QUESTIONNAIRES

Answers = Mapping[str, Any]
FIRST = ("phq9", "gad7")  # the way in, in every hub: what comes after them is the hub's own choice
MOST_CODES = 500
LONGEST_WELCOME = 300
MOST_FOLLOW_UPS = 6
SLUG = re.compile(r"[a-z][a-z0-9-]{1,48}[a-z0-9]", re.ASCII)
CODE = re.compile(r"[A-Z0-9]{2,12}", re.ASCII)
TELEPHONE = re.compile(r"\+?[0-9 ]{3,19}", re.ASCII)
NONE = {"", "none", "nobody", "no"}
FEWEST_DIGITS = 3


@dataclass(frozen=True)
class Question:
    """One question: its words, how an answer is read, and what holds where nothing is said (None: it must be)."""

    key: str
    words: str
    read: Callable[[str], Any]
    default: str | None = None
    hint: str = ""


def words(most: int, *, least: int = 1) -> Callable[[str], str]:
    """One line of words."""

    def read(text: str) -> str:
        found = " ".join(text.split())
        if not found.isprintable():
            raise ValueError("Take out the characters that cannot be shown")
        if not least <= len(found) <= most:
            raise ValueError(f"Write at most {most} characters" if found else "Write something")
        return found

    return read


def count(low: int, high: int, unit: str) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(text: str) -> int:
        typed = text.strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 6 and low <= int(typed) <= high):
            raise ValueError(f"Write a number of {unit} from {low} to {high}")
        return int(typed)

    return read


def months(text: str) -> list[int]:
    """Up to six numbers of months, the smallest first."""
    found = sorted({count(1, 60, "months")(word) for word in re.split(r"[\s,;]+", text.replace(" and ", " ")) if word})
    if not 1 <= len(found) <= MOST_FOLLOW_UPS:
        raise ValueError("Give one to six numbers of months, like 3, 6, 9")
    return found


def short_name(text: str) -> str:
    """The hub's name in addresses."""
    if not SLUG.fullmatch(text.strip()):
        raise ValueError("Use 3 to 50 small letters, digits and hyphens, beginning with a letter, like northfell")
    return text.strip()


def codes(text: str) -> list[str]:
    """Codes of organisations or systems, each once."""
    found = list(dict.fromkeys(word.upper() for word in re.split(r"[\s,;]+", text) if word))
    if wrong := next((code for code in found if not CODE.fullmatch(code)), None):
        raise ValueError(f"“{wrong[:20]}” is no code. Codes have 2 to 12 letters and digits, like QHM")
    if len(found) > MOST_CODES:
        raise ValueError(f"Give at most {MOST_CODES} codes")
    return found


def one_code(text: str) -> str:
    """One code, or none."""
    found = codes("" if text.strip().lower() in NONE else text)
    if len(found) > 1:
        raise ValueError("Give one code")
    return found[0] if found else ""


def hours(text: str) -> list[list]:
    """Hours of the week, and some at least."""
    found = read_hours(text)
    if not found:
        raise ValueError(LIKE)
    return found


def telephone(text: str) -> str:
    """A number as people read it."""
    typed = " ".join(text.split())
    if not TELEPHONE.fullmatch(typed) or sum(sign.isdigit() for sign in typed) < FEWEST_DIGITS:
        raise ValueError("Give a telephone number of digits and spaces, like 0808 157 0000")
    return typed


def address(text: str) -> str:
    """An email address."""
    try:
        validate_email(text.strip())
    except ValidationError:
        raise ValueError("Give an email address like hello@hub.example") from None
    if len(text.strip()) > 254:
        raise ValueError("Give a shorter email address")
    return text.strip()


def cover(text: str) -> str:
    """The name of the agreed service, or nothing."""
    return "" if text.strip().lower() in NONE else words(120)(text)


def questionnaires(text: str) -> list[str]:
    """Keys, PHQ-9 and GAD-7 first."""
    found = list(dict.fromkeys(word.lower() for word in re.split(r"[\s,;]+", text) if word))
    if unknown := next((key for key in found if key not in QUESTIONNAIRES), None):
        raise ValueError(f"There is no questionnaire “{unknown[:20]}”. There are {', '.join(QUESTIONNAIRES)}")
    if tuple(found[: len(FIRST)]) != FIRST:
        raise ValueError("Begin with phq9 and gad7, which are the way in at every hub")
    return found


def day(text: str) -> date:
    """A day, written 2026-11-20."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("Write a day that exists, like 2026-11-20") from None


def yes_or_no(text: str) -> bool:
    """Yes or no."""
    if text.strip().lower() not in {"yes", "y", "no", "n", "true", "false"}:
        raise ValueError("Answer yes or no")
    return text.strip().lower() in {"yes", "y", "true"}


WATCHED = "Alerts outside these hours wait, or go to the cover for the night."
DAYS, MINUTES, YEARS = "days", "minutes", "years"
TERMS: tuple[Question, ...] = (
    Question("telephone", "The hub’s telephone number", telephone),
    Question("post", "The hub’s email address", address, hint="People see it on every public page."),
    Question("open_hours", "When is the telephone answered?", hours, "Mon-Fri 08:00-18:00", f"{LIKE}."),
    Question("watched_hours", "When does somebody read alerts?", hours, "Mon-Fri 08:00-18:00", WATCHED),
    Question("night_cover", "Who covers outside these hours, by agreement?", cover, "none", "The service, or none."),
    Question("contact_target_days", "Within how many working days is first contact made?", count(1, 30, DAYS), "3"),
    Question("assessment_target_days", "Within how many days is the longer talk, for most?", count(1, 365, DAYS), "14"),
    Question(
        "take_immediate_minutes", "Within how many minutes is an alert taken, if somebody is or may be not safe?",
        count(1, 240, MINUTES), "15",
    ),
    Question("take_default_minutes", "Within how many minutes is another alert taken?", count(1, 1440, MINUTES), "60"),
    Question("close_minutes", "Within how many more minutes is it closed?", count(1, 1440, MINUTES), "60"),
    Question(
        "call_within_minutes", "Within how many minutes do we promise to ring somebody who is not safe?",
        count(1, 240, MINUTES), "30",
    ),
    Question(
        "follow_up_months", "After how many months do we ask how somebody is?", months, "3, 6, 9",
        "Counted from when support ends.",
    ),
    Question(
        "retention_years", "For how many years is a record kept after support has ended?", count(1, 100, YEARS), "20",
        "20 is a proposal, to be confirmed with the Records Management Code.",
    ),
    Question(
        "retention_years_after_death", "And for how many after somebody’s death?", count(1, 100, YEARS), "10",
        "10 is a proposal, to be confirmed as well.",
    ),
)  # fmt: skip
WELCOME = Question("welcome", "Words of your own for the start page", words(LONGEST_WELCOME, least=0), "",
                   "A sentence or two, or nothing.")  # fmt: skip
SET = Question("questionnaires", "Which questionnaires, by key?", questionnaires, ", ".join(FIRST))
QUESTIONS: tuple[Question, ...] = (
    Question("name", "What is the hub called?", words(120), hint="Northfell Staff Support Hub"),
    Question("place", "For which area, as a person would say it?", words(120), hint="Northfell"),
    Question("slug", "Its short name in addresses", short_name, hint="small letters: northfell"),
    Question("host", "Which organisation hosts it, by code?", one_code, "", "none while that is not settled"),
    Question("systems", "Which integrated care systems does it serve, by code?", codes, "", "QHM, QYG"),
    Question("employers", "Whose staff does it serve, by codes of organisations?", codes, "", "pages can add more"),
    *TERMS,
    SET,
    WELCOME,
    Question("lead_name", "Who is the clinical lead?", words(120)),
    Question("lead_email", "With which email address do they sign in?", address),
    Question("lead_on_duty", "Is the lead on duty in every watched hour of the first two weeks?", yes_or_no, "no"),
    Question("signed_by", "Who signs these terms?", words(120)),
    Question("signed_on", "On which day were they signed?", day, None, "like 2026-11-20"),
)  # fmt: skip
BY_KEY = {question.key: question for question in QUESTIONS}


def conflicts(answers: Answers, *, today: date) -> dict[str, str]:
    """What does not go together, by the key that should change."""
    found = {}
    if answers.get("take_immediate_minutes", 0) > answers.get("take_default_minutes", 1440):
        found["take_immediate_minutes"] = (
            "Somebody who is not safe cannot wait longer than any other. Write fewer minutes"
        )
    if answers.get("signed_on", today) > today:
        found["signed_on"] = "Nobody has signed on a day that is still to come"
    return found


def columns(answers: Answers) -> dict[str, Any]:
    """Answers to `TERMS`, `SET` and `WELCOME`, as columns of `hubs.Terms`."""
    found = {question.key: answers[question.key] for question in (*TERMS, SET, WELCOME) if question.key in answers}
    if "night_cover" in found:
        found["cover_name"] = found["night_cover"]
        found["night_cover"] = Terms.Cover.OUTSIDE if found["cover_name"] else Terms.Cover.NONE
    return found


def typed(terms: Terms) -> dict[str, str]:
    """Terms as somebody would type them."""
    return {question.key: written(value_of(terms, question.key)) for question in (*TERMS, SET, WELCOME)}


def value_of(terms: Terms, key: str) -> Any:
    """One answer that stands in terms."""
    if key == "night_cover":
        return terms.cover_name if terms.night_cover == Terms.Cover.OUTSIDE else "none"
    return getattr(terms, key)


def written(value: Any) -> str:
    """A value as it would be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, list):
        return str(value)
    return ", ".join(map(str, value)) if all(isinstance(each, str | int) for each in value) else write_hours(value)
