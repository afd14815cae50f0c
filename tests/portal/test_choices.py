"""What a person decides on their pages: who must not see, another hub, stopping."""

from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.people.models import MustNotSee
from tests.builders import browser_of, page, send_request
from tests.portal.conftest import PIN, at, confirmed, events, text

# People who must not see


def test_naming_somebody_works_at_once_while_they_have_the_record_open(tidewater, own, client):
    at_desk = browser_of(tidewater.nell)
    assert at_desk.get(page("caseload:person", own.referral.pk)).status_code == 200

    client.post(at("people"), {"people": "Nell Sampleton\nSomebody Unheardof"})

    assert at_desk.get(page("caseload:person", own.referral.pk)).status_code == 404
    assert own.fresh().owner is None  # the queue has it: nobody waits with whoever cannot see them
    words = text(client.get(at("people")))
    assert "Nell Sampleton Kept out of everything about you" in words
    assert "Somebody Unheardof We are not sure whom you mean" in words
    assert events(tidewater, "person.keep_out", "referral.hand_back") == [
        ("person.keep_out", None, {"names": 2}),
        ("referral.hand_back", None, {}),
    ]


def test_the_same_name_again_adds_nothing_and_too_many_get_a_sentence(tidewater, own, client, monkeypatch):
    for _ in range(2):
        client.post(at("people"), {"people": "Wren Dummerly"})
    monkeypatch.setattr("holdfast.referrals.naming.MOST_NAMES", 2)

    assert "as many people as we can keep" in text(
        client.post(at("people"), {"people": "Ada Mockford\nSol Placeholder"})
    )
    with hub_scope(tidewater.hub):
        assert MustNotSee.objects.count() == 1


def test_taking_a_name_off_is_asked_of_a_lead_and_not_done(tidewater, own, client, now):
    client.post(at("people"), {"people": "Wren Dummerly"})
    with hub_scope(tidewater.hub):
        entry = MustNotSee.objects.get()
    assert client.post(at("ask_off", entry.pk)).status_code == 302

    assert "You asked today at 2:52pm to take this name off" in text(client.get(at("people")))
    with hub_scope(tidewater.hub):
        assert MustNotSee.objects.get().ended_at is None
    somebody = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Wren Dummerly",))
    with hub_scope(tidewater.hub):
        other = MustNotSee.objects.get(person=somebody.person)
    assert client.post(at("ask_off", other.pk)).status_code == 404


# Another hub, stopping


def test_the_wish_for_another_hub_is_kept_with_the_referral_and_seen_on_the_record(tidewater, saltpan, own, client):
    client.post(at("elsewhere"), {"hub": str(saltpan.hub.pk)})

    assert own.fresh().wished_hub_id == saltpan.hub.pk
    shown = text(browser_of(tidewater.nell).get(page("caseload:person", own.referral.pk)))
    assert "Wishes for another hub Saltpan Staff Support Hub" in shown
    client.post(at("elsewhere"), {"hub": "none"})
    assert own.fresh().wished_hub_id is None
    assert "Pick one of the hubs" in text(client.post(at("elsewhere"), {"hub": str(tidewater.hub.pk)}))
    assert events(tidewater, "referral.wish") == [
        ("referral.wish", None, {"wished_hub": str(saltpan.hub.pk)}),
        ("referral.wish", None, {"wished_hub": ""}),
    ]


def test_stopping_asks_the_pin_closes_the_referral_and_the_pages_stay_open_to_them(tidewater, own, client):
    assert "This is not your PIN" in text(client.post(at("stop"), {"pin": "111213"}))
    assert own.fresh().status == "accepted"

    for _ in range(2):
        assert client.post(at("stop"), {"pin": PIN}).url == at("stop")

    referral = own.fresh()
    assert (referral.status, referral.stage, referral.next_action) == ("withdrawn", "closed", "none")
    assert referral.owner == tidewater.nell
    assert "You stopped today" in text(client.get(at("stand")))
    assert "Ask again" in text(client.get(at("stop")))
    assert "Your request is closed. Ask again" in text(client.post(at("elsewhere"), {"hub": "none"}))
    assert confirmed(client).status_code == 200
    assert events(tidewater, "referral.withdraw") == [("referral.withdraw", None, {"was": "accepted"})]
    assert "They withdrew their request" in text(browser_of(tidewater.nell).get(page("caseload:person", referral.pk)))


# Both


def test_each_page_is_written_into_the_access_log_as_the_persons_own(tidewater, client):
    client.get(at("people"))
    client.post(at("elsewhere"), {"hub": "none"})

    with hub_scope(tidewater.hub):
        entries = AccessEntry.objects.filter(what__in=["portal:people", "portal:elsewhere"]).order_by("pk")
        assert [(e.what, e.action, e.actor, e.by_id) for e in entries] == [
            ("portal:people", "read", "person", None),
            ("portal:elsewhere", "write", "person", None),
        ]


def test_words_somebody_typed_are_never_run(tidewater, own, client):
    client.post(at("people"), {"people": "<script>alert(1)</script>"})

    assert "<script>alert" not in client.get(at("people")).content.decode()
