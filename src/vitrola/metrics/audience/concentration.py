"""How evenly an audience listens."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.cells import few

if TYPE_CHECKING:
    from vitrola.metrics.orders import Array

CURVE = (0.01, 0.05, 0.1, 0.25, 0.5)
"""The shares of listeners, those that listen most first, whose part of the streams is told."""


def half(streams: Array) -> int:
    """The smallest number of listeners that make half of the streams; ``streams`` come the largest first."""
    total = np.cumsum(streams)
    return int(np.searchsorted(2 * total, total[-1])) + 1 if len(streams) else 0


def curve(streams: Array, smallest: int) -> list[dict[str, Any]]:
    """The part of the streams that the first listeners make; none of a step of too few of them."""
    total = np.cumsum(streams)
    rows: list[dict[str, Any]] = []
    former = 0
    for share in CURVE if len(streams) else ():
        users = math.ceil(len(streams) * share)
        steps = np.asarray([users, users - former, len(streams) - users])
        hidden = bool(few(steps, smallest).any())
        row = {"users": users, "share_of_streams": float(total[users - 1] / total[-1]) if total[-1] else None}
        rows.append(
            {"share_of_users": share, **(dict.fromkeys(row) | {"suppressed": True} if hidden else row)}
        )
        former = former if hidden else users
    return rows
