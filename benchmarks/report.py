"""A result as figures, as JSON and as Markdown; the last two have the same content."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.measure import Measurement
    from benchmarks.totals import Totals

MAX_DUCKDB_RATIO: Final = 2.0
MIN_PYSPARK_SPEEDUP: Final = 8.0
MAX_PEAK_MB: Final = 2500
MAX_SPARK_RATIO: Final = 1.3


@dataclass(frozen=True)
class Row:
    """One contender's figures; MB are 10^6 bytes, ratios are of medians, None without that peer.

    ``vs_duckdb`` and ``vs_pyspark`` are its seconds over that peer's.
    """

    name: str
    seconds: tuple[float, ...]
    median: float
    vs_duckdb: float | None
    vs_pyspark: float | None
    peak_mb: int
    totals: Totals


@dataclass(frozen=True)
class Bar:
    """One bar Vitrola has to reach."""

    rule: str
    measured: str
    met: bool


@dataclass(frozen=True)
class Report:
    """Everything a result says; ``dirty``: files differed from the commit."""

    date: str
    records: int
    rounds: int
    commit: str
    dirty: bool
    machine: str
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]

    def write(self, directory: Path) -> list[Path]:
        """Write both forms, replacing an earlier result of the same day and size."""
        return write_forms(directory / f"{self.date}-{self.records}", self.markdown(), asdict(self))

    def markdown(self) -> str:
        """The result as a page."""
        state = f"{self.commit}{' with uncommitted changes' if self.dirty else ''}"
        lines = [
            f"# {self.records:,} listening records, {self.date}",
            "",
            f"Commit {state} · interleaved rounds: {self.rounds} · {self.machine}",
            "",
            *table([_HEADER, *map(_cells, self.rows)]),
            "",
            "Totals read back from what each wrote:",
            "",
            *table([_TOTALS_HEADER, *map(_totals_cells, self.rows)]),
        ]
        if self.bars:
            lines += ["", *(f"- {bar.rule}: {bar.measured}, {_verdict(bar)}" for bar in self.bars)]
        return "\n".join(lines) + "\n"


def write_forms(stem: Path, markdown: str, figures: Mapping[str, object]) -> list[Path]:
    """Write a result as Markdown and as JSON; returns both paths."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    forms = {".md": markdown, ".json": json.dumps(figures, indent=1) + "\n"}
    paths = [stem.with_name(stem.name + suffix) for suffix in forms]
    for path, text in zip(paths, forms.values(), strict=True):
        path.write_text(text)
    return paths


def rows_of(measured: Mapping[str, list[Measurement]], totals: Mapping[str, Totals]) -> tuple[Row, ...]:
    """Figures of each contender, in the order measured."""
    middle = {name: median(run.seconds for run in runs) for name, runs in measured.items()}

    def over(name: str, peer: str) -> float | None:
        return round(middle[name] / middle[peer], 3) if peer in middle else None

    return tuple(
        Row(
            name=name,
            seconds=tuple(round(run.seconds, 3) for run in runs),
            median=round(middle[name], 3),
            vs_duckdb=over(name, "duckdb"),
            vs_pyspark=over(name, "pyspark"),
            peak_mb=round(max(run.peak_bytes for run in runs) / 1e6),
            totals=totals[name],
        )
        for name, runs in measured.items()
    )


def bars_of(rows: tuple[Row, ...]) -> tuple[Bar, ...]:
    """The bars that can be judged from these rows: none without Vitrola, three only with their peer."""
    own = next((row for row in rows if row.name == "vitrola"), None)
    if own is None:
        return ()
    bars = []
    if own.vs_duckdb is not None:
        rule = f"run takes at most {MAX_DUCKDB_RATIO:g} times the DuckDB script"
        bars.append(Bar(rule, f"{own.vs_duckdb:.2f} times", own.vs_duckdb <= MAX_DUCKDB_RATIO))
    if own.vs_pyspark is not None:
        speedup = 1 / own.vs_pyspark
        rule = f"run is at least {MIN_PYSPARK_SPEEDUP:g} times faster than the PySpark steps"
        bars.append(Bar(rule, f"{speedup:.1f} times", speedup >= MIN_PYSPARK_SPEEDUP))
    rule = f"peak memory is at most {MAX_PEAK_MB:,} MB"
    bars.append(Bar(rule, f"{own.peak_mb:,} MB", own.peak_mb <= MAX_PEAK_MB))
    spark = next((row.vs_pyspark for row in rows if row.name == "vitrola spark"), None)
    if spark is not None:
        rule = f"run on Spark local[2] takes at most {MAX_SPARK_RATIO:g} times the PySpark steps"
        bars.append(Bar(rule, f"{spark:.2f} times", spark <= MAX_SPARK_RATIO))
    return tuple(bars)


_HEADER: Final = ("contender", "median s", "min-max s", "x DuckDB", "x PySpark", "peak MB")
_TOTALS_HEADER: Final = ("contender", "tracks", "fact rows", "merged rows", "users", "plays")


def _cells(row: Row) -> tuple[str, ...]:
    spread = f"{min(row.seconds):.2f}-{max(row.seconds):.2f}"
    ratios = (_ratio(row.vs_duckdb, 2), _ratio(row.vs_pyspark, 3))
    return (row.name, f"{row.median:.2f}", spread, *ratios, f"{row.peak_mb:,}")


def _ratio(ratio: float | None, digits: int) -> str:
    return "-" if ratio is None else f"{ratio:.{digits}f}"


def _totals_cells(row: Row) -> tuple[str, ...]:
    found = row.totals
    counts = (found.tracks, found.facts, found.merged, found.users, found.plays)
    return (row.name, *(f"{count:,}" for count in counts))


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Markdown lines, padded so that a terminal shows columns too."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]

    def line(cells: tuple[str, ...]) -> str:
        first = cells[0].ljust(widths[0])
        rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
        return f"| {' | '.join((first, *rest))} |"

    rule = "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])])
    return [line(rows[0]), f"|{rule}|", *map(line, rows[1:])]


def _verdict(bar: Bar) -> str:
    return "met" if bar.met else "NOT met"
