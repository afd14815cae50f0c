"""Reminders by hand: everybody whom no mail reminds is on the list, until somebody has reminded them of this time."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.appointments import actions, group_actions
from holdfast.appointments.by_hand import mark_of, to_remind
from holdfast.appointments.by_hand_actions import remind_by_hand
from holdfast.appointments.company import Ask
from holdfast.appointments.rules import by_hand_until
from holdfast.appointments.today import by_hand_line
from holdfast.contacts.actions import log_attempt
from holdfast.correspondence.mail import MailRefused
from holdfast.correspondence.models import Message
from holdfast.correspondence.tasks import send
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import set_channels
from holdfast.people.viewer import viewer
from tests.appointments.conftest import DAY, NINE, booked, planned, waits
from tests.builders import accept, browser_of, page, send_request

HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = NINE + A_DAY
TEN_BEFORE = instant(DAY, time(10))
CALLED = {"call": "+447700900123", "voicemail": True, "times": ["am"], "text": "+447700900456"}
MAILED = {**CALLED, "email": "hazel@home.example"}


@pytest.fixture
def coming(tidewater, met, now):
    """Tansy, who is called, and Hazel, who is mailed, come on Tuesday."""
    met.tansys = booked(tidewater, met.tansy, tidewater.nell, at=TUESDAY, now=now)
    hazel = send_request(tidewater, now=now, name="Hazel Pretend", channels=MAILED)
    accept(tidewater, hazel, owner=tidewater.nell, now=now)
    met.hazel, met.hazels = hazel, booked(tidewater, hazel, tidewater.nell, at=TUESDAY + 3 * HOUR, now=now)
    with hub_scope(tidewater.hub):
        set_channels(met.tansy.person, channels=CALLED, now=now)
    return met


def found_by(team, member, *, now):
    with hub_scope(team.hub):
        return [each.appointment.pk for each in to_remind(viewer(member, now=now))]


def by_phone(appointment):
    """What the button sends."""
    return {"how": "call", "seen": mark_of(appointment)}


def worked(team, appointment):
    """The job that hands the reminder over has run."""
    with hub_scope(team.hub):
        message = Message.objects.get(subject_id=appointment.pk, kind="reminder", cancelled_at=None)
    send(hub_id=str(team.hub.pk), message_id=str(message.pk))


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ((date(2026, 10, 14), time(9, 59)), date(2026, 10, 14)),
        ((date(2026, 10, 14), time(10)), date(2026, 10, 15)),
        ((date(2026, 10, 16), time(10)), date(2026, 10, 19)),  # Friday: whoever comes on Saturday to Monday too
        ((date(2026, 10, 18), time(8)), date(2026, 10, 19)),
        ((date(2026, 12, 24), time(11)), date(2026, 12, 29)),  # after Christmas, and the Monday that is off for it
    ],
)
def test_by_hand_it_is_done_from_ten_on_the_last_working_day_before(at, until):
    assert by_hand_until(instant(*at)) == instant(until, time(10))


def test_from_the_day_before_at_ten_those_without_a_safe_address_are_on_the_list(tidewater, coming):
    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE - timedelta(minutes=1)) == []
    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE) == [coming.tansys.pk]

    worked(tidewater, coming.tansys)
    worked(tidewater, coming.hazels)

    assert found_by(tidewater, tidewater.nell, now=TUESDAY - HOUR) == [coming.tansys.pk]
    assert found_by(tidewater, tidewater.nell, now=TUESDAY) == []


def test_an_address_told_after_the_reminder_had_nowhere_to_go_reminds_nobody(tidewater, coming):
    worked(tidewater, coming.tansys)
    worked(tidewater, coming.hazels)
    with hub_scope(tidewater.hub):
        set_channels(coming.tansy.person, channels=MAILED, now=TEN_BEFORE + HOUR)

    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE + 2 * HOUR) == [coming.tansys.pk]


def test_mail_that_has_not_gone_in_an_hour_is_done_by_hand(tidewater, coming, monkeypatch):
    def refuse(*args, **options):
        raise OSError("no answer")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(MailRefused):
        worked(tidewater, coming.hazels)

    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE + HOUR) == [coming.tansys.pk]
    late = TEN_BEFORE + HOUR + timedelta(seconds=1)
    assert found_by(tidewater, tidewater.nell, now=late) == [coming.tansys.pk, coming.hazels.pk]


def test_mail_to_an_address_that_was_found_wrong_reminds_nobody_until_it_is_put_right(tidewater, coming, now):
    with hub_scope(tidewater.hub):
        log_attempt(
            coming.hazel, channel="email", result="wrong", terms=tidewater.hub.current, by=tidewater.nell,
            now=now + HOUR, next_try_at=now + 2 * HOUR,
        )  # fmt: skip
    worked(tidewater, coming.hazels)
    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE) == [coming.tansys.pk, coming.hazels.pk]

    with hub_scope(tidewater.hub):
        set_channels(coming.hazel.person, channels=MAILED, now=now + 2 * HOUR)

    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE) == [coming.tansys.pk]


def test_whoever_agreed_to_a_time_after_ten_the_day_before_knows_of_it(tidewater, met):
    booked(tidewater, met.tansy, tidewater.nell, at=TUESDAY, now=TEN_BEFORE + HOUR)

    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE + 2 * HOUR) == []


def test_a_place_in_a_group_is_reminded_of_as_well(tidewater, met, now):
    (group,) = planned(tidewater, tidewater.wren, day=DAY + A_DAY, now=now)
    with hub_scope(tidewater.hub):
        place = group_actions.put_in(met.tansy, group, asked=Ask.values, by=tidewater.ada, now=now)

    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE) == [place.pk]


def test_reminded_they_leave_the_list_and_a_new_time_brings_them_back(tidewater, coming):
    worked(tidewater, coming.hazels)
    with hub_scope(tidewater.hub):
        remind_by_hand(coming.tansys, seen=mark_of(coming.tansys), how="text", by=tidewater.ada, now=TEN_BEFORE)
        event = Event.objects.get(kind="appointment.remind")
        assert (event.by_id, event.subject_id) == (tidewater.ada.pk, coming.tansys.pk)
        assert event.codes == {"how": "text", "at": TUESDAY.isoformat(), "referral": str(coming.tansy.pk)}
        with pytest.raises(MoveNotAllowed, match="A colleague"):
            remind_by_hand(coming.tansys, seen=mark_of(coming.tansys), how="call", by=tidewater.nell, now=TEN_BEFORE)
    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE) == []

    with hub_scope(tidewater.hub):
        actions.move(
            coming.tansys, starts_at=TUESDAY + A_DAY, how="phone", by=tidewater.nell, now=TEN_BEFORE + HOUR
        )  # fmt: skip

    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE + A_DAY) == [coming.tansys.pk]


@pytest.mark.parametrize("how", ["email", "letter", "pigeon", ""])
def test_only_a_way_they_called_safe_counts(tidewater, coming, how):
    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            remind_by_hand(coming.tansys, seen=mark_of(coming.tansys), how=how, by=tidewater.nell, now=TEN_BEFORE)
        with pytest.raises(PermissionDenied):
            remind_by_hand(coming.tansys, seen=mark_of(coming.tansys), how="call", by=tidewater.max, now=TEN_BEFORE)
        with pytest.raises(MoveNotAllowed):
            remind_by_hand(coming.tansys, seen=mark_of(coming.tansys), how="call", by=tidewater.nell, now=TUESDAY)
        assert not Event.objects.filter(kind="appointment.remind").exists()


def test_the_page_shows_the_safe_ways_and_one_press_is_enough(tidewater, coming, clock):
    clock(TEN_BEFORE)
    browser = browser_of(tidewater.ada)  # reads no clinical word
    assert "One person to remind by hand of tomorrow’s appointment" in today(tidewater.ada)

    shown = browser.get(page("appointments:by_hand")).content.decode()
    for words in (
        "Tansy Madeup",
        "07700 900123",
        "voicemail is fine",
        "07700 900456",
        "mornings",
        "“A reminder: Tuesday",
    ):
        assert words in shown
    for words in ("Hazel", "Assessment", "assessment", "Reminded by letter"):
        assert words not in shown
    answer = browser.post(page("appointments:remind", coming.tansys.pk), by_phone(coming.tansys))

    assert answer.url == page("appointments:by_hand")
    shown = browser.get(answer.url).content.decode()
    assert "Tansy Madeup: reminded by phone." in shown
    assert "Nobody is to be reminded by hand now." in shown
    assert "to remind by hand" not in today(tidewater.ada)
    record = browser_of(tidewater.nell).get(page("caseload:person", coming.tansy.pk)).content.decode()
    assert "By phone, of Tuesday 20 October at 9am." in record


def today(member):
    return browser_of(member).get(page("caseload:today")).content.decode().replace("&#39;", "’")


def test_a_number_that_was_found_wrong_is_struck_out_and_is_no_way(tidewater, coming, clock):
    with hub_scope(tidewater.hub):
        log_attempt(
            coming.tansy, channel="call", result="wrong", terms=tidewater.hub.current, by=tidewater.nell,
            now=TEN_BEFORE - HOUR, next_try_at=TEN_BEFORE,
        )  # fmt: skip
    clock(TEN_BEFORE)

    shown = browser_of(tidewater.nell).get(page("appointments:by_hand")).content.decode()

    assert "<s>07700 900123</s>" in shown
    assert "Reminded by phone" not in shown
    assert "Reminded by text" in shown


def test_only_those_whose_record_is_open_are_counted_or_shown(tidewater, saltpan, coming, now, clock):
    otto = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham",))
    ottos = booked(tidewater, otto, tidewater.nell, at=TUESDAY + 6 * HOUR, kind="support", now=now)
    clock(TEN_BEFORE)

    assert found_by(tidewater, tidewater.nell, now=TEN_BEFORE) == [coming.tansys.pk, ottos.pk]
    assert found_by(tidewater, tidewater.ines, now=TEN_BEFORE) == [coming.tansys.pk]
    with hub_scope(tidewater.hub):
        assert by_hand_line(viewer(tidewater.ines, now=TEN_BEFORE))[0]["text"].startswith("One person")
    assert "Otto" not in browser_of(tidewater.ines).get(page("appointments:by_hand")).content.decode()
    assert browser_of(tidewater.ines).post(page("appointments:remind", ottos.pk), {"how": "call"}).status_code == 404
    for member in (tidewater.wren, saltpan.ines):
        browser = browser_of(member)
        assert "Tansy" not in browser.get(page("appointments:by_hand")).content.decode()
        assert "to remind by hand" not in today(member)
        assert browser.post(page("appointments:remind", coming.tansys.pk), by_phone(coming.tansys)).status_code == 404
    with hub_scope(tidewater.hub):
        entry = AccessEntry.objects.filter(what="appointments:by_hand", by=tidewater.ines).get()
        assert entry.persons == [coming.tansy.person_id]


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_takes_as_many_statements_however_many_there_are(
    tidewater, coming, now, clock, number, django_assert_num_queries
):
    for place in range(number):
        person = waits(tidewater, owner=tidewater.nell, now=now, name=f"Fern Fictional{'abcdefgh'[place]}")
        booked(tidewater, person, tidewater.wren, at=TUESDAY + place * HOUR, kind="support", now=now)
    clock(TEN_BEFORE)
    browser = browser_of(tidewater.nell)
    browser.get(page("appointments:by_hand"))

    with django_assert_num_queries(16):
        browser.get(page("appointments:by_hand"))


def test_whom_the_team_moves_to_a_time_too_near_for_a_reminder_is_on_the_list(tidewater, saltpan, coming, now):
    soon, to = NINE - 3 * A_DAY + 3 * HOUR, NINE - 3 * A_DAY + 6 * HOUR  # on Friday at noon, to three
    with hub_scope(tidewater.hub):
        actions.move(coming.tansys, starts_at=to, how="phone", by=tidewater.ada, now=soon)
        actions.move(coming.hazels, starts_at=soon + HOUR, how="phone", by=tidewater.ada, now=soon)
    worked(tidewater, coming.hazels)

    assert found_by(tidewater, tidewater.nell, now=soon) == [coming.tansys.pk]
    assert (found_by(tidewater, tidewater.wren, now=soon), found_by(saltpan, saltpan.ines, now=soon)) == ([], [])


def test_whoever_moves_it_there_by_themselves_knows_of_it(tidewater, coming):
    soon = NINE - 3 * A_DAY + 3 * HOUR
    with hub_scope(tidewater.hub):
        actions.move(coming.tansys, starts_at=soon + 3 * HOUR, how="phone", by=None, now=soon)
    assert found_by(tidewater, tidewater.nell, now=soon) == []
