"""Reads of the workforce: what each is trained for, the rule that stands, whom it admits, how often not so."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import with_caseload
from holdfast.built import Built, given, is_one_of
from holdfast.events.models import Event
from holdfast.hubs.models import Hub
from holdfast.people.access import barred_to
from holdfast.workforce.codes import Override
from holdfast.workforce.models import AssessorRule, Profile
from holdfast.workforce.rules import NotAdmitted, is_admitted

MOST_MEMBERS, MOST_VERSIONS = 200, 50
OVERRIDDEN = ("appointment.book", "referral.allocate")
"""Events that carry the reason, as the code `override`."""


def profiles_of(hub: Hub, *, now: datetime, members: Collection[UUID] | None = None) -> dict[UUID, Profile]:
    """What counted at a moment of each of these members, or of everybody. One statement."""
    found = (
        PROFILES.rows(hub=hub.pk, now=now)
        if members is None
        else PROFILES_OF.rows(hub=hub.pk, now=now, members=list(members))
    )
    return {each.member_id: each for each in found}


def latest_profiles() -> QuerySet[Profile]:
    """What counted of each at a moment."""
    found = Profile.objects.filter(hub_id=given("hub"), set_at__lte=given("now"))
    return found.order_by("member_id", "-set_at", "-pk").distinct("member_id")


PROFILES = Built(lambda: latest_profiles()[:MOST_MEMBERS])
PROFILES_OF = Built(lambda: latest_profiles().filter(is_one_of("member_id", "members"))[:MOST_MEMBERS])


def profile_of(member: Membership) -> Profile | None:
    """What counts of one member."""
    return Profile.objects.filter(hub_id=member.hub_id, member=member).order_by("-set_at", "-pk").first()


def rule_of(hub: Hub, *, now: datetime) -> AssessorRule | None:
    """The rule that stood at a moment; none where nobody had signed one."""
    return RULE.first(hub=hub.pk, now=now)


RULE = Built(
    lambda: AssessorRule.objects.filter(hub_id=given("hub"), starts_at__lte=given("now")).order_by("-version")[:1]
)


def versions_of(hub: Hub) -> list[AssessorRule]:
    """Every version of the rule, the latest first."""
    return list(AssessorRule.objects.filter(hub=hub).order_by("-version")[:MOST_VERSIONS])


def team_of(hub: Hub) -> list[Membership]:
    """Those at work who see people, by name."""
    found = hub.members.filter(status=Membership.Status.ACTIVE, roles__overlap=with_caseload())
    able = [each for each in found.select_related("account").order_by("pk")[:MOST_MEMBERS] if each.has_caseload]
    return sorted(able, key=lambda each: each.name)


@dataclass(frozen=True)
class Known:
    """What is known of some of the team at a moment: their profiles, and the rule that stands."""

    profiles: dict[UUID, Profile]
    rule: AssessorRule | None

    def admits(self, member: Membership) -> bool:
        """Whether the rule admits a member to assess."""
        return is_admitted(self.profiles.get(member.pk), self.rule)

    def admitted(self, members: Sequence[Membership]) -> list[Membership]:
        """Those of them whom the rule admits, in their order."""
        return [each for each in members if self.admits(each)]


def known_of(hub: Hub, members: Collection[Membership], *, now: datetime) -> Known:
    """What is known of these members. Two statements."""
    return Known(profiles_of(hub, now=now, members=[each.pk for each in members]), rule_of(hub, now=now))


def override_needed(hub: Hub, members: Sequence[Membership], *, override: str, all_of_them: bool = False,
                    now: datetime) -> str:  # fmt: skip
    """The reason to keep, where the rule does not admit who is to assess; empty where it does.

    One of several who assess together is enough, unless `all_of_them` are to be admitted.

    Raises:
        NotAdmitted: it does not admit them, and no reason of the list was given.
    """
    rule = rule_of(hub, now=now)
    if rule is None:
        return ""
    admitted = Known(profiles_of(hub, now=now, members=[each.pk for each in members]), rule).admitted(members)
    if len(admitted) == len(members) or (admitted and not all_of_them):
        return ""
    if override not in Override.values:
        raise NotAdmitted(NotAdmitted.__doc__)
    return override


def overrides(hub: Hub, since: datetime, *, seen_by: Membership) -> dict[str, int]:
    """How often somebody whom the rule does not admit was chosen to assess, by reason, the commonest first.

    What is kept from whoever reads it is not counted.
    """
    rows = overridden(hub, since).exclude(barred_to(seen_by, "person_id"))
    counted = rows.values_list("codes__override").annotate(number=Count("pk")).order_by("-number", "codes__override")
    return {code: number for code, number in counted if code in Override.values}


def overridden(hub: Hub, since: datetime) -> QuerySet[Event]:
    """The events of it."""
    return Event.objects.filter(hub=hub, occurred_at__gte=since, kind__in=OVERRIDDEN, codes__has_key="override")
