"""Find values that look like one value written in different ways."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from vitrola.profiling.facts import Suspicion
from vitrola.profiling.values import values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.engines import Engine
    from vitrola.profiling.facts import ColumnProfile

MOST_DISTINCT = 100_000
"""Columns of more distinct values than this are names of single things, not of kinds of things."""


def one_identifier(engine: Engine, relation: str, identifier: str, column: str) -> list[Suspicion]:
    """Records that share an identifier and differ in ``column``: the same thing, misspelt."""
    values = (
        f"SELECT 0 AS place, `{identifier}` AS shared, `{column}` AS value, COUNT(*) AS records "  # noqa: S608
        f"FROM {relation} WHERE NULLIF(`{identifier}`, '') IS NOT NULL AND `{column}` IS NOT NULL "
        f"GROUP BY `{identifier}`, `{column}`"
    )
    reason = f"one {identifier}, different {column}"
    return [replace(each, identifier=identifier) for each in _differing(engine, values, reason, [column])]


def spellings(engine: Engine, relation: str, columns: Sequence[ColumnProfile]) -> list[Suspicion]:
    """Values of a column that are equal but for case, accents, spaces and punctuation.

    ``columns`` are all that values were counted of, in their order.
    """
    places = [str(place) for place, column in enumerate(columns) if _names_kinds(column)]
    if not places:
        return []
    values = (
        f"SELECT place, PLAIN_LETTERS(value) AS shared, value, records FROM {values_of(relation)} "  # noqa: S608
        f"WHERE place IN ({', '.join(places)})"
    )
    shared = f"SELECT * FROM ({values}) AS s WHERE shared <> ''"  # noqa: S608
    names = [column.name for column in columns]
    return _differing(engine, shared, "same letters, different spelling", names)


def _differing(engine: Engine, values: str, reason: str, names: Sequence[str]) -> list[Suspicion]:
    """What is shared by several values; ``values`` selects place, shared, value, records, each value once.

    A ``place`` is that of a column in ``names``.
    """
    rows = engine.rows(
        f"WITH v AS ({values}), "  # noqa: S608
        "several AS (SELECT place, shared FROM v GROUP BY place, shared HAVING COUNT(*) > 1) "
        "SELECT v.place, v.shared, v.value, v.records FROM v "
        "JOIN several ON v.place = several.place AND v.shared = several.shared ORDER BY 1, 2, 3"
    )
    return [
        _suspicion(reason, names[place], shared, list(found))
        for (place, shared), found in groupby(rows, lambda row: (row["place"], row["shared"]))
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
