import pytest
from django.core import mail
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from holdfast.correspondence.mail import MailRefused
from holdfast.correspondence.models import Message
from holdfast.correspondence.tasks import STALLED_AFTER, send, send_stalled, stalled
from holdfast.hubs.rounds import RoundIncomplete
from holdfast.hubs.scope import hub_scope
from tests.builders import send_request

LATER = STALLED_AFTER * 1.5


@pytest.fixture
def message(tidewater, now):
    """The mail that tells whoever is on duty of an alert, with its job."""
    send_request(tidewater, now=now, safe_now="no")
    with hub_scope(tidewater.hub):
        return Message.objects.get()


def jobs_of(message):
    return list(ProcrastinateJob.objects.filter(task_name="send", args__message_id=str(message.pk)).order_by("id"))


def lose_jobs():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def test_a_message_whose_job_was_lost_is_queued_again_within_the_minute(message, now, clock):
    lose_jobs()
    clock(now + LATER)
    send_stalled(0)

    assert [(job.task_name, job.status) for job in jobs_of(message)] == [("send", "todo")]
    assert STALLED_AFTER.total_seconds() + 15 < 60


def test_a_message_whose_job_still_waits_is_not_queued_twice(message, now, clock):
    clock(now + LATER)
    send_stalled(0)
    send_stalled(15)

    assert len(jobs_of(message)) == 1


def test_a_message_is_not_stalled_before_its_time_nor_when_it_went(message, tidewater, now):
    with hub_scope(tidewater.hub):
        early = stalled(tidewater.hub, now=now + STALLED_AFTER / 2)
        Message.objects.update(sent_at=now)
        gone = stalled(tidewater.hub, now=now + LATER)

    assert (early, gone) == ([], [])


@pytest.mark.parametrize("status", ["doing", "failed"])
def test_a_message_whose_job_was_killed_or_has_given_up_is_stalled(message, tidewater, now, status):
    with connection.cursor() as cursor:  # a job that failed was being done before: the queue refuses a leap
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status", [status])

    with hub_scope(tidewater.hub):
        assert stalled(tidewater.hub, now=now + LATER) == [str(message.pk)]


def test_sent_twice_by_two_jobs_it_goes_once(message):
    send(hub_id=str(message.hub_id), message_id=str(message.pk))
    send(hub_id=str(message.hub_id), message_id=str(message.pk))

    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [f"<{message.pk}@localhost>"]


def test_refused_by_the_mail_server_it_is_not_written_down_as_sent(message, tidewater, monkeypatch):
    def refuse(*args, **options):
        raise OSError("no answer")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(MailRefused, match=r"^OSError$"):
        send(hub_id=str(message.hub_id), message_id=str(message.pk))

    with hub_scope(tidewater.hub):
        assert list(Message.objects.values_list("sent_at", "attempts")) == [(None, 0)]


@pytest.mark.parametrize("broken", ["tidewater", "saltpan"])
def test_trouble_in_one_hub_does_not_stop_the_mail_of_the_others(tidewater, saltpan, now, clock, monkeypatch, broken):
    for team in (tidewater, saltpan):
        send_request(team, now=now, safe_now="no")
    lose_jobs()
    clock(now + LATER)

    def sometimes(hub, *, now):
        if hub.slug == broken:
            raise ValueError("trouble")
        return stalled(hub, now=now)

    monkeypatch.setattr("holdfast.correspondence.tasks.stalled", sometimes)
    with pytest.raises(RoundIncomplete, match=f"send_stalled: {broken}"):
        send_stalled(0)

    well = saltpan if broken == "tidewater" else tidewater
    queued = ProcrastinateJob.objects.filter(task_name="send").values_list("args__hub_id", flat=True)
    assert list(queued) == [str(well.hub.pk)]
