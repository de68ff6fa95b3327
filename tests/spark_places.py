"""Where the tests of Spark's places start: a lake, and the command as a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from support import make_lake
from vitrola.sampledata import generate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.lake import Lake

CONNECT = Path(sys.prefix) / "connect"
"""What a client of Spark Connect needs, as tools/ensure_connect.sh puts it there."""


def small_lake(folder: Path, records: int = 500) -> Lake:
    generate(folder / "data", records=records, seed=1)
    return make_lake(folder / "lake", sorted((folder / "data").glob("*.csv")))


def vitrola(*arguments: object, before: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, with Python that is to run before it and what Spark Connect needs."""
    program = f"{before}\nfrom vitrola.cli.main import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(CONNECT), **environment},
        capture_output=True,
        text=True,
        timeout=540,
        check=False,
    )


@contextmanager
def silent_listener() -> Iterator[int]:
    """The port of somebody who takes connections and never says a word."""
    taken = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    for connection in taken:
        connection.close()
