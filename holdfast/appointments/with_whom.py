"""With whom an appointment could be: whom a wish and the hub's rule leave, and what stands beside each name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.diary.models import Kind
from holdfast.people.identity import reveal
from holdfast.referrals.models import Background, Referral
from holdfast.workforce.codes import Gender, Language, Override
from holdfast.workforce.queries import Known
from holdfast.workforce.rules import fits, language_code, say_why_not
from holdfast.workforce.words import beside

ANYBODY = ""


@dataclass(frozen=True)
class WithWhom:
    """Practitioners with a diary whom the person may see, and what is known of them.

    Attributes:
        kind: what the appointment is for: only an assessment asks for the rule.
    """

    pool: Sequence[Membership]
    known: Known
    kind: str

    def admits(self, member: Membership) -> bool:
        """Whether they are admitted to this kind of appointment."""
        return self.kind != Kind.ASSESSMENT or self.known.admits(member)

    @property
    def admitted(self) -> list[Membership]:
        """Those who are admitted."""
        return [each for each in self.pool if self.admits(each)]

    @property
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
        """The members to choose from: whom the rule admits first, and those for whom a reason is needed."""
        named = {each.pk: (str(each.pk), self.label(each)) for each in self.pool}
        admitted = [named[each.pk] for each in self.admitted]
        others = [named[each.pk] for each in self.pool if not self.admits(each)]
        begin: list[tuple[str, Any]] = [(ANYBODY, first)] if first else []
        if not others:
            return [*begin, *admitted]
        groups = [("Admitted to assess", admitted), ("Not admitted: say why", others)]
        return [*begin, *(group for group in groups if group[1])]

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


def told_language(referral: Referral) -> str:
    """The language that a person told us, in their words; nothing for English."""
    told = Background.objects.filter(hub_id=referral.hub_id, referral=referral).order_by("-told_at", "-pk").first()
    return (reveal(referral.person, "language", told.language_sealed) or "") if told else ""


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
