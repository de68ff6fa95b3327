"""Values that aren't of the kind that nearly all of their column are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.profiling.columns import values_of
from vitrola.profiling.facts import ValueCount
from vitrola.sources.forms import FORMS, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.engines import Engine
    from vitrola.profiling.facts import ColumnProfile

SHOWN = 5


def unlike_values(
    engine: Engine, relation: str, columns: Sequence[ColumnProfile]
) -> dict[str, list[ValueCount]]:
    """Values that aren't of the kind that nearly all of their column are, by column."""
    return {
        column.name: _unlike(engine, relation, column)
        for column in columns
        if column.unlike and not column.personal
    }


def _unlike(engine: Engine, relation: str, column: ColumnProfile) -> list[ValueCount]:
    kinds = NUMBERS if column.kind == "number" else (column.kind,)
    other = " AND ".join(f"NOT (value RLIKE '{FORMS[kind]}')" for kind in kinds)
    rows = engine.rows(
        f"SELECT value, records FROM {values_of(relation, column.name)} "  # noqa: S608 - named here
        f"WHERE {other} ORDER BY 2 DESC, 1 LIMIT {SHOWN}"
    )
    return [ValueCount(row["value"], row["records"]) for row in rows]
