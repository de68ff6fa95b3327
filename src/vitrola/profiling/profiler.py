"""Put the parts of a profile together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.contracts import contract_for_records
from vitrola.engines.beside import each
from vitrola.profiling.columns import profile_columns
from vitrola.profiling.facts import FileProfile, KeyProfile
from vitrola.profiling.repeats import profile_key, repeated_records
from vitrola.profiling.suspicions import one_identifier, spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from vitrola.engines import Engine
    from vitrola.profiling.facts import ColumnProfile, Suspicion
    from vitrola.sources import Feed, Layout, Source

MOST_SUSPICIONS = 100


def profile_relation(
    engine: Engine, relation: str, source: Source, layout: Layout, *, name: str, size: int, unreadable: int
) -> FileProfile:
    """Profile text of one layout that the engine holds as ``relation``; ``size`` is in bytes."""
    (records, columns), keys = _columns_and_keys(engine, relation, layout)
    distinct_records = any(not found.repeats and not found.with_null for found in keys)
    suspicions = _suspicions(engine, relation, layout, columns)
    return FileProfile(
        name=name,
        source=source.name,
        layout=layout.name,
        bytes=size,
        records=records,
        unreadable=unreadable,
        repeated_records=0 if distinct_records else repeated_records(engine, relation, layout.columns),
        columns=columns,
        keys=tuple(keys),
        suspicions=tuple(suspicions[:MOST_SUSPICIONS]),
        suspicion_count=len(suspicions),
    )


def _columns_and_keys(
    engine: Engine, relation: str, layout: Layout
) -> tuple[tuple[int, tuple[ColumnProfile, ...]], list[KeyProfile]]:
    """The number of records with their columns, and their key if there is one.

    A key of several columns is counted beside them; one column's profile may tell by itself that it is one.
    """
    key = key_of(layout.feeds[0])
    beside = len(key) > 1

    def columns_of(engine: Engine) -> Any:
        return profile_columns(engine, relation, layout.columns, layout.personal)

    def key_profile(engine: Engine) -> Any:
        return profile_key(engine, relation, key)

    steps: list[Callable[[Engine], Any]] = [columns_of, *([key_profile] if beside else [])]
    counted, *keys = each(engine, lambda own, step: step(own), steps)
    if key and not beside:
        keys = [_one_column(key, counted[1]) or key_profile(engine)]
    return counted, keys


def key_of(feed: Feed) -> dict[str, str]:
    """The key's names and the SQL that makes each of them from the text."""
    names = feed.key or contract_for_records(feed.records).key
    mapped = {name: feed.columns.get(name) for name in names}
    return {name: sql for name, sql in mapped.items() if sql}


def _one_column(key: Mapping[str, str], columns: Sequence[ColumnProfile]) -> KeyProfile | None:
    """The profile of a key that is a column as delivered, if that says that it is unique."""
    if len(key) != 1:
        return None
    ((name, sql),) = key.items()
    column = next((each for each in columns if sql.strip("`") == each.name), None)
    whole = column and not column.repeats and not column.nulls
    return KeyProfile((name,), repeats=0, with_null=0) if whole else None


def _suspicions(
    engine: Engine, relation: str, layout: Layout, columns: tuple[ColumnProfile, ...]
) -> list[Suspicion]:
    found: list[Suspicion] = []
    if {"spotify_id", "name"} <= set(layout.columns):
        found += one_identifier(engine, relation, "spotify_id", "name")
    told = {(each.column, each.values) for each in found}
    found += [each for each in spellings(engine, relation, columns) if (each.column, each.values) not in told]
    return sorted(found, key=lambda suspicion: (suspicion.reason, suspicion.column, suspicion.shared))
