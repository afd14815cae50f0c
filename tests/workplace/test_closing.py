"""Who reads without a link reads about whom they referred, and a link ends with the request it was made for."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.workplace import sharing_actions
from holdfast.workplace.closing import stop_closed
from holdfast.workplace.queries import find_link, shared_with
from tests.workplace.conftest import agreed, partner


def titles(known, reader, **about):
    with hub_scope(known.team.hub):
        return [each.partner_id for each in shared_with(reader, **about)]


def test_without_a_link_a_manager_reads_nothing_whatever_door_they_come_by(known, now):
    statement = agreed(known, to=known.moss, now=now)
    with hub_scope(known.team.hub):
        sharing_actions.give_link(statement, by=known.team.nell, now=now)

    assert titles(known, known.moss) == []
    assert titles(known, known.moss, person=known.tansy.person) == [known.moss.pk]


@pytest.mark.parametrize("route", ["oh", "gp"])
def test_without_a_link_a_partner_reads_only_about_whom_they_referred(known, now, route):
    stranger = partner(known.team, route, "Fern Elsewhere", "Another Office", now=now)
    agreed(known, to=stranger, now=now)
    agreed(known, now=now)

    assert titles(known, stranger) == []
    assert titles(known, known.olive) == [known.olive.pk]


def test_a_link_ends_with_the_request_so_that_nobody_answers_into_nothing(known, now):
    statement = agreed(known, to=known.moss, now=now)
    with hub_scope(known.team.hub):
        given = sharing_actions.give_link(statement, by=known.team.nell, now=now)
        token = given.address.rstrip("/").rsplit("/", 1)[1]
        assert find_link(known.team.hub, token, now=now) is not None

        assert stop_closed(known.tansy, by=known.team.nell, now=now, tell_at=now) == 0

        assert find_link(known.team.hub, token, now=now) is None
