"""What comes from elsewhere and is refused: for another hub, forged, broken, hostile; nothing is written of it."""

import json
from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import transaction

from holdfast.hubs.scope import hub_scope
from holdfast.network.carrying import bring_papers, received
from holdfast.network.contents import offer_content, read_offer
from holdfast.network.files import FileRefused
from holdfast.network.models import Transfer
from holdfast.network.package import FORMAT
from holdfast.network.sealed import open_package
from holdfast.referrals.reference import new_reference
from tests.network.conftest import offered_elsewhere
from tests.network.sealed_steps import at, at_in_scope, changed, count, forged, garbage


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


def test_a_receipt_of_another_hub_that_this_one_trusts_moves_nobody(tidewater, saltpan, fenmark, between, tansy, now):
    between.trusts(tidewater, fenmark)
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        to = at_in_scope(found).elsewhere
    between.export(tidewater)
    liar = saltpan if to.place == "Fenmark" else fenmark
    content = {
        "edition": 1, "outcome": "accepted", "reference": new_reference(), "why": "", "decided_at": now.isoformat(),
    }  # fmt: skip
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
    "no edition": (("edition",), 0, "edition"),
    "true for an edition": (("edition",), True, "edition"),
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
        read_offer(with_value(content, ("package", "format"), FORMAT + 1), now=now)


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
            with suppress(FileRefused), hub_scope(saltpan.hub), transaction.atomic():
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
        bad = {"edition": 1, "outcome": outcome, "reference": reference, "why": why, "decided_at": decided_at}
        said = between.take(tidewater, forged(saltpan, tidewater, bad, found.pk, path=path, kind="receipt"))
        assert (said.code, "is not what a hub writes" in said.err) == (2, True)
    assert at(tidewater, found).status == "offered"
