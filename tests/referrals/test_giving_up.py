"""Whoever leaves, works in another role or must not see a person any more has them no longer: somebody else does."""

from datetime import date, timedelta

import pytest

from holdfast.accounts.actions import activate, invite
from holdfast.accounts.models import Membership
from holdfast.alerts.actions import close, take
from holdfast.alerts.models import Alert
from holdfast.caseload.actions import agree_to_join, settle_name
from holdfast.correspondence.models import Message
from holdfast.desk import team_actions
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import is_kept_out
from holdfast.people.actions import keep_out
from holdfast.people.cover_actions import hand_over
from holdfast.people.join_actions import propose_join
from holdfast.people.models import MustNotSee
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.referrals.reckoning import reckon
from tests.builders import accept, browser_of, is_suspended, leaves, make_member, page, send_request, works_as


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now)


@pytest.fixture
def referral(tidewater, now):
    found = send_request(tidewater, now=now - timedelta(hours=1), name="Zebedee Quxtest")
    accept(tidewater, found, owner=tidewater.wren, now=now)
    return found


def owner_of(team, referral):
    with hub_scope(team.hub):
        return Referral.objects.select_related("owner").get(pk=referral.pk).owner


def today(member) -> str:
    return browser_of(member).get(page("caseload:today")).content.decode()


def found_in(team, now) -> list[str]:
    with hub_scope(team.hub):
        return [each.kind for each in reckon(team.hub, now=now).found]


@pytest.mark.parametrize("end", [leaves, lambda m: works_as(m, "administrator"), lambda m: works_as(m, "hub_manager")])
def test_whom_somebody_had_who_leaves_or_can_own_nobody_any_more_is_on_the_duty_list(tidewater, referral, now, end):
    end(tidewater.wren)

    assert owner_of(tidewater, referral) is None
    for who in ("nell", "ines"):
        assert "nobody’s name on it" in today(getattr(tidewater, who))
        assert "Zebedee" in today(getattr(tidewater, who))
    assert found_in(tidewater, now) == []


def test_another_role_with_which_they_can_own_people_leaves_them_theirs(tidewater, referral):
    works_as(tidewater.wren, "practitioner", "support_line")

    assert owner_of(tidewater, referral) == tidewater.wren


def test_whom_somebody_suspended_has_stays_theirs_and_stands_on_the_leads_today(tidewater, referral, now):
    is_suspended(tidewater.wren)

    assert owner_of(tidewater, referral) == tidewater.wren
    assert "not at work or kept out, and nobody in their place" in today(tidewater.ines)
    assert "Zebedee" in today(tidewater.ines)
    assert found_in(tidewater, now) == ["nobodys"]


def test_when_whoever_covers_has_gone_the_leads_have_all_of_them(tidewater, referral, clock, now):
    cora = make_member(tidewater.hub, "Cora Coverham", "practitioner")
    first = date(2026, 10, 14)
    with hub_scope(tidewater.hub):
        hand_over(
            tidewater.wren, covering=cora, starts_on=first, ends_on=first + timedelta(days=13), by=tidewater.ines,
            now=now,
        )  # fmt: skip
    assert "nobody in their place" not in today(tidewater.ines)

    leaves(cora)

    assert "nobody in their place" in today(tidewater.ines)
    assert "Zebedee" in today(tidewater.ines)


def test_an_owner_who_turns_out_to_be_meant_by_a_name_gives_them_back(tidewater, referral, now):
    with hub_scope(tidewater.hub):
        keep_out(referral.person, named=["that tall one"], now=now)
        entry = MustNotSee.objects.select_related("person").get()
        settle_name(entry, members=[tidewater.wren], by=tidewater.ines, now=now)

    assert owner_of(tidewater, referral) is None
    assert "Zebedee" in today(tidewater.nell)
    assert found_in(tidewater, now) == []


def test_an_owner_whom_the_other_record_keeps_out_gives_them_back_when_both_are_joined(tidewater, referral, now):
    other = send_request(tidewater, now=now, name="Zebedee Quxtest", must_not_see=("Wren Dummerly",))
    with hub_scope(tidewater.hub):
        for each in (referral, other):
            each.person.verified_at = now
            each.person.save(update_fields=["verified_at"])
        join = propose_join(
            referral.person, other.person, reason="Same number and birthday", by=tidewater.ines, now=now
        )
        second = make_member(tidewater.hub, "Juno Notreal", "clinical_lead")
        agree_to_join(join, by=second, now=now)

    assert owner_of(tidewater, referral) is None


def test_whom_a_role_kept_out_stays_out_with_another_role(tidewater, now):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Clinical leads",))
    juno = make_member(tidewater.hub, "Juno Notreal", "clinical_lead")
    works_as(juno, "practitioner", now=now)

    with hub_scope(tidewater.hub):
        assert is_kept_out(juno, hidden.person)
        assert not is_kept_out(tidewater.nell, hidden.person)
    asked = {"reference": hidden.reference, "reason": "They rang the ward and nobody of the team answers."}
    assert "No record can be opened" in browser_of(juno).post(page("caseload:emergency"), asked).content.decode()


def test_somebody_two_weeks_overdue_is_found_and_stands_on_the_leads_today(tidewater, referral, clock, now):
    with hub_scope(tidewater.hub):
        due = Referral.objects.get(pk=referral.pk).next_action_at
    assert found_in(tidewater, due + timedelta(days=13)) == []
    assert found_in(tidewater, due + timedelta(days=15)) == ["overdue"]
    clock(due + timedelta(days=15))
    assert "Two weeks overdue" in today(tidewater.ines)
    assert "Zebedee" in today(tidewater.ines)


def test_two_weeks_overdue_shows_nobody_to_strangers_to_colleagues_and_to_a_lead_who_must_not_see(
    tidewater, saltpan, referral, clock, now
):
    juno = make_member(tidewater.hub, "Juno Notreal", "clinical_lead")
    with hub_scope(tidewater.hub):
        keep_out(referral.person, named=["Juno Notreal"], now=now)
        due = Referral.objects.get(pk=referral.pk).next_action_at
    clock(due + timedelta(days=15))

    shown = {who.name: today(who) for who in (tidewater.nell, tidewater.sol, tidewater.max, juno, saltpan.ines)}
    assert [name for name, body in shown.items() if "Zebedee" in body or referral.reference[3:6] in body] == []
    assert "Two weeks overdue" not in shown["Juno Notreal"]


def test_where_nobody_has_a_shift_the_queue_stands_on_the_leads_today(tidewater, clock, now):
    send_request(tidewater, now=now, name="Tansy Madeup")
    assert "Tansy" not in today(tidewater.ines)
    clock(now + timedelta(days=1))

    assert "Waiting in triage" in today(tidewater.ines)
    assert "Tansy" in today(tidewater.ines)


def test_an_owner_who_works_in_a_role_that_must_not_see_them_gives_them_back_for_good(tidewater, now):
    hidden = send_request(tidewater, now=now, name="Zebedee Quxtest", must_not_see=("Clinical leads",))
    accept(tidewater, hidden, owner=tidewater.wren, now=now, by=tidewater.nell)

    works_as(tidewater.wren, "practitioner", "clinical_lead", now=now)
    assert owner_of(tidewater, hidden) is None
    assert "Zebedee" in today(tidewater.nell)
    for _ in range(2):
        works_as(tidewater.wren, "practitioner", now=now)
        works_as(tidewater.wren, "practitioner", "clinical_lead", now=now)
    with hub_scope(tidewater.hub):
        assert MustNotSee.objects.filter(person=hidden.person, member=tidewater.wren).count() == 1


def test_whom_a_role_kept_out_stays_out_when_they_leave_and_are_invited_again(tidewater, now):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Clinical leads",))
    juno = make_member(tidewater.hub, "Juno Notreal", "clinical_lead")
    leaves(juno, now=now)
    again = invite(
        tidewater.hub, name="Juno Notreal", email=juno.account.email, roles=["practitioner"], on=now.date()
    )  # fmt: skip
    with hub_scope(tidewater.hub):
        assert again.pk == juno.pk
        assert is_kept_out(again, hidden.person)


def only_nell(team, now):
    """A request that Nell alone may open, of those who decide."""
    return send_request(team, now=now, must_not_see=("Wren Dummerly", "Ines Pretendham"))


@pytest.mark.parametrize("end", [leaves, lambda member: works_as(member, "administrator")])
def test_the_outside_cover_is_told_when_the_last_who_may_open_a_request_has_gone(tidewater, now, end):
    hidden = only_nell(tidewater, now)
    with hub_scope(tidewater.hub):
        assert Alert.objects.count() == 0

    end(tidewater.nell)

    with hub_scope(tidewater.hub):
        assert list(Alert.objects.values_list("subject_id", "source")) == [(hidden.pk, "unseen")]
        assert Message.objects.filter(kind="alert", member=tidewater.outside).count() == 1


def test_and_when_a_lead_suspends_them(tidewater, now):
    hidden = only_nell(tidewater, now)
    with hub_scope(tidewater.hub):
        team_actions.suspend(tidewater.nell, by=tidewater.ines, now=now)
        assert list(Alert.objects.values_list("subject_id", flat=True)) == [hidden.pk]


def test_and_when_a_name_turns_out_to_mean_them(tidewater, now):
    hidden = send_request(tidewater, now=now, must_not_see=("Wren Dummerly", "that tall one"))
    with hub_scope(tidewater.hub):
        entry = MustNotSee.objects.select_related("person").get(status="unsettled")
        settle_name(entry, members=[tidewater.nell, tidewater.ines], by=tidewater.ines, now=now)

        assert list(Alert.objects.values_list("subject_id", flat=True)) == [hidden.pk]


def test_nor_does_a_name_that_was_settled_otherwise_let_them_in_with_another_role(tidewater, now):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Administrators", "Ada"))
    with hub_scope(tidewater.hub):
        entry = MustNotSee.objects.select_related("person").get(status="unsettled")
        settle_name(entry, members=[], by=tidewater.ines, now=now)
    works_as(tidewater.ada, "clinical_lead", now=now)

    with hub_scope(tidewater.hub):
        assert is_kept_out(Membership.objects.get(pk=tidewater.ada.pk), hidden.person)
    assert browser_of(tidewater.ada).get(page("caseload:person", hidden.pk)).status_code == 404


def test_the_outside_cover_is_told_when_a_newcomers_name_holds_what_no_lead_may_open(tidewater, now):
    hidden = send_request(tidewater, now=now, must_not_see=("Zelda",))
    with hub_scope(tidewater.hub):
        entry = MustNotSee.objects.select_related("person").get()
        settle_name(entry, members=[], by=tidewater.ines, now=now)
        name_people(Referral.objects.select_related("person", "owner").get(), named=["Clinical leads"], now=now)
        assert Alert.objects.count() == 0
    facts = {"name": "Zelda Newcombe", "email": "zelda@home.example", "roles": ["hub_manager"]}
    zelda = invite(tidewater.hub, **facts, on=now.date())
    with hub_scope(tidewater.hub):
        activate(zelda, now=now)

        assert list(Alert.objects.values_list("subject_id", "source")) == [(hidden.pk, "unseen")]
        assert Message.objects.filter(kind="alert", member=tidewater.outside).count() == 1


def test_what_the_outside_cover_has_looked_at_is_not_raised_again_by_what_happens_to_others(tidewater, now):
    hidden = only_nell(tidewater, now)
    leaves(tidewater.nell)
    with hub_scope(tidewater.hub):
        alert = take(Alert.objects.select_related("person").get(), by=tidewater.outside, now=now)
        close(alert, done=["spoke"], words="Spoke", by=tidewater.outside, now=now)
    leaves(tidewater.sol)

    with hub_scope(tidewater.hub):
        assert list(Alert.objects.values_list("subject_id", "status")) == [(hidden.pk, "closed")]
