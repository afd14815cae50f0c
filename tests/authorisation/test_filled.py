"""A filled form changes as little as an empty one, where it is sent by somebody who is refused."""

import pytest
from django.urls import reverse

from tests.authorisation.actors import Actor
from tests.authorisation.answers import BUTTONS, FORMS, OTHERWISE, SENT_FROM_ELSEWHERE, answers
from tests.authorisation.cells import changed, rows_of
from tests.authorisation.policy import DOES, THE_HUBS
from tests.authorisation.records import REASON, Things

WHO = ("a colleague without a relationship", "a lead of another hub")
AT_ONCE = 12
KNOWN = {*FORMS, *BUTTONS, *SENT_FROM_ELSEWHERE, *OTHERWISE} & set(DOES)
SENDS = sorted(name for name in KNOWN if answers(name)[1] != (405,))


def filled(team, things: Things) -> dict[str, object]:
    """Something plausible in every field that a form of the staff has; each form takes what it asks for."""
    day = "2026-10-20"
    return {
        "act": "save", "action": "accept", "address": "somebody@home.example", "agreed": "yes", "answer": "off",
        "answers": "on", "at": "10:00", "by": str(team.nell.pk), "channel": "call", "choice": "add", "colleague":
        str(team.nell.pk), "contact_by": day, "day": day, "days": "1", "do": "keep", "done": ["spoke"],
        "email": "somebody@home.example", "ends": "12:00", "ends_on": day, "finish": "12:00", "from": day,
        "group": "at_risk", "groups": ["unpaid_carer"], "how": "in_person", "identity_checked": "on",
        "keep_safe": "no", "kind": "adult", "member": str(team.nell.pk), "members": [str(team.nell.pk)],
        "name": "Quill Newcomer", "next_on": day, "note": REASON, "on": day, "outcome": "accept",
        "owner": str(team.nell.pk), "person": str(things.referral.person_id), "phone": "07700 900123",
        "reason": REASON, "reasons": ["harm_to_self"], "reference": things.referral.reference,
        "referral": str(things.referral.pk), "result": "spoke", "review_on": day, "reviewed": "on",
        "roles": ["practitioner"], "safe_now": "no", "seen": "Seen", "start": "09:00", "starts": "09:00",
        "starts_on": day, "telephone": "07700 900123", "text": REASON, "to": str(team.nell.pk), "verdict": "right",
        "when": "today", "who": str(team.nell.pk), "words": REASON,
    }  # fmt: skip


def tried_by(actor: Actor, name: str, records: list[Things]) -> list[Things | None]:
    """What is not theirs: all that is another hub's to whoever comes from another, and every record to a colleague."""
    roles, about = DOES[name]
    if actor.role not in roles:
        return [records[0]]
    if not about or (about in THE_HUBS and not actor.home):
        return []
    return records[:1] if about in THE_HUBS else [each for each in records if each.whose != actor.home]


@pytest.mark.parametrize("first", range(0, len(SENDS), AT_ONCE), ids=lambda first: SENDS[first])
def test_a_filled_form_of_somebody_who_is_refused_changes_no_row(world, first):
    tidewater, saltpan, actors, records = world
    wrong, tried = [], 0
    names = SENDS[first : first + AT_ONCE]
    before = rows_of(tidewater, saltpan)
    for name in names:
        for actor in [actor for actor in actors if actor.name in WHO]:
            for things in tried_by(actor, name, records):
                about = DOES[name][1]
                href = reverse(name, kwargs=things.arguments(about) if about else {})
                response = actor.browser.post(href, filled(tidewater, things))
                wrong += [] if response.status_code == actor.answer else [f"{name} by {actor.name}: {response}"]
                tried += 1
    if tables := changed(before, rows_of(tidewater, saltpan)):
        wrong.append(f"of {names} a filled form of somebody who is refused changed a row of {tables}")
    assert not wrong, "\n".join(wrong)
    assert tried
