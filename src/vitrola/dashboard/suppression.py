"""Withhold numbers about too few people. Withheld numbers are null, and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.metrics.listeners import listeners

if TYPE_CHECKING:
    from vitrola.metrics.answer import Answer


def suppressed_page(found: Answer, page: dict[str, Any], smallest: int) -> dict[str, Any]:
    """The page without cards of fewer than ``smallest`` users, now or before, and without such marks."""
    if page["cards"]["users"]["value"] < smallest:
        for card in page["cards"].values():
            card.update(dict.fromkeys(card), suppressed=True)
    elif (before := page["cards"]["users"]["before"]) is not None and before < smallest:
        for card in page["cards"].values():
            card.update(before=None, before_suppressed=True)
    for name, chart in page["charts"].items():
        if name == "users_by_main_genre":
            users = {row["value"]: row["users"] for row in chart["rows"]}
        else:
            values = found.selection.axis(name).values
            users = dict(zip(values, listeners(found.selection, name, own=False).tolist(), strict=True))
        for row in chart["rows"]:
            if users[row["value"]] < smallest:
                row.update({key: None for key in row if key != "value"}, suppressed=True)
        _withhold_total(chart)
    return page


def suppressed_table(
    found: Answer, rows: dict[str, Any], smallest: int, *, own: bool = True
) -> dict[str, Any]:
    """The table without the numbers of rows of fewer than ``smallest`` users, nor a total of so few."""
    for row in rows["rows"]:
        if row["users"] < smallest:
            row.update(streams=None, share=None, users=None, suppressed=True)
    if own and found.users < smallest:
        rows["streams"] = None
    elif not own:
        _withhold_total(rows)
    return rows


def _withhold_total(found: dict[str, Any]) -> None:
    """Tell no total where no row of it is told: it may be about as few people as they are."""
    if found["rows"] and all(row.get("suppressed") for row in found["rows"]):
        found.update({name: None for name in ("streams", "users") if name in found})
