"""A sealed file between installations: only the other hub opens it, and this one is responsible until the receipt."""

import json
import stat
from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.network import actions
from holdfast.network.carrying import bring_papers, received
from holdfast.network.contents import offer_content, read_offer
from holdfast.network.elsewhere_queries import own_key
from holdfast.network.files import FileRefused
from holdfast.network.models import Arrival, Transfer
from holdfast.network.queries import papers_of, responsible_hub
from holdfast.network.sealed import answer_of, open_package
from holdfast.people import rotation
from holdfast.people.identity import channels_of, details_of, name_of, reveal
from holdfast.people.models import MustNotSee, Person
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.referrals.reference import new_reference
from tests.builders import make_hub, make_member
from tests.network.conftest import CHANNELS, STORY, SUMMARY, known, offered_elsewhere, stored
from tests.network.sealed_steps import Said, arrivals, at, changed, forged, garbage, receipt_of

ANOTHER = "another member has to do this. Nothing was changed\n"


@pytest.fixture
def fenmark(db, now):
    """The stranger: a third installation with a key of its own."""
    return make_hub("fenmark", "Fenmark", now=now)


def count(team):
    """How many records a hub has, and how many decisions."""
    with hub_scope(team.hub):
        return Person.objects.count(), Referral.objects.count(), Arrival.objects.count()


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


def test_a_hub_that_it_was_not_sealed_for_a_stranger_and_a_forger_are_turned_away(
    tidewater, saltpan, fenmark, between, tansy, now
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    no_key = between.take(fenmark, file)
    between.trusts(fenmark, tidewater)
    between.card(fenmark)
    with hub_scope(tidewater.hub):
        content = offer_content(at_in_scope(found), open_package(at_in_scope(found), tidewater.hub))
    path = between.folder / "forged"

    for_another = between.take(fenmark, file)
    own = between.take(tidewater, file)
    strange = between.take(saltpan, forged(fenmark, saltpan, content, uuid4(), path=path))
    forger = between.take(saltpan, forged(tidewater, saltpan, content, uuid4(), path=path, signer=fenmark))

    assert [each.code for each in (no_key, for_another, own, strange, forger)] == [2] * 5
    assert no_key.err.endswith("this hub has no key yet: make its card first, by holdfast transfer card\n")
    assert for_another.err.endswith("it is sealed for another hub\n")
    assert own.err.endswith("it is this hub’s own file: bring it to the hub it was written for\n")
    assert strange.err.endswith("take its card in first, by holdfast transfer trust\n")
    assert forger.err.endswith("its signature does not fit: it was changed on its way, or is not from that hub\n")
    assert [count(team) for team in (saltpan, fenmark)] == [(0, 0, 0), (0, 0, 0)]


def at_in_scope(found):
    return Transfer.objects.get(pk=found.pk)


def test_a_receipt_of_another_hub_that_this_one_trusts_moves_nobody(tidewater, saltpan, fenmark, between, tansy, now):
    between.trusts(tidewater, fenmark)
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        to = at_in_scope(found).elsewhere
    between.export(tidewater)
    liar = saltpan if to.place == "Fenmark" else fenmark
    content = {"outcome": "accepted", "reference": new_reference(), "why": "", "decided_at": now.isoformat()}
    path = between.folder / "lie"

    lie = between.take(tidewater, forged(liar, tidewater, content, found.pk, path=path, kind="receipt"))
    unknown = between.take(tidewater, forged(liar, tidewater, content, uuid4(), path=path, kind="receipt"))

    assert [each.err for each in (lie, unknown)] == [f"holdfast: {path}: it answers no offer of this hub\n"] * 2
    assert at(tidewater, found).status == "offered"


def test_an_offer_under_the_number_of_another_hubs_offer_is_refused(tidewater, saltpan, fenmark, between, tansy, now):
    between.trusts(saltpan, fenmark)
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    with hub_scope(tidewater.hub):
        content = offer_content(at_in_scope(found), open_package(at_in_scope(found), tidewater.hub))
    path = between.folder / "same"

    said = between.take(saltpan, forged(fenmark, saltpan, content, found.pk, path=path))

    assert said.err == (
        f"holdfast: {path}: an offer of another hub came under its number: call the hub that sent it\n"
    )  # fmt: skip
    assert count(saltpan) == (1, 1, 1)


BROKEN = {
    "empty": (lambda file: file.write_bytes(b""), "it is broken, or was cut short"),
    "cut short": (lambda file: file.write_bytes(file.read_bytes()[:-40]), "it is broken, or was cut short"),
    "no text": (lambda file: file.write_bytes(b"\xff\xfe\x00"), "it is broken: not UTF-8"),
    "a list": (lambda file: file.write_text("[]"), "it is no sealed file of Holdfast"),
    "deep": (lambda file: file.write_text("[" * 100_000), "it goes too deep"),
    "a long number": (lambda file: file.write_text(f'{{"format": {"9" * 100_000}}}'), "it goes too deep"),
    "no number": (lambda file: file.write_text('{"format": NaN}'), "it goes too deep"),
    "too large": (lambda file: file.write_bytes(b" " * (5 * 1024 * 1024 + 1)), "it is larger than 5 MB"),
    "unknown": (lambda file: changed(file, format="something/1"), "it is no sealed file of Holdfast"),
    "no format": (lambda file: changed(file, format=1), "it is no sealed file of Holdfast"),
    "newer": (lambda file: changed(file, format="holdfast-transfer/2"), "it was written by a newer version"),
    "another kind": (lambda file: changed(file, kind="order"), "it is no sealed file of Holdfast"),
    "a part missing": (lambda file: changed(file, sealed=None), "a part of it is missing"),
    "odd names": (lambda file: changed(file, **{"from": "a\nb"}), "it does not say from which hub to which"),
    "no base64": (lambda file: changed(file, sealed="%%%"), "what is sealed in it cannot be read"),
    "no number of it": (lambda file: changed(file, transfer="x"), "what is sealed in it cannot be read"),
    "another number": (lambda file: changed(file, transfer=str(uuid4())), "its signature does not fit"),
    "made a receipt": (lambda file: changed(file, kind="receipt"), "its signature does not fit"),
    "changed inside": (lambda file: changed(file, sealed=garbage(200)), "its signature does not fit"),
    "no signature": (lambda file: changed(file, signature=""), "its signature does not fit"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_broken_or_was_changed_is_refused_in_a_sentence_and_nothing_is_written(
    name, tidewater, saltpan, between, tansy, now
):
    spoil, words = BROKEN[name]
    offered_elsewhere(tidewater, tansy.referral, now=now, parts=["story"])
    (file,) = between.export(tidewater)
    spoil(file)

    said = between.take(saltpan, file)

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"holdfast: {file}: ")
    assert words in said.err
    assert count(saltpan) == (0, 0, 0)
    assert list(between.folder.glob("receipt-*")) == []


HOSTILE = {
    "no name": (("package", "name"), " ", "name"),
    "an endless name": (("package", "name"), "x" * 501, "name"),
    "a broken sign": (("package", "story"), "\ud800", "story"),
    "an endless story": (("package", "story"), "x" * 400_001, "story"),
    "a summary of another kind": (("package", "summary"), ["x"], "summary"),
    "a number nobody can call": (("package", "channels", "call"), "12", "call"),
    "mail to two": (("package", "channels", "email"), "a@b.example\nBcc: c@d.example", "email"),
    "an unknown way of another kind": (("package", "channels", "pigeon"), {"x": 1}, "pigeon"),
    "no birth date": (("package", "details", "born"), "3 March", "born"),
    "more names than anybody has": (("package", "kept_out"), ["x"] * 121, "kept_out"),
    "a part that is not agreed": (("parts",), ["letters"], "parts"),
    "an unknown part": (("parts",), ["diary"], "parts"),
    "asked in the future": (("received_at",), "2030-01-01T00:00:00+00:00", "received_at"),
    "asked without an offset": (("received_at",), "2026-01-01T00:00:00", "received_at"),
    "contact in a hundred years": (("package", "asked", "contact_by"), "2126-01-01T00:00:00+00:00", "contact_by"),
    "an unknown reason": (("reason",), "because", "reason"),
    "something beside it": (("beside",), 1, "offer"),
    "something beside the package": (("package", "beside"), 1, "package"),
    "an unknown when": (("package", "asked", "contact_when"), "never", "contact_when"),
    "no paper": (("package", "papers"), [{"part": "plan"}], "papers"),
    "more papers than anybody has": (("package", "papers"), [{}] * 501, "papers"),
    "true for a version": (("package", "format"), True, "format"),
}


def with_value(content, path, value):
    found = json.loads(json.dumps(content))
    inner = found
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return found


@pytest.fixture
def content(tidewater, between, tansy, now):
    """What stands in Tansy's file."""
    found = offered_elsewhere(tidewater, tansy.referral, now=now, parts=["story"])
    with hub_scope(tidewater.hub):
        row = Transfer.objects.get(pk=found.pk)
        return offer_content(row, open_package(row, tidewater.hub))


def test_what_a_hub_that_is_trusted_sends_is_looked_at_field_by_field(content, now):
    assert read_offer(json.loads(json.dumps(content)), now=now).package == content["package"]
    for path, value, field in HOSTILE.values():
        with pytest.raises(FileRefused, match=f"“{field}”"):
            read_offer(with_value(content, path, value), now=now)
    with pytest.raises(FileRefused, match="newer version of Holdfast"):
        read_offer(with_value(content, ("package", "format"), 2), now=now)


def leaves(value, path=()):
    """Every place in a structure at which something else could stand."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [leaf for key, each in inside for leaf in leaves(each, (*path, key))]


def test_whatever_stands_in_whichever_place_is_refused_in_a_sentence_or_can_be_kept(saltpan, content, now):
    odd = ["", "x" * 21, "2026-01-01", "\x00", 10**40, True, None, [], ["x" * 45]]
    content["package"]["needs"] = {
        "organisation": "RX1", "organisation_name": "", "employer": "", "sector": "nhs", "staff_group": "nurse",
        "work_state": "at_work", "off_since_on": None, "language": "", "needs_interpreter": False,
        "formats": ["large_print"], "adjustments": "",
    }  # fmt: skip
    content["package"]["papers"] = [{"part": "story", "title": "T", "when": "", "by": "", "text": "x"}]
    content["parts"] = ["story", "needs"]
    kept = 0

    for path in leaves(content)[1:]:
        for value in odd:
            with suppress(FileRefused), hub_scope(saltpan.hub):
                offer = read_offer(with_value(content, path, value), now=now)
                referral = received(saltpan.hub, offer.package, transfer_id=uuid4(), since=offer.received_at, now=now)
                bring_papers(referral, offer.package)
                kept += 1
                transaction.set_rollback(True)

    assert kept > 20
    assert count(saltpan) == (0, 0, 0)


def test_a_well_signed_file_with_a_hostile_field_is_refused_and_nothing_is_written(
    tidewater, saltpan, between, content, now
):
    path = between.folder / "hostile"
    bad = with_value(content, ("package", "channels", "email"), "a@b.example\nBcc: c@d.example")

    said = between.take(saltpan, forged(tidewater, saltpan, bad, uuid4(), path=path))

    assert said.err == f"holdfast: {path}: what it says under “email” is not what a hub writes\n"
    assert count(saltpan) == (0, 0, 0)


def test_a_receipt_that_says_nothing_or_two_things_is_refused(tidewater, saltpan, between, tansy, now):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    between.export(tidewater)
    path, decided_at = between.folder / "receipt", now.isoformat()

    for outcome, reference, why in (
        ("accepted", "", ""), ("accepted", "ABCDEFGH", ""), ("refused", "", ""), ("refused", "", "x" * 2001),
        ("perhaps", "", "x"),
    ):  # fmt: skip
        bad = {"outcome": outcome, "reference": reference, "why": why, "decided_at": decided_at}
        said = between.take(tidewater, forged(saltpan, tidewater, bad, found.pk, path=path, kind="receipt"))
        assert (said.code, "is not what a hub writes" in said.err) == (2, True)
    assert at(tidewater, found).status == "offered"


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
        {"to_hub": saltpan.hub}, {"elsewhere": None}, {"is_behind": True},
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
