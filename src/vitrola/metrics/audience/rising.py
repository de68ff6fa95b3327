"""An audience's months: plays per day, against the month before and against everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.metrics.answer import ratio
from vitrola.metrics.cells import unsafe, withheld
from vitrola.metrics.listeners import listeners
from vitrola.metrics.months import month_rows

if TYPE_CHECKING:
    from vitrola.metrics.scan import Sums
    from vitrola.metrics.selection import Selection

NUMBERS = ("streams", "per_day", "share", "change", "change_of_all", "rising")


def rising_months(
    selection: Selection, sums: Sums, everybody: Selection, sums_of_all: Sums, smallest: int
) -> list[dict[str, Any]]:
    """One row a month, in order, the filter on months left out.

    ``change`` is that of plays per day from the month before, of the audience's and of everybody's; a month
    is ``rising`` where it grew, and more than everybody's. ``complete`` is false where days are missing.
    """
    all_months = {row["value"]: row for row in month_rows(everybody, sums_of_all)}
    rows: list[dict[str, Any]] = []
    former: tuple[float, float] | None = None
    for month in month_rows(selection, sums):
        if month["value"] is None:
            continue
        whole = all_months[month["value"]]
        daily = month["streams"] / month["days"], whole["streams"] / whole["days"]
        change, change_of_all = (
            _change(now, then) for now, then in zip(daily, former or (0, 0), strict=True)
        )
        grew = change is not None and change_of_all is not None and change > max(0, change_of_all)
        rows.append(
            {
                "value": month["value"],
                "streams": month["streams"],
                "days": month["days"],
                "complete": month["complete"],
                "per_day": daily[0],
                "share": ratio(month["streams"], whole["streams"]),
                "change": change,
                "change_of_all": change_of_all,
                "rising": grew,
            }
        )
        former = daily
    return _suppressed(rows, selection, everybody, smallest) if smallest else rows


def _change(now: float, then: float) -> float | None:
    return now / then - 1 if then else None


def _suppressed(
    rows: list[dict[str, Any]], selection: Selection, everybody: Selection, smallest: int
) -> list[dict[str, Any]]:
    values = selection.axis("month").values
    places = [values.index(row["value"]) for row in rows]
    users, all_users = (listeners(each, "month", own=False)[places] for each in (selection, everybody))
    hidden = withheld(users, unsafe(users, all_users, smallest), smallest)
    for place, row in enumerate(rows):
        if hidden[place]:
            row.update(dict.fromkeys(NUMBERS), suppressed=True)
        elif place and hidden[place - 1]:
            row.update(change=None, change_of_all=None, rising=None)
    return rows
