"""Settling who must not see a record."""

import pytest

from holdfast.caseload.names import colleagues
from holdfast.hubs.scope import hub_scope
from holdfast.people.models import MustNotSee, Person
from tests.builders import browser_of, leaves, page, send_request


@pytest.fixture
def otto(tidewater, now):
    """Somebody whose record is held: "Wren D" may be Wren Dummerly."""
    return send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Wren D",))


def entry_of(team) -> MustNotSee:
    """The unsettled name."""
    with hub_scope(team.hub):
        return MustNotSee.objects.get(status="unsettled")


def test_a_lead_settles_a_name_and_the_record_opens_to_its_team(tidewater, otto):
    entry = entry_of(tidewater)
    lead = browser_of(tidewater.ines)

    assert "Who is “Wren D”?" in lead.get(page("caseload:names")).content.decode()
    shown = lead.get(page("caseload:settle_name", entry.pk)).content.decode()
    assert "Wren Dummerly" in shown
    assert "Otto Exampleton" in shown
    response = lead.post(page("caseload:settle_name", entry.pk), {"who": [str(tidewater.wren.pk)]})

    assert response.url == page("caseload:names")
    with hub_scope(tidewater.hub):
        assert Person.objects.get(pk=otto.person_id).is_held is False
    assert browser_of(tidewater.nell).get(page("caseload:person", otto.pk)).status_code == 200
    assert browser_of(tidewater.wren).get(page("caseload:person", otto.pk)).status_code == 404


def test_nobody_who_works_here_opens_the_record_to_everybody_it_belongs_to(tidewater, otto):
    entry = entry_of(tidewater)

    browser_of(tidewater.ines).post(page("caseload:settle_name", entry.pk), {"who": ["nobody"]})

    with hub_scope(tidewater.hub):
        assert MustNotSee.objects.filter(ended_at=None).values_list("status", flat=True).get() == "nobody_here"


@pytest.mark.parametrize("who", [[], ["nobody", "wren"], ["00000000-0000-0000-0000-000000000000"], ["x"]])
def test_a_choice_that_makes_no_sense_settles_nothing(tidewater, otto, who):
    entry = entry_of(tidewater)
    chosen = [str(tidewater.wren.pk) if each == "wren" else each for each in who]

    response = browser_of(tidewater.ines).post(page("caseload:settle_name", entry.pk), {"who": chosen})

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert entry_of(tidewater).pk == entry.pk


def test_names_are_settled_by_leads_of_the_hub_alone(tidewater, saltpan, otto):
    entry = entry_of(tidewater)

    for member in (tidewater.nell, tidewater.ada, tidewater.max, saltpan.ines):
        response = browser_of(member).post(page("caseload:settle_name", entry.pk), {"who": ["nobody"]})
        assert response.status_code == 404
        assert "Otto" not in response.content.decode()
    assert "Wren D" not in browser_of(saltpan.ines).get(page("caseload:names")).content.decode()
    assert entry_of(tidewater).pk == entry.pk


def test_a_lead_who_may_be_meant_neither_sees_nor_settles_the_name(tidewater, now):
    send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Ines P",))
    entry = entry_of(tidewater)
    lead = browser_of(tidewater.ines)

    assert "Otto" not in lead.get(page("caseload:names")).content.decode()
    assert lead.get(page("caseload:settle_name", entry.pk)).status_code == 404
    assert lead.post(page("caseload:settle_name", entry.pk), {"who": ["nobody"]}).status_code == 404
    assert entry_of(tidewater).pk == entry.pk


def test_a_name_that_was_settled_is_no_longer_there(tidewater, otto):
    entry = entry_of(tidewater)
    lead = browser_of(tidewater.ines)
    lead.post(page("caseload:settle_name", entry.pk), {"who": ["nobody"]})

    assert lead.post(page("caseload:settle_name", entry.pk), {"who": ["nobody"]}).status_code == 404


def test_somebody_who_has_left_can_be_said_to_be_meant_and_stands_last(tidewater, now):
    leaves(tidewater.wren)
    send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("my manager then",))
    entry = entry_of(tidewater)
    with hub_scope(tidewater.hub):
        offered = [member.name for member in colleagues(entry, member=tidewater.ines)]

    assert offered[-1] == "Wren Dummerly"
    assert offered[:-1] == sorted(offered[:-1])
    lead = browser_of(tidewater.ines)
    assert "Wren Dummerly (has left)" in lead.get(page("caseload:settle_name", entry.pk)).content.decode()
    lead.post(page("caseload:settle_name", entry.pk), {"who": [str(tidewater.wren.pk)]})
    with hub_scope(tidewater.hub):
        assert MustNotSee.objects.get(ended_at=None).member_id == tidewater.wren.pk
