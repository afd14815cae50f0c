"""Groups and words of the work list. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.accounts.duty import day_of
from holdfast.hubs.hours import LONDON, OFFICE_HOURS, instant, say_day, say_time
from holdfast.triage.rules import CLOSE_OF_DAY, WORDS

NOW, TODAY, TWO_DAYS, LATER = "now", "today", "two_days", "later"
OPEN_ALERT = "open_alert"


@dataclass(frozen=True)
class Horizon:
    """The two moments that part the list into its groups, seen from `now`."""

    now: datetime
    today: datetime  # the end of the local day
    two_days: datetime  # the end of the second working day from now

    @classmethod
    def seen_from(cls, now: datetime) -> "Horizon":
        """Working days are Monday to Friday, not a bank holiday."""
        second = OFFICE_HOURS.add_working_days(now, 2, CLOSE_OF_DAY).astimezone(LONDON).date()
        return cls(now, day_of(now)[1], instant(second + timedelta(days=1), day_of(now)[1].time()))

    def group_of(self, due_at: datetime) -> str:
        """Which group a moment falls in. A later moment never falls in an earlier group."""
        if due_at < self.today:
            return TODAY
        return TWO_DAYS if due_at < self.two_days else LATER


def say_why(keys: Sequence[str], *, has_open_alert: bool) -> str:
    """Why contact is proposed then, in words. An alert that has been closed since is not named."""
    shown = [key for key in keys if key != OPEN_ALERT]
    if has_open_alert:
        shown.insert(0, OPEN_ALERT)
    return ", ".join(WORDS.get(key, key) for key in shown)


def say_short(at: datetime, now: datetime) -> str:
    """For rows: "5pm" today, "yesterday 5pm", "tomorrow 5pm", "Fri 16 Oct 5pm"."""
    near = say_day(at, now)
    if near == "today":
        return say_time(at)
    if near in {"tomorrow", "yesterday"}:
        return f"{near} {say_time(at)}"
    local = at.astimezone(LONDON)
    year = f" {local.year}" if local.year != now.astimezone(LONDON).year else ""
    return f"{local:%a} {local.day} {local:%b}{year} {say_time(at)}"


def say_tries(attempts: int) -> str:
    """How often somebody has tried to reach them."""
    if not attempts:
        return "not tried"
    return "1 try" if attempts == 1 else f"{attempts} tries"


def say_late(due: datetime, now: datetime) -> str:
    """How long something is overdue: "Overdue 2 days", "Overdue 3 h"; empty while it is not."""
    if due >= now:
        return ""
    days = (now.astimezone(LONDON).date() - due.astimezone(LONDON).date()).days
    if days:
        return f"Overdue {days} day{'' if days == 1 else 's'}"
    hours = int((now - due).total_seconds() // 3600)
    return f"Overdue {hours} h" if hours else "Overdue"


def number_word(number: int) -> str:
    """Small numbers as words, at the start of a sentence."""
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return words[number] if number < len(words) else str(number)


def joined(parts: Collection[str]) -> str:
    """The parts that say something, with a dot between."""
    return " · ".join(part for part in parts if part)
