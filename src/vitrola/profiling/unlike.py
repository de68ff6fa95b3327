"""Values that aren't of the kind that nearly all of their column are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.profiling.facts import ValueCount
from vitrola.profiling.values import values_of
from vitrola.sources.forms import FORMS, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.engines import Engine
    from vitrola.profiling.facts import ColumnProfile

SHOWN = 5


def unlike_values(
    engine: Engine, relation: str, columns: Sequence[ColumnProfile]
) -> dict[str, list[ValueCount]]:
    """Values that aren't of the kind that nearly all of their column are, by column.

    ``columns`` are all that values were counted of, in their order.
    """
    return {
        column.name: _unlike(engine, relation, place, column)
        for place, column in enumerate(columns)
        if column.unlike and not column.personal
    }


def _unlike(engine: Engine, relation: str, place: int, column: ColumnProfile) -> list[ValueCount]:
    kinds = NUMBERS if column.kind == "number" else (column.kind,)
    forms = ", ".join(str(at) for at, form in enumerate(FORMS) if form in kinds)
    rows = engine.rows(
        f"SELECT value, records FROM {values_of(relation)} "  # noqa: S608 - named here
        f"WHERE place = {place} AND (form IS NULL OR NOT form IN ({forms})) ORDER BY 2 DESC, 1 LIMIT {SHOWN}"
    )
    return [ValueCount(row["value"], row["records"]) for row in rows]
