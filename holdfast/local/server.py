"""A running embedded PostgreSQL: its addresses, its databases, and starting it again."""

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from holdfast.local import binaries, cluster, postmaster
from holdfast.local.cluster import OWNER, SUPERUSER, WEB
from holdfast.local.place import Place
from holdfast.local.state import locked
from holdfast.local.troubles import Say, StillInUse

DATABASE = "holdfast"
OLD_SERVER_SECONDS = 10.0
"""How long a start waits for the last moments of an earlier server."""


@dataclass
class Server:
    """A running embedded PostgreSQL, as one process sees it."""

    place: Place
    durable: bool
    say: Say
    process: subprocess.Popen[bytes] | None = None
    used: IO[str] | None = field(default=None, repr=False)

    @property
    def state(self) -> Path:
        return self.place.state

    @property
    def home(self) -> Path:
        return self.place.home

    @property
    def socket(self) -> Path:
        return self.place.socket

    @property
    def owner_url(self) -> str:
        return self.url(OWNER)

    @property
    def web_url(self) -> str:
        return self.url(WEB)

    @property
    def superuser_url(self) -> str:
        return self.url(SUPERUSER)

    def url(self, role: str, database: str = DATABASE) -> str:
        """The connection string of a role, with its password, through the unix socket."""
        password = cluster.password(self.state, role)
        host = quote(str(self.socket), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={host}&port=5432"

    def alive(self) -> bool:
        """Whether the server runs."""
        return not postmaster.gone(self.place, self.process)

    def ensure(self) -> None:
        """Start the server again if it has died."""
        if not self.alive():
            with locked(self.place.turn):
                self.share_or_launch()

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database of the owner that the web role may connect to, empty or as a copy.

        Args:
            template: the database to copy; nobody may be connected to it.
        """
        self._as_superuser(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
            ),
            sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)),
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, holdfast_backup, holdfast_reporting").format(
                sql.Identifier(name), sql.Identifier(WEB)
            ),
        )

    def drop_database(self, name: str) -> None:
        """Remove a database, if it is there, with whoever is connected to it."""
        self._as_superuser(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _as_superuser(self, *statements: sql.Composed) -> None:
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def share_or_launch(self) -> None:
        """Use the living server, else launch one. Only with the turn."""
        self.process = None
        postmaster.wait_for(self._settled, seconds=OLD_SERVER_SECONDS)
        if not postmaster.listens(self.place):
            self._launch(until=time.monotonic() + OLD_SERVER_SECONDS)

    def _settled(self) -> bool:
        """False while an earlier server is still coming up or going down."""
        return postmaster.recorded(self.place)[1] == "ready" or not postmaster.listens(self.place)

    def _launch(self, *, until: float) -> None:
        """Launch, and again while the last processes of a killed server still hold its files."""
        programs = binaries.readable(self.place)
        if not self.place.data.exists():
            cluster.make(self.place, programs, durable=self.durable)
        cluster.check_version(self.place, programs)
        while self.process is None:
            try:
                self.process = postmaster.launched(self.place, programs, durable=self.durable, say=self.say)
            except StillInUse:
                if time.monotonic() > until:
                    raise
