"""A real Spark cluster on this machine: a standalone master and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS_TO_START = 60


@dataclass
class Cluster:
    """``master`` is the address to run on; it listens as soon as ``start`` returns.

    ``settings`` is a folder for SPARK_CONF_DIR, where a driver finds what suits a cluster of this size.
    """

    folder: Path
    master: str = field(init=False)
    settings: Path = field(init=False)
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict, init=False)

    def start(self, workers: int) -> None:
        """Start the master, then workers of one core and 1 GB each; wait until it hears of all of them."""
        self.settings = self.folder / "conf"
        self.settings.mkdir()
        (self.settings / "spark-defaults.conf").write_text(f"spark.sql.shuffle.partitions {2 * workers}\n")
        port, page = _free_port(), _free_port()
        self.master = f"spark://127.0.0.1:{port}"
        self._page = f"http://127.0.0.1:{page}/json/"
        self._run("master", "Master", ["-h", "127.0.0.1", "-p", str(port), "--webui-port", str(page)])
        _wait(lambda: self._state() is not None)
        for number in range(workers):
            options = ["-h", "127.0.0.1", "-c", "1", "-m", "1g", "-d", str(self.folder / f"work-{number}")]
            self._run(f"worker-{number}", "Worker", [*options, "--webui-port", "0", self.master])
        _wait(lambda: self.alive() == workers)

    def alive(self) -> int:
        """Workers that the master hears of."""
        state = self._state()
        return sum(worker["state"] == "ALIVE" for worker in state["workers"]) if state else 0

    def kill_worker(self, number: int) -> None:
        """SIGKILL a worker and its executor."""
        os.killpg(self._processes.pop(f"worker-{number}").pid, signal.SIGKILL)

    def stop(self) -> None:
        """End every process of it."""
        for process in self._processes.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _run(self, name: str, what: str, options: Sequence[str]) -> None:
        command = ["spark-class", f"org.apache.spark.deploy.{what.lower()}.{what}", *options]
        self._processes[name] = _spark(command, self.folder / f"{name}.log")

    def _state(self) -> dict[str, Any] | None:
        try:
            with urlopen(self._page, timeout=2) as answer:
                found: dict[str, Any] = json.load(answer)
        except OSError:
            return None
        return found


@dataclass
class ConnectServer:
    """A Spark Connect server on two threads of this machine; it answers as soon as ``start`` returns."""

    folder: Path
    address: str = field(init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it, and wait until it listens."""
        port = _free_port()
        self.address = f"sc://127.0.0.1:{port}"
        options = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": port,
            "spark.ui.enabled": "false",
            "spark.log.level": "ERROR",
            "spark.sql.shuffle.partitions": 4,
            "spark.sql.warehouse.dir": self.folder / "warehouse",
        }
        settings = [part for name, value in options.items() for part in ("--conf", f"{name}={value}")]
        server = ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
        command = ["spark-submit", "--master", "local[2]", *settings, *server]
        self._process = _spark(command, self.folder / "connect.log")
        _wait(lambda: _listens(port))

    def stop(self) -> None:
        """End it."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def _spark(command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """A program of Spark's in a process group of its own."""
    import pyspark  # noqa: PLC0415 - an extra

    home = Path(pyspark.__file__).parent
    with log.open("wb") as output:
        return subprocess.Popen(
            [home / "bin" / command[0], *command[1:]],
            env={**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _listens(port: int) -> bool:
    with closing(socket.socket()) as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(condition: Any) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("The Spark cluster didn't start; its logs are beside its work folders.")
        time.sleep(0.2)
