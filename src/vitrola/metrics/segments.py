"""The values of one dimension, or the pairs of values of two, as segments that plays are counted by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.errors import UsageError
from vitrola.metrics.kernels import cross
from vitrola.metrics.listeners import listeners_by
from vitrola.metrics.parallel import in_parallel, shares
from vitrola.metrics.ranking import named
from vitrola.metrics.scan import SIDES
from vitrola.metrics.selection import select
from vitrola.metrics.state import State

if TYPE_CHECKING:
    from vitrola.metrics.answer import Answer
    from vitrola.metrics.cube import Axis, Cube
    from vitrola.metrics.definitions import Side
    from vitrola.metrics.orders import Array
    from vitrola.metrics.parallel import Share
    from vitrola.metrics.selection import Selection

MOST_DIMENSIONS = 2
MOST_SEGMENTS = 2_000_000
"""Pairs that may be told apart: each core counts them in an array of its own."""


@dataclass(frozen=True)
class Segments:
    """One axis or two: a segment's code is that of the first times the size of the second, plus its own."""

    axes: tuple[Axis, ...]

    @property
    def side(self) -> Side | None:
        """The side of play that carries them; None where two sides do."""
        sides = {axis.dimension.side for axis in self.axes}
        return sides.pop() if len(sides) == 1 else None

    @property
    def size(self) -> int:
        """How many codes there are."""
        return int(np.prod([len(axis.values) for axis in self.axes]))

    @cached_property
    def codes(self) -> Array:
        """Where one side carries them, the code of each of its members."""
        found = np.zeros(len(self.axes[0].codes), np.intp)
        for axis in self.axes:
            found = found * len(axis.values) + _codes(axis)
        return found

    def of_members(self, weights: Array) -> Array:
        """What members of the one side weigh, added up by code."""
        return np.bincount(self.codes, weights=weights, minlength=self.size).astype(np.int64)

    def streams(self, found: Answer) -> Array:
        """Streams by code, under all filters."""
        if self.side is None:
            return streams_across(found.selection, *self.axes).ravel()
        passing = found.selection.failed(self.side) == 0
        return self.of_members(np.where(passing, found.by_member(self.side), 0))

    def users(self, selection: Selection) -> Array:
        """Distinct users by code, under all filters."""
        if self.side is not None:
            one = replace(self.axes[0], values=tuple(range(self.size)), codes=self.codes, applies=None)
            return listeners_by(selection, one)
        first, second = self.axes
        found = np.zeros((len(first.values), len(second.values)), np.int64)
        name = second.dimension.name
        for code in np.unique(second.codes):
            value = second.values[code]
            text = None if value is None else str(value)
            if not (picked := selection.state.picked(name)) or text in picked:
                some = select(selection.cube, selection.state.pick(name, text))
                found[:, code] = listeners_by(some, first)
        return found.ravel()

    def values(self, code: int) -> tuple[Any, ...]:
        """The values of a segment."""
        places = np.unravel_index(code, [len(axis.values) for axis in self.axes])
        return tuple(axis.values[place] for axis, place in zip(self.axes, places, strict=True))

    def named(self, cube: Cube, code: int) -> dict[str, Any]:
        """The values of a segment and, where one is an identifier, what a person calls it."""
        places = np.unravel_index(code, [len(axis.values) for axis in self.axes])
        rows = [named(cube, axis, int(place)) for axis, place in zip(self.axes, places, strict=True)]
        found: dict[str, Any] = {"values": [row["value"] for row in rows]}
        return found | {key: row[key] for row in rows for key in ("label", "artist") if key in row}


def segments(selection: Selection, by: tuple[str, ...]) -> Segments:
    """The segments of one dimension or two; raises UsageError for too many of them."""
    if not 0 < len(set(by)) == len(by) <= MOST_DIMENSIONS:
        raise UsageError(
            f"by must be one dimension, or two with a comma between, not {','.join(by)[:50]!r}.",
            pt=f"by deve ser uma dimensão, ou duas separadas por vírgula, não {','.join(by)[:50]!r}.",
        )
    found = Segments(tuple(selection.axis(name) for name in by))
    if found.size > MOST_SEGMENTS:
        raise UsageError(
            f"{' and '.join(by)} have more than {MOST_SEGMENTS:,} pairs of values.",
            pt=f"{' e '.join(by)} têm mais de {MOST_SEGMENTS:,} pares de valores.",
        )
    return found


def warm_segments(cube: Cube) -> None:
    """Compile or load the loop over pairs for numbers of this cube's kinds, by counting no play."""
    nothing = State(first=dt.date.max).pick("source", "\0").pick("sex", "\0")
    selection = select(cube, nothing)
    for first, second in permutations(("genre", "weekday", "sex"), 2):
        streams_across(selection, selection.axis(first), selection.axis(second))


def _codes(axis: Axis) -> Array:
    """The code of each member, that of "not informed" where the dimension isn't about it."""
    return axis.codes if axis.applies is None else np.where(axis.applies, axis.codes, 0)


def streams_across(selection: Selection, first: Axis, second: Axis) -> Array:
    """Streams by pairs of codes on two sides, under all filters: the plays are gone through once."""
    side, left = first.dimension.side, second.dimension.side
    (right,) = (each for each in SIDES if each not in (side, left))
    order, codes, coded = selection.cube.orders.by[side], _codes(first), _codes(second)
    bits = {each: (selection.failed(each) == 0).astype(np.uint8) for each in SIDES}

    def part(share: Share) -> Array:
        found = np.zeros((len(first.values), len(second.values)), np.uint64)
        lefts, rights = (order.of[left], coded, bits[left]), (order.of[right], bits[right])
        cross(*share, bits[side], codes, *lefts, *rights, order.plays, found)
        return found

    streams: Array = np.add.reduce(in_parallel(part, shares(order.start, bits[side]))).astype(np.int64)
    excess = selection.cube.orders.excess
    passes = bits[side][excess.of[side]] & bits[left][excess.of[left]] & bits[right][excess.of[right]]
    np.add.at(streams, (codes[excess.of[side]], coded[excess.of[left]]), excess.plays * passes)
    return streams
