"""The page Is everything in place?, opening, and `holdfast doctor`: what is there is seen, what is missing is said."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from allauth.mfa.models import Authenticator
from django.db import connection

from holdfast.accounts.models import Membership, Shift
from holdfast.alerts.actions import close, take
from holdfast.alerts.models import Alert
from holdfast.desk import commands, doctor, installation
from holdfast.desk.models import Change
from holdfast.desk.queries import facts_of
from holdfast.desk.rules import of_hub
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import add_person
from tests.builders import send_request, standard_terms
from tests.journeys.conftest import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def preparing(tidewater, now):
    """Tidewater before it opens, with everything essential in place."""
    Hub.objects.filter(pk=tidewater.hub.pk).update(status=Hub.Status.PREPARING)
    tidewater.hub.employers.add("QHM")
    for member in (tidewater.nell, tidewater.ines):
        Authenticator.objects.create(user=member.account, type=Authenticator.Type.TOTP, data={})
    with hub_scope(tidewater.hub):
        Shift.objects.create(hub=tidewater.hub, member=tidewater.nell, starts_at=now, ends_at=now + timedelta(days=20))
    return tidewater


def left(team, now) -> list[str]:
    with hub_scope(team.hub):
        facts, _ = facts_of(team.hub, now=now)
    return [finding.key for finding in of_hub(facts, now=now) if finding.is_essential]


def test_a_hub_is_opened_by_its_lead_in_the_page_once_nothing_essential_is_left(preparing, get, post, client):
    assert client.get("/hub/tidewater/").status_code == 404
    assert "Nothing essential is left." in get(preparing.ines, "desk:ready").text_shown
    assert "Sign with your name" in post(preparing.ines, "desk:ready", signature="Nell Sampleton").text_shown

    for _ in range(2):
        opened = post(preparing.ines, "desk:ready", signature=" ines  pretendham")

    assert "Tidewater Staff Support Hub is open." in opened.text_shown
    assert client.get("/hub/tidewater/").status_code == 200
    with hub_scope(preparing.hub):
        assert list(Change.objects.values_list("kind", "by", "codes")) == [
            ("hub.open", preparing.ines.pk, {"signed_by": "Ines Pretendham"})
        ]


def test_a_manager_sees_the_list_and_does_not_open(preparing, get, post):
    assert "A clinical lead opens the hub" in get(preparing.max, "desk:ready").text_shown

    assert post(preparing.max, "desk:ready", signature="Max Fauxley").status_code == 404
    assert Hub.objects.get(slug="tidewater").status == "preparing"


def spoil(team, what: str) -> None:
    """Take one essential thing away."""
    with hub_scope(team.hub):
        if what == "rota":
            Shift.objects.update(ends_at=Shift.objects.earliest("starts_at").ends_at + timedelta(hours=100))
        elif what == "fallback":
            Membership.objects.filter(hub=team.hub).update(is_fallback=False)
        elif what == "outside":
            Membership.objects.filter(pk=team.outside.pk).update(status="suspended")
        elif what == "practitioners":
            Authenticator.objects.filter(user=team.nell.account).delete()
        elif what == "employers":
            team.hub.employers.clear()
        elif what == "cover":
            Terms.objects.create(
                hub=team.hub, **{**standard_terms(team.hub.current.starts_at), "version": 2, "night_cover": "outside",
                                 "cover_name": "Harbour Crisis Line", "starts_at": team.hub.current.starts_at},
            )  # fmt: skip
        elif what == "reckoning":
            Alert.objects.create(
                hub=team.hub, person=send_person(team), subject_id=team.hub.pk, reference="X", source="safe_now",
                urgency="immediate", reasons=[], raised_at=team.hub.created_at - timedelta(days=9),
                act_by=team.hub.created_at - timedelta(days=9), is_watched=True,
            )  # fmt: skip


def send_person(team):
    return add_person(team.hub, name="Tansy Madeup", channels={}, now=team.hub.created_at)


@pytest.mark.parametrize("what", ["rota", "fallback", "outside", "practitioners", "employers", "cover", "reckoning"])
def test_it_does_not_open_while_something_essential_is_left(preparing, get, post, now, what, capsys):
    spoil(preparing, what)

    assert left(preparing, now) == [what]
    assert "The button stands here when nothing essential is left." in get(preparing.ines, "desk:ready").text_shown
    assert "Not opened" in post(preparing.ines, "desk:ready", signature="Ines Pretendham").text_shown
    assert commands.hub(["open", "--hub", "tidewater", "--signed-by", "Ines Pretendham"]) == 2
    assert capsys.readouterr().err.endswith("Not opened.\n")
    assert Hub.objects.get(slug="tidewater").status == "preparing"


def test_the_command_opens_what_is_ready(preparing, capsys):
    assert commands.hub(["open", "--hub", "tidewater", "--signed-by", "Ines Pretendham"]) == 0

    assert capsys.readouterr().out == "Tidewater Staff Support Hub is open: /hub/tidewater/ answers.\n"
    assert commands.hub(["open", "--hub", "nowhere", "--signed-by", "X"]) == 2
    assert "There is no hub nowhere; there are tidewater" in capsys.readouterr().err


def test_cover_that_was_tried_counts_until_another_service_covers(preparing, post, now, sign):
    spoil(preparing, "cover")
    assert "Nobody has tried whether Harbour Crisis Line answers" in post(preparing.ines, "desk:ready").text_shown

    post(preparing.max, "desk:try_cover")
    assert left(preparing, now) == []
    Terms.objects.create(
        hub=preparing.hub,
        **{**standard_terms(now), "version": 3, "night_cover": "outside", "cover_name": "Other Line", "starts_at": now},
    )

    assert left(preparing, now) == ["cover"]


def test_signatures_and_an_alert_that_was_closed_are_no_longer_advised(preparing, post, now):
    Hub.objects.filter(pk=preparing.hub.pk).update(status=Hub.Status.OPEN)
    preparing.hub.systems.add("QHM")
    send_request(preparing, now=now, safe_now="no")
    with hub_scope(preparing.hub):
        alert = Alert.objects.select_related("person").get()
        take(alert, by=preparing.nell, now=now)
        close(alert, done=["spoke"], words="Tried it.", by=preparing.nell, now=now)

    assert "taken and closed" not in post(preparing.ines, "desk:acknowledge_signatures").text_shown
    with hub_scope(preparing.hub):
        facts, _ = facts_of(preparing.hub, now=now)
    assert of_hub(facts, now=now) == []


@pytest.fixture
def in_place(settings, tmp_path):
    """An installation in which nothing essential is left: a mail server that answers, a worker, an address."""
    controller = Controller(object(), hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.PUBLIC_URL = "https://support.hub.example"
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (clock_timestamp())")
    yield
    controller.stop()


def test_the_doctor_finds_nothing_essential_in_a_hub_that_is_ready_but_that_the_tests_own_server_does_not_sync(
    preparing, in_place, capsys
):
    assert doctor.run(["--hub", "tidewater"]) == 1

    said = capsys.readouterr().out
    essential = [line.split()[4] for line in said.splitlines() if line.startswith("  essential")]
    assert essential == ["fsync", "full_page_writes"]
    assert "  advisable  No integrated care system is chosen. Say which area the hub serves.\n" in said
    assert said.endswith("  Nothing essential is left.\n")


def test_the_doctor_says_what_is_essential_and_looks_at_every_hub_that_has_not_closed(preparing, saltpan, capsys):
    Hub.objects.filter(pk=saltpan.hub.pk).update(status=Hub.Status.CLOSED)
    spoil(preparing, "employers")

    assert doctor.run([]) == 1

    said = capsys.readouterr().out
    assert "  essential  No employer is chosen. Say whose staff the hub serves.\n" in said
    assert "  essential  No worker has been heard of for a minute" in said
    assert "Tidewater Staff Support Hub (tidewater, preparing)\n" in said
    assert "Saltpan" not in said


def test_the_doctor_could_not_look(tidewater, capsys, settings, tmp_path):
    assert doctor.run(["--hub", "nowhere"]) == 2
    settings.KEYRING = type("Gone", (), {"path": tmp_path / "none.json"})()

    assert doctor.run([]) == 2
    assert "holdfast doctor could not look: " in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_code_2():
    code = "import sys; from holdfast.cli import main; sys.exit(main(['doctor']))"
    nowhere = f"postgresql://holdfast_web@127.0.0.1:{free_port()}/holdfast"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "HOLDFAST_DATABASE_URL": nowhere},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("holdfast doctor could not look: ")


@pytest.mark.parametrize(("port", "words"), [(0, ""), (1, "Connection refused")])
def test_a_mail_server_is_asked_and_sent_nothing(settings, in_place, port, words):
    settings.EMAIL_PORT = port or settings.EMAIL_PORT

    assert installation.mail_trouble() == words


def test_a_worker_that_was_last_heard_of_two_minutes_ago_is_none(db):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 minutes')")

    assert installation.has_worker() is False


def test_the_database_of_the_tests_is_up_to_date_and_keeps_time(db):
    assert installation.missing_migrations() == 0
    assert abs(installation.clock_apart()) < 1
    assert installation.role() == (False, False)
