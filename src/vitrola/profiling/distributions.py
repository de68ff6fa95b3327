"""How the values of a column are spread: classes of numbers, months or years of dates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from vitrola.profiling.columns import number_sql, values_of
from vitrola.sources.forms import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def distributions(engine: Engine, relation: str, columns: Iterable[ColumnProfile]) -> dict[str, Distribution]:
    """By name the distributions of columns of numbers, dates and times that aren't personal."""
    found = {column.name: _distribution(engine, relation, column) for column in columns}
    return {name: each for name, each in found.items() if each is not None}


def _distribution(engine: Engine, relation: str, profile: ColumnProfile) -> Distribution | None:
    if profile.personal or profile.distinct < 2:
        return None
    if profile.kind in NUMBERS:
        few = len(profile.frequent) == profile.distinct and not profile.unlike
        return _of_values(profile) if few else _of_numbers(engine, relation, profile)
    return _of_dates(engine, relation, profile) if profile.kind in ("date", "time") else None


def _of_values(profile: ColumnProfile) -> Distribution:
    """A class for each of few numbers; they may stand for kinds of things, as a status does."""
    ordered = sorted(profile.frequent, key=lambda count: float(count.value))
    return Distribution("values", tuple(Class(count.value.strip(), None, count.records) for count in ordered))


def _of_numbers(engine: Engine, relation: str, profile: ColumnProfile) -> Distribution | None:
    low, high = float(profile.minimum or 0), float(profile.maximum or 0)
    if not math.isfinite(high - low) or low == high:
        return None
    skewed = low >= 0 and (float(profile.quartiles[2]) - low) * SKEWED < high - low
    whole = profile.kind == "whole number"
    edges = _doubling(low, high) if skewed else _equal(low, high, whole=whole)
    counts = _counts(engine, relation, profile.name, edges)
    classes = tuple(
        Class(start, end, records) for (start, end), records in zip(pairwise(edges), counts, strict=True)
    )
    return Distribution("doubling" if skewed else "equal", classes)


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


def _counts(engine: Engine, relation: str, name: str, edges: Sequence[float]) -> list[int]:
    """Records in each class."""
    classes = ", ".join(
        f"SUM(CASE WHEN v >= CAST('{start!r}' AS DOUBLE) AND v < CAST('{end!r}' AS DOUBLE) "
        f"THEN n ELSE 0 END) AS c{place}"
        for place, (start, end) in enumerate(pairwise(edges))
    )
    numbers = f"SELECT {number_sql('value')} AS v, records AS n FROM {values_of(relation, name)}"  # noqa: S608
    row = engine.rows(f"SELECT {classes} FROM ({numbers}) AS g")[0]  # noqa: S608
    return [int(records or 0) for records in row.values()]


def _of_dates(engine: Engine, relation: str, profile: ColumnProfile) -> Distribution | None:
    unit: Literal["month", "year"] = "month" if _months(profile) <= MOST_MONTHS else "year"
    rows = engine.rows(
        f"SELECT SUBSTRING(value, 1, {LETTERS[unit]}) AS start, SUM(records) AS records "  # noqa: S608
        f"FROM {values_of(relation, profile.name)} "
        "WHERE value RLIKE '^[0-9]{4}-[0-9]{2}' GROUP BY 1 ORDER BY 1"
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
