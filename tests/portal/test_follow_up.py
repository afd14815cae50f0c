"""How somebody is after support, on their own pages: asked, answered, not asked any more; and coming back."""

from datetime import timedelta

import pytest

from holdfast.alerts.models import Alert
from holdfast.correspondence.mail import mail_of
from holdfast.correspondence.models import Message
from holdfast.hubs.scope import hub_scope
from holdfast.measures.models import Measure
from holdfast.measures.queries import measures_of
from holdfast.outcomes import actions
from holdfast.outcomes.death_actions import record_death
from holdfast.outcomes.discharge_actions import discharge
from holdfast.referrals.actions import move
from holdfast.triage.words import measure_words
from holdfast.workplace.models import WorkState
from tests.builders import browser_of, page
from tests.coordination.conftest import is_assessed
from tests.outcomes.conftest import asked_on, stored, told
from tests.portal.conftest import PIN, at, text

DAY = timedelta(days=1)
RETURNS = "Ring us, heron-canary-returns"


@pytest.fixture
def asked(tidewater, own, now, clock):
    """Tansy is asked how she is, three months after support; and her pages are open in a browser that day."""
    tansy = is_assessed(tidewater, own.fresh(), by=tidewater.nell, now=now)
    told(tidewater, tansy, "phq9", 15, now=now)
    told(tidewater, tansy, "gad7", 12, now=now)
    with hub_scope(tidewater.hub):
        actions.monitor(tansy, by=tidewater.nell, now=now)
    day = now + 92 * DAY
    asked_on(tidewater, day, clock)
    return own.browser(now=day)


def answer(browser, key, **answers):
    """One page of questions, from their own page and back to it."""
    found = browser.post(at("tell"), {"part": key})
    assert found.status_code == 302
    return browser.post(found["Location"], answers)


def test_the_mail_says_nothing_and_its_link_opens_their_pages(tidewater, asked, clock):
    with hub_scope(tidewater.hub):
        message = Message.objects.select_related("person", "hub").get(kind="follow_up")
        mail = mail_of(message, "tansy@home.example")
    assert mail.subject == "A question for you"
    for word in ("questionnaire", "support", "mental", "how you are", "tansy"):
        assert word not in mail.body.lower(), word


def test_they_answer_what_is_asked_and_nobody_asks_again(tidewater, own, asked):
    assert "We would like to know how you are" in text(asked.get(at("stand")))
    assert "9 questions about low mood" in text(asked.get(at("follow_up")))

    led = answer(asked, "phq9", **{f"q{n}": "1" for n in range(1, 9)}, q9="0")
    assert led["Location"] == page("front_door:questionnaire", "tidewater", "gad7", 1)
    led = asked.post(led["Location"], {f"q{n}": "1" for n in range(1, 8)})
    assert led["Location"] == page("front_door:questionnaire", "tidewater", "peq_treatment", 1)
    led = asked.post(led["Location"], {"q1": "4", "q2": "4", "q3": "4", "q4": "4"})
    assert led["Location"] == at("follow_up")

    assert stored(tidewater)[0].status == "answered"
    assert own.fresh().next_action == "review"
    assert "There is nothing that you are asked now" in text(asked.get(at("follow_up")))
    assert "fewer problems than at first" in text(asked.get(at("been")))


def test_what_they_said_of_the_hub_makes_no_score_and_stands_below_how_they_are(tidewater, own, asked, now):
    answer(asked, "peq_treatment", q1="4", q2="4", q3="4", q4="4")
    been = text(asked.get(at("been")))
    assert "4 questions about how you found us These questions make no score. What you said is below." in been
    assert "an answer that counts was left out" not in been
    assert been.index("9 questions about low mood") < been.index("4 questions about how you found us")
    shown = text(browser_of(tidewater.nell).get(page("caseload:answers", own.referral.pk)))
    assert "Experience questionnaire: treatment" in shown
    assert "These questions make no score" in shown
    assert "Not complete" not in shown
    with hub_scope(tidewater.hub):
        found = next(each for each in measures_of(own.referral.person) if each.questionnaire.key == "peq_treatment")
    assert measure_words(found, now=found.at).startswith("Experience questionnaire: treatment answered, ")


def test_a_risk_answer_raises_its_alert_as_ever(tidewater, asked):
    led = answer(asked, "phq9", q9="1")
    assert led["Location"] == page("front_door:more_now", "tidewater")
    with hub_scope(tidewater.hub):
        assert list(Alert.objects.values_list("reasons", flat=True)) == [["phq9.9"]]
    assert stored(tidewater)[0].status == "asked"


def test_what_was_begun_months_ago_is_no_answer_of_now(tidewater, own, asked, now):
    person = own.fresh().person
    with hub_scope(tidewater.hub):
        Measure.objects.create(
            hub=tidewater.hub, person=person, subject_id=own.referral.pk, questionnaire="phq9",
            version="1", items=[3] * 10, begun_at=now,
        )  # fmt: skip
    answer(asked, "phq9", q1="0")
    with hub_scope(tidewater.hub):
        latest = Measure.objects.filter(questionnaire="phq9").order_by("-answered_at").exclude(answered_at=None)[0]
    assert latest.items == [0, *[None] * 9]


def test_they_say_as_much_as_they_like(tidewater, own, asked):
    answer(asked, "phq9", **{f"q{n}": "1" for n in range(1, 9)}, q9="0")
    done = asked.post(at("finish_follow_up"))
    assert "Thank you. We look at what you said." in text(asked.get(done["Location"]))
    assert stored(tidewater)[0].status == "answered"


def test_they_are_not_asked_again_if_they_say_so(tidewater, asked):
    done = asked.post(at("stop_follow_up"))
    assert "We do not ask again" in text(asked.get(done["Location"]))
    assert {each.end for each in stored(tidewater)} == {"opted_out"}


def test_they_say_whether_they_are_at_work(tidewater, asked):
    asked.post(at("say_own_work"), {"state": "nonsense"})
    asked.post(at("say_own_work"), {"state": "at_work"})
    assert "You are at work" in text(asked.get(at("follow_up")))
    with hub_scope(tidewater.hub):
        assert list(WorkState.objects.values_list("state", "noted_by_id")) == [("at_work", None)]


def test_a_questionnaire_that_nobody_asks_them_is_not_there(asked):
    answer(asked, "phq9", q1="1")
    assert asked.get(page("front_door:questionnaire", "tidewater", "pcl5", 1)).status_code == 404


def test_before_anything_is_asked_the_page_is_not_in_the_list(tidewater, own, now, client):
    browser = own.browser(now=now)
    assert "How are you now?" not in text(browser.get(at("stand")))
    assert "There is nothing that you are asked now" in text(browser.get(at("follow_up")))


@pytest.fixture
def finished(tidewater, own, now):
    """We have finished with Tansy; her pages are open in a browser."""
    tansy = is_assessed(tidewater, own.fresh(), by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        move(tansy, "support", by=tidewater.nell, now=now)
        discharge(tansy, end_code="46", outcome="reached", returns=RETURNS, by=tidewater.nell, now=now)
    return own.browser(now=now)


def test_once_we_have_finished_the_page_says_how_to_come_back(finished):
    told_them = text(finished.get(at("stand")))
    assert "You can come back at any time" in told_them
    assert RETURNS in told_them
    assert at("come_back") in finished.get(at("stand")).content.decode()


@pytest.mark.parametrize(("safe", "worried"), [("yes", False), ("no", True), ("", True)])
def test_coming_back_is_one_question_and_leads_to_first_contact(tidewater, own, finished, safe, worried):
    done = finished.post(at("come_back"), {"safe": safe})
    again = finished.post(at("come_back"), {"safe": safe})
    assert done["Location"] == f"{at('come_back')}?kept=1"
    assert again.status_code == 302
    told_them = text(finished.get(done["Location"]))
    assert "It is good that you are back" in told_them
    assert ("You may not be safe right now" in told_them) is worried
    assert (own.fresh().status, own.fresh().stage) == ("accepted", "first_contact")
    with hub_scope(tidewater.hub):
        assert Alert.objects.count() == int(worried)


def test_who_is_with_us_has_nothing_to_come_back_from(own, now):
    found = own.browser(now=now).get(at("come_back"))
    assert (found.status_code, found["Location"]) == (302, at("stand"))


def test_whoever_withdrew_is_asked_nothing(tidewater, asked):
    assert asked.post(at("stop"), {"pin": PIN}).status_code == 302
    assert {each.end for each in stored(tidewater)} == {"stopped"}


def test_after_a_death_no_page_and_no_link_of_theirs_opens(tidewater, own, asked, now):
    day = now + 92 * DAY
    link = own.link(now=day)
    asked.post(at("tell"), {"part": "phq9"})
    tansy = own.fresh()
    with hub_scope(tidewater.hub):
        record_death(tansy, died_on=None, how_known="family", by=tidewater.nell, now=day)
    assert asked.get(at("stand")).status_code == 410
    assert asked.get(page("front_door:more", "tidewater")).status_code == 410
    assert asked.get(link).status_code == 410
