"""Periods of the data that a question can be about where it names none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitrola.metrics.cube import Cube

Period = tuple[dt.date, dt.date]


def last_full_month(cube: Cube) -> Period | None:
    """The first and last day of the last month whose days are all in the data; None where there is none."""
    if not cube.days:
        return None
    last = cube.days[-1]
    following = last + dt.timedelta(1)
    end = last if following.day == 1 else last.replace(day=1) - dt.timedelta(1)
    first = end.replace(day=1)
    return (first, end) if first >= cube.days[0] else None


def last_month(cube: Cube) -> Period | None:
    """The last month of the data, up to its last day; None where there are no dates."""
    if not cube.days:
        return None
    last = cube.days[-1]
    return max(last.replace(day=1), cube.days[0]), last


def last_days(cube: Cube, count: int) -> Period | None:
    """The last so many days of the data; None where it has fewer."""
    if not cube.days:
        return None
    first = cube.days[-1] - dt.timedelta(count - 1)
    return (first, cube.days[-1]) if first >= cube.days[0] else None
