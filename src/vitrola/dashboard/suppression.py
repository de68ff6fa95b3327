"""Withhold numbers about too few people, and what would tell them. Withheld numbers are null, and say so."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.cells import few, withheld
from vitrola.metrics.listeners import listeners

if TYPE_CHECKING:
    from vitrola.metrics.answer import Answer
    from vitrola.metrics.orders import Array


def suppressed_page(found: Answer, page: dict[str, Any], smallest: int) -> dict[str, Any]:
    """The page without cards of fewer than ``smallest`` users, now or before, and without such marks."""
    _suppress_cards(page["cards"], smallest)
    for name, chart in page["charts"].items():
        if name == "users_by_main_genre":
            hidden = _hidden(np.asarray([row["users"] for row in chart["rows"]], np.int64), smallest)
            values = {row["value"] for row, hides in zip(chart["rows"], hidden, strict=True) if hides}
        else:
            values = _hidden_values(found, name, smallest, own=False)
        _suppress_chart(chart, values)
    return page


def _suppress_cards(cards: dict[str, Any], smallest: int) -> None:
    users = cards["users"]
    if _is_few(users["value"], smallest):
        for card in cards.values():
            card.update(dict.fromkeys(card), suppressed=True)
    elif users["before"] is not None and _is_few(users["before"], smallest):
        for card in cards.values():
            card.update(before=None, before_suppressed=True)


def _suppress_chart(chart: dict[str, Any], values: set[Any]) -> None:
    for row in chart["rows"]:
        if row["value"] in values:
            row.update({key: None for key in row if key != "value"}, suppressed=True)
    for former, row in pairwise(chart["rows"]):
        if former.get("suppressed") and "month_over_month" in row:
            row["month_over_month"] = None
    _withhold_total(chart)


def suppressed_table(
    found: Answer, rows: dict[str, Any], smallest: int, *, own: bool = True
) -> dict[str, Any]:
    """The table without the numbers of rows of fewer than ``smallest`` users, nor a total of so few."""
    values = _hidden_values(found, rows["by"], smallest, own=own)
    for row in rows["rows"]:
        if row["value"] in values:
            row.update(streams=None, share=None, users=None, suppressed=True)
    if own and _is_few(found.users, smallest):
        rows["streams"] = None
    elif not own:
        _withhold_total(rows)
    return rows


def _is_few(users: int, smallest: int) -> bool:
    """Whether a number is about some people, but about too few."""
    return 0 < users < smallest


def _hidden(users: Array, smallest: int) -> Array:
    return withheld(users, few(users, smallest), smallest)


def _hidden_values(found: Answer, name: str, smallest: int, *, own: bool) -> set[Any]:
    """The values of a dimension whose numbers are withheld, whether or not they are among the rows shown."""
    values = found.selection.axis(name).values
    hidden = _hidden(listeners(found.selection, name, own=own), smallest)
    return {values[code] for code in np.flatnonzero(hidden)}


def _withhold_total(found: dict[str, Any]) -> None:
    """Tell no total where no row of any people is told: it may be about as few people as they are."""
    rows = found["rows"]
    told = any(row.get("streams") or row.get("users") for row in rows)
    if not told and any(row.get("suppressed") for row in rows):
        found.update({name: None for name in ("streams", "users") if name in found})
