"""From which organisations referrals are taken: who says so, and which domains can stand for one."""

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.hubs.scope import hub_scope
from holdfast.partners.actions import admit_organisation, end_organisation
from holdfast.partners.models import Admitted
from holdfast.partners.rules import domains_of, work_domain
from tests.builders import browser_of, page
from tests.partners.conftest import words

TYPED = {"name": "Northfell Practices", "route": "gp", "domain": " @GP.Northfell.Example "}


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "mail.gmail.com", "NHS.UK", "co.uk", "uk", "", "a b.example", "x@y.example", "\0.example",
     "x" * 300, "127.0.0.1"],
)  # fmt: skip
def test_a_domain_that_does_not_mean_one_organisation_is_refused_with_a_sentence(domain):
    with pytest.raises(ValueError, match=r"^(Enter|Anybody|Many)"):
        work_domain(domain)


def test_a_domain_is_kept_in_small_letters_and_admits_its_parts():
    assert work_domain(" @GP.Northfell.Example") == "gp.northfell.example"
    assert domains_of("fern@a.b.northfell.example") == ["a.b.northfell.example", "b.northfell.example",
                                                        "northfell.example"]  # fmt: skip


def test_a_lead_and_a_manager_admit_and_end_and_nobody_else_may(tidewater, saltpan, now):
    for member in (tidewater.nell, tidewater.ada, tidewater.sol):
        assert browser_of(member).post(page("partners:admitted"), TYPED).status_code == 404
        with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
            admit_organisation(tidewater.hub, name="X", route="gp", domain="x.example", by=member, now=now)
    lead = browser_of(tidewater.ines)
    done = words(lead.post(page("partners:admitted"), TYPED, follow=True))
    again = words(lead.post(page("partners:admitted"), TYPED))
    with hub_scope(tidewater.hub):
        admitted = Admitted.objects.get()
        with pytest.raises(PermissionDenied):
            end_organisation(admitted, by=tidewater.nell, now=now)

    assert "@gp.northfell.example" in done
    assert "This organisation is admitted already" in again
    assert browser_of(saltpan.ines).post(page("partners:end_organisation", admitted.pk)).status_code == 404
    assert "Northfell Practices" not in words(browser_of(saltpan.ines).get(page("partners:admitted")))
    ended = words(browser_of(tidewater.max).post(page("partners:end_organisation", admitted.pk), follow=True))
    assert "Ended. Northfell Practices sends nothing" in ended
    assert "Take no more from them" not in ended
    assert "A colleague has ended this meanwhile" in words(
        lead.post(page("partners:end_organisation", admitted.pk), follow=True)
    )
