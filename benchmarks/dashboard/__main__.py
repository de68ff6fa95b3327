"""Time the dashboard: ``python -m benchmarks.dashboard``."""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import UTC, datetime

from benchmarks import machine
from benchmarks.dashboard.answering import answer_figures
from benchmarks.dashboard.asking import question_figures
from benchmarks.dashboard.audiences import audience_figures
from benchmarks.dashboard.browsing import browser_figures
from benchmarks.dashboard.crowd import crowd_figures
from benchmarks.dashboard.explaining import driver_figures
from benchmarks.dashboard.exporting import export_figures
from benchmarks.dashboard.lakes import cube_figures, published, wide_cube
from benchmarks.dashboard.plain_sql import sql_figures
from benchmarks.dashboard.serving import served
from benchmarks.figures import Figure, FigureReport
from benchmarks.measure import THREADS, BenchmarkError, pin_cores
from benchmarks.run import FULL_SCALE, RESULTS, WORK
from benchmarks.sample import sample
from vitrola.pipeline.cube import cube_folder

PACKAGES = ("vitrola", "numba", "duckdb", "starlette", "uvicorn", "playwright")


def main(arguments: list[str] | None = None) -> int:
    """Print the figures and keep them, or say in a sentence why there are none."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboard", description=__doc__)
    parser.add_argument("--records", type=int, default=FULL_SCALE)
    options = parser.parse_args(arguments)
    pin_cores()
    try:
        report = run(options.records)
    except BenchmarkError as error:
        print(f"No figures: {error}", file=sys.stderr)
        return 1
    print(report.markdown())
    print("Written:", *report.write(RESULTS))
    return 0


def run(records: int) -> FigureReport:
    """Measure everything on one lake, one thing after another."""
    commit, dirty = machine.commit()
    _say(f"sample and lake of {records:,} records")
    inputs, _ = sample(WORK, records)
    lake, shown = published(WORK, inputs, records)
    _say("cube")
    figures: list[Figure] = cube_figures(lake, shown)
    _say("answers")
    folder = cube_folder(lake, shown.run_id)
    figures += answer_figures(folder, "12 months")
    _say("drivers, questions, audiences")
    figures += driver_figures(folder)
    figures += question_figures(folder)
    figures += audience_figures(folder, "12 months")
    _say("the same by SQL")
    figures += sql_figures(lake, shown, folder)
    _say("browser")
    with served(lake) as server:
        seen, asked = browser_figures(server.address)
        figures += seen
        browsed = server.peak_mb()
    _say("fifty people")
    with served(lake) as server:
        figures += crowd_figures(server.address, asked)
        peak = max(browsed, server.peak_mb())
    figures.append(Figure("server memory, peak", peak, "MB", 700))
    _say("the same as files")
    figures += export_figures(lake, WORK / "site")
    _say("36 months, 30 countries, 3 sources")
    wide = wide_cube(lake, shown, WORK / "wide-cube")
    figures += answer_figures(wide, "36 months, 30 countries, 3 sources")
    figures += audience_figures(wide, "36 months, 30 countries, 3 sources")
    shutil.rmtree(wide)
    return FigureReport(
        about="dashboard",
        title="The dashboard",
        date=datetime.now(UTC).date().isoformat(),
        records=records,
        commit=commit,
        dirty=dirty,
        machine=machine.describe(PACKAGES, cores_used=THREADS),
        figures=tuple(figures),
    )


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
