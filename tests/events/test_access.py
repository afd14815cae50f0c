"""The rows that say whose data was touched."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from holdfast.events.access import Touched, log, log_refused, log_touched
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope

SOMEBODY = uuid4()


def request_of(team, method: str = "GET"):
    return SimpleNamespace(
        method=method, hub=team.hub, member=team.nell, touched=Touched(),
        resolver_match=SimpleNamespace(view_name="caseload:people"),
    )  # fmt: skip


def test_a_list_is_one_row_that_names_everybody_once_in_the_order_shown(tidewater, now):
    shown = [uuid4(), uuid4(), uuid4()]
    request = request_of(tidewater)
    request.touched.add(shown, why="queue")
    request.touched.add(shown[:1], why="owner")

    with hub_scope(tidewater.hub):
        log_touched(request, HttpResponse(), now=now)
        kept = AccessEntry.objects.get()
    assert (kept.persons, kept.why, kept.action, kept.what) == (shown, "owner", "read", "caseload:people")
    assert (kept.by_id, kept.actor, kept.at) == (tidewater.nell.pk, "member", now)


@pytest.mark.parametrize(("method", "action"), [("HEAD", "read"), ("GET", "read"), ("POST", "write"), ("PUT", "write")])
def test_what_only_gets_reads_and_everything_else_writes(tidewater, now, method, action):
    request = request_of(tidewater, method)
    request.touched.add([uuid4()], why="team")

    with hub_scope(tidewater.hub):
        log_touched(request, HttpResponse(), now=now)
        assert AccessEntry.objects.get().action == action


def test_nobody_touched_is_no_row(tidewater, now):
    with hub_scope(tidewater.hub):
        log_touched(request_of(tidewater), HttpResponse(), now=now)

        assert AccessEntry.objects.count() == 0


def test_a_refusal_is_a_row_even_where_nobody_was_touched(tidewater, now):
    with hub_scope(tidewater.hub):
        log_refused(request_of(tidewater), now=now)

        assert [(one.action, one.why, one.persons) for one in AccessEntry.objects.all()] == [("refused", "none", [])]


def test_a_job_and_the_person_are_logged_without_a_member(tidewater, now):
    with hub_scope(tidewater.hub):
        log(tidewater.hub.pk, [uuid4()], what="send", why="job", action="read", now=now, actor="system")

        assert [(one.by_id, one.actor) for one in AccessEntry.objects.all()] == [(None, "system")]


def test_an_unknown_action_is_not_stored(tidewater, now):
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError, match="access_action_known"), transaction.atomic():
        log(tidewater.hub.pk, [], what="x", why="x", action="peek", now=now)


def test_whoever_the_banner_named_has_a_row_of_their_own_and_only_where_it_was_shown(tidewater, now):
    request = request_of(tidewater)
    request.touched.in_banner = SOMEBODY
    with hub_scope(tidewater.hub):
        log_touched(request, HttpResponse(status=302), now=now)
        assert AccessEntry.objects.count() == 0
        log_touched(request, HttpResponse(), now=now)

        assert [(row.what, row.why, row.persons) for row in AccessEntry.objects.all()] == [
            ("alerts:banner", "alert", [SOMEBODY])
        ]
