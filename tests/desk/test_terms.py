"""Hours, cover and targets; words; questionnaires; the rule set: typed, looked at, signed."""

from datetime import timedelta

import pytest

from holdfast.desk.models import Change
from holdfast.desk.questions import typed
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.queries import terms_of
from holdfast.hubs.scope import hub_scope
from holdfast.triage.models import RuleSet
from holdfast.triage.rules import SHIPPED
from tests.desk.conftest import mark_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(tidewater):
    """The terms in force as the form sends them, with changes: `given(post="new@hub.example")`."""

    def fields(**changes):
        return {**typed(tidewater.hub.current), "begins": "now", **changes}

    return fields


def test_a_new_version_is_signed_as_it_was_shown_and_the_old_one_stays(tidewater, given, sign, get, now):
    fields = given(open_hours="Mon-Fri 09:00-17:00", contact_target_days="2")

    response = sign(tidewater.ines, "desk:terms", **fields)

    terms = terms_of(tidewater.hub, now=now)
    assert "Version 2 is signed. It holds from now." in response.text_shown
    assert (terms.version, terms.signed_by, terms.starts_at) == (2, "Ines Pretendham", now)
    assert terms.open_hours == [[day, "09:00", "17:00"] for day in range(5)]
    assert Terms.objects.filter(hub=tidewater.hub, version=1, contact_target_days=3).exists()
    assert "Monday to Friday, 9am to 5pm" in get(tidewater.ines, "front_door:start", "tidewater").text_shown
    with hub_scope(tidewater.hub):
        (change,) = Change.objects.all()
    assert (change.kind, change.by_id, change.codes["version"]) == ("terms.sign", tidewater.ines.pk, 2)


def test_before_signing_it_says_what_changes_for_the_hub_and_on_the_public_pages(tidewater, given, post):
    fields = given(
        telephone="0808 157 0999", watched_hours="Mon-Fri 09:00-17:00", take_immediate_minutes="30", retention_years="8"
    )

    looked = post(tidewater.ines, "desk:terms", do="check", **fields).text_shown

    for words in (
        "Telephone 0808 157 0999 until now: 0808 157 0000",
        "10 fewer hours a week are watched. Alerts in them wait for the next watched hour.",
        "An alert about somebody who may not be safe could wait longer than now.",
        "How long we keep a record 8 years after we finish, or 10 years after death until now: 20 years",
    ):
        assert words in looked
    assert Terms.objects.filter(hub=tidewater.hub).count() == 1


def test_terms_may_begin_later_and_hold_from_then(tidewater, given, sign, now):
    fields = given(contact_target_days="2", begins="later", later_at_0="2026-11-02", later_at_1="08:00")

    response = sign(tidewater.max, "desk:terms", **fields)

    assert "Version 2 is signed. It holds from Monday 2 November at 8am." in response.text_shown
    assert terms_of(tidewater.hub, now=now).contact_target_days == 3
    assert terms_of(tidewater.hub, now=now + timedelta(days=30)).contact_target_days == 2


def test_the_privacy_page_says_how_long_this_hub_keeps_a_record(tidewater, given, sign, client):
    sign(tidewater.max, "desk:terms", **given(retention_years="8", retention_years_after_death="1"))

    body = client.get("/hub/tidewater/privacy/").content.decode()
    assert "8 years after we finish, or 1 year after death." in body
    assert "20 years after we finish" not in body


def test_what_was_changed_after_looking_is_shown_again_before_it_is_signed(tidewater, given, post):
    looked = post(tidewater.ines, "desk:terms", do="check", **given(contact_target_days="2"))
    other = given(contact_target_days="9")

    response = post(
        tidewater.ines, "desk:terms", do="sign", shown=mark_of(looked), signature="Ines Pretendham", **other
    )

    assert "9 until now: 3" in response.text_shown
    assert Terms.objects.filter(hub=tidewater.hub).count() == 1


def test_two_who_change_at_once_the_second_is_shown_the_firsts(tidewater, given, post, sign):
    looked = post(tidewater.max, "desk:terms", do="check", **given(contact_target_days="2"))
    sign(tidewater.ines, "desk:terms", **given(contact_target_days="5"))

    response = post(
        tidewater.max, "desk:terms", do="sign", shown=mark_of(looked), signature="Max Fauxley",
        **given(contact_target_days="2"),
    )  # fmt: skip

    assert "2 until now: 5" in response.text_shown
    assert Terms.objects.filter(hub=tidewater.hub).count() == 2


@pytest.mark.parametrize("signature", ["", "Nell Sampleton", "Ines", "x" * 121, "Ines\0Pretendham"])
def test_nothing_is_signed_but_with_ones_own_name(tidewater, given, post, signature):
    fields = given(contact_target_days="2")
    looked = post(tidewater.ines, "desk:terms", do="check", **fields)

    response = post(tidewater.ines, "desk:terms", do="sign", shown=mark_of(looked), signature=signature, **fields)

    assert "There is a problem" in response.text_shown
    assert Terms.objects.filter(hub=tidewater.hub).count() == 1


def test_a_sent_twice_signature_signs_once(tidewater, given, sign):
    fields = given(contact_target_days="2")
    sign(tidewater.ines, "desk:terms", **fields)

    response = sign(tidewater.ines, "desk:terms", **fields)

    assert "Nothing would change." in response.text_shown
    assert Terms.objects.filter(hub=tidewater.hub).count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"watched_hours": "whenever"}, "“whenever” cannot be read."),
        ({"watched_hours": ""}, "Write days and times like"),
        ({"take_immediate_minutes": "90"}, "Somebody who is not safe cannot wait longer than any other."),
        ({"post": "nobody"}, "Give an email address like hello@hub.example"),
        ({"telephone": "07700 900123\0"}, "Take out the characters that cannot be shown"),
        ({"night_cover": "x" * 1_000_000}, "Write less"),
        ({"contact_target_days": "-1"}, "Write a number of days from 1 to 30"),
        ({"retention_years": "101"}, "Write a number of years from 1 to 100"),
        ({"begins": "yesterday"}, "Choose from when they hold"),
        ({"begins": "later"}, "Enter the day and time of the beginning"),
        ({"begins": "later", "later_at_0": "2026-10-13", "later_at_1": "08:00"}, "Enter a moment that lies ahead"),
        ({"begins": "later", "later_at_0": "9999-12-31", "later_at_1": "23:59"}, "Enter a moment that lies ahead"),
        ({"begins": "later", "later_at_0": "0001-01-01", "later_at_1": "00:00"}, "Enter a"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_keeps_what_was_typed(tidewater, given, post, changes, sentence):
    response = post(tidewater.ines, "desk:terms", do="check", **given(assessment_target_days="21", **changes))

    assert response.status_code == 200
    assert sentence in response.text_shown
    assert 'value="21"' in response.content.decode()
    assert Terms.objects.filter(hub=tidewater.hub).count() == 1


def test_terms_signed_for_later_are_named_when_others_begin_before_them(tidewater, given, sign, post):
    later = given(contact_target_days="2", begins="later", later_at_0="2026-11-02", later_at_1="08:00")
    sign(tidewater.ines, "desk:terms", **later)

    looked = post(tidewater.ines, "desk:terms", do="check", **given(contact_target_days="4")).text_shown

    assert "Version 2 is signed already and takes the place of these Monday 2 November at 8am." in looked


def test_the_hubs_own_words_stand_on_its_start_page_as_plain_text(tidewater, sign, client):
    words = "Since <b>May</b> we answer in Polish too."

    sign(tidewater.max, "desk:words", welcome=words)

    body = client.get("/hub/tidewater/").content.decode()
    assert "Since &lt;b&gt;May&lt;/b&gt; we answer in Polish too." in body
    assert terms_of(tidewater.hub, now=tidewater.hub.current.starts_at).welcome == ""


def test_a_lead_chooses_questionnaires_and_a_manager_does_not(tidewater, saltpan, sign, post, get, now):
    assert "A clinical lead chooses and signs them." in get(tidewater.max, "desk:questionnaires").text_shown
    assert "A clinical lead chooses" in sign(tidewater.max, "desk:questionnaires", others=["wsas"]).text_shown
    assert terms_of(tidewater.hub, now=now).version == 1

    response = sign(tidewater.ines, "desk:questionnaires", others=["wsas", "itq"])

    assert "Version 2 is signed." in response.text_shown
    assert terms_of(tidewater.hub, now=now).questionnaires == ["phq9", "gad7", "itq", "wsas"]
    assert terms_of(saltpan.hub, now=now).questionnaires == ["phq9", "gad7"]
    assert "Choose from the questionnaires" in post(tidewater.ines, "desk:questionnaires", others="tea").text_shown


def test_a_lead_signs_a_rule_set_that_holds_from_then_and_hears_what_is_less_cautious(tidewater, post, sign, get):
    rules = {**SHIPPED, "bereaved": "today", "off_sick": "off"}

    looked = post(tidewater.ines, "desk:rules", do="check", **rules).text_shown
    response = sign(tidewater.ines, "desk:rules", **rules)

    assert "Less cautious than shipped off sick." in looked
    assert "Off sick Off until now: Two working days" in looked
    assert "Rule set 1 is signed. It holds from now." in response.text_shown
    with hub_scope(tidewater.hub):
        assert list(RuleSet.objects.values_list("version", "rules", "signed_by")) == [(1, rules, "Ines Pretendham")]
    assert "Rule set 1, signed by Ines Pretendham" in get(tidewater.nell, "triage:rules").text_shown


def test_a_rule_set_needs_every_rule_a_lead_and_a_new_look(tidewater, post, sign):
    refused = sign(tidewater.max, "desk:rules", **{**SHIPPED, "off_sick": "off"})
    assert "A clinical lead changes and signs them." in refused.text_shown
    assert (
        "Choose what to do when: off sick"
        in post(tidewater.ines, "desk:rules", **{**SHIPPED, "off_sick": "later"}).text_shown
    )
    assert "Nothing would change." in sign(tidewater.ines, "desk:rules", **SHIPPED).text_shown
    with hub_scope(tidewater.hub):
        assert not RuleSet.objects.exists()


def test_the_start_page_of_a_hub_without_words_of_its_own_is_as_before(tidewater, client):
    assert Hub.objects.get(slug="tidewater").terms.get().welcome == ""
    assert "hf-lead hf-last" not in client.get("/hub/tidewater/").content.decode()
