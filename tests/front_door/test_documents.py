"""Reading a text and the fields above it."""

import pytest

from holdfast.front_door.documents import checksum, parse


def test_the_fields_stand_above_the_text():
    document = parse("one", "---\nkey: one\nsource: A: b\nsource: C\nwords: x, y ,\n---\nHello\n")
    assert document.one("key") == "one"
    assert document.fields["source"] == ("A: b", "C")
    assert document.listed("words") == ("x", "y")
    assert document.listed("absent") == ()
    assert document.body == "Hello\n"


@pytest.mark.parametrize("source", ["", "key: one\n", "---\nkey: one\n", "Hello\n---\nkey: one\n---\n"])
def test_a_text_without_its_fields_is_refused(source):
    with pytest.raises(ValueError, match="one: the fields must stand between two lines of ---"):
        parse("one", source)


@pytest.mark.parametrize("field", ["missing", "twice"])
def test_a_field_that_must_stand_once_stands_once(field):
    document = parse("one", "---\ntwice: a\ntwice: b\n---\nHello\n")
    with pytest.raises(ValueError, match="must stand once"):
        document.one(field)


def test_words_that_move_from_one_part_to_another_change_the_checksum():
    assert checksum("ab", "c") != checksum("a", "bc")
