"""Who may see, and who has looked: told with name, role and reason, once the PIN was shown again."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from holdfast.caseload.actions import open_in_emergency
from holdfast.correspondence.models import Message
from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.fitness import actions as fitness
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import review_emergency
from holdfast.people.cover_actions import hand_over
from holdfast.safeguarding.actions import Note, close, raise_concern
from tests.builders import accept, browser_of, page, send_request
from tests.portal.conftest import BEYOND_THE_PAGE, at, confirmed, text

REASON = "She rang the support line in tears and Nell was off, canary-reason"


def test_who_has_looked_takes_seven_statements_however_much_was_looked(
    tidewater, own, client, now, django_assert_num_queries
):
    confirmed(client)
    with django_assert_num_queries(BEYOND_THE_PAGE + 7):
        client.get(at("looked"))
    for _ in range(5):
        browser_of(tidewater.nell).get(page("caseload:person", own.referral.pk))
        browser_of(tidewater.nell).get(page("caseload:people"))
    with django_assert_num_queries(BEYOND_THE_PAGE + 7):
        client.get(at("looked"))


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


def test_reading_of_fitness_to_practise_is_told_once_the_person_knows_of_every_one(tidewater, own, client, now):
    person = own.fresh().person
    given = {"second": tidewater.ines, "by": tidewater.nell, "now": now}
    with hub_scope(tidewater.hub):
        said = {"risks": ["patients"], "evidence": "canary-evidence"}
        first, other = (fitness.raise_concern(person, said=said, mark=uuid4(), **given) for _ in range(2))
        found = fitness.advise(first, agrees=True, said={"words": "Yes."}, by=tidewater.ines, now=now)
    browser_of(tidewater.ines).get(page("fitness:one", first.pk))
    read = "Ines Pretendham , clinical lead What Read a concern about how you work, of which you know"

    assert "how you work" not in text(confirmed(client))
    for concern, knows, is_told in ((found, "yes", False), (other, "no", False), (other, "yes", True)):
        with hub_scope(tidewater.hub):
            body = fitness.Telling(now, {"body": "regulator", "least": "canary-least", "knows": knows})
            if concern == found or knows == "no":
                concern = fitness.tell(concern, told=body, by=tidewater.nell, now=now)
            else:
                signed = fitness.advise(concern, agrees=True, said={"words": "Yes."}, by=tidewater.ines, now=now)
                fitness.close(signed, said={"words": "canary-end", "knows": knows}, by=tidewater.nell, now=now)
        words = text(client.get(at("looked")))
        assert (read in words) is is_told
        assert "canary" not in words
    assert "Why Looked after the safety of others at your work" in words


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
