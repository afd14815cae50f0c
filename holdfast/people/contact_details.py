"""Ways to reach a person, and the numbers and dates that tell who they are: checked and made uniform.

Every refusal is a ValueError whose message is the sentence the person reads: what to do.
"""

import re
import unicodedata
from datetime import date

import phonenumbers

LONGEST_PHONE, LONGEST_EMAIL, LONGEST_EMAIL_LOCAL = 40, 254, 64
YOUNGEST, OLDEST = 14, 120  # years; see birth_date

PHONE_HINT = "Enter a phone number, like 07700 900123"
EMAIL_HINT = "Enter an email address in full, like name@example.com"
POSTCODE_HINT = "Enter a full UK postcode, like LS1 4AP"
NHS_NUMBER_HINT = "Enter the 10 digits of your NHS number, like 999 123 4500"
BIRTH_HINT = "like 27 3 1985"

PHONE_SIGNS = set(" +()-.‐‑–/")
EXTENSION = re.compile(r"\s*(?:ext(?:ension)?\.?|x|#)\s*\d+\s*$", re.IGNORECASE)
# Wider than the numbers in use, so that Ofcom's numbers for drama pass, which nobody has.
UK_NUMBER = re.compile(r"[1237]\d{9}")
UK_PREMIUM_RATE = "9"

EMAIL_LOCAL = re.compile(r"[^\s@.\"(),:;<>\[\]\\\x00-\x20\x7f]+(?:\.[^\s@.\"(),:;<>\[\]\\\x00-\x20\x7f]+)*")
EMAIL_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

# Addresses an employer, or a place of study, can read.
WORK_DOMAINS = (
    "nhs.net",
    "nhs.uk",
    "nhs.scot",
    "nhs.wales",
    "hscni.net",
    "gov.uk",
    "gov.scot",
    "gov.wales",
    "mod.uk",
    "police.uk",
    "ac.uk",
    "nhs.example",
)
WORK_ENDINGS = ("-trust.example", "-council.example", "-care.example")

POSTCODE = re.compile(
    r"(GIR|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d(?:\d|[ABEHMNPRV-Y])?|\d[A-HJKPS-UW]))(\d[ABD-HJLNP-UW-Z]{2})",
    re.ASCII,
)

HALF_YEAR = ("january", "february", "march", "april", "may", "june")
MONTHS = (*HALF_YEAR, "july", "august", "september", "october", "november", "december")


def phone(text: str) -> str:
    """The number as E.164, "+447700900123". Without a country code it is a UK number.

    Raises:
        ValueError: with the sentence for the person.
    """
    text = _tidy(text)
    if EXTENSION.search(text):
        raise ValueError("Enter a phone number without an extension, one we can call directly")
    if not text or len(text) > LONGEST_PHONE or not all(_is_of_a_phone_number(sign) for sign in text):
        raise ValueError(PHONE_HINT)
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        raise ValueError(PHONE_HINT) from None
    if not _is_callable(number):
        raise ValueError(PHONE_HINT)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def say_phone(e164: str) -> str:
    """ "07700 900123" in the UK, "+353 1 234 5678" elsewhere."""
    number = phonenumbers.parse(e164)
    national = number.country_code == 44
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if national else form.INTERNATIONAL)


def email(text: str) -> str:
    """The address with its domain in small letters (international ones in their ASCII form).

    The part before the @ is ASCII: mail to any other would not arrive everywhere.

    Raises:
        ValueError: with the sentence for the person.
    """
    text = text.strip()
    local, at, domain = text.rpartition("@")
    if not at or len(text) > LONGEST_EMAIL or len(local) > LONGEST_EMAIL_LOCAL:
        raise ValueError(EMAIL_HINT)
    domain = _ascii_domain(domain)
    labels = domain.split(".")
    if not local.isascii() or not EMAIL_LOCAL.fullmatch(local):
        raise ValueError(EMAIL_HINT)
    if len(labels) < 2 or not all(EMAIL_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise ValueError(EMAIL_HINT)
    return f"{local}@{domain}"


def is_work_address(address: str) -> bool:
    """Whether an employer or a place of study runs this address, as far as its domain tells."""
    domain = address.rpartition("@")[2].strip().rstrip(".").lower()
    known = any(domain == known or domain.endswith(f".{known}") for known in WORK_DOMAINS)
    return known or domain.endswith(WORK_ENDINGS)


def postcode(text: str) -> str:
    """The postcode in capitals with its one space, "LS1 4AP".

    An O typed for the digit of its second half is put right.

    Raises:
        ValueError: with the sentence for the person.
    """
    plain = re.sub(r"[\s.\-‐–]", "", text[:LONGEST_PHONE]).upper()
    if len(text.strip()) <= LONGEST_PHONE and len(plain) > 4 and plain[-3] == "O":
        plain = f"{plain[:-3]}0{plain[-2:]}"
    found = POSTCODE.fullmatch(plain)
    if not found or len(text.strip()) > LONGEST_PHONE:
        raise ValueError(POSTCODE_HINT)
    return f"{found[1]} {found[2]}"


def nhs_number(text: str) -> str:
    """The ten digits, checked by the last of them (modulus 11). The 999 range, never issued, is accepted.

    Source: NHS Data Dictionary, NHS NUMBER.

    Raises:
        ValueError: with the sentence for the person.
    """
    digits = re.sub(r"[\s\-‐–]", "", text[:LONGEST_PHONE])
    if len(text.strip()) > LONGEST_PHONE or not re.fullmatch(r"[0-9]{10}", digits) or digits == "0" * 10:
        raise ValueError(NHS_NUMBER_HINT)
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    if (11 - weighed % 11) % 11 != int(digits[9]):
        raise ValueError("Check your NHS number. One of its digits does not fit the others")
    return digits


def birth_date(day: str | int, month: str | int, year: str | int, today: date) -> date:
    """The date of birth. The month may be a name or its first three letters.

    From 14 years on: apprentices may be 16, and children may work part-time from 14, so that a younger
    age is a slip of the year rather than a member of staff. Up to 120 years.

    Raises:
        ValueError: with the sentence for the person.
    """
    given = {"day": _tidy(str(day)), "month": _tidy(str(month)), "year": _tidy(str(year))}
    missing = [part for part, text in given.items() if not text]
    if len(missing) == 3:
        raise ValueError(f"Enter your date of birth, {BIRTH_HINT}")
    if missing:
        raise ValueError(f"Your date of birth must include a {' and a '.join(missing)}")
    if re.fullmatch(r"\d{1,3}", given["year"]):
        raise ValueError("Enter the year you were born as 4 numbers, like 1985")
    return _plausible(_real_date(given["day"], _month(given["month"]), given["year"]), today)


def age_on(born: date, on: date) -> int:
    """Age in whole years; someone born on 29 February turns a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _real_date(day: str, month: str, year: str) -> date:
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in (day, month, year)):
        raise ValueError(f"Enter a real date of birth, {BIRTH_HINT}")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"Enter a real date of birth, {BIRTH_HINT}") from None


def _plausible(born: date, today: date) -> date:
    if born > today:
        raise ValueError("Your date of birth must be in the past")
    age = age_on(born, today)
    if age > OLDEST:
        raise ValueError(f"Check the year you were born. {born.year} would make you {age}")
    if age < YOUNGEST:
        raise ValueError(f"Check the year you were born. This service is for staff aged {YOUNGEST} or over")
    return born


def _month(text: str) -> str:
    """A month's name, or its first three letters or more, as its number."""
    small = text.lower().rstrip(".")
    named = [n for n, name in enumerate(MONTHS, start=1) if len(small) >= 3 and name.startswith(small)]
    return str(named[0]) if named else text


def _is_callable(number: phonenumbers.PhoneNumber) -> bool:
    if number.country_code != 44:
        return phonenumbers.is_valid_number(number)
    national = str(number.national_number)
    if national.startswith(UK_PREMIUM_RATE):
        return False
    return bool(UK_NUMBER.fullmatch(national)) or phonenumbers.is_valid_number(number)


def _is_of_a_phone_number(sign: str) -> bool:
    return sign in PHONE_SIGNS or unicodedata.category(sign) == "Nd"


def _ascii_domain(domain: str) -> str:
    try:
        return domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(EMAIL_HINT) from None


def _tidy(text: str) -> str:
    """Trimmed, every run of white space one space, digits and letters of full width made plain."""
    return " ".join(unicodedata.normalize("NFKC", text[: 10 * LONGEST_PHONE]).split())
