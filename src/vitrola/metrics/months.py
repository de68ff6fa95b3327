"""The series of months, each compared fairly with the month before."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from vitrola.metrics.orders import Array
    from vitrola.metrics.scan import Sums
    from vitrola.metrics.selection import Selection


def month_rows(selection: Selection, sums: Sums) -> list[dict[str, Any]]:
    """One row a month, in order; the last, without a value, holds plays without a date.

    ``days`` counts the month's days that are in the data and the range of dates; a month with fewer than
    it has is not ``complete``. ``month_over_month`` is null where there is no fair comparison.
    """
    cube, axis = selection.cube, selection.axis("month")
    reached = selection.failed("day", but="month") == 0
    inside = ~selection.fails.get("date", np.zeros(len(reached), bool))
    streams = np.where(reached, sums.by_day, 0)
    rows: list[dict[str, Any]] = []
    former: Array | None = None
    for code in range(1, len(axis.values)):
        days = np.flatnonzero((axis.codes == code) & inside)
        if not len(days):
            former = None
            continue
        business = int(np.count_nonzero(cube.business[days] & reached[days]))
        on_business = int(streams[days][cube.business[days]].sum())
        length = calendar.monthrange(cube.days[days[0]].year, cube.days[days[0]].month)[1]
        rows.append(
            {
                "value": axis.values[code],
                "streams": int(streams[days].sum()),
                "month_over_month": _difference(selection, streams, days, former),
                "days": len(days),
                "complete": len(days) == length,
                "business_days": business,
                "streams_per_business_day": on_business / business if business else None,
            }
        )
        former = days
    if unknown := int(streams[-1]):
        rows.append({"value": None, "streams": unknown, "month_over_month": None, "complete": True})
    return rows


def _difference(selection: Selection, streams: Array, days: Array, former: Array | None) -> float | None:
    """A month against the one before; a month that hasn't ended against as many days of it."""
    if former is None or selection.cube.days[former[0]].day > 1 or selection.cube.days[days[0]].day > 1:
        return None
    last = selection.cube.days[days[-1]]
    ended = last.day == calendar.monthrange(last.year, last.month)[1]
    base = int(streams[former if ended else former[: len(days)]].sum())
    return float(streams[days].sum()) / base - 1 if base else None
