"""Vitrola itself: ``vitrola run`` on a fresh lake where the two files have landed before the clock starts.

The dashboard's cube, which a run builds too unless told otherwise, is timed by the dashboard's benchmark.
It runs in the environment that ``make setup`` makes, which ``BENCH_PYTHON`` names: where pandas is
installed, PyArrow imports it, and nobody needs it to run Vitrola.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.columns import HISTORY_FILE, MUSIC_FILE
from benchmarks.measure import BenchmarkError, environment


def command(_inputs: Path, out: Path) -> list[str]:
    """What is timed."""
    return _vitrola("run", _lake(out))


def prepare(inputs: Path, out: Path) -> None:
    """Make a lake under ``out`` and land both files."""
    _ask("init", _lake(out))
    with settings_file(out).open("a") as settings:
        settings.write("cube = false\n")
    _ask("land", _lake(out), str(inputs / MUSIC_FILE), str(inputs / HISTORY_FILE))


def settings_file(out: Path) -> Path:
    """The settings of the lake under ``out``."""
    return Path(_lake(out), "vitrola.toml")


def read_totals(out: Path, sql: str) -> dict[str, int]:
    """The answer of ``vitrola sql`` to ``sql``, and ``merged``: history rows folded into another.

    Raises BenchmarkError if the run's own record doesn't say that it published.
    """
    status = _ask_json("status", _lake(out))
    if status["status"] != "published":
        raise BenchmarkError(f"The vitrola run ended with status {status['status']!r}.")
    settings_file(out).write_text("")
    (answer,) = _ask_json("sql", _lake(out), sql)
    merged = sum(file["rows_merged"] for file in status["files"] if file["name"] == HISTORY_FILE)
    return {**answer, "merged": merged}


def _lake(out: Path) -> str:
    return str(out / "lake")


def _vitrola(*arguments: str) -> list[str]:
    python = os.environ.get("BENCH_PYTHON", sys.executable)
    return [python, "-m", "vitrola.cli.main", *arguments]


def _ask(*arguments: str) -> str:
    done = subprocess.run(
        _vitrola(*arguments), env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise BenchmarkError(f"vitrola {arguments[0]} ended with exit code {done.returncode}: {said}")
    return done.stdout


def _ask_json(*arguments: str) -> Any:
    return json.loads(_ask(*arguments, "--format", "json"))
