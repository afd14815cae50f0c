import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.people import contact_details
from holdfast.people.contact_details import (
    age_on,
    birth_date,
    email,
    is_work_address,
    nhs_number,
    phone,
    postcode,
    say_phone,
)
from tests.published import published

TODAY = date(2026, 10, 14)

PHONE_HINT = "Enter a phone number, like 07700 900123"
EMAIL_HINT = "Enter an email address in full, like name@example.com"
POSTCODE_HINT = "Enter a full UK postcode, like LS1 4AP"


def sentence(check, *given_to_it):
    """What the person is told, or None where the answer is accepted."""
    try:
        check(*given_to_it)
    except ValueError as refused:
        return str(refused)
    return None


@pytest.mark.parametrize(
    ("typed", "stored", "said"),
    [
        ("07700 900123", "+447700900123", "07700 900123"),
        ("+44 7700 900123", "+447700900123", "07700 900123"),
        ("0044 (0)7700 900123", "+447700900123", "07700 900123"),
        ("7700-900.123", "+447700900123", "07700 900123"),
        ("(020) 7946 0123", "+442079460123", "020 7946 0123"),
        ("0113 496 0123", "+441134960123", "0113 496 0123"),
        ("01632 960123", "+441632960123", "01632 960123"),
        ("٠٧٧٠٠ ٩٠٠١٢٣", "+447700900123", "07700 900123"),
        ("0800 111 1111", "+448001111111", "0800 111 1111"),
        ("+353 1 234 5678", "+35312345678", "+353 1 234 5678"),
    ],
)
def test_phone_numbers_are_stored_one_way_and_said_another(typed, stored, said):
    assert phone(typed) == stored
    assert say_phone(stored) == said


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "+",
        "call me",
        "111",
        "999",
        "07700 90012",
        "07700 9001234",
        "01204 12345",
        "0113 4960",
        "0906 123 4567",
        "0800 FLOWERS",
        "07700 900123\x00",
        "0" * 1_000_000,
        "+99 12345",
    ],
)
def test_what_cannot_be_called_is_refused(typed):
    assert sentence(phone, typed) == PHONE_HINT


def test_an_extension_is_refused_and_not_lost():
    assert (
        sentence(phone, "0113 496 0123 ext 5") == "Enter a phone number without an extension, one we can call directly"
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" name@example.com ", "name@example.com"),
        ("O'Madeup+hub@Example.COM", "O'Madeup+hub@example.com"),
        ("a@münchen.example", "a@xn--mnchen-3ya.example"),
    ],
)
def test_email_addresses_are_accepted(typed, stored):
    assert email(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "name",
        "@example.com",
        "name@example",
        "na me@example.com",
        "a..b@example.com",
        "a@example..com",
        "a@-example.com",
        "a@b@example.com",
        "<a@example.com>",
        "a@example.com\nBcc: b@example.com",
        "a\x00@example.com",
        "a@1.2.3.4",
        "é@example.com",
        "a" * 65 + "@example.com",
        "a@" + "x" * 1_000_000 + ".com",
    ],
)
def test_what_would_not_arrive_is_refused(typed):
    assert sentence(email, typed) == EMAIL_HINT


@pytest.mark.parametrize(
    ("address", "work"),
    [
        ("a@nhs.net", True),
        ("a@NHS.NET", True),
        ("a@mail.leeds.nhs.uk", True),
        ("a@moorgrass.gov.uk", True),
        ("a@northfell-trust.example", True),
        ("a@anywhere.ac.uk", True),
        ("a@nhs.scot", True),
        ("a@example.com", False),
        ("a@notnhs.net", False),
        ("a@nhs.net.example.com", False),
        ("", False),
    ],
)
def test_addresses_an_employer_can_read_are_known(address, work):
    assert is_work_address(address) is work


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ls14ap", "LS1 4AP"),
        (" SW1A  1aa ", "SW1A 1AA"),
        ("M1-1AE", "M1 1AE"),
        ("LS1 OAP", "LS1 0AP"),
        ("BF1 2AA", "BF1 2AA"),
        ("w1k 1aa", "W1K 1AA"),
    ],
)
def test_postcodes_are_made_uniform(typed, stored):
    assert postcode(typed) == stored


@pytest.mark.parametrize("typed", ["", "LS1", "QQ1 1AA", "LS1 4A", "LS1 4AI", "12345", "LS1 4AP" * 1000])
def test_what_is_no_full_postcode_is_refused(typed):
    assert sentence(postcode, typed) == POSTCODE_HINT


def test_an_nhs_number_is_stored_without_spaces():
    assert nhs_number(" 999 123-4500 ") == "9991234500"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", contact_details.NHS_NUMBER_HINT),
        ("999 123 450", contact_details.NHS_NUMBER_HINT),
        ("999 123 45000", contact_details.NHS_NUMBER_HINT),
        ("0000000000", contact_details.NHS_NUMBER_HINT),
        ("٩٩٩١٢٣٤٥٠٠", contact_details.NHS_NUMBER_HINT),
        ("999 123 4501", "Check your NHS number. One of its digits does not fit the others"),
    ],
)
def test_what_is_no_nhs_number_is_refused(typed, expected):
    assert sentence(nhs_number, typed) == expected


@given(st.integers(999_000_0000, 999_999_9999))
@settings(max_examples=200, deadline=None)
def test_changing_one_digit_of_an_nhs_number_is_noticed(number):
    digits = str(number)
    if sentence(nhs_number, digits) is None:
        changed = digits[:5] + str((int(digits[5]) + 1) % 10) + digits[6:]
        assert sentence(nhs_number, changed) == "Check your NHS number. One of its digits does not fit the others"
    else:
        assert sentence(nhs_number, digits).startswith("Check your NHS number")


@pytest.mark.parametrize(
    ("day", "month", "year", "born"),
    [
        ("27", "3", "1985", date(1985, 3, 27)),
        (27, 3, 1985, date(1985, 3, 27)),
        ("27", "March", "1985", date(1985, 3, 27)),
        ("27", "sept.", " 1985 ", date(1985, 9, 27)),
        ("29", "2", "2000", date(2000, 2, 29)),
        ("14", "10", "2012", date(2012, 10, 14)),  # 14 today
        ("14", "10", "1906", date(1906, 10, 14)),  # 120 today
        ("１４", "10", "1985", date(1985, 10, 14)),
    ],
)
def test_dates_of_birth_are_read(day, month, year, born):
    assert birth_date(day, month, year, TODAY) == born


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        ("", "", "", "Enter your date of birth, like 27 3 1985"),
        ("27", "", "1985", "Your date of birth must include a month"),
        ("", " ", "1985", "Your date of birth must include a day and a month"),
        ("27", "3", "85", "Enter the year you were born as 4 numbers, like 1985"),
        ("31", "2", "1985", "Enter a real date of birth, like 27 3 1985"),
        ("29", "2", "1985", "Enter a real date of birth, like 27 3 1985"),
        ("0", "3", "1985", "Enter a real date of birth, like 27 3 1985"),
        ("1", "13", "1985", "Enter a real date of birth, like 27 3 1985"),
        ("1", "ma", "1985", "Enter a real date of birth, like 27 3 1985"),
        ("1_0", "3", "1985", "Enter a real date of birth, like 27 3 1985"),
        ("1", "3", "0000", "Enter a real date of birth, like 27 3 1985"),
        ("1", "3", "9" * 1_000_000, "Enter a real date of birth, like 27 3 1985"),
        ("15", "10", "2026", "Your date of birth must be in the past"),
        ("13", "10", "1905", "Check the year you were born. 1905 would make you 121"),
        ("15", "10", "2012", "Check the year you were born. This service is for staff aged 14 or over"),
    ],
)
def test_dates_that_cannot_be_are_refused_with_what_to_do(day, month, year, expected):
    assert sentence(birth_date, day, month, year, TODAY) == expected


def test_someone_born_on_29_february_turns_older_on_1_march():
    assert age_on(date(2000, 2, 29), date(2018, 2, 28)) == 17
    assert age_on(date(2000, 2, 29), date(2018, 3, 1)) == 18


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_accepted_or_refused_with_a_sentence(text):
    for check in (phone, email, postcode, nhs_number):
        told = sentence(check, text)
        assert told is None or told.startswith(("Enter", "Check"))
    told = sentence(birth_date, text, text, text, TODAY)
    assert told is None or told.startswith(("Enter", "Check", "Your date of birth"))


def test_every_number_of_the_sample_is_told_right():
    sample = published("nasties/nasties_uk_sample.json")
    given_numbers = json.loads(sample.read_text("utf-8"))
    for one in given_numbers["nhs_numbers"]:
        assert (sentence(nhs_number, one["input"]) is None) is one["valid"]
    for one in given_numbers["phones"]:
        assert (sentence(phone, one["input"]) is None) is one["valid"]
