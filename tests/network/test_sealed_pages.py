"""The pages of somebody who is offered to a hub of another installation: on their record, and their own."""

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.hubs.scope import hub_scope
from holdfast.network import actions
from holdfast.network.elsewhere_queries import hubs_elsewhere
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from tests.network.conftest import SUMMARY, offered_elsewhere, transfer_of
from tests.network.sealed_steps import receipt_of
from tests.network.test_pages import FILLED, own, own_browser, read, said_on_today, send, transfers

TO_WRITE = "One person offered to a hub elsewhere: the sealed file has to be written"
BY_FILE = "Saltpan Staff Support Hub, by a sealed file"


@pytest.fixture
def to(tidewater, between):
    """Saltpan, as Tidewater knows it by its card."""
    with hub_scope(tidewater.hub):
        return hubs_elsewhere(tidewater.hub)[0]


def test_a_hub_elsewhere_is_offered_beside_those_here_and_prepared_with_the_same_form(
    tidewater, saltpan, to, tansy, now
):
    shown = read(tidewater.nell, "prepare", tansy.referral.pk)

    send(tidewater.nell, "prepare", tansy.referral.pk, to_hub=to.pk, **FILLED)

    (made,) = transfers(tidewater)
    assert BY_FILE in shown.words
    assert shown.words.count("Saltpan Staff Support Hub") == 2
    assert (made.to_hub_id, made.elsewhere_id, made.status) == (None, to.pk, "prepared")
    assert transfer_of(saltpan, made) is None
    assert BY_FILE not in read(saltpan.nell, "offers").words


def test_the_record_says_how_it_stands_with_the_file_and_whom_to_call(tidewater, between, to, tansy, now):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)

    said, today = [read(tidewater.nell, "of_record", tansy.referral.pk).words], said_on_today(tidewater.nell, now)
    between.export(tidewater)
    said.append(read(tidewater.nell, "of_record", tansy.referral.pk).words)
    today += said_on_today(tidewater.nell, now)
    with hub_scope(tidewater.hub):
        name_people(tansy.referral, named=["Wren Dummerly"], now=now)
    today += said_on_today(tidewater.nell, now)
    said.append(read(tidewater.nell, "of_record", tansy.referral.pk).words)
    withdrawn = send(tidewater.nell, "withdraw", tansy.referral.pk, seen=found.pk)

    words = ("holdfast transfer export", "The sealed file was written", "has changed since the sealed file was written")
    assert [[each in page for each in words] for page in said] == [
        [True, False, False], [False, True, False], [False, False, True]
    ]  # fmt: skip
    assert today == [TO_WRITE, "One person offered to another hub, waiting for its answer", TO_WRITE]
    assert all("You stay responsible until its receipt is taken in here" in page for page in said)
    assert "Taken back here. A sealed file of it was written: call Saltpan Staff Support Hub, 0808 157 0000" in (
        withdrawn.words
    )


def test_taken_back_before_a_file_was_written_there_is_nobody_to_call(tidewater, to, tansy, now):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)

    withdrawn = send(tidewater.nell, "withdraw", tansy.referral.pk, seen=found.pk)

    assert "Taken back. The other hub can read nothing of it any more." in withdrawn.words


def test_the_person_reads_where_it_goes_says_no_and_is_not_told_that_nothing_went(
    tidewater, between, to, tansy, now, client
):
    offered_elsewhere(tidewater, tansy.referral, now=now)
    between.export(tidewater)
    browser = own_browser(tidewater, tansy.referral, client, now=now)

    shown = own(browser, tidewater)
    (made,) = transfers(tidewater)
    with hub_scope(tidewater.hub):
        actions.say_no(made, now=now)
    after = own(browser, tidewater)

    assert "To Saltpan Staff Support Hub." in shown
    assert SUMMARY in shown
    assert "A sealed file had been written: we ask that hub not to use it." in after
    assert "Nothing went there" not in after


def test_the_old_pages_point_to_the_hub_elsewhere_and_its_telephone(tidewater, saltpan, between, tansy, now, client):
    found = offered_elsewhere(tidewater, tansy.referral, now=now)
    browser = own_browser(tidewater, tansy.referral, client, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    between.take(tidewater, receipt_of(found, between.folder))

    shown = own(browser, tidewater, "stand")

    reference = transfer_of(tidewater, found).reference
    assert "Saltpan Staff Support Hub has said yes" in shown
    assert '<a href="tel:08081570000">0808 157 0000</a>.' in shown
    assert f"{reference[:3]} {reference[3:6]} {reference[6:]}" in shown
    assert "Open the pages of that hub" not in shown
    assert "heron-canary" not in shown


def test_whoever_came_reads_as_come_from_there_on_the_new_record(tidewater, saltpan, between, tansy, now):
    offered_elsewhere(tidewater, tansy.referral, now=now)
    (file,) = between.export(tidewater)
    between.take(saltpan, file)
    with hub_scope(saltpan.hub):
        new = Referral.objects.get()

    shown = read(saltpan.nell, "of_record", new.pk)

    assert "From Tidewater Staff Support Hub. Taken on by Nell Sampleton" in shown.words
    assert "GAD-7" in shown.words


def test_nobody_is_prepared_for_a_hub_that_another_one_trusts_or_that_is_trusted_no_more(
    tidewater, saltpan, to, tansy, now
):
    with hub_scope(saltpan.hub):
        theirs = hubs_elsewhere(saltpan.hub)[0]
    to.ended_at = now

    for each in (theirs, to):
        with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
            actions.prepare(
                tansy.referral, each, reason="wish", summary="x", parts=[], by=tidewater.nell, now=now
            )  # fmt: skip
    assert transfers(tidewater) == []
