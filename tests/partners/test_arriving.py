"""Coming in by a code: what is told, to whom, and what is not."""

from datetime import timedelta

import pytest
from django.test import Client

from holdfast.correspondence.models import Message
from holdfast.hubs.scope import hub_scope
from holdfast.partners.actions import end_organisation
from holdfast.partners.code_actions import forget_old
from holdfast.partners.models import Code, Visit
from holdfast.people.models import Box
from tests.builders import browser_of, make_member, page
from tests.partners.conftest import OLIVE, Referrer, partners_of, words


def test_an_admitted_and_a_strange_address_get_the_same_page_the_same_statements_and_one_mail(
    tidewater, admitted, django_assert_num_queries
):
    known, strange = Referrer(tidewater, OLIVE), Referrer(tidewater, "olive@elsewhere.example")
    known.post("address", email=OLIVE)
    with django_assert_num_queries(15) as first:
        one = known.post("address", email=OLIVE)
    with django_assert_num_queries(15) as second:
        other = strange.post("address", email=strange.address)

    assert (one.status_code, one.url) == (other.status_code, other.url)
    assert words(known.get("code")) == words(strange.get("code"))
    assert [q["sql"].split()[0] for q in first.captured_queries] == [
        q["sql"].split()[0] for q in second.captured_queries
    ]
    assert (len(known.code()), strange.code()) == (6, "")


@pytest.mark.parametrize("address", ["olive@northfell.example.evil.example", "olive@notnorthfell.example"])
def test_a_domain_that_only_looks_like_an_admitted_one_gets_no_code(tidewater, admitted, address):
    stranger = Referrer(tidewater, address)
    stranger.post("address", email=address)

    assert stranger.code() == ""


def test_the_right_code_asks_once_who_they_are_and_then_never_again(tidewater, admitted):
    olive = Referrer(tidewater, OLIVE)
    first = olive.come_in()
    again = Referrer(tidewater, OLIVE)
    again.post("address", email=OLIVE)
    second = again.post("code", code=again.code())

    assert first.url == second.url == page("partners:question", "tidewater", "name")
    assert partners_of(tidewater) == 1
    assert olive.partner().organisation == "Northfell Occupational Health"


def test_five_wrong_codes_close_it_for_the_right_one_too(tidewater, admitted):
    olive = Referrer(tidewater, OLIVE)
    olive.post("address", email=OLIVE)
    right = olive.code()
    wrong = "000000" if right != "000000" else "111111"
    answers = [olive.post("code", code=wrong) for _ in range(5)]
    last = olive.post("code", code=right)

    assert {answer.status_code for answer in [*answers, last]} == {200}
    assert len({words(answer) for answer in answers}) == 1
    assert words(last) == words(answers[0]).replace(wrong, right)
    assert olive.get("mine").status_code == 410


def test_a_code_is_for_the_browser_that_asked_for_a_quarter_of_an_hour_and_for_one_hub(
    tidewater, saltpan, admitted, clock, now
):
    olive = Referrer(tidewater, OLIVE)
    olive.post("address", email=OLIVE)
    code = olive.code()
    other = Client()
    at_saltpan = olive.browser.post(page("partners:code", "saltpan"), {"code": code})
    elsewhere = other.post(page("partners:code", "tidewater"), {"code": code})
    clock(now + timedelta(minutes=16))
    late = olive.post("code", code=code)

    assert [answer.status_code for answer in (at_saltpan, elsewhere, late)] == [200, 200, 200]
    assert "This is not the code" in words(at_saltpan)
    with hub_scope(tidewater.hub):
        assert Visit.objects.count() == 0


def test_the_sixth_code_in_a_quarter_of_an_hour_is_not_mailed(tidewater, admitted):
    olive = Referrer(tidewater, OLIVE)
    for _ in range(6):
        olive.post("address", email=OLIVE)

    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="code", cancelled_at=None).count() == 5


def test_nothing_of_an_address_is_readable_and_a_day_later_not_even_with_the_key(tidewater, admitted, now):
    Referrer(tidewater, OLIVE).post("address", email=OLIVE)
    with hub_scope(tidewater.hub):
        assert b"olive" not in bytes(Code.objects.get().address_sealed)
        box = Code.objects.get().box_id
        assert forget_old(tidewater.hub, now=now + timedelta(hours=25)) == 1
        assert (Code.objects.count(), Box.objects.get(pk=box).wrapped_key) == (0, None)


@pytest.mark.parametrize("email", ["", "\0", "olive", "a" * 1_000_000, "olive@gmail", "a@b@c.example"])
def test_an_address_that_is_none_gets_a_sentence(tidewater, admitted, email):
    response = Referrer(tidewater, OLIVE).post("address", email=email)

    assert response.status_code == 200
    assert "Check these answers" in words(response)


def test_a_forged_organisation_is_refused(tidewater, saltpan, admitted):
    olive = Referrer(tidewater, OLIVE)
    olive.post("address", email=OLIVE)
    olive.post("code", code=olive.code())
    response = olive.post("you", name="Olive", telephone="01632 960123", admitted=str(saltpan.hub.pk))

    assert "Pick one of the answers" in words(response)
    assert partners_of(tidewater) == 0


def test_a_page_needs_a_visit_that_lasts_two_hours_and_no_longer_than_its_organisation(
    tidewater, saltpan, admitted, olive, clock, now
):
    assert Client().get(page("partners:mine", "tidewater")).status_code == 410
    assert olive.browser.get(page("partners:mine", "saltpan")).status_code == 410
    assert olive.get("mine").status_code == 200
    clock(now + timedelta(minutes=121))
    assert olive.get("mine").status_code == 410
    clock(now)
    with hub_scope(tidewater.hub):
        end_organisation(admitted, by=tidewater.ines, now=now)
    assert olive.get("mine").status_code == 410
    olive.post("address", email=OLIVE)
    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="code", cancelled_at=None).count() == 1


def test_a_partner_who_has_ended_gets_no_code_and_sees_nothing(tidewater, admitted, olive, now):
    partner = olive.partner()
    partner.ended_at = now
    with hub_scope(tidewater.hub):
        partner.save(update_fields=["ended_at"])
    again = Referrer(tidewater, OLIVE)
    again.post("address", email=OLIVE)

    assert olive.get("mine").status_code == 410
    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="code", cancelled_at=None).count() == 1


def test_leaving_ends_the_visit(olive):
    olive.post("leave")

    assert olive.get("mine").status_code == 410


def test_a_member_with_the_role_refers_without_a_code_once_they_have_said_who_they_are(tidewater, admitted, saltpan):
    member = make_member(tidewater.hub, "Rue Pretendley", "referrer")
    member.account.email = "rue@northfell.example"
    member.account.save()
    browser = browser_of(member)
    assert browser.get(page("partners:mine", "tidewater")).status_code == 410
    browser.post(
        page("partners:you", "tidewater"),
        {"name": "Rue Pretendley", "telephone": "01632 960555", "admitted": str(admitted.pk)},
    )

    home = browser.get(page("caseload:today"), follow=True)
    assert (home.status_code, home.redirect_chain[-1][0]) == (200, page("partners:mine", "tidewater"))
    assert "Nell" not in words(home)
    assert browser.get(page("partners:mine", "saltpan")).status_code == 410
    assert browser_of(tidewater.nell).get(page("partners:mine", "tidewater")).status_code == 410
    for staff_page in ("caseload:people", "alerts:list", "partners:named_people", "partners:admitted"):
        assert browser.get(page(staff_page)).status_code == 404
