"""What a question about an audience asks for."""

from __future__ import annotations

from vitrola.dashboard.parameters import MOST_ROWS, whole_number
from vitrola.errors import UsageError
from vitrola.metrics.audience.answer import SORTS, SPLITS, Wanted

OF_AN_AUDIENCE = ("sort", "split", "limit")
OF_A_FILE = ("sort", "split", "table", "lang")
ROWS = 25


def wanted_of(own: dict[str, str], smallest: int, *, limit: int | None = ROWS) -> Wanted:
    """Which rows are wanted; raises UsageError for what it doesn't know."""
    sort, split = own.get("sort", SORTS[0]), own.get("split", SPLITS[0])
    if sort not in SORTS:
        raise UsageError(f"sort must be {' or '.join(SORTS)}, not {sort[:50]!r}.")
    if split not in SPLITS:
        raise UsageError(f"split must be one of {', '.join(SPLITS)}, not {split[:50]!r}.")
    if limit is not None:
        limit = whole_number(own, "limit", limit, MOST_ROWS, least=1)
    return Wanted(sort=sort, split=split, limit=limit, smallest=smallest)
