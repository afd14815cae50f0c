"""The People list: who is on it for whom, in which order, with which words and how many statements."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.accounts.models import Membership
from holdfast.caseload.actions import raise_worry
from holdfast.caseload.queries import page_of, page_row_by_row, read_key, write_key
from holdfast.caseload.rows import reference_words
from holdfast.contacts.actions import log_attempt
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.people.models import Joined
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import place
from holdfast.referrals.models import Referral
from holdfast.triage.actions import Choice, decide
from holdfast.triage.models import Decision
from tests.builders import accept, browser_of, page, send_request
from tests.caseload.conftest import CANARY

BEYOND_THE_LIST = 9  # session, account, membership, begin, open the scope, the banner's two, close the scope, commit


def counts_in(response) -> dict[str, str]:
    """The kept counts on the tabs."""
    found = re.findall(r'>([A-Z][a-z -]+) <span class="hf-count">(\d+)</span></a>', response.text_shown)
    return dict(found)


def counted(triage: int, first_contact: int, assessment: int) -> dict[str, str]:
    """The tabs with their counts, nobody in the later ones."""
    found = {"Triage": triage, "First contact": first_contact, "Assessment": assessment}
    found |= dict.fromkeys(["Meeting", "In support", "Waiting elsewhere", "Follow-up"], 0)
    return {label: str(number) for label, number in found.items()}


def test_people_shows_the_triage_queue_to_whoever_is_on_duty(tidewater, met, read):
    response = read(tidewater.nell, "caseload:people")

    assert response.status_code == 200
    assert "Tansy Madeup" in response.text_shown
    assert "Hazel Pretend" not in response.text_shown
    assert counts_in(response) == counted(1, 1, 0)


def test_people_marks_an_owner_whom_a_phone_leaves_out_and_no_colleague(tidewater, met, read):
    own = read(tidewater.nell, "caseload:people", query="?stage=first_contact").text_shown
    colleague = read(tidewater.ines, "caseload:people", query="?stage=first_contact").text_shown
    queue = read(tidewater.ines, "caseload:people", query="?stage=triage").text_shown

    assert '<td class="c-own is-plain" role="cell">Nell Sampleton</td>' in own
    assert '<td class="c-own" role="cell">Nell Sampleton</td>' in colleague
    assert '<td class="c-own is-plain" role="cell">Triage queue</td>' in queue


def test_people_shows_the_colleague_without_duty_only_what_they_own(tidewater, met, read):
    response = read(tidewater.wren, "caseload:people", query="?stage=triage")

    assert "Tansy" not in response.text_shown
    assert reference_words(met.tansy.reference) not in response.text_shown
    assert counts_in(response) == counted(0, 0, 0)


def test_people_shows_a_support_line_worker_the_queue_on_a_duty_day_without_why(tidewater, now, met, read):
    from tests.builders import put_on_duty

    send_request(tidewater, now=now, name="Quill Nobodysby", call_today=True)
    with hub_scope(tidewater.hub):
        put_on_duty(tidewater.sol, now)

    response = read(tidewater.sol, "caseload:people", query="?stage=triage")

    assert "Quill Nobodysby" in response.text_shown
    assert "asked to be called today" not in response.text_shown


def test_people_of_another_hub_are_nowhere(saltpan, tidewater, met, read):
    for query in ("?stage=triage", "?stage=first_contact", "?q=Tansy", f"?q={met.tansy.reference}"):
        response = read(saltpan.ines, "caseload:people", query=query)

        assert response.status_code == 200
        assert "Madeup" not in response.text_shown
        assert "Hazel" not in response.text_shown
        assert CANARY not in response.text_shown
    assert counts_in(read(saltpan.ines, "caseload:people")) == counted(0, 0, 0)


def test_people_leaves_out_whom_the_viewer_must_not_see_from_rows_counts_and_search(tidewater, now, met, read):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Nell Sampleton",))

    shown = read(tidewater.nell, "caseload:people")
    assert "Otto" not in shown.text_shown
    assert counts_in(shown)["Triage"] == "1"
    for query in ("?q=Otto", f"?q={hidden.reference}"):
        assert "Exampleton" not in read(tidewater.nell, "caseload:people", query=query).text_shown
    assert counts_in(read(tidewater.ines, "caseload:people"))["Triage"] == "2"


def test_people_leaves_out_a_role_that_must_not_see(tidewater, now, read):
    send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Administrators",))

    response = read(tidewater.ada, "caseload:people", query="?stage=triage")

    assert "Otto" not in response.text_shown
    assert counts_in(response)["Triage"] == "0"


def test_people_shows_a_held_record_to_a_lead_alone(tidewater, now, read):
    send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Somebody Unheardof",))

    for member in (tidewater.nell, tidewater.ada):
        response = read(member, "caseload:people", query="?stage=triage")
        assert "Otto" not in response.text_shown
        assert counts_in(response)["Triage"] == "0"
    lead = read(tidewater.ines, "caseload:people")
    assert "Otto Exampleton" in lead.text_shown
    assert counts_in(lead)["Triage"] == "1"


def test_people_asks_row_by_row_when_too_many_are_barred(tidewater, now, met, read, monkeypatch):
    send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Nell Sampleton",))
    monkeypatch.setattr("holdfast.people.viewer.MOST_BARRED", 0)

    response = read(tidewater.nell, "caseload:people")

    assert "Otto" not in response.text_shown
    assert counts_in(response)["Triage"] == "1"


def test_an_open_alert_leads_the_list_and_today_whatever_its_date_and_stands_there_once(tidewater, now, met, read):
    last = send_request(tidewater, now=now - timedelta(minutes=1), name="Quill Nobodysby")
    with hub_scope(tidewater.hub):
        raise_worry(last, about=["self"], keep_safe="no", note="Worried", by=tidewater.nell, now=now)
        Referral.objects.filter(pk=last.pk).update(
            contact_by=now + timedelta(days=9), next_action_at=now + timedelta(days=9)
        )

    for query in ("?stage=triage", ""):
        name = "caseload:people" if query else "caseload:today"
        shown = read(tidewater.nell, name, query=query).text_shown
        listed = shown[shown.index("Waiting in triage") if not query else shown.index("Now: an alert is open") :]
        assert listed.index("Quill Nobodysby") < listed.index("Tansy Madeup")
        assert listed.count("Quill Nobodysby</a>") == 1
    with hub_scope(tidewater.hub):
        for who, first in (("nell", last.pk), ("ines", last.pk), ("ada", met.tansy.pk)):  # she may not know of alerts
            sight = viewer(getattr(tidewater, who), now=now)
            rows = page_of(sight, "triage", limit=1)
            assert rows[0][0] == first
            assert [row[0] for row in page_of(sight, "triage")] == list(dict.fromkeys([first, met.tansy.pk, last.pk]))


def test_the_sql_of_a_page_and_the_rules_of_access_show_the_same_rows(tidewater, saltpan, now, met):
    hidden = [("Nell Sampleton",), ("Administrators",), ("Somebody Unheardof",), ("Wren D",), ("Practitioners",)]
    for number, named in enumerate(hidden):
        send_request(tidewater, now=now - timedelta(hours=number), name="Otto Exampleton", must_not_see=named)
    send_request(tidewater, now=now - timedelta(hours=9), name="Quill Nobodysby", safe_now="no")
    send_request(saltpan, now=now, name="Otto Exampleton")
    for days in (1, 3, 2):  # their assessments are due in another order than their contact was
        spoken = send_request(tidewater, now=now - timedelta(days=days), name="Sage Spokenwith", must_not_see=())
        accept(tidewater, spoken, owner=tidewater.wren, now=now - timedelta(days=days))
        with hub_scope(tidewater.hub):
            log_attempt(
                spoken, channel="call", result="spoke", terms=tidewater.hub.current, by=tidewater.wren,
                now=now - timedelta(hours=days),
            )  # fmt: skip
    accept(tidewater, send_request(tidewater, now=now, name="Pip Nobodys"), owner=None, now=now)
    with hub_scope(tidewater.hub):
        for member in (tidewater.nell, tidewater.wren, tidewater.ines, tidewater.ada, tidewater.sol):
            for stage in ("triage", "first_contact", "assessment", "closed"):
                sight = viewer(member, now=now)
                rows = page_of(sight, stage)
                assert rows == page_row_by_row(sight, stage)
                assert rows == page_row_by_row(replace(sight, barred=None), stage)
                for row in rows:
                    key = read_key(write_key(row))
                    assert page_of(sight, stage, after=key) == page_row_by_row(sight, stage, after=key)


def test_every_row_of_a_list_opens_for_whoever_sees_it(tidewater, now, met):
    closed = send_request(tidewater, now=now - timedelta(hours=3), name="Ivo Placeholder")
    with hub_scope(tidewater.hub):
        choice = Choice(Decision.Outcome.SIGNPOST, closed.contact_by, words="Here is who can help.")
        decide(closed, choice, seen=None, by=tidewater.nell, now=now - timedelta(hours=1))
    for member in (tidewater.nell, tidewater.ines, tidewater.ada):
        browser = browser_of(member)
        for stage in ("triage", "first_contact", "assessment", "closed"):
            shown = browser.get(page("caseload:people") + f"?stage={stage}").content.decode()
            for href in re.findall(r'c-name" role="rowheader"><a href="([^"]+)"', shown):
                assert browser.get(href).status_code == 200
    assert (
        "Ivo Placeholder" in browser_of(tidewater.nell).get(page("caseload:people") + "?stage=closed").content.decode()
    )


def test_people_groups_by_when_contact_is_due_and_says_why(tidewater, now, read):
    send_request(tidewater, now=now, name="Quill Nobodysby", call_today=True)
    send_request(tidewater, now=now, name="Gorse Testerton")

    shown = read(tidewater.nell, "caseload:people").text_shown

    order = [
        "Contact today",
        "Quill Nobodysby",
        "asked to be called today",
        "within the hub’s target",
        "Gorse Testerton",
    ]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert "Contact within two working days" not in shown


def test_people_keeps_why_from_an_administrator_who_sees_contact_by(tidewater, now, read):
    send_request(tidewater, now=now, name="Quill Nobodysby", call_today=True, safe_now="unsure")

    shown = read(tidewater.ada, "caseload:people").text_shown

    assert "Quill Nobodysby" in shown
    assert "6pm" in shown
    for words in ("asked to be called today", "unsure", "alert open", "Now"):
        assert words not in shown


def test_people_does_not_name_an_alert_that_was_closed(tidewater, now, read):
    from holdfast.alerts import actions
    from holdfast.alerts.models import Alert

    send_request(tidewater, now=now - timedelta(hours=1), name="Quill Nobodysby", safe_now="no")
    assert "alert open" in read(tidewater.nell, "caseload:people").text_shown
    with hub_scope(tidewater.hub):
        alert = actions.take(Alert.objects.get(), by=tidewater.nell, now=now)
        actions.close(alert, done=["spoke"], words="Safe with her sister.", by=tidewater.nell, now=now)

    shown = read(tidewater.nell, "caseload:people").text_shown

    assert "alert open" not in shown
    assert "not safe when asked" in shown


def test_search_finds_by_name_and_by_reference_whom_the_viewer_may_open(tidewater, met, read):
    for query in ("tansy", "TANSY madeup", "mad", met.tansy.reference, met.tansy.reference.lower()):
        assert "Tansy Madeup" in read(tidewater.nell, "caseload:people", query=f"?q={query}").text_shown
        assert "Tansy" not in read(tidewater.wren, "caseload:people", query="?q=madeup").text_shown.replace("“", "")


def test_search_answers_the_same_for_nobody_and_for_somebody_who_must_not_be_seen(tidewater, now, read):
    send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Nell Sampleton",))

    hidden = read(tidewater.nell, "caseload:people", query="?q=Otto").text_shown
    nobody = read(tidewater.nell, "caseload:people", query="?q=Zzzz").text_shown

    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", hidden).replace("Otto", "") == token.sub("", nobody).replace("Zzzz", "")


@pytest.mark.parametrize("most_barred", [0, 500])
def test_a_lead_finds_everybody_but_whom_they_must_not_see_and_who_is_joined_with_them(
    tidewater, now, read, monkeypatch, most_barred
):
    monkeypatch.setattr("holdfast.people.viewer.MOST_BARRED", most_barred)
    hidden = send_request(tidewater, now=now, name="Quill Exampleton", must_not_see=("Ines Pretendham",))
    joined = send_request(tidewater, now=now, name="Linden Exampleton")
    send_request(tidewater, now=now, name="Hazel Exampleton")
    with hub_scope(tidewater.hub):
        for one, other in ((hidden, joined), (joined, hidden)):
            Joined.objects.create(hub=tidewater.hub, person=one.person, other=other.person)

    by_name = read(tidewater.ines, "caseload:people", query="?q=exampleton").text_shown
    by_reference = read(tidewater.ines, "caseload:people", query=f"?q={hidden.reference}").text_shown

    assert [name in by_name for name in ("Hazel", "Quill", "Linden")] == [True, False, False]
    assert "Quill" not in by_reference


@pytest.mark.parametrize(
    "query",
    ["?stage=nonsense", "?after=x.y.z", "?after=ffffffffffffff.ffffffffffffff." + "f" * 32, "?after=-1.-1.0",
     "?sort=password", "?q=%00", "?q=" + "x" * 3000,
     "?q=<script>alert(1)</script>", "?stage=%00&after=%00", "?after=1.2.3.4"],
)  # fmt: skip
def test_unknown_keys_fall_back_and_never_break_the_page(tidewater, met, read, query):
    response = read(tidewater.nell, "caseload:people", query=query)

    assert response.status_code == 200
    assert "<script>alert" not in response.text_shown


def test_paging_shows_everybody_once_in_order(tidewater, now):
    names = [f"Tansy Madeup{'abcdefgh'[number]}" for number in range(8)]
    for number, name in enumerate(names):
        send_request(tidewater, now=now - timedelta(hours=number), name=name)
    with hub_scope(tidewater.hub):
        sight = viewer(tidewater.nell, now=now)
        everybody = page_of(sight, "triage", limit=50)
        seen, after = [], None
        while True:
            rows = page_of(sight, "triage", after=after, limit=3)
            seen += [row[0] for row in rows[:3]]
            if len(rows) <= 3:
                break
            after = read_key(write_key(rows[2]))

    assert seen == [row[0] for row in everybody]
    assert len(set(seen)) == 8


def test_fifty_people_fill_a_page_and_the_next_page_shows_the_rest(tidewater, now):
    for number in range(51):
        send_request(tidewater, now=now - timedelta(minutes=number), name=f"Tansy Madeup {'ab'[number % 2]}")
    browser = browser_of(tidewater.nell)

    first = browser.get(page("caseload:people")).content.decode()
    link = re.search(r'href="([^"]*after=[^"]+)"', first)[1].replace("&amp;", "&")
    second = browser.get(link).content.decode()

    assert first.count('scope="row"') == 50
    assert "50 of 51" in first
    assert second.count('scope="row"') == 1
    assert "Back to the start" in second


def test_people_takes_three_statements_however_many_rows(tidewater, now, met, django_assert_num_queries):
    browser = browser_of(tidewater.nell)
    browser.get(page("caseload:people"))
    with django_assert_num_queries(BEYOND_THE_LIST + 3):
        browser.get(page("caseload:people"))
    for number in range(20):
        send_request(tidewater, now=now - timedelta(minutes=number))
    with django_assert_num_queries(BEYOND_THE_LIST + 3):
        browser.get(page("caseload:people"))


def test_people_takes_four_statements_where_somebody_must_not_be_seen(tidewater, now, met, django_assert_num_queries):
    send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Nell Sampleton",))
    browser = browser_of(tidewater.nell)
    browser.get(page("caseload:people"))

    with django_assert_num_queries(BEYOND_THE_LIST + 4):
        browser.get(page("caseload:people"))


def test_people_writes_one_row_of_the_access_log_that_names_everybody_shown(tidewater, met, read):
    read(tidewater.nell, "caseload:people")

    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="caseload:people").get()
        assert (entry.persons, entry.why, entry.action) == ([met.tansy.person_id], "duty", "read")


def test_counts_follow_a_referral_through_its_stages(tidewater, now, met, read):
    accept(tidewater, met.tansy, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        place(Referral.objects.select_for_update().get(pk=met.hazel.pk), stage="assessment")

    assert counts_in(read(tidewater.ines, "caseload:people")) == counted(0, 1, 1)
    assert counts_in(read(tidewater.wren, "caseload:people")) == counted(0, 1, 0)


@pytest.mark.parametrize("who", ["max", "outside"])
def test_people_is_not_for_those_who_open_no_records(tidewater, met, read, who):
    assert read(getattr(tidewater, who), "caseload:people").status_code == 404


def test_somebody_who_was_suspended_sees_nobody(tidewater, met, read):
    tidewater.nell.status = Membership.Status.SUSPENDED
    tidewater.nell.save()

    response = read(tidewater.nell, "caseload:people")

    assert response.status_code == 404
    assert "Tansy" not in response.text_shown


def test_assessments_stand_by_when_they_are_to_be_arranged_whatever_was_proposed_for_contact(tidewater, now, read):
    for name, days, is_urgent in (("Later Mockson", 1, True), ("Sooner Mockson", 5, False)):
        referral = send_request(tidewater, now=now - timedelta(days=days), name=name, call_today=is_urgent)
        accept(tidewater, referral, owner=tidewater.nell, now=now - timedelta(days=days))
        with hub_scope(tidewater.hub):
            log_attempt(
                referral, channel="call", result="spoke", terms=tidewater.hub.current, by=tidewater.nell, now=now
            )

    shown = read(tidewater.nell, "caseload:people", query="?stage=assessment").text_shown

    assert shown.index("Sooner Mockson") < shown.index("Later Mockson")
    assert "first by when the assessment is due" in shown
