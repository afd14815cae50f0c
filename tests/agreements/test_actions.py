from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from holdfast.agreements import actions
from holdfast.agreements.actions import NotAgreed, NotTrue
from holdfast.agreements.models import Agreement, Partner, Statement
from holdfast.agreements.queries import about, agreements_of, holding, statements_of, told_to
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from tests.builders import send_request

TRUE = {"contacted": date(2026, 10, 14)}


def make_partner(team, now, word="oh"):
    return actions.admit(
        team.hub, email=f"{word}@northfell.example", name="Olive Mockwell", route="oh",
        organisation="Northfell Occupational Health", now=now,
    )  # fmt: skip


@pytest.fixture
def asked(tidewater, now):
    return send_request(tidewater, now=now)


@pytest.fixture
def partner(tidewater, now):
    with hub_scope(tidewater.hub):
        return make_partner(tidewater, now)


def give(person, partner, now, kinds=("contacted",)):
    return actions.give(person, partner=partner, purpose="referrer", kinds=kinds, how="own_pages", now=now)


def approve(referral, partner, now, kind="contacted"):
    return actions.approve(referral.person, partner=partner, referral_id=referral.pk, kind=kind, true=TRUE, now=now)


def test_a_partner_reads_the_approved_statement_and_no_other_partner_does(tidewater, asked, partner, now):
    with hub_scope(tidewater.hub):
        give(asked.person, partner, now)
        statement = approve(asked, partner, now)

        assert list(told_to(partner, [asked.pk])) == [statement]
        assert list(told_to(make_partner(tidewater, now, "other"), [asked.pk])) == []
        assert list(told_to(partner, [uuid4()])) == []
        assert [(e.kind, e.by) for e in Event.objects.filter(kind__startswith="agreement").order_by("pk")] == [
            ("agreement.give", None),
            ("agreement.approve", None),
        ]


def test_another_hub_finds_neither_agreement_nor_statement(tidewater, saltpan, asked, partner, now):
    with hub_scope(tidewater.hub):
        give(asked.person, partner, now)
        approve(asked, partner, now)

    with hub_scope(saltpan.hub):
        assert (Agreement.objects.count(), Statement.objects.count(), Partner.objects.count()) == (0, 0, 0)
        assert list(told_to(partner, [asked.pk])) == []


def test_nothing_is_shared_without_an_agreement(tidewater, asked, partner, now):
    with hub_scope(tidewater.hub):
        with pytest.raises(NotAgreed):
            approve(asked, partner, now)

        assert Statement.objects.count() == 0


def test_nothing_is_shared_that_the_agreement_does_not_name(tidewater, asked, partner, now):
    with hub_scope(tidewater.hub):
        give(asked.person, partner, now, kinds=["ended"])
        with pytest.raises(NotAgreed):
            approve(asked, partner, now)

        assert Statement.objects.count() == 0


def test_what_is_not_true_is_not_said(tidewater, asked, partner, now):
    with hub_scope(tidewater.hub):
        give(asked.person, partner, now, kinds=["ended"])
        with pytest.raises(NotTrue):
            approve(asked, partner, now, kind="ended")

        assert Statement.objects.count() == 0


def test_after_withdrawing_nothing_new_is_shared_and_what_was_shared_stays(tidewater, asked, partner, now):
    later = now + timedelta(minutes=5)
    with hub_scope(tidewater.hub):
        give(asked.person, partner, now, kinds=["contacted", "ended"])
        statement = approve(asked, partner, now)
        actions.withdraw(asked.person, partner, now=later)

        with pytest.raises(NotAgreed):
            approve(asked, partner, later)
        assert holding(asked.person, partner) is None
        assert statements_of(asked.person) == [statement]


def test_there_is_nothing_to_withdraw_twice(tidewater, asked, partner, now):
    with hub_scope(tidewater.hub):
        give(asked.person, partner, now)
        actions.withdraw(asked.person, partner, now=now)

        with pytest.raises(NotAgreed):
            actions.withdraw(asked.person, partner, now=now)


def test_agreeing_again_ends_what_was_agreed_before(tidewater, asked, partner, now):
    with hub_scope(tidewater.hub):
        first = give(asked.person, partner, now)
        second = give(asked.person, partner, now + timedelta(hours=1), kinds=["ended"])

        assert agreements_of(asked.person) == [second, first]
        assert holding(asked.person, partner) == second


def test_the_same_statement_is_shared_once(tidewater, asked, partner, now):
    with hub_scope(tidewater.hub):
        give(asked.person, partner, now)

        assert approve(asked, partner, now) == approve(asked, partner, now + timedelta(days=1))
        assert Statement.objects.count() == 1


@pytest.mark.parametrize("kinds", [[], ["diagnosis"]])
def test_an_agreement_names_statements_that_there_are(tidewater, asked, partner, now, kinds):
    with hub_scope(tidewater.hub), pytest.raises(ValueError, match="names statements"):
        give(asked.person, partner, now, kinds=kinds)


def test_the_database_refuses_two_agreements_with_one_partner(tidewater, asked, partner, now):
    with hub_scope(tidewater.hub):
        given = give(asked.person, partner, now)

        with pytest.raises(IntegrityError, match="agreement_once"), transaction.atomic():
            Agreement.objects.create(
                hub=tidewater.hub, person=asked.person, partner=partner, purpose="care", kinds=given.kinds,
                given_how="telephone", given_at=now,
            )  # fmt: skip


def test_a_partner_is_one_row_however_their_address_is_written(tidewater, saltpan, partner, now):
    with hub_scope(tidewater.hub):
        again = actions.admit(
            tidewater.hub, email=" OH@Northfell.example", name="Olive Mockwell-Sham", route="oh",
            organisation="Northfell Occupational Health", now=now,
        )  # fmt: skip

        assert again == partner
        assert about(Partner.objects.get())["name"] == "Olive Mockwell-Sham"
        assert b"Olive" not in bytes(Partner.objects.get().about_sealed)
    assert actions.email_hash(tidewater.hub.pk, "a@b.example") != actions.email_hash(saltpan.hub.pk, "a@b.example")
