"""Reads of the installation, for `holdfast doctor`: mail, keys, clock, worker, migrations, the database's settings."""

import smtplib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_IMODE

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from holdfast.desk.rules import SAFE_SETTINGS, InstallationFacts

MAIL_SECONDS = 5
HEARD_WITHIN = timedelta(seconds=60)  # a worker says every ten seconds that it lives


def facts_of_installation() -> InstallationFacts:
    """Everything the doctor looks at that is no hub's.

    Raises:
        django.db.Error: the database does not answer.
        OSError: the keyring cannot be seen.
    """
    is_superuser, bypasses = role()
    missing = missing_migrations()
    keyring = Path(settings.KEYRING.path)
    return InstallationFacts(
        public_url=settings.PUBLIC_URL,
        is_demo=settings.DEMO,
        mail_trouble=mail_trouble(),
        keyring_mode=S_IMODE(keyring.stat().st_mode),
        is_keyring_beside_the_database=settings.ENVIRONMENT.state.resolve() in keyring.resolve().parents,
        clock_seconds=clock_apart(),
        has_worker=not missing and has_worker(),
        missing_migrations=missing,
        settings=server_settings(),
        is_superuser=is_superuser,
        bypasses_policies=bypasses,
    )


def mail_trouble() -> str:
    """Why the mail server does not answer, in a few words; nothing where it does. No mail is sent."""
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=MAIL_SECONDS) as server:
            if settings.EMAIL_USE_TLS:
                server.starttls()
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            code, _ = server.noop()
    except smtplib.SMTPAuthenticationError:
        return "it refuses the user or the password"
    except (OSError, smtplib.SMTPException) as error:
        return getattr(error, "strerror", None) or type(error).__name__
    return "" if code == 250 else f"it answers {code}"


def clock_apart() -> float:
    """How far the database's clock is ahead of ours, in seconds; the way there and back is halved."""
    before = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    after = datetime.now(UTC)
    return (theirs - (before + (after - before) / 2)).total_seconds()


def has_worker() -> bool:
    """Whether a worker has been heard of lately, by the database's own clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > clock_timestamp() - %s)",
            [HEARD_WITHIN],
        )
        return cursor.fetchone()[0]


def missing_migrations() -> int:
    """How many migrations of this version the database has not had."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def server_settings() -> dict[str, str]:
    """Settings on which "acknowledged means committed" rests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(SAFE_SETTINGS)])
        return dict(cursor.fetchall())


def role() -> tuple[bool, bool]:
    """Whether the serving role is a superuser, and whether it bypasses the policies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()
