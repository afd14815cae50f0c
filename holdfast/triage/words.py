"""A request and its decisions in words: why contact is proposed, what was told, what was decided."""

from datetime import datetime
from typing import Any

from holdfast.hubs.facts.at_risk import AT_RISK_GROUP
from holdfast.hubs.hours import say_moment, say_wait_long
from holdfast.measures.queries import Answered, measures_of
from holdfast.people.access import about
from holdfast.people.identity import reveal
from holdfast.people.models import MustNotSee
from holdfast.referrals.models import Background, Referral
from holdfast.triage.models import Decision
from holdfast.triage.rules import WORDS

Pair = tuple[str, str]
DECIDED = {
    Decision.Outcome.ACCEPT: "Accepted",
    Decision.Outcome.SIGNPOST: "Advised or signposted, and closed",
    Decision.Outcome.OTHER_HUB: "They wish for another hub",
    Decision.Outcome.DECLINE: "Not in scope for this hub",
}
WRITTEN = ("Why later", "Words to them", "Note")
GROUPS = {code.code: code.label for code in AT_RISK_GROUP.codes}


def first_word(name: str) -> str:
    """What to call somebody in a sentence."""
    return name.split()[0] if name.split() else name


def why_proposed(referral: Referral) -> list[str]:
    """The rules that brought contact forward, in words."""
    return [WORDS.get(key, key) for key in referral.contact_why]


def story(referral: Referral) -> str:
    """What is going on, in their own words."""
    return reveal(referral.person, "story", referral.story_sealed)


def facts_told(referral: Referral, *, now: datetime) -> list[Pair]:
    """What the person has told, as far as it bears on the decision; what was not said is left out."""
    pairs = [
        ("Safe when asked", Referral.SafeNow(referral.safe_now).label),
        ("Asked", f"{capital(say_moment(referral.received_at, now))}, {referral.get_method_display().lower()}"),
        ("Waited", say_wait_long(now - referral.received_at)),
        ("Wishes for another hub", referral.wished_hub.name if referral.wished_hub else ""),
        ("Measures", "; ".join(measure_words(found, now=now) for found in latest_measures(referral))),
        ("Work", work_words(referral)),
        ("At-risk groups", "; ".join(groups_of(referral))),
        ("Must not see", kept_out_words(referral)),
    ]
    return [(label, text) for label, text in pairs if text]


def latest_measures(referral: Referral) -> list[Answered]:
    """The latest of each questionnaire."""
    return list({found.questionnaire.key: found for found in measures_of(referral.person)}.values())


def measure_words(found: Answered, *, now: datetime) -> str:
    """One measure: its total and band, that it is not complete, or that it was answered, where it makes no score."""
    when = say_moment(found.at, now)
    if not found.questionnaire.counted:
        return f"{found.questionnaire.name} answered, {when}"
    if found.score.total is None:
        return f"{found.questionnaire.name} not complete, {when}"
    band = f" ({found.score.band.lower()})" if found.score.band else ""
    return f"{found.questionnaire.name} {found.score.total}{band}, {when}"


def work_words(referral: Referral) -> str:
    """How it stands at work, and since when."""
    told = referral.backgrounds.filter(hub_id=referral.hub_id).order_by("-told_at", "-pk").first()
    if told is None or not told.work_state:
        return ""
    since = f" since {told.off_since_on:%A} {told.off_since_on.day} {told.off_since_on:%B}" if told.off_since_on else ""
    return f"{Background.WorkState(told.work_state).label}{since}"


def groups_of(referral: Referral) -> list[str]:
    """At-risk groups that were named."""
    codes = referral.at_risk.filter(hub_id=referral.hub_id).order_by("group").values_list("group", flat=True)
    return list(dict.fromkeys(GROUPS.get(code, code) for code in codes[:50]))


def kept_out_words(referral: Referral) -> str:
    """How many names the person gave; never which."""
    entries = MustNotSee.objects.filter(about(referral.person), hub_id=referral.hub_id, ended_at=None)
    count = entries.exclude(status=MustNotSee.Status.POSSIBLE).count()
    return {0: "", 1: "One name was given, and is kept out"}.get(count, f"{count} names were given, and are kept out")


def standing(decision: Decision, *, now: datetime) -> list[Pair]:
    """A decision as it stands."""
    person, later = decision.referral.person, bool(decision.later_sealed)
    is_sooner = decision.contact_by < decision.proposed_by_rules
    change = " (sooner than proposed)" if is_sooner else " (later than proposed)" if later else ""
    is_accept = decision.outcome == Decision.Outcome.ACCEPT
    queue = "First contact queue, no name yet" if is_accept else ""
    pairs = [
        ("Decision", DECIDED[Decision.Outcome(decision.outcome)]),
        ("Decided", f"{decision.decided_by.name}, {say_moment(decision.decided_at, now)}"),
        ("Contact by", f"{capital(say_moment(decision.contact_by, now))}{change}"),
        ("Why later", reveal(person, f"later:{decision.pk}", decision.later_sealed)),
        ("Who", decision.owner.name if decision.owner else queue),
        ("Hub", decision.wished_hub.name if decision.wished_hub else ""),
        ("Words to them", reveal(person, f"words:{decision.pk}", decision.words_sealed)),
        ("Note", reveal(person, f"decision_note:{decision.pk}", decision.note_sealed)),
        ("Signed", decision.signed_by.name if decision.signed_by else ""),
    ]
    return [(label, text) for label, text in pairs if text]


def outline(decision: Decision, *, now: datetime) -> list[Pair]:
    """A decision as it stands, without what anybody wrote."""
    return [pair for pair in standing(decision, now=now) if pair[0] not in WRITTEN]


def chosen(form: Any, *, now: datetime) -> list[Pair]:
    """What somebody chose and typed on the decision page, saved or not."""
    pairs = []
    for name in (
        "outcome",
        "when",
        "later_at",
        "later_reason",
        "owner",
        "wished_hub",
        "advice",
        "out_of_scope",
        "note",
    ):
        text = typed_words(form, name, now=now)
        if text:
            pairs.append((str(form.fields[name].label), text))
    return pairs


def typed_words(form: Any, name: str, *, now: datetime) -> str:
    """One field as it was typed: the words of a choice, the moment said, the text itself."""
    typed = form[name].value() or ""
    if isinstance(typed, datetime):
        return capital(say_moment(typed, now))
    if isinstance(typed, list):
        return " ".join(part for part in typed if part)
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(typed, typed)) if typed else ""


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]
