"""What a question about an audience asks for."""

from __future__ import annotations

from vitrola.dashboard.parameters import MOST_ROWS, whole_number
from vitrola.errors import UsageError
from vitrola.metrics.audience.answer import ORDERS, SORTS, SPLITS, Wanted

OF_AN_AUDIENCE = ("sort", "order", "split", "limit")
OF_A_FILE = ("sort", "order", "split", "table", "lang")
ROWS = 25


def wanted_of(own: dict[str, str], smallest: int, *, limit: int | None = ROWS) -> Wanted:
    """Which rows are wanted; raises UsageError for what it doesn't know."""
    known = {"sort": SORTS, "order": ORDERS, "split": SPLITS}
    chosen = {name: own.get(name, values[0]) for name, values in known.items()}
    for name, value in chosen.items():
        if value not in known[name]:
            raise UsageError(f"{name} must be {' or '.join(known[name])}, not {value[:50]!r}.")
    if limit is not None:
        limit = whole_number(own, "limit", limit, MOST_ROWS, least=1)
    return Wanted(**chosen, limit=limit, smallest=smallest)
