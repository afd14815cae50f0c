"""What figures are tested with: a hub manager, all that is written settled at once, and a Spark master with two
workers, where the extra is installed."""

import os
import shutil
import socket
import subprocess
import time

import pytest

from tests.builders import make_member


@pytest.fixture
def manager(tidewater):
    """Reads the figures, and opens no record."""
    made = make_member(tidewater.hub, "Orla Fictitious", "hub_manager")
    return tidewater.hub.members.select_related("account", "hub").get(pk=made.pk)


@pytest.fixture
def all_settled(monkeypatch):
    """Within one transaction of a test nothing settles: all of it counts as settled, step by step."""
    monkeypatch.setattr("holdfast.monitoring.span_actions.settled_transaction", lambda: 2**62)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@pytest.fixture
def spark_master(tmp_path_factory):
    """The address of a standalone master with two workers, all on loopback."""
    pyspark = pytest.importorskip("pyspark", reason="the extra “spark” is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    home, port, place = os.path.dirname(pyspark.__file__), free_port(), tmp_path_factory.mktemp("spark")
    surroundings = {**os.environ, "SPARK_HOME": home, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(place)}
    address, started = f"spark://127.0.0.1:{port}", []

    def start(kind: str, *more: str) -> None:
        command = [os.path.join(home, "bin", "spark-class"), f"org.apache.spark.deploy.{kind}", *more]
        started.append(subprocess.Popen(
            command, env=surroundings, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ))  # fmt: skip

    start("master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port()))
    time.sleep(5)
    for _ in range(2):
        start("worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port",
              str(free_port()), "--work-dir", str(place / "work"), address)  # fmt: skip
    yield address
    for each in reversed(started):
        each.terminate()
        each.wait(timeout=30)
