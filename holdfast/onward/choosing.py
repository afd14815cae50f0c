"""Which services could help somebody, in the order in which they fit; and how long people really waited there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from holdfast.assessments.queries import needs_of, of_referral
from holdfast.assessments.sections import NEED_WORDS
from holdfast.directory.models import Service
from holdfast.directory.queries import services_of
from holdfast.directory.rules import MeasuredWait
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.onward.models import OnwardReferral
from holdfast.onward.queries import mark_of_ways
from holdfast.onward.rules import MEASURED, Wait, fits, kinds_for, measured
from holdfast.people.contact_details import say_phone
from holdfast.people.identity import channels_of, details_of, name_of, reveal
from holdfast.people.models import Person
from holdfast.referrals.models import Background, Referral
from holdfast.referrals.record import TIMES
from holdfast.workforce.codes import Language


@dataclass(frozen=True)
class Wanted:
    """What a list of services is cut down to; empty: anything."""

    kind: str = ""
    how: str = ""
    language: str = ""
    place: str = ""


@dataclass(frozen=True)
class Choice:
    """A service that could be chosen: the needs that it answers, whether it speaks their language, its real wait."""

    service: Service
    answers: tuple[str, ...]
    speaks: bool
    wait: Wait | None


def measured_wait(hub: Hub, services: Collection[UUID]) -> Mapping[UUID, Wait]:
    """How long people whom the hub referred waited at these services, of those seen last. One statement.

    Of a service that has seen too few nothing is said.
    """
    number = Window(RowNumber(), partition_by=[F("service_id")], order_by=[F("first_seen_on").desc(), F("pk").desc()])
    seen = OnwardReferral.objects.filter(
        hub=hub, service_id__in=list(services), first_seen_on__isnull=False, sent_at__isnull=False
    )
    rows = seen.annotate(number=number).filter(number__lte=MEASURED).order_by("service_id", "number")
    waits: dict[UUID, list[tuple[int, int | None]]] = {}
    for service, sent_at, seen_on, days in rows.values_list("service_id", "sent_at", "first_seen_on", "promised_days"):
        waits.setdefault(service, []).append(((seen_on - london_day(sent_at)).days, days))
    return {service: wait for service, found in waits.items() if (wait := measured(found))}


def measured_of(service: Service, *, now: datetime) -> MeasuredWait | None:
    """The same of one service, as the directory says it; None where too few were seen."""
    wait = measured_wait(service.hub, [service.pk]).get(service.pk)
    kept = wait.kept if wait and wait.promised else None
    return MeasuredWait(wait.people, wait.half_by, wait.longest, kept) if wait else None


def needs_found(referral: Referral) -> list[str]:
    """The codes of the needs that the latest assessment found."""
    latest = next(iter(of_referral(referral)), None)
    return needs_of(latest) if latest else []


def language_of(referral: Referral) -> str:
    """The code of the language that they would rather speak, where it is one that services are asked about."""
    told = latest_background(referral)
    said = reveal(referral.person, "language", told.language_sealed) if told and told.language_sealed else ""
    words = said.casefold()
    return next((code for code, label in Language.choices if label.casefold() in words), "")


def latest_background(referral: Referral) -> Background | None:
    """What they told last of language and needs."""
    found = Background.objects.filter(hub_id=referral.hub_id, referral=referral)
    return found.order_by("-told_at", "-pk").first()


def choices_for(hub: Hub, *, needs: Iterable[str], language: str, wanted: Wanted) -> list[Choice]:
    """The services that are left, those first that answer most of the needs, then by language and by real wait."""
    needs = list(needs)
    kinds = kinds_for(needs)
    left = [service for service in services_of(hub) if is_wanted(service, wanted)]
    waits = measured_wait(hub, [service.pk for service in left])
    language = wanted.language or language

    def order(service: Service) -> tuple:
        wait = waits.get(service.pk)
        days = wait.half_by if wait else service.promised_days or service.usual_days
        speaks = not language or language in service.languages
        return fits(service.kinds, wanted=kinds, speaks=speaks, days=days, name=service.name)

    return [
        Choice(
            service, tuple(need for need in needs if kinds_for([need]) & {*service.kinds}),
            language in service.languages, waits.get(service.pk),
        )
        for service in sorted(left, key=order)
    ]  # fmt: skip


def is_wanted(service: Service, wanted: Wanted) -> bool:
    """Whether a service is among those that are looked for."""
    place = wanted.place.casefold().strip()
    return (
        (not wanted.kind or wanted.kind in service.kinds)
        and (not wanted.how or wanted.how in service.hows)
        and (not wanted.language or wanted.language in service.languages)
        and (not place or service.is_national or place in f"{service.area} {service.address}".casefold())
    )


def known_parts(referral: Referral) -> dict[str, str]:
    """What the record knows for each part that a service may be told. The reason is the practitioner's to write."""
    person, details = referral.person, details_of(referral.person)
    born = details.get("born")
    return {
        "name": name_of(person), "contact": contact_words(person), "language": language_words(referral),
        "born": f"{date.fromisoformat(born):%-d %B %Y}" if born else "",
        "needs": ", ".join(NEED_WORDS[code] for code in needs_found(referral)), "reason": "",
    }  # fmt: skip


def read_ways(person: Person) -> str:
    """Read anew how somebody can be reached, and give the mark of it. The mark comes first: of a change between the two
    it is too old, so that the form is shown once more, and no old number stands there with the new mark."""
    ways = mark_of_ways(person)
    person.refresh_from_db(fields=["channels_sealed"])
    return ways


def contact_words(person: Person) -> str:
    """Each way that they called safe, and how: a line each."""
    channels = channels_of(person)
    times = ", ".join(TIMES[time] for time in channels.get("times", []) if time in TIMES)
    lines = []
    if channels.get("call"):
        voicemail = "voicemail is fine" if channels.get("voicemail") else "no voicemail"
        lines.append(f"Call {say_phone(channels['call'])}: {times or 'any time'}, {voicemail}")
    if channels.get("text"):
        lines.append(f"Text {say_phone(channels['text'])}")
    if channels.get("email"):
        lines.append(f"Email {channels['email']}")
    if channels.get("letter"):
        lines.append(f"Letter to {channels['letter']}")
    return "\n".join(lines)


def language_words(referral: Referral) -> str:
    """What they told of language, and of what makes it easier."""
    told, person = latest_background(referral), referral.person
    if told is None:
        return ""
    words = [reveal(person, "language", told.language_sealed), "an interpreter" if told.needs_interpreter else "",
             reveal(person, "adjustments", told.adjustments_sealed)]  # fmt: skip
    text = ", ".join(each for each in words if each)
    return text[:1].upper() + text[1:]
