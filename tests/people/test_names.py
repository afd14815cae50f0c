import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.people.names import (
    Match,
    index_words,
    is_name,
    match_colleagues,
    normalise,
    prefixes,
    search_words,
    split_names,
)
from tests.published import published

COLLEAGUES = {
    1: "Wren Sample",
    2: "Dr Ola Invented",
    3: "Siân ap Rhys-Jones",
    4: "Tansy O'Madeup",
    5: "佐藤 花子",
    6: "Otto Exampleton",
}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë Ó Súilleabháin", ["zoe", "o", "suilleabhain"]),
        ("Nguyễn Thị Hồng Ánh", ["nguyen", "thi", "hong", "anh"]),
        ("Siân ap Rhys-Jones", ["sian", "ap", "rhys", "jones"]),
        ("D'Arcy O’Neill", ["darcy", "oneill"]),
        ("Björk Guðmundsdóttir", ["bjork", "gudmundsdottir"]),
        ("Łukasz Żółć", ["lukasz", "zolc"]),
        ("Đỗ Văn A", ["do", "van", "a"]),
        ("Søren Weiß Þór Ælfgifu", ["soren", "weiss", "thor", "aelfgifu"]),
        ("佐藤　花子", ["佐藤", "花子"]),
        ("محمد الأحمد", ["محمد", "الأحمد"]),
        ("ਗੁਰਪ੍ਰੀਤ ਕੌਰ", ["ਗੁਰਪ੍ਰੀਤ", "ਕੌਰ"]),
        ("  W. (Wren)  SAMPLE ", ["w", "wren", "sample"]),
        ("", []),
        ("- ' .", []),
    ],
)
def test_names_become_plain_words(name, words):
    assert normalise(name) == words


def test_a_name_is_the_same_however_its_accents_are_stored():
    name = "Siân Ñúñez が"
    assert normalise(unicodedata.normalize("NFD", name)) == normalise(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("D'Arcy O'Neill", ["arcy", "neill"]),
        ("Siân ap Rhys-Jones", ["rhysjones"]),
        ("Jean-François d'Étoile", ["jeanfrancois", "etoile"]),
        ("Tam O Neill", ["oneill"]),
        ("Wren Sample", []),
    ],
)
def test_a_name_can_be_found_by_what_people_type_instead(name, more):
    assert index_words(name) == normalise(name) + more


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("D'Arcy O'Neill", "neill"),
        ("D'Arcy O'Neill", "Darcy ONeill"),
        ("D'Arcy O'Neill", "O Neill"),
        ("Siân ap Rhys-Jones", "dr SIAN rhysjones"),
        ("Siân ap Rhys-Jones", "jones rhys"),
        ("Tam O Neill", "o'neill"),
    ],
)
def test_every_word_looked_up_is_among_the_words_indexed(name, query):
    assert set(search_words(query)) - set(index_words(name)) == set()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Dr Wren Sample", ["wren", "sample"]),
        ("sample SAMPLE", ["sample"]),
        ("Sister", ["sister"]),
        ("w", ["w"]),
        ("!!", []),
        ("a b c d e f g h i j k l", list("abcdefgh")),
        ("x" * 1_000_000, ["x" * 200]),
    ],
)
def test_a_query_gives_its_telling_words(query, words):
    assert search_words(query) == words


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("sample", ["sam", "samp", "sampl", "sample"]),
        ("exampleton", ["exa", "exam", "examp", "exampl"]),
        ("wren", ["wre", "wren"]),
        ("ann", ["ann"]),
        ("佐藤", []),
    ],
)
def test_prefixes_have_three_to_six_letters(word, expected):
    assert prefixes(word) == expected


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Tansy \t Madeup\n", "Tansy Madeup"),
        ("Robin 2", "Robin 2"),
        ("Siân ap Rhys-Jones (Sian), Dr.", "Siân ap Rhys-Jones (Sian), Dr."),
        ("D’Arcy", "D’Arcy"),
        ("O\u00a0Neill", "O Neill"),
        ("نیما\u200cزاده", "نیما\u200cزاده"),
        ("\u200eWren\ufeff", "Wren"),
        ("佐", "佐"),
        ("x" * 90, "x" * 90),
        (unicodedata.normalize("NFD", "Zoë"), "Zoë"),
    ],
)
def test_names_in_any_script_are_welcome(typed, name):
    assert is_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a name"),
        (" \u200b ", "Enter a name"),
        ("x" * 91, "Enter a name of 90 letters or fewer"),
        ("x" * 1_000_000, "Enter a name of 90 letters or fewer"),
        ("Wren\x00", "Enter a name using only letters, spaces, apostrophes and hyphens"),
        ("Wren\x1fSample", "Enter a name using only letters, spaces, apostrophes and hyphens"),
        ("<b>", "Enter a name using only letters, spaces, apostrophes and hyphens"),
        ("=cmd|x", "Enter a name using only letters, spaces, apostrophes and hyphens"),
        ("Wren \u202eelpmaS", "Enter a name using only letters, spaces, apostrophes and hyphens"),
        ("Wren \ud800", "Enter a name using only letters, spaces, apostrophes and hyphens"),
        ("Wren 🙂", "Enter a name using only letters, spaces, apostrophes and hyphens"),
        ("12 - 3", "Enter a name that has at least one letter"),
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the whole sentence is compared
        is_name(typed)
    assert str(refused.value) == sentence


@given(st.text(max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_name_or_a_sentence(text):
    try:
        name, told = is_name(text), "Enter a name"
    except ValueError as refused:
        name, told = "Tansy Madeup", str(refused)
    assert told.startswith("Enter a name")
    assert is_name(name) == name
    assert name.encode().decode() == name


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_words_stay_as_they_are_when_normalised_again(text):
    words = normalise(text)
    assert normalise(" ".join(words)) == words


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("Wren Sample", 1),
        ("nurse SAMPLE, wren", 1),
        ("Ola Invented", 2),
        ("Sian ap Rhys Jones", 3),
        ("tansy omadeup", 4),
        ("花子 佐藤", 5),
    ],
)
def test_a_whole_name_means_one_colleague(typed, who):
    assert match_colleagues(typed, COLLEAGUES) == Match(resolved=who)


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("Wren", (1,)),
        ("my manager Wren Sample", (1,)),
        ("W. Sample", (1,)),
        ("WS", (1,)),
        ("w.s.", (1,)),
        ("Wrenn Sampel", (1,)),
        ("Madeup", (4,)),
        ("Jones", (3,)),
        ("Rhysjones", (3,)),
        ("佐藤", (5,)),
        ("Sample and Exampleton", (1, 6)),
        ("my manager", ()),
        ("Nobody Here", ()),
        ("", ()),
        ("!?", ()),
    ],
)
def test_anything_less_than_a_whole_name_only_may_mean_someone(typed, who):
    assert match_colleagues(typed, COLLEAGUES) == Match(possible=who)


def test_two_colleagues_of_one_name_are_both_possible_and_neither_is_certain():
    names = {1: "Wren Sample", 2: "Sample, Wren", 3: "Otto Exampleton"}
    assert match_colleagues("Wren Sample", names) == Match(possible=(1, 2))


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("Wren Sample", ["Wren Sample"]),
        ("Wren Sample and Ola Invented", ["Wren Sample", "Ola Invented"]),
        (
            "Wren Sample, Ola Invented\nOtto; Tansy & Andy",
            ["Wren Sample", "Ola Invented", "Otto", "Tansy", "Andy"],
        ),
        ("Sample, Wren", ["Sample, Wren"]),
        (" \n;", []),
    ],
)
def test_an_answer_may_hold_several_names(answer, names):
    assert split_names(answer) == names


def test_every_difficult_name_is_accepted_and_found_by_itself():
    sample = published("nasties/nasties_uk_sample.json")
    for name in json.loads(sample.read_text("utf-8"))["names"]:
        assert is_name(name) == unicodedata.normalize("NFC", name)
        assert match_colleagues(name.upper(), {1: name, 2: "Wren Sample"}) == Match(resolved=1)
