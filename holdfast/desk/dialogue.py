"""The guided dialogue: one question at a time, a clear sentence where an answer cannot be, and the question again."""

from collections.abc import Callable
from datetime import date
from typing import Any

from holdfast.desk.questions import BY_KEY, QUESTIONS, Answers, Question, conflicts, written

Ask = Callable[[str], str]
Say = Callable[[str], object]
Look = Callable[[str, Any], str]

OPENING = """A new hub. Each question says in brackets what holds if you press Enter.
Nothing is made before you say so at the end; Ctrl-C leaves everything as it was."""


def interview(ask: Ask, say: Say, look: Look, *, today: date) -> Answers | None:
    """Ask everything, then whether it is right. None: it was not.

    Args:
        look: says in a sentence what the database has against an answer; nothing where it is good.
    """
    say(OPENING)
    answers: dict[str, Any] = {}
    for question in QUESTIONS:
        answers[question.key] = answer_to(question, answers, ask, say, look, today=today)
    while wrong := conflicts(answers, today=today):
        for key, sentence in wrong.items():
            say(f"  {sentence}.")
            answers[key] = answer_to(BY_KEY[key], answers, ask, say, look, today=today)
    say("")
    for question in QUESTIONS:
        say(f"  {question.words} {written(answers[question.key]) or 'none'}")
    return answers if is_yes(ask, say) else None


def answer_to(question: Question, answers: Answers, ask: Ask, say: Say, look: Look, *, today: date) -> Any:
    """One answer that can be, asked for as often as it takes."""
    default = suggested(question, answers, today=today)
    while True:
        text = ask(f"{question.words}{beside(question, default)} ")
        try:
            value = question.read(text if text.strip() or default is None else default)
            if not (sentence := look(question.key, value)):
                return value
        except ValueError as error:
            sentence = str(error)
        say(f"  {sentence}.")


def suggested(question: Question, answers: Answers, *, today: date) -> str | None:
    """What holds when Enter is pressed, from what was said before where nothing is shipped."""
    if question.key == "slug":
        letters = (sign if sign.isascii() and sign.isalnum() else "-" for sign in answers["place"].lower())
        return "-".join(part for part in "".join(letters).split("-") if part)[:50] or None
    if question.key == "signed_by":
        return str(answers["lead_name"])
    return today.isoformat() if question.key == "signed_on" else question.default


def beside(question: Question, default: str | None) -> str:
    """The hint and the default, beside the question."""
    hint = f" ({question.hint.removesuffix('.')})" if question.hint else ""
    return hint if default is None else f"{hint} [{default or 'none'}]"


def is_yes(ask: Ask, say: Say) -> bool:
    """The last question."""
    while True:
        try:
            return bool(BY_KEY["lead_on_duty"].read(ask("Make this hub? (yes or no) ")))
        except ValueError as error:
            say(f"  {error}.")
