"""Between installations, whatever is done and killed wherever: somebody is responsible, and no record is made twice."""

import json
import re
from contextlib import suppress
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network import actions, commands, files
from holdfast.network.elsewhere_queries import hubs_elsewhere
from holdfast.network.models import Arrival, Transfer
from holdfast.network.queries import responsible_hub
from holdfast.referrals.models import Referral
from tests.builders import accept, send_request
from tests.network.test_property import Killed, assert_has_all

HERE = ("prepare", "agree", "offer", "withdraw", "say no")
CARRIED = ("export", "accept there", "refuse there", "receipt")
WRITES = re.compile(r"INSERT INTO|UPDATE \S+ SET|DELETE FROM")
MOST_WRITES = 60


class Step:
    """Runs one step of one hub, ends the process at its `kill`-th write (to the database or the disk), and reads every
    statement: none may speak of the other hub."""

    def __init__(self, monkeypatch, *, other, kill):
        self.monkeypatch, self.other, self.left = monkeypatch, str(other.hub.pk), kill

    def count(self):
        """One more write; the process ends before it."""
        self.left -= 1
        if self.left == 0:
            raise Killed

    def statement(self, execute, sql, params, many, context):
        """Look at one statement, and let it through."""
        assert self.other not in f"{sql} {params}"
        if WRITES.search(sql):
            self.count()
        return execute(sql, params, many, context)

    def put(self, path, content):
        """Write a file, unless the process ends; it may also end just after."""
        self.count()
        files.put(path, content)
        self.count()

    def run(self, does):
        """The step."""
        with self.monkeypatch.context() as patched, suppress(Killed, MoveNotAllowed, PermissionDenied):
            patched.setattr(commands, "put", self.put)
            with connection.execute_wrapper(self.statement):
                does()


def step_here(team, referral, name, now):
    """A step on the record, in the scope of the hub that offers."""
    with hub_scope(team.hub):
        found = Transfer.objects.filter(referral=referral).select_related("referral")
        latest = found.order_by("-prepared_at", "-pk").first()
        if name == "prepare":
            actions.prepare(
                referral, hubs_elsewhere(team.hub)[0], reason="wish", summary="Short", parts=["story"], by=team.ines,
                now=now,
            )  # fmt: skip
        elif latest is not None:
            {
                "agree": lambda: actions.agree(latest, now=now),
                "offer": lambda: actions.offer(latest, by=team.ines, now=now),
                "withdraw": lambda: actions.withdraw(latest, by=team.ines, now=now),
                "say no": lambda: actions.say_no(latest, now=now),
            }[name]()


def command(team, job, *words, by=None):
    """A command, as somebody types it."""
    commands.run([job, *map(str, words), "--hub", team.hub.slug, *(["--by", by.account.email] if by else [])])


def carry(team, other, name, folder):
    """A step with files: every one that lies there."""
    folder.mkdir(exist_ok=True)
    if name == "export":
        command(team, "export", "--to", folder)
    for file in sorted(folder.glob("offer-*" if name.endswith("there") else "receipt-*")):
        if name == "receipt":
            command(team, "import", file, by=team.ines)
        elif name.endswith("there"):
            command(other, "import", file, *(["--refuse", "Full"] if name == "refuse there" else []), by=other.nell)


def assert_somebody_is_responsible(team, other, referral):
    """This hub, with all that an open referral needs, until it took in a receipt; then the other one. Each offer
    became one record there at most."""
    with hub_scope(team.hub):
        old = Referral.objects.get(pk=referral.pk)
        offers = list(Transfer.objects.filter(referral=old))
        is_ours = responsible_hub(old) == team.hub.pk
        assert_has_all(old)
        assert (old.closed_at is None, old.status != "transferred") == (is_ours, is_ours)
        assert all(each.settled_at for each in offers if each.status == "accepted")
        known = {each.pk: each for each in offers}
    with hub_scope(other.hub):
        found = Arrival.objects.filter(transfer_id__in=known).select_related("referral")
        there = {each.transfer_id: each for each in found}
        assert len(there) == len(found)
        for each in there.values():
            assert (each.referral is None, bool(each.receipt)) == (not each.is_accepted, True)
            if each.referral:
                assert_has_all(each.referral)
                assert each.referral.closed_at is None
    accepted = [pk for pk, each in known.items() if each.status == "accepted"]
    assert len(accepted) == (0 if is_ours else 1)
    assert all(there[pk].referral.reference == known[pk].reference for pk in accepted)


steps = st.lists(
    st.tuples(st.sampled_from([*HERE, *CARRIED * 2]), st.one_of(st.just(0), st.integers(1, MOST_WRITES))),
    min_size=2, max_size=12,
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=steps)
def test_whatever_is_killed_the_hub_that_offers_is_responsible_until_it_took_the_receipt(
    tidewater, saltpan, between, monkeypatch, now, steps
):
    referral = open_referral(tidewater, now)
    folder = between.folder / str(uuid4())

    for name, kill in (("prepare", 0), ("agree", 0), ("offer", 0), *steps):
        other = tidewater if name.endswith("there") else saltpan
        step = Step(monkeypatch, other=other, kill=kill)
        if name in HERE:
            step.run(lambda name=name: step_here(tidewater, referral, name, now))
        else:
            step.run(lambda name=name: carry(tidewater, saltpan, name, folder))
        assert_somebody_is_responsible(tidewater, saltpan, referral)

    for name in ("export", "accept there", "receipt", "receipt"):
        Step(monkeypatch, other=tidewater if name.endswith("there") else saltpan, kill=0).run(
            lambda name=name: carry(tidewater, saltpan, name, folder)
        )
    assert_somebody_is_responsible(tidewater, saltpan, referral)
    with hub_scope(tidewater.hub):
        assert not Transfer.objects.filter(referral=referral, status="offered").exists()
        for left in Transfer.objects.filter(status__in=["prepared", "agreed"]).select_related("referral"):
            actions.withdraw(left, by=tidewater.ines, now=now)


def open_referral(team, now):
    """Somebody who was accepted, and has an owner."""
    referral = send_request(team, now=now)
    accept(team, referral, owner=team.nell, now=now, by=team.ines)
    with hub_scope(team.hub):
        return Referral.objects.select_related("person", "hub").get(pk=referral.pk)


@pytest.mark.parametrize("name", ["export", "accept there", "receipt"])
def test_killed_before_each_of_its_writes_and_run_again_a_step_ends_as_if_it_had_never_been_killed(
    name, tidewater, saltpan, between, monkeypatch, now
):
    referral, folder = open_referral(tidewater, now), between.folder / "carried"
    other = tidewater if name.endswith("there") else saltpan
    for each in ("prepare", "agree", "offer"):
        step_here(tidewater, referral, each, now)
    for before in CARRIED[: CARRIED.index(name)]:
        if before != "refuse there":
            carry(tidewater, saltpan, before, folder)

    kills = 0
    while True:
        step = Step(monkeypatch, other=other, kill=kills + 1)
        step.run(lambda: carry(tidewater, saltpan, name, folder))
        assert_somebody_is_responsible(tidewater, saltpan, referral)
        if step.left > 0:
            break
        kills += 1

    assert kills >= {"export": 5, "accept there": 7, "receipt": 10}[name]
    assert list(folder.glob(".*")) == []
    with hub_scope(saltpan.hub):
        assert Referral.objects.count() == (0 if name == "export" else 1)
    assert all(json.loads(each.read_text())["format"] == "holdfast-transfer/1" for each in folder.iterdir())
