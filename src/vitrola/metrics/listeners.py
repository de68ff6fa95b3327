"""Exact distinct users of every value of one dimension, under all filters.

As with sums, there are several ways to the same numbers, and the one with the fewest rows is taken: user by
user, code by code through the tracks that pass, or through the days that pass with a bit a code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vitrola.metrics.kernels import distinct_by_bit, distinct_by_group, distinct_by_user
from vitrola.metrics.parallel import CORES, Share, in_parallel, shares
from vitrola.metrics.scan import PASSES, SIDES, Passing, scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.metrics.cube import Axis, Cube
    from vitrola.metrics.definitions import Side
    from vitrola.metrics.orders import Array, Orders
    from vitrola.metrics.selection import Selection

USER_BIT = 36
"""Users and what they weigh are summed as one number, users above this bit: enough for 2^27 of them."""
BITS = 63
"""Codes that a word can tell apart, one bit left for all others."""
STAMP_COST = BIT_COST = 2
"""A row costs so many times more than user by user, as measured."""


class Weighed(NamedTuple):
    """By code: distinct users, and what they weigh together."""

    users: Array
    weight: Array


def listeners(
    selection: Selection, name: str, *, own: bool = True, among: Sequence[int] | Array | None = None
) -> Array:
    """Distinct users by code of a dimension's axis; its own filter counts if ``own``.

    Where codes are given as ``among``, others are not counted.
    """
    return listeners_by(selection, selection.axis(name), but=None if own else name, among=among)


def listeners_by(
    selection: Selection, axis: Axis, *, but: str | None = None, among: Sequence[int] | Array | None = None
) -> Array:
    """Distinct users by code of any axis, under all filters ``but`` that of one dimension."""
    return _counted(selection, axis, np.ones(len(selection.cube.ages), np.uint64), but, among)


def weighed_listeners(selection: Selection, name: str, weights: Array, among: Array) -> Weighed:
    """Distinct users of some codes, and what they weigh by their class, such as their age: below 128."""
    packed = np.uint64(1 << USER_BIT) + weights.astype(np.uint64)
    counts = _counted(selection, selection.axis(name), packed, None, among)
    return Weighed(*np.divmod(counts, 1 << USER_BIT))


def _counted(
    selection: Selection, axis: Axis, weights: Array, but: str | None, among: Sequence[int] | Array | None
) -> Array:
    """What the distinct users by code weigh."""
    orders, side = selection.cube.orders, axis.dimension.side
    passes = {each: selection.failed(each, but=but) == 0 for each in SIDES}
    if axis.applies is not None:
        passes[side] &= axis.applies
    if among is not None:
        passes[side] &= np.isin(axis.codes, among)
    weights = np.where(passes["user"], weights, 0)
    if side == "user":
        return _by_class(selection.cube, axis, passes, weights)
    if side == "day":
        return _by_user(orders, axis, passes, weights)
    codes = np.arange(len(axis.values)) if among is None else np.asarray(among, np.intp)
    words = -(-len(codes) // BITS)
    costs = {
        "track": STAMP_COST * _rows(orders, "track", passes),
        "day": BIT_COST * words * _rows(orders, "day", passes),
        "user": _rows(orders, "user", passes),
    }
    way = min(costs, key=lambda each: costs[each])
    if way == "day":
        return _by_bit(orders, axis, passes, codes, weights)
    by = _by_group if way == "track" else _by_user
    return by(orders, axis, passes, weights)


def warm_listeners(cube: Cube) -> None:
    """Compile or load every loop for numbers of this cube's kinds, by counting nobody in every way."""
    genre, month, orders = cube.axes["genre"], cube.axes["month"], cube.orders
    passes: dict[Side, Array] = {side: np.zeros(len(order.rows), bool) for side, order in orders.by.items()}
    nobody = np.zeros(len(cube.ages), np.uint64)
    for axis in (genre, month):
        _by_user(orders, axis, passes, nobody)
    _by_group(orders, genre, passes, nobody)
    _by_bit(orders, genre, passes, np.arange(1), nobody)


def _rows(orders: Orders, side: Side, passes: dict[Side, Array]) -> int:
    return int(orders.by[side].rows[passes[side]].sum())


def _by_class(cube: Cube, axis: Axis, passes: dict[Side, Array], weights: Array) -> Array:
    passing = {side: Passing(each * np.uint8(PASSES), each) for side, each in passes.items()}
    users = scan(cube.orders, passing, cube.totals).of_users.users
    found = np.zeros(len(axis.values), np.int64)
    np.add.at(found, axis.codes, users * weights.astype(np.int64))
    return found


def _by_user(orders: Orders, axis: Axis, passes: dict[Side, Array], weights: Array) -> Array:
    """User by user, by code of tracks or of days."""
    order, side = orders.by["user"], axis.dimension.side
    other: Side = "day" if side == "track" else "track"
    numbers = np.where(passes[side], axis.codes + 1, 0).astype(np.uint32)
    masks = passes[other] * np.uint32(0xFFFFFFFF)

    def part(share: Share) -> Array:
        found = np.zeros((len(axis.values) + 1, 2), np.uint64)
        first, last = (np.searchsorted(orders.user_start, each) for each in (share.first, share.last))
        columns = orders.user_start, order.of[side], numbers, order.of[other], masks
        distinct_by_user(share.groups, first, last, weights, *columns, found)
        return found[1:, 1]

    users: Array = np.add.reduce(in_parallel(part, shares(order.start, passes["user"])))
    return users.astype(np.int64)


def _by_group(orders: Orders, axis: Axis, passes: dict[Side, Array], weights: Array) -> Array:
    """Code by code, through the tracks that pass: no code may be parted among cores."""
    order, users = orders.by["track"], orders.users["track"]
    tracks = np.flatnonzero(passes["track"])
    tracks = tracks[np.argsort(axis.codes[tracks], kind="stable")]
    codes, rows = axis.codes[tracks], np.cumsum(order.rows[tracks])
    ends = np.searchsorted(rows, np.linspace(0, rows[-1] if len(rows) else 0, CORES + 1)[1:-1])
    cuts = np.searchsorted(codes, codes[ends]) if len(codes) else ends
    found = np.zeros((len(axis.values), 2), np.uint64)
    days, classes = (order.of["day"], passes["day"].astype(np.uint32)), (order.of["user"], weights)

    def part(chosen: Array) -> None:
        stamps = np.zeros(len(users.kind), np.uint32)
        spans = order.start[chosen], order.start[chosen + 1]
        distinct_by_group(*spans, axis.codes[chosen], users.of, *days, *classes, stamps, found)

    in_parallel(part, np.split(tracks, cuts))
    return found[:, 1].astype(np.int64)


def _by_bit(orders: Orders, axis: Axis, passes: dict[Side, Array], codes: Array, weights: Array) -> Array:
    """Through the days that pass, with a bit for each of the codes in a word of each user."""
    found = np.zeros(len(axis.values), np.int64)
    for first in range(0, len(codes), BITS):
        some = codes[first : first + BITS]
        slots = np.full(len(axis.values), BITS, np.uint8)
        slots[some] = np.arange(len(some))
        slots = np.where(passes["track"], slots[axis.codes], np.uint8(BITS))
        counts = _by_slot(orders, slots, passes["day"], weights)
        found[some] = counts[: len(some)]
    return found


def _by_slot(orders: Orders, slots: Array, days: Array, weights: Array) -> Array:
    """Distinct users by slot of tracks; every core has users of its own."""
    order, users = orders.by["day"], orders.users["day"]
    rows = np.linspace(0, orders.user_start[-1], CORES + 1).astype(np.int64)
    edges = np.searchsorted(orders.user_start[:-1], rows).astype(users.of.dtype)
    spans = [order.start[day : day + 2] for day in np.flatnonzero(days)]
    places = [first + np.searchsorted(users.of[first:last], edges) for first, last in spans]
    ends = np.asarray(places, np.int64).reshape(-1, CORES + 1).T.copy()

    def part(core: int) -> Array:
        counts = np.zeros((BITS + 1, 2), np.uint64)
        low, high = edges[core], edges[core + 1]
        seen = np.zeros(int(high) - int(low), np.uint64)
        columns = order.of["track"], slots, order.of["user"], weights, users.of
        distinct_by_bit(ends[core], ends[core + 1], *columns, low, seen, counts)
        return counts[:, 1]

    counts: Array = np.add.reduce(in_parallel(part, range(CORES)))
    return counts
