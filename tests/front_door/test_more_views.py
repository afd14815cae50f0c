import re
from datetime import timedelta

import pytest
from django.test import Client

from holdfast.alerts.models import Alert
from holdfast.correspondence.models import Link, Message
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.measures.models import Measure
from holdfast.people.identity import details_of
from holdfast.referrals.models import Equality, Referral
from tests.builders import page
from tests.front_door.test_ask_views import ask_everything

NOT_AT_ALL = {f"q{number}": "0" for number in range(1, 10)}


@pytest.fixture
def visitor(tidewater, clock, now):
    """A browser that has sent a request."""
    clock(now)
    client = Client()
    ask_everything(client)
    client.post(page("front_door:send", "tidewater"))
    return client


def answer(client, key="phq9", number=1, **answers):
    return client.post(page("front_door:questionnaire", "tidewater", key, number), answers)


def test_answers_are_kept_and_the_next_part_follows(visitor, tidewater):
    response = answer(visitor, **NOT_AT_ALL)

    assert response.url == page("front_door:questionnaire", "tidewater", "gad7", 1)
    with hub_scope(tidewater.hub):
        assert [(m.questionnaire, m.items) for m in Measure.objects.all()] == [("phq9", [0] * 9 + [None])]


def test_a_risk_answer_stops_at_once_and_its_alert_commits_with_it_whatever_the_total(visitor, tidewater):
    response = answer(visitor, q9="1")

    assert response.url == page("front_door:more_now", "tidewater")
    with hub_scope(tidewater.hub):
        alert = Alert.objects.get()
        assert (alert.reasons, alert.urgency, alert.level) == (["phq9.9"], "immediate", 1)
        assert Measure.objects.get().items == [None] * 8 + [1, None]
        assert Referral.objects.get().contact_when == "today"
        assert Message.objects.filter(kind="alert", member=tidewater.nell).count() == 1


def test_the_same_answers_sent_twice_raise_one_alert_and_lead_to_help_both_times(visitor, tidewater):
    led = [answer(visitor, q9="1").url, answer(visitor, q9="1").url]

    assert led == [page("front_door:more_now", "tidewater")] * 2
    with hub_scope(tidewater.hub):
        assert (Measure.objects.count(), Alert.objects.count()) == (1, 1)


def test_being_able_to_keep_safe_leaves_the_alert_to_the_hubs_signed_limit(visitor, tidewater, now):
    answer(visitor, q9="1")
    words = visitor.post(page("front_door:more_now", "tidewater"), {"keep_safe": "yes"}).content.decode()

    assert "You say that you can keep yourself safe for now" in words
    with hub_scope(tidewater.hub):
        alert = Alert.objects.get()
        assert (alert.keep_safe, alert.urgency, alert.act_by) == ("yes", "default", now + timedelta(minutes=60))


def test_at_night_without_cover_the_page_says_plainly_when_it_is_read(visitor, tidewater, clock, now):
    night = clock(now.replace(hour=2, day=15))
    with hub_scope(tidewater.hub):
        tidewater.hub.visits.update(touched_at=night)
    response = answer(visitor, q9="2")
    words = " ".join(visitor.get(response.url).content.decode().split())

    assert "nobody at this hub reads your answer until 8am today, Thursday" in words
    with hub_scope(tidewater.hub):
        alert = Alert.objects.get()
        assert (alert.is_watched, alert.level) == (False, 0)
        assert alert.act_by == now.replace(day=15, hour=7, minute=0)


@pytest.mark.parametrize("value", ["4", "-1", "x", "1; DROP TABLE", "1" * 5000])
def test_a_forged_answer_gets_a_sentence_and_stores_nothing(visitor, tidewater, value):
    response = answer(visitor, **{**NOT_AT_ALL, "q3": value})

    assert "Pick one of the answers to question 3" in " ".join(response.content.decode().split())
    with hub_scope(tidewater.hub):
        assert Measure.objects.count() == 0


@pytest.mark.parametrize(("key", "number"), [("phq9", 2), ("phq9", 0), ("wsas", 1), ("nothing", 1)])
def test_a_page_that_no_questionnaire_has_is_not_found(visitor, key, number):
    assert visitor.get(page("front_door:questionnaire", "tidewater", key, number)).status_code == 404


def test_an_employer_is_found_among_real_organisations(visitor, tidewater):
    words = visitor.post(page("front_door:part", "tidewater", "work"), {"employer": "leeds teaching"}).content.decode()
    response = visitor.post(
        page("front_door:part", "tidewater", "work"), {"employer": "leeds teaching", "organisation": "RR8"}
    )

    assert "Leeds Teaching Hospitals NHS Trust" in words
    assert response.status_code == 302
    with hub_scope(tidewater.hub):
        assert Referral.objects.get().backgrounds.get().organisation_id == "RR8"


def test_an_employer_on_no_list_is_kept_in_their_words_and_sealed(visitor, tidewater):
    visitor.post(page("front_door:part", "tidewater", "work"), {"employer": "Zzyx Care Home Canary"})

    with hub_scope(tidewater.hub):
        told = Referral.objects.get().backgrounds.get()
        assert told.organisation_id is None
        assert b"Canary" not in bytes(told.employer_sealed)


def tags(client):
    """The parts of the list that say how much of them is kept."""
    words = client.get(page("front_door:more", "tidewater")).content.decode()
    return re.findall(r'hf-todo__link.*?<span>([^<]+)<small>.*?(?:hf-tag hf-nowrap">([^<]+)<|</a>)', words)


def test_the_list_says_how_many_questions_of_a_questionnaire_were_answered(visitor):
    before = tags(visitor)[:2]
    answer(visitor, q1="0")
    answer(visitor, "gad7", **{f"q{number}": "0" for number in range(1, 9)})

    assert before == [("Questions, part 1", "Not answered"), ("Questions, part 2", "Not answered")]
    assert tags(visitor)[:2] == [("Questions, part 1", "1 of 10 answered"), ("Questions, part 2", "Saved")]


def test_the_list_says_of_the_other_parts_only_that_they_are_saved(visitor):
    visitor.post(page("front_door:part", "tidewater", "needs"), {"language": "Welsh"})

    assert [tag for title, tag in tags(visitor) if not title.startswith("Questions, part")].count("Saved") == 1


def test_a_birth_date_with_a_box_left_empty_says_which_and_that_all_may_be(visitor):
    born = {"born_0": "40", "born_1": "3", "born_2": ""}
    words = visitor.post(page("front_door:part", "tidewater", "details"), born).content.decode()

    assert "Enter a day from 1 to 31 and the year. Or leave all three boxes empty" in words
    assert 'href="#id_born_0"' in words
    assert re.findall(r'nhsuk-input--error" id="(id_born_.)"', words) == ["id_born_0", "id_born_2"]


def test_the_paper_with_the_reference_number_does_not_speak_of_pages_without_their_link(visitor):
    words = " ".join(visitor.get(page("front_door:sent", "tidewater")).content.decode().split())

    assert '<div class="hf-no-print"><section class="hf-card"><h2 class="nhsuk-heading-m">Your own pages' in words


@pytest.mark.parametrize("day", [("31", "2", "1990"), ("1", "1", "2090"), ("x", "y", "z"), ("1", "", "")])
def test_an_impossible_birth_date_gets_a_sentence_and_stays_in_the_boxes(visitor, day):
    born = dict(zip(("born_0", "born_1", "born_2"), day, strict=True))
    response = visitor.post(page("front_door:part", "tidewater", "details"), {**born, "gp": "The Surgery"})

    assert response.status_code == 200
    assert "Check these answers" in response.content.decode()
    assert f'value="{day[0]}"' in response.content.decode()
    assert 'value="The Surgery"' in response.content.decode()


def test_a_birth_date_is_sealed_with_the_name(visitor, tidewater):
    visitor.post(
        page("front_door:part", "tidewater", "details"),
        {"born_0": "27", "born_1": "3", "born_2": "1985", "gp": ""},
    )

    with hub_scope(tidewater.hub):
        assert details_of(Referral.objects.get().person) == {"born": "1985-03-27"}


def test_equality_answers_are_codes_and_each_can_be_left_out(visitor, tidewater):
    visitor.post(page("front_door:part", "tidewater", "equality"), {"ethnic_category": "M"})

    with hub_scope(tidewater.hub):
        told = Equality.objects.get()
        assert (told.ethnic_category, told.religion) == ("M", "")


def test_the_browser_that_sent_it_can_read_what_was_sent(visitor):
    words = visitor.get(page("front_door:all_sent", "tidewater")).content.decode()

    assert "I do not sleep." in words


def test_another_browser_sees_nothing(visitor):
    for name in ("sent", "more", "all_sent"):
        response = Client().get(page(f"front_door:{name}", "tidewater"))

        assert response.status_code == 410
        assert "Tansy" not in response.content.decode()


def test_a_visit_is_over_after_two_hours(visitor, clock, now):
    clock(now + timedelta(hours=2, minutes=1))

    assert visitor.get(page("front_door:all_sent", "tidewater")).status_code == 410


def later(visitor):
    words = visitor.post(page("front_door:later", "tidewater")).content.decode()
    code = "".join(re.search(r"hf-reference__number[^>]*>([\d ]+)<", words)[1].split())
    return re.search(r'href="([^"]*/h/tidewater/[^"]+)"', words)[1], code


def test_a_link_opens_with_its_code_and_shows_no_story(visitor):
    address, code = later(visitor)
    stranger = Client()
    neutral = stranger.get(address).content.decode()
    response = stranger.post(address, {"code": code})

    assert "Tansy" not in neutral
    assert response.url == page("front_door:more", "tidewater")
    assert stranger.get(response.url).status_code == 200
    assert stranger.get(page("front_door:all_sent", "tidewater")).status_code == 404


def test_a_mail_scanner_that_follows_the_link_changes_nothing(visitor, tidewater):
    address, code = later(visitor)
    for _ in range(20):
        Client().get(address)

    assert Client().post(address, {"code": code}).status_code == 302


def test_five_wrong_codes_end_a_link(visitor, tidewater):
    address, code = later(visitor)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert Client().post(address, {"code": wrong}).status_code == 200

    assert Client().post(address, {"code": code}).status_code == 410


def test_a_link_ends_after_a_fortnight_and_is_not_told_from_one_that_never_was(visitor, clock, now):
    address, _ = later(visitor)
    clock(now + timedelta(days=15))
    ended, never = Client().get(address), Client().get(page("front_door:open_link", "tidewater", "x" * 32))

    assert (ended.status_code, never.status_code) == (410, 410)
    assert ended.content == never.content


def test_a_link_of_one_hub_opens_nothing_at_another(visitor, saltpan):
    address, code = later(visitor)

    assert Client().post(address.replace("tidewater", "saltpan"), {"code": code}).status_code == 410


def test_only_hashes_of_a_link_are_kept(visitor, tidewater):
    address, code = later(visitor)
    with hub_scope(tidewater.hub):
        link = Link.objects.get()

        assert address.rstrip("/").rsplit("/", 1)[1].encode() not in bytes(link.token_hash)
        assert code.encode() not in bytes(link.code_hash)


def test_a_link_opens_once(visitor):
    address, code = later(visitor)
    Client().post(address, {"code": code})

    assert Client().post(address, {"code": code}).status_code == 410


def test_who_came_by_the_link_sees_no_number_no_answers_and_is_written_down(visitor, tidewater):
    answer(visitor, q1="3", stop="1")
    address, code = later(visitor)
    guest = Client()
    guest.post(address, {"code": code})
    questions = guest.get(page("front_door:questionnaire", "tidewater", "phq9", 1)).content.decode()
    reference = guest.get(page("front_door:sent", "tidewater"))

    assert " checked>" not in questions
    assert reference.url == page("front_door:more", "tidewater")
    with hub_scope(tidewater.hub):
        opened = AccessEntry.objects.filter(what="front_door:open_link")
        assert [(entry.action, entry.actor) for entry in opened] == [("read", "person")]


def test_who_came_by_the_link_does_not_speak_for_an_answer_of_another_day(visitor, tidewater, clock, now):
    answer(visitor, q9="2")
    address, code = later(visitor)
    clock(now + timedelta(hours=1))
    guest = Client()
    guest.post(address, {"code": code})
    guest.post(page("front_door:more_now", "tidewater"), {"keep_safe": "yes"})

    with hub_scope(tidewater.hub):
        assert Alert.objects.get().keep_safe == "skipped"


def test_reading_what_was_sent_is_written_into_the_access_log(visitor, tidewater):
    visitor.get(page("front_door:all_sent", "tidewater"))

    with hub_scope(tidewater.hub):
        assert AccessEntry.objects.filter(what="front_door:all_sent", action="read", actor="person").count() == 1


def test_the_language_somebody_names_is_sealed(visitor, tidewater):
    visitor.post(page("front_door:part", "tidewater", "needs"), {"language": "Canary Welsh"})

    with hub_scope(tidewater.hub):
        assert b"Canary" not in bytes(Referral.objects.get().backgrounds.get().language_sealed)


def test_a_day_of_four_hundred_digits_gets_a_sentence(visitor):
    response = visitor.post(
        page("front_door:part", "tidewater", "details"), {"born_0": "9" * 400, "born_1": "1", "born_2": "1990"}
    )

    assert response.status_code == 200
