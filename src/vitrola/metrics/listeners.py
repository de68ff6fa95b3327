"""Exact distinct users of every value of one dimension, under all filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vitrola.metrics.kernels import distinct_by_value
from vitrola.metrics.parallel import in_parallel, shares
from vitrola.metrics.scan import SIDES, Passing, scan

if TYPE_CHECKING:
    from vitrola.metrics.cube import Axis
    from vitrola.metrics.definitions import Side
    from vitrola.metrics.orders import Array
    from vitrola.metrics.parallel import Share
    from vitrola.metrics.selection import Selection


def listeners(selection: Selection, name: str, *, own: bool = True, among: Array | None = None) -> Array:
    """Distinct users by code of a dimension's axis; its own filter counts if ``own``.

    Where codes are given as ``among``, others need not be counted.
    """
    axis = selection.axis(name)
    passes = {side: selection.failed(side, but=None if own else name) == 0 for side in SIDES}
    side = axis.dimension.side
    if axis.applies is not None:
        passes[side] &= axis.applies
    if among is not None:
        passes[side] &= np.isin(axis.codes, among)
    if side == "user":
        passing = {
            each: Passing(each_passes.astype(np.uint8), each_passes) for each, each_passes in passes.items()
        }
        users = np.where(passes["user"], scan(selection.cube.orders, passing).of_users.users, 0)
        return np.bincount(axis.codes, weights=users, minlength=len(axis.values)).astype(np.int64)
    return _by_value(selection, axis, passes)


def _by_value(selection: Selection, axis: Axis, passes: dict[Side, Array]) -> Array:
    """Distinct users by code of an axis of tracks or days."""
    side = axis.dimension.side
    orders = selection.cube.orders
    order = orders.by["user"]
    other: Side = "day" if side == "track" else "track"
    numbers = np.where(passes[side], axis.codes + 1, 0).astype(np.uint32)
    masks = passes[other] * np.uint32(0xFFFFFFFF)

    def part(share: Share) -> Array:
        found = np.zeros(len(axis.values) + 1, np.uint64)
        first, last = (np.searchsorted(orders.user_start, each) for each in (share.first, share.last))
        distinct_by_value(
            first, last, orders.user_start, order.of[side], numbers, order.of[other], masks, found
        )
        return found

    parts = in_parallel(part, shares(order.start, passes["user"]))
    users: Array = np.add.reduce(parts).astype(np.int64)[1:]
    return users
