"""Find values that look like one value written in different ways."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from vitrola.profiling.columns import values_of
from vitrola.profiling.facts import Suspicion

if TYPE_CHECKING:
    from vitrola.engines import Engine
    from vitrola.profiling.facts import ColumnProfile

MOST_DISTINCT = 100_000
"""Columns of more distinct values than this are names of single things, not of kinds of things."""


def one_identifier(engine: Engine, relation: str, identifier: str, column: str) -> list[Suspicion]:
    """Records that share an identifier and differ in ``column``: the same thing, misspelt."""
    values = (
        f"SELECT `{identifier}` AS shared, `{column}` AS value, COUNT(*) AS records FROM {relation} "  # noqa: S608
        f"WHERE NULLIF(`{identifier}`, '') IS NOT NULL AND `{column}` IS NOT NULL "
        f"GROUP BY `{identifier}`, `{column}`"
    )
    return _differing(engine, values, f"one {identifier}, different {column}", column)


def spellings(engine: Engine, relation: str, profile: ColumnProfile) -> list[Suspicion]:
    """Values of a column that are equal but for case, accents, spaces and punctuation."""
    if not _names_kinds(profile):
        return []
    values = (
        f"SELECT PLAIN_LETTERS(value) AS shared, value, records "  # noqa: S608
        f"FROM {values_of(relation, profile.name)}"
    )
    shared = f"SELECT * FROM ({values}) AS s WHERE shared <> ''"  # noqa: S608
    return _differing(engine, shared, "same letters, different spelling", profile.name)


def _differing(engine: Engine, values: str, reason: str, column: str) -> list[Suspicion]:
    """What is shared by several values; ``values`` selects shared, value and records, each value once."""
    rows = engine.rows(
        f"WITH v AS ({values}), several AS (SELECT shared FROM v GROUP BY shared HAVING COUNT(*) > 1) "  # noqa: S608
        "SELECT v.shared, v.value, v.records FROM v JOIN several ON v.shared = several.shared ORDER BY 1, 2"
    )
    return [
        _suspicion(reason, column, shared, list(found))
        for shared, found in groupby(rows, lambda row: row["shared"])
    ]


def _names_kinds(profile: ColumnProfile) -> bool:
    """Whether a column's values come back, as names of artists and genres do and identifiers don't."""
    is_text = profile.kind == "text" and not profile.personal
    is_identifier = profile.name.lower().removesuffix("s").endswith(("id", "url"))
    return is_text and not is_identifier and 0 < profile.distinct <= MOST_DISTINCT and profile.repeats > 0


def _suspicion(reason: str, column: str, shared: str, found: list[dict[str, Any]]) -> Suspicion:
    counts = {row["value"]: int(row["records"]) for row in found}
    values = tuple(sorted(counts))
    return Suspicion(
        reason, column, shared, values, sum(counts.values()), tuple(counts[value] for value in values)
    )
