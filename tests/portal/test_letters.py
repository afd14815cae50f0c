"""A person's own letters: shown word for word, a yes, a change, a no, taken back; and nobody else's."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from holdfast.front_door.more_actions import tell_needs
from holdfast.hubs.scope import hub_scope
from holdfast.letters import actions, sending_actions
from holdfast.letters.models import EarlierWords
from holdfast.letters.queries import Words
from holdfast.letters.today import waits as waits_on_today
from holdfast.people.identity import reveal
from holdfast.people.viewer import viewer
from tests.appointments.conftest import waits
from tests.builders import browser_of, page
from tests.letters.conftest import CANARY, TO_GP, TO_TANSY, drafted, shown, stored
from tests.portal.conftest import PIN, at, events, text

WHILE = timedelta(minutes=10)


@pytest.fixture
def again(client):
    """Her browser, after the PIN was asked for again."""
    client.post(at("confirm") + "?for=letters", {"pin": PIN})
    return client


@pytest.fixture
def to_gp(tidewater, own, now):
    """A letter to her GP that she was shown."""
    return shown(tidewater, own.fresh(), now=now)


def answer(client, name, letter, **data):
    return client.post(at(f"{name}_letter", letter.pk), {"seen": letter.version, **data}, follow=True)


def test_the_pin_is_asked_for_again_before_a_letter_is_read(client, to_gp):
    for name, *args in (("letters",), ("letter", to_gp.pk), ("letter_pdf", to_gp.pk)):
        answered = client.get(at(name, *args))
        assert answered.url == at("confirm") + "?for=letters"
    assert client.post(at("agree_letter", to_gp.pk), {"seen": 1}).url == at("confirm") + "?for=letters"

    assert client.post(at("confirm") + "?for=letters", {"pin": PIN}).url == at("letters")


def test_they_read_it_as_it_would_go_and_say_yes(tidewater, own, again, to_gp):
    assert "A letter waits for your answer" in text(again.get(at("stand")))
    words = text(again.get(at("letters")))
    assert "One letter waits for you. It goes nowhere unless you say yes." in words
    assert "Dr Quill Invented, Madeup Lane Surgery, NF1 4AP. Nobody else." in words
    assert f"Dear Dr Invented Tansy has {CANARY}." in words
    assert "What it says, in easy words Easy words." in words

    assert "You said yes. Until it is posted you can take it back." in text(answer(again, "agree", to_gp))

    (letter,) = stored(tidewater)
    assert (letter.status, letter.agreed_how) == ("agreed", "own_pages")
    assert events(tidewater, "letter.agree") == [
        ("letter.agree", None,
         {"audience": "gp", "how": "own_pages", "version": 1, "referral": str(own.referral.pk)})
    ]  # fmt: skip
    assert "A letter waits" not in text(again.get(at("stand")))


def test_a_yes_is_taken_back_until_it_was_posted(tidewater, again, to_gp, now):
    answer(again, "agree", to_gp)
    assert "Take it back" in text(again.get(at("letter", to_gp.pk)))
    assert "You took it back" in text(answer(again, "take_back", to_gp))
    assert [each.status for each in stored(tidewater)] == ["shown"]

    answer(again, "agree", to_gp)
    with hub_scope(tidewater.hub):
        sending_actions.post(to_gp, seen=to_gp.version, by=tidewater.ada, now=now)
    assert "That could not be done" in text(answer(again, "take_back", to_gp))
    assert "Letter to your GP: About Tansy Madeup Sent today" in text(again.get(at("letters")))
    assert [each.status for each in stored(tidewater)] == ["sent"]


def test_they_ask_for_a_change_in_their_own_words_without_losing_them(tidewater, client, to_gp):
    """Not asked for the PIN again: it only stops a letter. Nor does that show it."""
    empty = text(answer(client, "change", to_gp, answer=" "))
    assert "Write what should change" in empty
    assert CANARY not in empty

    assert client.post(at("change_letter", to_gp.pk), {"seen": 1, "answer": "Leave out the winter"}).status_code == 302

    (letter,) = stored(tidewater)
    assert letter.status == "change_asked"
    assert reveal(letter.person, f"letter_answer:{letter.pk}:1", letter.answer_sealed) == "Leave out the winter"


def test_an_empty_change_is_asked_for_again_beside_the_letter_while_the_pin_is_fresh(again, to_gp):
    words = text(answer(again, "change", to_gp, answer=""))

    assert "Write what should change" in words
    assert CANARY in words


def test_they_say_no_and_give_no_reason(tidewater, again, to_gp):
    assert "You said no. It goes nowhere." in text(answer(again, "refuse", to_gp))

    assert [each.status for each in stored(tidewater)] == ["refused"]
    assert "That could not be done" in text(answer(again, "agree", to_gp))


def test_a_yes_to_words_that_were_changed_meanwhile_is_none(tidewater, again, to_gp, now):
    with hub_scope(tidewater.hub):
        other = Words("About", "Other words.", "", "Dr Quill Invented", "Lane")
        changed = actions.edit(to_gp, seen=1, words=other, is_large=False, by=tidewater.nell, now=now)
        actions.show(changed, seen=changed.version, by=tidewater.nell, now=now)

    for seen in (1, "", "x", "9" * 30, "-2"):
        assert "That could not be done" in text(
            again.post(at("agree_letter", to_gp.pk), {"seen": seen}, follow=True)
        )  # fmt: skip
    assert [each.status for each in stored(tidewater)] == ["shown"]


OTHER = Words("About", "Other words.", "", "Dr Quill Invented", "Lane")


@pytest.mark.parametrize("is_shown_anew", [False, True])
def test_what_they_say_of_words_that_were_changed_meanwhile_is_kept_with_those(
    tidewater, again, to_gp, now, is_shown_anew
):
    with hub_scope(tidewater.hub):
        changed = actions.edit(to_gp, seen=1, words=OTHER, is_large=False, by=tidewater.nell, now=now)
        if is_shown_anew:
            actions.show(changed, seen=2, by=tidewater.nell, now=now)
    for _ in range(2):
        said = text(answer(again, "change", to_gp, answer="Leave out the winter"))
        assert "We have your words, with the letter as you read it. It was changed meanwhile" in said

    (letter,) = stored(tidewater)
    assert (letter.status, letter.version, letter.answer_sealed) == ("shown" if is_shown_anew else "drafted", 2, None)
    with hub_scope(tidewater.hub):
        before = EarlierWords.objects.select_related("person").get()
        assert before.answered_at is not None
        assert reveal(before.person, f"letter_answer:{letter.pk}:1", before.answer_sealed) == "Leave out the winter"
        assert [line["text"] for line in waits_on_today(viewer(tidewater.nell, now=now))] == [
            "One letter changed before they asked for a change"
        ]
        assert waits_on_today(viewer(tidewater.wren, now=now)) == []
    for name in ("one", "edit"):
        assert "Leave out the winter" in text(browser_of(tidewater.nell).get(page(f"letters:{name}", to_gp.pk)))
    with hub_scope(tidewater.hub):
        actions.edit(letter, seen=2, words=OTHER, is_large=False, by=tidewater.nell, now=timezone.now() + WHILE)
        again = [each["text"] for each in waits_on_today(viewer(tidewater.nell, now=now))]
        assert again == ["One letter changed, to show again"], "written anew since"


def test_a_letter_that_is_written_again_stays_theirs_as_they_read_it(tidewater, again, to_gp, now):
    with hub_scope(tidewater.hub):
        actions.edit(to_gp, seen=1, words=OTHER, is_large=False, by=tidewater.nell, now=now)

    words = text(again.get(at("letter", to_gp.pk)))
    assert "We are writing it again. Nothing goes unless you have seen it and said yes." in words
    assert (CANARY in words, "Other words." in words) == (True, False)
    made = again.get(at("letter_pdf", to_gp.pk))
    assert CANARY in PdfReader(BytesIO(made.content)).pages[0].extract_text()


def test_a_no_while_it_is_written_again_ends_it(tidewater, again, to_gp, now):
    with hub_scope(tidewater.hub):
        actions.edit(to_gp, seen=1, words=OTHER, is_large=False, by=tidewater.nell, now=now)

    assert "You said no. It goes nowhere." in text(answer(again, "refuse", to_gp))

    assert [each.status for each in stored(tidewater)] == ["refused"]
    words = text(again.get(at("letter", to_gp.pk)))
    assert (CANARY in words, "Other words." in words) == (True, False)


def test_a_letter_that_we_left_is_theirs_to_read_and_what_they_typed_into_it_is_shown_again(
    tidewater, again, to_gp, now
):
    with hub_scope(tidewater.hub):
        actions.withdraw(to_gp, by=tidewater.nell, now=now)

    said = text(answer(again, "change", to_gp, answer="Leave out the winter"))
    assert "These words could not be kept with the letter" in said
    assert "Leave out the winter" in said
    assert "We left it. It was not sent." in text(again.get(at("letter", to_gp.pk)))


def test_a_second_wish_is_kept_beside_the_first(tidewater, again, to_gp):
    for words in ("Leave out the winter", "And the surgery", "And the surgery"):
        answer(again, "change", to_gp, answer=words)

    (letter,) = stored(tidewater)
    said = reveal(letter.person, f"letter_answer:{letter.pk}:1", letter.answer_sealed)
    assert (letter.status, said) == ("change_asked", "Leave out the winter\n\nAnd the surgery")


def test_a_letter_is_nothing_to_them_before_it_is_shown_or_sent(tidewater, own, again, now):
    for key, words in (("gp-getting-help", TO_GP), ("person-next-steps", TO_TANSY)):
        letter = drafted(tidewater, own.fresh(), key=key, words=words, now=now)
        assert again.get(at("letter", letter.pk)).status_code == 404
        assert again.get(at("letter_pdf", letter.pk)).status_code == 404
    words = text(again.get(at("letters")))
    assert ("No letter waits for you." in words, CANARY in words) == (True, False)


def test_a_letter_to_them_is_read_on_screen_large_and_as_pdf(tidewater, own, again, now):
    letter = drafted(tidewater, own.fresh(), key="person-next-steps", words=TO_TANSY, now=now)
    with hub_scope(tidewater.hub):
        sending_actions.send(letter, seen=letter.version, by=tidewater.nell, now=now)

    page = again.get(at("letter", letter.pk))
    assert f"We talked about {CANARY}." in text(page)
    assert "hf-letter__paper--large" not in page.content.decode()
    assert "hf-letter__paper--large" in again.get(at("letter", letter.pk) + "?large=1").content.decode()
    made = again.get(at("letter_pdf", letter.pk))
    assert (made["Content-Type"], made["Cache-Control"], made["Content-Disposition"]) == (
        "application/pdf", "no-store", 'inline; filename="letter.pdf"',
    )  # fmt: skip
    assert CANARY in PdfReader(BytesIO(made.content)).pages[0].extract_text()


def test_whoever_reads_large_print_is_shown_it_large(tidewater, own, again, to_gp, now):
    referral, told = own.fresh(), {"language": "", "needs_interpreter": False, "adjustments": ""}
    with hub_scope(tidewater.hub):
        tell_needs(referral, tidewater.hub, formats=["large_print"], **told, now=now)

    assert "hf-letter__paper--large" in again.get(at("letters")).content.decode()
    assert "hf-letter__paper--large" not in again.get(at("letters") + "?large=0").content.decode()


def test_another_persons_letter_is_not_to_be_found(tidewater, own, again, now):
    other = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    theirs = shown(tidewater, other, now=now)

    for name in ("letter", "letter_pdf"):
        assert again.get(at(name, theirs.pk)).status_code == 404
    for name in ("agree", "change", "refuse", "take_back"):
        assert answer(again, name, theirs, answer="Change it").status_code == 404
    assert CANARY not in text(again.get(at("letters")))
    assert [each.status for each in stored(tidewater)] == ["shown"]


def test_whoever_stops_has_no_letter_sent(tidewater, again, to_gp):
    answer(again, "agree", to_gp)

    again.post(at("stop"), {"pin": PIN})

    assert [each.status for each in stored(tidewater)] == ["withdrawn"]


def test_before_we_have_talked_there_are_no_letters(unverified, now):
    browser = unverified.browser(now=now)

    assert "After we have talked" in browser.get(at("letters")).content.decode()
    assert "Letters" not in text(browser.get(at("stand")))


def test_looking_changes_nothing(tidewater, again, to_gp):
    for name in ("letters", "letter", "letter_pdf"):
        assert again.get(at(name, *([] if name == "letters" else [to_gp.pk]))).status_code == 200
    for name in ("agree", "change", "refuse", "take_back"):
        assert again.get(at(f"{name}_letter", to_gp.pk)).status_code == 405

    assert [each.status for each in stored(tidewater)] == ["shown"]
