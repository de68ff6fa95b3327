"""What of a lake bounds the times, years and ages that can be asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.metrics.definitions import dimensions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.metrics.cube import Cube


@dataclass(frozen=True)
class Known:
    """The months and days with plays, the release years, the age bands with users, and their lower edges."""

    months: tuple[str, ...]
    first: dt.date | None
    last: dt.date | None
    release_years: tuple[int, ...]
    bands: tuple[str, ...]
    edges: tuple[int, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years with plays."""
        return tuple(sorted({int(month[:4]) for month in self.months}))

    def months_of(self, numbers: Iterable[int], year: int | None = None) -> list[tuple[str, ...]]:
        """The months of these numbers that have plays, year by year; those of one year if it is given."""
        wanted = set(numbers)
        found = []
        for each in self.years if year is None else (year,):
            months = tuple(m for m in self.months if int(m[:4]) == each and int(m[5:]) in wanted)
            found += [months] if months else []
        return found

    def between(self, first: str, last: str) -> tuple[str, ...]:
        """The months from one to another that have plays."""
        return tuple(month for month in self.months if first <= month <= last)

    def day(self, day: int, month: int, year: int | None = None) -> list[dt.date]:
        """The days of this date that are in the data, one a year."""
        found = []
        for each in self.years if year is None else (year,):
            try:
                date = dt.date(each, month, day)
            except ValueError:
                continue
            if self.first and self.last and self.first <= date <= self.last:
                found.append(date)
        return found

    def ages(self, low: int, high: int | None) -> tuple[str, ...]:
        """The age bands that are these years exactly; none where the bands are cut otherwise."""
        edges = self.edges
        if low not in edges or (high is not None and high + 1 not in edges):
            return ()
        first = edges.index(low)
        last = len(edges) if high is None else edges.index(high + 1)
        named = [_band(edges, place) for place in range(first, last)]
        return tuple(named) if all(name in self.bands for name in named) else ()


def known_of(cube: Cube) -> Known:
    """What bounds questions about a cube."""
    axes = cube.axes
    return Known(
        months=tuple(axes["month"].values[1:]),
        first=cube.days[0] if cube.days else None,
        last=cube.days[-1] if cube.days else None,
        release_years=tuple(axes["release_year"].values[1:]),
        bands=tuple(axes["age_band"].values[1:]),
        edges=dimensions()["age_band"].bands,
    )


def _band(edges: tuple[int, ...], place: int) -> str:
    last = place + 1 == len(edges)
    return f"{edges[place]}+" if last else f"{edges[place]}-{edges[place + 1] - 1}"
