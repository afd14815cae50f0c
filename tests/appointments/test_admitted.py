"""Assessments by whom the hub's rule admits: offered first, refused otherwise without a reason, counted with one."""

from datetime import timedelta

import pytest

from holdfast.appointments import offer_actions
from holdfast.appointments.models import Appointment, Offer
from holdfast.events.models import Event
from holdfast.front_door.more_actions import tell_needs
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out
from holdfast.referrals.actions import allocate
from holdfast.referrals.naming import name_people
from holdfast.workforce.queries import overrides
from holdfast.workforce.rules import NotAdmitted
from tests.appointments.conftest import NINE, booked, waits
from tests.appointments.test_pages import TIME, read, send, stored  # noqa: F401 - a fixture
from tests.builders import browser_of, page
from tests.workforce.conftest import said, signed, trained  # noqa: F401 - a fixture

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NO_MORE = {"needs_interpreter": False, "formats": [], "adjustments": ""}


@pytest.fixture
def ruled(tidewater, met, trained, now):  # noqa: F811
    """A rule admits Nell, who is of band 8a, and not Wren, who is of band 6. Tansy waits for an assessment by Nell."""
    signed(tidewater, now=now - DAY, least_band="7")
    return met


def codes_of(team, kind):
    with hub_scope(team.hub):
        return [event.codes.get("override") for event in Event.objects.filter(kind=kind).order_by("pk")]


def test_without_a_reason_nobody_is_booked_whom_the_rule_does_not_admit(tidewater, ruled, now):
    for override in ("", "because"):
        with pytest.raises(NotAdmitted):
            booked(tidewater, ruled.tansy, tidewater.wren, now=now, override=override)
    assert stored(tidewater) == []

    booked(tidewater, ruled.tansy, tidewater.wren, now=now, override="knows_them")

    assert codes_of(tidewater, "appointment.book") == ["knows_them"]


def test_the_rule_is_for_assessments_and_one_of_several_is_enough(tidewater, ruled, now):
    booked(tidewater, ruled.tansy, tidewater.wren, now=now, kind="support")
    booked(tidewater, ruled.tansy, tidewater.nell, tidewater.wren, at=NINE + 3 * HOUR, now=now, override="other")

    assert codes_of(tidewater, "appointment.book") == [None, None]


def offer(team, referral, *members, now, **more):
    with hub_scope(team.hub):
        return offer_actions.offer(
            referral, kind="assessment", hows=["phone"], members=list(members), by=team.nell, now=now, **more
        )


def test_an_offer_holds_those_who_are_admitted_unless_a_reason_is_given(tidewater, ruled, now):
    with pytest.raises(NotAdmitted):
        offer(tidewater, ruled.tansy, tidewater.nell, tidewater.wren, now=now)
    made = offer(tidewater, ruled.tansy, tidewater.wren, now=now, override="asked_for")

    with hub_scope(tidewater.hub):
        found = offer_actions.choose(made, tidewater.hub, starts_at=NINE, how="phone", now=now)

    assert found.booked_by is None
    assert codes_of(tidewater, "appointment.offer") == ["asked_for"]
    assert codes_of(tidewater, "appointment.book") == ["asked_for"]


def test_what_was_offered_stands_when_a_rule_is_signed_meanwhile(tidewater, met, trained, now):  # noqa: F811
    made = offer(tidewater, met.tansy, tidewater.wren, now=now)
    signed(tidewater, now=now + HOUR, least_band="7")

    with hub_scope(tidewater.hub):
        offer_actions.choose(made, tidewater.hub, starts_at=NINE, how="phone", now=now + 2 * HOUR)

    assert codes_of(tidewater, "appointment.book") == [None]
    with pytest.raises(NotAdmitted):
        booked(tidewater, met.tansy, tidewater.wren, at=NINE + 3 * HOUR, now=now + 2 * HOUR)


def test_giving_an_assessment_to_somebody_who_is_not_admitted_needs_a_reason(tidewater, ruled, now):
    had = {"had": tidewater.nell.pk, "by": tidewater.ines, "now": now}
    with hub_scope(tidewater.hub):
        with pytest.raises(NotAdmitted):
            allocate(ruled.tansy, tidewater.wren, **had)
        ruled.tansy.refresh_from_db()
        assert ruled.tansy.owner_id == tidewater.nell.pk
        allocate(ruled.tansy, tidewater.wren, override="training_supervised", **had)
        allocate(ruled.tansy, tidewater.nell, override="other", **had | {"had": tidewater.wren.pk})

    assert codes_of(tidewater, "referral.allocate") == ["training_supervised", None]


def test_overrides_are_counted_by_reason_and_not_of_whoever_keeps_the_reader_out(tidewater, saltpan, ruled, now):
    for number, why in enumerate(["knows_them", "asked_for", "knows_them"]):
        other = waits(tidewater, owner=tidewater.nell, now=now, name=f"Hazel Pretend{number}")
        booked(tidewater, other, tidewater.wren, at=NINE + number * 2 * HOUR, now=now, override=why)
    with hub_scope(tidewater.hub):
        counts = [overrides(tidewater.hub, since, seen_by=tidewater.max) for since in (now - DAY, now + HOUR)]
        assert counts == [{"knows_them": 2, "asked_for": 1}, {}]
        keep_out(other.person, named=["Somebody Unclear"], now=now)
        name_people(other, named=["Ines Pretendham"], now=now)
        assert overrides(tidewater.hub, now - DAY, seen_by=tidewater.ines) == {"asked_for": 1, "knows_them": 1}
    with hub_scope(saltpan.hub):
        assert overrides(saltpan.hub, now - DAY, seen_by=saltpan.ines) == {}

    shown = browser_of(tidewater.max).get(page("workforce:rule")).content.decode()
    assert "one assessment with" not in shown
    assert "Hazel" not in shown


def test_the_admitted_are_offered_first_with_what_they_are_and_speak(tidewater, ruled, read):  # noqa: F811
    shown = read(tidewater.ines, "appointments:book", ruled.tansy.pk, query="?member=&day=2026-10-19").text_shown

    assert shown.index("Admitted to assess") < shown.index("Nell Sampleton, clinical psychologist")
    assert shown.index("Not admitted: say why") < shown.index("Wren Dummerly, occupational therapist; Polish")
    assert "Whoever is admitted and free first" in shown
    times = shown.split('class="hf-times')[1]
    assert str(tidewater.nell.pk) in times
    assert f'value="{tidewater.wren.pk}"><input type="hidden" name="interpreter"' not in times
    both = read(tidewater.ines, "appointments:book", ruled.tansy.pk, query="?kind=review&member=&day=2026-10-19")
    assert f'value="{tidewater.wren.pk}"><input type="hidden" name="interpreter"' in both.text_shown


def test_of_somebody_else_times_are_shown_once_it_is_said_why(tidewater, ruled, read, clock, now):  # noqa: F811
    query = f"?member={tidewater.wren.pk}&day=2026-10-19"
    shown = read(tidewater.ines, "appointments:book", ruled.tansy.pk, query=query).text_shown
    assert "The hub’s rule does not admit Wren Dummerly to assess: their grade is below the least band." in shown
    assert 'class="hf-times' not in shown
    shown = read(
        tidewater.ines, "appointments:book", ruled.tansy.pk, query=f"{query}&override=asked_for"
    ).text_shown  # fmt: skip
    assert 'name="override" value="asked_for"' in shown

    refused = send(
        tidewater.ines, "appointments:book", ruled.tansy.pk,
        data=TIME | {"member": str(tidewater.wren.pk), "interpreter": "Welsh"},
    )  # fmt: skip
    assert "Choose why they do it, or choose somebody else" in refused.content.decode()
    assert 'value="Welsh"' in refused.content.decode()
    assert stored(tidewater) == []
    send(
        tidewater.ines, "appointments:book", ruled.tansy.pk,
        data=TIME | {"member": str(tidewater.wren.pk), "override": "asked_for"},
    )  # fmt: skip

    (made,) = stored(tidewater)
    assert "They asked for this colleague" in read(tidewater.ines, "appointments:one", made.pk).text_shown
    timeline = read(tidewater.ines, "caseload:person", ruled.tansy.pk).text_shown
    assert "Not admitted to assess by the hub’s rule: they asked for this colleague." in timeline


def test_nobody_whom_the_person_named_is_offered_whatever_the_rule_says(tidewater, ruled, now, read):  # noqa: F811
    with hub_scope(tidewater.hub):
        name_people(ruled.tansy, named=["Wren Dummerly"], now=now)

    for query in ("?language=pl", f"?member={tidewater.wren.pk}&override=other", "?gender=man"):
        shown = read(tidewater.ines, "appointments:book", ruled.tansy.pk, query=query).text_shown
        assert "Wren" not in shown.split("<main")[1]
        assert "occupational therapist" not in shown


def test_times_are_found_by_gender_and_language(tidewater, met, trained, read):  # noqa: F811
    of = {"woman": tidewater.nell, "man": tidewater.wren}
    for gender, member in of.items():
        shown = read(
            tidewater.ines, "appointments:book", met.tansy.pk, query=f"?member=&day=2026-10-19&gender={gender}"
        ).text_shown  # fmt: skip
        found = {each for each in of.values() if f'name="member" value="{each.pk}"' in shown}
        assert found == {member}
    shown = read(
        tidewater.ines, "appointments:book", met.tansy.pk, query="?member=&day=2026-10-19&gender=woman&language=pl"
    ).text_shown  # fmt: skip
    assert "Nobody fits this wish" in shown


@pytest.mark.parametrize(
    ("told", "with_wren", "words"),
    [
        ("Polish", True, ""),
        ("Urdu", False, "speaks Urdu"),
        ("Klingon", False, "speaks Klingon"),
        ("", False, ""),
    ],
)
def test_the_language_that_they_told_us_is_looked_for_or_an_interpreter_is_booked(
    tidewater, met, trained, read, now, told, with_wren, words  # noqa: F811
):  # fmt: skip
    if told:
        with hub_scope(tidewater.hub):
            tell_needs(met.tansy, tidewater.hub, language=told, **NO_MORE, now=now)

    shown = read(tidewater.ines, "appointments:book", met.tansy.pk, query="?day=2026-10-19").text_shown

    assert (f'name="member" value="{tidewater.wren.pk}"' in shown) is with_wren
    assert (f'name="member" value="{tidewater.nell.pk}"' in shown) is not with_wren
    assert ("Book an interpreter" in shown) is bool(words)
    assert words in shown
    filled = words.removeprefix("speaks ")
    assert f'name="interpreter" value="{filled}"' in shown


def test_a_colleague_who_speaks_it_and_is_not_admitted_is_named_beside_the_interpreter(
    tidewater, ruled, read, now  # noqa: F811
):  # fmt: skip
    with hub_scope(tidewater.hub):
        tell_needs(ruled.tansy, tidewater.hub, language="Polish", **NO_MORE, now=now)

    shown = read(tidewater.ines, "appointments:book", ruled.tansy.pk, query="?day=2026-10-19").text_shown

    assert "Nobody of those who can be offered speaks Polish." in shown
    assert "Wren Dummerly can, and is not admitted to assess" in shown
    assert f'name="member" value="{tidewater.nell.pk}"><input type="hidden" name="interpreter" value="Polish"' in shown


def test_an_offer_from_the_page_is_of_those_who_are_admitted_and_fit(tidewater, ruled, clock, now):
    clock(now)
    data = {"kind": "assessment", "member": "", "hows": ["phone"]}
    for more, members in (
        ({}, [tidewater.nell]),
        ({"member": str(tidewater.wren.pk), "override": "knows_them"}, [tidewater.wren]),
    ):
        send(tidewater.nell, "appointments:offer", ruled.tansy.pk, data=data | more)
        with hub_scope(tidewater.hub):
            assert Offer.objects.get(withdrawn_at=None).members == [each.pk for each in members]
    for more in ({"member": str(tidewater.wren.pk)}, {"gender": "man"}, {"language": "zz", "gender": "zz"}):
        answer = send(tidewater.nell, "appointments:offer", ruled.tansy.pk, data=data | more)
        assert answer.url == page("appointments:book", ruled.tansy.pk)
    with hub_scope(tidewater.hub):
        assert Offer.objects.count() == 2
        assert Appointment.objects.count() == 0


def test_the_page_of_whose_it_is_shows_who_is_admitted_and_asks_why(tidewater, ruled, read, clock, now):  # noqa: F811
    shown = read(tidewater.ines, "caseload:allocate", ruled.tansy.pk).text_shown
    assert shown.index("Not admitted: say why") < shown.index("Wren Dummerly, has room")
    data = {"had": str(tidewater.nell.pk), "owner": str(tidewater.wren.pk)}
    refused = send(tidewater.ines, "caseload:allocate", ruled.tansy.pk, data=data).content.decode()
    assert "does not admit Wren Dummerly to assess: their grade is below the least band." in refused

    assert send(
        tidewater.ines, "caseload:allocate", ruled.tansy.pk, data=data | {"override": "knows_them"}
    ).status_code == 302  # fmt: skip

    timeline = read(tidewater.ines, "caseload:person", ruled.tansy.pk).text_shown
    assert "Given to Wren Dummerly. Not admitted to assess by the hub’s rule: they know this colleague" in timeline
