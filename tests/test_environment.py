"""What the installation is told from outside."""

from pathlib import Path

import pytest

from holdfast.environment import Environment

NAMES = (
    "HOLDFAST_DATABASE_URL",
    "HOLDFAST_OWNER_URL",
    "HOLDFAST_KEYRING",
    "HOLDFAST_AUDIT_COPY",
    "HOLDFAST_PUBLIC_URL",
    "HOLDFAST_SMTP_URL",
    "HOLDFAST_MAIL_FROM",
    "HOLDFAST_DEMO",
    "HOLDFAST_LOG",
)


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Reads an environment in which only these names are set: `told(HOLDFAST_DEMO="1")`."""

    def read(**given: str) -> Environment:
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOLDFAST_STATE", str(tmp_path))
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return Environment.read()

    return read


def test_everything_that_is_kept_lies_in_the_state_folder(told, tmp_path):
    found = told()

    assert (found.state, found.keyring, found.audit_copy) == (
        tmp_path,
        tmp_path / "keys" / "keyring.json",
        tmp_path / "audit",
    )


def test_keys_and_audit_heads_may_lie_elsewhere(told):
    found = told(HOLDFAST_KEYRING="/elsewhere/ring.json", HOLDFAST_AUDIT_COPY="/far/audit")

    assert (found.keyring, found.audit_copy) == (Path("/elsewhere/ring.json"), Path("/far/audit"))


def test_a_state_folder_is_absolute_and_knows_the_home_folder(told, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    assert told(HOLDFAST_STATE="~/holdfast").state == tmp_path / "holdfast"
    assert told(HOLDFAST_STATE="here").state.is_absolute()
    assert told(HOLDFAST_STATE="").state.name == "holdfast"


@pytest.mark.parametrize(
    ("value", "is_demo"), [("1", True), ("", False), ("0", False), ("yes", False), ("true", False)]
)
def test_the_demo_is_on_only_where_it_is_asked_for_in_one_way(told, value, is_demo):
    assert told(HOLDFAST_DEMO=value).demo is is_demo


def test_without_a_public_address_only_this_computer_is_answered(told):
    found = told()

    assert (found.hosts, found.trusted_origins, found.secure) == (["localhost", "127.0.0.1", "[::1]"], [], False)


def test_a_public_address_is_answered_and_trusted_and_makes_cookies_secure(told):
    found = told(HOLDFAST_PUBLIC_URL="https://hub.example/")

    assert found.hosts[-1] == "hub.example"
    assert (found.public_url, found.trusted_origins, found.secure) == (
        "https://hub.example",
        ["https://hub.example"],
        True,
    )


def test_a_public_address_without_encryption_is_not_called_secure(told):
    assert told(HOLDFAST_PUBLIC_URL="http://localhost:8000").secure is False


def test_a_database_is_read_from_an_address_with_a_socket(told):
    address = "postgresql://holdfast_web:p%40ss@/holdfast?host=%2Frun%2Fholdfast&port=5433&sslmode=disable"
    found = told(HOLDFAST_DATABASE_URL=address).databases["default"]

    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [found[name] for name in names] == ["holdfast", "holdfast_web", "p@ss", "/run/holdfast", "5433"]
    assert found["OPTIONS"] == {"server_side_binding": True, "prepare_threshold": 3, "sslmode": "disable"}


def test_a_database_is_read_from_keys_and_values(told):
    found = told(HOLDFAST_DATABASE_URL="host=db.example dbname=hub user=web").databases["default"]

    assert (found["HOST"], found["NAME"], found["USER"]) == ("db.example", "hub", "web")


def test_connections_are_kept_and_looked_at_before_they_are_used(told):
    found = told().databases["default"]

    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (None, True)


def test_the_owner_is_known_only_where_it_was_named(told):
    assert list(told().databases) == ["default"]
    assert list(told(HOLDFAST_OWNER_URL="postgresql://owner@/hub").databases) == ["default", "owner"]


def test_mail_goes_to_this_computer_unless_told_otherwise(told):
    found = told()

    assert (found.smtp_host, found.smtp_port, found.smtp_user, found.smtp_tls) == ("localhost", 25, "", False)


def test_mail_goes_where_it_is_told(told):
    found = told(HOLDFAST_SMTP_URL="smtp+tls://post%40hub:p%2Fss@mail.example:587", HOLDFAST_MAIL_FROM="Hub <h@x>")

    assert (found.smtp_host, found.smtp_port, found.smtp_user, found.smtp_password, found.smtp_tls) == (
        "mail.example",
        587,
        "post@hub",
        "p/ss",
        True,
    )
    assert found.mail_from == "Hub <h@x>"


def test_logs_go_to_the_screen_at_the_level_asked_for(told):
    assert told().logging["root"] == {"handlers": ["stderr"], "level": "WARNING"}
    assert told(HOLDFAST_LOG="DEBUG").logging["root"]["level"] == "DEBUG"
