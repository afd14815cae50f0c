"""The rhythm that a hub has signed, or the one that we ship until it has."""

from datetime import datetime

from holdfast.hubs.models import Hub
from holdfast.measures.questionnaire import Mode, Questionnaire
from holdfast.measures.questionnaires import QUESTIONNAIRES, find
from holdfast.waiting.models import Rhythm

MOST_VERSIONS = 50
SHIPPED = {"version": 0, "contact_days": 14, "measure_days": 28, "long_days": 28, "questionnaires": ["phq9", "gad7"]}
"""No source gives an interval for contact while somebody waits: this is a cautious default, and the page says so."""


def rhythm_of(hub: Hub, *, now: datetime) -> Rhythm:
    """The rhythm in force; the shipped one, of version 0, where the hub has signed none."""
    found = Rhythm.objects.filter(hub=hub, starts_at__lte=now).order_by("-version").first()
    return found or Rhythm(hub=hub, **SHIPPED)


def versions_of(hub: Hub) -> list[Rhythm]:
    """Every version, the latest first."""
    return list(Rhythm.objects.filter(hub=hub).order_by("-version")[:MOST_VERSIONS])


def may_be_asked() -> list[Questionnaire]:
    """The questionnaires whose wording ships: only these can be asked by a link."""
    return [form for form in QUESTIONNAIRES.values() if form.mode == Mode.TEXT]


def forms_of(keys: list[str]) -> list[Questionnaire]:
    """The questionnaires of some keys, as far as they can be asked."""
    askable = {form.key for form in may_be_asked()}
    return [find(key) for key in keys if key in askable]
