"""Tracks, days and classes of users with their values, as the exported page's engine reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.definitions import dimensions
from vitrola.metrics.portable.cells import first_of_pairs

if TYPE_CHECKING:
    from vitrola.metrics.cube import Axis, Cube
    from vitrola.metrics.orders import Array
    from vitrola.metrics.portable.cells import Cells, Classes


def members(cube: Cube, classes: Classes, cells: Cells, *, smallest: int = 0) -> dict[str, Any]:
    """Ready to become JSON; web/src/engine/cube.ts says what each part is."""
    return {
        "smallest": smallest,
        "days": [day.isoformat() for day in cube.days],
        "business": cube.business.astype(int).tolist(),
        "axes": {name: _axis(axis, classes) for name, axis in cube.axes.items()},
        "resolved": {name: _axis(axis, classes) for name, axis in cube.resolved.items()},
        "formats": {name: dimension.format for name, dimension in dimensions().items()},
        "shown": [name for name, dimension in dimensions().items() if dimension.shown],
        "columns": {name: dimension.column for name, dimension in dimensions().items()},
        "names": cube.names.tolist(),
        "is_track": cube.is_track.astype(int).tolist(),
        "repeats": np.flatnonzero(cube.orders.repeats).tolist(),
        "track_ages": _track_ages(cube).tolist(),
        "sources": list(cube.sources),
        "origins": list(cube.origins),
        "cells": {
            "count": len(cells.number),
            "most_plays": int(cells.plays.max(initial=0)),
            "least_pairs": cells.least_pairs,
            "most_pairs": int(cells.pairs.max(initial=0)),
        },
    }


def _axis(axis: Axis, classes: Classes) -> dict[str, Any]:
    codes = axis.codes[classes.example] if axis.dimension.side == "user" else axis.codes
    return {
        "side": axis.dimension.side,
        "values": list(axis.values),
        "codes": codes.tolist(),
        "applies": None if axis.applies is None else axis.applies.astype(int).tolist(),
    }


def _track_ages(cube: Cube) -> Array:
    """The sum of the known ages of each track's distinct users."""
    order = cube.orders.by["track"]
    ages = np.where(first_of_pairs(cube) > 0, cube.ages.clip(0)[order.of["user"]], 0)
    track = np.repeat(np.arange(len(order.rows)), order.rows)
    found: Array = np.bincount(track, weights=ages, minlength=len(order.rows)).astype(np.int64)
    return found
