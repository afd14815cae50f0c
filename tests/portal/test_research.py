"""On their own pages somebody decides whether their record may be in studies, and reads which were given a table."""

from datetime import date, timedelta

from django.test import Client

from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.research import opt_out_actions, study_actions
from holdfast.research.models import OptOut
from holdfast.research.rules import digest_of
from tests.builders import make_member
from tests.portal.conftest import at, events, text

DAY = timedelta(days=1)


def given(team, reference, *, now):
    """A study that two have agreed on was given an extract."""
    made = make_member(team.hub, "Orla Fictitious", "hub_manager")
    manager = team.hub.members.select_related("account", "hub").get(pk=made.pk)
    approval = study_actions.Approval(
        f"Study {reference}", "Whether waiting is shorter", "Invented REC", reference, date(2027, 3, 31), ["quarter"]
    )
    with hub_scope(team.hub):
        study = study_actions.record_study(team.hub, approval, by=manager, now=now)
        seen = digest_of(vars(study))
        study = study_actions.agree(team.hub, reference, seen=seen, by=team.ines, now=now)
        study_actions.keep_extract(study, persons=[], rows=40, digest="a" * 64, manifest={}, by=manager, now=now)


def test_they_say_no_and_yes_again_with_one_button_each_and_read_when(tidewater, client):
    assert "Your record may be in an approved study" in text(client.get(at("research")))

    no = client.post(at("keep_out_of_research"), follow=True)
    assert "Kept. From now on your record is in no study" in text(no)
    assert "You said no today at 2:52pm." in text(no)
    yes = client.post(at("allow_research"), follow=True)
    assert "Kept. Your record may be in an approved study" in text(yes)
    assert "You said no today at 2:52pm. You took it back today at 2:52pm." in text(yes)

    assert events(tidewater, "opt_out.say", "opt_out.withdraw") == [
        ("opt_out.say", None, {"which": "here", "how": "own_pages"}),
        ("opt_out.withdraw", None, {"which": "here"}),
    ]
    with hub_scope(tidewater.hub):
        found = AccessEntry.objects.filter(what__contains="research", actor="person").order_by("pk")
        assert [(each.what, each.action) for each in found] == [
            ("portal:research", "read"), ("portal:keep_out_of_research", "write"), ("portal:research", "read"),
            ("portal:allow_research", "write"), ("portal:research", "read"),
        ]  # fmt: skip


def test_the_page_says_that_help_does_not_depend_on_it_and_that_nothing_is_called_back(client):
    words = text(client.get(at("research")))

    for said in (
        "Your help here does not depend on it", "You need give no reason", "cannot be called back",
        "no employer, and no word that you or we wrote", "national data opt-out", "None since you asked us for help",
    ):  # fmt: skip
        assert said in words


def test_whoever_was_not_checked_yet_can_say_no_and_not_yes(tidewater, unverified, now):
    browser = unverified.browser(now=now)

    shown = browser.post(at("keep_out_of_research"), follow=True)

    assert "once we have talked with you" in text(shown)
    assert browser.post(at("allow_research")).status_code == 404
    with hub_scope(tidewater.hub):
        assert OptOut.objects.filter(withdrawn_at=None).count() == 1


def test_a_national_opt_out_that_a_colleague_wrote_down_stays_whatever_they_say_of_this_hub(
    tidewater, own, client, now
):
    with hub_scope(tidewater.hub):
        opt_out_actions.opt_out(own.referral.person, kind="national", how="told", by=tidewater.nell, now=now)

    words = text(client.get(at("research")))
    assert "Your record is in no study" in words
    assert "You told us today at 2:52pm of your national data opt-out" in words
    client.post(at("keep_out_of_research"))
    after = text(client.post(at("allow_research"), follow=True))

    assert "Your record is in no study" in after
    with hub_scope(tidewater.hub):
        assert OptOut.objects.get(withdrawn_at=None).kind == "national"


def test_the_register_names_studies_since_they_came_at_their_own_hub_and_nobody(tidewater, saltpan, client, now):
    given(tidewater, "BEFORE/1", now=now - 60 * DAY)
    given(tidewater, "SINCE/2", now=now - timedelta(hours=1))
    given(saltpan, "ELSEWHERE/3", now=now - timedelta(hours=1))

    words = text(client.get(at("research")))

    assert "Study SINCE/2 Whether waiting is shorter Approved by Invented REC, SINCE/2. Given today." in words
    assert "BEFORE/1" not in words
    assert "ELSEWHERE/3" not in words
    assert "Orla" not in words


def test_without_their_visit_nobody_reads_or_decides(tidewater, client, own):
    stranger = Client()
    assert stranger.get(at("research")).status_code == 410
    for name in ("keep_out_of_research", "allow_research"):
        assert stranger.post(at(name)).status_code == 410
        assert client.get(at(name)).status_code == 405
    with hub_scope(tidewater.hub):
        assert OptOut.objects.count() == 0
