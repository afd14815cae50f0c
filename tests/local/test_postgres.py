import os
import signal
import stat

import psycopg
import pytest

from holdfast.local import postgres
from holdfast.local.place import Place
from holdfast.local.postmaster import listens, recorded
from holdfast.local.server import Server
from holdfast.local.troubles import DatabaseDidNotStart
from tests.local.programs import eventually, is_running


def asked(url: str, question: str) -> tuple:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(question).fetchone()


def told(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def kill(server: Server) -> None:
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()


def test_an_empty_state_folder_gives_a_durable_database_without_tcp(empty_state):
    settings = ["fsync", "synchronous_commit", "full_page_writes", "data_checksums", "listen_addresses"]
    question = "SELECT " + ", ".join(f"current_setting('{name}')" for name in settings)

    with postgres.running(empty_state) as server:
        answer = asked(server.web_url, question)

    assert answer == ("on", "on", "on", "on", "")


def test_the_roles_are_these_and_none_is_a_superuser(shared):
    with psycopg.connect(shared.web_url) as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles"
            " WHERE rolname LIKE 'holdfast%' ORDER BY rolname"
        ).fetchall()

    assert roles == [
        ("holdfast_backup", False, True, False, False, True),
        ("holdfast_owner", False, False, False, False, True),
        ("holdfast_reporting", False, True, False, False, True),
        ("holdfast_web", False, False, False, False, True),
    ]


@pytest.mark.parametrize("role", ["holdfast_backup", "holdfast_reporting"])
def test_a_role_that_reads_across_hubs_has_no_way_in(shared, role):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(shared.web_url.replace("holdfast_web:", f"{role}:"))


@pytest.mark.parametrize("role", ["holdfast_owner", "holdfast_backup", "holdfast_reporting", "postgres"])
def test_the_web_role_cannot_become_another(shared, role):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        told(shared.web_url, f"SET ROLE {role}")


@pytest.mark.parametrize("statement", ["CREATE TABLE mine (id int)", "CREATE SCHEMA mine", "CREATE TEMP TABLE mine ()"])
def test_the_web_role_makes_nothing(shared, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        told(shared.web_url, statement)


def test_the_web_role_enters_no_other_database(shared):
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(shared.url("holdfast_web", "postgres"))


def test_a_wrong_password_is_refused(shared):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(shared.web_url.replace("holdfast_web:", "holdfast_web:x"))


def test_the_keys_are_for_their_owner_alone(shared):
    keys = shared.state / "keys"

    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys.glob("database-*")} == {0o600}
    assert stat.S_IMODE(shared.socket.stat().st_mode) == 0o700


def test_a_killed_server_comes_back_with_what_was_committed(server):
    told(server.owner_url, "CREATE TABLE kept AS SELECT 7 AS number")

    kill(server)
    was_alive = server.alive()
    server.ensure()

    assert not was_alive
    assert asked(server.owner_url, "SELECT number FROM kept") == (7,)


def test_a_killed_server_comes_back_although_one_of_its_processes_is_busy(server, program):
    busy = program(
        "import psycopg, contextlib\n"
        f"with psycopg.connect({server.web_url!r}) as connection:\n"
        "    print('working', flush=True)\n"
        "    with contextlib.suppress(psycopg.Error):\n"
        "        connection.execute('SELECT count(*) FROM generate_series(1, 3000000)')\n"
    )
    busy.read()

    kill(server)
    server.ensure()

    assert asked(server.web_url, "SELECT 1") == (1,)


def test_the_server_ends_with_a_program_that_was_killed_and_keeps_its_rows(state, program):
    starter = program(
        "import psycopg, pathlib, time\n"
        "from holdfast.local import postgres\n"
        f"server = postgres.start(pathlib.Path({str(state)!r}))\n"
        "with psycopg.connect(server.owner_url, autocommit=True) as connection:\n"
        "    connection.execute('CREATE TABLE kept AS SELECT 7 AS number')\n"
        "print(server.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    pid = int(starter.read())

    starter.end(signal.SIGKILL)

    assert eventually(lambda: not is_running(pid))
    with postgres.running(state) as server:
        assert asked(server.owner_url, "SELECT number FROM kept") == (7,)


def test_a_second_start_shares_the_server_and_the_last_one_out_stops_it(state):
    first = postgres.start(state, durable=False)
    second = postgres.start(state, durable=False)
    pid = first.process.pid

    assert (second.process, recorded(second.place)) == (None, (pid, "ready"))
    postgres.stop(first)
    assert asked(second.web_url, "SELECT 1") == (1,)
    postgres.stop(second)
    assert (listens(second.place), first.process.wait(timeout=2)) == (False, 0)


@pytest.mark.parametrize("name", ["long" * 30, "a,b c's"])
def test_a_state_folder_whose_socket_could_not_be_named_serves_all_the_same(made_once, empty_state, name):
    state = empty_state / name

    with postgres.running(state, durable=False) as server:
        elsewhere = server.socket
        assert asked(server.web_url, "SELECT current_user") == ("holdfast_web",)
        assert server.home == state / "postgres"
        assert elsewhere.parent != server.home

    assert not elsewhere.exists()


def test_a_process_number_that_another_program_has_now_does_not_stop_the_start(server):
    kill(server)
    record = server.place.data / "postmaster.pid"
    lines = record.read_text().splitlines(keepends=True)
    record.write_text("".join([f"{os.getppid()}\n", *lines[1:]]))

    server.ensure()

    assert asked(server.web_url, "SELECT 1") == (1,)


def test_a_first_start_that_was_cut_off_is_made_anew(empty_state):
    half = empty_state / "postgres" / "data.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with postgres.running(empty_state, durable=False) as server:
        assert asked(server.web_url, "SELECT 1") == (1,)

    assert not half.exists()


def test_files_of_another_version_are_refused_in_a_sentence(state):
    (state / "postgres" / "data" / "PG_VERSION").write_text("15\n")

    with pytest.raises(DatabaseDidNotStart, match="was made by PostgreSQL 15, and this Holdfast brings PostgreSQL 18"):
        postgres.start(state)


def test_damaged_files_are_told_with_the_last_words_of_the_server(state):
    (state / "postgres" / "data" / "global" / "pg_control").unlink()

    with pytest.raises(DatabaseDidNotStart, match=r"The database did not start\. Its last words, kept in"):
        postgres.start(state)


def test_a_database_is_copied_from_a_template_and_removed_with_whoever_uses_it(shared):
    shared.create_database("first")
    told(shared.url("holdfast_owner", "first"), "CREATE TABLE kept AS SELECT 7 AS number")
    shared.create_database("second", template="first")
    guest = psycopg.connect(shared.url("holdfast_web", "second"))

    copy = asked(shared.url("holdfast_owner", "second"), "SELECT number FROM kept")
    shared.drop_database("second")
    shared.drop_database("second")

    assert copy == (7,)
    with pytest.raises(psycopg.OperationalError):
        guest.execute("SELECT 1")
    guest.close()
    shared.drop_database("first")


def test_the_log_holds_no_word_of_a_refused_statement(server):
    told(server.owner_url, "CREATE TABLE named (name text UNIQUE)")
    told(server.owner_url, "INSERT INTO named VALUES ('Tansy Madeup')")

    with pytest.raises(psycopg.errors.UniqueViolation):
        told(server.owner_url, "INSERT INTO named VALUES ('Tansy Madeup')")

    log = server.place.log.read_text()
    assert "duplicate key value" in log
    assert "Madeup" not in log


def test_a_throwaway_database_leaves_nothing_behind():
    with postgres.temporary() as server:
        answer = asked(server.web_url, "SELECT current_setting('fsync')")
        place: Place = server.place

    assert answer == ("off",)
    assert (place.state.exists(), place.home.exists()) == (False, False)
