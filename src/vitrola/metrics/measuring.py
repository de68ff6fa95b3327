"""One measure under one state, as one number or by the values of a dimension: what rules look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.errors import UsageError
from vitrola.metrics.decomposing import told_singly
from vitrola.metrics.definitions import dimensions
from vitrola.metrics.parts import COMPARED, EXPLAINED, check_explained, parts_of
from vitrola.metrics.segments import segments

if TYPE_CHECKING:
    from vitrola.metrics.answer import Answer

Values = dict[tuple[Any, ...], float]

MEASURED = (*EXPLAINED, "active_artists", "business_days")
"""Measures that are numbers."""


def check_measured(measure: str, by: tuple[str, ...]) -> None:
    """Raise UsageError where a measure isn't known by these dimensions."""
    if not by:
        return
    if stray := [name for name in by if name in COMPARED]:
        raise UsageError(f"a rule looks at one period, so it can't be by {stray[0]}")
    if measure == "users" and len(by) <= 2 and all(name in dimensions() for name in by):
        return
    check_explained(measure, by)


def value_of(found: Answer, measure: str) -> float | None:
    """A measure as its card has it; None where there is no such number."""
    value = found.cards()[measure]["value"]
    return None if value is None else float(value)


def values_of(found: Answer, measure: str, by: tuple[str, ...], smallest: int = 0) -> tuple[Values, set[Any]]:
    """A measure by value, of those that have one, and which values are about too few users to be told."""
    axis = segments(found.selection, by)
    if measure == "users":
        sums, weights = axis.users(found.selection), None
    else:
        parts = parts_of(found, axis, measure)
        sums, weights = parts.sums, parts.weights
    withheld = set()
    if smallest:
        users = axis.users(found.selection)
        withheld = {axis.values(int(code)) for code in np.flatnonzero((users > 0) & (users < smallest))}
    if isinstance(weights, np.ndarray):
        codes = np.flatnonzero(weights)
        return {axis.values(int(code)): float(sums[code] / weights[code]) for code in codes}, withheld
    codes = np.flatnonzero(sums)
    return {axis.values(int(code)): float(sums[code] / (weights or 1)) for code in codes}, withheld


def between(
    before: tuple[Values, set[Any]], now: tuple[Values, set[Any]], *, limit: int | None
) -> dict[str, Any]:
    """The drivers of a sum's change between two cubes, as ``drivers`` has them of one.

    Values withheld in either cube are among the others.
    """
    changes = {key: now[0].get(key, 0) - before[0].get(key, 0) for key in {**before[0], **now[0]}}
    whole = int(sum(changes.values()))
    hidden = before[1] | now[1]
    ranked = sorted(changes, key=lambda key: (-abs(changes[key]), str(key)))
    told, kept_back = ([key for key in ranked if (key in hidden) == want] for want in (False, True))
    most = told_singly(len(told), len(kept_back), limit)

    def row(keys: list[Any]) -> dict[str, Any]:
        sums = {
            name: int(sum(each[0].get(key, 0) for key in keys))
            for name, each in (("before", before), ("now", now))
        }
        change = sums["now"] - sums["before"]
        return {**sums, "contribution": change, "share": change / whole if whole else None}

    others = [*told[most:], *kept_back]
    return {
        **{name: value for name, value in row(ranked).items() if name in ("before", "now")},
        "change": whole,
        "rows": [{"values": list(key), **row([key])} for key in told[:most]],
        "others": {"values": len(others), **row(others)} if others else None,
        "total_rows": len(ranked),
    }
