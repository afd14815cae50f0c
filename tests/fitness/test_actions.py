"""Fitness to practise: two people, what they write stays, and where it is urgent one acts and the other signs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from holdfast.accounts.models import Membership
from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.fitness import actions
from holdfast.fitness.actions import Telling
from holdfast.fitness.models import FitnessConcern, FitnessStep
from holdfast.fitness.queries import find_concern, lost_of, seconds, stuck_for
from holdfast.fitness.states import Status
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import keep_out
from holdfast.people.identity import reveal_data
from holdfast.people.viewer import Viewer, viewer
from tests.builders import make_member, send_request
from tests.conftest import NOW

CANARY = "heron-canary-fitness"
SAID = {"risks": ["patients"], "evidence": CANARY, "asked": "refused"}
BODY = {"body": "regulator", "least": "The two dates.", "knows": "yes"}
SIGNED_BY = NOW + timedelta(days=1)


@pytest.fixture
def scope(tidewater):
    with hub_scope(tidewater.hub):
        yield


@pytest.fixture
def person(tidewater):
    return send_request(tidewater, now=NOW, name="Tansy Madeup").person


def raised(team, person, **changed) -> FitnessConcern:
    given = {"said": SAID, "second": team.ines, "by": team.nell, "now": NOW, "mark": uuid4(), **changed}
    return actions.raise_concern(person, **given)


def told(**changed) -> Telling:
    return Telling(NOW - timedelta(minutes=20), {**BODY, **changed})


def sees(member, *, now=NOW) -> Viewer:
    return viewer(member, now=now)


def verbs_of(concern) -> list[str]:
    return list(FitnessStep.objects.filter(concern=concern).order_by("at", "pk").values_list("verb", flat=True))


def test_what_is_written_is_sealed_and_the_event_has_no_word_of_it(tidewater, person, scope):
    concern = raised(tidewater, person)

    step = FitnessStep.objects.get()
    assert CANARY.encode() not in bytes(step.said_sealed)
    assert reveal_data(person, f"fitness:{step.pk}", step.said_sealed) == SAID
    event = Event.objects.get(kind__startswith="fitness.")
    assert (event.kind, event.codes, event.subject_id) == ("fitness.raise", {}, concern.pk)


def test_two_read_it_and_no_colleague_nor_lead_nor_stranger_besides(tidewater, saltpan, person, scope):
    other_lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    concern = raised(tidewater, person)

    two = [tidewater.nell, tidewater.ines]
    everybody = Membership.objects.select_related("account", "hub").all()
    assert [each for each in everybody if find_concern(sees(each), concern.pk)] == sorted(two, key=lambda each: each.pk)
    assert find_concern(sees(other_lead), concern.pk) is None
    assert find_concern(sees(saltpan.ines), concern.pk) is None


def test_whoever_the_person_keeps_out_later_reads_it_no_more(tidewater, person, scope):
    concern = raised(tidewater, person)
    keep_out(person, named=[tidewater.nell.name], now=NOW)

    assert find_concern(sees(tidewater.nell), concern.pk) is None
    assert find_concern(sees(tidewater.ines), concern.pk) == concern


def test_the_second_is_a_lead_unless_the_first_is_one_and_nobody_who_is_kept_out(tidewater, person, scope):
    keep_out(person, named=[tidewater.wren.name], now=NOW)

    assert [each.name for each in seconds(person, first=tidewater.nell)] == ["Ines Pretendham"]
    assert tidewater.ines not in seconds(person, first=tidewater.ines)
    assert tidewater.nell in seconds(person, first=tidewater.ines)
    assert tidewater.wren not in seconds(person, first=tidewater.ines)
    assert not {tidewater.ada, tidewater.sol, tidewater.max} & set(seconds(person, first=tidewater.ines))


def test_nobody_is_both_and_nobody_without_the_permission_begins(tidewater, person, scope):
    for changed in (
        {"second": tidewater.nell},
        {"second": tidewater.wren},
        {"by": tidewater.ada},
        {"by": tidewater.sol},
    ):
        with pytest.raises(PermissionDenied):
            raised(tidewater, person, **changed)
    concern = raised(tidewater, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        FitnessConcern.objects.filter(pk=concern.pk).update(second=F("first"))


def test_the_same_form_twice_is_one_concern(tidewater, person, scope):
    mark = uuid4()

    assert raised(tidewater, person, mark=mark) == raised(tidewater, person, mark=mark)
    assert (FitnessConcern.objects.count(), FitnessStep.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert raised(tidewater, person, mark=mark, by=tidewater.wren).first == tidewater.wren


def test_nobody_outside_is_told_before_the_second_agrees(tidewater, person, scope):
    concern = raised(tidewater, person)
    with pytest.raises(PermissionDenied):
        actions.tell(concern, told=told(), by=tidewater.ines, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.advise(concern, agrees=True, said={"words": "Yes."}, by=tidewater.nell, now=NOW)

    actions.advise(concern, agrees=True, said={"words": "Yes."}, by=tidewater.ines, now=NOW)
    actions.tell(concern, told=told(), by=tidewater.nell, now=NOW)
    actions.close(concern, said={"words": "They took it up.", "knows": "yes"}, by=tidewater.ines, now=NOW)

    concern.refresh_from_db()
    assert (concern.status, concern.sign_by, concern.closed_at) == (Status.CLOSED, None, NOW)
    assert concern.told_at == NOW - timedelta(minutes=20)
    assert verbs_of(concern) == ["raise", "agree", "tell", "close"]


def test_advice_against_ends_it_and_nobody_is_told(tidewater, person, scope):
    concern = raised(tidewater, person)

    found = actions.advise(concern, agrees=False, said={"words": "It is illness."}, by=tidewater.ines, now=NOW)

    assert (found.status, found.closed_at, found.told_at) == (Status.NOT_TOLD, NOW, None)
    with pytest.raises(PermissionDenied):
        actions.tell(concern, told=told(), by=tidewater.ines, now=NOW)


def test_what_was_agreed_and_not_told_can_be_dropped(tidewater, person, scope):
    concern = raised(tidewater, person)
    actions.advise(concern, agrees=True, said={"words": "Yes."}, by=tidewater.ines, now=NOW)

    assert (
        actions.drop(concern, said={"words": "She told them herself."}, by=tidewater.nell, now=NOW).status
        == Status.NOT_TOLD
    )


def test_where_waiting_would_harm_one_tells_at_once_and_the_other_signs_within_a_working_day(tidewater, person, scope):
    concern = raised(tidewater, person, told=told())

    assert (concern.status, concern.told_at) == (Status.URGENT, NOW - timedelta(minutes=20))
    assert (concern.sign_by.date(), concern.sign_by.hour) == (SIGNED_BY.date(), 16)  # 5pm of London's summer
    with pytest.raises(PermissionDenied):
        actions.advise(concern, agrees=True, said={}, by=tidewater.nell, now=NOW)
    with pytest.raises(MoveNotAllowed):
        actions.close(concern, said={}, by=tidewater.nell, now=NOW)
    signed = actions.advise(concern, agrees=False, said={"words": "It could have waited."}, by=tidewater.ines, now=NOW)
    assert (signed.status, signed.signed_at) == (Status.TOLD, NOW)
    assert verbs_of(concern) == ["raise", "tell_at_once", "sign"]


def test_what_turns_urgent_while_it_waits_is_told_by_the_first(tidewater, person, scope):
    concern = raised(tidewater, person)

    found = actions.tell(concern, told=told(), by=tidewater.nell, now=NOW + timedelta(hours=1))

    assert (found.status, found.sign_by.date()) == (Status.URGENT, SIGNED_BY.date())
    assert Message.objects.filter(kind=Message.Kind.FITNESS, member=tidewater.ines).count() == 2


def test_what_is_added_stays_is_kept_once_and_nothing_is_added_to_a_closed_one(tidewater, person, scope):
    concern = raised(tidewater, person)
    for words in ("She rang again.", "She rang again.", "And again."):
        actions.add(concern, said={"words": words}, by=tidewater.ines, now=NOW)
    actions.add(concern, said={"words": "And again."}, by=tidewater.nell, now=NOW)
    actions.advise(concern, agrees=False, said={"words": "No."}, by=tidewater.ines, now=NOW)

    assert verbs_of(concern) == ["raise", "add", "add", "add", "advise_against"]
    with pytest.raises(MoveNotAllowed):
        actions.add(concern, said={"words": "One more."}, by=tidewater.nell, now=NOW)


def test_nobody_signs_what_they_wrote_whatever_place_they_have_by_then(tidewater, person, scope):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    concern = raised(tidewater, person, by=tidewater.ines, second=tidewater.nell, told=told())
    concern = actions.hand_on(concern, to=lead, said={}, by=tidewater.ines, now=NOW)
    late = NOW + timedelta(days=3)

    with pytest.raises(PermissionDenied):
        actions.step_in(concern, said={}, by=tidewater.ines, now=late)
    with pytest.raises(PermissionDenied):
        actions.hand_on(concern, to=tidewater.ines, said={}, by=tidewater.nell, now=NOW)
    FitnessConcern.objects.filter(pk=concern.pk).update(second=tidewater.ines)
    with pytest.raises(PermissionDenied):
        actions.advise(concern, agrees=True, said={}, by=tidewater.ines, now=NOW)


def test_a_place_given_back_and_forth_moves_no_signature(tidewater, person, scope):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    concern = raised(tidewater, person, by=tidewater.nell, told=told())

    found = actions.hand_on(concern, to=lead, said={}, by=tidewater.nell, now=NOW + timedelta(hours=20))

    assert found.sign_by == concern.sign_by


def test_two_of_whom_neither_is_a_lead_any_more_have_lost_one(tidewater, person, scope):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    raised(tidewater, person)
    Membership.objects.filter(pk=tidewater.ines.pk).update(roles=["practitioner"])

    assert [each.lost.pk for each in stuck_for(sees(lead))] == [tidewater.ines.pk]


def test_no_step_can_be_changed_or_removed(tidewater, person, scope):
    raised(tidewater, person)

    for change in (lambda: FitnessStep.objects.update(verb="add"), lambda: FitnessStep.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_closed_one_is_given_to_nobody(tidewater, person, scope):
    concern = raised(tidewater, person)
    actions.advise(concern, agrees=False, said={}, by=tidewater.ines, now=NOW)

    with pytest.raises(PermissionDenied):
        actions.hand_on(concern, to=tidewater.wren, said={}, by=tidewater.ines, now=NOW)


def test_a_friday_evening_is_signed_by_monday(tidewater, person, scope):
    friday = NOW + timedelta(days=2, hours=6)

    concern = raised(tidewater, person, now=friday)

    assert concern.sign_by.date() == (NOW + timedelta(days=5)).date()


def test_the_mail_to_the_second_goes_at_once_and_names_nobody(tidewater, person, scope):
    concern = raised(tidewater, person)

    mail = Message.objects.get(kind=Message.Kind.FITNESS)
    assert (mail.member, mail.subject_id, mail.not_before, mail.codes_sealed) == (tidewater.ines, concern.pk, NOW, None)


def test_a_place_is_given_to_a_colleague_and_whoever_gave_it_reads_no_more(tidewater, person, scope):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    concern = raised(tidewater, person)

    with pytest.raises(PermissionDenied):  # of two practitioners neither is a lead
        actions.hand_on(concern, to=tidewater.wren, said={}, by=tidewater.ines, now=NOW)
    found = actions.hand_on(concern, to=lead, said={"words": "Leave"}, by=tidewater.ines, now=NOW)

    assert (found.first, found.second) == (tidewater.nell, lead)
    assert find_concern(sees(tidewater.ines), concern.pk) is None
    assert find_concern(sees(lead), concern.pk) == concern
    with pytest.raises(PermissionDenied):
        actions.add(concern, said={"words": "more"}, by=tidewater.ines, now=NOW)


def test_a_lead_steps_in_only_where_one_of_the_two_is_lost(tidewater, person, scope):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    concern = raised(tidewater, person)
    assert stuck_for(sees(lead)) == []
    with pytest.raises(PermissionDenied):
        actions.step_in(concern, said={"words": "Curious"}, by=lead, now=NOW)

    late = NOW + timedelta(days=3)
    assert lost_of(concern, [tidewater.nell, tidewater.ines], now=late) == tidewater.ines
    assert [(each.lost, each.other) for each in stuck_for(sees(lead, now=late))] == [(tidewater.ines, tidewater.nell)]
    assert stuck_for(sees(tidewater.wren, now=late)) == []
    with pytest.raises(PermissionDenied):
        actions.step_in(concern, said={}, by=tidewater.wren, now=late)
    found = actions.step_in(concern, said={"words": "She is ill"}, by=lead, now=late)

    assert (found.second, find_concern(sees(tidewater.ines), concern.pk)) == (lead, None)
    assert found.sign_by > late


def test_whoever_has_left_is_lost_and_a_lead_from_whom_the_record_is_kept_does_not_step_in(tidewater, person, scope):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    kept = make_member(tidewater.hub, "Merlin Inventedby", "clinical_lead")
    keep_out(person, named=["Merlin Inventedby"], now=NOW)
    concern = raised(tidewater, person)
    Membership.objects.filter(pk=tidewater.nell.pk).update(status="left")

    assert [each.lost.pk for each in stuck_for(sees(lead))] == [tidewater.nell.pk]
    assert stuck_for(sees(kept)) == []
    with pytest.raises(PermissionDenied):
        actions.step_in(concern, said={}, by=kept, now=NOW)
    assert actions.step_in(concern, said={"words": "Left"}, by=lead, now=NOW).first == lead


def test_whoever_is_kept_out_later_is_lost_too_and_a_list_of_ten_takes_as_many_statements(tidewater, person, scope):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    raised(tidewater, person)
    viewed = sees(lead)
    with CaptureQueriesContext(connection) as one:
        assert stuck_for(viewed) == []
    for _ in range(9):
        raised(tidewater, person)
    keep_out(person, named=[tidewater.nell.name], now=NOW)
    with CaptureQueriesContext(connection) as ten:
        stuck = stuck_for(viewed)

    assert {each.lost.pk for each in stuck} == {tidewater.nell.pk}
    assert (len(stuck), len(ten)) == (10, len(one))
    assert actions.step_in(stuck[0].concern, said={"words": "Kept out"}, by=lead, now=NOW).first == lead


def test_a_closed_concern_is_nobodys_to_step_into(tidewater, person, scope):
    lead = make_member(tidewater.hub, "Linnet Invented", "clinical_lead")
    concern = raised(tidewater, person)
    actions.advise(concern, agrees=False, said={"words": "No."}, by=tidewater.ines, now=NOW)
    Membership.objects.filter(pk=tidewater.nell.pk).update(status="left")

    assert stuck_for(sees(lead)) == []
    with pytest.raises(PermissionDenied):
        actions.step_in(concern, said={}, by=lead, now=NOW)
