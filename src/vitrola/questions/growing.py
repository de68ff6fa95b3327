"""How a measure changed from the period before, as the dashboard compares: whole months, or as many days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.errors import UsageError
from vitrola.metrics.selection import period_before
from vitrola.metrics.state import state_before
from vitrola.questions.crossing import few, table_of
from vitrola.questions.periods import told_by_period

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vitrola.metrics.answer import Answer
    from vitrola.metrics.orders import Array
    from vitrola.metrics.state import State
    from vitrola.questions.crossing import Codes
    from vitrola.questions.periods import Period, Told

    Scan = Callable[[State], Answer]

COUNTS = ("streams", "users", "active_tracks", "active_artists")
"""Measures that are nought where nothing was played."""


@dataclass(frozen=True)
class Grown:
    """A measure of one row now and before; None where that isn't known. ``few`` withholds both."""

    now: Any
    before: Any
    few: bool = False

    def change(self, *, rate: bool) -> float | None:
        """The difference, or what part of the value before it is; None where there is nothing to compare."""
        if self.few or self.now is None or self.before is None:
            return None
        difference = self.now - self.before
        if not rate:
            return float(difference) if isinstance(difference, float) else int(difference)
        return float(difference) / self.before if self.before else None


def grown_by(
    measure: str, sides: Sequence[Answer], by: tuple[str, ...], smallest: int, codes: Array | None = None
) -> dict[Codes, Grown]:
    """Each row now and in the period before, or ``codes`` only; by month it is the month before."""
    if "month" in by:
        return _month_by_month(measure, sides[0], by, smallest)
    told = [(table_of(measure, each, by, codes), few(each, by, smallest)) for each in sides]
    return _side_by_side(measure, told[0], told[1] if len(told) > 1 else None)


def before_of(found: Answer, scan: Scan) -> list[Answer]:
    """The same plays in the period before; none where it has no days. Raises UsageError without one."""
    if found.selection.before is None:
        raise UsageError(
            "Growth is the difference from the period before, so a period is needed whose period before is "
            "in the data: ask for a month, such as 'in March', or by month.",
            pt="Crescimento é a diferença do período anterior; diga um período cujo anterior esteja nos "
            "dados, como 'em março', ou peça por mês.",
        )
    days = [day.isoformat() for day in found.selection.before]
    state = state_before(found.selection.state, days)
    return [scan(state)] if state else []


def _month_by_month(measure: str, found: Answer, by: tuple[str, ...], smallest: int) -> dict[Codes, Grown]:
    place, rest = by.index("month"), tuple(name for name in by if name != "month")
    compared = _compared(found)
    periods = [each for sides in compared.values() for each in sides if each]
    told = told_by_period(measure, found, rest, smallest, periods)
    rows: dict[Codes, Grown] = {}
    for code, (now, then) in compared.items():
        for codes, grown in _side_by_side(measure, told[now], told[then] if then else None).items():
            rows[(*codes[:place], code, *codes[place:])] = grown
    return rows


def _compared(found: Answer) -> dict[int, tuple[Period, Period | None]]:
    """The days of each month asked for, and those they are compared with where these are in the data."""
    axis, days = found.selection.axis("month"), found.selection.cube.days
    asked = found.selection.failed("day") == 0
    outside = found.selection.fails.get("date", np.zeros(len(asked), bool))
    compared: dict[int, tuple[Period, Period | None]] = {}
    for code in map(int, np.unique(axis.codes[asked])):
        if code:
            inside = np.flatnonzero((axis.codes == code) & ~outside)
            now = days[inside[0]], days[inside[-1]]
            then = period_before(*now)
            compared[code] = now, then if then[0] >= days[0] else None
    return compared


def _side_by_side(measure: str, now: Told, then: Told | None) -> dict[Codes, Grown]:
    """Rows of both periods; what isn't in one of them is none of what is counted, or not known."""
    if then is None:
        return {codes: Grown(value, None, codes in now[1]) for codes, value in now[0].items()}
    nothing = 0 if measure in COUNTS else None
    return {
        codes: Grown(now[0].get(codes, nothing), then[0].get(codes, nothing), codes in now[1] | then[1])
        for codes in sorted({*now[0], *then[0]})
    }
