"""Profile the columns of a relation of text in one query, and their frequent values."""

from __future__ import annotations

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
    """The number of records, and a profile of each column; null and empty text count as null."""
    measures = [measure for position, name in enumerate(names) for measure in _measures(position, name)]
    row = engine.rows(f"SELECT COUNT(*) AS records, {', '.join(measures)} FROM {relation}")[0]  # noqa: S608
    profiles = [
        _profile(engine, relation, row, position, name, personal=name in personal)
        for position, name in enumerate(names)
    ]
    return row["records"], tuple(profiles)


def _number(name: str) -> str:
    value = f"NULLIF(`{name}`, '')"
    return f"CASE WHEN {value} RLIKE '{FORMS['number']}' THEN TRY_CAST(TRIM({value}) AS DOUBLE) END"


def _measures(position: int, name: str) -> list[str]:
    value, number = f"NULLIF(`{name}`, '')", _number(name)
    found = {
        "given": f"COUNT({value})",
        "distinct": f"COUNT(DISTINCT {value})",
        "low": f"MIN({value})",
        "high": f"MAX({value})",
        "least": f"MIN({number})",
        "most": f"MAX({number})",
        "shortest": f"MIN(LENGTH({value}))",
        "longest": f"MAX(LENGTH({value}))",
    }
    forms = {
        f"form_{place}": f"COUNT_IF({value} RLIKE '{form}')" for place, form in enumerate(FORMS.values())
    }
    return [f"{sql} AS {measure}_{position}" for measure, sql in {**found, **forms}.items()]


def _profile(
    engine: Engine, relation: str, row: dict[str, Any], position: int, name: str, *, personal: bool
) -> ColumnProfile:
    def measured(measure: str) -> Any:
        return row[f"{measure}_{position}"]

    given, distinct = measured("given"), measured("distinct")
    kind, unlike = _kind(given, [measured(f"form_{place}") for place in range(len(FORMS))])
    low, high = ("least", "most") if kind in NUMBERS else ("low", "high")
    repeats = given - distinct
    most = distinct if distinct <= FEW else FREQUENT
    return ColumnProfile(
        name=name,
        kind=kind,
        unlike=unlike,
        nulls=row["records"] - given,
        distinct=distinct,
        repeats=repeats,
        minimum=None if personal else _text(measured(low)),
        maximum=None if personal else _text(measured(high)),
        shortest=measured("shortest"),
        longest=measured("longest"),
        personal=personal,
        frequent=() if personal or not repeats else _frequent(engine, relation, name, most),
        quartiles=() if personal or kind not in NUMBERS else _quartiles(engine, relation, name),
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


def _quartiles(engine: Engine, relation: str, name: str) -> tuple[str, ...]:
    measures = [f"PERCENTILE({_number(name)}, {part}) AS q{place}" for place, part in enumerate(QUARTILES)]
    row = engine.rows(f"SELECT {', '.join(measures)} FROM {relation}")[0]  # noqa: S608 - a known column
    return tuple(_text(value) or "" for value in row.values())


def _frequent(engine: Engine, relation: str, name: str, most: int) -> tuple[ValueCount, ...]:
    rows = engine.rows(
        f"SELECT `{name}` AS value, COUNT(*) AS records FROM {relation} "  # noqa: S608 - a known column
        f"WHERE NULLIF(`{name}`, '') IS NOT NULL GROUP BY `{name}` ORDER BY 2 DESC, 1 LIMIT {most}"
    )
    return tuple(ValueCount(row["value"], row["records"]) for row in rows)
