"""What onward referrals say on Today: what waits to go, which services are to be asked, which promises are broken."""

from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_by, say_day
from holdfast.onward.chase_queries import PAGE, broken, for_writer, to_chase, to_see, to_talk_over, to_warn
from holdfast.onward.queries import MOST_SHOWN
from holdfast.onward.rules import call_by, finish_by, see_by
from holdfast.onward.shown import number_words, what_to_say
from holdfast.onward.states import Word, WordsStatus
from holdfast.onward.to_call import to_call
from holdfast.people.viewer import Viewer

WORDS = (
    (WordsStatus.WRITING, "begun and not shown to them: finish it", False),
    (WordsStatus.CHANGE_ASKED, "to change, as the person asks", True),
    (WordsStatus.AGREED, "agreed and not sent", True),
    (WordsStatus.SHOWN, "waiting for their answer", False),
)
BELIEVES = {
    Word.DIED: "expects somebody who has died",
    Word.LIVES: "may believe that somebody has died who lives",
    Word.MOVED: "expects somebody whom another hub looks after now",
    Word.PLACED: "expects somebody whom another service has taken on instead",
}


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for each kind of thing that waits for this member."""
    may_write, may_chase = found.member.may(Permission.ASSESS), found.member.may(Permission.CHASE)
    lines = own_lines(found) + ended_lines(found) + done_lines(found) if may_write else []
    lines += unsafe_lines(found) + call_lines(found) if may_chase else []
    lines += asking_line(found) if may_chase else []
    return lines + (broken_line(found) if found.settles_names and may_chase else [])


def own_lines(found: Viewer) -> list[dict[str, Any]]:
    """Onward referrals that are to be seen to before they go."""
    waiting, lines = for_writer(found), []
    for status, words, is_late in WORDS:
        rows = waiting.get(status, [])
        if rows:
            one, many = "One onward referral", f"{len(rows)} onward referrals"
            since = rows[0].shown_at if status == WordsStatus.SHOWN else None
            by = finish_by(vars(rows[0])["stands_since"]) if status == WordsStatus.WRITING else None
            quiet = f"by {say_day(by, found.now)}" if by else f"since {say_day(since, found.now)}" if since else ""
            lines.append(
                {
                    "href": reverse("onward:one", args=[rows[0].pk]), "is_late": is_late or bool(by and by < found.now),
                    "text": f"{one if len(rows) == 1 else many} {words}", "quiet": quiet,
                }
            )  # fmt: skip
    return lines


def ended_lines(found: Viewer) -> list[dict[str, Any]]:
    """Whom a service has declined, or who has left one, and nobody has talked with since."""
    rows = to_talk_over(found)
    if not rows:
        return []
    one, many = "One person has ended with a service", f"{len(rows)} people have ended with a service"
    return [
        {
            "href": reverse("onward:one", args=[rows[0].pk]), "is_late": True,
            "text": f"{one if len(rows) == 1 else many}: talk with them about what else there is", "quiet": "",
        }
    ]  # fmt: skip


def done_lines(found: Viewer) -> list[dict[str, Any]]:
    """Whom a service has done with, and nobody has seen what comes next."""
    rows = to_see(found)
    if not rows or rows[0].ended_at is None:
        return []
    one, many = "One person is with a service no more", f"{len(rows)} people are with a service no more"
    by = see_by(rows[0].ended_at)
    return [
        {
            "href": reverse("onward:one", args=[rows[0].pk]), "is_late": by < found.now,
            "text": f"{one if len(rows) == 1 else many}: see what comes next", "quiet": f"by {say_day(by, found.now)}",
        }
    ]  # fmt: skip


def unsafe_lines(found: Viewer) -> list[dict[str, Any]]:
    """Which services have read a way to reach somebody that they took back since."""
    rows = to_warn(found)
    if not rows:
        return []
    one, many = "One service has", f"{len(rows)} services have"
    return [
        {
            "href": reverse("onward:one", args=[rows[0].pk]), "is_late": True,
            "text": f"{one if len(rows) == 1 else many} read a way to reach somebody that may not be safe now: call",
            "quiet": "",
        }
    ]  # fmt: skip


def call_lines(found: Viewer) -> list[dict[str, Any]]:
    """Which services believe what is not so of somebody who died, or lives, or is with another hub; and what to say to
    each."""
    lines = []
    for each in to_call(found):
        by = call_by(each.since)
        lines.append(
            {
                "href": reverse("onward:of_record", args=[each.referral.pk]), "is_late": by < found.now, "quiet": "",
                "text": f"{each.service.name} {BELIEVES[Word(each.word)]}: {number_words(each)} and "
                f"{what_to_say(each)}, by {say_by(by, found.now)}",
            }
        )  # fmt: skip
    if len(lines) == MOST_SHOWN:
        text = f"{MOST_SHOWN} services or more are to be called: the newest stand here, and the others follow"
        lines.append({"href": reverse("onward:chase"), "text": text, "is_late": True, "quiet": ""})
    return lines


def asking_line(found: Viewer) -> list[dict[str, Any]]:
    """How many services are to be asked."""
    rows = list(to_chase(found).order_by("heard_at").values_list("heard_at", flat=True)[: PAGE + 1])
    if not rows:
        return []
    many = f"{len(rows)} services to ask" if len(rows) <= PAGE else f"More than {PAGE} services to ask"
    longest = f"the longest silent for {(found.now - rows[0]).days} days"
    text = "One service to ask how it stands" if len(rows) == 1 else f"{many} how it stands"
    return [{"href": reverse("onward:chase"), "text": text, "is_late": False, "quiet": longest}]


def broken_line(found: Viewer) -> list[dict[str, Any]]:
    """To leads: how many promises are broken, with nothing done about it yet."""
    number = len(list(broken(found).values_list("pk", flat=True)[: PAGE + 1]))
    if not number:
        return []
    many = f"{number} people were" if number <= PAGE else f"More than {PAGE} people were"
    text = f"{'One person was' if number == 1 else many} not seen by the day that a service had promised"
    return [{"href": f"{reverse('onward:chase')}?only=broken", "text": text, "is_late": True, "quiet": ""}]
