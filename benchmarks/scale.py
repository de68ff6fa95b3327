"""How a run's cost grows with its records, on both engines: ``python -m benchmarks.scale``."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from benchmarks import machine
from benchmarks.lineup import SPARK, VITROLA, Contender
from benchmarks.measure import ROOT, THREADS, BenchmarkError, pin_cores
from benchmarks.report import table, write_forms
from benchmarks.run import RESULTS, WORK, one
from benchmarks.sample import sample

TIMES: Final = (1, 3, 10)
CONTENDERS: Final[dict[str, Contender]] = {"duckdb": VITROLA, "spark": SPARK}


@dataclass(frozen=True)
class Point:
    """One run: seconds are wall time, MB 10^6 bytes of the process tree at its peak."""

    engine: str
    records: int
    seconds: float
    peak_mb: int


def main(arguments: list[str] | None = None) -> int:
    """Measure every size on every engine, print and keep the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="listening records at 1 x")
    options = parser.parse_args(arguments)
    pin_cores()
    try:
        points = [point for times in TIMES for point in _points(times * options.records)]
    except BenchmarkError as error:
        print(f"No table: {error}", file=sys.stderr)
        return 1
    commit, dirty = machine.commit()
    date = datetime.now(UTC).date().isoformat()
    described = machine.describe(["vitrola", "duckdb", "pyspark"], cores_used=THREADS)
    state = f"Commit {commit}{' with uncommitted changes' if dirty else ''} · {described}"
    page = "\n".join(
        [f"# A run at 1, 3 and 10 times {options.records:,} records, {date}", "", state, "", *_lines(points)]
    )
    print(page)
    figures = {
        "date": date,
        "commit": commit,
        "dirty": dirty,
        "machine": described,
        "points": list(map(asdict, points)),
    }
    written = write_forms(RESULTS / f"{date}-{options.records}-scale", page + "\n", figures)
    print("Written:", *(str(path.relative_to(ROOT)) for path in written))
    return 0


def _points(records: int) -> list[Point]:
    inputs, expected = sample(WORK, records)
    found = []
    for engine, contender in CONTENDERS.items():
        measured, _ = one(contender, inputs, expected)
        found.append(Point(engine, records, round(measured.seconds, 2), round(measured.peak_bytes / 1e6)))
    return found


def _lines(points: list[Point]) -> list[str]:
    """One line a size and engine; the last column is the seconds that each further million took."""
    header = ("engine", "records", "seconds", "peak MB", "s per further million")
    before: dict[str, Point] = {}
    rows: list[tuple[str, ...]] = [header]
    for point in sorted(points, key=lambda one: (one.engine, one.records)):
        last = before.get(point.engine)
        further = (point.seconds - last.seconds) / (point.records - last.records) * 1e6 if last else None
        shown = "-" if further is None else f"{further:.2f}"
        rows.append((point.engine, f"{point.records:,}", f"{point.seconds:.2f}", f"{point.peak_mb:,}", shown))
        before[point.engine] = point
    return table(rows)


if __name__ == "__main__":
    sys.exit(main())
