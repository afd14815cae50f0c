"""A hub in a file: every bad value is a sentence with its key, and nothing is made."""

from datetime import date

import pytest

from holdfast.desk.files import LARGEST, FileRefused, answered, example, read_file

TODAY = date(2026, 11, 25)
LINES = dict(line.split(" = ", 1) for line in example().splitlines() if " = " in line and not line.startswith("#"))


@pytest.fixture
def problems(tmp_path):
    """What is said of the example with other lines: `problems(slug='"X"')`; None takes a line out."""

    def read(text: str | None = None, **lines: str | None) -> list[str]:
        given = {**LINES, **lines}
        content = "\n".join(f"{key} = {value}" for key, value in given.items() if value is not None)
        file = tmp_path / "hub.toml"
        file.write_text(content if text is None else text, "utf-8")
        with pytest.raises(FileRefused) as refused:
            read_file(file, today=TODAY)
        return refused.value.problems

    return read


def test_the_example_is_a_hub_and_says_what_holds_where_a_key_is_left_out(tmp_path):
    file = tmp_path / "hub.toml"
    file.write_text(example(), "utf-8")
    answers = read_file(file, today=TODAY)
    file.write_text(
        "".join(f"{line.removeprefix('# ')}\n" for line in example().splitlines() if " = " in line), "utf-8"
    )

    assert answers == {
        "name": "Northfell Staff Support Hub", "place": "Northfell", "slug": "northfell", "host": "",
        "systems": ["QHM"], "employers": ["QHM"], "telephone": "0808 157 0000", "post": "hello@northfell.example",
        "open_hours": [*([day, "08:00", "18:00"] for day in range(5)), [5, "09:00", "13:00"]],
        "watched_hours": [[day, "08:00", "18:00"] for day in range(5)], "night_cover": "",
        "contact_target_days": 3, "assessment_target_days": 14, "take_immediate_minutes": 15,
        "take_default_minutes": 60, "close_minutes": 60, "call_within_minutes": 30, "follow_up_months": [3, 6, 9],
        "questionnaires": ["phq9", "gad7"], "welcome": "", "retention_years": 20, "retention_years_after_death": 10,
        "lead_name": "Dr Ines Pretendham", "lead_email": "ines@northfell.example", "lead_on_duty": False,
        "signed_by": "Dr Ines Pretendham", "signed_on": date(2026, 9, 1),
    }  # fmt: skip
    assert read_file(file, today=TODAY) == answers


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"name": None}, "name: This is missing"),
        ({"name": '" "'}, "name: Write something"),
        ({"name": f'"{"x" * 121}"'}, "name: Write at most 120 characters"),
        ({"name": '"North\\u0000fell"'}, "name: Take out the characters that cannot be shown"),
        ({"name": "[[1]]"}, "name: Write words, a number, a day, or a list of words in square brackets"),
        ({"name": "1979-05-27T07:32:00Z"},
         "name: Write words, a number, a day, or a list of words in square brackets"),
        ({"slug": '"North Fell"'},
         "slug: Use 3 to 50 small letters, digits and hyphens, beginning with a letter, like northfell"),
        ({"host": '["QHM", "QYG"]'}, "host: Give one code"),
        ({"systems": '["<b>"]'}, "systems: “<B>” is no code. Codes have 2 to 12 letters and digits, like QHM"),
        ({"telephone": '"ring us"'},
         "telephone: Give a telephone number of digits and spaces, like 0808 157 0000"),
        ({"post": '"hello"'}, "post: Give an email address like hello@hub.example"),
        ({"watched_hours": '""'},
         "watched_hours: Write days and times like Mon-Fri 08:00-18:00, Sat 09:00-13:00"),
        ({"contact_target_days": "0"}, "contact_target_days: Write a number of days from 1 to 30"),
        ({"contact_target_days": "1.5"},
         "contact_target_days: Write words, a number, a day, or a list of words in square brackets"),
        ({"take_immediate_minutes": "61"},
         "take_immediate_minutes: Somebody who is not safe cannot wait longer than any other. Write fewer minutes"),
        ({"questionnaires": '["gad7"]'},
         "questionnaires: Begin with phq9 and gad7, which are the way in at every hub"),
        ({"welcome": f'"{"x" * 301}"'}, "welcome: Write at most 300 characters"),
        ({"retention_years": "0"}, "retention_years: Write a number of years from 1 to 100"),
        ({"lead_on_duty": '"perhaps"'}, "lead_on_duty: Answer yes or no"),
        ({"signed_on": '"2026-02-30"'}, "signed_on: Write a day that exists, like 2026-11-20"),
        ({"signed_on": "2026-11-26"}, "signed_on: Nobody has signed on a day that is still to come"),
        ({"welcom": '"Hello"'}, "welcom: There is no such key. Did you mean welcome?"),
    ],
)  # fmt: skip
def test_a_bad_value_is_a_sentence_with_its_key(problems, lines, said):
    assert problems(**lines) == [said]


def test_every_problem_is_named_at_once(problems):
    assert problems(name=None, post='"x"', colour='"blue"') == [
        "colour: There is no such key",
        "name: This is missing",
        "post: Give an email address like hello@hub.example",
    ]


@pytest.mark.parametrize(
    ("text", "begins"),
    [("name = ", "hub.toml is no TOML file: "), ("name = \"\0\"", "hub.toml is no TOML file: "),
     ("a = " + "[" * 9000, "hub.toml is no TOML file: "), ("#" * (LARGEST + 1), "hub.toml is too large")],
)  # fmt: skip
def test_what_is_no_file_of_a_hub_says_so(problems, text, begins):
    (said,) = problems(text)

    assert said.startswith(begins)


def test_a_file_that_is_not_there_or_is_not_utf_8_says_so(tmp_path):
    (tmp_path / "latin.toml").write_bytes('name = "Sømewhere"'.encode("latin-1"))

    for name, begins in (("none.toml", "none.toml cannot be read"), ("latin.toml", "latin.toml is no TOML file")):
        with pytest.raises(FileRefused) as refused:
            read_file(tmp_path / name, today=TODAY)
        assert refused.value.problems[0].startswith(begins)


def test_an_empty_file_misses_what_has_no_default():
    with pytest.raises(FileRefused) as refused:
        answered({}, today=TODAY)

    missing = ["name", "place", "slug", "telephone", "post", "lead_name", "lead_email", "signed_by", "signed_on"]
    assert refused.value.problems == [f"{key}: This is missing" for key in missing]
