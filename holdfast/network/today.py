"""What transfers say on Today: who is offered to this hub, and how it stands with those whom this member offers."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_by
from holdfast.network.queries import offers_to, waiting_for
from holdfast.network.rules import look_on
from holdfast.network.states import Status, Word
from holdfast.network.to_call import ToCall, to_call
from holdfast.people.viewer import Viewer

FILE = "file"
CALLS = {
    Word.DIED: "Somebody whose record a hub elsewhere has too has died",
    Word.LIVES: "That somebody has died whose record a hub elsewhere has too was an error",
    Word.ALERT: "An alert is open about somebody whom a hub elsewhere looks after now",
}
WITH_A_FILE_OUT = {
    Word.FILE: "An offer ended, and a sealed file of it was written: call {there}, so that nobody accepts it",
    Word.DIED: "Somebody has died while a sealed file of an offer of them was out: call {there}, so that nobody "
    "accepts it, and tell them of the death",
    Word.LIVES: "That somebody has died while a sealed file of an offer of them was out was an error: call {there}, so "
    "that nobody accepts it, and tell them that it was an error",
}
WORDS: dict[str, str] = {
    FILE: "offered to a hub elsewhere: the sealed file has to be written",
    Status.AGREED: "to offer to another hub: they said yes",
    Status.REFUSED: "refused by another hub: talk with them about what now",
    Status.CLOSED: "whose offer to another hub ended as their request was closed: it is open again, talk with them",
    Status.SAID_NO: "said no to another hub",
    Status.PREPARED: "to answer whether they want another hub",
    Status.OFFERED: "offered to another hub, waiting for its answer",
}


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for what is offered here, and one for each state of what is offered elsewhere."""
    if not found.member.may(Permission.ALLOCATE):
        return []
    lines = []
    offered = offers_to(found.member)
    if offered:
        text = "One person is offered" if len(offered) == 1 else f"{len(offered)} people are offered"
        is_late = any(look_on(Status.OFFERED, each.transfer.offered_at or found.now) < found.now for each in offered)
        lines.append(
            {"href": reverse("network:offers"), "text": f"{text} by another hub", "is_late": is_late, "quiet": ""}
        )
    transfers = waiting_for(found)
    for state, words in WORDS.items():
        those = [each for each in transfers if (FILE if each.needs_file else each.status) == state]
        if those:
            number = "One person" if len(those) == 1 else f"{len(those)} people"
            href = reverse("network:of_record", args=[those[0].referral_id])
            is_late = state in {FILE, Status.AGREED, Status.REFUSED, Status.CLOSED}
            lines.append({"href": href, "text": f"{number} {words}", "is_late": is_late, "quiet": ""})
    told = [line_of_call(each, now=found.now) for each in to_call(found)]
    return [*lines, *told]


def line_of_call(found: ToCall, *, now: datetime) -> dict[str, Any]:
    """What only the telephone tells a hub elsewhere, and by when."""
    by, word = look_on(Status.ACCEPTED, found.since), Word(found.word)
    there = f"{found.hub.name}, {found.hub.telephone}"
    if found.has_file:
        text = WITH_A_FILE_OUT[word].format(there=there)
    else:
        due = "now" if word == Word.ALERT else f"by {say_by(by, now)}"
        text = f"{CALLS[word]}: call {there}, which does not hear of it by itself, {due}"
    href = reverse("network:of_record", args=[found.about.referral_id])
    is_late = found.has_file or word == Word.ALERT or by < now
    return {"href": href, "text": text, "is_late": is_late, "quiet": ""}
