"""What the directory says on Today to whoever keeps it: services that should be asked again."""

from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.directory.queries import due
from holdfast.hubs.hours import london_day
from holdfast.people.viewer import Viewer


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for all of them."""
    if not found.member.may(Permission.KEEP_DIRECTORY):
        return []
    number = due(found.member.hub, today=london_day(found.now)).count()
    if not number:
        return []
    text = "One service is to be asked again" if number == 1 else f"{number} services are to be asked again"
    return [{"href": reverse("directory:reviews"), "text": text, "is_late": False, "quiet": ""}]
