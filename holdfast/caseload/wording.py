"""The plain words of each kind of event. Codes in, words out; free text comes from where it is sealed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from holdfast.alerts.models import Alert
from holdfast.alerts.words import KEEP_SAFE, RAISED_BY, WORRY
from holdfast.caseload import (
    appointment_words,
    assessment_words,
    course_words,
    letter_words,
    onward_words,
    outcome_words,
    plan_words,
    work_words,
)
from holdfast.contacts.models import Attempt
from holdfast.contacts.rules import Telling
from holdfast.events.models import Event
from holdfast.measures.questionnaires import find
from holdfast.network.states import Word
from holdfast.referrals.models import Referral
from holdfast.referrals.states import NextAction
from holdfast.triage import rules as triage_rules
from holdfast.workforce.words import said_override

Entry = dict[str, Any]
TOLD_ELSEWHERE = dict(Word.choices)
CLOSED_TOLD = {
    Telling.TOLD: "They know by now that the request was closed",
    Telling.TRIED: "Not reached, to tell them that the request was closed",
    Telling.STOPPED: "Nobody reached them to say that the request was closed, and nobody tries any more",
    Telling.AGAIN: "They are to be told that the request was closed",
    Telling.READ: "They read on their own pages that the request was closed",
}


@dataclass(frozen=True)
class Told:
    """What words may be made from.

    Attributes:
        names: colleagues by membership.
        notes: free text by "attempt:id", "decision:id", "alert.raise:id"; empty where it may not be read.
        reads: whether clinical words may be read.
        settles: whether the reader settles names.
    """

    names: Mapping[UUID, str]
    notes: Mapping[str, str]
    reads: bool
    settles: bool
    now: datetime


ROUTES, METHODS = dict(Referral.Route.choices), dict(Referral.Method.choices)
SAFE = {"yes": "Said they are safe.", "unsure": "Not sure if they are safe.", "no": "Said they are not safe.",
        "skipped": "Would rather not say if they are safe.",
        "not_asked": "Nobody has asked them yet if they are safe."}  # fmt: skip
PARTS = {"work": "work", "needs": "language and needs", "groups": "at-risk groups", "details": "date of birth and GP",
         "equality": "equality questions"}  # fmt: skip


def received(event: Event, told: Told) -> Entry:
    """The request."""
    codes = event.codes
    how = f"{ROUTES.get(codes.get('route'), '').lower()}, {METHODS.get(codes.get('method'), '').lower()}"
    what = "Was referred" if codes.get("safe_now") == Referral.SafeNow.NOT_ASKED else "Asked for help"
    entry = {"what": what, "by": how.strip(", ")}
    return {**entry, "text": SAFE.get(codes.get("safe_now"), "")} if told.reads else entry


def forward(event: Event, told: Told) -> Entry:
    """Contact was proposed sooner."""
    why = ", ".join(triage_rules.WORDS.get(key, key) for key in event.codes.get("why", []))
    return {"what": "When to make contact, proposed again", "text": f"{why[0].upper()}{why[1:]}." if why else ""}


def decided(what: str) -> Callable[[Event, Told], Entry]:
    """A decision, with the words that the person sees, and to whom it was given."""

    def words(event: Event, told: Told) -> Entry:
        owner = event.codes.get("owner")
        given = f"Given to {told.names.get(UUID(owner), 'a colleague')}." if owner else ""
        note = told.notes.get(f"decision:{event.codes.get('decision')}", "")
        override = said_override(event.codes).strip()
        return {"what": what, "text": " ".join(part for part in (given, override, note) if part)}

    return words


def contacted(event: Event, told: Told) -> Entry:
    """An attempt to reach them."""
    codes = event.codes
    result = dict(Attempt.Result.choices).get(codes.get("result"), "Contact logged")
    channel = dict(Attempt.Channel.choices).get(codes.get("channel"), "")
    owner = codes.get("owner")
    given = f"{told.names.get(UUID(owner), 'Whoever spoke')} has them from now on." if owner else ""
    note = told.notes.get(f"attempt:{codes.get('attempt')}", "")
    return {"what": result, "by": channel.lower(), "text": " ".join(part for part in (note, given) if part)}


def raised(event: Event, told: Told) -> Entry:
    """An alert."""
    said = KEEP_SAFE.get(Alert.KeepSafe(event.codes.get("keep_safe", "skipped")), "")
    reasons = "; ".join(reason_words(code) for code in event.codes.get("reasons", []))
    note = told.notes.get(f"alert.raise:{event.subject_id}", "")
    by = RAISED_BY.get(Alert.Source(event.codes.get("source", "worker")), "")
    if WORRY in event.codes.get("reasons", []):
        said, by = "", "Whoever referred them"
    return {
        "what": "Alert raised",
        "by": by[0].lower() + by[1:],
        "text": " ".join(
            f"{part}." if part and part[-1] not in ".!?" else part for part in (reasons, said, note) if part
        ),
    }


def reason_words(code: str) -> str:
    """ "phq9.9" as "PHQ-9, question 9"; what a worker chose in their words."""
    known = {
        "worker.self": "Worried about them", "worker.others": "Worried about harm to somebody else",
        "worker.absent": "Did not come to an appointment, which worries",
        "worker.other_hub": "The hub they come from raised an alert before it let go",
        "worker.promised": "A call is promised to them, and their request here is closed",
        "unseen.nobody": "Everybody who decides on requests is kept out, or may be meant",
        WORRY: "Whoever referred them is worried that they are not safe",
    }  # fmt: skip
    key, _, number = code.partition(".")
    if code in known:
        return known[code]
    if key == "safe_now":
        return "Answered “are you safe right now?”"
    try:
        return f"{find(key).name}, question {number}"
    except LookupError:
        return code


def alert_told(event: Event, told: Told) -> Entry:
    """Who was told of an alert."""
    names = [told.names[UUID(pk)] for pk in event.codes.get("told", []) if UUID(pk) in told.names]
    number = len(event.codes.get("told", []))
    who = ", ".join(names) if len(names) == number else f"{number} colleague{'' if number == 1 else 's'}"
    return {"what": "Alert sent on", "text": f"Told: {who}." if number else "Nobody could be told."}


def alert_closed(event: Event, told: Told) -> Entry:
    """An alert closed with what was done."""
    done = "; ".join(dict(Alert.Done.choices).get(code, code) for code in event.codes.get("done", []))
    note = told.notes.get(f"alert.close:{event.subject_id}", "")
    return {"what": "Alert closed", "text": ". ".join(part for part in (done, note) if part)}


def said_safe(event: Event, told: Told) -> Entry:
    """They answered whether they can keep themselves safe."""
    return {"what": "Asked whether they can keep safe",
            "text": f"{KEEP_SAFE.get(Alert.KeepSafe(event.codes.get('keep_safe', 'skipped')), '')}."}  # fmt: skip


def answered(event: Event, told: Told) -> Entry:
    """A questionnaire came back."""
    try:
        name = find(event.codes.get("questionnaire", "")).name
    except LookupError:
        name = "Questionnaire"
    total = event.codes.get("total")
    return {"what": "Questionnaire returned", "by": name if total is None else f"{name} {total}"}


def told_more(event: Event, told: Told) -> Entry:
    """They told more."""
    return {"what": "Told us more", "by": PARTS.get(event.codes.get("part"), "")}


def planned(event: Event, told: Told) -> Entry:
    """What is to be done next was said when an alert was closed."""
    what = dict(NextAction.choices).get(event.codes.get("next_action"), "")
    return {"what": "Said what comes next", "text": f"{what}."} if what else {"what": "Said what comes next"}


CAME = {"voicemail": "Voicemail", "letter": "A letter", "email": "An email"}


def came(event: Event, told: Told) -> Entry:
    """Post was put with the record."""
    codes = event.codes
    files = ", with a file" if codes.get("documents") else ""
    return {"what": f"{CAME.get(codes.get('what'), 'Post')} came in{files}"}


def called(event: Event, told: Told) -> Entry:
    """They rang the support line."""
    voicemail = event.codes.get("what") == "voicemail"
    return {"what": "Asked for a call by voicemail" if voicemail else "Rang the support line"}


def opted_out(event: Event, told: Told) -> Entry:
    """Their record is in no study."""
    is_national = event.codes.get("which") == "national"
    return {"what": "Told of their national data opt-out" if is_national else "Said no to studies of their record"}


def only(what: str) -> Callable[[Event, Told], Entry]:
    """A step that needs no further words."""
    return lambda event, told: {"what": what}


WORDS: Mapping[str, Callable[[Event, Told], Entry]] = {
    "referral.receive": received,
    "referral.tell": told_more,
    "referral.agreed": only("They agreed to it"),
    "referral.ask_later": only("Asked for a link, to tell us more later"),
    "referral.ask_by_phone": only("Would rather answer our questions on the telephone"),
    "referral.plan_next": planned,
    "triage.bring_forward": forward,
    "triage.accept": decided("Accepted"),
    "triage.signpost": decided("Advised or signposted, and closed"),
    "triage.other_hub": decided("They wish for another hub"),
    "triage.decline": decided("Not in scope: waits for a second signature"),
    "triage.send_back": only("Not signed: sent back to triage"),
    "triage.sign": only("Signed as not in scope, and closed"),
    "contact.log": contacted,
    "contact.check": only("Checked who they are, after the request was closed"),
    "contact.tell": lambda event, told: {"what": CLOSED_TOLD.get(event.codes.get("how"), "")},
    "alert.raise": raised,
    "alert.tell": alert_told,
    "alert.take": only("Alert taken"),
    "alert.hand_on": only("Alert handed on"),
    "alert.release": only("Alert nobody’s again: whoever took it is not here any more"),
    "alert.close": alert_closed,
    "alert.say_keep_safe": said_safe,
    "measure.answer": answered,
    "post.match": came,
    "call.match": called,
    "call.hand_over": only("Handed over to a crisis team"),
    "person.open_in_emergency": only("Record opened in an emergency"),
    "person.review_emergency": only("Emergency access reviewed"),
    "person.match_newcomer": only("A new colleague is kept out: they are or may be meant by a name"),
    "person.propose_join": only("Proposed: another record is theirs too"),
    "person.join": only("Joined with another record of theirs"),
    "person.refuse_join": only("Not joined: the other record is not theirs, or the proposal was taken back"),
    "person.separate": only("Separated from another record again"),
    "concern.raise": only("A concern was recorded"),
    "concern.add_entry": only("A concern was added to"),
    "concern.close": only("A concern was closed"),
    "referral.withdraw": only("They withdrew their request"),
    "referral.wish": only("Said which other hub they would rather have"),
    "referral.allocate": decided("Changed hands"),
    "referral.hand_back": only("Back in the queue: its owner can have it no longer"),
    "person.set_channels": only("They changed how to reach them, on their own pages: ask them when you next talk"),
    "person.keep_out": only("They named somebody who must not see this record"),
    "person.ask_release": only("They ask a lead to let somebody see this record again"),
    "person.release": only("After a talk: somebody they had named may see this record again"),
    "person.keep_kept_out": only("After a talk: somebody they named stays kept out"),
    "own_pages.set_pin": only("They chose a PIN for their own pages"),
    "own_pages.open": only("They opened their own pages"),
    "own_pages.give": only("Own pages given, with a code told on the telephone"),
    "own_pages.close": only("Own pages closed"),
    "agreement.give": only("They agreed to share with somebody outside"),
    "agreement.withdraw": only("They no longer agree to share with somebody outside"),
    "agreement.approve": only("They approved a sentence for somebody outside"),
    "opt_out.say": opted_out,
    "opt_out.withdraw": only("They say that their record may be in studies again, or took a national opt-out back"),
    "person.settle_name": only("A name was settled: who must not see this record"),
    **appointment_words.WORDS,
    **assessment_words.WORDS,
    **plan_words.WORDS,
    **letter_words.WORDS,
    "transfer.prepare": only("What would go to another hub was put together for them to read"),
    "transfer.agree": only("They agreed to be offered to another hub"),
    "transfer.offer": only("Offered to another hub"),
    "transfer.withdraw": only("The offer to another hub was taken back"),
    "transfer.say_no": only("They said no to another hub"),
    "transfer.close": only("The offer to another hub ended with the request"),
    "transfer.hold": only("Nobody can accept them elsewhere until the alert is closed"),
    "transfer.release": only("The alert was closed: another hub can accept them again"),
    "transfer.refuse": only("The other hub cannot take them on"),
    "transfer.accept": only("The other hub accepted them, and is responsible now"),
    "transfer.export": only("Written into a sealed file for a hub that has a system of its own"),
    "transfer.receipt": only("The answer of the other hub came back, and was taken in"),
    "transfer.tell_hub": onward_words.with_code("The other hub was told on the telephone", "word", TOLD_ELSEWHERE),
    "transfer.untell_hub": onward_words.with_code(
        "The other hub was not told on the telephone after all", "word", TOLD_ELSEWHERE
    ),
    "transfer.arrive": only("Came from another hub, which they had asked first"),
    **work_words.WORDS,
    **course_words.WORDS,
    **outcome_words.WORDS,
    **onward_words.WORDS,
}
# What somebody without clinical eyes may read: the outward steps, without why.
OUTWARD = (
    "referral.receive", "referral.withdraw", "triage.accept", "triage.signpost", "triage.sign", "contact.log",
    "contact.check", "contact.tell",
    "post.match", "call.match", "person.set_channels", "own_pages.give", "own_pages.close",
    *appointment_words.WORDS, "letter.post", "referral.discharge", "referral.reopen", "referral.reopen_own",
    "person.die", "person.undo_die", "referral.close_by_death", "opt_out.say", "opt_out.withdraw",
)  # fmt: skip
OPEN_KINDS = (*OUTWARD, *(f"{kind}.undo" for kind in OUTWARD))
