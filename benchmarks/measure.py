"""Time a command as a fresh child process and watch the memory of its process tree.

Wall seconds run from the start of the process to its end: interpreter start and imports count, a JVM
that outlives its Python driver does not.

Peak memory is the larger of two figures. ``ru_maxrss`` of ``os.wait4`` is the kernel's exact peak of the
child and of what it waited for, but a JVM that PySpark starts and never waits for is missing from it. So
the resident memory of every process in the child's session is summed ten times a second as well; that
catches Python and JVM together, may miss a short spike, and counts shared pages once per process. For
the contenders of one process the first figure decides, for PySpark the second.

A child starts with its parent's peak as its own ``ru_maxrss``: whatever is heavy (making the sample,
reading totals) therefore happens in children too, and this process imports the standard library only.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

THREADS: Final = 2
SAMPLE_SECONDS: Final = 0.1
GRACE_SECONDS: Final = 15
ROOT: Final = Path(__file__).resolve().parent.parent
PROC: Final = Path("/proc")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")


class BenchmarkError(Exception):
    """A benchmark that can't give a table; its message is one sentence for the reader."""


@dataclass(frozen=True)
class Measurement:
    """One timed run; memory in bytes."""

    seconds: float
    peak_bytes: int


def pin_cores() -> None:
    """Hold this process and every child to ``THREADS`` cores, whatever a library's pool thinks."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])


def environment() -> dict[str, str]:
    """The environment of every child: pools of ``THREADS`` threads, no settings of the caller's lake."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VITROLA_")}
    pools = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "VITROLA_THREADS")
    return inherited | dict.fromkeys(pools, str(THREADS))


def measure(command: list[str], log: Path) -> Measurement:
    """Run ``command`` to its end, its output into ``log``.

    Waits first until earlier writes are on the disk, so that no contender pays for another's. Raises
    BenchmarkError with the end of the log if it fails.
    """
    os.sync()
    with log.open("wb") as output:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=output, stderr=output, start_new_session=True
        )
        watcher = _Watcher(child.pid)
        try:
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - start
            child.returncode = os.waitstatus_to_exitcode(status)
        finally:
            watcher.stop()
            _end_session(child.pid, GRACE_SECONDS if child.returncode is not None else 0)
    if child.returncode:
        tail = " / ".join(log.read_text(errors="replace").strip().splitlines()[-5:])
        raise BenchmarkError(f"{' '.join(command[1:])} ended with exit code {child.returncode}: {tail}")
    return Measurement(seconds, max(usage.ru_maxrss * 1024, watcher.peak_bytes))


class _Watcher:
    """A thread that keeps the largest sum of resident memory seen in a session."""

    def __init__(self, session: int) -> None:
        self.peak_bytes = 0
        self._session = session
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(SAMPLE_SECONDS):
            resident = sum(_resident_bytes(pid) for pid in _members(self._session))
            self.peak_bytes = max(self.peak_bytes, resident)


def _members(session: int) -> list[int]:
    """Processes of a session that are still at work; zombies are not."""
    found = []
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[3]) == session and after_name[0] not in "ZX":
                found.append(int(entry.name))
    return found


def _resident_bytes(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0


def _end_session(session: int, grace: float) -> None:
    """Wait for a session's last processes (a JVM shutting down); end by id what is left after ``grace``."""
    deadline = time.monotonic() + grace
    while (left := _members(session)) and time.monotonic() < deadline:
        time.sleep(SAMPLE_SECONDS)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
