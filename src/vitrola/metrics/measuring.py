"""One measure under one state, as one number or by the values of a dimension: what rules look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.errors import UsageError
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
