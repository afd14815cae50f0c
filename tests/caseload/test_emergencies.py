"""Emergency access: opened with a reason, told to the lead, limited, reviewed by somebody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.alerts.models import Alert
from holdfast.caseload.actions import open_in_emergency
from holdfast.contacts.models import Attempt
from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.people.models import EmergencyAccess
from holdfast.referrals.reckoning import reckon
from tests.builders import browser_of, make_member, page, send_request
from tests.caseload.conftest import CANARY

REASON = "They rang the ward, the line went dead and nobody of the team answers."


def ask(member, reference, reason=REASON):
    """The form, sent."""
    return browser_of(member).post(page("caseload:emergency"), {"reference": reference, "reason": reason})


def accesses(team) -> list[EmergencyAccess]:
    """Every emergency access of the hub."""
    with hub_scope(team.hub):
        return list(EmergencyAccess.objects.order_by("opened_at"))


def test_emergency_access_opens_the_record_for_a_while_and_tells_the_lead(tidewater, now, met, clock):
    response = ask(tidewater.wren, met.hazel.reference)

    assert (response.status_code, response.url) == (302, page("caseload:person", met.hazel.pk))
    (access,) = accesses(tidewater)
    with hub_scope(tidewater.hub):
        mail = Message.objects.filter(kind="emergency").values_list("member_id", "subject_id")
        assert list(mail) == [(tidewater.ines.pk, access.pk)]
    browser = browser_of(tidewater.wren)
    shown = browser.get(page("caseload:person", met.hazel.pk)).content.decode()
    assert "Opened in an emergency" in shown
    assert "until today at 6:52pm" in shown
    assert "Opened in an emergency" in browser.get(page("caseload:answers", met.hazel.pk)).content.decode()
    clock(now + timedelta(hours=4, minutes=1))
    assert browser_of(tidewater.wren).get(page("caseload:person", met.hazel.pk)).status_code == 404


def test_the_answer_is_the_same_for_nobody_and_for_a_record_that_is_kept_from_one(tidewater, saltpan, now, met):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Wren Dummerly",))
    role = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Practitioners",))
    held = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Somebody Unheardof",))
    elsewhere = send_request(saltpan, now=now, name="Otto Exampleton")

    for reference in ("2222 2222", "nonsense", hidden.reference, role.reference, held.reference, elsewhere.reference):
        response = ask(tidewater.wren, reference)
        assert response.status_code == 200
        assert "No record can be opened with this reference" in response.content.decode()
        assert "Otto" not in response.content.decode()
    assert accesses(tidewater) == []


def test_a_refused_emergency_is_written_into_the_access_log(tidewater, now):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Wren Dummerly",))

    ask(tidewater.wren, hidden.reference)

    with hub_scope(tidewater.hub):
        assert AccessEntry.objects.get(action="refused").persons == [hidden.person_id]


@pytest.mark.parametrize("reason", ["", "short", "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", "x" * 4001])
def test_a_reason_that_says_nothing_opens_nothing_whatever_the_reference(tidewater, met, reason):
    for reference in (met.hazel.reference, "2222 2222"):
        response = ask(tidewater.wren, reference, reason)
        assert response.status_code == 200
        assert "No record can be opened" not in response.content.decode()
    assert accesses(tidewater) == []


def test_a_record_that_is_open_already_needs_no_emergency(tidewater, met):
    response = ask(tidewater.nell, met.hazel.reference)

    assert response.url == page("caseload:person", met.hazel.pk)
    assert accesses(tidewater) == []


@pytest.mark.parametrize("who", ["ada", "sol", "max", "outside"])
def test_emergency_access_is_not_for_every_role(tidewater, met, who):
    assert ask(getattr(tidewater, who), met.hazel.reference).status_code == 404
    assert accesses(tidewater) == []


def test_mail_and_access_are_kept_together_or_not_at_all(tidewater, met, monkeypatch):
    def fail(*args, **options):
        raise RuntimeError("no mail today")

    monkeypatch.setattr("holdfast.caseload.actions.post_to_member", fail)
    with pytest.raises(RuntimeError):
        ask(tidewater.wren, met.hazel.reference)

    assert accesses(tidewater) == []


def test_a_lead_reviews_and_reads_the_reason_and_what_was_looked_at(tidewater, met, clock, now):
    ask(tidewater.wren, met.hazel.reference)
    clock(now + timedelta(minutes=2))
    browser_of(tidewater.wren).get(page("caseload:person", met.hazel.pk))
    (access,) = accesses(tidewater)
    lead = browser_of(tidewater.ines)

    assert "Wren Dummerly opened the record of Hazel Pretend" in lead.get(page("caseload:reviews")).content.decode()
    shown = lead.get(page("caseload:review", access.pk)).content.decode()
    assert REASON in shown
    assert "Read the record, today at 2:54pm" in shown
    assert CANARY not in shown
    assert lead.post(page("caseload:review", access.pk), {}).status_code == 200
    assert lead.post(page("caseload:review", access.pk), {"finding": "right"}).status_code == 302

    (access,) = accesses(tidewater)
    assert (access.finding, access.reviewed_by_id) == ("right", tidewater.ines.pk)
    again = lead.post(page("caseload:review", access.pk), {"finding": "not_right"}, follow=True)
    assert "Ines Pretendham has reviewed this already" in again.content.decode()
    assert accesses(tidewater)[0].finding == "right"


def test_a_review_says_whether_the_access_still_runs_and_whom_to_speak_with(tidewater, met, clock, now):
    ask(tidewater.wren, met.hazel.reference)
    (access,) = accesses(tidewater)
    running = browser_of(tidewater.ines).get(page("caseload:review", access.pk)).content.decode()
    clock(now + timedelta(hours=5))
    ended = browser_of(tidewater.ines).get(page("caseload:review", access.pk)).content.decode()

    assert ("<dt>Closes by itself</dt>" in running, "<dt>Closed</dt>" in running) == (True, False)
    assert ("<dt>Closes by itself</dt>" in ended, "<dt>Closed</dt>" in ended) == (False, True)
    assert "Speak with Wren Dummerly first." in ended
    assert ended.count("Was it right to open this record?") == 1
    assert "Your finding" in ended


def test_nobody_reviews_their_own_and_no_stranger_reviews_at_all(tidewater, saltpan, met):
    with hub_scope(tidewater.hub):
        both = make_member(tidewater.hub, "Idris Mockford", "practitioner")
    ask(both, met.hazel.reference)
    both.roles = ["clinical_lead"]
    both.save()
    (access,) = accesses(tidewater)

    for member in (both, tidewater.wren, saltpan.ines):
        response = browser_of(member).post(page("caseload:review", access.pk), {"finding": "right"})
        assert response.status_code == 404
        assert "Hazel" not in response.content.decode()
    assert accesses(tidewater)[0].reviewed_at is None
    own = browser_of(both).get(page("caseload:reviews")).content.decode()
    assert "waits for another lead" in own
    assert "Hazel" not in own


def mailed(team) -> list:
    """Who was told of an emergency."""
    with hub_scope(team.hub):
        return [message.member for message in Message.objects.filter(kind="emergency").select_related("member")]


@pytest.fixture
def quill(tidewater):
    """Who answers for information governance."""
    return make_member(tidewater.hub, "Quill Fabricant", "information_governance")


def test_a_lead_who_must_not_see_the_person_is_not_told_where_another_reviews(tidewater, now, quill):
    juno = make_member(tidewater.hub, "Juno Notreal", "clinical_lead")
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham",))
    ask(tidewater.wren, hidden.reference)
    (access,) = accesses(tidewater)

    assert mailed(tidewater) == [juno]
    assert "Otto Exampleton" in browser_of(juno).get(page("caseload:reviews")).content.decode()
    for member in (tidewater.ines, quill):
        browser = browser_of(member)
        assert "opened" not in browser.get(page("caseload:reviews")).content.decode()
        assert browser.get(page("caseload:review", access.pk)).status_code == 404
        assert browser.post(page("caseload:review", access.pk), {"finding": "right"}).status_code == 404
    assert accesses(tidewater)[0].reviewed_at is None


@pytest.mark.parametrize("opener", ["wren", "ines"])
def test_where_no_lead_may_review_information_governance_does_without_the_record(
    tidewater, saltpan, now, quill, opener
):
    named = {"wren": ("Ines Pretendham",), "ines": ()}[opener]
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", story=CANARY, must_not_see=named)
    member = getattr(tidewater, opener)
    if opener == "ines":  # open to a lead anyway: only the action can be asked for
        with hub_scope(tidewater.hub):
            open_in_emergency(hidden.person, reason=REASON, by=member, now=now)
    else:
        ask(member, hidden.reference)
        browser_of(member).get(page("caseload:person", hidden.pk))
    (access,) = accesses(tidewater)
    browser = browser_of(quill)

    assert mailed(tidewater) == [quill]
    assert "One emergency access to review" in browser.get(page("caseload:today")).content.decode()
    shown = [
        browser.get(page(*each)).content.decode() for each in (("caseload:reviews",), ("caseload:review", access.pk))
    ]
    assert f"{member.name} opened a record that no lead may review" in shown[0]
    assert "Reviewed without the record" in shown[1]
    for body in shown:
        assert [word for word in ("Otto", "Exampleton", REASON, CANARY, hidden.reference) if word in body] == []
    for stranger in (tidewater.ines, saltpan.ines):
        refused = browser_of(stranger).post(page("caseload:review", access.pk), {"finding": "right"})
        assert refused.status_code == 404
    assert browser.post(page("caseload:review", access.pk), {"finding": "right"}).status_code == 302
    assert accesses(tidewater)[0].reviewed_by_id == quill.pk
    assert browser.get(page("caseload:person", hidden.pk)).status_code == 404


def test_where_nobody_at_all_may_review_the_leads_hear_that_there_is_one(tidewater, now):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham",))
    ask(tidewater.wren, hidden.reference)
    (access,) = accesses(tidewater)
    lead = browser_of(tidewater.ines)

    assert mailed(tidewater) == [tidewater.ines]
    shown = lead.get(page("caseload:reviews")).content.decode()
    assert "1 waits that nobody of this hub may review" in shown
    assert "Otto" not in shown
    assert "Wren" not in shown
    assert lead.get(page("caseload:review", access.pk)).status_code == 404


def test_an_emergency_that_ends_while_a_page_is_open_writes_nothing_more(tidewater, now, met, clock):
    ask(tidewater.wren, met.hazel.reference)
    clock(now + timedelta(hours=3, minutes=59))
    browser = browser_of(tidewater.wren)
    assert browser.get(page("contacts:log", met.hazel.pk)).status_code == 200
    clock(now + timedelta(hours=4))

    assert browser.post(page("contacts:log", met.hazel.pk), {"result": "no_answer"}).status_code == 404
    worry = {"about": ["self"], "note": "heron-late-note", "keep_safe": "yes"}
    assert browser.post(page("caseload:raise_alert", met.hazel.pk), worry).status_code == 404
    with hub_scope(tidewater.hub):
        assert (Attempt.objects.count(), Alert.objects.count()) == (0, 0)


def test_a_review_that_is_overdue_is_said_on_today_and_found_by_the_reckoning(tidewater, now, met, clock):
    ask(tidewater.wren, met.hazel.reference)
    due = clock(now + timedelta(hours=26))
    lead = browser_of(tidewater.ines)
    assert "Overdue" not in lead.get(page("caseload:today")).content.decode()
    clock(due + timedelta(hours=1, minutes=8, seconds=1))

    assert "Overdue" in browser_of(tidewater.ines).get(page("caseload:today")).content.decode()
    body = browser_of(tidewater.ines).get(page("alerts:reckoning")).content.decode()
    assert "Emergency access that nobody reviewed by the next working day" in body
    assert "Hazel" not in body
    with hub_scope(tidewater.hub):
        (access,) = EmergencyAccess.objects.all()
        found = reckon(tidewater.hub, now=due + timedelta(hours=2)).found
        assert ("unreviewed", access.pk) in [(each.kind, each.subject_id) for each in found]


def test_the_review_shows_concerns_that_were_read_too(tidewater, met, clock, now):
    ask(tidewater.wren, met.hazel.reference)
    clock(now + timedelta(minutes=2))
    browser_of(tidewater.wren).get(page("safeguarding:concerns", met.hazel.pk))
    (access,) = accesses(tidewater)

    assert "Read their concerns" in browser_of(tidewater.ines).get(page("caseload:review", access.pk)).content.decode()


def test_an_administrator_who_answers_for_information_governance_reviews_without_the_record(tidewater, now):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham",))
    both = make_member(tidewater.hub, "Quill Fabricant", "administrator", "information_governance")
    ask(tidewater.wren, hidden.reference)
    (access,) = accesses(tidewater)

    shown = browser_of(both).get(page("caseload:review", access.pk)).content.decode()
    assert "Reviewed without the record" in shown
    assert [word for word in ("Otto", REASON, hidden.reference) if word in shown] == []


def test_the_reckoning_names_no_record_where_a_review_is_overdue(tidewater, now, clock, quill):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham",))
    ask(tidewater.wren, hidden.reference)
    clock(now + timedelta(days=5))

    shown = browser_of(quill).get(page("alerts:reckoning")).content.decode()
    assert "nobody reviewed" in shown
    assert hidden.reference[3:6] not in shown


def test_the_reviews_take_no_more_statements_with_more_of_them(tidewater, now, quill):
    def opened(how_many, *, must_not_see):
        for number in range(how_many):
            asked = send_request(tidewater, now=now, name=f"Otto {number}", must_not_see=must_not_see)
            ask(tidewater.wren, asked.reference)

    def statements():
        with CaptureQueriesContext(connection) as made:
            browser.get(page("caseload:reviews"))
        return len(made)

    browser = browser_of(quill)
    opened(2, must_not_see=("Ines Pretendham",))
    statements()
    before = statements()
    opened(3, must_not_see=("Ines Pretendham",))
    opened(3, must_not_see=())

    assert statements() == before
    assert len(accesses(tidewater)) == 8


def test_whoever_speaks_with_the_person_next_is_asked_to_tell_them_until_they_have(tidewater, met, clock, now):
    log = page("contacts:log", met.hazel.pk)
    assert "Tell them when you speak" not in browser_of(tidewater.nell).get(log).content.decode()
    ask(tidewater.wren, met.hazel.reference)
    clock(now + timedelta(minutes=5))

    shown = browser_of(tidewater.nell).get(log).content.decode()
    assert "Wren Dummerly opened this record in an emergency, today at 2:52pm." in shown
    browser_of(tidewater.nell).post(log, {"result": "no_answer", "channel": "call"})
    assert "Tell them when you speak" in browser_of(tidewater.nell).get(log).content.decode()
    browser_of(tidewater.nell).post(log, {"result": "spoke", "channel": "call"})
    assert "Tell them when you speak" not in browser_of(tidewater.nell).get(log).content.decode()
