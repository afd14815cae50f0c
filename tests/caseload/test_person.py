"""One person's record: what it shows to whom, the answers, an alert raised, an at-risk group added."""

from datetime import timedelta

import pytest

from holdfast.alerts.models import Alert
from holdfast.contacts.actions import log_attempt, undo_attempt
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import reveal
from holdfast.referrals.models import AtRisk, Referral
from tests.builders import accept, browser_of, page, send_request
from tests.caseload.conftest import CANARY

PAGES = ("caseload:person", "caseload:answers", "caseload:raise_alert")
LOW = [1, 1, 1, 1, 1, 1, 1, 1, 0]
RISK = [2, 2, 2, 2, 2, 2, 2, 2, 1]


def test_person_shows_the_owner_what_they_need(tidewater, now, met, read, answers):
    answers(met.hazel, "phq9", LOW, now - timedelta(hours=2))

    shown = read(tidewater.nell, "caseload:person", met.hazel.pk).text_shown

    for words in ("Hazel Pretend", CANARY, "07700 900123", "Log contact", "Asked for help", "Accepted", "PHQ-9 8",
                  "8, mild, 14 Oct.", "To first contact", "Make contact"):  # fmt: skip
        assert words in shown


def test_the_record_says_what_was_decided_and_what_they_told_beside_what_happened(tidewater, met, read):
    shown = read(tidewater.nell, "caseload:person", met.hazel.pk).text_shown
    main, aside = shown.split('<div class="hf-cols__beside">')

    assert '<h2 id="decision">Decision</h2><p><strong>Accepted</strong></p>' in main
    assert CANARY in main
    assert aside.index("Raise an alert about them") < aside.index('id="identity"')


@pytest.mark.parametrize("name", PAGES)
def test_a_record_is_not_found_by_the_stranger_the_colleague_and_whoever_opens_none(
    saltpan, tidewater, met, read, name
):
    for member in (saltpan.nell, saltpan.ines, tidewater.wren, tidewater.sol, tidewater.max, tidewater.outside):
        response = read(member, name, met.hazel.pk)

        assert response.status_code == 404
        for canary in ("Hazel", met.hazel.reference, CANARY):
            assert canary not in response.text_shown
            assert canary not in str(response.headers)


@pytest.mark.parametrize("name", PAGES)
def test_a_record_is_not_found_by_whoever_must_not_see_it_even_a_lead(tidewater, now, read, name):
    hidden = send_request(
        tidewater, now=now, name="Otto Exampleton", must_not_see=("Nell Sampleton", "Ines Pretendham")
    )

    for member in (tidewater.nell, tidewater.ines):
        response = read(member, name, hidden.pk)
        assert response.status_code == 404
        assert "Otto" not in response.text_shown


def test_a_refused_record_is_written_into_the_access_log(tidewater, met, read):
    read(tidewater.wren, "caseload:person", met.hazel.pk)

    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.get(action="refused")
        assert (entry.persons, entry.by_id, entry.what) == ([met.hazel.person_id], tidewater.wren.pk, "caseload:person")


def test_an_administrator_sees_how_to_reach_them_and_nothing_clinical(tidewater, now, met, read, answers):
    answers(met.hazel, "phq9", RISK, now - timedelta(minutes=5))
    with hub_scope(tidewater.hub):
        log_attempt(met.hazel, channel="call", result="no_answer", terms=tidewater.hub.current, by=tidewater.nell,
                    now=now, note="heard-crying")  # fmt: skip

    response = read(tidewater.ada, "caseload:person", met.hazel.pk)

    assert response.status_code == 200
    for words in ("Hazel Pretend", "07700 900123", "Log contact", "No answer", "Alerts are not shown to your role"):
        assert words in response.text_shown
    for words in (CANARY, "PHQ-9", "heard-crying", "Alert raised", "Said they are safe", "At-risk", "None open"):
        assert words not in response.text_shown
    assert read(tidewater.ada, "caseload:answers", met.hazel.pk).status_code == 404


def test_the_timeline_tells_what_happened_newest_first_with_what_was_taken_back(tidewater, now, met, read):
    with hub_scope(tidewater.hub):
        log_attempt(met.hazel, channel="call", result="no_answer", terms=tidewater.hub.current, by=tidewater.nell,
                    now=now - timedelta(hours=3))  # fmt: skip
    with hub_scope(tidewater.hub):
        spoke = log_attempt(met.hazel, channel="call", result="spoke", terms=tidewater.hub.current, by=tidewater.nell,
                            now=now, note="Wants a call on Friday.")  # fmt: skip
        undo_attempt(spoke, by=tidewater.nell, now=now)

    shown = read(tidewater.nell, "caseload:person", met.hazel.pk).text_shown

    order = ["Taken back: spoke with them", "Wants a call on Friday.", "No answer", "Accepted", "Asked for help"]
    assert [shown.index(words) for words in order] == sorted(shown.index(words) for words in order)


def test_a_long_timeline_comes_in_pages_and_a_broken_place_gives_the_newest(tidewater, now, met, monkeypatch):
    monkeypatch.setattr("holdfast.caseload.timeline.PAGE", 1)
    browser = browser_of(tidewater.nell)
    address = page("caseload:person", met.hazel.pk)

    first = browser.get(address).content.decode()
    link = first.split('rel="next"')[0].split('href="')[-1].split('"')[0]
    second = browser.get(address + link.replace("&amp;", "&")).content.decode()

    assert "Accepted" in first.split("hf-cols__beside")[0]
    assert "Asked for help" not in first
    assert "Asked for help" in second
    for broken in ("x", "2026-10-14T00:00:00~1", "2026-10-14T00:00:00+00:00~" + "9" * 40, "%00", "~"):
        assert browser.get(f"{address}?after={broken}").status_code == 200


def test_the_record_of_an_unknown_id_is_not_found(tidewater, read):
    assert read(tidewater.ines, "caseload:person", "00000000-0000-0000-0000-000000000000").status_code == 404


def test_who_must_not_see_is_counted_for_the_team_and_named_for_leads(tidewater, now, read):
    referral = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Wren Dummerly",))

    team = read(tidewater.nell, "caseload:person", referral.pk).text_shown
    lead = read(tidewater.ines, "caseload:person", referral.pk).text_shown

    assert "One person or role must not see this record" in team
    assert "Wren Dummerly" not in team
    assert "Wren Dummerly" in lead


def test_answers_are_shown_as_they_were_given_and_a_gap_is_no_zero(tidewater, now, met, read, answers):
    answers(met.hazel, "phq9", [*RISK[:8], 1], now)

    shown = read(tidewater.nell, "caseload:answers", met.hazel.pk).text_shown

    assert "Thoughts that you would be better off dead or of hurting yourself in some way" in shown
    assert "An alert was raised" in shown
    assert "17 of 27, moderately severe" in shown
    assert shown.count("Left out") == 1


def test_any_worker_raises_an_alert_with_the_record_open(tidewater, now, met):
    browser = browser_of(tidewater.ada)
    address = page("caseload:raise_alert", met.hazel.pk)

    response = browser.post(
        address, {"about": ["self", "others"], "note": "Her sister rang, afraid.", "keep_safe": "unsure"}
    )

    assert (response.status_code, response.url) == (302, page("caseload:person", met.hazel.pk))
    with hub_scope(tidewater.hub):
        alert = Alert.objects.select_related("person").get()
        assert (alert.source, alert.reasons, alert.keep_safe, alert.urgency, alert.raised_by_id, alert.level) == (
            "worker", ["worker.self", "worker.others"], "unsure", "immediate", tidewater.ada.pk, 1,
        )  # fmt: skip
        assert reveal(alert.person, f"alert_note:{alert.pk}", alert.note_sealed) == "Her sister rang, afraid."


@pytest.mark.parametrize(
    ("again", "raised"),
    [({}, 1), ({"keep_safe": "no"}, 2), ({"note": "Her sister rang: she has a plan."}, 2), ({"about": ["others"]}, 2)],
)
def test_pressed_twice_it_is_raised_once_and_nothing_that_was_said_anew_is_dropped(tidewater, met, again, raised):
    browser, address = browser_of(tidewater.ada), page("caseload:raise_alert", met.hazel.pk)
    given = {"about": ["self"], "note": "Her sister rang, afraid.", "keep_safe": "unsure"}
    for answers in (given, {**given, **again}):
        assert browser.post(address, answers).status_code == 302

    with hub_scope(tidewater.hub):
        assert Alert.objects.count() == raised


def test_an_alert_about_somebody_in_triage_brings_their_contact_forward(tidewater, now, met):
    browser_of(tidewater.nell).post(
        page("caseload:raise_alert", met.tansy.pk), {"about": "self", "note": "She sounds very low.", "keep_safe": "no"}
    )

    with hub_scope(tidewater.hub):
        referral = Referral.objects.get(pk=met.tansy.pk)
        assert (referral.contact_when, referral.contact_why) == ("today", ["open_alert"])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Enter what worries you"),
        ({"about": "self", "note": "x", "keep_safe": "perhaps"}, "Select a valid choice"),
        ({"about": "self", "note": "y" * 4001, "keep_safe": "no"}, "Shorten it to 4000 characters or fewer"),
        ({"about": "self", "note": "a\x00b", "keep_safe": "no"}, "Null characters are not allowed"),
    ],
)
def test_an_alert_half_filled_says_what_is_missing_and_loses_nothing(tidewater, met, given, says):
    response = browser_of(tidewater.nell).post(page("caseload:raise_alert", met.hazel.pk), given)

    assert response.status_code == 200
    assert says in response.content.decode()
    assert given.get("note", "").replace("\x00", "") in response.content.decode().replace("\x00", "")
    with hub_scope(tidewater.hub):
        assert Alert.objects.count() == 0


def test_a_practitioner_adds_an_at_risk_group_and_what_was_said_before_stays(tidewater, now, met):
    browser = browser_of(tidewater.nell)
    for groups in (["bereaved"], ["disadvantaged"], ["bereaved"], ["nonsense"], []):
        browser.post(page("caseload:add_at_risk", met.hazel.pk), {"groups": groups})

    with hub_scope(tidewater.hub):
        rows = AtRisk.objects.filter(referral=met.hazel).order_by("group").values_list("group", "said_by")
        assert list(rows) == [("bereaved", "practitioner"), ("disadvantaged", "practitioner")]
    shown = browser.get(page("caseload:person", met.hazel.pk)).content.decode()
    assert "Bereaved, personally or at work" in shown


def test_an_at_risk_group_is_not_added_by_an_administrator_or_a_stranger(saltpan, tidewater, met):
    for member in (tidewater.ada, tidewater.wren, saltpan.nell):
        response = browser_of(member).post(page("caseload:add_at_risk", met.hazel.pk), {"groups": ["bereaved"]})
        assert response.status_code == 404
    with hub_scope(tidewater.hub):
        assert AtRisk.objects.count() == 0


def test_looking_changes_nothing(tidewater, met, read):
    with hub_scope(tidewater.hub):
        before = Event.objects.count()
    for name in PAGES:
        assert read(tidewater.nell, name, met.hazel.pk).status_code == 200
    with hub_scope(tidewater.hub):
        assert Event.objects.count() == before
        assert AccessEntry.objects.filter(action="write", by_id=tidewater.nell.pk).count() == 0


def test_a_closed_record_has_no_contact_to_log_and_no_clock_that_runs(tidewater, now, met, read):
    from holdfast.triage.actions import Choice, decide

    with hub_scope(tidewater.hub):
        choice = Choice("signpost", met.tansy.contact_by, words="Here is who can help.")
        decide(met.tansy, choice, seen=None, by=tidewater.nell, now=now)

    shown = read(tidewater.nell, "caseload:person", met.tansy.pk).text_shown

    assert "Log contact" not in shown
    assert "Closed without it" in shown
    assert "Here is who can help." in shown


def test_the_new_owner_opens_the_record_and_the_queue_lets_go(tidewater, now, met, read):
    accept(tidewater, met.tansy, owner=tidewater.wren, now=now)

    assert read(tidewater.wren, "caseload:person", met.tansy.pk).status_code == 200
    assert read(tidewater.nell, "caseload:person", met.tansy.pk).status_code == 404


def test_markup_in_a_story_is_text(tidewater, now, read):
    referral = send_request(tidewater, now=now, name="Tansy Madeup", story="<script>alert(1)</script>")

    assert "<script>alert" not in read(tidewater.nell, "caseload:person", referral.pk).text_shown
