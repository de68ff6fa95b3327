"""Plays added up by track, day and class of users, and written as bits.

Every filter of the page falls on one of the three, so that whatever adds up is exact under any of them.
No user is in it: of two cells nobody can tell whether they are of one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vitrola.metrics.compiling import HEAVY
from vitrola.metrics.portable.loops import smallest_lows, write_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.metrics.cube import Cube
    from vitrola.metrics.definitions import Side
    from vitrola.metrics.orders import Array

COUNTED_BITS = 9
"""Eight for the plays of a row, up to HEAVY, and one that says whether its user is seen there first."""
USER_AXES = ("sex", "age_band", "country", "main_genre")


@dataclass(frozen=True)
class Classes:
    """Users alike in all dimensions: ``of`` numbers them for each class of the cube, most plays first.

    ``example`` is one of the cube's classes for each.
    """

    of: Array
    example: Array


@dataclass(frozen=True)
class Cells:
    """One entry a cell, by track: its number among (class, day), plays, and users seen there first.

    ``start`` has one entry more than there are tracks. The pairs of a track, over all its days, are its
    distinct users.
    """

    start: Array
    number: Array
    plays: Array
    pairs: Array

    @property
    def least_pairs(self) -> int:
        """The fewest pairs of a cell: 0 where some have only plays of pairs that were seen elsewhere."""
        return int(self.pairs.min(initial=1))

    def packed(self) -> bytes:
        """All of it as bits; see ``write_cells`` and web/src/engine/cube.ts, which reads them."""
        gaps = np.diff(self.number, prepend=-1) - 1
        begins = self.start[:-1][np.diff(self.start) > 0]
        gaps[begins] = self.number[begins]
        lows = np.zeros(len(self.start) - 1, np.int64)
        pairs, more = self.pairs - self.least_pairs, self.plays - self.pairs
        bits = smallest_lows(self.start, gaps, lows)
        bits += _gamma_bits(pairs + 1) + _gamma_bits(more + 1)
        bits += _gamma_bits(np.diff(self.start) + 1) + 5 * len(begins)
        out = np.zeros(bits // 8 + 1, np.uint8)
        written = write_cells(self.start, gaps, lows, pairs, more, out)
        return out[: -(-written // 8)].tobytes()


def fold_classes(cube: Cube) -> Classes:
    """Classes without the age in years, of which the cube has more."""
    key = np.zeros(len(cube.ages), np.int64)
    for name in USER_AXES:
        key = key * len(cube.axes[name].values) + cube.axes[name].codes
    _, example, of = np.unique(key, return_index=True, return_inverse=True)
    rows = np.bincount(of, weights=cube.orders.by["user"].rows, minlength=len(example))
    ranked = np.argsort(-rows, kind="stable")
    place = np.empty(len(ranked), np.int64)
    place[ranked] = np.arange(len(ranked))
    return Classes(place[of], example[ranked])


def add_up(cube: Cube, classes: Classes) -> Cells:
    """The cells that have plays."""
    order, excess = cube.orders.by["track"], cube.orders.excess
    days, tracks = len(cube.days) + 1, len(order.rows)
    per_track = len(classes.example) * days

    def key(track: Array, of: Mapping[Side, Array]) -> Array:
        found: Array = track.astype(np.int64) * per_track + classes.of[of["user"]] * days + of["day"]
        return found

    # What is counted of a row stands below its key, so that one sort moves both.
    rows = key(np.repeat(np.arange(tracks), order.rows), order.of) << COUNTED_BITS
    rows |= order.plays.astype(np.int64) << 1 | first_of_pairs(cube)
    rows.sort()
    keys = rows >> COUNTED_BITS
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    number = keys[begins]
    plays, pairs = (_added(each, begins) for each in (rows >> 1 & HEAVY, rows & 1))
    np.add.at(plays, np.searchsorted(number, key(excess.of["track"], excess.of)), excess.plays)
    start = np.searchsorted(number, np.arange(tracks + 1) * per_track)
    return Cells(start, number % per_track, plays, pairs)


def _added(counts: Array, begins: Array) -> Array:
    """Sums of runs that begin at these places; none of nothing."""
    found: Array = np.add.reduceat(counts, begins) if len(begins) else counts
    return found


def first_of_pairs(cube: Cube) -> Array:
    """For each play by track and user 1 where it is the first of its user's, else 0."""
    users = cube.orders.users["track"].of
    fresh = np.ones(len(users), np.int64)
    fresh[1:] = users[1:] != users[:-1]
    fresh[cube.orders.by["track"].start[:-1][cube.orders.by["track"].rows > 0]] = 1
    return fresh


def _gamma_bits(numbers: Array) -> int:
    return int((2 * (np.frexp(numbers.astype(np.float64))[1] - 1) + 1).sum())
