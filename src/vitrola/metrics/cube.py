"""A compiled cube in memory: mapped from its files, its members' values numbered for counting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.definitions import dimensions
from vitrola.metrics.orders import Array, Orders, Plays, lay_out
from vitrola.metrics.scan import Sums, scan_everything

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

    from vitrola.metrics.definitions import Dimension


@dataclass(frozen=True)
class Axis:
    """One dimension on its side: ``codes`` number the value of each member, 0 where it has none.

    ``values`` are in ascending order, the first of them None; ``applies`` is None, or which members the
    dimension is about at all (a record that only names an artist is of no track).
    """

    dimension: Dimension
    values: tuple[Any, ...]
    codes: Array
    applies: Array | None = None

    @property
    def absent(self) -> bool:
        """Whether no member has a value."""
        return len(self.values) == 1

    def numbers(self, wanted: tuple[str | None, ...]) -> list[int]:
        """Codes of values written as text, those that exist."""
        return [self._codes[value] for value in wanted if value in self._codes]

    @cached_property
    def _codes(self) -> dict[str | None, int]:
        return {None if value is None else str(value): code for code, value in enumerate(self.values)}


@dataclass(frozen=True)
class Cube:
    """Everything needed to answer any filters without SQL.

    Days are numbered from the first play; the number after the last stands for plays without a date.
    """

    axes: Mapping[str, Axis]
    resolved: Mapping[str, Axis]
    days: tuple[dt.date, ...]
    business: Array
    names: Array
    is_track: Array
    track_source: Array
    ages: Array
    origins: tuple[dict[str, Any], ...]
    orders: Orders
    totals: Sums

    def axis(self, name: str, *, resolved: bool = False) -> Axis:
        """The axis of a dimension, completed from tags where asked for and there is such a thing."""
        return self.resolved[name] if resolved and name in self.resolved else self.axes[name]

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The sources whose plays are in the cube, those with most rows first."""
        axis = self.axes["source"]
        rows = np.bincount(axis.codes, weights=self.orders.by["track"].rows, minlength=len(axis.values))
        return tuple(axis.values[code] for code in np.argsort(-rows, kind="stable") if rows[code] > 0)


def load_cube(folder: Path) -> Cube:
    """Map a cube's files into memory; raises OSError or pyarrow's ArrowInvalid where they are damaged."""
    tables = {path.stem: _mapped(path) for path in folder.glob("*.arrow")}
    track, day, kinds = (tables[name] for name in ("track", "day", "class"))
    levels = track.column("record_level").to_pylist()
    is_track = np.asarray([level == "track" for level in levels], dtype=bool)
    dates = tuple(day.column("date").to_pylist())
    columns: dict[str, list[Any]] = {name: track.column(name).to_pylist() for name in track.column_names}
    columns |= {name: kinds.column(name).to_pylist() for name in kinds.column_names}
    columns["date"] = [*(date.isoformat() for date in dates), None]
    columns["month"] = [*(f"{date:%Y-%m}" for date in dates), None]
    columns["weekday"] = [*day.column("weekday").to_pylist(), None]
    columns["age_band"] = [band(age, dimensions()["age_band"].bands) for age in columns["age"]]
    axes = {d.name: _axis(d, columns[d.column], is_track) for d in dimensions().values()}
    orders = _orders(tables, days=len(dates) + 1, classes=len(columns["age"]))
    return Cube(
        axes=axes,
        resolved={
            d.name: _axis(d, columns[d.resolved], is_track) for d in dimensions().values() if d.resolved
        },
        days=dates,
        business=np.asarray([*day.column("is_business_day").to_pylist(), False], dtype=bool),
        names=np.asarray(columns["name"], dtype=object),
        is_track=is_track,
        track_source=axes["source"].codes,
        ages=np.asarray([-1 if age is None else age for age in columns["age"]], dtype=np.int64),
        origins=tuple(tables["origin"].to_pylist()),
        orders=orders,
        totals=scan_everything(orders),
    )


def _orders(tables: dict[str, pa.Table], *, days: int, classes: int) -> Orders:
    play = tables["play"]
    plays = Plays(
        start=_array(tables["span"], "start"),
        member=_array(play, "member"),
        day=_array(play, "day"),
        plays=_array(play, "plays"),
        heavy_row=_array(tables["heavy"], "row"),
        heavy_plays=_array(tables["heavy"], "plays"),
    )
    return lay_out(plays, _array(tables["member"], "class"), days=days, classes=classes)


def band(age: int | None, edges: tuple[int, ...]) -> str | None:
    """The band of an age, as its first and last year; the last band is open."""
    if age is None or age < edges[0]:
        return None
    place = max(place for place, edge in enumerate(edges) if age >= edge)
    last = place + 1 == len(edges)
    return f"{edges[place]}+" if last else f"{edges[place]}-{edges[place + 1] - 1}"


def _axis(dimension: Dimension, column: list[Any], is_track: Array) -> Axis:
    values = (None, *sorted({value for value in column if value is not None}))
    number = {value: code for code, value in enumerate(values)}
    codes = np.asarray([number[value] for value in column], dtype=np.intp)
    return Axis(dimension, values, codes, is_track if dimension.level == "track" else None)


def _mapped(path: Path) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def _array(table: pa.Table, column: str) -> Array:
    found: Array = table.column(column).to_numpy()
    return found
