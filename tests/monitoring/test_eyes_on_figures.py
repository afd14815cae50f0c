"""What public figures tell whoever knows a little, and what figures and the record say otherwise of one first contact,
as fresh eyes found it."""

import json
from collections import defaultdict
from datetime import timedelta
from itertools import product

import pytest

from holdfast.contacts.actions import log_attempt
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.corrections import Earlier, put_right
from holdfast.monitoring.disclosure import people
from holdfast.monitoring.models import KeptSpan
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect, protect_whole
from holdfast.monitoring.public_cube import ASKED, ASSESSED, REACHED, public_cube
from holdfast.support_line import actions as calls
from tests.builders import accept, send_request
from tests.monitoring.opened_attacker import OpenedAttacker
from tests.monitoring.public_attacker import PublicAttacker
from tests.monitoring.test_keeping import kept
from tests.monitoring.test_opened import CUBES, narrowest
from tests.network.conftest import accepted, carried, stored

AGE = "Age band"
DAY = timedelta(days=1)
STAFF = ("03", "01", "S01", "not_told")


def cells_of(*, own, other, asked, assessed=0, reached=0, ages=(), assessed_ages=(), days=5):
    """True cells of a hub; ages and staff groups as given, the rest told nothing."""
    codes, spoken = ("25-34", "35-44", "55-64", "not_told"), days * 24 * 60 if reached else None
    ages, assessed_ages = ages or (0, 0, 0, asked), assessed_ages or (0, 0, 0, assessed)
    return wholes() | {
        ("R1", "people", "", ""): own, ("R2", "people", "", ""): other, ("R16", "received", "", ""): asked,
        **{("R16", "received", "age_band", code): count for code, count in zip(codes, ages, strict=True)},
        **{("R16", "received", "staff_group", code): count for code, count in zip(STAFF, ages, strict=True)},
        **{("R16", "received", by, "not_told"): asked for by in ("gender", "disability", "ethnic_group")},
        ("R16", "assessed", "", ""): assessed,
        **{("R16", "assessed", "age_band", code): count for code, count in zip(codes, assessed_ages, strict=True)},
        ("R4", "contact_people", "", ""): reached, ("R4", "contact_median", "", ""): spoken,
    }  # fmt: skip


def published(*times):
    """What is published of some quarters, one after the other."""
    ledger, found = [], []
    for name, cells in zip(("2026-Q1", "2026-Q2", "2026-Q3"), times, strict=False):
        rows = protect(public_cube("tidewater", read_period(name), cells), ledger).rows
        ledger, found = [*ledger, *rows], [*found, PublicAttacker(rows)]
    return found


def hidden_of(attacker):
    return [
        (at, target)
        for at, one in enumerate(attacker.releases)
        for target, shown in one.counts.items()
        if shown == "[c]"
    ]


PATTERN = ("10", "10", "[c]", "[c]")


def hubs_in_their_first_quarter():
    """Every hub that shows 25 who asked and 25 who were assessed, these by age as in PATTERN: who asked and who was
    assessed by age, and staff groups in each way that shows something else. All were spoken with."""
    for asked in product(range(8, 15), range(8, 15), range(7), range(7)):
        if people(total := sum(asked)) == "25":
            seen = [
                each
                for each in product(*(range(count + 1) for count in asked))
                if people(sum(each)) == "25" and tuple(map(people, each)) == PATTERN
            ]
            staff = {
                tuple(map(people, each)): each for each in product(range(total + 1), repeat=3) if sum(each) == total
            }
            for assessed, groups in product(seen, staff.values()):
                yield asked, assessed, (*groups, 0)


def finest(asked, assessed, groups):
    """What would be shown of such a hub without the audit."""
    return tuple(map(people, asked)), tuple(sorted(map(people, groups)))


def test_whoever_repeats_the_whole_method_on_every_hub_that_may_have_just_opened_learns_no_more():
    alike, said = defaultdict(list), defaultdict(list)
    for hub in hubs_in_their_first_quarter():
        alike[finest(*hub)].append(hub)
    for asked, assessed, groups in (hubs[0] for hubs in alike.values()):
        total = sum(asked)
        cells = cells_of(
            own=total, other=0, asked=total, ages=asked, assessed=sum(assessed), assessed_ages=assessed, reached=total
        ) | {("R16", "received", "staff_group", code): n for code, n in zip(STAFF, groups, strict=True)}  # fmt: skip
        rows = protect(public_cube("tidewater", read_period("2026-Q1"), cells), []).rows
        shown = {(row["table"], row["measure"]) for row in rows if row["cell"]}
        if ("By age band", ASSESSED) in shown:
            out = json.dumps([(row["table"], row["measure"], row["labels"], row["kind"], row["shown"]) for row in rows])
            said[out] += [each[1][2] for each in alike[finest(asked, assessed, groups)]]
    assert len(said) > 1
    assert [(min(few), max(few)) for few in said.values() if max(few) - min(few) < 5] == []


SILENT = {("R16", "received", "", ""): 0}
FIRST = cells_of(
    own=30, other=0, asked=30, ages=(12, 12, 3, 3), assessed=19, assessed_ages=(9, 9, 1, 0), reached=19
)  # fmt: skip


def test_whoever_was_assessed_had_been_spoken_with_and_no_age_of_few_follows_from_that():
    attacker = OpenedAttacker(published(FIRST))
    ends = {target: attacker.interval(at, target) for at, target in hidden_of(attacker)}
    assert {target: each for target, each in ends.items() if each[1] - each[0] < 5} == {}


def test_how_few_were_first_spoken_with_in_a_second_quarter_does_not_follow_from_how_many_were_assessed_in_it():
    first = cells_of(own=40, other=0, asked=40, reached=22)
    second = cells_of(own=40, other=0, asked=40, reached=6, assessed=28)
    attacker = OpenedAttacker(published(first, second))
    low, high = attacker.interval(1, (REACHED, "", ""))
    assert high - low >= 5


def test_how_few_were_first_spoken_with_in_a_third_quarter_is_not_recovered_from_how_many_were_assessed_in_it():
    times = [
        cells_of(own=40, other=0, asked=40, reached=reached, assessed=assessed)
        for reached, assessed in ((19, 0), (22, 0), (7, 48))
    ]  # fmt: skip
    low, high = OpenedAttacker(published(*times)).interval(2, (REACHED, "", ""))
    assert high > low


def test_three_who_asked_for_themselves_and_were_referred_as_well_learn_of_no_number_to_less_than_three():
    (few,) = published(cells_of(own=22, other=6, asked=25, ages=(11, 11, 3, 0)))
    (attacker,) = published(cells_of(own=22, other=8, asked=27, ages=(12, 12, 3, 0)))
    three = [frozenset({(ASKED, "", ""), (ASKED, AGE, "55 and over"), (ASKED, "Who asked", "both")})] * 3
    ends = [attacker.interval(target, three) for target, shown in attacker.counts.items() if shown == "[c]"]
    assert (ASKED, "Who asked", "Somebody else") not in few.counts
    assert [each for each in ends if each[1] - each[0] < 3] == []
    assert len(ends) > 0


def test_three_who_asked_in_a_later_quarter_and_were_not_assessed_in_it_learn_of_no_number_to_less_than_three():
    times = (
        cells_of(own=12, other=12, asked=24, reached=24), cells_of(own=22, other=0, asked=22, reached=22),
        cells_of(own=7, other=0, asked=7, reached=7, assessed=48),
    )  # fmt: skip
    attacker = OpenedAttacker(published(*times))
    everybody = (ASKED, "", "")
    low, high = attacker.interval(2, everybody, [frozenset({everybody})] * 3)
    assert high - low >= 3


def test_how_few_asked_in_a_second_quarter_does_not_follow_where_the_first_one_is_put_right_with_it():
    first = cells_of(own=40, other=0, asked=40, reached=40)
    now, second = (
        cells_of(own=22, other=0, asked=22, reached=22),
        cells_of(own=6, other=0, asked=6, reached=6, assessed=28),
    )
    quarters = [read_period(name) for name in ("2026-Q1", "2026-Q2")]
    ledger = protect(public_cube("tidewater", quarters[0], first), []).rows
    cube, _ = put_right(public_cube("tidewater", quarters[1], second), [Earlier(quarters[0], (first,), now)], ledger)
    rows = protect_whole(cube, ledger).rows
    attacker = OpenedAttacker([PublicAttacker([row for row in rows if row["version"] == each]) for each in (2, 1)])
    low, high = attacker.interval(1, (ASKED, "", ""))
    assert high - low >= 5


@pytest.mark.parametrize("time", CUBES)
def test_a_hub_that_publishes_a_quarter_before_it_opened_is_audited_as_one_that_opens_in_the_next(time):
    before = protect(public_cube("tidewater", read_period("2026-Q1"), wholes() | SILENT), []).rows
    rows = protect(CUBES[time], before).rows
    assert narrowest(OpenedAttacker([PublicAttacker(rows)])) >= 5


def test_a_ledger_from_before_openings_were_kept_in_its_rows_can_be_gone_on_with():
    first, second = (public_cube("tidewater", read_period(name), FIRST) for name in ("2026-Q1", "2026-Q2"))
    ledger = [{key: value for key, value in row.items() if key != "first_among"} for row in protect(first, []).rows]
    assert protect(second, ledger).rows


def they_had_rung(team, then, now):
    ines = team.ines
    ines.hub = with_terms(team.hub, terms_of(team.hub, now=then))
    with hub_scope(team.hub):
        call = calls.begin(ines.hub, by=ines, now=then)
    return lambda new: calls.match(call, new, by=ines, now=now)


def it_was_logged_late(team, then, now):
    return lambda new: log_attempt(
        new, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now, at=then
    )  # fmt: skip


@pytest.mark.parametrize("way", [they_had_rung, it_was_logged_late])
def test_of_whoever_came_from_another_hub_the_record_and_the_figures_say_the_same_of_a_word_before_they_came(
    tidewater, saltpan, now, clock, all_settled, way
):
    clock(now)
    asked = send_request(tidewater, now=now - 60 * DAY, name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now - 59 * DAY, by=tidewater.ines)
    speak = way(saltpan, now - 3 * DAY, now)
    went = accepted(tidewater, saltpan, stored(tidewater, asked), now=now - 2 * DAY)
    new = carried(tidewater, saltpan, went, now=now - 2 * DAY)
    accept(saltpan, new, owner=saltpan.nell, now=now - DAY, by=saltpan.ines)
    found = stored(saltpan, new)
    with hub_scope(saltpan.hub):
        speak(found)
    kept(saltpan, now)
    with hub_scope(saltpan.hub):
        counted = KeptSpan.objects.filter(kind="contact").values_list("at", flat=True).first()
    assert stored(saltpan, new).first_contact_at == counted
