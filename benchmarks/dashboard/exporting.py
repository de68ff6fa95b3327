"""The dashboard as files: how long they take to write, their size, and what a person waits for."""

from __future__ import annotations

import functools
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from benchmarks.dashboard.browsing import browser_figures
from benchmarks.dashboard.lakes import VITROLA
from benchmarks.figures import Figure
from benchmarks.measure import BenchmarkError, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vitrola.lake import Lake

CLICKS = 40
"""Fewer than on the server, since each walk loads all of the data again."""


def export_figures(lake: Lake, folder: Path) -> list[Figure]:
    """Export to a new folder in a process of its own, then look at it behind a plain web server."""
    shutil.rmtree(folder, ignore_errors=True)
    started = time.perf_counter()
    command = [str(VITROLA), "export", "site", str(lake.location), str(folder)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise BenchmarkError(f"{' '.join(command)}: {done.stderr.strip()}")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    figures = [Figure("site export", seconds, "s", 20), Figure("site, all files", size, "MB", 15)]
    with _served(folder) as address:
        seen, _ = browser_figures(address, CLICKS)
    shutil.rmtree(folder)
    return figures + [Figure(f"exported site: {each.name}", each.value, each.unit, None) for each in seen]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
