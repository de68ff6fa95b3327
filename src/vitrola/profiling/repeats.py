"""Count repeated keys and repeated records exactly, after a cheap look at 64-bit hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.profiling.facts import KeyProfile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vitrola.engines import Engine

HASHED = 3
"""The number of values that one hash is made of."""


def profile_key(engine: Engine, relation: str, key: Mapping[str, str]) -> KeyProfile:
    """A key given as names and the SQL that makes each from the text; nulls are no value of a key."""
    view = f"{relation}_key"
    columns = ", ".join(f"{sql} AS `{name}`" for name, sql in key.items())
    engine.view(view, f"SELECT {columns} FROM {relation}")  # noqa: S608 - from a source definition
    whole = " AND ".join(f"`{name}` IS NOT NULL" for name in key)
    with_null = engine.rows(f"SELECT COUNT_IF(NOT ({whole})) AS n FROM {view}")[0]["n"]  # noqa: S608
    return KeyProfile(tuple(key), _repeats(engine, view, list(key), whole), with_null)


def repeated_records(engine: Engine, relation: str, columns: Sequence[str]) -> int:
    """Records beyond the first of those that are equal in every column."""
    return _repeats(engine, relation, columns, "true")


def _repeats(engine: Engine, relation: str, columns: Sequence[str], where: str) -> int:
    hashed = f"XXHASH64({', '.join(_three([f'`{name}`' for name in columns]))})"
    candidates = f"{relation}_repeats"
    engine.repeats(candidates, f"SELECT {hashed} AS key_hash FROM {relation} WHERE {where}")  # noqa: S608
    names = ", ".join(f"`{name}`" for name in columns)
    grouped = (
        f"SELECT COUNT(*) AS records FROM {relation} "  # noqa: S608
        f"LEFT SEMI JOIN {candidates} ON {hashed} = {candidates}.key_hash WHERE {where} GROUP BY {names}"
    )
    row = engine.rows(f"SELECT COALESCE(SUM(records - 1), 0) AS n FROM ({grouped}) AS g")[0]  # noqa: S608
    return int(row["n"])


def _three(values: list[str]) -> list[str]:
    """The values as three: further ones joined into the last, missing ones null."""
    if len(values) <= HASHED:
        return values + ["CAST(NULL AS STRING)"] * (HASHED - len(values))
    rest = ", ".join(f"COALESCE(CAST({value} AS STRING), '')" for value in values[HASHED - 1 :])
    return [*values[: HASHED - 1], f"CONCAT_WS('|', {rest})"]
