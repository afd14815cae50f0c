"""“Is there anyone at the hub who must not see this?”, said in a call: it counts before there is a record, too."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.people.models import MustNotSee
from holdfast.referrals.models import Referral
from tests.builders import accept, browser_of, make_member, page, send_request
from tests.support_line.conftest import CANARY, stored

BACK = {"number": "07700 900123", "call_back_by_0": "2026-10-14", "call_back_by_1": "15:22"}


def sees(member, call) -> bool:
    """Whether the list or the page of a call shows anything of it."""
    browser = browser_of(member)
    listed = browser.get(page("support_line:calls")).content.decode()
    opened = browser.get(page("support_line:call", call.pk))
    return "Tansy" in listed or CANARY in opened.content.decode() or opened.status_code == 200


@pytest.mark.parametrize(
    ("named", "who"),
    [
        ("Nell Sampleton", ["sol", "ines"]),  # a colleague on duty
        ("Ines Pretendham", ["sol", "nell"]),  # a lead
        ("Nell", ["sol", "ines"]),  # it may be her: for leads, and for whoever took the call
        ("Somebody from payroll", ["sol", "ines"]),  # it fits nobody
        ("Practitioners", ["sol", "ines"]),
        ("Sol Placeholder", ["nell", "ines"]),  # whoever took the call
        ("", ["sol", "nell", "ines"]),
    ],
)
def test_a_promised_call_is_kept_from_whomever_the_caller_named(tidewater, begun, press, named, who):
    press(begun, "promise", name="Tansy Madeup", must_not_see=named, words=CANARY, **BACK)

    assert stored(tidewater, begun).status == "promised"
    assert [name for name in ("sol", "nell", "ines") if sees(getattr(tidewater, name), begun)] == who
    today = browser_of(tidewater.nell).get(page("caseload:today")).content.decode()
    assert ("One person to call back" in today) == ("nell" in who)


def test_a_call_that_goes_on_is_kept_from_a_lead_whom_the_caller_named(tidewater, begun, press):
    press(begun, "keep", name="Tansy Madeup", must_not_see="Ines Pretendham", words=CANARY)

    assert (sees(tidewater.ines, begun), sees(tidewater.sol, begun)) == (False, True)


def test_a_call_back_that_nobody_could_make_is_not_promised(tidewater, begun, press):
    everybody = "\n".join(["Practitioners", "Clinical leads", "Support-line workers", "Administrators"])
    answer = press(begun, "promise", name="Tansy Madeup", must_not_see=everybody, words=CANARY, **BACK)

    assert "Nobody who calls back may see this. Make the request instead" in answer.content.decode()
    assert stored(tidewater, begun).status == "begun"


def test_somebody_named_in_a_call_is_kept_out_of_the_record_that_it_is_put_with(tidewater, begun, press, now):
    asked = send_request(tidewater, now=now - timedelta(hours=1), name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now)
    press(begun, "keep", by=tidewater.ines, name="Tansy Madeup", must_not_see="Nell Sampleton", words=CANARY)
    browser_of(tidewater.ines).post(page("support_line:match", begun.pk), {"referral": str(asked.pk)})

    assert stored(tidewater, begun).person_id == asked.person_id
    with hub_scope(tidewater.hub):
        assert MustNotSee.objects.filter(person=asked.person_id, member=tidewater.nell, ended_at=None).exists()
        assert Referral.objects.get(pk=asked.pk).owner is None
    assert browser_of(tidewater.nell).get(page("caseload:person", asked.pk)).status_code == 404


def test_whoever_begins_here_after_the_call_and_may_be_meant_does_not_see_it(tidewater, begun, press):
    press(begun, "promise", name="Tansy Madeup", must_not_see="Juno Notreal", words=CANARY, **BACK)

    assert sees(make_member(tidewater.hub, "Juno Notreal", "clinical_lead"), begun) is False
