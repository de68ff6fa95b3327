"""``vitrola serve`` as a process of its own."""

from __future__ import annotations

import re
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.dashboard.lakes import VITROLA
from benchmarks.measure import BenchmarkError, environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.lake import Lake


class Server:
    """A running server: its address, and the memory it needed at most."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.address = address
        self._process = process

    def peak_mb(self) -> float:
        """Peak resident memory so far, in 10^6 bytes; mapped pages of the cube are in it."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) * 1024 / 1e6 if found else 0.0


@contextmanager
def served(lake: Lake) -> Iterator[Server]:
    """A server on a free port, stopped at the end; raises BenchmarkError where it doesn't start."""
    command = [str(VITROLA), "serve", str(lake.location.root), "--port", "0"]
    process = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
    try:
        line = process.stderr.readline() if process.stderr else ""
        address = re.search(r"http://\S+/", line)
        if not address:
            raise BenchmarkError(f"vitrola serve didn't start: {line}")
        yield Server(process, address[0])
    finally:
        process.terminate()
        process.wait(10)
