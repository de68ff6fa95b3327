"""Find values that look like one value written in different ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.profiling.facts import Suspicion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.engines import Engine
    from vitrola.profiling.facts import ColumnProfile

MOST_DISTINCT = 100_000
"""Columns of more distinct values than this are names of single things, not of kinds of things."""


def one_identifier(engine: Engine, relation: str, identifier: str, column: str) -> list[Suspicion]:
    """Records that share an identifier and differ in ``column``: the same thing, misspelt."""
    rows = engine.rows(
        f"SELECT `{identifier}` AS shared, COLLECT_LIST(`{column}`) AS found FROM {relation} "  # noqa: S608
        f"WHERE NULLIF(`{identifier}`, '') IS NOT NULL GROUP BY `{identifier}` "
        f"HAVING COUNT(DISTINCT `{column}`) > 1"
    )
    reason = f"one {identifier}, different {column}"
    return [_suspicion(reason, column, row["shared"], row["found"]) for row in rows]


def spellings(engine: Engine, relation: str, profile: ColumnProfile) -> list[Suspicion]:
    """Values of a column that are equal but for case, accents, spaces and punctuation."""
    if not _names_kinds(profile):
        return []
    column = f"`{profile.name}`"
    values = (
        f"SELECT {column} AS value, PLAIN_LETTERS({column}) AS shared, COUNT(*) AS records "  # noqa: S608
        f"FROM {relation} WHERE {column} IS NOT NULL GROUP BY {column}"
    )
    rows = engine.rows(
        f"SELECT shared, COLLECT_LIST(value) AS found, SUM(records) AS records FROM ({values}) AS v "  # noqa: S608
        "WHERE shared <> '' GROUP BY shared HAVING COUNT(*) > 1"
    )
    reason = "same letters, different spelling"
    return [
        _suspicion(reason, profile.name, row["shared"], row["found"], int(row["records"])) for row in rows
    ]


def _names_kinds(profile: ColumnProfile) -> bool:
    """Whether a column's values come back, as names of artists and genres do and identifiers don't."""
    is_text = profile.kind == "text" and not profile.personal
    is_identifier = profile.name.lower().removesuffix("s").endswith(("id", "url"))
    return is_text and not is_identifier and 0 < profile.distinct <= MOST_DISTINCT and profile.repeats > 0


def _suspicion(
    reason: str, column: str, shared: str, values: Iterable[str], records: int | None = None
) -> Suspicion:
    found = [value for value in values if value is not None]
    count = len(found) if records is None else records
    return Suspicion(reason, column, shared, tuple(sorted(set(found))), count)
