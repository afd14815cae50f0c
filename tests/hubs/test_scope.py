"""The signed scope: what it opens, what it refuses, and how long it lasts."""

import hashlib
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from holdfast.accounts.models import Shift
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope, pads, scope_key, sign
from holdfast.people.models import Person, Relationship
from holdfast.referrals.models import Referral
from tests.builders import make_hub, send_request
from tests.conftest import NOW

FAR = 4_000_000_000  # seconds since 1970: 2096


def backend() -> int:
    return connection.connection.info.backend_pid


def set_scope(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('holdfast.scope', %s, true)", [value])


def scope_now() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('holdfast.scope', true)")
        return cursor.fetchone()[0]


def refusal(value: str) -> str:
    """What the database answers to a question asked under this scope, of a table that has rows."""
    with transaction.atomic():
        set_scope(value)
        with pytest.raises(ProgrammingError) as refused, transaction.atomic():
            list(Shift.objects.all())
        transaction.set_rollback(True)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)
    return str(refused.value).splitlines()[0]


def test_a_hub_in_scope_sees_its_own_rows_and_no_other(tidewater, saltpan, now):
    ours, theirs = send_request(tidewater, now=now), send_request(saltpan, now=now)

    with hub_scope(tidewater.hub):
        assert list(Referral.objects.all()) == [ours]
    with hub_scope(saltpan.hub):
        assert list(Referral.objects.all()) == [theirs]


def test_without_a_scope_there_are_no_rows(tidewater, now):
    send_request(tidewater, now=now)

    assert (Referral.objects.count(), Person.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_an_empty_setting_is_no_scope(tidewater, now):
    send_request(tidewater, now=now)
    set_scope("")

    assert Referral.objects.count() == 0


def test_the_mac_is_hmac_sha256_as_python_and_the_database_both_make_it(db):
    key, message = scope_key(), f"{uuid4()}:1:{FAR}"
    inner, outer = pads()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(%s::bytea || sha256(%s::bytea || convert_to(%s, 'UTF8'))), 'hex')",
            [outer, inner, message],
        )
        by_database = cursor.fetchone()[0]

    assert by_database == hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
    assert sign(uuid4(), backend=1, expires=FAR)[-64:] != by_database


def test_a_forged_mac_is_an_error_and_no_empty_answer(tidewater):
    signed = sign(tidewater.hub.pk, backend=backend(), expires=FAR)
    forged = signed[:-1] + ("0" if signed[-1] != "0" else "1")

    assert refusal(forged) == "the hub scope is not valid"


def test_another_hubs_id_spliced_into_a_scope_is_an_error(tidewater, saltpan):
    signed = sign(tidewater.hub.pk, backend=backend(), expires=FAR)

    assert refusal(signed.replace(str(tidewater.hub.pk), str(saltpan.hub.pk))) == "the hub scope is not valid"


def test_a_later_expiry_written_into_a_scope_is_an_error(tidewater):
    signed = sign(tidewater.hub.pk, backend=backend(), expires=1_000_000_000)

    assert refusal(signed.replace(":1000000000:", f":{FAR}:")) == "the hub scope is not valid"


def test_a_scope_of_another_connection_is_an_error(tidewater):
    signed = sign(tidewater.hub.pk, backend=backend() + 1, expires=FAR)

    assert refusal(signed) == "the hub scope belongs to another connection"


def test_an_expired_scope_is_an_error(tidewater):
    signed = sign(tidewater.hub.pk, backend=backend(), expires=int(time.time()) - 2)

    assert refusal(signed) == "the hub scope has expired"


@pytest.mark.parametrize(
    "garbage",
    ["x", ":", ":::", "a" * 64, "a" * 65, ":" * 65, " ", "*", "%", "null", "'; SET ROLE postgres; --", "😀" * 70],
)
def test_garbage_in_place_of_a_scope_is_an_error(tidewater, garbage):
    assert refusal(garbage) == "the hub scope is not valid"


def test_a_bare_hub_id_is_an_error(tidewater):
    assert refusal(str(tidewater.hub.pk)) == "the hub scope is not valid"


def test_a_scope_signed_with_another_key_is_an_error(tidewater, monkeypatch):
    monkeypatch.setattr("holdfast.hubs.scope.scope_key", lambda: b"k" * 32)

    assert refusal(sign(tidewater.hub.pk, backend=backend(), expires=FAR)) == "the hub scope is not valid"


def test_the_scope_is_closed_when_its_work_is_done(tidewater):
    with hub_scope(tidewater.hub):
        assert scope_now().startswith(f"{tidewater.hub.pk}:{backend()}:")

    assert scope_now() == ""


def test_the_scope_is_closed_when_its_work_fails_and_the_failure_is_what_is_seen(tidewater):
    with pytest.raises(IntegrityError, match="null value"), hub_scope(tidewater.hub):
        Event.objects.create(hub=tidewater.hub, person_id=None, subject_id=uuid4(), kind="x", occurred_at=NOW)

    assert scope_now() in (None, "")
    assert Person.objects.count() == 0


def test_a_scope_is_not_opened_inside_another(committed):
    team = make_hub("tidewater", "Tidewater", now=NOW)

    with hub_scope(team.hub), pytest.raises(RuntimeError, match="durable"), hub_scope(team.hub):
        raise AssertionError("opened")


def test_a_scope_is_not_opened_inside_a_transaction(committed):
    team = make_hub("tidewater", "Tidewater", now=NOW)

    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"), hub_scope(team.hub):
        raise AssertionError("opened")


def test_a_kept_connection_carries_no_scope_to_the_next_request(committed):
    team = make_hub("tidewater", "Tidewater", now=NOW)
    send_request(team, now=NOW)
    with hub_scope(team.hub):
        first = backend()
    with pytest.raises(ZeroDivisionError), hub_scope(team.hub):
        raise ZeroDivisionError

    assert backend() == first
    assert scope_now() == ""
    assert Referral.objects.count() == 0


def test_a_scope_set_for_a_session_by_force_still_expires_with_its_signature(committed):
    team = make_hub("tidewater", "Tidewater", now=NOW)
    soon = int(time.time())
    with committed.connect() as other:
        signed = sign(team.hub.pk, backend=other.info.backend_pid, expires=soon - 1)
        other.execute("SELECT set_config('holdfast.scope', %s, false)", [signed])

        with pytest.raises(InsufficientPrivilege, match="expired"):
            other.execute("SELECT count(*) FROM accounts_shift")


def test_a_row_for_another_hub_is_refused(tidewater, saltpan, now):
    with hub_scope(tidewater.hub), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Event.objects.create(hub=saltpan.hub, person_id=uuid4(), subject_id=uuid4(), kind="x", occurred_at=now)


def test_a_row_is_not_moved_to_another_hub(tidewater, saltpan, now):
    referral = send_request(tidewater, now=now)

    with hub_scope(tidewater.hub), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(hub=saltpan.hub)


def test_another_hubs_row_is_neither_changed_nor_locked(tidewater, saltpan, now):
    theirs = send_request(saltpan, now=now)

    with hub_scope(tidewater.hub):
        assert Referral.objects.filter(pk=theirs.pk).update(attempts=9) == 0
        assert list(Referral.objects.select_for_update().filter(pk=theirs.pk)) == []


def test_a_row_does_not_point_at_another_hubs_person(tidewater, saltpan, now):
    theirs = send_request(saltpan, now=now)

    with hub_scope(tidewater.hub), pytest.raises(IntegrityError, match="in_hub"), transaction.atomic():
        Relationship.objects.create(hub=tidewater.hub, person_id=theirs.person_id, why="queue", since_at=now)


def test_a_row_does_not_point_at_another_hubs_member(tidewater, saltpan, now):
    ours = send_request(tidewater, now=now)

    with hub_scope(tidewater.hub), pytest.raises(IntegrityError, match="in_hub"), transaction.atomic():
        Referral.objects.filter(pk=ours.pk).update(owner=saltpan.nell)


def test_what_another_hub_holds_is_not_told_by_a_unique_key(tidewater, saltpan, now):
    theirs, ours = send_request(saltpan, now=now), send_request(tidewater, now=now)

    with hub_scope(tidewater.hub):
        taken = Referral.objects.filter(pk=ours.pk).update(reference=theirs.reference)

    assert taken == 1


def test_the_owner_of_the_tables_sees_no_rows_either(committed):
    team = make_hub("tidewater", "Tidewater", now=NOW)
    send_request(team, now=NOW)

    assert committed.as_owner("SELECT count(*) FROM people_person") == [(0,)]
    with committed.connect("postgres") as superuser:
        assert superuser.execute("SELECT count(*) FROM people_person").fetchone() == (1,)


def test_the_owner_adds_no_row_without_a_scope(committed):
    team = make_hub("tidewater", "Tidewater", now=NOW)

    with committed.connect("holdfast_owner") as owner, pytest.raises(InsufficientPrivilege, match="row-level security"):
        owner.execute(
            "INSERT INTO events_event (hub_id, person_id, subject_id, kind, codes, occurred_at) "
            "VALUES (%s, %s, %s, 'x', '{}', now())",
            [team.hub.pk, uuid4(), uuid4()],
        )


def test_two_hubs_work_at_once_in_connections_of_their_own_and_see_their_own(committed):
    teams = [make_hub("tidewater", "Tidewater", now=NOW), make_hub("saltpan", "Saltpan", now=NOW)]
    expected = [send_request(team, now=NOW).pk for team in teams]
    both_are_in = Barrier(2)

    def work(team):
        try:
            with hub_scope(team.hub):
                both_are_in.wait(5)
                return list(Referral.objects.values_list("pk", flat=True)), backend()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        (first, one), (second, other) = pool.map(work, teams)

    assert [first, second] == [[expected[0]], [expected[1]]]
    assert one != other


def test_a_scope_taken_to_another_connection_is_refused_there(committed):
    team = make_hub("tidewater", "Tidewater", now=NOW)
    with hub_scope(team.hub):
        stolen = scope_now()

        with committed.connect() as other:
            other.execute("SELECT set_config('holdfast.scope', %s, false)", [stolen])

            with pytest.raises(InsufficientPrivilege, match="another connection"):
                other.execute("SELECT count(*) FROM accounts_shift")


def plan_of(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {query}")
        return json.dumps(cursor.fetchone()[0])


def test_the_policy_is_asked_once_a_query_and_leaves_the_index_usable(tidewater):
    with hub_scope(tidewater.hub), connection.cursor() as cursor:
        for setting in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            cursor.execute(f"SET LOCAL {setting} = off")
        plan = plan_of("SELECT id FROM referrals_referral WHERE stage = 'triage' ORDER BY contact_by LIMIT 50")

    assert '"InitPlan"' in plan
    assert '"Index Cond": "((hub_id = (InitPlan 1).col1)' in plan or '"Index Cond": "((hub_id = $0)' in plan
    assert plan.count("scope_hub()") <= 1


def test_the_policy_allows_a_parallel_plan_for_a_hubs_figures(tidewater):
    with hub_scope(tidewater.hub), connection.cursor() as cursor:
        for setting in ("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"):
            cursor.execute(f"SET LOCAL {setting} = 0")
        cursor.execute("SET LOCAL cpu_tuple_cost = 1")  # looking at rows is dear: worth sharing, however few
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = plan_of("SELECT kind, count(*) FROM events_event GROUP BY kind")

    assert '"Node Type": "Gather' in plan
    assert '"Parallel Aware": true' in plan
    assert '"InitPlan"' in plan


def test_a_web_role_cannot_become_another_role(db):
    for role in ("holdfast_owner", "holdfast_backup", "postgres"):
        with pytest.raises(ProgrammingError, match="permission denied to set role"), transaction.atomic():
            connection.cursor().execute(f"SET ROLE {role}")


def test_a_web_role_cannot_switch_row_security_off_and_read_on(tidewater, now):
    send_request(tidewater, now=now)

    connection.cursor().execute("SET LOCAL row_security = off")

    with pytest.raises(ProgrammingError, match="would be affected by row-level security"), transaction.atomic():
        list(Person.objects.all())


def test_a_new_connection_has_no_scope_and_no_rows(committed):
    team = make_hub("tidewater", "Tidewater", now=NOW)
    send_request(team, now=NOW)

    with psycopg.connect(committed.server.url("holdfast_web", committed.name)) as other:
        assert other.execute("SELECT count(*) FROM people_person").fetchone() == (0,)
