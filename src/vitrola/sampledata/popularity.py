"""How often each track is listened to, fitted to the published totals by genre, year and artist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

ROUNDS: Final = 80
BISECTIONS: Final = 100
FAINTEST: Final = 1e-12


def rake(weights: Floats, margins: Sequence[tuple[Ints, Floats]], caps: tuple[Ints, Floats]) -> Floats:
    """Scale ``weights`` until their sums by category match the targets, by iterative proportional fitting.

    Each margin is a category per track and a target per category. Targets of a category without tracks
    are spread over the others; every margin is fitted to a total of 1. ``caps`` is a category per track
    and the largest share each category should have.
    """
    fitted: Floats = weights / weights.sum()
    for _ in range(ROUNDS):
        fitted = fitted * _factors(fitted, *caps).clip(max=1.0)[caps[0]]
        for category, target in margins:
            present = np.bincount(category, minlength=len(target)) > 0
            fitted = fitted * _factors(fitted, category, target / target[present].sum())[category]
    fitted.clip(min=FAINTEST, out=fitted)
    return fitted


def apportion(weights: Floats, total: int, *, floor: Ints, ceiling: int) -> Ints:
    """Divide ``total`` rows by positive ``weights``, each track within ``floor`` and ``ceiling``.

    Expects ``floor.sum() <= total <= ceiling * len(weights)``.
    """
    low, high = 0.0, total / float(weights.min())
    for _ in range(BISECTIONS):
        unit = (low + high) / 2
        if np.clip(weights * unit, floor, ceiling).sum() < total:
            low = unit
        else:
            high = unit
    exact = np.clip(weights * high, floor, ceiling)
    counts = np.floor(exact).astype(np.int64)
    nearest_above = np.argsort(counts - exact, kind="stable")
    counts[nearest_above[: total - int(counts.sum())]] += 1
    return counts


def _factors(weights: Floats, category: Ints, target: Floats) -> Floats:
    """Give what the weights of each category must be multiplied by to add up to its target."""
    present = np.bincount(category, weights=weights, minlength=len(target))
    return np.divide(target, present, out=np.ones_like(target), where=present > 0)
