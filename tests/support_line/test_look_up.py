"""A caller is told nothing until two details fit one record that the worker may open."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.events.models import AccessEntry
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.people import sealing
from holdfast.people.actions import set_details
from holdfast.support_line.models import Call
from holdfast.support_line.outcomes import NO_MATCH, NO_MORE
from holdfast.support_line.rules import call_back_by, is_theirs, second_detail
from tests.builders import WEEKDAYS, accept, browser_of, page, put_on_duty, send_request
from tests.support_line.conftest import CANARY, stored

FITS = "Both details fit. You may say"
WAYS = {"call": "+447700900123", "email": "tansy@home.example", "voicemail": False}


@pytest.fixture
def tansy(tidewater, now):
    """Somebody who waits in triage, with three second details."""
    referral = send_request(tidewater, now=now, name="Tansy Madeup", story=CANARY, channels=WAYS)
    with hub_scope(tidewater.hub):
        set_details(referral.person, details={"born": "1985-03-27"})
    return referral


@pytest.fixture
def on_duty(tidewater, now):
    """Sol works the queue today."""
    with hub_scope(tidewater.hub):
        put_on_duty(tidewater.sol, now)


def compared(press, call, first, second, **more):
    return press(call, "look_up", first=first, second=second, **more).content.decode()


def refused(team):
    with hub_scope(team.hub):
        rows = AccessEntry.objects.filter(what="support_line:look_up", action="refused").order_by("pk")
        return list(rows.values_list("by_id", "persons"))


@pytest.mark.parametrize("second", ["07700 900123", "+44 7700 900123", "TANSY@home.example", "27 3 1985", "27/03/1985"])
@pytest.mark.parametrize("by", ["reference", "name"])
def test_two_details_that_fit_say_what_may_be_said_and_no_more(
    tidewater, on_duty, tansy, begun, press, now, by, second
):
    first = tansy.reference if by == "reference" else "tansy madeup"

    body = compared(press, begun, first, second)

    assert FITS in body
    assert "today at 2:52pm" in body
    assert "The team on duty" in body
    assert page("caseload:person", tansy.pk) in body
    assert CANARY not in body
    with hub_scope(tidewater.hub):
        rows = AccessEntry.objects.filter(what="support_line:call", persons=[tansy.person_id])
        assert [(row.by_id, row.why) for row in rows] == [(tidewater.sol.pk, "queue")]


def test_every_failure_reads_the_same(tidewater, saltpan, on_duty, tansy, begun, press, now):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", channels=WAYS, must_not_see=("Sol Placeholder",))
    owned = send_request(tidewater, now=now, name="Hazel Pretend", channels=WAYS)
    accept(tidewater, owned, owner=tidewater.nell, now=now)
    stranger = send_request(saltpan, now=now, name="Quill Nobodysby", channels=WAYS)
    tries = {
        "a wrong detail": (tansy.reference, "07700 900999"),
        "no such record": ("7KM 4TP 93", "07700 900123"),
        "must not see": (hidden.reference, "07700 900123"),
        "a colleague's": ("Hazel Pretend", "07700 900123"),
        "another hub's": (stranger.reference, "07700 900123"),
    }
    bodies = {}
    for key, (first, second) in tries.items():
        browser = browser_of(tidewater.sol)
        call = browser.post(page("support_line:begin"))["Location"]
        body = browser.post(call, {"do": "look_up", "first": first, "second": second}).content.decode()
        assert NO_MATCH in body
        assert FITS not in body
        assert CANARY not in body
        bodies[key] = len(body.replace(first, "").replace(second, ""))

    assert set(bodies.values()) == {next(iter(bodies.values()))}
    assert refused(tidewater) == [
        (tidewater.sol.pk, [tansy.person_id]),
        (tidewater.sol.pk, []),
        (tidewater.sol.pk, [hidden.person_id]),
        (tidewater.sol.pk, [owned.person_id]),
        (tidewater.sol.pk, []),
    ]


def test_every_failure_takes_the_same_statements_and_opens_as_many_seals(
    tidewater, on_duty, tansy, begun, press, now, monkeypatch
):
    press(begun, "keep")
    opened, real = [], sealing.open_bytes
    monkeypatch.setattr(sealing, "open_bytes", lambda *given, **named: opened.append(1) or real(*given, **named))
    work = []
    for first in (tansy.reference, "7KM 4TP 93"):
        opened.clear()
        with CaptureQueriesContext(connection) as asked:
            compared(press, begun, first, "07700 900999")
        work.append((len(asked), len(opened)))

    assert work[0] == work[1]


def test_a_name_that_two_people_share_needs_the_reference(tidewater, on_duty, tansy, begun, press, now):
    send_request(tidewater, now=now, name="Tansy Madeup", channels=WAYS)

    assert FITS not in compared(press, begun, "Tansy Madeup", "07700 900123")
    assert FITS in compared(press, begun, tansy.reference, "07700 900123")


def test_after_five_wrong_ones_nothing_more_is_compared_in_this_call(tidewater, on_duty, tansy, begun, press):
    for _ in range(5):
        body = compared(press, begun, tansy.reference, "07700 900999")
    sixth = compared(press, begun, tansy.reference, "07700 900123")

    assert NO_MORE in body
    assert NO_MORE in sixth
    assert FITS not in sixth
    assert stored(tidewater, begun).failures == 5
    assert len(refused(tidewater)) == 5


def test_what_was_typed_stays_through_a_look_up_and_no_detail_is_kept(tidewater, on_duty, tansy, begun, press):
    body = compared(press, begun, tansy.reference, "07700 900999", words="Asks when we ring")

    assert "Asks when we ring" in body
    again = browser_of(tidewater.sol).get(page("support_line:call", begun.pk)).content.decode()
    assert "Asks when we ring" in again
    assert "900999" not in again


def test_the_call_is_kept_with_the_record(tidewater, on_duty, tansy, begun, press):
    press(begun, "keep", words="Asks when we ring")
    answer = browser_of(tidewater.sol).post(page("support_line:match", begun.pk), {"referral": str(tansy.pk)})

    kept = stored(tidewater, begun)
    assert answer.status_code == 302
    assert (kept.status, kept.person_id, kept.box_id) == ("matched", tansy.person_id, None)
    record = browser_of(tidewater.ines).get(page("support_line:of_record", tansy.pk)).content.decode()
    assert "Asks when we ring" in record
    timeline = browser_of(tidewater.ines).get(page("caseload:person", tansy.pk)).content.decode()
    assert "Rang the support line" in timeline
    assert page("support_line:of_record", tansy.pk) in timeline


@pytest.mark.parametrize("given", ["", "nothing", "a colleague's", "another hub's", "must not see"])
def test_a_call_is_kept_with_no_record_that_is_not_open(tidewater, saltpan, begun, now, given):
    found = {"": "", "nothing": "not-an-id"}.get(given)
    if given == "a colleague's":
        found = send_request(tidewater, now=now, name="Hazel Pretend").pk
    elif given == "another hub's":
        found = send_request(saltpan, now=now).pk
    elif given == "must not see":
        found = send_request(tidewater, now=now, must_not_see=("Support-line workers",)).pk

    answer = browser_of(tidewater.sol).post(page("support_line:match", begun.pk), {"referral": str(found)})

    assert answer.status_code == 404
    assert stored(tidewater, begun).status == "begun"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("07700 900123", ("phone", "+447700900123")),
        ("0113 496 0958", ("phone", "+441134960958")),
        ("a@b.example", ("email", "a@b.example")),
        ("27 March 1985", ("born", "1985-03-27")),
        ("1985-03-27", ("born", "1985-03-27")),
        ("30 2 1985", None),
        ("Tansy", None),
        ("\u0661\u0662", None),
        ("9" * 400, None),
    ],
)
def test_a_second_detail_is_read_as_what_it_is(now, typed, read):
    assert second_detail(typed, today=now.date()) == read


def test_a_detail_that_was_never_given_fits_nobody():
    assert [is_theirs((kind, ""), {}, {}) for kind in ("born", "email")] == [False, False]
    assert not is_theirs(("phone", "+447700900123"), {"call": None}, {})


@pytest.mark.parametrize(
    ("day", "at", "promised"),
    [
        ((2026, 10, 14), (14, 52), ((2026, 10, 14), (15, 22))),  # a Wednesday, open
        ((2026, 10, 14), (17, 45), ((2026, 10, 15), (8, 30))),  # closes before the half hour is over
        ((2026, 10, 16), (19, 0), ((2026, 10, 19), (8, 30))),  # Friday evening
        ((2026, 10, 14), (6, 0), ((2026, 10, 14), (8, 30))),
    ],
)
def test_a_call_back_is_proposed_within_the_hubs_limit_while_the_line_is_answered(tidewater, day, at, promised):
    terms = tidewater.hub.current
    assert terms.open_hours == WEEKDAYS
    expected = instant(date(*promised[0]), time(*promised[1]))
    assert call_back_by(terms, now=instant(date(*day), time(*at))) == expected


def test_whoever_is_kept_out_of_the_record_a_call_was_matched_to_learns_nothing_from_the_call(tidewater, clock, now):
    clock(now)
    sol, ines = browser_of(tidewater.sol), browser_of(tidewater.ines)
    hazel = send_request(tidewater, now=now, name="Hazel Pretend", must_not_see=("Sol Placeholder",))
    sol.post(page("support_line:begin"))
    with hub_scope(tidewater.hub):
        call = Call.objects.get()
    address = page("support_line:call", call.pk)
    ines.post(address, {"do": "keep", "name": "Hazel Pretend", "words": "of her own", "seen": str(call.version)})
    assert ines.post(page("support_line:match", call.pk), {"referral": str(hazel.pk)}).status_code == 302

    body = sol.get(address).content.decode()
    assert "Read this number out" not in body
    assert "Somebody will ring you" not in body
    guesses = [{"name": "Hazel Pretend"}, {"name": "Otto Other"}, {"words": "of her own"}, {"words": "of another"}]
    assert [sol.post(address, {"do": "keep", **guess}).status_code for guess in guesses] == [200, 200, 200, 200]
