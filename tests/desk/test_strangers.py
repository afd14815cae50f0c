"""Those who must not change a hub: everybody else's pages are not found, and not one row is another."""

import pytest
from django.urls import reverse

from holdfast.accounts.models import Account, Membership
from holdfast.desk import actions, place_actions, team_actions
from holdfast.desk.models import Change
from holdfast.desk.questions import typed
from holdfast.desk.urls import urlpatterns
from holdfast.hubs.models import Hub, Organisation, Terms
from holdfast.hubs.scope import hub_scope
from holdfast.triage.models import RuleSet
from holdfast.triage.rules import SHIPPED
from tests.builders import browser_of, make_member

pytestmark = pytest.mark.django_db
NAMES = [pattern.name for pattern in urlpatterns]
CANARIES = ("Wren", "wren.", "Dummerly", "0808 157 0000", "Pretendham")


def everything() -> list:
    """Every row that the desk could change."""
    rows = [
        list(model.objects.order_by("pk").values_list())
        for model in (Hub, Terms, Membership, Account, Hub.employers.through, Hub.systems.through)
    ]
    for hub in Hub.objects.order_by("pk"):
        with hub_scope(hub):
            rows += [list(Change.objects.values_list()), list(RuleSet.objects.values_list())]
    return rows


def fields(team) -> dict:
    """What every form of the desk would take."""
    return {
        **typed(team.hub.current), **SHIPPED, "begins": "now", "do": "sign", "signature": "Ines Pretendham",
        "name": "Robin Standin", "email": "robin@hub.example", "roles": ["hub_manager"], "code": "QHM",
        "welcome": "Taken over", "contact_target_days": "9",
    }  # fmt: skip


def address(name: str, member: Membership) -> str:
    """The address of a page, about that member where it is about one."""
    return reverse(f"desk:{name}", args=[member.pk] if "<uuid" in pattern_of(name) else [])


def pattern_of(name: str) -> str:
    return str(next(pattern.pattern for pattern in urlpatterns if pattern.name == name))


@pytest.fixture(params=["nell", "ada", "sol", "outside", "referrer", "viewer", "information_governance"])
def colleague(request, tidewater) -> Membership:
    """Somebody of the same hub who does not run it."""
    found = getattr(tidewater, request.param, None)
    return found or make_member(tidewater.hub, "Otto Exampleton", request.param)


def test_who_does_not_run_the_hub_finds_no_page_of_the_desk_and_changes_nothing(tidewater, colleague):
    browser, before = browser_of(colleague), everything()

    for name in NAMES:
        for method in (browser.get, browser.post):
            response = method(address(name, tidewater.wren), fields(tidewater))
            assert (name, response.status_code) == (name, 404)
            assert not any(canary in response.content.decode() for canary in CANARIES)

    assert everything() == before


@pytest.mark.parametrize("status", ["invited", "suspended", "left"])
def test_a_lead_who_is_not_active_changes_nothing(tidewater, status):
    browser = browser_of(tidewater.ines)
    Membership.objects.filter(pk=tidewater.ines.pk).update(status=status)
    before = everything()

    for name in NAMES:
        for method in (browser.get, browser.post):
            assert (name, method(address(name, tidewater.wren), fields(tidewater)).status_code) == (name, 404)

    assert everything() == before


def test_a_lead_of_another_hub_reaches_nobody_by_any_id_in_the_address(tidewater, saltpan):
    browser, before = browser_of(saltpan.ines), everything()

    for name in (name for name in NAMES if "<uuid" in pattern_of(name)):
        for method in (browser.get, browser.post):
            response = method(address(name, tidewater.wren), {"roles": ["practitioner"]})
            assert response.status_code in (404, 405)
            assert not any(canary in response.content.decode() for canary in ("Wren", "Dummerly"))

    assert everything() == before


def test_a_lead_of_another_hub_changes_their_own_whatever_ids_the_form_carries(tidewater, saltpan):
    """Hidden fields that name the other hub are no fields of ours."""
    taken = {
        "hub": str(tidewater.hub.pk), "hub_id": str(tidewater.hub.pk), "slug": "tidewater", "version": "1",
        "pk": str(tidewater.wren.pk), "member": str(tidewater.wren.pk),
    }  # fmt: skip
    browser = browser_of(saltpan.ines)
    before = of_hub(tidewater)

    for name in (name for name in NAMES if "<uuid" not in pattern_of(name) and not name.startswith("remove")):
        browser.post(f"{address(name, tidewater.wren)}?hub={tidewater.hub.pk}", {**fields(saltpan), **taken})

    assert of_hub(tidewater) == before
    assert list(saltpan.hub.employers.values_list("pk", flat=True)) == ["QHM"]
    assert saltpan.hub.members.filter(account__email="robin@hub.example").exists()


def of_hub(team) -> list:
    """Every row of one hub that the desk could change."""
    hub = team.hub
    with hub_scope(hub):
        written = [list(Change.objects.values_list()), list(RuleSet.objects.values_list())]
    return [
        Hub.objects.filter(pk=hub.pk).values().get(), list(hub.terms.values_list()), list(hub.members.values_list()),
        list(hub.employers.values_list("pk")), list(hub.systems.values_list("pk")), *written,
    ]  # fmt: skip


def test_the_changes_of_one_hub_are_not_shown_to_another_not_even_by_their_id(tidewater, saltpan):
    with hub_scope(tidewater.hub):
        actions.acknowledge_signatures(tidewater.hub, by=tidewater.ines, now=tidewater.hub.created_at)
        change = Change.objects.get()

    response = browser_of(saltpan.ines).get(f"{reverse('desk:changes')}?before={change.pk}")

    assert "Nothing has been changed" in response.content.decode()


REFUSED = {
    "terms": lambda hub, by, now: actions.sign_terms(hub, {}, seen_version=1, starts_at=now, by=by, now=now),
    "rules": lambda hub, by, now: actions.sign_rules(hub, SHIPPED, seen_version=0, by=by, now=now),
    "open": lambda hub, by, now: actions.open_hub(hub, by=by, now=now),
    "cover": lambda hub, by, now: actions.try_cover(hub, version=1, by=by, now=now),
    "signatures": lambda hub, by, now: actions.acknowledge_signatures(hub, by=by, now=now),
    "name": lambda hub, by, now: place_actions.name_hub(hub, name="X", place="Y", host=None, by=by, now=now),
    "employer": lambda hub, by, now: place_actions.add_employer(hub, Organisation(pk="QHM"), by=by, now=now),
    "invite": lambda hub, by, now: team_actions.invite(
        hub, name="Robin", email="robin@hub.example", roles=["hub_manager"], is_fallback=False, by=by, now=now
    ),
    "suspend": lambda hub, by, now: team_actions.suspend(hub.members.first(), by=by, now=now),
}


@pytest.mark.parametrize("step", REFUSED)
def test_the_actions_themselves_refuse_a_lead_of_another_hub(tidewater, saltpan, now, step):
    from django.core.exceptions import PermissionDenied

    before = everything()

    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        REFUSED[step](tidewater.hub, saltpan.ines, now)

    assert everything() == before


def test_a_refused_visit_is_one_line_in_the_access_log(tidewater):
    from holdfast.events.models import AccessEntry

    browser_of(tidewater.nell).post(reverse("desk:suspend", args=[tidewater.wren.pk]))

    with hub_scope(tidewater.hub):
        assert list(AccessEntry.objects.values_list("action", "what", "by")) == [
            ("refused", "desk:suspend", tidewater.nell.pk)
        ]
