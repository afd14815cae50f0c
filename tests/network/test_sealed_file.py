"""A sealed file between installations: only the other hub opens it, and this one is responsible until the receipt."""

import json
import stat

import pytest
from django.db import IntegrityError, transaction

from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.network import actions
from holdfast.network.elsewhere_queries import own_key
from holdfast.network.models import Transfer
from holdfast.network.queries import papers_of, responsible_hub
from holdfast.network.sealed import answer_of
from holdfast.people import rotation
from holdfast.people.identity import channels_of, details_of, name_of, reveal
from holdfast.people.models import MustNotSee
from holdfast.referrals.naming import name_people
from tests.builders import make_member
from tests.network.conftest import CHANNELS, STORY, SUMMARY, known, offered_elsewhere, stored
from tests.network.sealed_steps import Said, arrivals, at, changed, count, receipt_of

ANOTHER = "another member has to do this. Nothing was changed\n"


def responsible(team, referral):
    with hub_scope(team.hub):
        return responsible_hub(referral)


def events(team, kind="transfer."):
    with hub_scope(team.hub):
        return list(Event.objects.filter(kind__startswith=kind).order_by("pk").values_list("kind", flat=True))


def entries(team):
    with hub_scope(team.hub):
        found = AccessEntry.objects.filter(why="transfer").order_by("pk")
        return [(each.what, each.action, each.by_id, each.actor, len(each.persons)) for each in found]


def test_somebody_goes_in_a_sealed_file_is_accepted_there_and_let_go_here_by_the_receipt(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    before = responsible(tidewater, tansy.referral)

    accepted = between.take(saltpan, file)
    during = responsible(tidewater, tansy.referral)
    taken = between.take(tidewater, receipt_of(found, between.folder))

    (arrival,) = arrivals(saltpan)
    new, old = arrival.referral, stored(tidewater, tansy.referral)
    assert (accepted.code, taken.code) == (0, 0)
    assert "They wait in triage" in accepted.out
    assert taken.out == (
        "Accepted there: Saltpan Staff Support Hub is responsible from now on, and the request is closed here.\n"
    )
    assert (before, during, responsible(tidewater, tansy.referral)) == (tidewater.hub.pk, tidewater.hub.pk, None)
    assert (old.status, old.stage, old.next_action) == ("transferred", "closed", "none")
    assert (new.status, new.stage, new.route, new.received_at) == ("received", "triage", "hub", old.received_at)
    stands = at(tidewater, found)
    assert (stands.status, stands.reference, stands.package_sealed) == ("accepted", new.reference, None)
    assert events(tidewater)[-3:] == ["transfer.export", "transfer.receipt", "transfer.accept"]
    assert events(saltpan) == ["transfer.arrive"]
    assert entries(tidewater)[-2:] == [
        ("network:export", "write", None, "system", 1), ("network:receipt", "write", tidewater.nell.pk, "member", 1)
    ]  # fmt: skip
    assert entries(saltpan) == [("network:accept", "write", saltpan.nell.pk, "member", 1)]


def test_all_that_the_person_agreed_to_arrives_sealed_anew_and_they_are_told(tidewater, saltpan, between, tansy, now):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)

    between.take(saltpan, file)
    between.take(tidewater, receipt_of(found, between.folder))

    (arrival,) = arrivals(saltpan)
    with hub_scope(saltpan.hub):
        person = arrival.person
        assert (name_of(person), channels_of(person)) == ("Tansy Madeup", CHANNELS)
        assert details_of(person) == {"born": "1985-03-03", "gp": "Dr Quill Invented"}
        assert reveal(person, "story", arrival.referral.story_sealed) == STORY
        assert [each["part"] for each in papers_of(arrival.referral)] == ["measures", "letters"]
    with hub_scope(tidewater.hub):
        news = Message.objects.filter(subject_id=found.pk, cancelled_at=None)
        assert [each.kind for each in news] == ["news"]


def test_file_and_name_tell_nothing_of_the_person_and_only_its_owner_reads_it(tidewater, saltpan, between, tansy, now):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file, "--refuse", "heron-why")
    receipt = receipt_of(found, between.folder)

    for each in (file, receipt):
        words = each.read_text()
        for told in ("Tansy", "heron", "900123", "home.example", "Quill", SUMMARY[:20], tansy.referral.reference):
            assert told not in words + each.name
        assert set(json.loads(words)) == {"format", "kind", "transfer", "from", "to", "sealed", "signature"}
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    assert [each.name for each in between.folder.iterdir() if each.name.startswith(".")] == []


def test_the_same_file_again_makes_no_second_record_and_writes_the_same_receipt(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    (again,) = between.export(tidewater)
    between.take(saltpan, file)
    first = receipt_of(found, between.folder).read_bytes()
    receipt_of(found, between.folder).unlink()

    second = between.take(saltpan, again, by=saltpan.ines)
    otherwise = between.take(saltpan, again, "--refuse", "Full")

    assert again == file
    assert count(saltpan) == (1, 1, 1)
    assert receipt_of(found, between.folder).read_bytes() == first
    assert second.out.startswith("This offer was answered before; no second record was made. Accepted.")
    assert (otherwise.code, otherwise.err.splitlines()[-1]) == (
        2, "holdfast: this offer was answered otherwise before, and that stands"
    )  # fmt: skip


def test_where_the_receipt_cannot_be_written_what_was_decided_stands_and_it_is_said_how_to_have_it(
    tidewater, saltpan, between, tansy, now, monkeypatch
):
    offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)

    def full(path, content):
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patched:
        patched.setattr("holdfast.network.commands.put", full)
        said = between.take(saltpan, file)

    assert (said.code, said.out.split(".")[0]) == (2, "Accepted")
    assert "No space left on device. What was decided stands, and the receipt is missing" in said.err
    assert count(saltpan) == (1, 1, 1)
    assert between.take(saltpan, file).code == 0


def test_a_file_whose_export_was_killed_once_it_was_written_can_still_be_answered(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    with hub_scope(tidewater.hub):
        Transfer.objects.filter(pk=found.pk).update(exported_at=None)
    between.take(saltpan, file)

    assert between.take(tidewater, receipt_of(found, between.folder)).code == 0
    assert at(tidewater, found).status == "accepted"


def test_refused_the_person_stays_why_is_read_and_nothing_of_them_is_kept_there(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)

    refused = between.take(saltpan, file, "--refuse", "We are full until the spring")
    taken = between.take(tidewater, receipt_of(found, between.folder))
    twice = between.take(tidewater, receipt_of(found, between.folder))

    stands = at(tidewater, found)
    assert refused.out.startswith("Refused. Nothing of them is kept here.")
    assert taken.out.startswith("Refused there. This hub stays responsible")
    assert twice.out == "This receipt was taken in before. Nothing was changed.\n"
    assert (stands.status, stands.package_sealed) == ("refused", None)
    with hub_scope(tidewater.hub):
        assert answer_of(stands, tidewater.hub) == "We are full until the spring"
    assert responsible(tidewater, tansy.referral) == tidewater.hub.pk
    assert stored(tidewater, tansy.referral).closed_at is None
    assert count(saltpan) == (0, 0, 1)
    assert b"full" not in bytes(arrivals(saltpan)[0].receipt)


def test_a_receipt_for_an_offer_that_was_taken_back_changes_nothing_and_says_whom_to_call(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    with hub_scope(tidewater.hub):
        actions.withdraw(found, by=tidewater.nell, now=now)

    taken = between.take(tidewater, receipt_of(found, between.folder))

    assert taken == Said(
        2, "",
        f"holdfast: the offer was taken back here before this receipt came, and {saltpan.hub.name} has accepted it. "
        f"Nothing was changed: this hub is responsible. Call {saltpan.hub.name}, 0808 157 0000: both hubs have the "
        "record now, and one of you must close theirs\n",
    )  # fmt: skip
    assert at(tidewater, found).status == "withdrawn"
    assert responsible(tidewater, tansy.referral) == tidewater.hub.pk
    assert events(tidewater)[-1] == "transfer.withdraw"


def test_shown_it_is_read_without_a_name_nothing_is_decided_and_the_access_log_says_who_read_it(
    tidewater, saltpan, between, tansy, now
):
    offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)

    shown = between.take(saltpan, file, "--show")

    assert shown.code == 0
    assert SUMMARY in shown.out
    for told in ("Tansy", "heron", "900123", "home.example", tansy.referral.reference):
        assert told not in shown.out
    assert count(saltpan) == (0, 0, 0)
    assert entries(saltpan) == [("network:one", "read", saltpan.nell.pk, "member", 0)]


def test_whom_the_person_keeps_out_gets_the_answer_of_a_member_who_may_not(tidewater, saltpan, between, now):
    make_member(saltpan.hub, "Merle Namedby", "practitioner")
    merle = saltpan.hub.members.select_related("account", "hub").get(account__name="Merle Namedby")
    referral = known(tidewater, now=now, must_not_see=("Merle Namedby",))
    offered_elsewhere(tidewater, referral, now=now, by=tidewater.ines)
    (file,) = between.export(tidewater)

    for words in ((), ("--show",), ("--refuse", "Full")):
        answers = [between.take(saltpan, file, *words, by=by) for by in (merle, saltpan.ada)]
        assert [(each.code, each.out, each.err) for each in answers] == [(2, "", f"holdfast: {file}: {ANOTHER}")] * 2
    assert count(saltpan) == (0, 0, 0)
    assert entries(saltpan) == []
    between.take(saltpan, file)
    again = between.take(saltpan, file, by=merle)

    assert again.err == f"holdfast: {file}: {ANOTHER}"
    (arrival,) = arrivals(saltpan)
    with hub_scope(saltpan.hub):
        kept = MustNotSee.objects.filter(person=arrival.person).values_list("member", "status")
        assert list(kept) == [(merle.pk, "matched")]


def test_a_receipt_is_taken_in_by_nobody_who_is_kept_out_here_and_by_nobody_who_may_not(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Wren Dummerly"], now=now)
    receipt = receipt_of(found, between.folder)

    answers = [between.take(tidewater, receipt, by=by) for by in (tidewater.wren, tidewater.ada)]

    assert [each.err for each in answers] == [f"holdfast: {receipt}: {ANOTHER}"] * 2
    assert at(tidewater, found).status == "offered"


def test_somebody_named_after_the_file_was_written_goes_with_the_next_one_and_is_kept_out_there(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Wren Dummerly"], now=now)
    behind = at(tidewater, found).is_behind

    between.export(tidewater)
    for _ in range(2):
        between.take(saltpan, file)

    assert (behind, at(tidewater, found).is_behind) == (True, False)
    assert count(saltpan) == (1, 1, 1)
    (arrival,) = arrivals(saltpan)
    with hub_scope(saltpan.hub):
        kept = MustNotSee.objects.filter(person=arrival.person).values_list("member", flat=True)
        assert list(kept) == [saltpan.wren.pk]


def test_a_card_is_trusted_only_by_a_lead_with_the_fingerprint_that_was_read_out_and_unchanged(
    tidewater, saltpan, fenmark, between, now
):
    card, words = between.card(fenmark)
    _, of_saltpan = between.card(saltpan)
    own, own_words = between.card(tidewater)

    wrong = between.run(tidewater, "trust", card, "--fingerprint", of_saltpan, by=tidewater.ines)
    practitioner = between.run(tidewater, "trust", card, "--fingerprint", words, by=tidewater.nell)
    stranger = between.run(tidewater, "trust", card, "--fingerprint", words, by=saltpan.ines)
    itself = between.run(tidewater, "trust", own, "--fingerprint", own_words, by=tidewater.ines)
    typed = words.lower().replace(" ", "-")
    taken = between.run(tidewater, "trust", card, "--fingerprint", typed, by=tidewater.ines)
    twice = between.run(tidewater, "trust", card, "--fingerprint", typed, by=tidewater.ines)
    changed(card, telephone="0808 157 0001")
    other_number = between.run(saltpan, "trust", card, "--fingerprint", words, by=saltpan.ines)

    assert len(words) == 39
    assert "the fingerprint does not fit this card" in wrong.err
    assert "only somebody who may change what the hub has declared" in practitioner.err
    assert "nobody who works at Tidewater Staff Support Hub signs in as" in stranger.err
    assert "it is the card of this hub itself" in itself.err
    assert (taken.code, taken.out.partition(":")[0]) == (0, "Fenmark Staff Support Hub, Fenmark, 0808 157 0000")
    assert "this hub is trusted already" in twice.err
    assert "it is broken, or was changed" in other_number.err
    assert [len(between.run(team, "list").out.splitlines()) for team in (tidewater, saltpan)] == [3, 2]


def test_once_trust_has_ended_nothing_is_written_for_it_nothing_taken_and_nobody_prepared(
    tidewater, saltpan, between, tansy, now
):
    offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    for team, other in ((tidewater, saltpan), (saltpan, tidewater)):
        _, words = between.card(other)
        assert between.run(team, "end", "--fingerprint", words, by=team.nell).code == 2
        assert between.run(team, "end", "--fingerprint", words, by=team.ines).code == 0

    again, taken = between.run(tidewater, "export", "--to", between.folder), between.take(saltpan, file)

    assert (again.code, again.out) == (2, "")
    assert "This hub is not trusted any more, so nothing is written for it." in again.err
    assert "it is from a hub that this one does not trust any more" in taken.err
    assert count(saltpan) == (0, 0, 0)
    assert between.trusts(saltpan, tidewater).code == 0
    assert between.take(saltpan, file).code == 0


def test_a_hubs_own_key_outlives_the_rotation_of_keys(tidewater, saltpan, own_keyring, between, tansy, now):
    offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    with hub_scope(saltpan.hub):
        before = own_key(saltpan.hub)

    rotation.rotate("masters")
    rotation.destroy("masters", 1)

    with hub_scope(saltpan.hub):
        after = own_key(saltpan.hub)
    assert (after.fingerprint, after.box.key_version) == (before.fingerprint, 2)
    assert between.take(saltpan, file).code == 0


def test_the_database_refuses_an_offer_to_two_hubs_to_none_and_one_that_was_accepted_without_a_file(
    tidewater, saltpan, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    for wrong in (
        {"to_hub": saltpan.hub}, {"elsewhere": None}, {"carried": 1, "exported_at": now, "elsewhere": None},
        {"exported_at": now}, {"carried": 2}, {"status": "accepted", "ended_at": now, "is_on_hold": True},
        {"status": "accepted", "ended_at": now, "reference": "2345678C"},
    ):  # fmt: skip
        with hub_scope(tidewater.hub), pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.filter(pk=found.pk).update(**wrong)
    assert at(tidewater, found).status == "offered"


def test_a_folder_or_a_file_that_is_not_there_is_said(tidewater, between, tansy, now):
    offered_elsewhere(tidewater, tansy.referral, now=now)
    nowhere = between.folder / "nowhere"

    exported = between.run(tidewater, "export", "--to", nowhere)
    taken = between.take(tidewater, nowhere)

    assert (exported.code, exported.err) == (2, f"holdfast: there is no folder {nowhere}\n")
    assert (taken.code, taken.err) == (2, f"holdfast: {nowhere}: No such file or directory\n")
