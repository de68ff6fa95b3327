"""A selection beside the same selection in the period before: its measures, and the rows of a ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.errors import UsageError
from vitrola.metrics.definitions import dimensions, measures

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from vitrola.assistants.toolbox import Pairs, Tool

    Ask = Callable[[str, Pairs], Awaitable[dict[str, Any]]]

OF_A_RANKING = ("by", "sort", "order", "q", "offset", "limit")
COUNTED = ("streams", "users")
MOST_PICKED = 200
"""Values of one dimension that a question may pick."""


async def compared(ask: Ask, tool: Tool, pairs: Pairs) -> dict[str, Any]:
    """The page of ``tool.path`` with changes and, with ``by``, the rows of ``tool.also`` beside before.

    All of it is of one publication. Rows whose values lie in the period itself can't be compared: UsageError.
    """
    filters = [(name, value) for name, value in pairs if name not in OF_A_RANKING]
    ranked = [(name, value) for name, value in pairs if name in OF_A_RANKING]
    by = dict(ranked).get("by")
    if ranked and by is None:
        raise UsageError(f"{ranked[0][0]} needs by, the dimension of the rows.")
    if by in ("month", "date"):
        raise UsageError(f"Rows by {by} have no period before; ask for ranking by {by} instead.")
    page = await ask(tool.path, filters)
    page["cards"] = {
        name: card | _change(card["value"], card["before"], measures()[name].format)
        for name, card in page["cards"].items()
    }
    if by is None or tool.also is None:
        return page
    same = ("publication", page["publication"])
    own = [pair for pair in filters if pair[0] not in (*tool.fixed, "publication")]
    table = await ask(tool.also, [*ranked, *own, same])
    before = await _before(ask, tool.also, table, page)
    rows = [_beside(row, before) for row in table["rows"]]
    return page | {"by": by, "rows": rows, "total_rows": table["total_rows"]}


async def _before(
    ask: Ask, path: str, table: dict[str, Any], page: dict[str, Any]
) -> dict[Any, dict[str, Any]] | None:
    """What a table's values have in the period before; None where there is none."""
    if page["before"] is None:
        return None
    by, values = table["by"], [row["value"] for row in table["rows"]]
    kept = {name: value for name, value in page["before"]["filters"].items() if name != by}
    filters = [pair for name, value in kept.items() for pair in _pairs(name, value)]
    found: dict[Any, dict[str, Any]] = {}
    for start in range(0, len(values), MOST_PICKED):
        asked = values[start : start + MOST_PICKED]
        own = [("by", by), ("limit", str(len(asked))), ("publication", page["publication"])]
        rows = await ask(path, [*own, *filters, *_pairs(by, asked)])
        found |= {row["value"]: row for row in rows["rows"]}
    return found


def _beside(row: dict[str, Any], before: dict[Any, dict[str, Any]] | None) -> dict[str, Any]:
    """A row's counts beside those before, which are zero for a value that has no row there."""
    if before is None:
        return row
    then = before.get(row["value"], dict.fromkeys(COUNTED, 0))
    return row | {
        name: {"value": row[name], "before": then[name]} | _change(row[name], then[name], "count")
        for name in COUNTED
    }


def _change(value: Any, before: Any, kind: str) -> dict[str, Any]:
    """The difference of two amounts and, where there is something before, its ratio; nothing of a name."""
    if kind in dimensions() or value is None or before is None:
        return {}
    return {"difference": value - before, "change": (value - before) / before if before else None}


def _pairs(name: str, kept: Any) -> Pairs:
    values = kept if isinstance(kept, list) else [kept]
    return [(name, "" if value is None else str(value)) for value in values]
