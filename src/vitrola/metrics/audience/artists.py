"""What an audience plays besides, and which artists it is made of: exact distinct users of every artist."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.answer import ratio
from vitrola.metrics.audience.loops import overlap
from vitrola.metrics.cells import few, unsafe, withheld
from vitrola.metrics.parallel import in_parallel, shares
from vitrola.metrics.scan import PASSES

if TYPE_CHECKING:
    from vitrola.metrics.audience.people import People
    from vitrola.metrics.orders import Array
    from vitrola.metrics.parallel import Share

LEAST = 10
LEAST_SHARE = 0.01
"""An artist shares enough users to be ranked from so many on, and from this share of the audience."""


@dataclass(frozen=True)
class Listening:
    """Distinct users by artist: ``within`` its own tracks; of others ``everybody`` and ``shared``."""

    within: Array
    everybody: Array
    shared: Array


def listening(found: People) -> Listening:
    """Count every artist's users, user by user; an artist of the audience's tracks is no other one."""
    orders, axis = found.selection.cube.orders, found.selection.axis("artist")
    order, size = orders.by["user"], len(axis.values)
    own = found.selection.failed("track") == 0
    belongs = np.zeros(size, bool)
    belongs[axis.codes[own]] = True
    other = (found.everybody.failed("track") == 0) & ~belongs[axis.codes]
    codes = np.where(own, axis.codes + size, np.where(other, axis.codes, 0)).astype(np.uint32)
    masks = (found.selection.day_bits & PASSES) * np.uint32(0xFFFFFFFF)

    def part(share: Share) -> tuple[Array, Array]:
        counts = np.zeros(2 * size, np.uint64), np.zeros(2 * size, np.uint64)
        first, last = (np.searchsorted(orders.user_start, each) for each in (share.first, share.last))
        columns = order.of["track"], codes, order.of["day"], masks
        overlap(first, last, orders.user_start, found.marks, *columns, *counts)
        return counts

    counted = in_parallel(part, shares(order.start, found.selection.failed("user") == 0))
    everybody, shared = (np.add.reduce(each).astype(np.int64) for each in zip(*counted, strict=True))
    return Listening(everybody[size:], everybody[:size], shared[:size])


def minimum(audience: int, smallest: int) -> int:
    """The shared users from which on an artist is ranked."""
    return max(LEAST, smallest, math.ceil(audience * LEAST_SHARE))


def other_artists(
    found: People, counts: Listening, audience: int, everybody: int, smallest: int, sort: str
) -> dict[str, Any]:
    """Other artists by lift or shared users, if enough; ``withheld`` counts the unsafe ones."""
    least = minimum(audience, smallest)
    shared, users = counts.shared.copy(), counts.everybody
    shared[0] = 0
    ranked = shared >= least
    hidden = ranked & (
        unsafe(shared, np.asarray(audience), smallest)
        | unsafe(shared, users, smallest)
        | few(users, smallest)
    )
    codes = np.flatnonzero(ranked & ~hidden)
    lift = (shared[codes] / audience) / (users[codes] / everybody) if audience else np.zeros(0)
    keys = (codes, -shared[codes], -lift) if sort == "lift" else (codes, -lift, -shared[codes])
    values = found.selection.axis("artist").values
    rows = []
    for place in np.lexsort(keys):
        code = codes[place]
        rows.append(
            {
                "value": values[code],
                "shared": int(shared[code]),
                "overlap": int(shared[code]) / audience,
                "users": int(users[code]),
                "reach": int(users[code]) / everybody,
                "lift": float(lift[place]),
            }
        )
    return {
        "rows": rows,
        "total_rows": len(rows),
        "withheld": int(np.count_nonzero(hidden)),
        "minimum": least,
        "sort": sort,
    }


def line_up(
    found: People, counts: Listening, streams_of_tracks: Array, audience: int, smallest: int
) -> dict[str, Any]:
    """The artists of the audience's tracks, those with most users first."""
    axis = found.selection.axis("artist")
    streams = np.bincount(axis.codes, weights=streams_of_tracks, minlength=len(axis.values)).astype(np.int64)
    users, total = counts.within, int(streams.sum())
    hidden = withheld(users, unsafe(users, np.asarray(audience), smallest), smallest)
    codes = [int(code) for code in np.lexsort((-streams, -users)) if users[code] and not hidden[code]]
    rows = [
        {
            "value": axis.values[code],
            "users": int(users[code]),
            "overlap": int(users[code]) / audience,
            "streams": int(streams[code]),
            "share": ratio(int(streams[code]), total),
        }
        for code in codes
    ]
    return {"rows": rows, "total_rows": len(rows), "withheld": int(np.count_nonzero(hidden))}
