"""The pages of the team: who reads what, what is typed stays, and a rule is signed as it was shown."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.hubs.scope import hub_scope
from holdfast.workforce.models import AssessorRule, Profile
from holdfast.workforce.queries import profile_of
from tests.builders import browser_of, make_member, page
from tests.workforce.conftest import said, signed

PROFILE = {"profession": "nurse", "grade": "7", "languages": ["pl"], "competences": ["sleep"]}


@pytest.fixture
def read(clock, now):
    """Reads a page as somebody."""

    def as_member(member, name, *args):
        clock(now)
        return browser_of(member).get(page(name, *args)).content.decode().replace("&#39;", "’")

    return as_member


def send(member, name, *args, data):
    return browser_of(member).post(page(name, *args), data)


def line_of(shown: str, name: str) -> str:
    """The words of somebody's line in the list."""
    line = next(each for each in re.findall(r"<tr.*?</tr>", shown, re.DOTALL) if name in each)
    return " ".join(re.sub(r"<[^>]+>", " ", line).split())


def test_the_list_says_what_each_is_trained_for_and_whom_nothing_is_said_of_stands_first(trained, saltpan, now, read):
    said(saltpan, saltpan.nell, now=now, profession="psychiatrist", grade="medical")
    signed(trained, now=now, least_band="7")

    shown = read(trained.ada, "workforce:profiles")

    assert line_of(shown, "Nell") == (
        "Nell Sampleton Clinical psychologist, band 8a, woman. Trauma English Admitted"
    )  # fmt: skip
    assert line_of(shown, "Wren") == (
        "Wren Dummerly Occupational therapist, band 6, man English, Polish"
        " Not admitted: their grade is below the least band"
    )
    assert line_of(shown, "Ines").endswith("Not admitted: nothing is said of their training yet")
    assert "Nothing said yet" in line_of(shown, "Ines")
    assert shown.index("Ines Pretendham</") < shown.index("Nell Sampleton")
    assert "Psychiatrist" not in shown
    assert "Ada Mockford</th>" not in shown


def test_without_a_rule_the_pages_say_so_and_that_everybody_is_admitted(trained, read):
    shown = read(trained.nell, "workforce:profiles")
    assert "No rule of who assesses is signed" in shown
    assert line_of(shown, "Wren").endswith("English, Polish Admitted")
    shown = read(trained.nell, "workforce:rule")
    assert "Everybody with a caseload is admitted" in shown
    assert "See whom it admits" not in shown


def test_the_list_costs_as_many_statements_with_thirty_as_with_three(trained, clock, now):
    clock(now)
    browser = browser_of(trained.max)
    browser.get(page("workforce:profiles"))
    counts = []
    for more in (0, 27):
        for number in range(more):
            member = make_member(trained.hub, f"Fern{number} Newperson", "practitioner")
            said(trained, member, now=now, languages=["ur"])
        with CaptureQueriesContext(connection) as asked:
            assert "Nell Sampleton" in browser.get(page("workforce:profiles")).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_lead_says_it_and_what_is_typed_stays_where_something_is_missing(tidewater, clock, now):
    clock(now)
    wrong = PROFILE | {"employment": "seconded", "culture_trained_on": "2027-01-01"}
    shown = send(tidewater.ines, "workforce:profile", tidewater.nell.pk, data=wrong).content.decode()
    assert "Enter from which employer they are seconded" in shown
    assert "Enter the day once it has passed" in shown
    assert re.search(r'value="pl"[^>]*checked', shown)

    answer = send(
        tidewater.ines, "workforce:profile", tidewater.nell.pk, data=PROFILE | {"culture_trained_on": "2026-03-02"}
    )

    assert answer.url == page("workforce:profiles")
    with hub_scope(tidewater.hub):
        found = profile_of(tidewater.nell)
        assert (found.profession, found.languages, found.competences) == ("nurse", ["pl"], ["sleep", "culture"])
    shown = send(tidewater.max, "workforce:profile", tidewater.nell.pk, data=PROFILE).content.decode()
    assert "A colleague changed it" in shown


def test_of_oneself_languages_and_gender_and_whatever_else_is_sent_is_not_looked_at(trained, saltpan, clock, now, read):
    shown = read(trained.nell, "workforce:profile", trained.nell.pk)
    assert "Some people ask to be seen by a woman" in shown
    assert 'name="profession"' not in shown
    with hub_scope(trained.hub):
        seen = str(profile_of(trained.nell).pk)

    send(
        trained.nell, "workforce:profile", trained.nell.pk,
        data={"seen": seen, "gender": "", "languages": ["cy"], "profession": "psychiatrist"},
    )  # fmt: skip

    with hub_scope(trained.hub):
        found = profile_of(trained.nell)
        assert (found.gender, found.languages, found.profession) == ("", ["cy"], "clinical_psych")
    for member in (trained.wren, trained.ada, saltpan.ines):
        assert browser_of(member).get(page("workforce:profile", trained.nell.pk)).status_code == 404
        assert send(member, "workforce:profile", trained.nell.pk, data=PROFILE).status_code == 404
    assert browser_of(trained.ines).get(page("workforce:profile", trained.ada.pk)).status_code == 404
    with hub_scope(trained.hub):
        assert Profile.objects.filter(member=trained.nell).count() == 2


def test_a_rule_is_signed_only_as_it_was_shown_with_the_signers_own_name(trained, clock, now, read):
    clock(now)
    asked = {"least_band": "7", "do": "check"}
    shown = send(trained.ines, "workforce:rule", data=asked).content.decode()
    admitted, _, rest = shown.split("<h3>Admitted</h3>")[1].partition("<h3>Not admitted</h3>")
    assert re.findall(r"<li>([^<]+)", admitted) == ["Nell Sampleton"]
    assert "Wren Dummerly <span" in rest
    assert "their grade is below the least band" in rest
    mark = re.search(r'name="shown" value="(\w+)"', shown)[1]

    wrong = {"signature": "Somebody Else", "shown": mark, "do": "sign"}
    assert "Sign with your name as it stands here" in send(
        trained.ines, "workforce:rule", data=asked | wrong
    ).content.decode()  # fmt: skip
    other = {"least_band": "6", "signature": "Ines Pretendham", "shown": mark, "do": "sign"}
    assert "Wren Dummerly</li>" in send(trained.ines, "workforce:rule", data=other).content.decode()
    with hub_scope(trained.hub):
        assert AssessorRule.objects.count() == 0
    right = {"signature": "ines  pretendham", "shown": mark, "do": "sign"}
    assert send(trained.ines, "workforce:rule", data=asked | right).status_code == 302
    assert send(trained.nell, "workforce:rule", data=asked | right).status_code == 200

    with hub_scope(trained.hub):
        assert [(each.version, each.least_band) for each in AssessorRule.objects.all()] == [(1, "7")]
    shown = read(trained.nell, "workforce:rule")
    assert "Version 1, signed by Ines Pretendham on 14 October 2026." in shown
    assert "Never in the last 90 days" in shown


def test_the_rule_and_what_was_before_it_stand_on_its_page(trained, now, read):
    signed(trained, now=now - timedelta(days=3), least_band="6", without_band=["medical"])
    signed(trained, now=now - timedelta(days=1), professions=["ot"], competences=["trauma"])

    shown = read(trained.max, "workforce:rule")

    assert shown.index("Occupational therapist") < shown.index("Earlier versions")
    assert "Band 6 or above; or without a band: medical grade" in shown.split("Earlier versions")[1]


def test_a_newcomer_finds_it_from_the_rota_and_from_the_members(tidewater, read):
    for member, name in ((tidewater.nell, "accounts:rota"), (tidewater.max, "desk:team")):
        assert f'href="{page("workforce:profiles")}"' in read(member, name)
    assert page("workforce:profiles") not in read(tidewater.sol, "accounts:rota")
