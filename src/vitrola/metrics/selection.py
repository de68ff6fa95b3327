"""Which tracks, days and users pass a state's filters, filter by filter."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vitrola.metrics.scan import BEFORE, PASSES, Passing

if TYPE_CHECKING:
    from vitrola.metrics.cube import Axis, Cube
    from vitrola.metrics.definitions import Side
    from vitrola.metrics.orders import Array
    from vitrola.metrics.state import State


@dataclass(frozen=True)
class Selection:
    """The members of each side under a state.

    ``fails`` has for each dimension filtered which members fail it; ``before`` is the first and the last
    day of the period that a selection of days is compared with, None where the data has no such period.
    """

    cube: Cube
    state: State
    fails: dict[str, Array]
    before: tuple[dt.date, dt.date] | None

    def failed(self, side: Side, *, but: str | None = None) -> Array:
        """How many filters each member of a side fails, that of one dimension left out."""
        if but in self.fails and self.cube.axes[but].dimension.side == side:
            return self._failed[side] - self.fails[but]
        return self._failed[side]

    @cached_property
    def _failed(self) -> dict[Side, Array]:
        counts = {side: np.zeros(len(order.rows), np.uint8) for side, order in self.cube.orders.by.items()}
        for name, fails in self.fails.items():
            counts[self.cube.axes[name].dimension.side] += fails
        return counts

    @cached_property
    def passing(self) -> dict[Side, Passing]:
        """What a scan needs to know of each side."""
        wanted = (self._failed["day"] <= 1) | (self.day_bits > 0)
        return {
            "track": self._passing("track"),
            "day": Passing(self.day_bits, wanted),
            "user": self._passing("user"),
        }

    def _passing(self, side: Side) -> Passing:
        failed = self._failed[side]
        return Passing((failed == 0) * np.uint8(PASSES | BEFORE), failed <= 1)

    @cached_property
    def day_bits(self) -> Array:
        """PASSES and BEFORE for each day, the unknown one last."""
        bits: Array = (self.failed("day") == 0) * np.uint8(PASSES)
        if self.before:
            first, last = self.before
            inside = np.asarray([*(first <= day <= last for day in self.cube.days), False])
            weekday = self.fails.get("weekday", np.zeros(len(inside), bool))
            bits |= (inside & ~weekday & (bits == 0)) * np.uint8(BEFORE)
        return bits

    def axis(self, name: str) -> Axis:
        """A dimension's axis, with the genres that the state asks for."""
        return self.cube.axis(name, resolved=self.state.resolved)


def in_force(cube: Cube, state: State) -> State:
    """The state itself, or where it names none of several sources, that of the first."""
    if len(cube.sources) > 1 and not state.picked("source"):
        return state.pick("source", cube.sources[0])
    return state


def select(cube: Cube, state: State) -> Selection:
    """Find what passes of the state in force."""
    state = in_force(cube, state)
    fails = {}
    for name, values in state.picks:
        axis = cube.axis(name, resolved=state.resolved)
        wanted = np.zeros(len(axis.values), bool)
        wanted[axis.numbers(values)] = True
        fails[name] = ~wanted[axis.codes]
        if axis.applies is not None:
            fails[name] |= ~axis.applies
    if state.first or state.last:
        outside = _outside(cube, state.first or dt.date.min, state.last or dt.date.max)
        fails["date"] = fails["date"] | outside if "date" in fails else outside
    return Selection(cube, state, fails, _before(cube, fails))


def _outside(cube: Cube, first: dt.date, last: dt.date) -> Array:
    return np.asarray([*(not first <= day <= last for day in cube.days), True])


def _before(cube: Cube, fails: dict[str, Array]) -> tuple[dt.date, dt.date] | None:
    filtered = [fails[name] for name in ("month", "date") if name in fails]
    if not filtered:
        return None
    failed = np.any(filtered, axis=0)
    chosen = np.flatnonzero(~failed[:-1])
    if not failed[-1] or not len(chosen) or chosen[-1] - chosen[0] + 1 != len(chosen):
        return None
    first, last = period_before(cube.days[chosen[0]], cube.days[chosen[-1]])
    return (first, last) if first >= cube.days[0] else None


def period_before(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """The period of the same length just before: whole months before months, else as many days.

    Days that begin a month but don't end one are compared with as many elapsed days of a month.
    """
    if first.day > 1:
        return first - (last - first) - dt.timedelta(1), first - dt.timedelta(1)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    ends = last.day == _length(last.year, last.month)
    start, end = _months_back(first, months), _months_back(last, months)
    longest = _length(end.year, end.month)
    return start, end.replace(day=longest if ends else min(last.day, longest))


def _months_back(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
