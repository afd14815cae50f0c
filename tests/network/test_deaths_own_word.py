"""What this hub knows of a death that another one has said already stands beside it; and who reads of any of it."""

from datetime import timedelta

import pytest

from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outcomes.models import Death
from tests.appointments.test_kept_out import names
from tests.builders import browser_of, page
from tests.network.conftest import join_of, known, stored
from tests.network.test_deaths_again import apart
from tests.network.test_deaths_attacked import second_way
from tests.network.test_deaths_between import taken_back, told
from tests.network.test_not_let_go import dies, ends

MINUTE = timedelta(minutes=1)
KNOWS = {"how_known": "care", "is_certain": "on", "confirmed": "1"}
OWN_LINK = "Record what this hub knows of their death itself"


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def read(member, name, referral):
    return browser_of(member).get(page(f"outcomes:{name}", referral.pk))


def sends(member, name, referral, **given):
    return browser_of(member).post(page(f"outcomes:{name}", referral.pk), given)


def test_it_stands_when_the_other_hub_takes_back(tidewater, saltpan, tansy, went, now, clock):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    assert OWN_LINK in read(saltpan.nell, "of_record", went[1]).content.decode()
    form = read(saltpan.nell, "death", went[1]).content.decode()
    assert ("Another hub has told it already" in form, "every request of theirs is closed" in form) == (True, False)
    clock(now + 2 * MINUTE)
    sends(saltpan.nell, "death", went[1], **KNOWS)
    told()
    shown = read(saltpan.nell, "of_record", went[1]).content.decode()
    assert [shown.count(words) for words in ("by Tidewater Staff Support Hub.", "by Nell Sampleton.", OWN_LINK)] == [
        1, 1, 0,
    ]  # fmt: skip
    assert "Known from a GP, a hospital or another service." in shown
    assert read(saltpan.nell, "death", went[1]).status_code == 302
    with pytest.raises(MoveNotAllowed):
        dies(saltpan, went[1], now=now + 2 * MINUTE)

    taken_back(tidewater, tansy.referral, now=clock(now + 3 * MINUTE))
    told()
    assert [ends(tidewater, tansy.referral)[1], ends(saltpan, went[1])[1]] == [False, True]
    taken_back(saltpan, went[1], now=clock(now + 4 * MINUTE))
    told()
    assert [ends(tidewater, tansy.referral)[1], ends(saltpan, went[1])[1]] == [False, False]
    with hub_scope(saltpan.hub):
        happened = Event.objects.filter(kind__in=["person.die", "person.undo_die"]).order_by("pk")
        assert [(each.kind, each.codes.get("how") or each.codes["end"]) for each in happened] == [
            ("person.die", "hub"), ("person.die", "care"), ("person.undo_die", "error"),
        ]  # fmt: skip


def test_what_goes_with_a_join_is_called_no_error_in_the_timeline(tidewater, saltpan, tansy, went, now, clock):
    own, two = second_way(tidewater, saltpan, now=now)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    here = join_of(tidewater, tansy.referral, stored(tidewater, own), now=clock(now + 2 * MINUTE))
    told()
    apart(tidewater, here, now=clock(now + 3 * MINUTE))
    told()
    assert [ends(tidewater, own)[1], ends(saltpan, two)[1]] == [False, False]
    said = [
        browser_of(team.nell).get(page("caseload:person", each.pk)).content.decode()
        for team, each in ((tidewater, own), (saltpan, two))
    ]
    words = "recorded in error", "is not known of this record any more", "the hub that said it does not say it any more"
    assert [[text.count(each) for each in words] for text in said] == [[0, 1, 0], [0, 0, 1]]


def test_of_a_joined_record_the_page_names_who_recorded_it_and_when(tidewater, tansy, now, clock):
    other = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, other, now=clock(now + MINUTE))
    join_of(tidewater, tansy.referral, other, now=clock(now + timedelta(hours=2)))
    shown = read(tidewater.nell, "of_record", tansy.referral).content.decode()
    with hub_scope(tidewater.hub):
        assert [each.recorded_by for each in Death.objects.order_by("pk")] == [tidewater.nell, tidewater.ines]
    words = "Recorded today at 2:53pm by Nell Sampleton. It was said of a record", "by Ines Pretendham"
    assert [each in shown for each in words] == [True, False]


@pytest.mark.parametrize("name", ["of_record", "death", "undo_death"])
def test_nobody_reads_or_changes_it_who_may_read_neither_record(tidewater, saltpan, fenmark, tansy, now, clock, name):
    """Kept out of the one, a lead is kept out of the other; a colleague and strangers have neither."""
    other = known(tidewater, now=now, name="T. Madeup")
    join_of(tidewater, tansy.referral, other, now=now)
    dies(tidewater, other, now=clock(now + MINUTE))
    names(tidewater, stored(tidewater, other), "Ines Pretendham", now=now)
    members = (tidewater.ines, tidewater.wren, tidewater.ada, tidewater.max, saltpan.ines, fenmark.nell)
    for member in members:
        for referral in (tansy.referral, other):
            found = sends(member, name, referral, **KNOWS) if name == "undo_death" else read(member, name, referral)
            assert (found.status_code, b"Madeup" in found.content, b"joined" in found.content) == (404, False, False)
    assert [ends(tidewater, each)[1] for each in (tansy.referral, other)] == [True, True]
