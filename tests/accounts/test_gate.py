"""Every route says who may pass, and nobody else does."""

import re
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLResolver, get_resolver

from holdfast.accounts.models import Account, Membership
from holdfast.events.models import AccessEntry
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.people.models import Person
from tests.builders import browser_of, make_member, send_request

WHO = {"anyone", "anyone at a hub", "signed in", "staff", "person", "referrer"}
SOMEBODY = "01999999-0000-7000-8000-000000000001"
STAFF = ["/staff/", "/triage/", "/both/", f"/reads/{SOMEBODY}/", f"/refuses/{SOMEBODY}/", f"/denies/{SOMEBODY}/"]


@pytest.fixture
def routes(settings):
    settings.ROOT_URLCONF = "tests.accounts.routes"


@pytest.fixture
def steady(monkeypatch):
    """The banner of the staff pages is not what is tested here."""
    monkeypatch.setattr("holdfast.accounts.gate.import_string", lambda name: lambda request: [])


def every_route(resolver: URLResolver, before: str = "") -> list[tuple[str, object]]:
    found = []
    for entry in resolver.url_patterns:
        address = before + str(entry.pattern)
        found += every_route(entry, address) if isinstance(entry, URLResolver) else [(address, entry.callback)]
    return found


def access_log(team) -> list[tuple]:
    with hub_scope(team.hub):
        return [(one.action, one.what, one.why, one.persons, one.by_id) for one in AccessEntry.objects.order_by("pk")]


def test_every_route_of_the_product_declares_who_may_pass():
    silent = [address for address, view in every_route(get_resolver("holdfast.urls")) if not hasattr(view, "who")]

    assert silent == []


def test_every_route_declares_one_of_the_known_kinds():
    kinds = {view.who.kind for _, view in every_route(get_resolver("holdfast.urls")) if hasattr(view, "who")}

    assert kinds <= WHO


def test_a_route_without_a_gate_is_closed_to_everybody(routes, tidewater):
    assert Client().get("/forgotten/").status_code == 404
    assert browser_of(tidewater.ines).get("/forgotten/").status_code == 404
    assert Client().post("/forgotten/").status_code == 404


def test_anyone_passes_where_anyone_may_and_no_hub_is_in_scope(routes, tidewater, now):
    send_request(tidewater, now=now)

    assert Client().get("/anyone/").content == b"nobody sees 0"


def test_a_page_of_a_hub_has_that_hub_alone_in_scope(routes, tidewater, saltpan, now):
    send_request(tidewater, now=now)

    assert Client().get("/at/tidewater/").content == b"nobody sees 1"
    assert Client().get("/at/saltpan/").content == b"nobody sees 0"
    assert Client().get("/about/tidewater/").content == b"nobody sees 0"


def test_a_hub_that_is_not_open_has_no_pages(routes, tidewater):
    Hub.objects.filter(pk=tidewater.hub.pk).update(status=Hub.Status.CLOSED)

    assert [Client().get(f"/{kind}/tidewater/").status_code for kind in ("at", "about")] == [404, 404]


@pytest.mark.parametrize("address", [*STAFF, "/mine/"])
def test_whoever_has_not_signed_in_is_sent_to_sign_in(routes, db, address):
    response = Client().get(address)

    assert (response.status_code, response["Location"]) == (302, "/sign-in/")


def test_the_member_of_a_role_passes_and_has_their_hub_in_scope(routes, steady, tidewater, saltpan, now):
    send_request(tidewater, now=now)

    assert browser_of(tidewater.nell).get("/triage/").content == b"Nell Sampleton sees 1"
    assert browser_of(saltpan.nell).get("/triage/").content == b"Nell Sampleton sees 0"


STATES = ["invited", "suspended", "left", "without a role", "without a membership"]


def browser_in(state: str, team) -> Client:
    """A signed-in browser of somebody who may not, or no longer, work here."""
    member = make_member(team.hub, "Perch Nowhere", "clinical_lead")
    if state == "without a membership":
        member.account = make_account()
    elif state == "without a role":
        Membership.objects.filter(pk=member.pk).update(roles=[])
    else:
        Membership.objects.filter(pk=member.pk).update(status=state)
    return browser_of(member)


def make_account() -> Account:
    return Account.objects.create(email=f"{uuid4().hex}@nowhere.example", name="Perch Nowhere")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("address", STAFF)
def test_a_page_of_the_hubs_work_is_not_there_for_somebody(routes, steady, tidewater, state, address):
    assert browser_in(state, tidewater).get(address).status_code == 404


def staff_addresses() -> list[str]:
    """Every staff page of the product, with something in place of what its address names."""
    found = []
    for address, view in every_route(get_resolver("holdfast.urls")):
        if getattr(view, "who", None) is not None and view.who.kind == "staff":
            filled = re.sub(r"<uuid:\w+>", str(uuid4()), address)
            found.append("/" + re.sub(r"<int:\w+>", "1", re.sub(r"<(\w+:)?\w+>", "x", filled)))
    return found


@pytest.mark.parametrize("state", STATES)
def test_no_staff_page_of_the_product_opens_for_somebody(tidewater, state):
    browser = browser_in(state, tidewater)

    opened = {
        (address, answer.status_code)
        for address in staff_addresses()
        for answer in (browser.get(address), browser.post(address))
        if answer.status_code not in (404, 405)
    }

    assert opened == set()


def test_no_staff_page_of_the_product_opens_before_the_second_factor(tidewater):
    browser = Client()
    browser.force_login(tidewater.ines.account, backend="holdfast.accounts.backends.Accounts")

    opened = {
        (address, answer.status_code, answer.headers.get("Location"))
        for address in staff_addresses()
        for answer in (browser.get(address), browser.post(address))
        if answer.status_code not in (302, 405) or answer.content
    }

    assert {one for one in opened if one[1] != 405} == set()


def test_whoever_has_no_second_factor_is_sent_to_set_one_up(routes, tidewater):
    browser = Client()
    browser.force_login(tidewater.nell.account, backend="holdfast.accounts.backends.Accounts")

    assert [browser.get(address)["Location"] for address in STAFF] == ["/mine/"] * len(STAFF)


def test_whoever_has_a_second_factor_and_did_not_use_it_signs_in_again(routes, tidewater):
    Authenticator.objects.create(user=tidewater.nell.account, type=Authenticator.Type.TOTP, data={})
    browser = Client()
    browser.force_login(tidewater.nell.account, backend="holdfast.accounts.backends.Accounts")

    assert [browser.get(address)["Location"] for address in STAFF] == ["/sign-out/"] * len(STAFF)


def test_recovery_codes_alone_are_no_second_factor(routes, tidewater):
    Authenticator.objects.create(user=tidewater.nell.account, type=Authenticator.Type.RECOVERY_CODES, data={})
    browser = Client()
    browser.force_login(tidewater.nell.account, backend="holdfast.accounts.backends.Accounts")

    assert browser.get("/staff/")["Location"] == "/mine/"


def test_the_account_pages_open_before_the_second_factor(routes, tidewater):
    browser = Client()
    browser.force_login(tidewater.nell.account, backend="holdfast.accounts.backends.Accounts")

    assert browser.get("/mine/").content == b"nobody sees 0"


def test_every_permission_that_a_route_names_is_needed(routes, steady, tidewater):
    assert browser_of(tidewater.nell).get("/both/").status_code == 404
    assert browser_of(tidewater.ines).get("/both/").status_code == 200


def test_a_route_that_names_no_permission_opens_to_every_role_and_to_nobody_without(routes, steady, tidewater):
    assert browser_of(tidewater.max).get("/staff/").status_code == 200
    assert browser_in("without a role", tidewater).get("/staff/").status_code == 404


def test_reading_is_written_down_with_who_what_why_and_whom(routes, steady, tidewater):
    person = uuid4()
    browser_of(tidewater.nell).get(f"/reads/{person}/")
    browser_of(tidewater.nell).post(f"/reads/{person}/")

    assert access_log(tidewater) == [
        ("read", "reads", "team", [person], tidewater.nell.pk),
        ("write", "reads", "team", [person], tidewater.nell.pk),
    ]


def test_a_page_that_touches_nobody_leaves_no_row(routes, steady, tidewater):
    browser_of(tidewater.nell).get("/triage/")

    assert access_log(tidewater) == []


def test_a_refused_read_is_written_down_although_its_work_is_undone(routes, steady, tidewater, now):
    person = send_request(tidewater, now=now).person
    before = len(access_log(tidewater))

    assert browser_of(tidewater.nell).get(f"/refuses/{person.pk}/").status_code == 404

    assert access_log(tidewater)[before:] == [("refused", "refuses", "none", [person.pk], tidewater.nell.pk)]
    with hub_scope(tidewater.hub):
        assert not Person.objects.get(pk=person.pk).is_held


def test_an_action_that_refuses_is_not_found_and_says_nothing(routes, steady, tidewater):
    person = uuid4()
    answer = browser_of(tidewater.nell).get(f"/denies/{person}/")

    assert answer.status_code == 404
    assert b"canary" not in answer.content
    assert access_log(tidewater) == [("refused", "denies", "none", [person], tidewater.nell.pk)]


def test_a_page_that_a_role_does_not_open_is_written_down_as_refused(routes, steady, tidewater):
    assert browser_of(tidewater.max).get("/triage/").status_code == 404

    assert access_log(tidewater) == [("refused", "needs_triage", "none", [], tidewater.max.pk)]


def test_somebody_of_two_hubs_works_in_the_one_they_chose(routes, steady, tidewater, saltpan, now):
    send_request(saltpan, now=now)
    there = Membership.objects.create(
        hub=saltpan.hub, account=tidewater.nell.account, roles=["practitioner"], status="active", joined_on=now.date()
    )
    browser = browser_of(tidewater.nell)
    assert browser.get("/triage/").content == b"Nell Sampleton sees 0"

    session = browser.session
    session["membership"] = str(there.pk)
    session.save()

    assert browser.get("/triage/").content == b"Nell Sampleton sees 1"


def test_a_chosen_membership_of_somebody_else_opens_nothing(routes, steady, tidewater, saltpan):
    browser = browser_of(tidewater.nell)
    session = browser.session
    session["membership"] = str(saltpan.nell.pk)
    session.save()

    assert browser.get("/triage/").status_code == 404


def test_nothing_is_kept_by_a_browser_or_a_proxy(routes, steady, tidewater):
    answers = [Client().get("/anyone/"), browser_of(tidewater.nell).get("/triage/"), Client().get("/none/")]

    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store"] * 3
