"""Sealed fields: opened by whom they belong to, in the place they were written to, and nowhere else."""

from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.hubs.scope import hub_scope
from holdfast.people import sealing
from holdfast.people.identity import (
    Erased,
    channels_of,
    details_of,
    name_from_row,
    name_of,
    reveal,
    reveal_data,
    seal,
    seal_data,
)
from holdfast.people.keyring import KeyMissing
from holdfast.people.models import Person
from holdfast.people.sealing import SealBroken
from tests.builders import make_hub, send_request
from tests.conftest import NOW

KEY = bytes(range(32))
ME, SOMEBODY_ELSE = uuid4(), uuid4()


@pytest.fixture
def two(tidewater, now):
    """Two people of one hub, in its scope."""
    first = send_request(tidewater, now=now, name="Tansy Madeup", story="canary one").person
    second = send_request(tidewater, now=now, name="Otto Exampleton", story="canary two").person
    with hub_scope(tidewater.hub):
        yield fresh(first), fresh(second)


def fresh(person: Person) -> Person:
    """The row as another request reads it, without a key in memory."""
    return Person.objects.get(pk=person.pk)


@given(st.text())
@settings(max_examples=50, deadline=None)
def test_what_was_sealed_opens_as_it_was(text):
    sealed = sealing.seal_text(KEY, text, person_id=ME, field="name")

    assert sealing.open_text(KEY, sealed, person_id=ME, field="name") == text


def test_the_same_text_never_looks_the_same_twice():
    sealed = {sealing.seal_text(KEY, "Tansy", person_id=ME, field="name") for _ in range(50)}

    assert len(sealed) == 50


def test_a_sealed_text_holds_no_trace_of_it():
    assert b"Tansy" not in sealing.seal_text(KEY, "Tansy Madeup", person_id=ME, field="name")


def test_a_structure_keeps_its_letters():
    sealed = sealing.seal_json(KEY, {"note": "Zoë, ring twice"}, person_id=ME, field="channels")

    assert sealing.open_json(KEY, sealed, person_id=ME, field="channels") == {"note": "Zoë, ring twice"}


def test_a_ciphertext_moved_to_somebody_else_is_refused():
    sealed = sealing.seal_text(KEY, "Tansy", person_id=ME, field="name")

    with pytest.raises(SealBroken):
        sealing.open_text(KEY, sealed, person_id=SOMEBODY_ELSE, field="name")


def test_a_ciphertext_moved_to_another_field_is_refused():
    sealed = sealing.seal_text(KEY, "Tansy", person_id=ME, field="name")

    with pytest.raises(SealBroken):
        sealing.open_text(KEY, sealed, person_id=ME, field="story")


def test_every_single_changed_byte_is_noticed():
    sealed = sealing.seal_text(KEY, "Tansy", person_id=ME, field="name")

    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealBroken):
            sealing.open_text(KEY, bytes(altered), person_id=ME, field="name")


@pytest.mark.parametrize("length", [0, 1, 5, 13, 20, 28])
def test_a_ciphertext_cut_short_is_refused(length):
    sealed = sealing.seal_text(KEY, "Tansy", person_id=ME, field="name")

    with pytest.raises(SealBroken):
        sealing.open_text(KEY, sealed[:length], person_id=ME, field="name")


def test_another_key_opens_nothing():
    sealed = sealing.seal_text(KEY, "Tansy", person_id=ME, field="name")

    with pytest.raises(SealBroken):
        sealing.open_text(bytes(32), sealed, person_id=ME, field="name")


def test_an_error_names_the_field_and_nothing_that_was_in_it():
    sealed = sealing.seal_text(KEY, "canary", person_id=ME, field="name")

    with pytest.raises(SealBroken) as broken:
        sealing.open_text(bytes(32), sealed, person_id=ME, field="name")

    assert str(broken.value) == "name"


def test_a_wrapped_key_opens_for_its_person_its_hub_and_its_version_alone(own_keyring):
    hub, other = uuid4(), uuid4()
    key, version, wrapped = sealing.new_wrapped_key(hub, ME)
    own_keyring.add("masters")

    assert sealing.unwrap(hub, ME, wrapped, version=version) == key
    for where, whose, by in ((other, ME, 1), (hub, SOMEBODY_ELSE, 1), (hub, ME, 2)):
        with pytest.raises(SealBroken):
            sealing.unwrap(where, whose, wrapped, version=by)


def test_a_key_wrapped_by_a_destroyed_version_says_that_the_key_is_missing(own_keyring):
    _, version, wrapped = sealing.new_wrapped_key(uuid4(), ME)
    own_keyring.add("masters")
    own_keyring.destroy("masters", version)

    with pytest.raises(KeyMissing, match=r"Key version 1 is not in keyring\.json"):
        sealing.unwrap(uuid4(), ME, wrapped, version=version)


def test_every_person_has_a_key_of_their_own(two):
    keys = {sealing.unwrap(p.hub_id, p.pk, p.wrapped_key, version=p.key_version) for p in two}

    assert len(keys) == 2


def test_a_name_swapped_between_two_rows_is_refused(two):
    first, second = two
    Person.objects.filter(pk=first.pk).update(name_sealed=second.name_sealed)

    with pytest.raises(SealBroken):
        name_of(fresh(first))


def test_a_name_swapped_with_its_key_is_refused_too(two):
    first, second = two
    Person.objects.filter(pk=first.pk).update(name_sealed=second.name_sealed, wrapped_key=second.wrapped_key)

    with pytest.raises(SealBroken):
        name_of(fresh(first))


def test_a_column_swapped_with_another_of_the_same_person_is_refused(two):
    first, _ = two
    Person.objects.filter(pk=first.pk).update(channels_sealed=first.name_sealed)

    with pytest.raises(SealBroken):
        channels_of(fresh(first))


def test_a_story_moved_to_somebody_elses_referral_is_refused(two):
    first, second = two
    story = first.referrals.get().story_sealed

    assert reveal(first, "story", story) == "canary one"
    with pytest.raises(SealBroken):
        reveal(second, "story", story)


def test_a_version_written_over_is_refused(two, own_keyring):
    first, _ = two
    own_keyring.masters[2] = bytes(32)
    Person.objects.filter(pk=first.pk).update(key_version=2)

    with pytest.raises(SealBroken):
        name_of(fresh(first))


def test_an_erased_person_can_never_be_opened(two):
    first, _ = two
    Person.objects.filter(pk=first.pk).update(wrapped_key=None)

    with pytest.raises(Erased, match=str(first.pk)):
        name_of(fresh(first))


def test_nothing_said_stays_nothing(two):
    first, _ = two

    assert (seal(first, "story", ""), seal(first, "story", None)) == (None, None)
    assert (reveal(first, "story", None), details_of(first), reveal_data(first, "x", None)) == ("", {}, {})


def test_details_are_sealed_under_their_own_field(two):
    first, _ = two
    sealed = seal_data(first, "details", {"gp": "Canary Surgery"})

    assert b"Canary" not in sealed
    assert reveal_data(first, "details", sealed) == {"gp": "Canary Surgery"}


def test_a_name_read_from_a_rows_columns_is_the_persons(two):
    first, _ = two

    row = (first.hub_id, first.pk, first.key_version, first.wrapped_key, first.name_sealed)
    assert name_from_row(*row) == name_of(first) == "Tansy Madeup"


def test_nothing_in_the_tables_holds_a_name_a_number_or_a_story(committed):
    team = make_hub("tidewater", "Tidewater", now=NOW)
    send_request(team, now=NOW, name="Canaria Quillfeather", story="canarystory", must_not_see=("Nell Sampleton",))
    with committed.connect("postgres") as superuser:
        names = [name for (name,) in superuser.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'accounts_%'"
        )]  # fmt: skip
        dump = "".join(str(superuser.execute(f'SELECT * FROM "{name}"').fetchall()).lower() for name in names)

    found = [word for word in ("canaria", "quillfeather", "canarystory", "7700900123", "sampleton") if word in dump]
    assert "tidewater" in dump
    assert found == []
