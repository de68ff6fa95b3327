"""What a change between two states is made of: each value's part of it, adding up exactly to the whole.

The two states are scanned each by itself, so that any two can be compared: a period and the one before it,
or two selections.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.cells import few, withheld
from vitrola.metrics.decomposing import decomposed, told_singly
from vitrola.metrics.kept import kept
from vitrola.metrics.parts import check_explained, parts_of
from vitrola.metrics.segments import segments

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.metrics.answer import Answer
    from vitrola.metrics.decomposing import Decomposed
    from vitrola.metrics.orders import Array
    from vitrola.metrics.segments import Segments
    from vitrola.metrics.state import State

SHOWN = 10


@dataclass(frozen=True)
class Asked:
    """What is to be explained: a measure, by one dimension or two, and how many values are told singly.

    Values about fewer users than ``smallest`` in either state are never told singly.
    """

    by: tuple[str, ...]
    measure: str = "streams"
    limit: int | None = SHOWN
    smallest: int = 0

    def __post_init__(self) -> None:
        """Raise UsageError where this can't be explained exactly."""
        check_explained(self.measure, self.by)


def drivers(now: Answer, before: Answer, asked: Asked) -> dict[str, Any]:
    """The change of a measure from ``before`` to ``now``, and the contribution of each value to it.

    Contributions of ``rows`` and ``others`` add up to ``change``: whole numbers exactly, quotients to a
    float's last digits. ``share`` is a part of the change, null where nothing changed. Rows are those that
    contribute most, whether up or down; the rest and those about too few users are ``others``. Users come
    with those gained, lost and kept. ``days`` are those of either state that the data has; where they
    differ, streams come with those of a day in ``per_day``, which is null otherwise.
    """
    axis = segments(now.selection, asked.by)
    head: dict[str, Any] = {"measure": asked.measure, "by": list(asked.by)}
    if asked.smallest and _too_few(before, now, asked.smallest):
        nothing = dict.fromkeys(("before", "now", "change"))
        return {**head, **nothing, "rows": [], "others": None, "total_rows": 0, "suppressed": True}
    parts = parts_of(before, axis, asked.measure), parts_of(now, axis, asked.measure)
    found = decomposed(*parts)
    people = None
    if asked.measure == "users":
        people = kept(before, now, [each.sums for each in parts], axis, asked.smallest)
    rows, others = _chosen(found, _withheld(before, now, axis, asked.smallest), asked.limit)

    def row(codes: Any) -> dict[str, Any]:
        return {**found.row(codes), **(people.row(codes) if people else {})}

    cube = now.selection.cube
    return {
        **head,
        **found.total(),
        **_by_day(before, now, asked.measure, found.total()),
        **(people.row(slice(None)) if people else {}),
        "rows": [axis.named(cube, int(code)) | row([code]) for code in rows],
        "others": {"values": len(others), **row(others)} if len(others) else None,
        "total_rows": len(rows) + len(others),
    }


def _by_day(before: Answer, now: Answer, measure: str, total: dict[str, Any]) -> dict[str, Any]:
    days = {"before": _days(before), "now": _days(now)}
    if measure != "streams" or days["before"] == days["now"] or not all(days.values()):
        return {"days": days, "per_day": None}
    a_day = {side: total[side] / count for side, count in days.items()}
    return {"days": days, "per_day": {**a_day, "change": a_day["now"] - a_day["before"]}}


def _days(found: Answer) -> int:
    """The days selected, that without a date left out."""
    return int(np.count_nonzero(found.selection.failed("day")[:-1] == 0))


def _too_few(before: Answer, now: Answer, smallest: int) -> bool:
    return any(0 < each.users < smallest for each in (before, now))


def _withheld(before: Answer, now: Answer, axis: Segments, smallest: int) -> Array:
    """Codes about too few users, but for none at all, in either state, and those that would tell of them."""
    hidden = np.zeros(axis.size, bool)
    for each in (before, now) if smallest else ():
        users = axis.users(each.selection)
        hidden |= withheld(users, few(users, smallest), smallest)
    return hidden


def _chosen(found: Decomposed, withholds: Array, limit: int | None) -> tuple[Array, Array]:
    """The codes told singly, those that contribute most first, and the others."""
    codes = found.present
    ranked = codes[np.argsort(-np.abs(found.contribution[codes]), kind="stable")]
    told, hidden = ranked[~withholds[ranked]], ranked[withholds[ranked]]
    most = told_singly(len(told), len(hidden), limit)
    return told[:most], np.concatenate([told[most:], hidden])


def explained(
    scanned: Callable[[State], Answer], state: State, against: State | None, asked: Asked
) -> dict[str, Any]:
    """The drivers of the change to a state from another one, or from the period before.

    Where the data has no period before, there is no change to explain: its numbers are null, its rows none.
    """
    now = scanned(state)
    other = against or now.before
    head = {"filters": now.selection.state.as_json(), "period": now.period()}
    if other is None:
        nothing: dict[str, Any] = {
            "before": None,
            "now": None,
            "change": None,
            "rows": [],
            "others": None,
            "total_rows": 0,
        }
        return {**head, "against": None, "measure": asked.measure, "by": list(asked.by), **nothing}
    before = scanned(other)
    told = {"against": before.selection.state.as_json(), "period_before": before.period()}
    return {**head, **told, **drivers(now, before, asked)}
