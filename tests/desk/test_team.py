"""The team from its pages: invitations, roles, standing, links; and what nobody can do to others or to themselves."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.accounts.models import Account, Membership
from holdfast.desk.models import Change
from holdfast.hubs.scope import hub_scope
from tests.accounts.signing_in import give_app
from tests.builders import browser_of, make_member, page
from tests.desk.conftest import shown

pytestmark = pytest.mark.django_db
ROBIN = {"name": "Robin Standin", "email": "robin@hub.example", "roles": ["practitioner"]}


def kinds(team) -> list[tuple[str, object]]:
    """What was written down about the hub, the latest last."""
    with hub_scope(team.hub):
        return list(Change.objects.order_by("at", "pk").values_list("kind", "member"))


def robin() -> Membership:
    return Membership.objects.select_related("account", "hub").get(account__email="robin@hub.example")


def link_in(response) -> str:
    """The path of the link that a page shows."""
    return re.search(r"http://\w+(/join/[^<\s]+)", response.content.decode())[1]


def test_a_lead_invites_somebody_sees_the_link_once_and_they_join(tidewater, post, get):
    link = link_in(post(tidewater.ines, "desk:invite", **ROBIN))

    assert (robin().status, robin().roles, robin().is_fallback) == ("invited", ["practitioner"], False)
    assert kinds(tidewater) == [("member.invite", robin().pk)]
    for name, args in (("desk:team", ()), ("desk:member", (robin().pk,)), ("desk:changes", ())):
        assert "/join/" not in get(tidewater.ines, name, *args).content.decode()
    joined = Client().post(link, {"password": "tansy harbour kettle moss", "again": "tansy harbour kettle moss"})
    assert joined.status_code == 302
    assert robin().status == "active"


def test_an_address_that_is_there_is_refused_and_an_invitation_sent_twice_makes_one(tidewater, post):
    post(tidewater.ines, "desk:invite", **ROBIN)

    again = post(tidewater.ines, "desk:invite", **ROBIN)

    assert "Somebody with this address belongs to the team already." in again.text_shown
    assert 'value="Robin Standin"' in again.content.decode()
    assert kinds(tidewater) == [("member.invite", robin().pk)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Enter their name"),
        ({"name": "Robin\0"}, "Take out the characters that cannot be shown"),
        ({"email": "robin"}, "robin is no email address."),
        ({"email": "x" * 1_000_000}, "Use a shorter address"),
        ({"roles": []}, "Choose one role at least"),
        ({"roles": ["emperor"]}, "Choose from the roles that there are"),
        ({"roles": ["hub_manager"], "is_fallback": "on"}, "Whoever is the fallback takes alerts"),
    ],
)
def test_an_invitation_that_cannot_be_gets_a_sentence(tidewater, post, fields, sentence):
    before = Account.objects.count()

    assert sentence in post(tidewater.ines, "desk:invite", **{**ROBIN, **fields}).text_shown

    assert Account.objects.count() == before


def test_the_list_says_who_stands_where_and_takes_no_more_statements_with_more_people(
    tidewater, saltpan, get, django_assert_num_queries
):
    give_app(tidewater.nell)
    text = get(tidewater.ines, "desk:team").text_shown
    browser = browser_of(tidewater.ines)
    browser.get(page("desk:team"))
    with CaptureQueriesContext(connection) as before:
        browser.get(page("desk:team"))
    for number in range(5):
        make_member(tidewater.hub, f"Extra{number} Madeup", "practitioner")

    with django_assert_num_queries(len(before)):
        browser.get(page("desk:team"))
    assert f"Nell Sampleton Practitioner, with second factor {tidewater.nell.account.email} Active" in text
    assert (
        f"Ines Pretendham Clinical lead, fallback, no second factor yet {tidewater.ines.account.email} Active" in text
    )
    assert saltpan.nell.account.email not in text


def test_roles_are_changed_and_the_colleague_signs_in_anew(tidewater, post):
    browser = browser_of(tidewater.wren)

    response = post(
        tidewater.ines, "desk:set_roles", tidewater.wren.pk, roles=["practitioner", "clinical_lead"], is_fallback="on"
    )

    tidewater.wren.refresh_from_db()
    assert "Wren Dummerly has these roles now" in response.text_shown
    assert (tidewater.wren.roles, tidewater.wren.is_fallback) == (["practitioner", "clinical_lead"], True)
    assert browser.get(page("caseload:today")).status_code == 302


def test_a_colleague_is_suspended_comes_back_and_leaves(tidewater, post):
    wren = tidewater.wren
    standing = []
    for name in ("suspend", "suspend", "resume", "leave", "resume"):
        post(tidewater.ines, f"desk:{name}", wren.pk)
        wren.refresh_from_db()
        standing.append(wren.status)

    assert standing == ["suspended", "suspended", "active", "left", "left"]
    assert kinds(tidewater) == [("member.suspend", wren.pk), ("member.resume", wren.pk), ("member.leave", wren.pk)]


@pytest.mark.parametrize("name", ["suspend", "leave", "set_roles"])
def test_the_last_fallback_of_an_open_hub_is_not_taken_away(tidewater, post, name):
    other = make_member(tidewater.hub, "Otto Exampleton", "clinical_lead")

    response = post(other, f"desk:{name}", tidewater.ines.pk, roles=["clinical_lead"])

    tidewater.ines.refresh_from_db()
    assert "Make somebody else the fallback first." in response.text_shown
    assert (tidewater.ines.status, tidewater.ines.is_fallback) == ("active", True)
    assert kinds(tidewater) == []


@pytest.mark.parametrize("name", ["suspend", "leave", "set_roles"])
def test_the_last_outside_cover_of_an_open_hub_is_not_taken_away(tidewater, post, name):
    response = post(tidewater.ines, f"desk:{name}", tidewater.outside.pk, roles=["clinical_lead"])

    tidewater.outside.refresh_from_db()
    assert "Nobody else is told of an alert that nobody of the hub may see." in response.text_shown
    assert (tidewater.outside.status, tidewater.outside.roles) == ("active", ["outside_cover"])


@pytest.mark.parametrize("name", ["suspend", "leave", "set_roles", "replace_link", "begin_again"])
def test_nobody_changes_their_own_place(tidewater, post, name):
    before = password_of(tidewater.max)

    response = post(tidewater.max, f"desk:{name}", tidewater.max.pk, roles=["hub_manager", "clinical_lead"])

    tidewater.max.refresh_from_db()
    assert "This is your own place here." in response.text_shown
    assert (tidewater.max.roles, tidewater.max.status) == (["hub_manager"], "active")
    assert password_of(tidewater.max) == before


def password_of(member: Membership) -> str:
    return Account.objects.get(pk=member.account_id).password


@pytest.mark.parametrize("role", ["practitioner", "clinical_lead", "support_line", "administrator", "outside_cover"])
def test_a_manager_hands_out_no_role_that_opens_records(tidewater, post, role):
    invited = post(tidewater.max, "desk:invite", **{**ROBIN, "roles": ["hub_manager", role]})
    changed = post(tidewater.max, "desk:set_roles", tidewater.ada.pk, roles=[role])

    for response in (invited, changed):
        assert "These roles open people's records, and yours do not." in response.text_shown
    assert not Account.objects.filter(email="robin@hub.example").exists()
    tidewater.ada.refresh_from_db()
    assert tidewater.ada.roles == ["administrator"]


def test_a_manager_gets_no_link_that_would_open_a_clinicians_account(tidewater, post):
    post(tidewater.ines, "desk:invite", **ROBIN)

    for name, member in (("replace_link", robin()), ("begin_again", tidewater.nell)):
        before = password_of(member)
        response = post(tidewater.max, f"desk:{name}", member.pk)
        assert "/join/" not in response.content.decode()
        assert password_of(member) == before


def test_a_manager_invites_a_manager_and_suspends_anybody_at_once(tidewater, post):
    assert "/join/" in post(tidewater.max, "desk:invite", **{**ROBIN, "roles": ["hub_manager"]}).content.decode()

    post(tidewater.max, "desk:suspend", tidewater.nell.pk)

    tidewater.nell.refresh_from_db()
    assert tidewater.nell.status == "suspended"


def test_a_new_link_ends_the_old_one(tidewater, post):
    old = link_in(post(tidewater.ines, "desk:invite", **ROBIN))

    new = link_in(post(tidewater.ines, "desk:replace_link", robin().pk))

    assert (Client().get(old).status_code, Client().get(new).status_code) == (410, 200)


def test_a_colleague_who_lost_their_phone_begins_again_with_a_link(tidewater, post):
    give_app(tidewater.nell)
    browser = browser_of(tidewater.nell)

    link = link_in(post(tidewater.ines, "desk:begin_again", tidewater.nell.pk))

    assert Client().get(link).status_code == 200
    assert browser.get(page("caseload:today")).status_code == 302
    assert not tidewater.nell.account.authenticator_set.exists()


def test_no_hub_takes_the_password_of_somebody_who_works_elsewhere_too(tidewater, saltpan, post):
    post(tidewater.ines, "desk:invite", **{**ROBIN, "email": saltpan.nell.account.email})
    both = Membership.objects.get(hub=tidewater.hub, account=saltpan.nell.account)
    Membership.objects.filter(pk=both.pk).update(status="active")
    before = password_of(saltpan.nell)

    again = post(tidewater.ines, "desk:begin_again", both.pk)
    linked = post(tidewater.ines, "desk:replace_link", both.pk)

    assert "They work at another hub too" in again.text_shown
    assert "/join/" not in linked.content.decode()
    assert password_of(saltpan.nell) == before


def test_a_link_of_somebody_who_has_joined_cannot_be_replaced(tidewater, post):
    response = post(tidewater.ines, "desk:replace_link", tidewater.nell.pk)

    assert "A colleague has changed this meanwhile. Look again." in response.text_shown
    assert kinds(tidewater) == []


def test_what_was_changed_is_listed_with_who_did_it_a_page_at_a_time(tidewater, post, get):
    for _ in range(26):
        post(tidewater.ines, "desk:suspend", tidewater.wren.pk)
        post(tidewater.max, "desk:resume", tidewater.ada.pk)
        post(tidewater.ines, "desk:resume", tidewater.wren.pk)

    first = get(tidewater.max, "desk:changes")
    following = re.search(r'href="[^"]*(\?before=[^"]+)"', first.content.decode())[1]
    second = get(tidewater.max, "desk:changes", query=following)

    assert first.text_shown.count("Wren Dummerly Ines Pretendham, today at 2:52pm") == 50
    assert second.text_shown.count("Wren Dummerly Ines Pretendham, today at 2:52pm") == 2
    assert get(tidewater.max, "desk:changes", query="?before=%00x").status_code == 200


def test_the_answer_with_the_link_is_kept_by_no_browser(tidewater):
    response = shown(browser_of(tidewater.ines).post(page("desk:invite"), ROBIN))

    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
