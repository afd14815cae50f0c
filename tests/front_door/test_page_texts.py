"""The long pages: filled in by the hub, and true to what was promised."""

import re

import pytest

from holdfast.front_door import markup, page_texts, purposes
from holdfast.front_door.page_texts import PAGE_TEXTS, VALUES

LINKS = {name: f"/{name}" for name in markup.LINK_WORDS}

# key: (version, checksum). Changed the words of a page: raise its version and pin both here.
PINNED = {
    "accessibility": (1, "ab2d8b202cd91c05"),
    "confidentiality": (1, "4ac21393676aa419"),
    "contact": (2, "2bfe5a3116a43d65"),
    "is-this-for-me": (1, "f6d62987eb9e268c"),
    "privacy": (1, "caf5c4248d48a70b"),
    "what-happens": (1, "3c32c560a1b06335"),
}

PROMISED = (
    "We do not tell your employer",
    "We share outside the hub only if you agree",
    "Asking for help is not a fitness-to-practise concern",
    "What you have not sent, we cannot read",
    "You can see who looked",
    "someone is in serious danger",
    "a child or an adult needs protecting",
    "the law or a court requires it",
    "We tell you first, unless that is unsafe",
    "What was already shared stays where it went",
    "within 35 days",
)


def every_page():
    return pytest.mark.parametrize("page", PAGE_TEXTS.values(), ids=lambda page: page.key)


def plain(key):
    return re.sub(r"\s+", " ", PAGE_TEXTS[key].body.replace("*", ""))


def test_no_page_changed_without_a_new_version():
    assert {page.key: (page.version, page.checksum) for page in PAGE_TEXTS.values()} == PINNED


@every_page()
def test_every_name_in_it_is_a_known_link_or_something_a_hub_sets(page):
    assert page.placeholders <= set(markup.LINK_WORDS) | set(VALUES)


@every_page()
def test_it_shows_no_gap_when_the_hub_has_set_everything(page):
    values = {**VALUES, "purposes": purposes.html()}
    assert "[[" not in page_texts.html(page, links=LINKS, values=values)


@every_page()
def test_it_keeps_to_the_words_we_use(page):
    assert re.findall(r"\b(just|unfortunately|simply|client|patient)\b|\?", page.body, re.I) == []


def test_everything_a_hub_sets_is_used_somewhere():
    used = frozenset().union(*(page.placeholders for page in PAGE_TEXTS.values()))
    assert set(VALUES) - used == set()


@pytest.mark.parametrize("sentence", PROMISED)
def test_the_promise_and_its_limits_are_said(sentence):
    assert sentence in plain("confidentiality")


def test_the_promise_and_its_limits_fit_on_one_screen():
    assert len(plain("confidentiality").split()) <= 200


@pytest.mark.parametrize(
    "who",
    [
        "NHS staff",
        "Social care staff",
        "Agency, bank and fixed-term",
        "secondment",
        "Students on placement",
        "People coming back",
        "dentists",
        "pharmacies",
        "apprentices",
        "If you are family",
    ],
)
def test_everyone_in_scope_is_named_and_families_are_signposted(who):
    assert who in plain("is-this-for-me")


def test_the_waits_come_from_the_hub_and_stand_in_no_text():
    assert re.findall(r"\b\d+ (?:working )?(?:days|weeks|months)\b", PAGE_TEXTS["what-happens"].body) == []


def test_the_privacy_page_holds_every_purpose_outside_a_paragraph():
    values = {**VALUES, "purposes": purposes.html()}
    page = page_texts.html(PAGE_TEXTS["privacy"], links=LINKS, values=values)
    assert page.count("<dl") == len(purposes.PURPOSES)
    assert "<p><h3" not in page
