"""Who may open whose record: the whole table, and the two ways of asking agree in every row of it."""

from datetime import timedelta
from itertools import product

import pytest

from holdfast.accounts.models import Shift
from holdfast.alerts.models import Alert
from holdfast.alerts.queries import told_at_level
from holdfast.correspondence.models import Message
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import open_to, right_of
from holdfast.people.actions import named_row, relate
from holdfast.people.models import EmergencyAccess, MustNotSee, Person, Relationship, SearchToken
from holdfast.people.viewer import viewer
from tests.builders import Team, make_hub, make_member, put_on_duty, send_request
from tests.conftest import NOW

Why = Relationship.Why
WAYS = ["none", "owner", "team", "alert", "outside", "queue", "duty", "emergency", "emergency ended", "owner ended"]
ROLES = ["practitioner", "clinical_lead", "administrator", "support_line", "hub_manager", "outside_cover"]
KEPT_OUT = ["no", "by name", "by role", "possible", "held", "ended", "settled as nobody", "named is another"]
DUTY = ["on duty today", "off duty"]


def right_expected(way: str, role: str, kept_out: str, duty: str) -> str:
    """The table, by hand."""
    if kept_out in {"by name", "by role", "possible"}:
        return ""
    if kept_out == "held" and role not in {"clinical_lead", "outside_cover"}:
        return ""
    if way in {"owner", "team", "alert", "outside"}:
        return way
    if way in {"queue", "duty"} and duty == "on duty today":
        return way
    if role == "clinical_lead":
        return "lead"
    if role == "administrator":
        return "role"
    return "emergency" if way == "emergency" else ""


def ways(person: Person, member, way: str) -> list:
    """The unsaved rows that open the record to the member in one way, or none."""
    given = {"hub_id": person.hub_id, "person": person}
    if way in {"queue", "duty"}:
        return [Relationship(**given, why=way, since_at=NOW)]
    if way in {"owner", "team", "alert", "outside"}:
        return [Relationship(**given, member=member, why=way, since_at=NOW)]
    if way == "owner ended":
        return [Relationship(**given, member=member, why=Why.OWNER, since_at=NOW, until_at=NOW)]
    if way.startswith("emergency"):
        ends_at = NOW if way.endswith("ended") else NOW + timedelta(seconds=1)
        opened_at = NOW - timedelta(hours=4)
        times = {"opened_at": opened_at, "ends_at": ends_at, "review_by": NOW}
        return [EmergencyAccess(**given, member=member, reason_sealed=b"x", **times)]
    return []


def barriers(person: Person, member, other, kept_out: str) -> list:
    """The unsaved rows that keep the member out in one way, or not."""
    status = {
        "possible": MustNotSee.Status.POSSIBLE,
        "held": MustNotSee.Status.UNSETTLED,
        "settled as nobody": MustNotSee.Status.NOBODY_HERE,
    }.get(kept_out, MustNotSee.Status.MATCHED)
    meant = {"by name": member, "possible": member, "ended": member, "named is another": other}.get(kept_out)
    row = MustNotSee(
        hub_id=person.hub_id, person=person, member=meant, status=status, named_at=NOW, named_sealed=b"x",
        role=member.roles[0] if kept_out == "by role" else "", ended_at=NOW if kept_out == "ended" else None,
    )  # fmt: skip
    return [] if kept_out == "no" else [row]


def everybody(team: Team, member) -> dict[tuple[str, str], Person]:
    """One person for every way and every barrier."""
    rows = {
        row: Person(
            hub=team.hub, key_version=1, wrapped_key=b"x", name_sealed=b"x", channels_sealed=b"x", created_at=NOW,
            is_held=row[1] == "held",
        )
        for row in product(WAYS, KEPT_OUT)
    }  # fmt: skip
    Person.objects.bulk_create(rows.values())
    SearchToken.objects.bulk_create(SearchToken(hub=team.hub, token=b"x", person=one) for one in rows.values())
    for (way, kept_out), person in rows.items():
        for made in [*ways(person, member, way), *barriers(person, member, team.wren, kept_out)]:
            made.save(force_insert=True)
    return rows


@pytest.mark.parametrize("duty", DUTY)
@pytest.mark.parametrize("role", ROLES)
def test_the_whole_table(tidewater, now, role, duty):
    member = make_member(tidewater.hub, "Teal Viewer", role)
    with hub_scope(tidewater.hub):
        people = everybody(tidewater, member)
        if duty == "on duty today":
            put_on_duty(member, now)
        who = viewer(member, now=now)
        rights = {row: right_of(who, person) for row, person in people.items()}
        listed = set(Person.objects.filter(open_to(who)).values_list("pk", flat=True))
        pointed_at = set(SearchToken.objects.filter(open_to(who, "person_id")).values_list("person_id", flat=True))

    assert rights == {row: right_expected(row[0], role, row[1], duty) for row in people}
    assert {row: person.pk in listed for row, person in people.items()} == {row: bool(rights[row]) for row in rights}
    assert pointed_at == listed
    assert len(rights) == 80


@pytest.fixture
def person(tidewater, now):
    return send_request(tidewater, now=now).person


def right(team: Team, person: Person, member, now=NOW) -> str:
    """The right of a member, after making sure that lists say the same."""
    with hub_scope(team.hub):
        who = viewer(member, now=now)
        found = right_of(who, Person.objects.get(pk=person.pk))
        assert Person.objects.filter(open_to(who), pk=person.pk).exists() is bool(found)
    return found


def test_a_colleague_without_a_relationship_opens_nothing(tidewater, person):
    assert right(tidewater, person, tidewater.wren) == ""


def test_whoever_is_on_duty_opens_the_queue(tidewater, person):
    assert right(tidewater, person, tidewater.nell) == "queue"


def test_the_queue_closes_to_yesterdays_duty(tidewater, person, now):
    assert right(tidewater, person, tidewater.nell, now + timedelta(days=1)) == ""


def test_ones_own_relationship_is_the_right_that_is_written_down_before_the_queue(tidewater, person, now):
    with hub_scope(tidewater.hub):
        relate(person, tidewater.nell, why=Why.TEAM, now=now)

    assert right(tidewater, person, tidewater.nell) == "team"


def test_somebody_of_two_roles_is_kept_out_by_either(tidewater, person, now):
    both = make_member(tidewater.hub, "Teal Twofold", "practitioner", "administrator")
    with hub_scope(tidewater.hub):
        row = named_row(person, "administrators", MustNotSee.Status.MATCHED, now=now, role="administrator")
        row.save()
        relate(person, both, why=Why.OWNER, now=now)

    assert right(tidewater, person, both) == ""
    assert right(tidewater, person, tidewater.ada) == ""
    assert right(tidewater, person, tidewater.ines) == "lead"


def test_a_lead_who_is_kept_out_opens_not_even_a_held_record(tidewater, now):
    person = send_request(tidewater, now=now, must_not_see=("Ines Pretendham", "Somebody Unknowable")).person

    assert right(tidewater, person, tidewater.ines) == ""


def test_people_who_must_not_see_are_counted_out_of_every_list(tidewater, now):
    send_request(tidewater, now=now, must_not_see=("Nell Sampleton",))
    shown = send_request(tidewater, now=now, name="Otto Exampleton").person

    with hub_scope(tidewater.hub):
        assert list(Person.objects.filter(open_to(viewer(tidewater.nell, now=now)))) == [shown]


def test_a_viewer_of_another_hub_opens_nothing(tidewater, saltpan, person):
    with hub_scope(saltpan.hub):
        who = viewer(saltpan.ines, now=NOW)
        assert Person.objects.filter(open_to(who), pk=person.pk).exists() is False


def test_the_condition_is_part_of_one_statement(tidewater, person, django_assert_num_queries):
    with hub_scope(tidewater.hub):
        who = viewer(tidewater.nell, now=NOW)
        with django_assert_num_queries(1):
            assert Person.objects.filter(open_to(who)).count() == 1


# H27: everybody on duty is on the must-not-see list.


def told(team: Team, *names: str, now=NOW) -> list:
    """Whom an alert about somebody who named these is told to, by the mail that is queued."""
    referral = send_request(team, now=now, safe_now="no", must_not_see=names)
    with hub_scope(team.hub):
        alert = Alert.objects.get(subject_id=referral.pk)
        mailed = Message.objects.filter(subject_id=alert.pk, kind=Message.Kind.ALERT)
        return sorted(message.member.name for message in mailed.select_related("member__account"))


def test_an_alert_goes_to_whoever_is_on_duty(tidewater):
    assert told(tidewater) == ["Nell Sampleton"]


def test_when_everybody_on_duty_must_not_see_it_the_fallback_is_told(tidewater):
    assert told(tidewater, "Nell Sampleton") == ["Ines Pretendham"]


def test_when_the_fallback_must_not_see_it_either_the_outside_cover_is_told(tidewater):
    assert told(tidewater, "Nell Sampleton", "Ines Pretendham") == ["Harbour Crisis Line"]


def test_when_whole_roles_must_not_see_it_the_outside_cover_is_told(tidewater):
    assert told(tidewater, "practitioners", "clinical leads") == ["Harbour Crisis Line"]


def test_when_a_name_waits_for_a_lead_and_the_lead_is_kept_out_the_outside_cover_is_told_and_can_open_it(tidewater):
    assert told(tidewater, "Ines Pretendham", "Somebody Unknowable") == ["Harbour Crisis Line"]

    with hub_scope(tidewater.hub):
        held = Person.objects.get()
        assert held.is_held
    assert right(tidewater, held, tidewater.outside) == "outside"
    assert right(tidewater, held, tidewater.nell) == ""


def test_the_outside_cover_opens_only_what_it_was_told_of(tidewater, now):
    other = send_request(tidewater, now=now, name="Otto Exampleton").person
    told(tidewater, "Nell Sampleton", "Ines Pretendham")

    assert right(tidewater, other, tidewater.outside) == ""


@pytest.mark.parametrize("level", [1, 2, 3, 4])
@pytest.mark.parametrize("names", [(), ("Nell Sampleton",), ("Nell Sampleton", "Ines Pretendham"), ("practitioners",)])
def test_no_level_of_escalation_is_silence_and_nobody_told_must_not_see_it(tidewater, now, level, names):
    person = send_request(tidewater, now=now, must_not_see=names).person
    with hub_scope(tidewater.hub):
        found = told_at_level(tidewater.hub, tidewater.hub.current, person, level=level, now=now)

    barred = [member for member in (tidewater.nell, tidewater.ines) if member.name in names]
    assert found != []
    assert [member for member in found if member in barred] == []
    if level >= 3:
        assert tidewater.outside in found


def test_nobody_on_duty_at_all_is_no_silence(db, now):
    team = make_hub("marsh", "Marsh", now=now)
    with hub_scope(team.hub):
        Shift.objects.update(removed_at=now)

    assert told(team) == ["Ines Pretendham"]
    assert told(team, "Ines Pretendham") == ["Harbour Crisis Line"]
