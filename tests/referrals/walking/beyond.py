"""Steps of a walk: letters, work, services elsewhere, another hub."""

from holdfast.agreements.models import Partner
from holdfast.directory.models import Service
from holdfast.letters import actions as letters
from holdfast.letters import answer_actions as letter_answers
from holdfast.letters import sending_actions as letter_sending
from holdfast.letters.models import Letter
from holdfast.letters.queries import template_of
from holdfast.network import actions as network
from holdfast.network import answer_actions as network_answers
from holdfast.network.carrying import bring, settle
from holdfast.network.models import Arrival, Transfer
from holdfast.network.states import Part
from holdfast.onward import actions as onwards
from holdfast.onward import answer_actions as onward_answers
from holdfast.onward import sending_actions, service_actions
from holdfast.onward.models import OnwardReferral
from holdfast.onward.states import ANSWERS, ENDED, WITH_A_SERVICE, Receiving
from holdfast.referrals.states import Stage
from holdfast.waiting import actions as waiting
from holdfast.workplace import actions as work
from holdfast.workplace import answer_actions as work_answers
from holdfast.workplace import sharing_actions
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.rules import Words
from tests.letters.conftest import TO_GP, TO_TANSY
from tests.onward.conftest import PARTS
from tests.referrals.walking.ground import NothingToDo, Walk, step
from tests.workplace.conftest import plan

ABOUT = ("person", "referral__person", "referral__hub", "referral__owner")
PAST = (Stage.IN_SUPPORT, Stage.ELSEWHERE, Stage.MEETING, Stage.FOLLOW_UP)


@step("draft a letter", 0.8)
def draft_letter(walk: Walk):
    referral = walk.referral()
    key, words = walk.draw.choice([("gp-getting-help", TO_GP), ("person-next-steps", TO_TANSY)])
    template = template_of(walk.hub, key)
    if template is None:
        raise NothingToDo
    by = walk.by(referral.person, first=referral.owner_id)
    return letters.draft(referral, template=template, words=words, is_large=False, by=by, now=walk.now)


def a_letter(walk: Walk, **fitting) -> Letter:
    return walk.row(Letter.objects.select_related("sent_by__account", "sent_by__hub", *ABOUT), **fitting)


@step("show a letter", 2)
def show_letter(walk: Walk):
    found = a_letter(walk, status="drafted")
    return letters.show(found, seen=found.version, by=walk.by(found.person), now=walk.now)


@step("answer a letter", 2)
def answer_letter(walk: Walk):
    found = a_letter(walk, status__in=["shown", "agreed"])
    verb = walk.draw.choice(["agree", "agree", "refuse", "ask_change", "take_back"])
    if verb == "agree":
        return letter_answers.agree(found, seen=found.version, now=walk.now)
    if verb == "ask_change":
        return letter_answers.ask_change(found, seen=found.version, answer="Not so", now=walk.now)
    return getattr(letter_answers, verb)(found, now=walk.now)


@step("send a letter", 2)
def send_letter(walk: Walk):
    found = a_letter(walk, status__in=["drafted", "agreed", "ready"])
    act = walk.draw.choice([letter_sending.send, letter_sending.ready, letter_sending.post])
    return act(found, seen=found.version, by=walk.by(found.person), now=walk.now)


@step("take a letter back", 0.4)
def withdraw_letter(walk: Walk):
    found = a_letter(walk)
    if found.sent_by is not None and walk.draw.random() < 0.6:
        return letter_sending.undo(found, by=found.sent_by, now=walk.now)
    return letters.withdraw(found, by=walk.by(found.person), now=walk.now)


@step("draft an onward referral", 2)
def draft_onward(walk: Walk):
    referral = walk.referral(closed_at=None, stage__in=PAST)
    to = walk.one_of(Service.objects.filter(hub=walk.hub).order_by("name"))
    by = walk.by(referral.person, first=referral.owner_id)
    return onwards.draft(referral, to, parts=PARTS, by=by, now=walk.now)


def an_onward(walk: Walk, **fitting) -> OnwardReferral:
    return walk.row(OnwardReferral.objects.select_related("service", "hub", *ABOUT), **fitting)


@step("show an onward referral", 3)
def show_onward(walk: Walk):
    found = an_onward(walk, status="drafted", words_status="writing")
    return onwards.show(found, seen=found.version, by=walk.by(found.person), now=walk.now)


@step("answer an onward referral", 4)
def answer_onward(walk: Walk):
    found = an_onward(walk, status="drafted", words_status="shown")
    verb = walk.draw.choice(["agree"] * 4 + ["agree_with_them", "refuse", "ask_change", "take_back"])
    if verb == "agree":
        return onward_answers.agree(found, seen=found.version, now=walk.now)
    if verb == "agree_with_them":
        by = walk.by(found.person)
        return onward_answers.agree_with_them(found, seen=found.version, how="phone", by=by, now=walk.now)
    if verb == "ask_change":
        return onward_answers.ask_change(found, seen=found.version, answer="Not so", now=walk.now)
    return getattr(onward_answers, verb)(found, now=walk.now)


@step("send an onward referral", 5)
def send_onward(walk: Walk):
    found = an_onward(walk, status="drafted", words_status="agreed")
    return sending_actions.send(found, seen=found.version, by=walk.by(found.person), now=walk.now)


@step("undo a sending", 0.4)
def undo_send(walk: Walk):
    found = an_onward(walk, status="sent")
    return sending_actions.undo_send(found, by=walk.by(found.person), now=walk.now)


@step("hear from a service", 6)
def hear(walk: Walk):
    found = an_onward(walk, status__in=WITH_A_SERVICE)
    verb = walk.draw.choice([*ANSWERS, ""])
    by = Receiving() if walk.draw.random() < 0.5 else walk.by(found.person)
    day = walk.day() if verb in {"accept", "wait"} else walk.now.date() if verb == "begin" else None
    return service_actions.hear(found, verb, by=by, said_at=walk.now, now=walk.now, day=day, words="So")


@step("ask a service", 0.6)
def ask_service(walk: Walk):
    found = an_onward(walk, status__in=WITH_A_SERVICE)
    return service_actions.ask(found, how="call", by=walk.by(found.person), now=walk.now)


@step("refer instead", 0.5)
def refer_instead(walk: Walk):
    found = an_onward(walk, status__in=WITH_A_SERVICE)
    return onwards.refer_instead(found, by=walk.by(found.person), now=walk.now)


@step("see how an onward referral ended", 0.6)
def see_end(walk: Walk):
    found = an_onward(walk, status__in=ENDED)
    return service_actions.see_end(found, by=walk.by(found.person), now=walk.now)


@step("withdraw an onward referral", 0.4)
def withdraw_onward(walk: Walk):
    found = an_onward(walk, status__in=["drafted", *WITH_A_SERVICE])
    return onwards.withdraw(found, by=walk.by(found.person), now=walk.now)


@step("hand over a list", 0.2)
def signpost_services(walk: Walk):
    referral = walk.referral()
    listed = list(Service.objects.filter(hub=walk.hub).order_by("name"))
    return onwards.signpost(referral, listed, by=walk.by(referral.person), now=walk.now)


@step("say how long they wait", 0.6)
def expect(walk: Walk):
    referral = walk.referral()
    return waiting.expect(referral, expected_on=walk.day(), by=walk.by(referral.person), now=walk.now)


@step("show a work statement", 0.5)
def show_work(walk: Walk):
    referral = walk.referral()
    kind = walk.draw.choice(["support", "question", "return", "adjustments"])
    words = plan(3, 9, now=walk.now) if kind == "return" else Words("Please arrange it", from_on=walk.now.date())
    to = walk.one_of(Partner.objects.filter(hub=walk.hub).order_by("pk"))
    by = walk.by(referral.person, first=referral.owner_id)
    return work.show(referral, partner=to, kind=kind, words=words, answer_by=walk.day(), by=by, now=walk.now)


def a_statement(walk: Walk, **fitting) -> WorkStatement:
    return walk.row(WorkStatement.objects.select_related("partner", *ABOUT), **fitting)


@step("answer a work statement", 0.8)
def answer_work(walk: Walk):
    found = a_statement(walk, status__in=["shown", "change_asked"])
    verb = walk.draw.choice(["agree", "agree", "agree", "ask_change", "refuse"])
    if verb == "ask_change":
        return work_answers.ask_change(found, wish="Not so", now=walk.now)
    return getattr(work_answers, verb)(found, now=walk.now)


@step("change a work statement", 0.6)
def change_work(walk: Walk):
    found = a_statement(walk, status__in=["shown", "change_asked", "agreed", "shared"])
    by, verb = walk.by(found.person), walk.draw.choice(["rewrite", "leave", "do_step", "give_link", "nothing_more"])
    if verb == "rewrite":
        return work.rewrite(found, words=Words("In other words"), by=by, now=walk.now)
    if verb == "do_step":
        return work.do_step(found, number=1, by=by, now=walk.now)
    if verb == "give_link":
        return sharing_actions.give_link(found, by=by, now=walk.now)
    if verb == "nothing_more":
        return work_answers.tell_nothing_more(found.person, found.partner, now=walk.now)
    return work.leave(found, by=by, now=walk.now)


@step("prepare a transfer", 2)
def prepare_transfer(walk: Walk):
    referral = walk.referral()
    return network.prepare(
        referral, walk.other.hub, reason="wish", summary="Short", parts=walk.draw.sample(Part.values, 3),
        by=walk.by(referral.person, first=referral.owner_id), now=walk.now,
    )  # fmt: skip


def a_transfer(walk: Walk, **fitting) -> Transfer:
    return walk.row(Transfer.objects.select_related("to_hub", *ABOUT), **fitting)


@step("agree to a transfer", 3)
def agree_transfer(walk: Walk):
    found = a_transfer(walk, status="prepared")
    by = walk.by(found.person, first=found.referral.owner_id) if walk.draw.random() < 0.5 else None
    return network.agree(found, by=by, now=walk.now)


@step("offer a transfer", 4)
def offer(walk: Walk):
    found = a_transfer(walk, status="agreed")
    return network.offer(found, by=walk.by(found.person, first=found.referral.owner_id), now=walk.now)


@step("take a transfer back", 0.4)
def withdraw_transfer(walk: Walk):
    found = a_transfer(walk, status__in=["prepared", "agreed", "offered"])
    if walk.draw.random() < 0.4:
        return network.say_no(found, now=walk.now)
    return network.withdraw(found, by=walk.by(found.person, first=found.referral.owner_id), now=walk.now)


@step("answer a transfer", 6)
def answer_transfer(walk: Walk):
    found = walk.one_of(Transfer.objects.filter(to_hub=walk.hub).order_by("pk"))
    if walk.draw.random() < 0.7:
        return network_answers.accept(found, by=walk.able(), now=walk.now)
    return network_answers.refuse(found, reason="Full", by=walk.able(), now=walk.now)


@step("bring somebody over", 5)
def bring_over(walk: Walk):
    found = walk.one_of(Arrival.objects.filter(hub=walk.hub).order_by("pk"))
    return bring(walk.hub, found.transfer_id, now=walk.now)


@step("settle a transfer", 4)
def settle_transfer(walk: Walk):
    found = walk.one_of(Transfer.objects.filter(hub=walk.hub).order_by("pk"))
    return settle(walk.hub, found.pk, now=walk.now)
