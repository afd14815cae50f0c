"""Records that may be one person's, on the pages: shown to whom, joined by two, separated again."""

import pytest

from holdfast.contacts.actions import log_attempt, undo_attempt
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out, relate
from holdfast.people.models import Join
from tests.builders import accept, browser_of, page, send_request

REASON = "They told me of both requests, and the date of birth agrees."
PAGES = ("same", "agree", "refuse", "separate")


def speak(team, referral, now, by=None):
    """A first conversation in which somebody checks who they are."""
    with hub_scope(team.hub):
        return log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=by or team.nell, now=now,
            identity_checked=True,
        )  # fmt: skip


@pytest.fixture
def twice(tidewater, now):
    """Two requests with one telephone number: Nell has both, Wren the second."""
    first = send_request(tidewater, now=now, name="Hazel Pretend")
    second = send_request(tidewater, now=now, name="Hazel P")
    for referral in (first, second):
        accept(tidewater, referral, owner=tidewater.nell, now=now)
        speak(tidewater, referral, now)
    with hub_scope(tidewater.hub):
        relate(second.person, tidewater.wren, why="team", now=now)
    return first, second


def propose(member, referral, other, reason=REASON):
    return browser_of(member).post(page("caseload:same", referral.pk), {"reference": other.reference, "reason": reason})


def stored(team) -> list[Join]:
    with hub_scope(team.hub):
        return list(Join.objects.order_by("proposed_at", "pk"))


def test_two_records_are_joined_by_two_people_shown_on_each_and_separated_again(tidewater, twice):
    first, second = twice
    nell, ines = browser_of(tidewater.nell), browser_of(tidewater.ines)
    shown = nell.get(page("caseload:same", first.pk)).content.decode()
    assert "The same telephone number" in shown
    assert propose(tidewater.nell, first, second).status_code == 302
    (join,) = stored(tidewater)
    own = nell.get(page("caseload:same", first.pk)).content.decode()
    assert "Take it back" in own
    assert "Agree, join them" not in own
    assert nell.post(page("caseload:agree", first.pk, join.pk)).status_code == 404
    assert "1 waiting" in ines.get(page("caseload:hub")).content.decode()
    assert "Hazel Pretend and Hazel P" in ines.get(page("caseload:joins")).content.decode()
    assert REASON in ines.get(page("caseload:same", second.pk)).content.decode()
    for _ in range(2):  # pressed twice
        ines.post(page("caseload:agree", second.pk, join.pk))

    record = nell.get(page("caseload:person", first.pk)).content.decode()
    assert "Also theirs" in record
    assert page("caseload:person", second.pk) in record
    assert "Joined with another record of theirs" in record
    assert "Also theirs" not in browser_of(tidewater.wren).get(page("caseload:person", second.pk)).content.decode()
    before = nell.get(page("caseload:separate", first.pk, join.pk)).content.decode()
    assert "It can be done until Friday 13 November at 1:52pm. After that the join is final." in before
    nell.post(page("caseload:separate", first.pk, join.pk))
    assert "Also theirs" not in nell.get(page("caseload:person", first.pk)).content.decode()


def test_whom_one_of_them_named_is_counted_on_both_and_named_to_leads_alone(tidewater, twice, now):
    first, second = twice
    with hub_scope(tidewater.hub):
        keep_out(first.person, named=["Wren Dummerly"], now=now)
    propose(tidewater.nell, first, second)
    browser_of(tidewater.ines).post(page("caseload:agree", first.pk, stored(tidewater)[0].pk))

    lead = browser_of(tidewater.ines).get(page("caseload:person", second.pk)).content.decode()
    assert "One person or role must not see this record" in lead
    assert "Wren Dummerly" in lead
    nell = browser_of(tidewater.nell).get(page("caseload:person", second.pk)).content.decode()
    assert "One person or role must not see this record" in nell
    assert "Dummerly" not in nell
    assert browser_of(tidewater.wren).get(page("caseload:person", second.pk)).status_code == 404


def test_after_30_days_the_page_says_that_it_is_final_and_nothing_is_separated(tidewater, twice, clock):
    first, second = twice
    propose(tidewater.nell, first, second)
    (join,) = stored(tidewater)
    browser_of(tidewater.ines).post(page("caseload:agree", first.pk, join.pk))
    clock(stored(tidewater)[0].final_at)
    nell = browser_of(tidewater.nell)

    assert "the 30 days have passed" in nell.get(page("caseload:same", first.pk)).content.decode()
    assert "cannot be done any more" in nell.get(page("caseload:separate", first.pk, join.pk)).content.decode()
    answer = nell.post(page("caseload:separate", first.pk, join.pk), follow=True).content.decode()
    assert "The 30 days have passed. These records stay joined." in answer
    assert stored(tidewater)[0].status == "joined"


def test_an_unverified_request_joins_nothing_before_the_first_conversation(tidewater, now, twice):
    first, _ = twice
    new = send_request(tidewater, now=now, name="Hazel Pretend")
    shown = browser_of(tidewater.ines).get(page("caseload:same", new.pk)).content.decode()

    assert "Until then this record joins no other" in shown
    assert "Propose that another record is theirs" not in shown
    for one, other in ((new, first), (first, new)):
        answer = propose(tidewater.ines, one, other).content.decode()
        assert "A record joins no other before the first conversation" in answer
    assert stored(tidewater) == []


def test_the_answer_is_the_same_for_nobody_and_for_a_record_that_is_not_theirs(tidewater, saltpan, now, twice):
    first, second = twice
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Nell Sampleton",))
    wrens = send_request(tidewater, now=now, name="Otto Exampleton")
    accept(tidewater, wrens, owner=tidewater.wren, now=now)
    elsewhere = send_request(saltpan, now=now, name="Otto Exampleton")

    answers = set()
    for other in (hidden, wrens, elsewhere, first):
        answer = propose(tidewater.nell, first, other)
        assert answer.status_code == 200
        assert "Otto" not in answer.content.decode()
        answers.add("No other record that you may open has this reference" in answer.content.decode())
    assert answers == {True}
    with hub_scope(tidewater.hub):
        refused = AccessEntry.objects.filter(action="refused", what="caseload:same")
        assert [entry.persons for entry in refused.order_by("pk")] == [[hidden.person_id], [wrens.person_id], []]
    assert stored(tidewater) == []
    assert "Enter why" in propose(tidewater.nell, first, second, reason="").content.decode()
    assert "Say in a sentence" in propose(tidewater.nell, first, second, reason="same").content.decode()


def test_a_practitioner_sees_likenesses_among_their_own_records_and_the_same_words_otherwise(tidewater, now, twice):
    alone = send_request(tidewater, now=now, name="Quill Nobodysby", channels={"call": "+447700900999"})
    for referral in (twice[1], alone):
        with hub_scope(tidewater.hub):
            relate(referral.person, tidewater.wren, why="team", now=now)
        shown = browser_of(tidewater.wren).get(page("caseload:same", referral.pk)).content.decode()
        assert "No other record that you may open looks like theirs" in shown
        assert "A lead can see whether there is another one" in shown
        assert twice[0].reference not in shown


@pytest.mark.parametrize("name", PAGES)
def test_strangers_and_those_with_a_right_to_one_alone_find_nothing(tidewater, saltpan, twice, name):
    first, second = twice
    propose(tidewater.nell, first, second)
    (join,) = stored(tidewater)
    with hub_scope(tidewater.hub):
        keep_out(first.person, named=["Ines Pretendham"], now=join.proposed_at)
    args = [second.pk] if name == "same" else [second.pk, join.pk]
    for who in (tidewater.wren, tidewater.ines, tidewater.ada, tidewater.sol, tidewater.max, saltpan.ines):
        if name == "same" and who in (tidewater.wren, tidewater.ines):
            assert REASON not in browser_of(who).get(page("caseload:same", *args)).content.decode()
            continue
        assert browser_of(who).post(page(f"caseload:{name}", *args)).status_code == 404
    assert "Hazel" not in browser_of(tidewater.ines).get(page("caseload:joins")).content.decode()
    assert stored(tidewater)[0].status == "proposed"


def test_the_record_says_whether_somebody_checked_who_they_are_and_a_check_taken_back_is_none(tidewater, now, read):
    referral = send_request(tidewater, now=now, name="Quill Nobodysby")
    assert "Not checked yet. Ask for two details" in read(tidewater.nell, "caseload:person", referral.pk).text_shown

    attempt = speak(tidewater, referral, now)
    assert (
        "Checked today at 2:52pm by Nell Sampleton" in read(tidewater.ines, "caseload:person", referral.pk).text_shown
    )
    with hub_scope(tidewater.hub):
        undo_attempt(attempt, by=tidewater.nell, now=now)
    assert "Not checked yet" in read(tidewater.ines, "caseload:person", referral.pk).text_shown


@pytest.mark.parametrize("name", ["person", "same"])
def test_whoever_opens_a_record_is_told_to_its_person_whoever_else_stands_on_the_page(tidewater, twice, name):
    first, second = twice
    if name == "person":
        propose(tidewater.nell, first, second)
        browser_of(tidewater.ines).post(page("caseload:agree", second.pk, stored(tidewater)[0].pk))
    with hub_scope(tidewater.hub):
        last = AccessEntry.objects.latest("pk").pk
    browser_of(tidewater.ines).get(page(f"caseload:{name}", first.pk))

    with hub_scope(tidewater.hub):
        rows = AccessEntry.objects.filter(pk__gt=last).order_by("pk").values_list("what", "about")
        assert list(rows) == [(f"caseload:{name}", first.person_id), (f"caseload:{name}", second.person_id)]
