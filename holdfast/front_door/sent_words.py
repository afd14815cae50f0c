"""What was sent, as the person reads it; and whether the same answers were sent twice."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from holdfast.front_door.more_forms import EqualityForm, NeedsForm
from holdfast.front_door.said import Row, said
from holdfast.hubs.facts import codes
from holdfast.hubs.models import Hub
from holdfast.measures.models import Measure
from holdfast.measures.queries import Answered, measures_of
from holdfast.measures.questionnaire import Questionnaire
from holdfast.people.identity import channels_of, details_of, name_of, reveal
from holdfast.people.models import MustNotSee
from holdfast.referrals.models import Referral

TWICE_WITHIN = timedelta(minutes=10)
FORMATS = dict(NeedsForm.base_fields["formats"].choices)


def same_as_before(
    referral: Referral, questionnaire: Questionnaire, answers: dict, *, begun: Measure | None, now: datetime
) -> bool:
    """Whether these very answers were stored minutes ago: the form was sent twice."""
    if begun is not None:
        return False
    last = (
        Measure.objects.filter(
            hub_id=referral.hub_id,
            person_id=referral.person_id,
            questionnaire=questionnaire.key,
            answered_at__gte=now - TWICE_WITHIN,
        )
        .order_by("-answered_at")
        .first()
    )
    wanted = [answers.get(number) for number in range(1, len(questionnaire.items) + 1)]
    return last is not None and last.items == wanted


def everything_sent(referral: Referral, hub: Hub) -> list[tuple[str, list[Row]]]:
    """Sections of what was sent: the request, the questions, work, needs, details, equality."""
    return [
        (title, rows)
        for title, rows in (
            (_("Your request"), request_rows(referral)),
            *((found.questionnaire.name, measure_rows(found)) for found in measures_of(referral.person)),
            (_("Work and needs"), background_rows(referral)),
            (_("About you"), about_rows(referral)),
        )
        if rows
    ]


def request_rows(referral: Referral) -> list[Row]:
    """The request itself."""
    person = referral.person
    named = MustNotSee.objects.filter(hub_id=referral.hub_id, person=person).exclude(status="possible")
    data = {
        "name": name_of(person),
        "channels": channels_of(person),
        "safe": referral.safe_now,
        "story": reveal(person, "story", referral.story_sealed),
        "call_today": "asked_today" in referral.contact_why,
        "wish": {"name": referral.wished_hub.name} if referral.wished_hub else {},
        "must_not_see": [
            reveal(person, f"named:{row.pk}", row.named_sealed) for row in named.order_by("named_at")[:40]
        ],
    }
    return list(said(data).values())


def measure_rows(found: Answered) -> list[Row]:
    """A questionnaire's items and the answers that were picked."""
    rows = []
    for number, item in enumerate(found.questionnaire.items, start=1):
        value = found.measure.items[number - 1]
        labels = {option.value: option.label for option in found.questionnaire.options_of(item)}
        rows.append(Row(f"{found.questionnaire.key}.{number}", item.text, (labels.get(value, _("Left out")),)))
    return rows


def background_rows(referral: Referral) -> list[Row]:
    """Work, language and needs, as last told."""
    found = (
        referral.backgrounds.filter(hub_id=referral.hub_id)
        .select_related("organisation")
        .order_by("-told_at", "-pk")
        .first()
    )
    groups = referral.at_risk.filter(hub_id=referral.hub_id, said_by="person").values_list("group", flat=True)
    rows = [Row("groups", _("What you are carrying"), tuple(codes.AT_RISK_GROUP[g].said for g in groups[:20]))]
    if found is not None:
        person = referral.person
        employer = found.organisation.name if found.organisation else reveal(person, "employer", found.employer_sealed)
        told = reveal(person, "language", found.language_sealed)
        language = told + (_(", with an interpreter") if found.needs_interpreter else "")
        rows += [
            Row("employer", _("Where you work"), (employer,)),
            Row("work_state", _("At work now"), (found.get_work_state_display(),)),
            Row("language", _("Language"), (language,)),
            Row("formats", _("How we write to you"), tuple(str(FORMATS[f]) for f in found.formats if f in FORMATS)),
            Row("adjustments", _("What makes it easier"), (reveal(person, "adjustments", found.adjustments_sealed),)),
        ]
    return [row for row in rows if any(row.lines)]


def say_birth(born: str) -> str:
    """ "27 March 1985" from what is kept."""
    day = date.fromisoformat(born) if born else None
    return f"{day.day} {day:%B %Y}" if day else ""


def about_rows(referral: Referral) -> list[Row]:
    """Birth date, GP and the equality questions that were answered."""
    details = details_of(referral.person)
    rows = [
        Row("born", _("Birth date"), (say_birth(details.get("born", "")),)),
        Row("gp", _("GP practice"), (details.get("gp", ""),)),
    ]
    told = referral.equality.filter(hub_id=referral.hub_id).order_by("-told_at", "-pk").first()
    if told is not None:
        for name, codelist in EqualityForm.LISTS.items():
            value = getattr(told, name)
            label = str(EqualityForm.base_fields[name].label)
            rows.append(Row(name, label, (codelist[value].said if value in codelist else "",)))
    return [row for row in rows if any(row.lines)]
