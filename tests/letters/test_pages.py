"""The pages of letters as staff use them, and what those who must not see them are told: nothing."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from holdfast.events.models import AccessEntry
from holdfast.front_door.more_actions import tell_needs
from holdfast.hubs.scope import hub_scope
from holdfast.letters import actions, answer_actions
from holdfast.letters.models import Template
from holdfast.letters.queries import Words, template_of, words_of
from holdfast.letters.shown import AUDIENCES
from holdfast.letters.today import waits as waits_on_today
from holdfast.outcomes.death_actions import record_death
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import withdraw
from holdfast.referrals.naming import name_people
from tests.builders import browser_of, page
from tests.letters.conftest import CANARY, TO_GP, TO_TANSY, agreed, drafted, shown, stored

TYPED = {"to_name": "Dr Quill Invented", "to_address": "Madeup Lane Surgery\nNF1 4AP", "subject": "About Tansy",
         "body": "Dear Dr Invented\n\nTansy is well.", "easy": "", "seen": 1}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def read(member, name, *args, query=""):
    response = browser_of(member).get(page(f"letters:{name}", *args) + query)
    response.words = response.content.decode().replace("&#39;", "’") if "html" in response["Content-Type"] else ""
    return response


def send(member, which, /, *args, query="", **data):
    response = browser_of(member).post(page(f"letters:{which}", *args) + query, {"seen": 1} | data, follow=True)
    response.words = response.content.decode().replace("&#39;", "’")
    return response


def test_a_letter_is_begun_from_a_template_written_and_shown(tidewater, known):
    nell, tansy = tidewater.nell, known.tansy
    assert "They are getting help from us" in read(nell, "write", tansy.pk).words
    assert "Dr Quill Invented, Madeup Lane Surgery" in read(
        nell, "write", tansy.pk, query="?template=gp-getting-help"
    ).words  # fmt: skip

    answer = send(nell, "write", tansy.pk, query="?template=gp-getting-help", to_name="Dr Quill Invented",
                  to_address="Madeup Lane Surgery, NF1 4AP")  # fmt: skip

    (letter,) = stored(tidewater)
    assert answer.redirect_chain == [(page("letters:edit", letter.pk), 302)]
    assert words_of(letter).subject == "About Tansy Madeup, born 3 March 1985"
    assert words_of(letter).to_address == "Madeup Lane Surgery\nNF1 4AP"
    assert "Not finished" in read(nell, "one", letter.pk).words
    assert page("letters:show", letter.pk) not in read(nell, "one", letter.pk).words
    send(nell, "edit", letter.pk, **TYPED)
    assert "Show it to them" in read(nell, "one", letter.pk).words
    assert "It goes nowhere unless they say yes" in send(nell, "show", letter.pk, seen=2).words
    assert [each.status for each in stored(tidewater)] == ["shown"]


def test_a_letter_to_somebody_who_reads_large_print_is_printed_large(tidewater, known, now):
    with hub_scope(tidewater.hub):
        tell_needs(known.tansy, tidewater.hub, language="", needs_interpreter=False, formats=["large_print"],
                   adjustments="", now=now)  # fmt: skip

    send(tidewater.nell, "write", known.tansy.pk, query="?template=person-next-steps", to_name="Tansy")
    send(tidewater.nell, "write", known.tansy.pk, query="?template=manager-time", to_name="Moss", to_address="Ward 1")

    assert [(each.audience, each.is_large) for each in stored(tidewater)] == [("person", True), ("manager", False)]


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("body", "", "Write the letter"),
        ("body", "Well done 😀", "Write 😀 in words: a letter cannot print it"),
        ("subject", "a\u202eb", "cannot be seen"),
        ("to_address", "\n".join("abcdefg"), "at most 6 lines"),
        ("to_name", " ", "Say to whom it goes"),
    ],
)
def test_what_no_letter_can_hold_is_refused_with_what_was_typed_kept(tidewater, known, now, name, typed, words):
    letter = drafted(tidewater, known.tansy, now=now)

    shown_again = send(tidewater.nell, "edit", letter.pk, **TYPED | {name: typed, "easy": "Kept as typed"}).words

    assert words in shown_again
    assert "Kept as typed" in shown_again
    assert words_of(stored(tidewater)[0]) == TO_GP


def test_the_second_of_two_editors_is_shown_the_firsts_words_beside_their_own(tidewater, known, now):
    letter = drafted(tidewater, known.tansy, now=now)
    send(tidewater.ines, "edit", letter.pk, **TYPED | {"body": "The first words."})

    second = send(tidewater.nell, "edit", letter.pk, **TYPED | {"body": "The second words."}).words

    assert "A colleague has changed this letter" in second
    assert ("The first words." in second, "The second words." in second) == (True, True)
    assert words_of(stored(tidewater)[0]).body == "The first words."
    send(tidewater.nell, "edit", letter.pk, **TYPED | {"body": "Both words.", "seen": 2})
    assert words_of(stored(tidewater)[0]).body == "Both words."


def test_what_they_want_changed_stands_on_the_letter_on_its_form_and_on_today(tidewater, known, now):
    letter = shown(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        answer_actions.ask_change(letter, seen=1, answer="Leave out the winter", now=now)
        assert [line["text"] for line in waits_on_today(viewer(tidewater.nell, now=now))] == [
            "One letter to change, as the person asks"
        ]
        assert waits_on_today(viewer(tidewater.ines, now=now)) == []

    for name in ("one", "edit"):
        assert "Leave out the winter" in read(tidewater.nell, name, letter.pk).words
    send(tidewater.nell, "edit", letter.pk, **TYPED)
    assert "Leave out the winter" in read(tidewater.nell, "one", letter.pk).words, "what was said before stays"
    assert CANARY in read(tidewater.nell, "one", letter.pk).words


def test_the_post_list_holds_addresses_and_no_word_of_a_letter(tidewater, known, now):
    letter = agreed(tidewater, known.tansy, now=now)

    for member, prints in ((tidewater.ada, False), (tidewater.nell, True)):
        listed = read(member, "post_list").words
        assert ("Dr Quill Invented" in listed, "Madeup Lane Surgery<br>NF1 4AP" in listed) == (True, True)
        assert CANARY not in listed
        assert "About Tansy Madeup." in listed, "whose envelope it is"
        assert (page("letters:pdf", letter.pk) in listed) is prints
    with hub_scope(tidewater.hub):
        assert [line["text"] for line in waits_on_today(viewer(tidewater.ada, now=now))] == [
            "One letter waits to be posted"
        ]
        assert waits_on_today(viewer(tidewater.sol, now=now)) == []
        entry = AccessEntry.objects.filter(what="letters:post_list", by=tidewater.ada).get()
        assert entry.persons == [known.tansy.person_id]


def test_posted_by_whoever_has_the_post_and_taken_back_within_the_minute(tidewater, known, now):
    letter = agreed(tidewater, known.tansy, now=now)

    listed = send(tidewater.ada, "post", letter.pk).words
    assert "Posted: Dr Quill Invented." in listed
    assert [each.status for each in stored(tidewater)] == ["sent"]
    assert "It has not gone" in send(tidewater.ada, "undo", letter.pk).words
    assert [each.status for each in stored(tidewater)] == ["agreed"]


def test_whom_they_named_a_moment_after_posting_is_shown_the_envelope_no_more(tidewater, known, now):
    letter = agreed(tidewater, known.tansy, now=now)
    assert "Quill" in send(tidewater.ada, "post", letter.pk).words
    with hub_scope(tidewater.hub):
        name_people(known.tansy, named=["Ada Mockford"], now=now)

    assert "Quill" not in read(tidewater.ada, "post_list").words


def test_a_button_pressed_twice_begins_one_letter(tidewater, known, clock, now):
    typed = {"to_name": "Dr Quill Invented", "to_address": "Madeup Lane Surgery"}
    first, again = (
        send(tidewater.nell, "write", known.tansy.pk, query="?template=gp-getting-help", **typed) for _ in range(2)
    )
    assert first.redirect_chain == again.redirect_chain
    assert len(stored(tidewater)) == 1

    clock(now + timedelta(seconds=6))
    send(tidewater.nell, "write", known.tansy.pk, query="?template=gp-getting-help", **typed)
    assert len(stored(tidewater)) == 2


def test_words_written_while_they_said_no_are_shown_again_and_said_not_to_be_kept(tidewater, known, now):
    letter = shown(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        answer_actions.refuse(letter, now=now)

    answered = send(tidewater.nell, "edit", letter.pk, **TYPED | {"body": "Nell took an hour over this."}).words

    assert "Not kept: it cannot be changed any more" in answered
    assert "Where this letter stands by now: The person said no." in answered
    assert "Nell took an hour over this.</textarea>" in answered
    assert ("Keep it" in answered, page("letters:write", known.tansy.pk) in answered) == (False, True)
    assert words_of(stored(tidewater)[0]) == TO_GP


def test_a_letter_that_was_taken_back_is_not_posted_however_old_the_page(tidewater, known, now):
    letter = agreed(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        answer_actions.take_back(letter, now=now)

    assert "Not posted" in send(tidewater.ada, "post", letter.pk).words

    assert [each.status for each in stored(tidewater)] == ["shown"]
    assert "Nothing waits to be posted" in read(tidewater.ada, "post_list").words


def test_a_step_on_words_that_the_page_did_not_show_is_refused_with_those_that_stand(tidewater, known, now):
    letter = drafted(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        other = Words("About", "Half a sentence that Ines", "", "Dr Quill Invented", "Lane")
        actions.edit(letter, seen=1, words=other, is_large=False, by=tidewater.ines, now=now)
    for seen in (1, "", "x", "9" * 30):
        refused = send(tidewater.nell, "show", letter.pk, seen=seen).words
        assert "a colleague has changed this letter" in refused
        assert "Half a sentence that Ines" in refused
    send(tidewater.nell, "show", letter.pk, seen=2)
    with hub_scope(tidewater.hub):
        answer_actions.agree(letter, seen=2, now=now)

    assert 'name="seen" value="2"' in read(tidewater.ada, "post_list").words
    refused = send(tidewater.ada, "post", letter.pk, seen=1).words
    assert "this letter was changed since" in refused
    assert 'name="seen" value="2"' in refused
    assert [each.status for each in stored(tidewater)] == ["agreed"]


def test_of_somebody_who_died_every_page_of_writing_says_so(tidewater, known, now):
    letter = drafted(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        record_death(known.tansy, died_on=None, how_known="family", by=tidewater.nell, now=now)
    pk, form = known.tansy.pk, {"to_name": "Dr Invented", "to_address": "Madeup Lane"}
    pages = [
        browser_of(tidewater.nell).get(page("letters:write", pk), follow=True),
        browser_of(tidewater.nell).post(page("letters:write", pk) + "?template=gp-getting-help", form, follow=True),
        send(tidewater.nell, "show", letter.pk),
    ]
    words = [each.content.decode() for each in pages]
    assert ["Their death was recorded. No letter to them, or about them" in each for each in words[:2]] == [True] * 2
    assert ["stopped their request" in each for each in words] == [False] * 3
    assert len(stored(tidewater)) == 1


def test_once_they_stopped_only_letters_to_them_are_offered(tidewater, known, now):
    letter = drafted(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        withdraw(known.tansy, now=now)

    offered = read(tidewater.nell, "write", known.tansy.pk).words
    assert "They stopped their request: a letter can go to them, and to nobody else." in offered
    assert ("person-next-steps" in offered, "gp-getting-help" in offered) == (True, False)
    assert "person stopped their request" in send(tidewater.nell, "show", letter.pk).words
    for name in ("show", "edit"):
        assert page(f"letters:{name}", letter.pk) not in read(tidewater.nell, "one", letter.pk).words
    assert [each.status for each in stored(tidewater)] == ["drafted"]


@pytest.mark.parametrize("name", ["of_record", "write", "one", "edit", "pdf"])
def test_an_administrator_opens_no_letter(tidewater, known, now, name):
    letter = agreed(tidewater, known.tansy, now=now)
    key = known.tansy.pk if name in {"of_record", "write"} else letter.pk

    assert read(tidewater.ada, name, key).status_code == 404


def everything_about(known, letter):
    return [("of_record", known.tansy.pk), ("write", known.tansy.pk), ("one", letter.pk), ("edit", letter.pk),
            ("pdf", letter.pk)]  # fmt: skip


def test_strangers_and_colleagues_without_a_relationship_find_nothing(tidewater, saltpan, known, now):
    letter = agreed(tidewater, known.tansy, now=now)

    for member in (saltpan.ines, saltpan.nell, tidewater.wren, tidewater.max, tidewater.outside):
        for name, key in everything_about(known, letter):
            assert read(member, name, key).status_code == 404, (member.name, name)
        for verb in ("show", "agree", "send", "ready", "withdraw", "post", "undo"):
            assert send(member, verb, letter.pk).status_code == 404, (member.name, verb)
    for member in (saltpan.ada, saltpan.nell, tidewater.wren):
        listed = read(member, "post_list").words
        assert "Quill" not in listed
        assert "Nothing waits to be posted" in listed
    assert [each.status for each in stored(tidewater)] == ["agreed"]


def test_whom_they_named_is_told_nothing_and_neither_is_anybody_while_a_name_is_unsettled(tidewater, known, now):
    letter = agreed(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        name_people(known.tansy, named=["Ada Mockford", "Ines Pretendham"], now=now)

    for member in (tidewater.ada, tidewater.ines):
        assert "Quill" not in read(member, "post_list").words
        assert send(member, "post", letter.pk).status_code == 404
    assert read(tidewater.ines, "one", letter.pk).status_code == 404
    assert "Dr Quill Invented" in read(tidewater.nell, "post_list").words
    with hub_scope(tidewater.hub):
        name_people(known.tansy, named=["Zephyr Unheardof"], now=now)
    assert "Quill" not in read(tidewater.nell, "post_list").words
    assert stored(tidewater)[0].status == "agreed"


@pytest.mark.parametrize(("query", "size"), [("", 12), ("?large=1", 18), ("?easy=1", 14)])
def test_the_pdf_is_handed_out_under_a_neutral_name_and_kept_by_nobody(tidewater, known, now, query, size):
    letter = shown(tidewater, known.tansy, now=now)

    answer = read(tidewater.nell, "pdf", letter.pk, query=query)

    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert answer["Content-Disposition"] == 'inline; filename="letter.pdf"'
    printed = " ".join(PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())
    assert ("Easy words." in printed) is (query == "?easy=1")
    assert "14 October 2026 About Tansy Madeup" in printed
    with hub_scope(tidewater.hub):
        assert AccessEntry.objects.filter(what="letters:pdf", about=known.tansy.person_id).count() == 1


def test_looking_changes_nothing(tidewater, known, now):
    letter = drafted(tidewater, known.tansy, now=now)
    for name in ("show", "agree", "send", "ready", "withdraw", "post", "undo"):
        assert browser_of(tidewater.nell).get(page(f"letters:{name}", letter.pk)).status_code == 405
    for name, key in everything_about(known, letter):
        assert read(tidewater.nell, name, key).status_code == 200

    assert [(each.status, each.version) for each in stored(tidewater)] == [("drafted", 1)]


def test_hostile_words_are_words_on_every_page(tidewater, known, now):
    hostile = "<script>alert(1)</script> {{ 7*7 }} #eval(1)"
    letter = drafted(tidewater, known.tansy, words=Words(*[hostile] * 5), now=now)

    for name in ("one", "edit"):
        shown_words = read(tidewater.nell, name, letter.pk).words
        assert "<script>alert" not in shown_words
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in shown_words
    printed = PdfReader(BytesIO(read(tidewater.nell, "pdf", letter.pk).content)).pages[0].extract_text()
    assert "".join(printed.split()).count("".join(hostile.split())) == 4


# Templates


def test_a_template_is_looked_at_with_a_demo_person_and_kept_as_a_new_version(tidewater, known, now):
    changed = {"name": "Hello", "subject": "About {name}", "body": "Dear {to}\n\n{name} was born on {born}.",
               "easy": "", "is_used": "on", "seen": 0}  # fmt: skip

    looked = send(tidewater.ines, "template", query="?letter=gp-getting-help", do="look", **changed).words
    assert "Robin Example was born on 3 March 1985." in looked
    with hub_scope(tidewater.hub):
        assert template_of(tidewater.hub, "gp-getting-help").version == 0
    assert "Kept. It counts for letters" in send(
        tidewater.ines, "template", query="?letter=gp-getting-help", do="keep", **changed
    ).words  # fmt: skip

    with hub_scope(tidewater.hub):
        assert template_of(tidewater.hub, "gp-getting-help").version == 1
        row = Template.objects.get()
        assert (row.version, row.set_by_id, row.set_at, row.audience) == (1, tidewater.ines.pk, now, "gp")
    second = send(
        tidewater.max, "template", query="?letter=gp-getting-help", do="keep", **changed | {"body": "Mine"}
    ).words
    assert "A colleague has changed this template" in second
    assert ("Dear {to}" in second, ">\nMine</textarea>" in second) == (True, True)


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("gp-getting-help", "Dear {firstname}", "There is no field {firstname}. There are {name}, {to}"),
        ("manager-time", "They were born on {born}", "Take out {born}: a letter to them does not hold it"),
        ("gp-getting-help", "Dear {name", "A { or } stands alone"),
    ],
)
def test_a_field_that_there_is_not_is_refused_when_a_template_is_kept(tidewater, known, key, text, words):
    typed = {"name": "Hello", "subject": "About", "body": text, "easy": "", "is_used": "on", "seen": 0, "do": "keep"}

    refused = send(tidewater.ines, "template", query=f"?letter={key}", **typed).words

    assert words in refused.replace("&#39;", "’")
    assert text in refused
    with hub_scope(tidewater.hub):
        assert Template.objects.count() == 0


def test_a_template_out_of_use_is_not_offered_and_another_hubs_is_its_own(tidewater, saltpan, known):
    typed = {"name": "Nobody uses this", "subject": "About", "body": "Dear", "easy": "", "seen": 0, "do": "keep"}
    send(tidewater.ines, "template", query="?letter=manager-time", **typed)

    assert "Nobody uses this" not in read(tidewater.nell, "write", known.tansy.pk).words
    assert "not offered" in read(tidewater.ines, "templates").words
    assert "Nobody uses this" not in read(saltpan.ines, "templates").words
    assert read(tidewater.ines, "template", query="?letter=no-such-letter").url == page("letters:templates")


def test_letters_that_were_begun_keep_their_words_when_a_template_changes(tidewater, known, now):
    send(tidewater.nell, "write", known.tansy.pk, query="?template=manager-time", to_name="Moss", to_address="Ward 1")
    before = words_of(stored(tidewater)[0])
    typed = {"name": "Time", "subject": "Other", "body": "Other", "easy": "", "is_used": "on", "seen": 0, "do": "keep"}
    send(tidewater.ines, "template", query="?letter=manager-time", **typed)

    assert words_of(stored(tidewater)[0]) == before
    assert [(each.template_key, each.template_version) for each in stored(tidewater)] == [("manager-time", 0)]


def test_who_changes_templates_changes_them_and_no_other(tidewater, known):
    for member in (tidewater.nell, tidewater.ada, tidewater.sol):
        assert read(member, "templates").status_code == 404
        assert send(member, "template", query="?letter=manager-time", do="keep").status_code == 404


@pytest.mark.parametrize("number", [1, 12])
def test_lists_take_as_many_statements_however_long_they_are(tidewater, known, now, number, django_assert_num_queries):
    for _ in range(number):
        agreed(tidewater, known.tansy, now=now)
    browser = browser_of(tidewater.nell)
    for name, args, statements in (("post_list", (), 12), ("of_record", (known.tansy.pk,), 15)):
        browser.get(page(f"letters:{name}", *args))
        with django_assert_num_queries(statements):
            browser.get(page(f"letters:{name}", *args))


def test_every_audience_has_words():
    assert [str(each) for each in AUDIENCES] == ["person", "gp", "oh", "manager", "service"]


def test_the_buttons_of_a_letter_to_them(tidewater, known, now):
    letter = drafted(tidewater, known.tansy, key="person-next-steps", words=TO_TANSY, now=now)
    assert "Put on the post list" in read(tidewater.nell, "one", letter.pk).words

    assert "On the post list." in send(tidewater.nell, "ready", letter.pk).words
    assert HOME_LINES in read(tidewater.ada, "post_list").words
    send(tidewater.nell, "withdraw", letter.pk)
    again = drafted(tidewater, known.tansy, key="person-next-steps", words=TO_TANSY, now=now)
    assert "Sent to their own pages." in send(tidewater.nell, "send", again.pk).words
    assert "It has not gone" in send(tidewater.nell, "undo", again.pk).words

    assert sorted(each.status for each in stored(tidewater)) == ["drafted", "withdrawn"]


HOME_LINES = "2 Madeup Row<br>Northfell"
