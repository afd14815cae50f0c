"""Questionnaires are immutable, complete, and say what they rest on."""

import dataclasses
import json

import pytest

from holdfast.measures.questionnaire import Mode
from holdfast.measures.questionnaires import QUESTIONNAIRES, VERSIONS, find
from holdfast.measures.reference import as_record, as_text, markdown

CHECKSUMS = {
    ("phq9", "1"): "d5e7f394486022b0295acce1785650ac4a6a2c90f43ad53dd5df6b7a646ed9b5",
    ("gad7", "1"): "b5f0e40b383de8dcb51066cf9720aecaeff0a79aeb5a1202213a7ad532aacba7",
    ("itq", "1"): "1b0670e0e107f9646b677810e9e8b0f26991696034b4d1a0424843d941d37ceb",
    ("pcl5", "1"): "cab0467f4ade9765d3241bfefef2893833b20fcd5644cf3ddd63f0e0e2899861",
    ("auditc", "1"): "2747c1b46f921db88792e4e3673ac1f6f03fd3d699e7082432dbe0093efaa51d",
    ("audit", "1"): "7f95fa07c5b1f292a8abb0b595ae0099f9c11a55f1b13dbbf7e2cb443a6aa710",
    ("wsas", "1"): "9ce0980b201a89d745594647d50c412e10ae39bf16e69e50096e17e5e458d437",
    ("core10", "1"): "4f42861651e46665b707dbb7f04e17cbe85dafa4725f206edffb87ec4ba288a0",
    ("swemwbs", "1"): "d6e7092de0ff49580562094c6f4520de0d3cce4893aecdfff35d658ac98e26fa",
    ("isi", "1"): "ab4fc63abd09e9e8e2deab9b34b9ffd28d3c43d081d618b370f64361ae590b22",
    ("iesr", "1"): "eb764751912139e426539364f97c8ae603387606d499dbf44ace13093aa17e17",
    ("peq_assessment", "1"): "0976deddd553d354e0e20515407f71d7509e68d641cb7cc463c3372ac9b2ea77",
    ("peq_treatment", "1"): "3e4a15ae70235fa7e2a0043e5d20f4b859a5fd3b34af1df5e107768297ec886e",
    ("peq_treatment", "2"): "46c9ece420d857c5b19cf9767419c3b72dcf63ba6b2ca285000151662d6bb0f1",
    ("goals", "1"): "fe4abddf107b07fa920406967cfc2b2081c1ba330d196714eade4119d0b2a847",
    ("nomad", "1"): "88d7d74e2a141b1a5d718a3e9775c060dee04b6ef32a0224192abb085485453c",
}

NOT_SHIPPED = ("itq", "wsas", "swemwbs", "isi", "iesr", "nomad")


def test_no_questionnaire_changes_silently():
    assert {(one.key, one.version): one.checksum for one in VERSIONS} == CHECKSUMS


def test_every_questionnaire_of_the_page_is_there():
    assert list(QUESTIONNAIRES) == [
        *("phq9", "gad7", "itq", "pcl5", "auditc", "audit", "wsas", "core10", "swemwbs", "isi", "iesr"),
        *("peq_assessment", "peq_treatment", "goals", "nomad"),
    ]


@pytest.mark.parametrize(
    ("key", "items", "lowest", "highest"),
    [
        ("phq9", 10, 0, 27),
        ("gad7", 7, 0, 21),
        ("itq", 18, 0, 48),
        ("pcl5", 20, 0, 80),
        ("auditc", 3, 0, 12),
        ("audit", 10, 0, 40),
        ("wsas", 5, 0, 40),
        ("core10", 10, 0, 40),
        ("swemwbs", 7, 7, 35),
        ("isi", 7, 0, 28),
        ("iesr", 22, 0, 88),
        ("peq_assessment", 5, None, None),
        ("peq_treatment", 4, None, None),
        ("goals", 3, None, None),
        ("nomad", 23, None, None),
    ],
)
def test_items_and_range_of_the_total(key, items, lowest, highest):
    one = find(key)
    assert (len(one.items), one.lowest, one.highest) == (items, lowest, highest)


def test_a_questionnaire_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        find("phq9").caseness_from = 12


def test_wording_is_shipped_in_text_mode_alone():
    for one in VERSIONS:
        words = [item.text for item in one.items] + [
            option.label for item in one.items for option in one.options_of(item)
        ]
        if one.mode is Mode.TEXT:
            assert all(words), one.key
        else:
            assert (one.key, [*filter(None, (*words, one.stem, one.instructions))]) == (one.key, [])
    assert tuple(one.key for one in VERSIONS if one.mode is not Mode.TEXT) == NOT_SHIPPED


def test_every_questionnaire_names_source_licence_and_how_sure_we_are():
    assert [one.key for one in VERSIONS if not (one.source and one.licence and one.licence_status)] == []


def test_the_lowest_option_of_gad7_reads_not_at_all():
    assert find("gad7").options[0].label == "Not at all"
    assert "not at all sure" not in json.dumps([as_record(one) for one in VERSIONS]).lower()


def test_core10_shows_its_copyright_line():
    assert find("core10").must_show == "© CORE System Trust: https://www.coresystemtrust.org.uk/copyright.pdf"


def test_reliable_change_is_switched_off_where_no_source_was_found():
    assert {one.key: one.reliable_change for one in VERSIONS if one.reliable_change} == {
        "phq9": 6,
        "gad7": 4,
        "pcl5": 5,
        "core10": 6,
    }


def test_audit_c_opens_the_other_items_at_five():
    opens = find("auditc").opens
    assert (opens.key, opens.at_least) == ("audit", 5)
    assert find("audit").items[:3] == find("auditc").items


def test_every_rule_speaks_of_items_that_exist():
    for one in VERSIONS:
        named = {flag.item for flag in one.flags}
        named |= {number for subscale in one.subscales for number in subscale.items}
        named |= {number for items in one.counted_sets for number in items}
        assert (one.key, named - one.numbers) == (one.key, set())


def test_bands_rise():
    for one in VERSIONS:
        edges = [band.at_least for band in one.bands]
        assert (one.key, edges) == (one.key, sorted(set(edges)))


def test_an_unknown_key_is_answered_with_those_that_exist():
    with pytest.raises(LookupError, match="the keys are phq9, gad7"):
        find("phq")
    with pytest.raises(LookupError, match="phq9 has no version 99"):
        find("phq9", "99")
    assert find("phq9", "1") is find("phq9")


def test_the_page_quotes_every_item_that_is_shipped_and_every_doubt():
    page = markdown()
    for one in VERSIONS:
        assert f"`{one.key}`" in page
        assert [item.text for item in one.items if item.text not in page] == []
        assert [doubt for doubt in one.unverified if doubt not in page] == []
        assert one.licence in page
        assert one.key in as_text(one)
