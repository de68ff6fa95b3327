"""Count repeated keys and repeated records exactly, after a cheap look at 64-bit hashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.profiling.facts import KeyProfile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vitrola.engines import Engine

HASHED = 3
"""The number of values that one hash is made of."""
SHOWN = 5
"""Examples of each kind that are looked up."""


@dataclass(frozen=True)
class Repeated:
    """One key or record, as the values of its columns, and the number of records that have it."""

    values: tuple[str | None, ...]
    records: int


def profile_key(engine: Engine, relation: str, key: Mapping[str, str]) -> KeyProfile:
    """A key given as names and the SQL that makes each from the text; nulls are no value of a key."""
    view = f"{relation}_key"
    columns = ", ".join(f"{sql} AS `{name}`" for name, sql in key.items())
    engine.view(view, f"SELECT {columns} FROM {relation}")  # noqa: S608 - from a source definition
    whole = " AND ".join(f"`{name}` IS NOT NULL" for name in key)
    with_null = engine.rows(f"SELECT COUNT_IF(NOT ({whole})) AS n FROM {view}")[0]["n"]  # noqa: S608
    return KeyProfile(tuple(key), _repeats(engine, view, list(key), whole), with_null)


def repeated_keys(engine: Engine, relation: str, key: Mapping[str, str]) -> list[Repeated]:
    """The most repeated keys of a relation, once ``profile_key`` has counted them."""
    whole = " AND ".join(f"`{name}` IS NOT NULL" for name in key)
    return _most_repeated(engine, f"{relation}_key", list(key), whole)


def repeated_rows(engine: Engine, relation: str, columns: Sequence[str]) -> list[Repeated]:
    """The most repeated records of a relation, once ``repeated_records`` has counted them."""
    return _most_repeated(engine, relation, columns, "true")


def repeated_records(engine: Engine, relation: str, columns: Sequence[str]) -> int:
    """Records beyond the first of those that are equal in every column."""
    return _repeats(engine, relation, columns, "true")


def _repeats(engine: Engine, relation: str, columns: Sequence[str], where: str) -> int:
    """Hashes are of all rows, since an engine knows how many these are without counting."""
    engine.repeats(f"{relation}_repeats", f"SELECT {_hashed(columns)} AS key_hash FROM {relation}")  # noqa: S608
    grouped = _grouped(relation, columns, where, "COUNT(*) AS records")
    row = engine.rows(f"SELECT COALESCE(SUM(records - 1), 0) AS n FROM ({grouped}) AS g")[0]  # noqa: S608
    return int(row["n"])


def _most_repeated(engine: Engine, relation: str, columns: Sequence[str], where: str) -> list[Repeated]:
    names = ", ".join(f"`{name}`" for name in columns)
    texts = ", ".join(f"CAST(`{name}` AS STRING) AS `{name}`" for name in columns)
    grouped = _grouped(relation, columns, where, f"{texts}, COUNT(*) AS _records")
    rows = engine.rows(f"{grouped} HAVING COUNT(*) > 1 ORDER BY _records DESC, {names} LIMIT {SHOWN}")
    return [Repeated(tuple(row[name] for name in columns), row["_records"]) for row in rows]


def _grouped(relation: str, columns: Sequence[str], where: str, selected: str) -> str:
    candidates = f"{relation}_repeats"
    return (
        f"SELECT {selected} FROM {relation} "  # noqa: S608 - columns of a source definition
        f"LEFT SEMI JOIN {candidates} ON {_hashed(columns)} = {candidates}.key_hash "
        f"WHERE {where} GROUP BY {', '.join(f'`{name}`' for name in columns)}"
    )


def _hashed(columns: Sequence[str]) -> str:
    return f"XXHASH64({', '.join(_three([f'`{name}`' for name in columns]))})"


def _three(values: list[str]) -> list[str]:
    """The values as three: further ones joined into the last, missing ones null."""
    if len(values) <= HASHED:
        return values + ["CAST(NULL AS STRING)"] * (HASHED - len(values))
    rest = ", ".join(f"COALESCE(CAST({value} AS STRING), '')" for value in values[HASHED - 1 :])
    return [*values[: HASHED - 1], f"CONCAT_WS('|', {rest})"]
