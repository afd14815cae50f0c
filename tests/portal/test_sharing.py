"""What is told to somebody outside: nothing that was not agreed to, shown and approved."""

import pytest

from holdfast.agreements import actions as agreements
from holdfast.agreements.models import Agreement, Statement
from holdfast.agreements.queries import told_to
from holdfast.hubs.scope import hub_scope
from tests.builders import send_request
from tests.portal.conftest import MAILED, PIN, at, text


def agree(client, partner, kinds=("contacted", "ended")):
    return client.post(at("agree", partner.pk), {"purpose": "referrer", "kinds": kinds})


def test_nothing_is_told_until_the_very_sentence_was_shown_and_approved(tidewater, own, referrer, client, now):
    assert "Olive Mockwell , who referred you. Nothing. They know that we received your name" in text(
        client.get(at("sharing"))
    )
    agree(client, referrer)
    with hub_scope(tidewater.hub):
        assert list(told_to(referrer, [own.referral.pk])) == []
    assert "Today: The hub has spoken with the person. Tell them this" in text(client.get(at("sharing")))

    client.post(at("tell_them", referrer.pk), {"kind": "contacted"})
    client.post(at("tell_them", referrer.pk), {"kind": "contacted"})

    with hub_scope(tidewater.hub):
        assert [(s.kind, s.true_on) for s in told_to(referrer, [own.referral.pk])] == [("contacted", now.date())]
    words = text(client.get(at("sharing")))
    assert "Northfell Occupational Health Today: The hub has spoken with the person. You approved it today" in words
    assert "There is nothing to tell them now." in words


@pytest.mark.parametrize("kind", ["accepted", "ended", "signposted", "nonsense", "", "\0"])
def test_what_is_not_agreed_or_not_true_is_not_told(tidewater, own, referrer, client, kind):
    agree(client, referrer)
    response = client.post(at("tell_them", referrer.pk), {"kind": kind}, follow=True)

    assert "That could not be told" in text(response)
    with hub_scope(tidewater.hub):
        assert Statement.objects.count() == 0


def test_withdrawing_ends_it_at_once_and_what_was_told_stays_listed(tidewater, own, referrer, client):
    agree(client, referrer)
    client.post(at("tell_them", referrer.pk), {"kind": "contacted"})
    for _ in range(2):
        assert client.post(at("withdraw", referrer.pk)).status_code == 302
    client.post(at("tell_them", referrer.pk), {"kind": "ended"})

    with hub_scope(tidewater.hub):
        assert [s.kind for s in Statement.objects.all()] == ["contacted"]
        assert Agreement.objects.get().withdrawn_at is not None
    assert "The hub has spoken with the person." in text(client.get(at("sharing")))


def test_a_partner_who_is_not_theirs_is_not_found_nor_another_persons_referral(tidewater, own, client, now):
    with hub_scope(tidewater.hub):
        other = agreements.admit(
            tidewater.hub, email="gp@northfell.example", name="Gus Pretend", route="gp", organisation="A Surgery",
            now=now,
        )  # fmt: skip
    somebody = send_request(tidewater, now=now, name="Otto Exampleton", story="otter-canary", channels=MAILED)

    for name in ("agree", "withdraw", "tell_them"):
        response = client.post(at(name, other.pk), {"kind": "contacted", "purpose": "referrer", "kinds": ["contacted"]})
        assert response.status_code == 404
    client.post(at("stop"), {"pin": PIN, "referral": str(somebody.pk), "pk": str(somebody.pk)})
    with hub_scope(tidewater.hub):
        somebody.refresh_from_db()
        assert (somebody.status, Agreement.objects.count()) == ("received", 0)
    assert own.fresh().status == "withdrawn"
