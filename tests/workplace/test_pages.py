"""The pages about somebody's work: the team's, the person's own, the partner's; and what strangers see: nothing."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from holdfast.correspondence.mail import codes_of_message
from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry
from holdfast.front_door import cookies
from holdfast.hubs.scope import hub_scope
from holdfast.partners import code_actions
from holdfast.people.viewer import viewer
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.naming import name_people
from holdfast.workplace import actions, answer_actions, sharing_actions
from holdfast.workplace.rules import Words
from holdfast.workplace.today import waits as waits_on_today
from tests.builders import browser_of, page
from tests.workplace.conftest import CANARY, WORDS, admitted, agreed, partner, plan, referred, shown, stored

PIN = "4921 7305"


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def words_in(response):
    return response.content.decode().replace("&#39;", "’")


def read(member, name, *args, query=""):
    return browser_of(member).get(page(f"workplace:{name}", *args) + query)


def send(member, which, /, *args, query="", **data):
    return browser_of(member).post(page(f"workplace:{which}", *args) + query, data, follow=True)


def own_browser(known, *, now):
    """Tansy's browser, her PIN just typed again."""
    with hub_scope(known.team.hub):
        entry_actions.choose_pin(known.tansy, PIN, how=Pin.How.AFTER_ASKING, now=now)
        link = entry_actions.give_link(known.tansy, known.team.hub, now=now).address
    client = Client()
    client.post(link, {"secret": PIN})
    client.post(page("portal:confirm", "tidewater") + "?for=work", {"pin": PIN})
    return client


def olives_browser(known, *, now, who=None):
    """The browser of a referrer, after the code that was mailed to work."""
    team, who = known.team, who or known.olive
    there = admitted(team, who.route, who.organisation, now=now)
    with hub_scope(team.hub):
        key = code_actions.begin_visit(who, there, now=now)
    client = Client()
    client.cookies[f"{cookies.REFER}_tidewater"] = key
    return client


def moss_opens(known, statement, *, now):
    """Moss follows the link in the mail, and types the code that he was told."""
    answer = send(known.team.nell, "give_link", known.tansy.pk, statement.pk)
    code = re.search(r'hf-reference__number">(\d{6})<', words_in(answer))[1]
    with hub_scope(known.team.hub):
        message = Message.objects.select_related("box").get(subject_id=statement.pk, kind="partner")
        link = codes_of_message(message)["link"]
    client = Client()
    assert CANARY not in words_in(client.get(link))
    assert client.post(link, {"code": code}).status_code == 302
    return client


def test_a_request_is_written_shown_agreed_on_their_own_pages_and_read_by_occupational_health(known, now):
    nell, tansy = known.team.nell, known.tansy
    assert "Request for support at work" in words_in(read(nell, "write", tansy.pk))
    form = {"partner": str(known.olive.pk), "text": WORDS.text, "answer_by": "2026-10-28"}
    written = send(nell, "write", tansy.pk, query="?kind=support", **form)
    assert "It goes nowhere unless they say yes" in words_in(written)
    (statement,) = stored(known.team)

    olive = olives_browser(known, now=now)
    assert "Request for support" not in words_in(olive.get(page("partners:mine", "tidewater")))
    own = own_browser(known, now=now)
    assert CANARY in words_in(own.get(page("portal:work", "tidewater")))
    own.post(page("portal:agree_work", "tidewater", statement.pk))

    assert "Request for support" in words_in(olive.get(page("partners:mine", "tidewater")))
    assert CANARY in words_in(olive.get(page("partners:work_one", "tidewater", statement.pk)))
    answer = {"mark": str(statement.pk), "words": "We can from Monday."}
    assert "We have your answer" in words_in(
        olive.post(page("partners:work_one", "tidewater", statement.pk), answer, follow=True)
    )
    assert "We can from Monday." in words_in(own.get(page("portal:work", "tidewater")))
    assert "We can from Monday." in words_in(read(nell, "one", tansy.pk, statement.pk))
    with hub_scope(known.team.hub):
        logged = AccessEntry.objects.filter(actor="partner", what="partners:work_one").order_by("pk")
        assert [(each.action, each.persons) for each in logged[:2]] == [
            ("read", [tansy.person_id]), ("write", [tansy.person_id]),
        ]  # fmt: skip


def test_somebody_new_is_named_in_full_and_reads_by_a_link_with_its_code(known, now):
    form = {"partner": "new", "route": "gp", "name": "Dr Quill Invented", "organisation": "Madeup Lane Surgery",
            "email": "quill@surgery.example", "telephone": "", "text": WORDS.text,
            "answer_by": "2026-10-28"}  # fmt: skip
    again = words_in(send(known.team.nell, "write", known.tansy.pk, query="?kind=question", **form))
    assert "Enter their telephone number" in again
    assert CANARY in again
    send(known.team.nell, "write", known.tansy.pk, query="?kind=question", **form | {"telephone": "01632 960112"})
    (statement,) = stored(known.team)
    with hub_scope(known.team.hub):
        answer_actions.agree(statement, now=now)

    quill = moss_opens(known, statement, now=now)

    assert "Question" in words_in(quill.get(page("partners:work", "tidewater")))
    assert CANARY in words_in(quill.get(page("partners:work_one", "tidewater", statement.pk)))
    with hub_scope(known.team.hub):
        assert answer_actions.agreements.locked(known.tansy.person, statement.partner).purpose == "care"


def test_a_link_shows_that_one_partner_that_one_person_and_nothing_else(known, saltpan, now):
    first = agreed(known, to=known.moss, now=now)
    moss = moss_opens(known, first, now=now)
    to_olive = agreed(known, words=Words("For Olive alone"), now=now)
    other = referred(known.team, known.olive, owner=known.team.nell, now=now, name="Fern Madeup")
    known.tansy, tansy = other, known.tansy
    of_fern = agreed(known, to=known.moss, words=Words("About Fern"), now=now)
    known.tansy = tansy
    waits = shown(known, to=known.moss, words=Words("Not yet"), now=now)

    listed = words_in(moss.get(page("partners:work", "tidewater")))
    assert (listed.count("Read it, and answer"), "Fern" in listed) == (1, False)
    for statement in (to_olive, of_fern, waits):
        assert moss.get(page("partners:work_one", "tidewater", statement.pk)).status_code == 404
        assert moss.post(page("partners:work_one", "tidewater", statement.pk), {"words": "x"}).status_code == 404
    assert Client().get(page("partners:work", "tidewater")).status_code == 410
    assert moss.get(page("partners:work", "saltpan")).status_code == 410


def test_unknown_ended_and_another_hubs_links_answer_alike(known, now, clock):
    statement = agreed(known, to=known.moss, now=now)
    with hub_scope(known.team.hub):
        old = sharing_actions.give_link(statement, by=known.team.nell, now=now).address
        new = sharing_actions.give_link(statement, by=known.team.nell, now=now).address
    token = new.rstrip("/").rsplit("/", 1)[1]
    never = page("partners:work_link", "tidewater", "A" * 32)

    answers = {(client.status_code, client.content) for client in (Client().get(old), Client().get(never))}
    assert len(answers) == 1
    assert {status for status, _ in answers} == {410}
    assert Client().get(new).status_code == 200
    clock(now + timedelta(days=29))
    assert Client().get(page("partners:work_link", "tidewater", token)).status_code == 410


def test_a_partner_sees_no_mark_of_a_step_and_nothing_that_lives(known, now):
    statement = agreed(known, kind="return", words=plan(2, 9, now=now), now=now)
    olive = olives_browser(known, now=now)
    before = words_in(olive.get(page("partners:work_one", "tidewater", statement.pk)))
    send(known.team.nell, "do_step", known.tansy.pk, statement.pk, number="1")
    with hub_scope(known.team.hub):
        actions.note_state(known.tansy, state="off_sick", since_on=now.date(), by=known.team.nell, now=now)

    mask = re.compile(r'name="(mark|csrfmiddlewaretoken)" value="[^"]*"')
    after = words_in(olive.get(page("partners:work_one", "tidewater", statement.pk)))
    assert mask.sub("", after) == mask.sub("", before)
    assert "Done. Nell Sampleton" in words_in(read(known.team.nell, "of_record", known.tansy.pk))
    assert "Done." in words_in(own_browser(known, now=now).get(page("portal:work", "tidewater")))


def test_another_partner_a_colleague_a_stranger_and_whom_they_named_see_none_of_it(known, saltpan, now):
    statement = agreed(known, now=now)
    gp = partner(known.team, "gp", "Fern Pretend", "Invented Practices", now=now)
    other = olives_browser(known, now=now, who=gp)
    assert other.get(page("partners:work_one", "tidewater", statement.pk)).status_code == 404
    assert CANARY not in words_in(other.get(page("partners:work", "tidewater")))

    def answers(member):
        return {
            browser_of(member).get(page(f"workplace:{name}", *args)).status_code
            for name, args in (("of_record", [known.tansy.pk]), ("one", [known.tansy.pk, statement.pk]),
                               ("rewrite", [known.tansy.pk, statement.pk]), ("write", [known.tansy.pk]))
        }  # fmt: skip

    assert answers(known.team.wren) == {404}
    assert answers(saltpan.nell) == {404}
    with hub_scope(known.team.hub):
        name_people(known.tansy, named=["Ines Pretendham"], now=now)
    assert answers(known.team.ines) == {404}


def test_of_another_person_a_statement_answers_as_none_at_all(known, now):
    statement = agreed(known, now=now)
    other = referred(known.team, known.olive, owner=known.team.nell, now=now, name="Fern Madeup")
    for name in ("one", "rewrite"):
        assert read(known.team.nell, name, other.pk, statement.pk).status_code == 404
    own = own_browser(type(known)(**{**vars(known), "tansy": other}), now=now)
    for name in ("agree_work", "change_work", "refuse_work"):
        assert own.post(page(f"portal:{name}", "tidewater", statement.pk), {"wish": "x"}).status_code == 404


def test_today_says_what_waits_to_whoever_has_them_and_to_nobody_else(known, now):
    change = shown(known, now=now)
    late = agreed(known, words=Words("Asked long ago"), answer_in=-2, now=now)
    agreed(known, to=known.moss, now=now)
    agreed(known, kind="return", words=plan(-1, 9, now=now), now=now)
    with hub_scope(known.team.hub):
        answer_actions.ask_change(change, wish="Shorter", now=now)
        lines = waits_on_today(viewer(known.team.nell, now=now))
        assert [line["text"] for line in lines] == [
            "One statement about work to change, as they ask",
            "One statement about work agreed, and not shared yet",
            "One question about work that nobody has answered",
            "One step of a return to work is due",
        ]
        assert [waits_on_today(viewer(each, now=now)) for each in (known.team.wren, known.team.ines)] == [[], []]
        sharing_actions.reply(late, words="Yes", mark=late.pk, now=now)
        texts = [line["text"] for line in waits_on_today(viewer(known.team.nell, now=now))]
        assert "One answer about somebody’s work to read" in texts
        assert "One question about work that nobody has answered" not in texts
        name_people(known.tansy, named=["Nell Sampleton"], now=now)
        assert waits_on_today(viewer(known.team.nell, now=now)) == []


def test_a_change_asked_for_in_no_words_loses_nothing_and_says_what_to_do(known, now):
    statement = shown(known, now=now)
    own = own_browser(known, now=now)
    asked = own.post(page("portal:change_work", "tidewater", statement.pk), {"wish": " "})
    assert "Write what should change" in words_in(asked)
    own.post(page("portal:change_work", "tidewater", statement.pk), {"wish": "Leave out the ward"})
    for name in ("one", "rewrite"):
        assert "Leave out the ward" in words_in(read(known.team.nell, name, known.tansy.pk, statement.pk))


def test_telling_them_nothing_more_on_the_page_of_sharing_stops_what_waits(known, now):
    agreed(known, now=now)
    shown(known, words=Words("Waits"), now=now)
    own = own_browser(known, now=now)
    assert "Your work" in words_in(own.get(page("portal:sharing", "tidewater")))
    own.post(page("portal:withdraw", "tidewater", known.olive.pk))
    assert sorted(each.status for each in stored(known.team)) == ["shared", "stopped"]


def test_the_lists_ask_as_many_statements_however_many_there_are(
    known, now, django_assert_num_queries, django_assert_max_num_queries
):
    for number in range(2):
        agreed(known, words=Words(f"Number {number}"), now=now + timedelta(minutes=number))
    olive = olives_browser(known, now=now)
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(60) as asked:
            read(known.team.nell, "of_record", known.tansy.pk)
            olive.get(page("partners:work", "tidewater"))
            olive.get(page("partners:mine", "tidewater"))
        counts.append(len(asked))
        for number in range(5):
            agreed(known, words=Words(f"More {number}"), now=now + timedelta(hours=1, minutes=number))
    assert counts[0] == counts[1]
