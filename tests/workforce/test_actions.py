"""What is said of the team, and the rule: rows that are added; who may say what; what the database refuses."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.hubs.scope import hub_scope
from holdfast.workforce import actions
from holdfast.workforce.actions import ChangedMeanwhile
from holdfast.workforce.models import AssessorRule, Profile
from holdfast.workforce.queries import known_of, override_needed, profiles_of, rule_of, team_of
from holdfast.workforce.rules import NotAdmitted
from tests.workforce.conftest import said, signed

DAY = timedelta(days=1)
NOTHING = {"professions": [], "least_band": "", "without_band": [], "competences": []}


def test_the_latest_row_counts_and_what_is_not_said_anew_is_carried_over(tidewater, now):
    said(tidewater, tidewater.nell, now=now - DAY, employment="seconded", seconded_from="Quay Trust", languages=["ur"])
    said(tidewater, tidewater.nell, now=now, by=tidewater.nell, languages=["pl", "ar", "pl"], gender="woman")

    with hub_scope(tidewater.hub):
        assert Profile.objects.count() == 2
        before, after = (profiles_of(tidewater.hub, now=at)[tidewater.nell.pk] for at in (now - DAY, now))
    assert (before.languages, before.gender) == (["ur"], "")
    assert (after.profession, after.seconded_from, after.languages, after.gender, after.set_by) == (
        "clinical_psych", "Quay Trust", ["ar", "pl"], "woman", tidewater.nell,
    )  # fmt: skip


def test_training_in_cultural_competence_is_one_as_long_as_it_has_a_day(tidewater, now):
    on = date(2026, 3, 2)
    rows = [
        said(tidewater, tidewater.nell, now=now, culture_trained_on=on, competences=["sleep"]),
        said(tidewater, tidewater.nell, now=now + DAY, culture_trained_on=None),
    ]

    assert [each.competences for each in rows] == [["sleep", "culture"], ["sleep"]]


def test_of_oneself_one_says_languages_and_gender_and_nothing_of_a_colleague(tidewater, saltpan, now):
    for by, member, facts in (
        (tidewater.nell, tidewater.nell, {"profession": "psychiatrist"}),
        (tidewater.nell, tidewater.nell, {"languages": ["pl"], "competences": ["trauma"]}),
        (tidewater.nell, tidewater.wren, {"languages": ["pl"]}),
        (tidewater.ada, tidewater.nell, {"languages": ["pl"]}),
        (saltpan.ines, tidewater.nell, {"languages": ["pl"]}),
    ):
        with pytest.raises(PermissionDenied):
            said(tidewater, member, now=now, by=by, **facts)
    said(tidewater, tidewater.nell, now=now, by=tidewater.max, profession="ot")
    with hub_scope(tidewater.hub):
        assert list(Profile.objects.values_list("profession", flat=True)) == ["ot"]


def test_two_who_say_it_at_once_do_not_lose_what_the_first_said(tidewater, now):
    first = said(tidewater, tidewater.nell, now=now)
    said(tidewater, tidewater.nell, now=now, languages=["pl"])

    with hub_scope(tidewater.hub), pytest.raises(ChangedMeanwhile):
        actions.set_profile(tidewater.nell, seen=first.pk, by=tidewater.ines, now=now, gender="woman")


def test_a_rule_is_signed_by_name_and_the_newest_holds_from_then_on(tidewater, saltpan, now):
    signed(tidewater, now=now - DAY, least_band="7")
    signed(tidewater, now=now, least_band="8a", professions=["ot", "nurse"])

    with hub_scope(tidewater.hub):
        found = [rule_of(tidewater.hub, now=at) for at in (now - 2 * DAY, now - DAY, now)]
        assert [each and (each.version, each.least_band, each.signed_by) for each in found] == [
            None, (1, "7", "Ines Pretendham"), (2, "8a", "Ines Pretendham"),
        ]  # fmt: skip
        with pytest.raises(ChangedMeanwhile):
            actions.sign_rule(tidewater.hub, **NOTHING, seen_version=1, by=tidewater.max, now=now)
        for by in (tidewater.nell, tidewater.ada, saltpan.ines):
            with pytest.raises(PermissionDenied):
                actions.sign_rule(tidewater.hub, **NOTHING, seen_version=2, by=by, now=now)
    with hub_scope(saltpan.hub):
        assert rule_of(tidewater.hub, now=now) is None
        assert Profile.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"profession": "wizard"}, "profile_profession_known"),
        ({"grade": "10"}, "profile_grade_known"),
        ({"gender": "x"}, "profile_gender_known"),
        ({"employment": "lent"}, "profile_employment_known"),
        ({"languages": ["xx"]}, "profile_languages_known"),
        ({"competences": ["magic"]}, "profile_competences_known"),
        ({"competences": ["culture"]}, "profile_culture_has_a_date"),
        ({"culture_trained_on": date(2026, 1, 2)}, "profile_culture_has_a_date"),
        ({"seconded_from": "Quay Trust"}, "profile_seconded_from_somewhere"),
    ],
)
def test_the_database_refuses_what_is_no_code(tidewater, now, facts, name):
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError, match=name), transaction.atomic():
        Profile.objects.create(hub=tidewater.hub, member=tidewater.nell, set_at=now, set_by=tidewater.ines, **facts)


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"version": 0}, "assessor_rule_version_from_one"),
        ({"signed_by": ""}, "assessor_rule_signed"),
        ({"least_band": "medical"}, "assessor_rule_band_known"),
        ({"without_band": ["9"]}, "assessor_rule_grades_known"),
        ({"professions": ["wizard"]}, "assessor_rule_professions_known"),
        ({"competences": ["magic"]}, "assessor_rule_competences_known"),
    ],
)
def test_the_database_refuses_a_rule_that_is_none(tidewater, now, facts, name):
    row = {"version": 1, "signed_by": "Ines", "signed_on": now.date(), "starts_at": now, "set_by": tidewater.ines}
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError, match=name), transaction.atomic():
        AssessorRule.objects.create(hub=tidewater.hub, **row | facts)


def test_rows_point_at_members_of_their_own_hub_and_are_never_changed(tidewater, saltpan, now):
    found = said(tidewater, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(IntegrityError, match="member_id_in_hub"), transaction.atomic():
            Profile.objects.create(hub=tidewater.hub, member=saltpan.nell, set_at=now, set_by=tidewater.ines)
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            Profile.objects.filter(pk=found.pk).update(profession="ot")


def test_the_team_is_those_at_work_who_see_people(tidewater, saltpan, now):
    with hub_scope(tidewater.hub):
        assert [each.name for each in team_of(tidewater.hub)] == ["Ines Pretendham", "Nell Sampleton", "Wren Dummerly"]


def test_a_reason_is_kept_only_where_it_is_needed(trained, now, django_assert_num_queries):
    nell, wren, hub = trained.nell, trained.wren, trained.hub
    with hub_scope(hub), django_assert_num_queries(1):
        assert override_needed(hub, [wren], override="", now=now) == ""
    signed(trained, now=now, least_band="7")
    with hub_scope(hub):
        with django_assert_num_queries(2):
            assert override_needed(hub, [nell], override="knows_them", now=now) == ""
        assert override_needed(hub, [nell, wren], override="", now=now) == ""
        assert override_needed(hub, [wren], override="knows_them", now=now) == "knows_them"
        assert override_needed(hub, [wren], override="", now=now - DAY) == ""
        for members, more in (([wren], {}), ([wren], {"override": "because"}), ([nell, wren], {"all_of_them": True})):
            with pytest.raises(NotAdmitted):
                override_needed(hub, members, now=now, **{"override": ""} | more)
        assert known_of(hub, [wren, nell], now=now).admitted([wren, nell]) == [nell]
