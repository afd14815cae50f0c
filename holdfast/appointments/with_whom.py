"""With whom an appointment could be: whom a wish and the hub's rule leave, and what stands beside each name."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.appointments.queries import pool_for
from holdfast.built import Built, given
from holdfast.diary.models import Kind
from holdfast.hubs.models import Hub
from holdfast.people.identity import reveal
from holdfast.people.models import Person
from holdfast.referrals.models import Background, Referral
from holdfast.workforce.codes import Gender, Language, Override
from holdfast.workforce.queries import Known, known_of
from holdfast.workforce.rules import fits, language_code, say_why_not
from holdfast.workforce.words import beside

ANYBODY = ""
MOST_TOLD = 50


class WithWhom:
    """Practitioners with a diary whom the person may see, and what is known of them: read where it is asked for, once.

    Attributes:
        kind: what the appointment is for: only an assessment asks for the rule.
    """

    def __init__(self, person: Person, hub: Hub, kind: str, *, now: datetime) -> None:
        self.person, self.hub, self.kind, self.now = person, hub, kind, now

    @cached_property
    def pool(self) -> list[Membership]:
        """All of them, by name."""
        return pool_for(self.person, self.hub)

    @cached_property
    def known(self) -> Known:
        """What is known of them."""
        return known_of(self.hub, self.pool, now=self.now)

    def among(self, members: Iterable[str]) -> dict[str, Membership]:
        """Those of a few whom a form named who are in the pool: for one that is chosen fifty need not be read."""
        named = set()
        for each in members:
            with suppress(ValueError):
                named.add(UUID(each))
        return {str(each.pk): each for each in pool_for(self.person, self.hub, among=named)} if named else {}

    def admits(self, member: Membership) -> bool:
        """Whether they are admitted to this kind of appointment."""
        return self.kind != Kind.ASSESSMENT or self.known.admits(member)

    @cached_property
    def admitted(self) -> list[Membership]:
        """Those who are admitted."""
        return [each for each in self.pool if self.admits(each)]

    @cached_property
    def asks_why(self) -> bool:
        """Whether choosing one of them needs a reason."""
        return len(self.admitted) < len(self.pool)

    def one(self, member: str) -> Membership | None:
        """Who was chosen by name."""
        return next((each for each in self.pool if str(each.pk) == member), None)

    def speak(self, language: str) -> list[Membership]:
        """Those who are admitted and speak a language."""
        return [each for each in self.admitted if fits(self.known.profiles.get(each.pk), language=language)]

    def speak_unadmitted(self, language: str) -> list[Membership]:
        """Those who speak it and are not admitted: whoever books may choose them, and say why."""
        speakers = [each for each in self.pool if fits(self.known.profiles.get(each.pk), language=language)]
        return [each for each in speakers if not self.admits(each)] if language else []

    def offered(self, *, member: str, gender: str, language: str, override: str) -> list[Membership]:
        """Whose times are shown: whoever was chosen by name, with a reason where one is needed; else of those who are
        admitted whoever fits. A language that none of these speaks narrows nothing: an interpreter comes."""
        if member:
            found = self.one(member)
            return [found] if found and (self.admits(found) or override in Override.values) else []
        wish = {"gender": gender, "language": language if self.speak(language) else ""}
        return [each for each in self.admitted if fits(self.known.profiles.get(each.pk), **wish)]

    def beside(self, member: Membership) -> str:
        """Profession and languages."""
        return beside(self.known.profiles.get(member.pk))

    def label(self, member: Membership) -> str:
        """A name with what stands beside it."""
        return ", ".join(part for part in (member.name, self.beside(member)) if part)

    def choices(self, first: str = "") -> list[tuple[str, Any]]:
        """The members to choose from, behind the words for whoever is free first."""
        return [*([(ANYBODY, first)] if first else []), *self.labelled]

    @cached_property
    def labelled(self) -> list[tuple[str, Any]]:
        """Whom the rule admits first, and those for whom a reason is needed: two lists of a page show them."""
        labels = {each: (str(each.pk), self.label(each)) for each in self.pool}
        admitted = [labels.pop(each) for each in self.admitted]
        if not labels:
            return list(admitted)
        groups = [("Admitted to assess", admitted), ("Not admitted: say why", list(labels.values()))]
        return [group for group in groups if group[1]]

    @cached_property
    def named(self) -> list[tuple[str, str]]:
        """Everybody by the name alone, as a second practitioner is chosen."""
        return [(str(each.pk), each.name) for each in self.pool]

    def genders(self) -> list[tuple[str, str]]:
        """The genders that somebody of them gave; empty where nobody did."""
        given = {profile.gender for profile in self.known.profiles.values() if profile.gender}
        return [each for each in Gender.choices if each[0] in given]

    def languages(self, *wished: str) -> list[tuple[str, str]]:
        """The languages that somebody of them speaks, and those that are wished for."""
        spoken = {code for profile in self.known.profiles.values() for code in profile.languages} | set(wished)
        return [each for each in Language.choices if each[0] in spoken]

    def why_not(self, member: Membership) -> str:
        """Why the rule does not admit a member, and what to do."""
        why = say_why_not(self.known.profiles.get(member.pk), self.known.rule)
        return f"The hub’s rule does not admit {member.name} to assess: {why}."


@dataclass(frozen=True)
class Told:
    """What a person told us of their language, in their words.

    Attributes:
        speaks: what they told last; nothing for English.
        interpreter: the language in which an interpreter is to be there; nothing where none is.
    """

    speaks: str = ""
    interpreter: str = ""


def told_language(referral: Referral) -> Told:
    """What they told us, or was written down for them. One statement."""
    rows = LANGUAGES.rows(hub=referral.hub_id, referral=referral.pk)
    said = [(needs, reveal(referral.person, "language", sealed)) for needs, sealed in rows]
    asked = [words or "Language not told" for needs, words in said if needs]
    return Told(said[0][1], asked[0] if asked else "") if said else Told()


LANGUAGES = Built(
    lambda: Background.objects.filter(hub_id=given("hub"), referral_id=given("referral"))
    .order_by("-told_at", "-pk").values_list("needs_interpreter", "language_sealed")[:MOST_TOLD]
)  # fmt: skip


def usual_choice(whom: WithWhom, owner: Membership | None, told: str) -> dict[str, str]:
    """With whom is looked for where nobody has said yet: the owner, where they are admitted and speak the language that
    the person told us, or nobody does; else whoever does."""
    language = language_code(told)
    speakers = whom.speak(language) if language else []
    has_it = owner is not None and owner in whom.admitted and (not speakers or owner in speakers)
    return {"member": str(owner.pk) if owner and has_it else ANYBODY, "language": language}


def language_words(language: str, told: str, whom: WithWhom) -> str:
    """The language, where nobody who is admitted speaks what is wished for, or what they told us; else nothing."""
    if language:
        return "" if whom.speak(language) else str(dict(Language.choices).get(language, ""))
    return told if told and not language_code(told) else ""
