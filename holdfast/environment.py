"""Reads the environment once, refuses what cannot work, and says what to do about it."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

from holdfast.local.state import state_folder


@dataclass(frozen=True)
class Environment:
    """Everything the installation is told from outside."""

    state: Path
    demo: bool
    secure: bool
    hosts: list[str]
    public_url: str
    keyring: Path
    audit_copy: Path
    databases: dict
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_tls: bool
    mail_from: str
    leave_to: str
    logging: dict

    @property
    def trusted_origins(self) -> list[str]:
        """Where a form may come from: the address people type."""
        return [self.public_url] if self.public_url else []

    @classmethod
    def read(cls) -> "Environment":
        """Read `os.environ`."""
        state = state_folder()
        public_url = os.environ.get("HOLDFAST_PUBLIC_URL", "")
        smtp = urlsplit(os.environ.get("HOLDFAST_SMTP_URL", "smtp://localhost:25"))
        return cls(
            state=state,
            demo=os.environ.get("HOLDFAST_DEMO") == "1",
            secure=public_url.startswith("https://"),
            hosts=allowed_hosts(public_url),
            public_url=public_url.rstrip("/"),
            keyring=Path(os.environ.get("HOLDFAST_KEYRING", state / "keys" / "keyring.json")),
            audit_copy=Path(os.environ.get("HOLDFAST_AUDIT_COPY", state / "audit")),
            databases=databases(),
            smtp_host=smtp.hostname or "localhost",
            smtp_port=smtp.port or 25,
            smtp_user=unquote(smtp.username or ""),
            smtp_password=unquote(smtp.password or ""),
            smtp_tls=smtp.scheme == "smtp+tls",
            mail_from=os.environ.get("HOLDFAST_MAIL_FROM", "Staff support <post@localhost>"),
            leave_to=os.environ.get("HOLDFAST_LEAVE_TO", "https://www.bbc.co.uk/weather"),
            logging=log_settings(),
        )


def allowed_hosts(public_url: str) -> list[str]:
    """Loopback names and the host of the public address."""
    host = urlsplit(public_url).hostname
    return ["localhost", "127.0.0.1", "[::1]", *([host] if host else [])]


def databases() -> dict:
    """The web role as `default`; the owner as `owner`, only where it is configured."""
    found = {"default": database("HOLDFAST_DATABASE_URL")}
    if os.environ.get("HOLDFAST_OWNER_URL"):
        found["owner"] = database("HOLDFAST_OWNER_URL")
    return found


def database(variable: str) -> dict:
    """One entry of Django's `DATABASES`, from a libpq address or key/value string."""
    given = conninfo_to_dict(os.environ.get(variable, ""))
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {names[key]: str(given.pop(key)) for key in list(given) if key in names}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "holdfast",
        **known,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, **given},
    }


def log_settings() -> dict:
    """Log to stderr, one line an event, no bodies, no names and no tokens of links."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "class": "holdfast.quiet_logs.QuietFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": os.environ.get("HOLDFAST_LOG", "WARNING")},
    }
