"""The records that somebody tries to open: in the queue, owned, withdrawn, held, kept from everybody, another hub's."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from holdfast.accounts.models import Membership, Shift
from holdfast.alerts.actions import close, take
from holdfast.alerts.models import Alert
from holdfast.contacts.actions import log_attempt
from holdfast.events.models import UnusualReading
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out, named_row, open_in_emergency
from holdfast.people.cover_actions import hand_over
from holdfast.people.join_actions import agree, propose_join
from holdfast.people.models import MustNotSee, Person
from holdfast.referrals.actions import withdraw
from holdfast.referrals.models import Referral
from holdfast.safeguarding.actions import Note, raise_concern
from holdfast.triage.actions import Choice, decide
from holdfast.triage.models import Decision
from tests.authorisation.assessed import assessed
from tests.authorisation.booked import in_diary
from tests.authorisation.cells import spoken
from tests.authorisation.counted import has_returned
from tests.authorisation.doors import behind_doors
from tests.authorisation.fit import with_fitness
from tests.authorisation.listed import in_directory
from tests.authorisation.offered import offered_to
from tests.authorisation.planned import in_plan
from tests.authorisation.referred import is_referred_on
from tests.authorisation.worked import about_whose_work
from tests.authorisation.written import about_whom_is_written
from tests.builders import Team, accept, make_member, send_request

CANARIES = {
    "queue": ("Quincecanary", "quince-canary-story"),
    "owned": ("Owncanary", "own-canary-story"),
    "withdrawn": ("Withycanary", "withy-canary-story"),
    "held": ("Heldcanary", "held-canary-story"),
    "must not see": ("Mothcanary", "moth-canary-story"),
    "another hub": ("Straycanary", "stray-canary-story"),
}
REASON = "They are on the telephone and nobody else is here"


@dataclass
class Things:
    """What stands behind the addresses of one record."""

    whose: str
    referral: Referral
    args: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def canaries(self) -> tuple[str, ...]:
        """What nobody else is told: name, story, and the reference number, as it is kept and as pages write it."""
        reference = self.referral.reference
        return (*CANARIES[self.whose], reference, spoken(reference))

    def arguments(self, about: str) -> dict[str, Any]:
        """The arguments of a page about one thing of this record."""
        return self.args[about]


def everything(team: Team, other: Team, *, now, everyone: list[Membership]) -> list[Things]:
    """One record of each kind."""
    found = [
        thing(team, "queue", now=now),
        thing(team, "owned", now=now, owner=team.wren),
        thing(team, "withdrawn", now=now, owner=team.wren),
        thing(team, "held", now=now),
        thing(team, "must not see", now=now),
        thing(other, "another hub", now=now),
    ]
    queue, _, withdrawn, held, kept, strange = found
    with hub_scope(team.hub):
        withdraw(withdrawn.referral, now=now)
        keep_out(held.referral.person, named=["Zephyr Unheardof"], now=now)
        keep_everybody_out(kept, [member for member in everyone if member.hub_id == team.hub.pk], now=now)
    for things, its, theirs in ((queue, team, other), (strange, other, team)):
        things.args |= behind_doors(its, things.whose, now=now)
        things.args |= offered_to(its, theirs, now=now)
    return found


def thing(team: Team, whose: str, *, now, owner: Membership | None = None) -> Things:
    """A record with an alert, an attempt, a decision, an unsettled name and an emergency access."""
    name, story = CANARIES[whose]
    asked = send_request(team, now=now - timedelta(hours=3), name=name, story=story, safe_now="no")
    with hub_scope(team.hub):
        if owner:
            alert = take(Alert.objects.select_related("person").get(subject_id=asked.pk), by=team.ines, now=now)
            close(alert, done=["spoke"], words="Spoke with them", by=team.ines, now=now)
        attempt = log_attempt(
            asked, channel="call", result="no_answer", terms=team.hub.current, by=team.ines, now=now
        )  # fmt: skip
    decision = (
        accept(team, asked, owner=owner, now=now - timedelta(hours=2), by=team.ines)
        if owner
        else declined(team, asked, now=now)
    )
    more = looked_after(team, asked, now=now, owner=owner)  # before a name waits: that would hold what is joined
    more |= in_diary(team, asked, owner=owner, now=now)
    more |= assessed(team, asked, story=story, now=now)
    more |= in_plan(team, asked, owner=owner, now=now)
    more |= about_whom_is_written(team, asked, now=now)
    more |= in_directory(team, whose, now=now)
    more |= has_returned(team, whose)
    more |= about_whose_work(team, asked, now=now)
    more |= is_referred_on(team, asked, now=now)
    more |= with_fitness(team, asked, now=now)
    with hub_scope(team.hub):
        asked.refresh_from_db()
        alert = Alert.objects.get(hub=team.hub, subject_id=asked.pk)
        emergency = open_in_emergency(asked.person, reason=REASON, by=team.nell if owner else team.wren, now=now)
        emergency.opened_at, emergency.ends_at = now - timedelta(hours=4), now  # it has closed by itself
        emergency.save()
        unsettled = named_row(asked.person, "Somebody Unclear", MustNotSee.Status.UNSETTLED, now=now)
        unsettled.release_asked_at = now
        unsettled.save()
        shift = Shift.objects.create(
            hub=team.hub, member=team.nell, starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=9, hours=4)
        )
    return Things(
        whose,
        asked,
        {
            "record": {"pk": asked.pk},
            "alert": {"pk": alert.pk},
            "attempt": {"pk": asked.pk, "attempt_pk": attempt.pk},
            "decision": {"pk": asked.pk, "decision_pk": decision.pk},
            "name": {"pk": unsettled.pk},
            "review": {"pk": emergency.pk},
            "shift": {"pk": shift.pk},
            "member": {"pk": team.nell.pk},
            **more,
        },
    )


def looked_after(team: Team, asked: Referral, *, now, owner: Membership | None) -> dict[str, dict[str, Any]]:
    """A concern, a join that waits and one that was agreed, unusual reading and leave."""
    twins = [send_request(team, now=now, name="Twin Madeup") for _ in range(2)]
    for twin in twins if owner else []:
        accept(team, twin, owner=owner, now=now, by=team.ines)
    proposer = make_member(team.hub, "Lark Proposer", "clinical_lead")
    covering = make_member(team.hub, "Reed Covering", "practitioner")
    with hub_scope(team.hub):
        Person.objects.update(verified_at=now)
        asked.person.refresh_from_db()
        joins = []
        for twin in twins:
            twin.person.refresh_from_db()
            joins.append(propose_join(asked.person, twin.person, reason=REASON, by=proposer, now=now))
        agree(joins[1], by=team.ines, now=now)
        concern = raise_concern(
            asked.person, kind="adult", note=Note(seen="Seen"), review_on=now.date(), by=team.ines, now=now
        )
        reading = UnusualReading.objects.create(
            hub=team.hub, member=team.nell, kind="again", person_id=asked.person_id, readings=10, persons=1,
            first_at=now, last_at=now, found_at=now,
        )  # fmt: skip
        days = {"starts_on": now.date() + timedelta(days=9), "ends_on": now.date() + timedelta(days=10)}
        cover = hand_over(proposer, covering=covering, by=team.ines, now=now, **days)
    return {
        "concern": {"pk": asked.pk, "concern_pk": concern.pk},
        "proposed join": {"pk": asked.pk, "join_pk": joins[0].pk},
        "join": {"pk": asked.pk, "join_pk": joins[1].pk},
        "reading": {"pk": reading.pk},
        "cover": {"pk": cover.pk},
    }


def declined(team: Team, asked, *, now) -> Decision:
    """A decision that waits for a second signature: the record stays in the queue."""
    with hub_scope(team.hub):
        choice = Choice(Decision.Outcome.DECLINE, asked.contact_by, words="Not a member of staff")
        return decide(asked, choice, seen=None, by=team.ines, now=now)


def keep_everybody_out(things: Things, members: list[Membership], *, now) -> None:
    """Everybody of the hub is on the list, each by name."""
    person = things.referral.person
    MustNotSee.objects.bulk_create(
        named_row(person, "Everybody Here", MustNotSee.Status.MATCHED, now=now, member_id=member.pk)
        for member in members
    )
