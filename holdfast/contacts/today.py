"""What contacts say on Today: whom nobody has told that their request was closed."""

from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.contacts.queries import MOST_TO_TELL, to_tell
from holdfast.hubs.hours import say_by
from holdfast.people.viewer import Viewer


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for all of them, which leads to the first."""
    may_tell = found.member.may(Permission.CONTACT) and found.member.may(Permission.SEE_CLINICAL)
    rows = to_tell(found) if may_tell else []
    if not rows:
        return []
    first, by = rows[0]
    many = f"{len(rows)} people" if len(rows) <= MOST_TO_TELL else f"More than {MOST_TO_TELL} people"
    closed = "One person whose request was closed is" if len(rows) == 1 else f"{many} whose requests were closed are"
    return [
        {
            "href": reverse("contacts:log", args=[first]), "is_late": by < found.now,
            "text": f"{closed} to be told: no mail reached them", "quiet": f"by {say_by(by, found.now)}",
        }
    ]  # fmt: skip
