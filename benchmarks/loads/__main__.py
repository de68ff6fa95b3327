"""Time loads over time: ``python -m benchmarks.loads``."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks import machine
from benchmarks.figures import Figure, FigureReport
from benchmarks.loads.deliveries import DAYS, FIRST, LATE_DAYS, PER_DAY, SOURCE, day_file, deliveries
from benchmarks.loads.layouts import layouts
from benchmarks.measure import ROOT, THREADS, BenchmarkError, Measurement, environment, measure, pin_cores
from benchmarks.run import FULL_SCALE, RESULTS, WORK
from benchmarks.sample import sample

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = ("vitrola", "duckdb", "pyiceberg", "pyarrow")
TIMES: Final = 5
AROUND: Final = 5
"""The tenth day and the last are medians of so many days, measured in turns: a machine's pace wavers."""
TENTH: Final = 9 - AROUND // 2
"""The first of the days around the tenth, counted from 0."""
TEN_TIMES: Final = 10 * FULL_SCALE


def main(arguments: list[str] | None = None) -> int:
    """Print the figures and keep them, or say in a sentence why there are none."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loads", description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS, help="daily increments onto an empty lake")
    parser.add_argument(
        "--without-ten-times", action="store_true", help="leave out the run at ten times the records"
    )
    options = parser.parse_args(arguments)
    pin_cores()
    try:
        report = run(options.days, ten_times=not options.without_ten_times)
    except BenchmarkError as error:
        print(f"No figures: {error}", file=sys.stderr)
        return 1
    print(report.markdown())
    if options.days < DAYS or options.without_ten_times:
        print("Not kept: only a whole run is written to benchmarks/results.")
    else:
        print("Written:", *report.write(RESULTS))
    return 0


def run(days: int, *, ten_times: bool) -> FigureReport:
    """Measure everything, one thing after another."""
    commit, dirty = machine.commit()
    _say("sample and deliveries")
    inputs, _ = sample(WORK, DAYS * PER_DAY)
    folder = deliveries(WORK, inputs)
    figures = [*_late_days(inputs, folder), *_year(inputs, folder, days)]
    if ten_times:
        figures += _ten_times()
    return FigureReport(
        about="loads",
        title="Loads over time",
        date=datetime.now(UTC).date().isoformat(),
        records=FULL_SCALE,
        commit=commit,
        dirty=dirty,
        machine=machine.describe(PACKAGES, cores_used=THREADS),
        figures=tuple(figures),
    )


def _late_days(inputs: Path, folder: Path) -> list[Figure]:
    """Days onto all the days before them, which came as one file, and runs with nothing to do."""
    _say("a lake of all days but the last")
    lake = _lake("late", inputs)
    _land(lake, folder / FIRST)
    first = _run(lake)
    seconds = []
    for day in range(DAYS - LATE_DAYS, DAYS):
        _land(lake, day_file(folder, day))
        seconds.append(_run(lake).seconds)
    nothing = [_run(lake).seconds for _ in range(TIMES)]
    first_file, *_, last_file = _fact_files(lake)
    orders = layouts([first_file], last_file, WORK)
    whole = _run(lake, "--full")
    shutil.rmtree(lake)
    return [
        Figure(f"first run, {(DAYS - LATE_DAYS) * PER_DAY:,} records", first.seconds, "s"),
        Figure(
            f"an increment of {PER_DAY:,} records onto them, median of {LATE_DAYS}", median(seconds), "s", 3
        ),
        Figure(f"nothing to do, median of {TIMES}", median(nothing), "s", 0.5),
        Figure("all of it anew with --full", whole.seconds, "s"),
        *orders,
    ]


def _year(inputs: Path, folder: Path, days: int) -> list[Figure]:
    """Daily increments onto a lake that begins with the catalogue only; the last beside the tenth."""
    _say(f"{days} days, one by one")
    year, young = _lake("year", inputs), _lake("young", inputs)

    def add(lake: Path, day: int) -> float:
        _land(lake, day_file(folder, day))
        return _run(lake).seconds

    before = [add(year, day) for day in range(days - AROUND)]
    for day in range(TENTH):
        add(young, day)
    pairs = [(add(young, TENTH + turn), add(year, days - AROUND + turn)) for turn in range(AROUND)]
    shutil.rmtree(year)
    shutil.rmtree(young)
    tenth, last = (median(seconds) for seconds in zip(*pairs, strict=True))
    return [
        Figure(f"the tenth day of {PER_DAY:,} records, median of {AROUND} around it", tenth, "s"),
        Figure(f"day {days}, median of the last {AROUND}, in turns with these", last, "s"),
        Figure("the slowest day", max(*before, *(seconds for _, seconds in pairs)), "s"),
        Figure(f"day {days} / the tenth day", last / tenth, "times", 1.2),
    ]


def _ten_times() -> list[Figure]:
    """A full run at full scale and at ten times of it."""
    found = {}
    for records in (FULL_SCALE, TEN_TIMES):
        _say(f"a full run of {records:,} records")
        inputs, _ = sample(WORK, records)
        lake = _lake(f"full-{records}", inputs)
        _land(lake, inputs / "User_Listening_History.csv")
        found[records] = _run(lake)
        shutil.rmtree(lake)
    one, ten = found[FULL_SCALE], found[TEN_TIMES]
    return [
        Figure(f"a full run of {FULL_SCALE:,} records", one.seconds, "s"),
        Figure(f"a full run of {TEN_TIMES:,} records", ten.seconds, "s"),
        Figure("its cost for a record / that at full scale", ten.seconds / one.seconds / 10, "times", 1.15),
        Figure("its memory, peak", ten.peak_bytes / 1e9, "GB", 6),
    ]


def _lake(name: str, inputs: Path) -> Path:
    """A new lake with the sample's catalogue landed."""
    lake = WORK / "loads" / name
    shutil.rmtree(lake, ignore_errors=True)
    lake.parent.mkdir(parents=True, exist_ok=True)
    _vitrola("init", str(lake))
    (lake / "sources" / "daily-plays.yaml").write_text(SOURCE)
    _land(lake, inputs / "Music_Info.csv")
    return lake


def _fact_files(lake: Path) -> list[Path]:
    """The files of the fact, the oldest first."""
    return sorted((lake / "refined" / "listening_history_fact" / "data").glob("*/*.parquet"))


def _land(lake: Path, file: Path) -> None:
    _vitrola("land", str(lake), str(file))


def _vitrola(*arguments: str) -> None:
    command = [sys.executable, "-m", "vitrola.cli.main", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(f"vitrola {' '.join(arguments)}: {done.stderr.strip()}")


def _run(lake: Path, *options: str) -> Measurement:
    """Time ``vitrola run`` from start to end of its process, its cube left out."""
    command = [sys.executable, "-m", "vitrola.cli.main", "run", str(lake), *options]
    return measure(["env", "VITROLA_CUBE=false", *command], WORK / "loads" / "log.txt")


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
