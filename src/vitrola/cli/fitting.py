"""Fit the columns of a table into the width of a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 12
"""Characters that are left at least of a text that is cut: fewer say nothing."""


@dataclass(frozen=True)
class Wish:
    """The width that a column's widest cell has, and whether its cells may be cut."""

    width: int
    cut: bool

    @property
    def least(self) -> int:
        """The width below which the column can't be shown."""
        return min(self.width, LEAST) if self.cut else self.width


def fit(wishes: Sequence[Wish], room: int) -> list[int] | None:
    """A width for each column, which together take the room at most; None where they can't.

    What lacks is taken from the widest of those that may be cut, so that they end alike.
    """
    widths = [min(wish.width, max(room, wish.least)) for wish in wishes]
    lacking = sum(widths) - room
    while lacking > 0:
        shrinkable = [place for place, wish in enumerate(wishes) if widths[place] > wish.least]
        if not shrinkable:
            return None
        widest = max(widths[place] for place in shrinkable)
        place = next(place for place in shrinkable if widths[place] == widest)
        widths[place] -= 1
        lacking -= 1
    return widths
