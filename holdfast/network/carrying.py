"""What follows an answer, one transaction in each hub's scope: bring somebody over, then let go of them.

Each step asks what has been done and does what is left, so that a job that was killed between any two of them, and run
again, ends in the same state.
"""

from collections import Counter
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from holdfast.accounts.roles import Permission
from holdfast.alerts.actions import raise_alert, raise_if_unseen
from holdfast.alerts.models import Alert
from holdfast.alerts.rules import is_worse
from holdfast.alerts.words import OTHER_HUB
from holdfast.contacts.models import Promise
from holdfast.contacts.promises import end_promises, make_promise
from holdfast.correspondence.actions import cancel_about, post_to_person
from holdfast.correspondence.models import Message
from holdfast.events import access
from holdfast.events.actions import record
from holdfast.events.models import AccessEntry
from holdfast.hubs.hours import OFFICE_HOURS, say_by, say_moment
from holdfast.hubs.models import Hub, Organisation
from holdfast.hubs.queries import terms_of
from holdfast.letters.actions import stop_all
from holdfast.network.actions import follow, held, tell
from holdfast.network.meanwhile import say_there
from holdfast.network.models import Arrival, Paper, Transfer
from holdfast.network.package import Package, calls_in
from holdfast.network.rules import CLOSE
from holdfast.network.sealed import open_package
from holdfast.network.states import Status
from holdfast.outcomes.actions import stop_all as stop_asking
from holdfast.outcomes.death_actions import Over, Said, hear
from holdfast.people.access import about, has_died
from holdfast.people.actions import add_person, keep_out, set_channels, set_details
from holdfast.people.holding import hold_with_joined
from holdfast.people.identity import channels_of, reveal, reveal_data, seal, seal_data
from holdfast.people.models import MustNotSee, Person
from holdfast.referrals import next_actions
from holdfast.referrals.absences import raise_promised
from holdfast.referrals.actions import (
    close_to_everybody,
    close_to_team,
    hand_back_kept_out,
    lock_all_of,
    locked,
    place,
    receive,
    tell_background,
)
from holdfast.referrals.models import Referral
from holdfast.referrals.states import REFERRAL, STAGE_OF, NextAction
from holdfast.referrals.unopened import tell_of_unopened
from holdfast.research.models import OptOut
from holdfast.research.opt_out_actions import opt_out
from holdfast.research.queries import said_by

WAYS = ("call", "text", "email", "letter")
ALERTS = "alerts"
WORSE = ", and by what they say now it is worse than it was"
NO = Alert.KeepSafe.NO


class AcceptedThere:
    """The other hub, which accepted: by that the referral leaves this one, whoever works here."""

    def may(self, permission: str) -> bool:
        """To take somebody over, and nothing else."""
        return permission == Permission.ALLOCATE


@transaction.atomic
def bring(hub: Hub, transfer_id: UUID, *, now: datetime) -> Referral | None:
    """Write the person and their referral into the hub that accepted, sealed anew. In its scope. Once; then what
    changed of names and safe ways as long as the other hub has not let go, and of alerts always."""
    brought = Arrival.objects.filter(hub=hub, transfer_id=transfer_id, person__isnull=False).first()
    if brought is not None:  # as every action about them: they and their referrals first
        lock_all_of(hub.pk, [each.pk for each in hold_with_joined(hub.pk, brought.person_id)])
    arrival = Arrival.objects.select_for_update().filter(hub=hub, transfer_id=transfer_id, is_accepted=True).first()
    if arrival is None:
        return None
    transfer = Transfer.objects.select_for_update(of=("self",)).get(to_hub=hub, pk=transfer_id)
    if transfer.carried == transfer.edition:
        return None
    if transfer.package_sealed is None:
        return None
    package = open_package(transfer, hub)
    transfer.carried = transfer.edition
    if arrival.referral is not None:
        bring_changes(arrival, package, now=now)
        arrival.save(update_fields=["ways_sealed"])
        transfer.save(update_fields=["carried"])
        return None
    referral = received(hub, package, transfer_id=transfer.pk, since=transfer.received_at, now=now)
    bring_papers(referral, package)
    arrival.person, arrival.referral, arrival.brought_at = referral.person, referral, now
    bring_alerts(arrival, package, now=now)
    arrival.ways_sealed = ways_of(arrival, package)
    arrival.save(update_fields=["person", "referral", "brought_at", "ways_sealed"])
    transfer.reference = referral.reference
    transfer.save(update_fields=["reference", "carried"])
    record(referral, "transfer.arrive", by=arrival.decided_by, now=now, from_hub=str(transfer.hub_id))
    access.log(
        hub.pk, [referral.person_id], what="network:accept", why="transfer", action=AccessEntry.Action.WRITE, now=now,
        by=arrival.decided_by,
    )  # fmt: skip
    if package.get("deaths"):
        bring_death(arrival, package, now=now)
    return referral


def received(hub: Hub, package: Package, *, transfer_id: UUID, since: datetime, now: datetime) -> Referral:
    """A new person and a new referral, which waits for this hub's own decision. Their wait goes on from where it began;
    that for a first word begins anew, where they had one there.

    Whether they are safe is asked anew: the alert of an earlier answer was the other hub's, and was closed there.
    """
    person = add_person(hub, name=package["name"], channels=package["channels"], now=now)
    if package["details"]:
        set_details(person, details=package["details"])
    asked = package["asked"]
    referral = receive(
        hub, person, submission=sha256(transfer_id.bytes).digest(), now=now, route=Referral.Route.HUB,
        method=Referral.Method.FILE, safe_now=Referral.SafeNow.NOT_ASKED,
        story_sealed=seal(person, "story", package["story"]), contact_when=asked["contact_when"],
        contact_by=contact_by(hub, package, now=now), contact_why=list(asked["contact_why"]), rule_set=0,
    )  # fmt: skip
    place(referral, received_at=min(since, now), contact_from=now if asked["was_reached"] else None)
    if package["needs"]:
        bring_needs(referral, package["needs"], now=now)
    keep_out_here(referral, package["kept_out"], now=now)
    bring_opt_outs(person, package, now=now)
    bring_calls(referral, package, transfer_id=transfer_id, now=now)
    return referral


def contact_by(hub: Hub, package: Package, *, now: datetime) -> datetime:
    """By when somebody gets in touch: as was promised, where nobody has reached them yet, else as this hub promises."""
    asked = package["asked"]
    if not asked["was_reached"]:
        return datetime.fromisoformat(asked["contact_by"])
    return OFFICE_HOURS.add_working_days(now, terms_of(hub, now=now).contact_target_days, CLOSE)


def bring_calls(referral: Referral, package: Package, *, transfer_id: UUID, now: datetime) -> list[datetime]:
    """Each call, or another try, that was promised to them there is promised here, as it stands there by now. One that
    was kept here is not promised again; of several for one moment each is counted. By when those are due that are
    new."""
    due = Counter(calls_in(package))
    mine = Promise.objects.filter(hub_id=referral.hub_id, referral=referral, made_by=transfer_id)
    came = list(mine.exclude(end=Promise.End.REPLACED, ended_by=transfer_id).order_by("pk"))
    new = sorted((due - Counter(each.due_at for each in came)).elements())
    gone: list[UUID] = []
    for each in came:
        if each.ended_at is None:
            due[each.due_at] -= 1
            gone += [each.pk] if due[each.due_at] < 0 else []
    ended = end_promises(referral, Promise.End.REPLACED, cause=transfer_id, now=now, pk__in=gone)
    for due_at in new:
        make_promise(referral, NextAction.CALL, due_at, why=Promise.Why.OTHER_HUB, cause=transfer_id, now=now)
    if ended or new:
        next_actions.follow(referral, now=now)
    return new


def say_promised(arrival: Arrival, due: list[datetime], *, now: datetime) -> None:
    """Their request was closed here before a call was promised there: nobody looks at it any more, so that an alert
    sees to it. Not of whoever has died."""
    referral = arrival.referral
    if referral is None or referral.closed_at is None or not due or has_died(referral.person):
        return
    note = (
        f"Their request was closed here. After that {arrival.from_name} promised to call them by "
        f"{say_by(due[0], now)}. Call them, or agree with {arrival.from_name} who does."
    )
    raise_promised(referral, note, now=now)


def keep_out_here(referral: Referral, names: list[str], *, now: datetime) -> None:
    """Compare whom the person keeps out with those who work here. What fits nobody for certain holds the record."""
    if not names:
        return
    person = referral.person
    keep_out(person, named=names, now=now)
    terms = terms_of(person.hub, now=now)
    raise_if_unseen(person, subject_id=referral.pk, reference=referral.reference, terms=terms, now=now)
    tell_of_unopened(person.hub, now=now, about=person)


def bring_changes(arrival: Arrival, package: Package, *, now: datetime) -> None:
    """What the hub that has not let go yet knows by now of somebody who was brought over, and is held: names to keep
    out that this record never had, ways that are not safe any more, calls that were promised. What was changed here
    since they came stays as it is here."""
    assert arrival.referral is not None  # arrival_is_a_record
    if "channels" in package:
        new = bring_calls(locked(arrival.referral), package, transfer_id=arrival.transfer_id, now=now)
        say_promised(arrival, new, now=now)
        bring_opt_outs(arrival.person, package, now=now)
        bring_names_and_ways(arrival, package, now=now)
    bring_alerts(arrival, package, now=now)
    arrival.ways_sealed = ways_of(arrival, package)


def bring_names_and_ways(arrival: Arrival, package: Package, *, now: datetime) -> None:
    """Names that this record never had, and ways to reach them as they are told now."""
    assert arrival.person is not None  # arrival_is_a_record
    assert arrival.referral is not None
    person = arrival.person
    rows = MustNotSee.objects.filter(hub_id=arrival.hub_id, person=person)
    had = {reveal(person, f"named:{row.pk}", row.named_sealed) for row in rows}
    if new := [name for name in package["kept_out"] if name not in had]:
        keep_out_here(arrival.referral, new, now=now)
        hand_back_kept_out(person, now=now)
    came, stands, told = came_by(arrival), channels_of(person), package["channels"]
    if stands == came:
        ways = told
    else:
        gone = {way for way in WAYS if came.get(way) and stands.get(way) == came.get(way) != told.get(way)}
        ways = {**stands, **dict.fromkeys(gone)}
    if ways != stands:
        set_channels(person, channels=ways, now=now)


def bring_opt_outs(person: Person | None, package: Package, *, now: datetime) -> None:
    """They said no to research there: so it is no here, unless they have said something of it here since they came."""
    assert person is not None  # arrival_is_a_record
    said = {row.kind for row in said_by(person)}
    for kind in package.get("opted_out", []):
        if kind not in said:
            opt_out(person, kind=kind, how=OptOut.How.OTHER_HUB, now=now)


def bring_alerts(arrival: Arrival, package: Package, *, now: datetime) -> None:
    """Raise here what was raised there after this hub had accepted, each once, by whichever way it comes, and once more
    where it got worse: the hub that knows them has its own, and acts on it until it lets go."""
    assert arrival.referral is not None  # arrival_is_a_record
    last, referral = told_before(arrival), arrival.referral
    for each in package.get("alerts", []):
        before = last.get(each["id"])
        if not is_news(each, before, known_of(referral.person, each)):
            continue
        when = say_moment(datetime.fromisoformat(each["at"]), now)
        raise_alert(
            referral.person, subject_id=referral.pk, reference=referral.reference, source=Alert.Source.WORKER,
            reasons=[OTHER_HUB], keep_safe=each["keep_safe"], terms=terms_of(referral.hub, now=now), now=now,
            note=f"{arrival.from_name} raised an alert about them {when}{WORSE if before else ''}. Call "
            f"{arrival.from_name}: what it is about stands there.", first_id=UUID(each["id"]),
        )  # fmt: skip


def told(alert: dict[str, Any]) -> str:
    """What is kept of an alert that came: which, and what they said of keeping safe."""
    return f"{alert['id']}/{alert['keep_safe']}"


def told_before(arrival: Arrival) -> dict[str, str]:
    """What came by this way the last time: of each alert, what they said of keeping safe."""
    rows = (each.partition("/") for each in came(arrival).get(ALERTS, []))
    return {first: keep_safe or NO for first, _, keep_safe in rows}


def known_of(person: Person, alert: dict[str, Any]) -> list[Alert]:
    """The same alert where it is this hub's own, or came before by whatever way; of all records of theirs."""
    first = UUID(alert["id"])
    return list(Alert.objects.filter(about(person), Q(pk=first) | Q(first_id=first), hub_id=person.hub_id))


def is_news(alert: dict[str, Any], before: str | None, known: list[Alert]) -> bool:
    """Whether somebody here has to act: it never came, or they answer worse by now than it said last.

    Not while an alert here says as much; nor where it was closed here after it had been raised where it comes from, so
    that nothing goes round in a ring of hubs.
    """
    if before is not None and not is_worse(alert["keep_safe"], than=before):
        return False
    at = datetime.fromisoformat(alert["at"])
    stands = [
        each for each in known if each.closed_at is None or (before is None and each.closed_at >= at)
    ]  # fmt: skip
    return all(is_worse(alert["keep_safe"], than=each.keep_safe) for each in stands)


def bring_death(arrival: Arrival, package: Package, *, now: datetime) -> None:
    """Their death was recorded there before they were brought over: nothing of theirs goes on here either. Of whoever
    is here already it is said by a job (`deaths`)."""
    assert arrival.referral is not None  # arrival_is_a_record
    deaths = {UUID(first_id): tuple(map(UUID, path)) for first_id, path in package["deaths"].items()}
    over = Over(arrival.transfer_id, arrival.from_name)
    hear(arrival.referral.person, Said(deaths), over=over, by=arrival.decided_by, now=now)


def ways_of(arrival: Arrival, package: Package) -> bytes:
    """The ways to reach somebody as they came last, sealed by the new record: so that it is seen what changed here. And
    which alerts came, so that none is raised twice."""
    assert arrival.person is not None  # arrival_is_a_record
    alerts = [told(each) for each in package.get("alerts", [])]
    ways = package.get("channels", came_by(arrival))  # what is learned after somebody was let go of has none
    return seal_data(arrival.person, f"came:{arrival.pk}", {**ways, **({ALERTS: alerts} if alerts else {})})


def came_by(arrival: Arrival) -> dict[str, Any]:
    """The ways as they came last."""
    return {key: value for key, value in came(arrival).items() if key != ALERTS}


def came(arrival: Arrival) -> dict[str, Any]:
    """What `ways_of` keeps."""
    assert arrival.person is not None  # arrival_is_a_record
    if arrival.ways_sealed is None:
        return {}
    return dict(reveal_data(arrival.person, f"came:{arrival.pk}", arrival.ways_sealed))


def bring_needs(referral: Referral, needs: dict, *, now: datetime) -> None:
    """What they told about work, language, and what makes it easier. An employer that is on no list is kept by name."""
    known = Organisation.objects.filter(pk=needs["organisation"]).first() if needs["organisation"] else None
    person = referral.person
    tell_background(
        referral, part="work", now=now, organisation=known,
        employer_sealed=None if known else seal(person, "employer", needs["employer"] or needs["organisation_name"]),
        sector=needs["sector"], staff_group=needs["staff_group"], work_state=needs["work_state"],
        off_since_on=date.fromisoformat(needs["off_since_on"]) if needs["off_since_on"] else None,
        language_sealed=seal(person, "language", needs["language"]), needs_interpreter=needs["needs_interpreter"],
        formats=list(needs["formats"]), adjustments_sealed=seal(person, "adjustments", needs["adjustments"]),
    )  # fmt: skip


def bring_papers(referral: Referral, package: Package) -> None:
    """What else came, each sealed by the new record's key."""
    person: Person = referral.person
    for place_, words in enumerate(package["papers"]):
        row = Paper(hub_id=referral.hub_id, person=person, referral=referral, place=place_, part=words["part"])
        row.words_sealed = seal_data(person, f"paper:{row.pk}", words)
        row.save(force_insert=True)


@transaction.atomic
def settle(hub: Hub, transfer_id: UUID, *, now: datetime) -> None:
    """What the hub that offered does after an answer: let go of them, or take them up again. In its scope. Once."""
    found = Transfer.objects.filter(hub=hub, pk=transfer_id).select_related("referral").first()
    if found is None:
        return
    referral, transfer = held(found)
    if transfer.ended_at is None:
        return
    if transfer.settled_at is not None:
        close_after(transfer)
        return
    if transfer.status == Status.ACCEPTED:
        if not transfer.reference or transfer.is_behind:  # nobody lets go before the other hub has all that there is
            return
        if transfer.elsewhere_id is None and say_there(transfer):  # of a joined record, whose job has not run: first
            return
        let_go(referral, transfer, now=now)
        transfer.refresh_from_db()
        if transfer.is_behind:  # a welfare check that was due became an alert: the other hub hears of it first
            return
    else:
        tell(transfer, "transfer.refuse", by=None, now=now)
        follow(referral, now=now)
    cancel_about(hub.pk, transfer.pk, now=now)
    if transfer.status == Status.ACCEPTED:
        post_to_person(referral.person, kind=Message.Kind.NEWS, subject_id=transfer.pk, now=now)
    transfer.settled_at, transfer.package_sealed = now, None
    transfer.save(update_fields=["settled_at", "package_sealed"])


def close_after(transfer: Transfer) -> None:
    """What was learned after somebody was let go of is there by now: nothing of it is kept between the hubs."""
    if transfer.package_sealed is not None and not transfer.is_behind:
        transfer.package_sealed = None
        transfer.save(update_fields=["package_sealed"])


def let_go(referral: Referral, transfer: Transfer, *, now: datetime) -> None:
    """Close the referral here: its owner keeps it in sight, nobody else does, and nothing that was planned happens."""
    if referral.closed_at:
        return
    by = transfer.offered_by
    status = REFERRAL.target("transfer", status=referral.status, by=AcceptedThere())
    place(
        referral, status=status, stage=STAGE_OF[status], closed_at=now, next_action=NextAction.NONE, next_action_at=now
    )
    close_to_everybody(referral, now=now)
    close_to_team(referral, now=now)
    for ends in (settings.CANCELS, *settings.ENDS_BESIDE):
        import_string(ends)(referral, by=by, now=now, tell_at=now)
    stop_asking(referral, by=by, now=now)
    stop_all(referral, now=now)
    tell(transfer, "transfer.accept", by=None, now=now)
