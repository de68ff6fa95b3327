"""Figures of one result, each beside the bar it is held against."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from benchmarks.report import write_forms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured number; ``bar`` is the most it may be, or with ``at_least`` the least."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Whether the bar is met; a dash where there is none."""
        if self.bar is None:
            return "-"
        met = self.value >= self.bar if self.at_least else self.value <= self.bar
        return "met" if met else "NOT met"

    @property
    def shown(self) -> str:
        """The number and its unit; a ratio with two places, as bars of ratios are close."""
        return f"{self.value:,.{2 if self.unit == 'times' else 1}f} {self.unit}"

    @property
    def limit(self) -> str:
        """The bar in words."""
        return "-" if self.bar is None else f"{'≥' if self.at_least else '≤'} {self.bar:g}"


@dataclass(frozen=True)
class FigureReport:
    """All figures of one run of a benchmark; ``dirty``: files differed from the commit.

    ``about`` is the benchmark's name in the file names of its results.
    """

    about: str
    title: str
    date: str
    records: int
    commit: str
    dirty: bool
    machine: str
    figures: tuple[Figure, ...]

    def write(self, directory: Path) -> list[Path]:
        """Write both forms, replacing an earlier result of the same day and size."""
        stem = directory / f"{self.date}-{self.records}-{self.about}"
        return write_forms(stem, self.markdown(), asdict(self))

    def markdown(self) -> str:
        """The result as a page."""
        state = f"{self.commit}{' with uncommitted changes' if self.dirty else ''}"
        rows = [
            f"| {figure.name} | {figure.shown} | {figure.limit} | {figure.verdict} |"
            for figure in self.figures
        ]
        lines = [
            f"# {self.title} on {self.records:,} listening records, {self.date}",
            "",
            f"Commit {state} · {self.machine}",
            "",
            "| figure | measured | bar | |",
            "|---|---:|---:|---|",
            *rows,
        ]
        return "\n".join(lines) + "\n"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values don't exceed, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
