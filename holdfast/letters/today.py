"""What letters say on Today to whoever has them: a change asked for, a no, post that waits, no answer yet."""

from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_day
from holdfast.letters.queries import LATE, for_writer, to_post
from holdfast.letters.states import Status
from holdfast.people.viewer import Viewer

WORDS = (
    ((Status.CHANGE_ASKED,), "to change, as the person asks"),
    ((Status.AGREED, Status.READY), "not posted yet"),
    ((Status.DRAFTED,), "changed, to show again"),
    ((LATE,), "changed before they asked for a change"),
    ((Status.SHOWN,), "waiting for their answer"),
    ((Status.REFUSED,), "that the person does not want sent"),
)


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for each kind of letter that waits for this member."""
    if not found.member.may(Permission.WRITE_LETTERS):
        return post_of(found)
    waiting = for_writer(found)
    lines = []
    for statuses, words in WORDS:
        letters = [each for status in statuses for each in waiting.get(status, [])]
        if letters:
            number = "One letter" if len(letters) == 1 else f"{len(letters)} letters"
            href = reverse("letters:one", args=[letters[0].pk])
            since = min((each.shown_at for each in letters if each.shown_at), default=None)
            quiet = f"since {say_day(since, found.now)}" if since and statuses == (Status.SHOWN,) else ""
            lines.append({"href": href, "text": f"{number} {words}", "is_late": False, "quiet": quiet})
    return lines


def post_of(found: Viewer) -> list[dict[str, Any]]:
    """What waits to be posted, for whoever has the post and writes no letters."""
    number = len(to_post(found)) if found.member.may(Permission.SEND_LETTERS) else 0
    if not number:
        return []
    text = "One letter waits to be posted" if number == 1 else f"{number} letters wait to be posted"
    return [{"href": reverse("letters:post_list"), "text": text, "is_late": False, "quiet": ""}]
