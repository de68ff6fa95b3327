"""Profile the columns of a relation of text by their distinct values."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from vitrola.profiling.facts import ColumnProfile
from vitrola.profiling.values import count_values, frequent_values, values_of
from vitrola.sources.forms import FORMS, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from vitrola.engines import Engine

MOSTLY = 0.99
FREQUENT = 5
FEW = 20
"""A column of at most so many values has kinds of things in it: all of them are frequent values."""
QUARTILES = (0.25, 0.5, 0.75)

_MEASURES = ", ".join(
    [
        "SUM(records) AS given",
        "COUNT(*) AS distinct_values",
        "MIN(value) AS low",
        "MAX(value) AS high",
        "MIN(number) AS least",
        "MAX(number) AS most",
        "MIN(LENGTH(value)) AS shortest",
        "MAX(LENGTH(value)) AS longest",
        *(
            f"SUM(CASE WHEN form = {place} THEN records ELSE 0 END) AS form_{place}"
            for place in range(len(FORMS))
        ),
    ]
)
_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("low", "high", "least", "most", "shortest", "longest")),
    **dict.fromkeys(("given", "distinct_values", *(f"form_{place}" for place in range(len(FORMS)))), 0),
}
"""The measures of a column without a value."""


def profile_columns(
    engine: Engine, relation: str, names: Sequence[str], personal: Collection[str]
) -> tuple[int, tuple[ColumnProfile, ...]]:
    """The number of records, and a profile of each column; null and empty text count as null."""
    records = engine.rows(f"SELECT COUNT(*) AS n FROM {relation}")[0]["n"]  # noqa: S608
    count_values(engine, relation, names)
    measured = engine.rows(f"SELECT place, {_MEASURES} FROM {values_of(relation)} GROUP BY place")  # noqa: S608
    found = {row["place"]: row for row in measured}
    profiles = [
        _profile(found.get(place), records, name, personal=name in personal)
        for place, name in enumerate(names)
    ]
    return records, _with_values(engine, relation, profiles)


def _profile(row: dict[str, Any] | None, records: int, name: str, *, personal: bool) -> ColumnProfile:
    """A profile without the values that are looked up later."""
    found = row or _NOTHING
    given, distinct = int(found["given"]), found["distinct_values"]
    kind, unlike = _kind(given, [int(found[f"form_{place}"]) for place in range(len(FORMS))])
    low, high = ("least", "most") if kind in NUMBERS else ("low", "high")
    return ColumnProfile(
        name=name,
        kind=kind,
        unlike=unlike,
        nulls=records - given,
        distinct=distinct,
        repeats=given - distinct,
        minimum=None if personal else _text(found[low]),
        maximum=None if personal else _text(found[high]),
        shortest=found["shortest"],
        longest=found["longest"],
        personal=personal,
        frequent=(),
    )


def _with_values(
    engine: Engine, relation: str, profiles: Sequence[ColumnProfile]
) -> tuple[ColumnProfile, ...]:
    """The profiles with the values that are looked up for all columns at once."""
    shown = {place: each for place, each in enumerate(profiles) if not each.personal}
    most = {
        place: each.distinct if each.distinct <= FEW else FREQUENT
        for place, each in shown.items()
        if each.repeats
    }
    frequent = frequent_values(engine, relation, most)
    quartiles = _quartiles(engine, relation, [place for place in shown if shown[place].kind in NUMBERS])
    return tuple(
        replace(each, frequent=frequent.get(place, ()), quartiles=quartiles.get(place, ()))
        for place, each in enumerate(profiles)
    )


def _kind(given: int, narrowest: list[int]) -> tuple[str, int]:
    """The kind of values given, and how many are of another; ``narrowest`` counts those of each form."""
    if not given:
        return "empty", 0
    numbers = len(NUMBERS)
    fitting = [*accumulate(narrowest[:numbers]), *narrowest[numbers:]]
    for enough in (given, given * MOSTLY):
        for kind, fits in zip(FORMS, fitting, strict=True):
            if fits >= enough:
                return kind, given - fits
    return "text", 0


def _text(value: Any) -> str | None:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value if value is None else str(value)


def _quartiles(engine: Engine, relation: str, places: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Quartiles of columns' numbers, between two neighbours where they fall between their places."""
    if not places:
        return {}
    neighbours = [f"{end}(at_{at})" for at in range(len(QUARTILES)) for end in ("FLOOR", "CEIL")]
    taken = ", ".join(
        f"MIN(CASE WHEN up_to > {one} THEN number END) AS n{at}" for at, one in enumerate(neighbours)
    )
    exact = ", ".join(f"CAST({part} AS DOUBLE) * (total - 1) AS at_{at}" for at, part in enumerate(QUARTILES))
    counted = (
        f"SELECT place, number, SUM(records) AS n FROM {values_of(relation)} "  # noqa: S608 - named here
        f"WHERE number IS NOT NULL AND place IN ({', '.join(map(str, places))}) GROUP BY place, number"
    )
    ranked = (
        "SELECT place, number, SUM(n) OVER (PARTITION BY place ORDER BY number) AS up_to, "  # noqa: S608
        f"SUM(n) OVER (PARTITION BY place) AS total FROM ({counted}) AS c"
    )
    placed = f"SELECT *, {exact} FROM ({ranked}) AS r"  # noqa: S608
    rows = engine.rows(f"SELECT place, MAX(total) AS total, {taken} FROM ({placed}) AS p GROUP BY place")  # noqa: S608
    return {row["place"]: _between(int(row["total"]), row) for row in rows}


def _between(total: int, row: dict[str, Any]) -> tuple[str, ...]:
    pairs = [(row[f"n{2 * at}"], row[f"n{2 * at + 1}"]) for at in range(len(QUARTILES))]
    parts = [part * (total - 1) % 1 for part in QUARTILES]
    return tuple(
        _text(low + (high - low) * part) or "" for part, (low, high) in zip(parts, pairs, strict=True)
    )
