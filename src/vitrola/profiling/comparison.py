"""Compare the profiles of two files of one layout, and mark what stands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.profiling.facts import ColumnProfile, FileProfile, ValueCount

VOLUME = 2.0
"""Times as many or as few records, or distinct values: deliveries vary, but seldom by that much."""
NULLS = 0.05
"""Change in the share of nulls: one value in twenty came or went."""
MEDIAN = 2.0
"""Times as large a median, if it also left the middle half of what was delivered before."""
RANGE = 10.0
"""Times as large a minimum or maximum: single values vary far more than a median."""
RARE = 0.01
"""Share of a column's values; rarer ones come and go without meaning anything."""

Measure = str | int | float | None


@dataclass(frozen=True)
class Difference:
    """One measure in both files; ``column`` is None for the file as a whole.

    ``nulls`` are shares of the records.
    """

    column: str | None
    measure: str
    before: Measure
    after: Measure
    stands_out: bool


@dataclass(frozen=True)
class Values:
    """What values a column of few values got and lost, with their records where they occur."""

    column: str
    appeared: tuple[ValueCount, ...]
    vanished: tuple[ValueCount, ...]
    stands_out: bool


@dataclass(frozen=True)
class Comparison:
    """All measures of two files of one layout; ``values`` only of columns whose values changed."""

    differences: tuple[Difference, ...]
    values: tuple[Values, ...]


def compare(before: FileProfile, after: FileProfile) -> Comparison:
    """Compare two profiles of one layout; its definition gives both the same columns."""
    pairs = list(zip(before.columns, after.columns, strict=True))
    records = before.records, after.records
    more_unreadable = after.unreadable > before.unreadable
    differences = [
        Difference(None, "records", *records, _times(*records) >= VOLUME),
        Difference(None, "unreadable", before.unreadable, after.unreadable, more_unreadable),
    ]
    differences += [difference for pair in pairs for difference in _column(*pair, records)]
    changed = (_values(*pair) for pair in pairs)
    return Comparison(tuple(differences), tuple(values for values in changed if values))


def _column(old: ColumnProfile, new: ColumnProfile, records: tuple[int, int]) -> Iterator[Difference]:
    name = old.name
    both_given = "empty" not in (old.kind, new.kind)
    yield Difference(name, "type", old.kind, new.kind, both_given and old.kind != new.kind)
    was, now = old.nulls / max(records[0], 1), new.nulls / max(records[1], 1)
    yield Difference(name, "nulls", was, now, abs(now - was) >= NULLS and all(records))
    unlikely = both_given and _unlikely(old.distinct, new.distinct, records)
    yield Difference(name, "distinct", old.distinct, new.distinct, unlikely)
    numbers = bool(old.quartiles and new.quartiles)
    for measure in ("minimum", "maximum"):
        low, high = getattr(old, measure), getattr(new, measure)
        yield Difference(name, measure, low, high, numbers and _times(float(low), float(high)) >= RANGE)
    yield from _quartiles(old, new)


def _unlikely(before: int, after: int, records: tuple[int, int]) -> bool:
    """Whether distinct values are far from both as many as before and as many for each record."""
    in_step = before * records[1] / max(records[0], 1)
    return VOLUME * after <= min(before, in_step) or after >= VOLUME * max(before, in_step)


def _quartiles(old: ColumnProfile, new: ColumnProfile) -> Iterator[Difference]:
    measures = ("first quartile", "median", "third quartile")
    for measure, was, now in zip(measures, old.quartiles, new.quartiles, strict=False):
        outside = not float(old.quartiles[0]) <= float(now) <= float(old.quartiles[2])
        far = measure == "median" and outside and _times(float(was), float(now)) >= MEDIAN
        yield Difference(old.name, measure, was, now, far)


def _times(before: float, after: float) -> float:
    """How many times the larger is of the smaller in size, nothing counting as one."""
    low, high = sorted((abs(before), abs(after)))
    return high / max(low, min(1.0, high)) if high else 1.0


def _values(old: ColumnProfile, new: ColumnProfile) -> Values | None:
    if not _few(old) or not _few(new):
        return None
    appeared = tuple(count for count in new.frequent if count.value not in _names(old))
    vanished = tuple(count for count in old.frequent if count.value not in _names(new))
    if not appeared and not vanished:
        return None
    stands_out = _often(appeared, new) or _often(vanished, old)
    return Values(old.name, appeared, vanished, stands_out)


def _often(counts: tuple[ValueCount, ...], column: ColumnProfile) -> bool:
    given = sum(count.records for count in column.frequent)
    return any(count.records >= RARE * given for count in counts)


def _few(column: ColumnProfile) -> bool:
    return bool(column.frequent) and len(column.frequent) == column.distinct


def _names(column: ColumnProfile) -> set[str]:
    return {count.value for count in column.frequent}
