"""Time Vitrola beside its peers on one sample: ``python -m benchmarks.run``."""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from benchmarks import machine
from benchmarks.lineup import LINEUP, Contender
from benchmarks.measure import ROOT, THREADS, BenchmarkError, Measurement, measure, pin_cores
from benchmarks.report import Report, bars_of, rows_of
from benchmarks.sample import Expected, sample
from benchmarks.totals import Totals, differences, totals_query

if TYPE_CHECKING:
    from pathlib import Path

FULL_SCALE: Final = 9_711_301
WORK: Final = ROOT / "benchmarks" / "work"
RESULTS: Final = ROOT / "benchmarks" / "results"


def main(arguments: list[str] | None = None) -> int:
    """Print a table and keep it, or say in a sentence why there is none."""
    options = _options(arguments)
    contenders = [contender for contender in LINEUP if contender.name in (options.only or _names())]
    pin_cores()
    try:
        report = run(contenders, options.records, options.rounds)
    except BenchmarkError as error:
        print(f"No table: {error}", file=sys.stderr)
        return 1
    print(report.markdown())
    if options.only:
        print("Not kept: only a run of all contenders is written to benchmarks/results.")
        return 0
    print("Written:", *(str(path.relative_to(ROOT)) for path in report.write(RESULTS)))
    return 0


def run(contenders: list[Contender], records: int, rounds: int) -> Report:
    """Measure every contender in interleaved rounds; raises BenchmarkError if any total is wrong."""
    commit, dirty = machine.commit()
    _say(f"sample of {records:,} records")
    inputs, expected = sample(WORK, records)
    measured: dict[str, list[Measurement]] = {contender.name: [] for contender in contenders}
    totals: dict[str, Totals] = {}
    for number in range(1, rounds + 1):
        for contender in contenders:
            measurement, totals[contender.name] = one(contender, inputs, expected)
            measured[contender.name].append(measurement)
            _say(f"round {number} of {rounds}: {contender.name} {measurement.seconds:.2f} s")
    rows = rows_of(measured, totals)
    packages = list(dict.fromkeys(package for contender in contenders for package in contender.packages))
    return Report(
        date=datetime.now(UTC).date().isoformat(),
        records=records,
        rounds=rounds,
        commit=commit,
        dirty=dirty,
        machine=machine.describe(packages, cores_used=THREADS),
        rows=rows,
        bars=bars_of(rows),
    )


def one(contender: Contender, inputs: Path, expected: Expected) -> tuple[Measurement, Totals]:
    """Prepare, time and check one contender; raises BenchmarkError for a failure or a wrong total."""
    out = WORK / "out" / contender.name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    contender.prepare(inputs, out)
    with contender.beside(out):
        measurement = measure(contender.command(inputs, out), out / "log.txt")
        totals = Totals(**contender.read_totals(out, totals_query()))
    if wrong := differences(contender.name, totals, expected, drops_pairs=contender.drops_pairs):
        raise BenchmarkError(" ".join(wrong))
    shutil.rmtree(out)
    return measurement, totals


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--records", type=int, default=FULL_SCALE, help="listening records in the sample")
    parser.add_argument("--rounds", type=_positive, default=3, help="times each contender runs")
    parser.add_argument("--only", action="append", choices=_names(), help="run this one; may be repeated")
    return parser.parse_args(arguments)


def _names() -> list[str]:
    return [contender.name for contender in LINEUP]


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1 is needed")
    return number


def _say(message: str) -> None:
    """Tell a person at a terminal how far it is."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
