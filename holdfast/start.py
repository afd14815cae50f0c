"""Starting things: the demo, the pages, the worker. Ctrl-C stops all of it."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from holdfast.local import postgres
from holdfast.local.address import open_page, refuse_busy_port
from holdfast.local.say import say
from holdfast.local.server import Server
from holdfast.local.state import only_one, state_folder
from holdfast.local.supervise import Child
from holdfast.local.supervise import run as supervise
from holdfast.local.troubles import START_TROUBLES

QUEUES = {"worker": ("alerts", "mail", "audit", "counts", "drafts"), "figures": ("figures",)}
"""Which worker works which queues, by the name of its process."""


def options(words: str, argv: list[str]) -> argparse.Namespace:
    """What `demo` and `serve` can be told."""
    parser = argparse.ArgumentParser(description=words)
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="default: PORT, or 8000")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--processes", type=int, default=2, help="web processes (default 2)")
    return parser.parse_args(argv)


def demo(argv: list[str]) -> int:
    """Start the demo: everything in a folder of its own, so that it can never meet real people's data."""
    chosen = options("Start the demo: two invented hubs, some 400 invented people, an inbox.", argv)
    address = f"http://localhost:{chosen.port}"
    inbox_port = chosen.port + 1
    os.environ["HOLDFAST_STATE"] = str(state_folder() / "demo")
    os.environ["HOLDFAST_DEMO"] = "1"
    os.environ["HOLDFAST_PUBLIC_URL"] = address
    os.environ["HOLDFAST_SMTP_URL"] = f"smtp://127.0.0.1:{inbox_port}"
    try:
        with everything(address, chosen.port, inbox_port) as server:
            import django

            django.setup()
            from django.db import connections

            from holdfast.demo.seed import fill
            from holdfast.schema import bring_up_to_date

            bring_up_to_date()
            fill()
            connections.close_all()
            inbox = Child("inbox", [sys.executable, "-m", "holdfast.demo.inbox", str(inbox_port)])
            children = [inbox, web(chosen.port, chosen.processes), *queue_workers()]
            return supervise(
                children,
                ready_url=f"{address}/health/",
                on_ready=lambda: ready(address, browser=not chosen.no_browser),
                server=server,
            )
    except START_TROUBLES as error:
        say(str(error))
        return 1


def serve(argv: list[str]) -> int:
    """Serve the pages and work the queue."""
    chosen = options("Serve the pages and work the queue, on loopback: put a TLS proxy in front.", argv)
    os.environ.pop("HOLDFAST_DEMO", None)
    address = f"http://localhost:{chosen.port}"
    try:
        with everything(address, chosen.port) as server:
            return supervise(
                [web(chosen.port, chosen.processes), *queue_workers()],
                ready_url=f"{address}/health/",
                on_ready=lambda: say(f"Holdfast answers at {address}"),
                server=server,
            )
    except START_TROUBLES as error:
        say(str(error))
        return 1


def worker(argv: list[str]) -> int:
    """Work the queue only, beside web processes on this or another machine."""
    argparse.ArgumentParser(description="Work the queue: mail, escalation, seals.").parse_args(argv)
    with ExitStack() as stack:
        server = embedded(stack)
        return supervise(queue_workers(), server=server)


def migrate(argv: list[str]) -> int:
    """Bring the database up to this version."""
    argparse.ArgumentParser(description="Bring the database up to this version.").parse_args(argv)
    from holdfast.schema import bring_up_to_date

    bring_up_to_date(verbosity=1)
    return 0


@contextmanager
def everything(address: str, *ports: int) -> Iterator[Server | None]:
    """The state folder to ourselves, free ports, and a database."""
    with ExitStack() as stack:
        stack.enter_context(only_one(state_folder(), address))
        for port in ports:
            refuse_busy_port(port)
        yield embedded(stack)


def embedded(stack: ExitStack) -> Server | None:
    """The embedded PostgreSQL, unless the environment names another one."""
    if os.environ.get("HOLDFAST_DATABASE_URL"):
        return None
    server = stack.enter_context(postgres.running(state_folder()))
    os.environ["HOLDFAST_DATABASE_URL"] = server.web_url
    os.environ["HOLDFAST_OWNER_URL"] = server.owner_url
    return server


def web(port: int, processes: int) -> Child:
    """The web server: processes of one thread each, which measured best."""
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(processes), "--blocking-threads", "1"]
    command += ["--backlog", "1024", "--no-ws", "--log-level", "warning", "--respawn-failed-workers"]
    return Child("web", [*command, "holdfast.wsgi:application"], serving_environment())


def queue_workers() -> list[Child]:
    """The worker that somebody waits for, and one for what may take minutes: no alert stands behind a figure."""
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--delete-jobs", "successful", "--queues"]
    return [Child(name, [*command, ",".join(queues)], serving_environment()) for name, queues in QUEUES.items()]


def serving_environment() -> dict[str, str]:
    """The environment of what serves: without the owner's address, which never serves."""
    kept = {name: value for name, value in os.environ.items() if name != "HOLDFAST_OWNER_URL"}
    return {**kept, "DJANGO_SETTINGS_MODULE": "holdfast.settings", "PYTHONUNBUFFERED": "1"}


def ready(address: str, *, browser: bool) -> None:
    """Say where the demo is, and open it."""
    say(f"The demo is ready: {address}/demo/   (Ctrl-C stops it)")
    open_page(f"{address}/demo/", wanted=browser)
