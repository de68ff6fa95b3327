"""Distinct users of every single pick, by value of each dimension of users.

They don't add up, and what would let a browser count them under any filters is each user's history. So
there are numbers for one pick, none for several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.portable.cells import USER_AXES
from vitrola.metrics.portable.loops import count_margins

if TYPE_CHECKING:
    from vitrola.metrics.cube import Axis, Cube
    from vitrola.metrics.definitions import Side
    from vitrola.metrics.orders import Array
    from vitrola.metrics.portable.cells import Classes

OWN = ("source", "track")
"""Dimensions without margins: the source is the scope, a track's pairs are its users."""


def people(cube: Cube, classes: Classes) -> dict[str, Any]:
    """Ready to become JSON: ``slots`` say what the columns of every margin are, ``scopes`` hold them.

    A scope is a source by itself, or all of several.
    """
    slots = np.zeros((len(cube.ages), len(USER_AXES)), np.int64)
    names: list[str] = []
    for place, name in enumerate(USER_AXES):
        slots[:, place] = len(names) + cube.axes[name].codes
        names += [name] * len(cube.axes[name].values)
    sources = [[name] for name in cube.sources]
    if len(sources) > 1:
        sources.append(list(cube.sources))
    return {"slots": names, "scopes": [_scope(cube, classes, slots, len(names), each) for each in sources]}


def _scope(cube: Cube, classes: Classes, slots: Array, width: int, sources: list[str]) -> dict[str, Any]:
    axis = cube.axes["source"]
    inside = np.isin(axis.codes, axis.numbers(tuple(sources)))
    count = len(cube.ages)
    by_class = _count(cube, "track", inside * 1, inside, np.arange(count)[:, None], count)[0][1]
    ages = by_class * cube.ages.clip(0)
    return {
        "sources": sources,
        "by_class": _whole(np.bincount(classes.of, by_class)),
        "ages_by_class": _whole(np.bincount(classes.of, ages)),
        "dimensions": {
            name: _margins(cube, each, inside, slots, width) for name, each in _axes(cube) if not each.absent
        },
    }


def _axes(cube: Cube) -> list[tuple[str, Axis]]:
    """The axes that have margins, those completed from tags under a name of their own."""
    delivered = [(name, axis) for name, axis in cube.axes.items()]
    resolved = [(f"{name}_resolved", axis) for name, axis in cube.resolved.items()]
    return [
        (name, axis)
        for name, axis in [*delivered, *resolved]
        if axis.dimension.side != "user" and axis.dimension.name not in OWN
    ]


def _margins(cube: Cube, axis: Axis, inside: Array, slots: Array, width: int) -> dict[str, Any]:
    users, ages = _count(cube, axis.dimension.side, axis.codes + 1, inside, slots, width, len(axis.values))
    return {"users": users[1:].tolist(), "ages": ages[1:].tolist()}


def _count(
    cube: Cube, side: Side, codes: Array, inside: Array, slots: Array, width: int, most: int = 1
) -> tuple[Array, Array]:
    """Users by code and slot, and sums of their ages by code; ``inside`` says which tracks count."""
    orders = cube.orders
    order, kinds = orders.by["user"], orders.users["day"].kind
    other: Side = "day" if side == "track" else "track"
    passing = {"track": inside, "day": np.ones(len(cube.days) + 1, bool)}
    numbers = np.where(passing[side], codes, 0).astype(np.uint32)
    masks = passing[other] * np.uint32(0xFFFFFFFF)
    users = np.zeros((most + 1, width), np.int64)
    ages = np.zeros(most + 1, np.int64)
    members = order.of[side], numbers, order.of[other], masks
    count_margins(orders.user_start, kinds, *members, slots, cube.ages.clip(0), users, ages)
    return users, ages


def _whole(numbers: Array) -> list[int]:
    found: list[int] = numbers.astype(np.int64).tolist()
    return found
