"""Whose staff the hub serves: search, add, remove."""

import pytest
from django.test import Client
from django.urls import reverse

from holdfast.desk import place_actions
from holdfast.desk.models import Change
from holdfast.hubs.models import Hub, Organisation
from holdfast.hubs.scope import hub_scope
from tests.builders import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def otterbank(db) -> Organisation:
    """An invented trust."""
    return trust("ZZ1", "Otterbank Hospitals")


def trust(code: str, name: str, **facts) -> Organisation:
    return Organisation.objects.create(
        code=code, name=name, kind=Organisation.Kind.TRUST, search_text=f"{name} {code}".lower(), **facts
    )


def codes(team, places: str) -> list[str]:
    return list(getattr(team.hub, places).order_by("pk").values_list("pk", flat=True))


def test_an_employer_is_found_added_and_removed_and_each_step_is_written_down(tidewater, saltpan, otterbank, get, post):
    found = get(tidewater.max, "desk:employers", query="?q=hospitals%20OTTER-BANK")
    assert "Otterbank Hospitals ZZ1 Add" in found.text_shown

    for _ in range(2):
        added = post(tidewater.max, "desk:add_employer", code="ZZ1")
    assert "One employer is chosen" in added.text_shown
    assert (codes(tidewater, "employers"), codes(saltpan, "employers")) == (["ZZ1"], [])
    for _ in range(2):
        post(tidewater.ines, "desk:remove_employer", code="ZZ1")

    assert codes(tidewater, "employers") == []
    with hub_scope(tidewater.hub):
        written = list(Change.objects.order_by("pk").values_list("kind", "codes", "by"))
    assert written == [
        ("employer.add", {"code": "ZZ1"}, tidewater.max.pk),
        ("employer.remove", {"code": "ZZ1"}, tidewater.ines.pk),
    ]


def test_a_system_is_added_and_removed(tidewater, get, post):
    assert "is added." in post(tidewater.ines, "desk:add_system", code="QHM").text_shown
    assert codes(tidewater, "systems") == ["QHM"]
    assert "Choose a system from the list" in post(tidewater.ines, "desk:add_system", code="QHM").text_shown

    post(tidewater.ines, "desk:remove_system", code="QHM")

    assert codes(tidewater, "systems") == []
    assert "Added an integrated care system" in get(tidewater.ines, "desk:changes").text_shown


def test_an_employer_that_has_closed_is_refused_and_who_came_after_it_is_named(tidewater, otterbank, post):
    trust("ZZ0", "Old Otterbank", valid_to="2024-03-31", successor_code="ZZ1")

    response = post(tidewater.ines, "desk:add_employer", code="ZZ0")

    assert "Old Otterbank (ZZ0) closed in 2024. After it came ZZ1." in response.text_shown
    assert codes(tidewater, "employers") == []


def test_there_is_an_end_to_employers(tidewater, otterbank, post, monkeypatch):
    monkeypatch.setattr(place_actions, "MOST_EMPLOYERS", 1)
    trust("ZZ2", "Sandbar Hospitals")
    post(tidewater.ines, "desk:add_employer", code="ZZ1")

    assert "A hub serves at most 500 employers." in post(tidewater.ines, "desk:add_employer", code="ZZ2").text_shown
    assert codes(tidewater, "employers") == ["ZZ1"]


@pytest.mark.parametrize("name", ["add_employer", "remove_employer", "remove_system"])
@pytest.mark.parametrize("code", ["", "ZZ9", "\0", "x" * 1_000_000])
def test_a_code_that_there_is_not_gets_a_sentence(tidewater, post, name, code):
    assert "There is none of this code." in post(tidewater.ines, f"desk:{name}", code=code).text_shown


@pytest.mark.parametrize("q", ["%", "\0", "x" * 4000, "<script>", "-"])
def test_a_search_for_anything_is_answered(tidewater, get, q):
    from urllib.parse import quote

    response = get(tidewater.ines, "desk:employers", query=f"?q={quote(q)}")

    assert response.status_code == 200
    assert "<script>x" not in response.content.decode()


def test_a_hub_is_called_otherwise_from_now_on_and_its_address_stays(tidewater, otterbank):
    tidewater.hub.employers.add(otterbank)
    browser = browser_of(tidewater.ines)
    typed = {"name": "Tidewater Wellbeing Hub", "place": "Tidewater and the Isles", "host": "ZZ1"}
    for _ in range(2):  # pressed twice
        assert browser.post(reverse("desk:place"), typed).status_code == 302

    shown = Client().get(reverse("front_door:start", args=["tidewater"])).content.decode()
    assert ("Tidewater Wellbeing Hub" in shown, "Tidewater and the Isles" in shown) == (True, True)
    assert "Changed what the hub is called" in browser.get(reverse("desk:changes")).content.decode()
    with hub_scope(tidewater.hub):
        assert Change.objects.filter(kind="hub.name").count() == 1
        assert Hub.objects.get(pk=tidewater.hub.pk).host == otterbank


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter what the hub is called"),
        ({"place": " "}, "Enter the area"),
        ({"name": "x" * 121}, "Use 120 letters or fewer"),
        ({"host": "QYG"}, "Choose one of the organisations"),
        ({"name": "\0"}, "There is a problem"),
    ],
)
def test_a_name_that_cannot_be_gets_a_sentence_and_the_rest_stays_typed(tidewater, typed, sentence):
    given = {"name": "Tidewater", "place": "The Isles", "host": "", **typed}
    shown = browser_of(tidewater.max).post(reverse("desk:place"), given).content.decode()

    assert sentence in shown
    assert "The Isles" in shown or "place" in typed
