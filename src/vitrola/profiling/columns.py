"""Profile the columns of a relation of text by their distinct values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from vitrola.profiling.facts import ColumnProfile, ValueCount
from vitrola.sources.forms import FORMS, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from vitrola.engines import Engine

MOSTLY = 0.99
FREQUENT = 5
FEW = 20
"""A column of at most so many values has kinds of things in it: all of them are frequent values."""
QUARTILES = (0.25, 0.5, 0.75)


def profile_columns(
    engine: Engine, relation: str, names: Sequence[str], personal: Collection[str]
) -> tuple[int, tuple[ColumnProfile, ...]]:
    """The number of records, and a profile of each column; null and empty text count as null.

    Each column's values are counted once, into ``values_of`` it: whatever is asked of a column is asked of
    its distinct values, which are few beside its records.
    """
    records = engine.rows(f"SELECT COUNT(*) AS n FROM {relation}")[0]["n"]  # noqa: S608
    for name in names:
        engine.table(
            values_of(relation, name),
            f"SELECT `{name}` AS value, COUNT(*) AS records FROM {relation} "  # noqa: S608 - a known column
            f"WHERE NULLIF(`{name}`, '') IS NOT NULL GROUP BY `{name}`",
        )
    profiles = [
        _profile(engine, values_of(relation, name), records, name, personal=name in personal)
        for name in names
    ]
    return records, tuple(profiles)


def values_of(relation: str, name: str) -> str:
    """The relation of a column's ``value`` and ``records``: its distinct values, nulls left out."""
    return f"{relation}_of_{name.encode().hex()}"


def number_sql(value: str) -> str:
    """SQL of text as a number; null where it isn't of a number's form."""
    return f"CASE WHEN {value} RLIKE '{FORMS['number']}' THEN TRY_CAST(TRIM({value}) AS DOUBLE) END"


_NUMBER = number_sql("value")
_MEASURES = ", ".join(
    [
        "COALESCE(SUM(records), 0) AS given",
        "COUNT(*) AS distinct_values",
        "MIN(value) AS low",
        "MAX(value) AS high",
        f"MIN({_NUMBER}) AS least",
        f"MAX({_NUMBER}) AS most",
        "MIN(LENGTH(value)) AS shortest",
        "MAX(LENGTH(value)) AS longest",
        *(
            f"SUM(CASE WHEN value RLIKE '{form}' THEN records ELSE 0 END) AS form_{place}"
            for place, form in enumerate(FORMS.values())
        ),
    ]
)


def _profile(engine: Engine, values: str, records: int, name: str, *, personal: bool) -> ColumnProfile:
    found = engine.rows(f"SELECT {_MEASURES} FROM {values}")[0]  # noqa: S608 - named here
    given, distinct = int(found["given"]), found["distinct_values"]
    kind, unlike = _kind(given, [int(found[f"form_{place}"] or 0) for place in range(len(FORMS))])
    low, high = ("least", "most") if kind in NUMBERS else ("low", "high")
    repeats = given - distinct
    most = distinct if distinct <= FEW else FREQUENT
    return ColumnProfile(
        name=name,
        kind=kind,
        unlike=unlike,
        nulls=records - given,
        distinct=distinct,
        repeats=repeats,
        minimum=None if personal else _text(found[low]),
        maximum=None if personal else _text(found[high]),
        shortest=found["shortest"],
        longest=found["longest"],
        personal=personal,
        frequent=() if personal or not repeats else _frequent(engine, values, most),
        quartiles=() if personal or kind not in NUMBERS else _quartiles(engine, values, given - unlike),
    )


def _kind(given: int, fitting: list[int]) -> tuple[str, int]:
    if not given:
        return "empty", 0
    for enough in (given, given * MOSTLY):
        for kind, fits in zip(FORMS, fitting, strict=True):
            if fits >= enough:
                return kind, given - fits
    return "text", 0


def _text(value: Any) -> str | None:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value if value is None else str(value)


def _quartiles(engine: Engine, values: str, count: int) -> tuple[str, ...]:
    """Quartiles of ``count`` numbers, between two neighbours where they fall between their places."""
    places = [part * (count - 1) for part in QUARTILES]
    neighbours = [place for exact in places for place in (math.floor(exact), math.ceil(exact))]
    taken = ", ".join(
        f"MIN(CASE WHEN up_to > {place} THEN v END) AS n{at}" for at, place in enumerate(neighbours)
    )
    numbers = f"SELECT {_NUMBER} AS v, SUM(records) AS n FROM {values} GROUP BY 1"  # noqa: S608
    ranked = f"SELECT v, SUM(n) OVER (ORDER BY v) AS up_to FROM ({numbers}) AS g WHERE v IS NOT NULL"  # noqa: S608
    row = list(engine.rows(f"SELECT {taken} FROM ({ranked}) AS r")[0].values())  # noqa: S608
    pairs = zip(places, row[::2], row[1::2], strict=True)
    return tuple(_text(low + (high - low) * (place % 1)) or "" for place, low, high in pairs)


def _frequent(engine: Engine, values: str, most: int) -> tuple[ValueCount, ...]:
    rows = engine.rows(f"SELECT value, records FROM {values} ORDER BY 2 DESC, 1 LIMIT {most}")  # noqa: S608
    return tuple(ValueCount(row["value"], row["records"]) for row in rows)
