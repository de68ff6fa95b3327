"""How the values of a column are spread: classes of numbers, months or years of dates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from vitrola.profiling.values import values_of
from vitrola.sources.forms import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vitrola.engines import Engine
    from vitrola.profiling.facts import ColumnProfile

CLASSES = 24
SKEWED = 24
"""Where three quarters of the values lie in this part of the range, equal classes would show one bar."""
MOST_MONTHS = 36
LETTERS = {"month": 7, "year": 4}


@dataclass(frozen=True)
class Class:
    """Values from ``low`` up to ``high``, which is of the next class, and their records.

    ``high`` is None where the class is one value, month (2020-01) or year.
    """

    low: float | str
    high: float | None
    records: int


@dataclass(frozen=True)
class Distribution:
    """The classes of a column in order; ``doubling`` ones are each twice as wide as the one before."""

    kind: Literal["values", "equal", "doubling", "month", "year"]
    classes: tuple[Class, ...]


def distributions(engine: Engine, relation: str, columns: Sequence[ColumnProfile]) -> dict[str, Distribution]:
    """By name the distributions of columns of numbers, dates and times that aren't personal.

    ``columns`` are all that values were counted of, in their order.
    """
    shown = {
        place: column for place, column in enumerate(columns) if not column.personal and column.distinct > 1
    }
    numbers = {place: column for place, column in shown.items() if column.kind in NUMBERS}
    few = {place for place, column in numbers.items() if _has_few(column)}
    found: dict[int, Distribution | None] = {place: _of_values(numbers[place]) for place in few}
    found |= _of_numbers(engine, relation, {place: numbers[place] for place in numbers.keys() - few})
    for place, column in shown.items():
        if column.kind in ("date", "time"):
            found[place] = _of_dates(engine, relation, place, column)
    return {columns[place].name: each for place, each in sorted(found.items()) if each is not None}


def _has_few(profile: ColumnProfile) -> bool:
    return len(profile.frequent) == profile.distinct and not profile.unlike


def _of_values(profile: ColumnProfile) -> Distribution:
    """A class for each of few numbers; they may stand for kinds of things, as a status does."""
    ordered = sorted(profile.frequent, key=lambda count: float(count.value))
    return Distribution("values", tuple(Class(count.value.strip(), None, count.records) for count in ordered))


def _of_numbers(
    engine: Engine, relation: str, profiles: Mapping[int, ColumnProfile]
) -> dict[int, Distribution | None]:
    """By place the distributions of columns of many numbers."""
    spans = {place: span for place, profile in profiles.items() if (span := _span(profile))}
    counts = _counts(engine, relation, {place: edges for place, (_, edges) in spans.items()})
    return {
        place: Distribution(
            kind,
            tuple(
                Class(start, end, counts.get((place, at), 0))
                for at, (start, end) in enumerate(pairwise(edges))
            ),
        )
        for place, (kind, edges) in spans.items()
    }


def _span(profile: ColumnProfile) -> tuple[Literal["equal", "doubling"], list[float]] | None:
    """How the classes of a column follow each other, and where they start and end."""
    low, high = float(profile.minimum or 0), float(profile.maximum or 0)
    if not math.isfinite(high - low) or low == high:
        return None
    if low >= 0 and (float(profile.quartiles[2]) - low) * SKEWED < high - low:
        return "doubling", _doubling(low, high)
    return "equal", _equal(low, high, whole=profile.kind == "whole number")


def _equal(low: float, high: float, *, whole: bool) -> list[float]:
    """Edges of classes of one width; of whole numbers every class holds equally many of them."""
    if whole:
        each = math.ceil((high - low + 1) / CLASSES)
        return [low + each * place for place in range(math.ceil((high - low + 1) / each) + 1)]
    width = (high - low) / CLASSES
    return [*(low + width * place for place in range(CLASSES)), math.nextafter(high, math.inf)]


def _doubling(low: float, high: float) -> list[float]:
    """The lowest value, then powers of two up to one that is above the highest."""
    top = math.floor(math.log2(high)) + 1
    bottom = max(top - CLASSES, math.floor(math.log2(low)) + 1 if low else 0)
    return [low, *(2.0**power for power in range(min(bottom, top), top + 1))]


def _counts(
    engine: Engine, relation: str, edges: Mapping[int, Sequence[float]]
) -> dict[tuple[int, int], int]:
    """Records in each class that has any, by the column's place and that of the class."""
    if not edges:
        return {}
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    classes = f"{relation}_classes"
    rows = [
        {"place": place, "class": at, "start": start, "end": end}
        for place, each in edges.items()
        for at, (start, end) in enumerate(pairwise(each))
    ]
    kinds = [("place", pa.int32()), ("class", pa.int32()), ("start", pa.float64()), ("end", pa.float64())]
    engine.read_arrow(classes, pa.Table.from_pylist(rows, pa.schema(kinds)))
    found = engine.rows(
        f"SELECT v.place, c.`class` AS class_at, SUM(v.records) AS records FROM {values_of(relation)} AS v "  # noqa: S608
        f"JOIN {classes} AS c ON v.place = c.place AND v.number >= c.`start` AND v.number < c.`end` "
        "GROUP BY v.place, c.`class`"
    )
    return {(row["place"], row["class_at"]): int(row["records"]) for row in found}


def _of_dates(engine: Engine, relation: str, place: int, profile: ColumnProfile) -> Distribution | None:
    unit: Literal["month", "year"] = "month" if _months(profile) <= MOST_MONTHS else "year"
    rows = engine.rows(
        f"SELECT SUBSTRING(value, 1, {LETTERS[unit]}) AS start, SUM(records) AS records "  # noqa: S608
        f"FROM {values_of(relation)} WHERE place = {place} "
        "AND value RLIKE '^[0-9]{4}-[0-9]{2}' GROUP BY 1 ORDER BY 1"
    )
    classes = tuple(Class(row["start"], None, int(row["records"])) for row in rows)
    return Distribution(unit, classes) if len(classes) > 1 else None


def _months(profile: ColumnProfile) -> int:
    """Months between the first and the last; many where they aren't both dates."""
    first, last = (_month(text or "") for text in (profile.minimum, profile.maximum))
    return MOST_MONTHS + 1 if first is None or last is None else last - first


def _month(text: str) -> int | None:
    year, month = text[:4], text[5:7]
    return int(year) * 12 + int(month) if year.isdecimal() and month.isdecimal() else None
