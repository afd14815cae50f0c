"""A transfer: what goes only with a yes, who is responsible, what arrives, and what nobody else can read."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from holdfast.alerts.actions import raise_alert
from holdfast.alerts.models import Alert
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network import actions, answer_actions
from holdfast.network.carrying import bring, settle
from holdfast.network.models import Arrival, Transfer
from holdfast.network.queries import find_offer, offers_to, papers_of, responsible_hub
from holdfast.network.sealed import answer_of, open_package
from holdfast.outcomes.models import FollowUp
from holdfast.people.identity import channels_of, details_of, name_of, reveal
from holdfast.people.models import MustNotSee, Person, Relationship, SharedKey
from holdfast.people.sealing import SealBroken
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.triage.actions import Choice, decide
from holdfast.triage.queries import latest_decision
from holdfast.workplace.actions import show
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.rules import Words
from holdfast.workplace.sharing_actions import know_partner
from tests.builders import make_member, send_request
from tests.courses.conftest import agreed as course_agreed
from tests.courses.conftest import signed
from tests.network.conftest import (
    CHANNELS,
    EVERYTHING,
    STORY,
    accepted,
    agreed,
    carried,
    known,
    offered,
    prepared,
    refused,
    stored,
    transfer_of,
)
from tests.onward.conftest import sent, service
from tests.outcomes.conftest import monitored, supported
from tests.workplace.conftest import MOSS


def events(team, kind="transfer."):
    with hub_scope(team.hub):
        return list(Event.objects.filter(kind__startswith=kind).order_by("pk").values_list("kind", flat=True))


def test_what_is_prepared_is_read_by_nobody_elsewhere_until_the_person_agreed_and_it_was_offered(
    tidewater, saltpan, fenmark, tansy, now
):
    seen = {}
    for step in (prepared, agreed, offered):
        found = step(tidewater, saltpan, tansy.referral, now=now)
        seen[step.__name__] = [transfer_of(team, found) is not None for team in (tidewater, saltpan, fenmark)]
        with hub_scope(tidewater.hub):
            actions.withdraw(found, by=tidewater.nell, now=now)

    assert seen == {
        "prepared": [True, False, False], "agreed": [True, False, False], "offered": [True, True, False]
    }  # fmt: skip
    assert events(tidewater) == [
        "transfer.prepare", "transfer.withdraw", "transfer.prepare", "transfer.agree", "transfer.withdraw",
        "transfer.prepare", "transfer.agree", "transfer.offer", "transfer.withdraw",
    ]  # fmt: skip


def test_each_hub_opens_the_package_by_its_own_key_and_no_other_hub_has_one(tidewater, saltpan, fenmark, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)

    packages = []
    for team in (tidewater, saltpan):
        with hub_scope(team.hub):
            packages.append(open_package(transfer_of_in_scope(found), team.hub))
            assert SharedKey.objects.count() == 1
    with hub_scope(fenmark.hub):
        assert SharedKey.objects.count() == 0
    assert packages[0] == packages[1]
    assert packages[0]["story"] == STORY


def transfer_of_in_scope(found):
    return Transfer.objects.get(pk=found.pk)


def test_a_package_that_was_moved_to_another_transfer_does_not_open(tidewater, saltpan, tansy, now):
    other = known(tidewater, now=now, name="Sorrel Madeup")
    one, another = (offered(tidewater, saltpan, each, now=now) for each in (tansy.referral, other))
    with hub_scope(tidewater.hub):
        Transfer.objects.filter(pk=one.pk).update(package_sealed=another.package_sealed)
        with pytest.raises(SealBroken):
            open_package(transfer_of_in_scope(one), tidewater.hub)


def test_the_hub_that_was_asked_can_make_no_row_in_the_name_of_the_other(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    found.pk = tidewater.hub.pk
    with hub_scope(saltpan.hub), pytest.raises(DatabaseError), transaction.atomic():
        found.save(force_insert=True)
    with hub_scope(saltpan.hub), pytest.raises(DatabaseError), transaction.atomic():
        Transfer.objects.update(to_hub=tidewater.hub)


def test_once_they_are_brought_over_and_let_go_the_other_hub_is_responsible(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        before = responsible_hub(tansy.referral)
    with hub_scope(saltpan.hub):
        answer_actions.accept(found, by=saltpan.nell, now=now)
    with hub_scope(tidewater.hub):
        accepted_there = responsible_hub(tansy.referral)

    new = carried(tidewater, saltpan, found, now=now + timedelta(minutes=1))

    old = stored(tidewater, tansy.referral)
    with hub_scope(tidewater.hub):
        after = responsible_hub(tansy.referral)
    assert (before, accepted_there, after) == (tidewater.hub.pk, tidewater.hub.pk, saltpan.hub.pk)
    assert (old.status, old.stage, old.next_action) == ("transferred", "closed", "none")
    assert (new.status, new.stage, new.next_action, new.route, new.owner_id) == (
        "received", "triage", "decide", "hub", None
    )  # fmt: skip
    assert new.received_at == old.received_at
    assert new.reference not in {"", old.reference}
    with hub_scope(saltpan.hub):
        person = Person.objects.get(pk=new.person_id)
        assert (name_of(person), channels_of(person)) == ("Tansy Madeup", CHANNELS)
        assert details_of(person) == {"born": "1985-03-03", "gp": "Dr Quill Invented"}
        assert reveal(person, "story", new.story_sealed) == STORY
        assert [each["part"] for each in papers_of(new)] == ["measures", "letters"]
        assert "Score: 14 of 21, moderate" in papers_of(new)[0]["text"]
        assert Person.objects.filter(pk=old.person_id).count() == 0
    with hub_scope(tidewater.hub):
        settled = transfer_of_in_scope(found)
        assert (settled.reference, settled.package_sealed) == (new.reference, None)


def test_only_what_was_ticked_goes(tidewater, saltpan, tansy, now):
    found = accepted(tidewater, saltpan, tansy.referral, now=now, parts=[])

    new = carried(tidewater, saltpan, found, now=now)

    with hub_scope(saltpan.hub):
        assert (new.story_sealed, papers_of(new)) == (None, [])
        assert name_of(new.person) == "Tansy Madeup"


def test_a_job_that_was_killed_between_any_two_steps_and_run_again_ends_in_the_same_state(
    tidewater, saltpan, tansy, now
):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        settle(tidewater.hub, found.pk, now=now)  # nobody lets go before the other hub has the record
    assert stored(tidewater, tansy.referral).closed_at is None
    for killed in (KeyboardInterrupt, None, None):
        with hub_scope(saltpan.hub):
            try:
                with transaction.atomic():
                    bring(saltpan.hub, found.pk, now=now)
                    if killed:
                        raise killed
            except KeyboardInterrupt:
                pass
        with hub_scope(saltpan.hub):
            assert Referral.objects.count() == (0 if killed else 1)
    for _ in range(2):
        carried(tidewater, saltpan, found, now=now)

    with hub_scope(saltpan.hub):
        assert (Referral.objects.count(), Person.objects.count(), Arrival.objects.count()) == (1, 1, 1)
    assert events(tidewater).count("transfer.accept") == 1


def test_accepting_in_two_tabs_is_accepting_once(tidewater, saltpan, tansy, now):
    found = accepted(tidewater, saltpan, tansy.referral, now=now)

    with hub_scope(saltpan.hub), pytest.raises(MoveNotAllowed):
        answer_actions.accept(found, by=saltpan.ines, now=now)

    with hub_scope(saltpan.hub):
        assert Arrival.objects.count() == 1


def test_refused_the_person_stays_the_reason_is_read_and_what_was_offered_is_gone(tidewater, saltpan, tansy, now):
    found = refused(tidewater, saltpan, tansy.referral, now=now)
    carried(tidewater, saltpan, found, now=now)

    with hub_scope(tidewater.hub):
        stands = transfer_of_in_scope(found)
        assert (stands.status, stands.package_sealed) == ("refused", None)
        assert answer_of(stands, tidewater.hub) == "We are full until the spring"
        assert responsible_hub(tansy.referral) == tidewater.hub.pk
    assert stored(tidewater, tansy.referral).closed_at is None
    again = offered(tidewater, saltpan, tansy.referral, now=now)
    assert again.status == "offered"


@pytest.mark.parametrize("ends", ["withdraw", "say_no"])
def test_taken_back_or_said_no_to_it_is_gone_for_both(ends, tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        if ends == "withdraw":
            actions.withdraw(found, by=tidewater.nell, now=now)
        else:
            actions.say_no(found, now=now)

    with hub_scope(saltpan.hub):
        assert find_offer(saltpan.nell, found.pk) is None
        with pytest.raises(MoveNotAllowed):
            answer_actions.accept(found, by=saltpan.nell, now=now)
        assert transfer_of_in_scope(found).package_sealed is None


def test_no_offer_goes_without_a_yes_or_while_an_alert_is_open(tidewater, saltpan, tansy, now):
    found = prepared(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(MoveNotAllowed):
            actions.offer(found, by=tidewater.nell, now=now)
        actions.agree(found, by=tidewater.nell, now=now)
        raise_alert(
            tansy.referral.person, subject_id=tansy.referral.pk, reference=tansy.referral.reference,
            source=Alert.Source.WORKER, reasons=[], keep_safe=Alert.KeepSafe.YES,
            terms=tidewater.hub.current, now=now, by=tidewater.nell,
        )  # fmt: skip
        with pytest.raises(actions.AlertOpen):
            actions.offer(found, by=tidewater.nell, now=now)
        assert transfer_of_in_scope(found).status == "agreed"
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.update(status="offered")


def test_only_whoever_says_who_has_them_offers_them(tidewater, saltpan, tansy, now):
    with hub_scope(tidewater.hub):
        for member in (tidewater.wren, tidewater.ada):
            with pytest.raises(PermissionDenied):
                actions.prepare(
                    tansy.referral, saltpan.hub, reason="wish", summary="x", parts=[], by=member, now=now
                )  # fmt: skip
    found = prepared(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        actions.withdraw(found, by=tidewater.wren, now=now)
    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed, match="offered to another hub already"):
        actions.prepare(
            tansy.referral, saltpan.hub, reason="wish", summary="x", parts=[], by=tidewater.nell, now=now
        )  # fmt: skip


def test_whom_the_person_keeps_out_hears_of_no_offer_and_is_kept_out_of_the_new_record(tidewater, saltpan, now):
    make_member(saltpan.hub, "Merle Namedby", "practitioner")
    merle = saltpan.hub.members.get(account__name="Merle Namedby")
    referral = known(tidewater, now=now, must_not_see=("Merle Namedby",))
    found = offered(tidewater, saltpan, referral, now=now, by=tidewater.ines)

    with hub_scope(saltpan.hub):
        assert offers_to(merle) == []
        assert find_offer(merle, found.pk) is None
        assert [each.transfer.pk for each in offers_to(saltpan.nell)] == [found.pk]
        with pytest.raises(PermissionDenied):
            answer_actions.accept(found, by=merle, now=now)
        answer_actions.accept(found, by=saltpan.nell, now=now)
    new = carried(tidewater, saltpan, found, now=now)
    with hub_scope(saltpan.hub):
        kept = MustNotSee.objects.filter(person=new.person).values_list("member", "status")
        assert list(kept) == [(merle.pk, "matched")]


def test_a_name_that_fits_nobody_there_for_certain_holds_the_new_record(tidewater, saltpan, now):
    referral = known(tidewater, now=now, must_not_see=("Zephyr Unheardof",))
    found = accepted(tidewater, saltpan, referral, now=now, by=tidewater.ines)

    new = carried(tidewater, saltpan, found, now=now)

    with hub_scope(saltpan.hub):
        assert Person.objects.get(pk=new.person_id).is_held


def test_somebody_named_while_the_offer_waits_is_kept_out_there_too(tidewater, saltpan, tansy, now):
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Nell Sampleton"], now=now)

    with hub_scope(saltpan.hub):
        assert offers_to(saltpan.nell) == []
        assert [each.package["kept_out"] for each in offers_to(saltpan.ines)] == [["Nell Sampleton"]]
        assert find_offer(saltpan.nell, found.pk) is None


def test_closing_the_request_ends_the_offer(tidewater, saltpan, now):
    asked = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        asked.person.verified_at = now
    found = offered(tidewater, saltpan, asked, now=now)
    with hub_scope(tidewater.hub):
        choice = Choice("signpost", asked.contact_by, words="A service")
        decide(stored_in_scope(asked), choice, seen=None, by=tidewater.nell, now=now)
        assert transfer_of_in_scope(found).status == "closed"
        assert latest_decision(asked).outcome == "signpost"
    with hub_scope(saltpan.hub):
        assert offers_to(saltpan.nell) == []


def stored_in_scope(referral):
    return Referral.objects.select_related("person").get(pk=referral.pk)


def test_nothing_closes_here_what_the_other_hub_has_accepted(tidewater, saltpan, now):
    asked = send_request(tidewater, now=now)
    accepted(tidewater, saltpan, asked, now=now)
    choice = Choice("signpost", asked.contact_by, words="A service")
    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed, match="Another hub has accepted"):
        decide(stored_in_scope(asked), choice, seen=None, by=tidewater.nell, now=now)


def test_before_a_decision_the_offer_is_what_comes_next_and_after_a_refusal_the_decision(tidewater, saltpan, now):
    asked = send_request(tidewater, now=now)
    found = offered(tidewater, saltpan, asked, now=now)
    waiting = stored(tidewater, asked)
    with hub_scope(saltpan.hub):
        answer_actions.refuse(found, reason="Full", by=saltpan.nell, now=now)
    carried(tidewater, saltpan, found, now=now)
    after = stored(tidewater, asked)

    assert (waiting.next_action, waiting.next_action_at) == ("offer_transfer", asked.contact_by)
    assert after.next_action == "decide"
    assert after.next_action_at >= now


def test_everything_that_can_go_has_its_words_in_the_package(tidewater, saltpan, tansy, now):
    found = prepared(tidewater, saltpan, tansy.referral, now=now, parts=EVERYTHING)
    with hub_scope(tidewater.hub):
        package = open_package(found, tidewater.hub)

    assert package["asked"]["was_reached"] is True
    assert [each["title"] for each in package["papers"]] == ["GAD-7", "About Tansy (to Dr Quill Invented)"]


def test_with_another_hub_nothing_goes_on_here_that_was_agreed_or_planned(tidewater, saltpan, now):
    tansy = supported(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    lantern = service(tidewater, "Lantern Trauma Service", now=now)
    onward = sent(tidewater, tansy, lantern, now=now)
    course = course_agreed(tidewater, tansy, signed(tidewater, now=now), practitioner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        moss = know_partner(tidewater.hub, **MOSS, by=tidewater.nell, now=now)
        show(tansy, partner=moss, kind="support", words=Words("Quiet shifts"), by=tidewater.nell, now=now)
    transfer = accepted(tidewater, saltpan, stored(tidewater, tansy), now=now)

    carried(tidewater, saltpan, transfer, now=now)

    with hub_scope(tidewater.hub):
        onward.refresh_from_db()
        course.refresh_from_db()
        assert (onward.status, onward.chase_at) == ("withdrawn", None)
        assert (course.status, course.ended_by) == ("ended_by_us", tidewater.nell)
        assert list(WorkStatement.objects.values_list("status", flat=True)) == ["stopped"]
        assert not Relationship.objects.filter(member=tidewater.wren, until_at=None).exists()


def test_nor_is_anybody_asked_how_they_are_whom_another_hub_has(tidewater, saltpan, now):
    tansy = monitored(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    transfer = accepted(tidewater, saltpan, stored(tidewater, tansy), now=now)

    carried(tidewater, saltpan, transfer, now=now)

    with hub_scope(tidewater.hub):
        ends = set(FollowUp.objects.values_list("status", "end"))
    assert ends == {("ended", "stopped")}
