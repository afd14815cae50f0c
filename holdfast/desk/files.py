"""A hub in a TOML file: the same questions as the dialogue, answered by key. `holdfast hub example` prints one."""

import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from holdfast.desk.questions import BY_KEY, QUESTIONS, Answers, conflicts

LARGEST = 200_000  # bytes: the longest list of employers fits ten times


class FileRefused(Exception):
    """The file makes no hub. `problems` has one sentence for each thing to change."""

    def __init__(self, problems: list[str]):
        super().__init__("; ".join(problems))
        self.problems = problems


def example() -> str:
    """The file that explains the format."""
    return files(__package__).joinpath("hub.toml").read_text("utf-8")


def read_file(file: Path, *, today: date) -> Answers:
    """The answers of a file.

    Raises:
        FileRefused: it cannot be read, or an answer is missing or wrong.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise FileRefused([f"{file.name} is too large to describe a hub"])
        given = tomllib.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise FileRefused([f"{file.name} cannot be read: {error.strerror}"]) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileRefused([f"{file.name} is no TOML file: {error}"]) from None
    return answered(given, today=today)


def answered(given: Mapping[str, Any], *, today: date) -> Answers:
    """The answers, read.

    Raises:
        FileRefused: each missing, unknown or wrong key with its sentence.
    """
    answers: dict[str, Any] = {}
    problems = [unknown(key) for key in given if key not in BY_KEY]
    for question in QUESTIONS:
        try:
            answers[question.key] = question.read(as_typed(given.get(question.key, question.default)))
        except ValueError as error:
            problems.append(f"{question.key}: {error}")
    problems += [f"{key}: {sentence}" for key, sentence in conflicts(answers, today=today).items()]
    if problems:
        raise FileRefused(problems)
    return answers


def unknown(key: str) -> str:
    """What to say of a key that there is not."""
    near = get_close_matches(key, BY_KEY, n=1)
    return f"{key[:40]}: There is no such key" + (f". Did you mean {near[0]}?" if near else "")


def as_typed(value: Any) -> str:
    """A value of the file as somebody would type it on a terminal.

    Raises:
        ValueError: it is missing, or of a kind that answers nothing.
    """
    if value is None:
        raise ValueError("This is missing")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    if isinstance(value, str | int) or type(value) is date:
        return str(value)
    raise ValueError("Write words, a number, a day, or a list of words in square brackets")
