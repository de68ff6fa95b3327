"""Distributions as small bar charts: places of bars, in the units of an SVG view box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitrola.profiling import Distribution

WIDTH, HEIGHT = 192, 40
GAP = 1.0
WIDEST = 24.0
LEAST = 1.0
"""Height of a bar of few records: a class that isn't empty is seen."""


@dataclass(frozen=True)
class Bar:
    """One class as a rectangle, with its limits and records; ``end`` is the next class's first value."""

    x: float
    y: float
    width: float
    height: float
    start: float | str
    end: float | None
    records: int


def bars(found: Distribution) -> tuple[Bar, ...]:
    """A bar for each class from left to right; the highest fills the box."""
    most = max(each.records for each in found.classes) or 1
    step = min(WIDTH / len(found.classes), WIDEST)
    drawn = []
    for place, each in enumerate(found.classes):
        height = max(each.records / most * HEIGHT, LEAST) if each.records else 0.0
        drawn.append(
            Bar(
                x=round(place * step, 2),
                y=round(HEIGHT - height, 2),
                width=round(max(step - GAP, step * 0.8), 2),
                height=round(height, 2),
                start=each.low,
                end=each.high,
                records=each.records,
            )
        )
    return tuple(drawn)
