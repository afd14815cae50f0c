"""What a template may name, how it is filled, what no letter can hold, and how words become paragraphs."""

import pytest

from holdfast.letters import rules
from holdfast.letters.rules import Block, Unreadable
from holdfast.letters.shipped import SHIPPED
from holdfast.letters.states import Audience

EMPLOYERS = (Audience.MANAGER, Audience.OCCUPATIONAL_HEALTH)


@pytest.mark.parametrize("template", SHIPPED, ids=lambda each: each.key)
def test_every_shipped_template_names_only_what_such_a_letter_may_hold(template):
    for text in (template.subject, template.body, template.easy):
        rules.check(text, template.audience)
        assert rules.plain(text) == text


def test_there_is_a_shipped_template_for_everybody():
    assert {template.audience for template in SHIPPED} == set(Audience)


def test_an_unknown_field_is_refused_with_its_name_and_those_there_are():
    with pytest.raises(Unreadable) as refused:
        rules.check("Dear {firstname}", Audience.MANAGER)

    assert str(refused.value) == (
        "There is no field {firstname}. There are {name}, {to}, {hub}, {telephone}, {hours}, {practitioner}, "
        "{profession}, {today}, {next_appointment}"
    )


@pytest.mark.parametrize("audience", EMPLOYERS)
@pytest.mark.parametrize("field", ["assessment_on", "born", "nhs_number", "address", "reference"])
def test_a_letter_to_an_employer_holds_nothing_clinical_and_no_number(audience, field):
    with pytest.raises(Unreadable, match=f"Take out {{{field}}}: a letter to them does not hold it"):
        rules.check(f"About {{{field}}}", audience)


@pytest.mark.parametrize("text", ["{", "}", "{name", "name}", "{{name}}", "{}", "{name}}", "{ name }", "{Name}"])
def test_braces_that_are_no_field_are_refused(text):
    with pytest.raises(Unreadable):
        rules.check(text, Audience.PERSON)


def test_values_are_words_and_never_fields_again():
    assert rules.fill("Dear {name}, {to}", {"name": "{hub}", "to": "[x]"}) == "Dear {hub}, [x]"


def test_what_is_not_known_stays_to_be_written():
    filled = rules.fill("On {assessment_on} and {born}", {"born": "3 March 1985"})

    assert filled == "On [the day of the assessment] and 3 March 1985"
    assert rules.gaps(filled) == ["[the day of the assessment]"]


def test_every_field_has_a_demo_value_for_the_preview():
    values = rules.demo_values()
    assert rules.gaps(" ".join(rules.fill(f"{{{field.key}}}", values) for field in rules.FIELDS)) == []


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2066", "\u200b", "\ufeff", "\ue000"])
def test_signs_that_cannot_be_seen_are_refused(sign):
    with pytest.raises(Unreadable, match="cannot be seen"):
        rules.plain(f"Dear{sign} Tansy")


def test_line_ends_and_blanks_are_kept_in_one_way():
    assert rules.plain("  a \r\nb\t\r\rc\u2028\n\n\n\nd\u00ade ") == "a\nb\n\nc\n\nde"


def test_paragraphs_lists_and_lines():
    found = rules.blocks("Dear Tansy\n\nWe agreed:\n- one\n• two\nand more\n\n\nWren\nHub")

    assert found == [
        Block("paragraph", ("Dear Tansy",)), Block("paragraph", ("We agreed:",)), Block("list", ("one", "two")),
        Block("paragraph", ("and more",)), Block("paragraph", ("Wren", "Hub")),
    ]  # fmt: skip


def test_a_dash_within_a_line_or_a_number_with_a_minus_is_no_list():
    assert rules.blocks("-5 degrees\nwell-known") == [Block("paragraph", ("-5 degrees", "well-known"))]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("Madeup Lane Surgery\r\n\n 1 Madeup Lane,\nNF1 4AP ", ["Madeup Lane Surgery", "1 Madeup Lane", "NF1 4AP"]),
        ("2 Madeup Row, Northfell, NF1 4AP", ["2 Madeup Row", "Northfell", "NF1 4AP"]),
        ("", []),
    ],
)
def test_an_address_becomes_lines(typed, lines):
    assert rules.address_lines(typed) == lines


@pytest.mark.parametrize("typed", ["\n".join("abcdefg"), "x" * 61])
def test_an_address_that_no_window_shows_is_refused(typed):
    with pytest.raises(Unreadable):
        rules.address_lines(typed)
