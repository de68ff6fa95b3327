"""A measure by one dimension, by two, or by none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics import cells
from vitrola.metrics.cube import Axis
from vitrola.metrics.listeners import listeners
from vitrola.metrics.ranking import named
from vitrola.metrics.segments import MOST_SEGMENTS, streams_across
from vitrola.questions.figures import MOST_SCANS, UncountedError, only, scanned, values_by

if TYPE_CHECKING:
    from vitrola.metrics.answer import Answer
    from vitrola.metrics.orders import Array
    from vitrola.metrics.selection import Selection

    Codes = tuple[int, ...]
    Table = dict[Codes, Any]

BEST = {"best_month": "month", "best_weekday": "weekday"}
"""Measures that are the best of a dimension's values."""
PAIR = "pair"
"""What the axis of two dimensions together is called in a cube."""
MOST_CELLS = 200_000
"""Rows of a table by two dimensions that are worked out."""


def table_of(measure: str, found: Answer, by: tuple[str, ...], codes: Array | None = None) -> Table:
    """A measure by the codes of its dimensions, of what was played, or of some ``codes``.

    Raises UncountedError.
    """
    if not by:
        return {(): found.measured()[measure]}
    if measure in BEST:
        return _best(found, by, BEST[measure])
    if len(by) == 1:
        values = values_by(measure, found, by[0], played(found, by[0]) if codes is None else codes)
        return {(code,): value for code, value in values.items()}
    return _crossed(measure, found, by)


def _best(found: Answer, by: tuple[str, ...], among: str) -> Table:
    """For each value the month or weekday with most streams, of equals the first."""
    if len(by) > 1 or among in by:
        raise UncountedError
    best: dict[Codes, tuple[int, Any]] = {}
    for (code, when), streams in sorted(_crossed("streams", found, (by[0], among)).items()):
        if when and streams > best.get((code,), (0, None))[0]:
            best[code,] = streams, found.selection.axis(among).values[when]
    return {codes: when for codes, (_, when) in best.items()}


def users_of(found: Answer, by: tuple[str, ...]) -> Table:
    """Distinct users by the same codes."""
    return table_of("users", found, by)


def row_of(selection: Selection, by: tuple[str, ...], codes: Codes) -> list[dict[str, Any]]:
    """The values that codes stand for, each with what a person calls it where that is another name."""
    return [named(selection.cube, selection.axis(name), code) for name, code in zip(by, codes, strict=True)]


def played(found: Answer, name: str) -> Array:
    """Codes with plays, and those that were asked for although they have none."""
    streams = found.streams_of(name, own=True)
    asked = found.selection.axis(name).numbers(found.selection.state.picked(name))
    return np.union1d(np.flatnonzero(streams), np.asarray(asked, np.int64))


def _crossed(measure: str, found: Answer, by: tuple[str, ...]) -> Table:
    a, b = (found.selection.axis(name) for name in by)
    if a.dimension.side == b.dimension.side:
        return _same_side(measure, found, a, b)
    if measure == "streams" and len(a.values) * len(b.values) <= MOST_SEGMENTS:
        return _streams(found, a, b)
    each = [played(found, name) for name in by]
    outer = 0 if len(each[0]) <= len(each[1]) else 1
    if len(each[outer]) > MOST_SCANS or len(each[0]) * len(each[1]) > MOST_CELLS:
        raise UncountedError
    table: Table = {}
    for code in map(int, each[outer]):
        inner = _inner(measure, only(found.selection, by[outer], code), by[1 - outer])
        table |= {((code, other) if outer == 0 else (other, code)): value for other, value in inner.items()}
    return table


def _streams(found: Answer, a: Axis, b: Axis) -> Table:
    """Of what was played; plays go by the side of which fewest pass."""
    streams = streams_across(found.selection, a, b)
    return {(int(i), int(j)): int(streams[i, j]) for i, j in np.argwhere(streams)}


def _inner(measure: str, part: Selection, name: str) -> dict[int, Any]:
    if measure == "users":
        users = listeners(part, name)
        return {int(code): int(users[code]) for code in np.flatnonzero(users)}
    found = scanned(part)
    codes = np.flatnonzero(found.streams_of(name, own=True))
    return values_by(measure, found, name, codes) if len(codes) else {}


def _same_side(measure: str, found: Answer, a: Axis, b: Axis) -> Table:
    """Two dimensions of one side are one dimension of pairs."""
    pairs, codes = np.unique(a.codes * len(b.values) + b.codes, return_inverse=True)
    applies = a.applies if a.applies is not None else b.applies
    joined = Axis(a.dimension, tuple(range(len(pairs))), codes.astype(np.intp), applies)
    cube = found.selection.cube
    selection = replace(found.selection, cube=replace(cube, axes={**cube.axes, PAIR: joined}))
    crossed = replace(found, selection=selection)
    values = values_by(measure, crossed, PAIR, np.flatnonzero(crossed.streams_of(PAIR, own=True)))
    return {tuple(divmod(int(pairs[code]), len(b.values))): value for code, value in values.items()}


def few(found: Answer, by: tuple[str, ...], smallest: int) -> set[Codes]:
    """The rows about fewer users than may be told, and those that would tell of them by subtraction."""
    if not smallest:
        return set()
    counted = users_of(found, by)
    users = np.fromiter(counted.values(), np.int64, len(counted))
    hidden = cells.withheld(users, cells.few(users, smallest), smallest)
    return {codes for codes, hides in zip(counted, hidden.tolist(), strict=True) if hides}
