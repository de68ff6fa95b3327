"""Periods of the data that a question can be about where it names none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from vitrola.metrics.answer import answer
from vitrola.metrics.selection import in_force
from vitrola.metrics.state import State

if TYPE_CHECKING:
    from vitrola.metrics.cube import Cube

Period = tuple[dt.date, dt.date]


def played_days(cube: Cube, state: State) -> Period | None:
    """The first and last day with plays of the state's sources, whatever else it filters."""
    if not cube.days:
        return None
    if len(cube.sources) <= 1:
        return cube.days[0], cube.days[-1]
    sources = State(tuple(pick for pick in in_force(cube, state).picks if pick[0] == "source"))
    played = np.flatnonzero(answer(cube, sources).by_member("day")[:-1])
    return (cube.days[played[0]], cube.days[played[-1]]) if len(played) else None


def last_full_month(days: Period | None) -> Period | None:
    """The first and last day of the last month that is whole within some days; None where there is none."""
    if days is None:
        return None
    following = days[1] + dt.timedelta(1)
    end = days[1] if following.day == 1 else days[1].replace(day=1) - dt.timedelta(1)
    first = end.replace(day=1)
    return (first, end) if first >= days[0] else None


def last_month(days: Period | None) -> Period | None:
    """The last month within some days, up to the last of them."""
    return (max(days[1].replace(day=1), days[0]), days[1]) if days else None


def last_days(days: Period | None, count: int) -> Period | None:
    """The last so many of some days; None where they are fewer."""
    if days is None:
        return None
    first = days[1] - dt.timedelta(count - 1)
    return (first, days[1]) if first >= days[0] else None
