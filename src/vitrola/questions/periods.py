"""A measure in several periods of days: all of them at once where a scan can tell them apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vitrola.metrics.cube import Axis
from vitrola.metrics.segments import Segments
from vitrola.questions.crossing import few, table_of
from vitrola.questions.figures import narrowed, scanned, values_by

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from vitrola.metrics.answer import Answer
    from vitrola.metrics.orders import Array
    from vitrola.metrics.selection import Selection
    from vitrola.questions.crossing import Codes, Table

    Period = tuple[dt.date, dt.date]
    Told = tuple[Table, set[Codes]]

PERIOD = "period"
"""What the axis of periods is called in a cube."""
AT_ONCE = ("streams", "users", "share_male", "share_female", "mean_age")
"""Measures that are found for all periods by going through the plays once."""


def told_by_period(
    measure: str, found: Answer, by: tuple[str, ...], smallest: int, periods: Iterable[Period]
) -> dict[Period, Told]:
    """A measure by its dimensions in each period, under all filters but those of month and date.

    With it the rows about fewer users than may be told. Raises UncountedError.
    """
    fails = {name: each for name, each in found.selection.fails.items() if name not in ("month", "date")}
    selection = replace(found.selection, fails=fails, before=None)
    if not by and measure in AT_ONCE:
        return _at_once(measure, selection, smallest, periods)
    if len(by) == 1 and measure == "streams" and not smallest:
        return _streams_at_once(selection, by[0], periods)
    return {each: _alone(measure, selection, by, smallest, each) for each in set(periods)}


def _at_once(
    measure: str, selection: Selection, smallest: int, periods: Iterable[Period]
) -> dict[Period, Told]:
    told: dict[Period, Told] = {}
    for layer in _layers(periods):
        part = _parted(selection, layer)
        codes = np.arange(1, len(layer) + 1)
        values = values_by(measure, part, PERIOD, codes)
        users = values_by("users", part, PERIOD, codes) if smallest else {}
        for code, period in enumerate(layer, 1):
            withheld: set[Codes] = {()} if users.get(code, smallest) < smallest else set()
            told[period] = {(): values[code]}, withheld
    return told


def _streams_at_once(selection: Selection, name: str, periods: Iterable[Period]) -> dict[Period, Told]:
    axis = selection.axis(name)
    asked = axis.numbers(selection.state.picked(name))
    told: dict[Period, Told] = {}
    for layer in _layers(periods):
        part = _parted(selection, layer)
        streams = Segments((axis, part.selection.axis(PERIOD))).streams(part).reshape(len(axis.values), -1)
        for code, period in enumerate(layer, 1):
            codes = np.union1d(np.flatnonzero(streams[:, code]), np.asarray(asked, np.int64))
            told[period] = {(int(each),): int(streams[each, code]) for each in codes}, set()
    return told


def _alone(measure: str, selection: Selection, by: tuple[str, ...], smallest: int, period: Period) -> Told:
    part = scanned(narrowed(selection, "date", _numbered(selection, [period]) == 0))
    return table_of(measure, part, by), few(part, by, smallest)


def _layers(periods: Iterable[Period]) -> list[list[Period]]:
    """The periods, in as few groups as it takes for no two of a group to share a day."""
    layers: list[list[Period]] = []
    for period in sorted(set(periods)):
        free = [layer for layer in layers if layer[-1][1] < period[0]]
        if free:
            free[0].append(period)
        else:
            layers.append([period])
    return layers


def _parted(selection: Selection, layer: list[Period]) -> Answer:
    """The plays of some periods, which are an axis of their own, numbered from 1."""
    codes = _numbered(selection, layer)
    axis = Axis(selection.axis("month").dimension, (None, *layer), codes)
    cube = replace(selection.cube, axes={**selection.cube.axes, PERIOD: axis})
    return scanned(narrowed(replace(selection, cube=cube), "date", codes == 0))


def _numbered(selection: Selection, layer: list[Period]) -> Array:
    """The number of the period that a day is in, 0 for days in none."""
    codes = np.zeros(len(selection.cube.days) + 1, np.intp)
    for number, (first, last) in enumerate(layer, 1):
        codes[:-1][[first <= day <= last for day in selection.cube.days]] = number
    return codes
