"""Promised calls in packages that a hub did not write as this one does: broken ones, and those of before."""

from datetime import timedelta
from uuid import uuid4

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.network import actions, answer_actions
from holdfast.network.contents import offer_content
from holdfast.network.models import Transfer
from holdfast.network.sealed import open_package, seal_package, shared_key
from tests.contacts.promising import open_rows
from tests.network.conftest import carried, offered_elsewhere, prepared, stored
from tests.network.sealed_steps import at_in_scope, count, forged
from tests.network.test_sealed_refusals import with_value
from tests.referrals.test_next_kept import called_back

pytestmark = pytest.mark.usefixtures("at_now")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("job", [[], ["--show"]])
def test_a_file_with_a_promised_call_without_a_moment_is_refused_in_a_sentence(
    tidewater, saltpan, between, tansy, now, job
):
    found = offered_elsewhere(tidewater, tansy.referral, now=now, parts=[])
    with hub_scope(tidewater.hub):
        content = offer_content(at_in_scope(found), open_package(at_in_scope(found), tidewater.hub))
    broken = with_value(content, ("package", "asked", "calls"), [""])
    said = between.take(saltpan, forged(tidewater, saltpan, broken, uuid4(), path=between.folder / "broken"), *job)
    assert said.code == 2
    assert "is not what a hub writes" in said.err
    assert count(saltpan) == (0, 0, 0)


def test_each_of_two_calls_goes_along_in_an_offer_that_was_prepared_by_the_version_before(
    tidewater, saltpan, fern, now
):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    called_back(tidewater, fern, at=now + 3 * HOUR, now=now)
    transfer = prepared(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(tidewater.hub):
        row = Transfer.objects.get(pk=transfer.pk)
        package = open_package(row, tidewater.hub)
        package["format"] = 4
        del package["asked"]["calls"]
        row.package_sealed = seal_package(shared_key(row, tidewater.hub), row, package)
        row.save(update_fields=["package_sealed"])
        actions.agree(row, now=now)
        row = actions.offer(row, by=tidewater.nell, now=now)
    with hub_scope(saltpan.hub):
        answer_actions.accept(row, by=saltpan.nell, now=now)
    there = carried(tidewater, saltpan, row, now=now)
    assert open_rows(saltpan, there) == [("call", now + HOUR), ("call", now + 3 * HOUR)]
