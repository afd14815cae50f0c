"""What the pages show, to whom, what they write, and how many statements they take."""

import re
from datetime import timedelta

import pytest

from holdfast.agreements import actions as agreements
from holdfast.agreements.models import Agreement, Statement
from holdfast.agreements.queries import told_to
from holdfast.caseload.actions import open_in_emergency
from holdfast.contacts.actions import undo_attempt
from holdfast.contacts.models import Attempt
from holdfast.correspondence.models import Message
from holdfast.events import access
from holdfast.events.models import AccessEntry, Event
from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.scope import hub_scope
from holdfast.measures.questionnaires import find
from holdfast.people.actions import review_emergency
from holdfast.people.cover_actions import hand_over
from holdfast.people.identity import channels_of
from holdfast.people.models import MustNotSee
from holdfast.referrals.models import Background
from holdfast.safeguarding.actions import Note, close, raise_concern
from tests.builders import accept, browser_of, page, send_request
from tests.portal.conftest import CANARY, EMAIL, MAILED, PIN, at, text

BEYOND_THE_PAGE = 7  # the hub's terms, begin, open the scope, the visit, the access log, close the scope, commit
STATEMENTS = {
    "stand": 1,
    "now": 2,
    "been": 1,
    "sharing": 3,
    "people": 1,
    "reach": 0,
    "needs": 1,
    "elsewhere": 2,
    "stop": 1,
}
REASON = "She rang the support line in tears and Nell was off, canary-reason"


@pytest.fixture
def client(own, now):
    return own.browser(now=now)


def confirmed(client, *, query=""):
    """The page of who looked, after the PIN was shown again."""
    client.post(at("confirm") + "?for=looked", {"pin": PIN})
    return client.get(at("looked") + query)


def events(team, *kinds):
    with hub_scope(team.hub):
        return [(e.kind, e.by_id, e.codes) for e in Event.objects.filter(kind__in=kinds).order_by("pk")]


# Before and after they have talked


def test_until_somebody_has_talked_with_them_no_page_says_what_they_told(tidewater, unverified, now):
    client = unverified.browser(now=now)
    with hub_scope(tidewater.hub):
        answer_questionnaire(unverified.referral, tidewater.hub, find("phq9"), dict.fromkeys(range(1, 10), 1), now=now)

    for name in ("stand", "now", "been", "sharing", "looked", "people", "reach", "needs", "elsewhere", "stop"):
        response = client.get(at(name))
        assert response.status_code == 200
        for canary in (CANARY, EMAIL, "07700 900123", "Tansy", "Little interest"):
            assert canary not in text(response), name
    for name in ("been", "sharing", "looked", "needs"):
        assert "know that it is you" in text(client.get(at(name)))
    assert "Somebody from the hub gets in touch with you" in text(client.get(at("stand")))
    assert client.post(at("needs"), {"language": "Welsh"}).status_code == 404


def test_an_identity_check_that_is_taken_back_closes_them_again(tidewater, own, client, now, clock):
    assert "Your score" not in text(client.get(at("been")))
    assert client.get(at("needs")).status_code == 200
    with hub_scope(tidewater.hub):
        undo_attempt(Attempt.objects.get(), by=tidewater.nell, now=now)

    assert "know that it is you" in text(client.get(at("needs")))


# Where things stand


def test_where_things_stand_names_what_was_who_is_responsible_and_what_comes(client, own):
    words = text(client.get(at("stand")))

    for said in (
        "You have a longer talk with Nell Sampleton by Tuesday 27 October",
        "You asked for help Done yesterday",
        "We talked Done today",
        "You are here",
        "Nell Sampleton , practitioner at this hub",
        "After 3, 6 and 9 months",
    ):
        assert said in words
    assert own.referral.reference[:3] in words


def test_when_we_are_late_the_page_says_so_and_whose_fault_it_is(client, clock, now, own):
    late = clock(now + timedelta(days=30))
    words = text(own.browser(now=late).get(at("stand")))

    assert "We should have been in touch with you by Tuesday 27 October" in words
    assert "The fault is ours. Call us and give your reference number: 0808 157 0000" in words


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_of_a_page(client, name, django_assert_num_queries):
    client.get(at(name))

    with django_assert_num_queries(BEYOND_THE_PAGE + STATEMENTS[name]):
        client.get(at(name))


def test_who_has_looked_takes_five_statements_however_much_was_looked(
    tidewater, own, client, now, django_assert_num_queries
):
    confirmed(client)
    with django_assert_num_queries(BEYOND_THE_PAGE + 5):
        client.get(at("looked"))
    for _ in range(5):
        browser_of(tidewater.nell).get(page("caseload:person", own.referral.pk))
        browser_of(tidewater.nell).get(page("caseload:people"))
    with django_assert_num_queries(BEYOND_THE_PAGE + 5):
        client.get(at("looked"))


# How somebody has been


def test_scores_are_told_in_plain_words_and_never_as_a_diagnosis(tidewater, own, client, now):
    with hub_scope(tidewater.hub):
        for days, each in ((60, 2), (1, 1)):
            answers = {**dict.fromkeys(range(1, 9), each), 9: 0}
            answer_questionnaire(
                own.referral, tidewater.hub, find("phq9"), answers, now=now - timedelta(days=days)
            )  # fmt: skip
    words = text(client.get(at("been")))

    assert "Your score has come down from 16 on 15 August to 8 on 13 October." in words
    assert "Lower means fewer problems. A change of 6 or more is bigger than the ups and downs" in words
    assert "13 October 8 Mild down 8" in words
    assert "Little interest or pleasure in doing things Several days" in words
    for never in ("depress", "Severe", "case"):
        assert never not in words.replace("depressed, or hopeless", "")


# How to reach them, what makes it easier


def test_changing_how_to_reach_them_asks_the_pin_keeps_what_was_typed_and_forgets_the_old_way(
    tidewater, own, client, now
):
    new = {"ways": ["call", "email"], "phone": "07700 900999", "email": "new@home.example", "voicemail": "no"}
    wrong = client.post(at("reach"), {**new, "pin": "111213"})
    assert "This is not your PIN" in text(wrong)
    assert 'value="new@home.example"' in wrong.content.decode()
    assert channels_of(own.fresh().person)["email"] == EMAIL

    assert client.post(at("reach"), {**new, "pin": PIN}).status_code == 302

    assert channels_of(own.fresh().person) == {
        "call": "+447700900999", "voicemail": False, "email": "new@home.example", "email_is_work": False,
        "times": [], "note": "",
    }  # fmt: skip
    assert events(tidewater, "person.set_channels") == [("person.set_channels", None, {"ways": ["call", "email"]})]
    with hub_scope(tidewater.hub):
        assert Message.objects.exclude(kind="own_pages").filter(person=own.referral.person, kind="news").count() == 0
    shown = text(browser_of(tidewater.nell).get(page("caseload:person", own.referral.pk)))
    assert "They changed how to reach them, on their own pages: ask them when you next talk" in shown


def test_what_is_kept_is_shown_to_be_changed_once_they_are_known(client, unverified, now):
    assert f'value="{EMAIL}"' in client.get(at("reach")).content.decode()


def test_five_wrong_pins_in_an_open_browser_close_it(client):
    for _ in range(5):
        client.post(at("stop"), {"pin": "111213"})

    assert client.get(at("stand")).status_code == 410


def test_language_and_adjustments_are_sealed_and_shown_as_told_last(tidewater, own, client):
    assert client.post(at("needs"), {"language": "Canary Welsh", "adjustments": "Short calls"}).status_code == 302

    assert "Canary Welsh" in client.get(at("needs")).content.decode()
    with hub_scope(tidewater.hub):
        assert b"Canary" not in bytes(Background.objects.get().language_sealed)


# Sharing


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


# Who may see, who has looked


def test_who_has_looked_asks_the_pin_again_each_time_it_is_ten_minutes_old(own, client, clock, now):
    assert client.get(at("looked")).url == at("confirm") + "?for=looked"
    assert "This is not your PIN" in text(client.post(at("confirm") + "?for=looked", {"pin": "111213"}))
    assert confirmed(client).status_code == 200

    clock(now + timedelta(minutes=11))
    assert client.get(at("looked")).status_code == 302


def test_every_look_is_told_with_name_role_and_reason_and_own_visits_are_left_out(tidewater, own, client):
    browser_of(tidewater.nell).get(page("caseload:person", own.referral.pk))
    browser_of(tidewater.ada).get(page("caseload:person", own.referral.pk))
    browser_of(tidewater.wren).get(page("caseload:person", own.referral.pk))
    words = text(confirmed(client))

    looked = words[words.index("Newest first") :]
    assert "Nell Sampleton , practitioner What Read your record Why Responsible for your care here" in looked
    assert "Ada Mockford , administrator What Saw your name and how to reach you Why Part of their work" in looked
    assert "A practitioner , not in your team What Tried to open your record. Refused. Saw nothing." in looked
    assert "Wren" not in looked
    assert "Tansy" not in looked


def test_who_may_see_names_everybody_who_may_open_it_now_and_nothing_is_an_answer(tidewater, own, client):
    client.post(at("people"), {"people": "Ada Mockford"})
    words = text(confirmed(client))
    may = words[words.index("Who may see Nell") : words.index("Newest first")]

    assert "Nell Sampleton, practitioner All of it. Responsible for your care here." in may
    assert "Ines Pretendham, clinical lead All of it, to make sure that your care is right." in may
    assert "Your employer Nothing." in may
    assert "Ada Mockford Nothing. You asked for this." in may
    for absent in ("Wren", "Sol", "Max", "administrator"):
        assert absent not in may


def test_whoever_covers_for_the_owner_is_named_as_long_as_the_cover_runs(tidewater, own, client, now, clock):
    today = now.date()
    with hub_scope(tidewater.hub):
        hand_over(tidewater.nell, covering=tidewater.wren, starts_on=today, ends_on=today, by=tidewater.ines, now=now)
    covers = "Wren Dummerly, practitioner All of it. Covers for whoever is responsible."

    assert covers in text(confirmed(client))
    clock(now + timedelta(days=1))
    assert covers not in text(confirmed(own.browser(now=now + timedelta(days=1))))


def test_emergency_access_is_told_at_once_and_its_reason_after_somebody_reviewed_it(tidewater, own, client, now):
    person = own.fresh().person
    with hub_scope(tidewater.hub):
        emergency = open_in_emergency(person, reason=REASON, by=tidewater.wren, now=now)
    browser_of(tidewater.wren).get(page("caseload:person", own.referral.pk))

    assert "Wren Dummerly opened your record in an emergency, today at 2:52pm" in text(client.get(at("stand")))
    words = text(confirmed(client))
    assert "Wren Dummerly , practitioner What Read your record. Emergency access." in words
    assert "A lead checks it by the end of the next working day" in words
    assert "canary-reason" not in words
    assert "All of it, until 6:52pm: opened in an emergency." in words
    with hub_scope(tidewater.hub):
        review_emergency(emergency, finding="right", by=tidewater.ines, now=now)
        assert [(m.kind, m.person_id) for m in Message.objects.filter(kind="news")] == [
            ("news", own.referral.person_id)
        ]
    words = text(client.get(at("looked")))
    assert "Ines Pretendham checked this and found it right, today at 2:52pm" in words
    assert "canary-reason" in words


def test_reading_of_a_concern_is_told_after_it_was_closed_as_safe_to_show(tidewater, own, client, now):
    person = own.fresh().person
    with hub_scope(tidewater.hub):
        note = Note(seen="canary-concern", done=["listened"], adviser=tidewater.ines, advice="Yes.")
        concern = raise_concern(
            person, kind="adult", note=note, review_on=now.date() + timedelta(days=7), by=tidewater.nell, now=now
        )
    browser_of(tidewater.nell).get(page("safeguarding:concern", own.referral.pk, concern.pk))
    read = "Read a concern that was written down about your safety"

    assert "concern" not in text(confirmed(client))
    with hub_scope(tidewater.hub):
        done = Note(done_words="Done.", adviser=tidewater.ines, advice="Yes.")
        close(concern, note=done, shows_reading=True, by=tidewater.nell, now=now)
    words = text(client.get(at("looked")))
    assert f"Nell Sampleton , practitioner What {read} Why Looked after your safety" in words
    assert "canary-concern" not in words


@pytest.mark.parametrize("why", ["safeguarding", "fitness", "harm"])
def test_an_entry_that_might_put_somebody_in_danger_waits_for_its_review(tidewater, own, client, now, why):
    with hub_scope(tidewater.hub):
        access.log(
            tidewater.hub.pk, [own.referral.person_id], what="caseload:person", why=why, action="write", now=now,
            by=tidewater.wren,
        )  # fmt: skip

    assert "Wren" not in text(confirmed(client))


def test_older_entries_follow_page_by_page_and_a_forged_key_gives_the_newest(tidewater, own, client, now, clock):
    for seconds in range(25):
        clock(now + timedelta(seconds=seconds))
        browser_of(tidewater.nell).get(page("caseload:answers", own.referral.pk))
    first = confirmed(client).content.decode()
    address = re.search(r'href="(\?after=[^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(at("looked") + address).content.decode()

    whole = first + second
    assert first.count("hf-log__item") == 20
    assert whole.count("Read your answers to the questions") == 25
    assert client.get(at("looked") + "?after=2026-99~x").content.decode().count("hf-log__item") == 20


def test_lists_are_told_as_a_number(tidewater, own, client, now):
    accept(tidewater, send_request(tidewater, now=now, name="Otto Exampleton"), owner=tidewater.nell, now=now)
    for _ in range(2):
        browser_of(tidewater.ines).get(page("caseload:people") + "?stage=assessment")
        browser_of(tidewater.nell).get(page("caseload:today"))

    with hub_scope(tidewater.hub):
        lists = [e for e in AccessEntry.objects.filter(about=None) if own.referral.person_id in e.persons]
    assert f"{len(lists)} times in a list" in text(confirmed(client)) or len(lists) < 2


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
    monkeypatch.setattr("holdfast.portal.actions.MOST_NAMES", 2)

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


def test_each_page_is_written_into_the_access_log_as_the_persons_own(tidewater, client):
    client.get(at("people"))
    client.post(at("elsewhere"), {"hub": "none"})

    with hub_scope(tidewater.hub):
        entries = AccessEntry.objects.filter(what__in=["portal:people", "portal:elsewhere"]).order_by("pk")
        assert [(e.what, e.action, e.actor, e.by_id) for e in entries] == [
            ("portal:people", "read", "person", None),
            ("portal:elsewhere", "write", "person", None),
        ]


def test_going_on_to_the_questions_shows_no_answer_and_no_reference_there(own, client):
    assert client.post(at("tell"), {"part": "phq9"}).url == page("front_door:questionnaire", "tidewater", "phq9", 1)
    assert client.post(at("tell"), {"part": "../../x"}).url == page("front_door:more", "tidewater")
    assert client.get(page("front_door:all_sent", "tidewater")).status_code == 404


def test_a_link_for_next_time_opens_once_these_pages_are_closed(tidewater, own, client):
    assert "on its way" in text(client.post(at("next_link")))
    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="own_pages").count() == 2  # the first came with the visit


def test_words_somebody_typed_are_never_run(tidewater, own, client):
    client.post(at("people"), {"people": "<script>alert(1)</script>"})

    assert "<script>alert" not in client.get(at("people")).content.decode()


def test_times_to_call_are_asked_with_the_call_and_within_the_hubs_own_hours(own, now):
    shown = text(own.browser(now=now).get(at("reach")))

    assert "We mostly ring Monday to Friday, 8am to 6pm. Pick all that suit you." in shown
    assert "4pm to 6pm" not in shown
