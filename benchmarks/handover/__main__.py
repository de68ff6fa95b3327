"""Time what is handed over: ``python -m benchmarks.handover``."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks import machine
from benchmarks.columns import HISTORY_FILE, MUSIC_FILE
from benchmarks.figures import Figure, FigureReport
from benchmarks.measure import ROOT, THREADS, BenchmarkError, Measurement, environment, measure, pin_cores
from benchmarks.run import FULL_SCALE, RESULTS, WORK
from benchmarks.sample import sample

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = ("vitrola", "duckdb", "jinja2", "pyarrow")
ROUNDS: Final = 3


def main(arguments: list[str] | None = None) -> int:
    """Print the figures and keep those of full scale, or say in a sentence why there are none."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.handover", description=__doc__)
    parser.add_argument("--records", type=int, default=FULL_SCALE, help="rows of listening history")
    options = parser.parse_args(arguments)
    pin_cores()
    try:
        report = run(options.records)
    except BenchmarkError as error:
        print(f"No figures: {error}", file=sys.stderr)
        return 1
    print(report.markdown())
    if options.records == FULL_SCALE:
        print("Written:", *report.write(RESULTS))
    return 0


def run(records: int) -> FigureReport:
    """Measure in rounds, the profile and its peer one after the other."""
    commit, dirty = machine.commit()
    inputs, _ = sample(WORK, records)
    lake = _lake(inputs)
    pages = WORK / "profile-pages"
    commands = {
        "summarize": [sys.executable, "-m", "benchmarks.handover.summarize", str(inputs)],
        "profile": [sys.executable, "-m", "vitrola.cli.main", "profile", str(lake), "--html", str(pages)],
    }
    measured: dict[str, list[Measurement]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            measured[name].append(measure(command, WORK / f"{name}.log"))
    shutil.rmtree(lake)
    seconds = {name: median(one.seconds for one in found) for name, found in measured.items()}
    peak = max(one.peak_bytes for one in measured["profile"])
    return FigureReport(
        about="handover",
        title="What is handed over",
        date=datetime.now(UTC).date().isoformat(),
        records=records,
        commit=commit,
        dirty=dirty,
        machine=machine.describe(PACKAGES, cores_used=THREADS),
        figures=(
            Figure(f"DuckDB's SUMMARIZE of both files, median of {ROUNDS}", seconds["summarize"], "s"),
            Figure("the profile's pages of both files", seconds["profile"], "s"),
            Figure("… against SUMMARIZE", seconds["profile"] / seconds["summarize"], "times", 2),
            Figure("… their memory", peak / 1e6, "MB"),
        ),
    )


def _lake(inputs: Path) -> Path:
    """A lake in which both files have landed."""
    lake = WORK / "profiled"
    shutil.rmtree(lake, ignore_errors=True)
    _vitrola("init", lake)
    _vitrola("land", lake, inputs / MUSIC_FILE, inputs / HISTORY_FILE)
    return lake


def _vitrola(*arguments: object) -> None:
    command = [sys.executable, "-m", "vitrola.cli.main", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(f"{' '.join(command[2:])}: {done.stderr.strip()}")


if __name__ == "__main__":
    sys.exit(main())
