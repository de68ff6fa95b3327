"""What profiling finds out about raw text, as frozen values that JSON can hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ValueCount:
    """One value and the number of records that have it."""

    value: str
    records: int


@dataclass(frozen=True)
class ColumnProfile:
    """One column. Values of a ``personal`` column are counted, never shown.

    ``kind`` is the narrowest of "empty", "whole number", "number", "date", "time" and "text" that all
    values fit, or that at least 99 % fit; ``unlike`` counts those that don't. ``minimum`` and
    ``maximum`` are by number for numbers, by text otherwise; ``shortest`` and ``longest`` are lengths
    in characters. ``repeats`` counts values beyond the first of each. ``frequent`` holds the five most
    frequent values, or all where there are at most twenty; ``quartiles`` are of numbers only.
    """

    name: str
    kind: str
    unlike: int
    nulls: int
    distinct: int
    repeats: int
    minimum: str | None
    maximum: str | None
    shortest: int | None
    longest: int | None
    personal: bool
    frequent: tuple[ValueCount, ...]
    quartiles: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeyProfile:
    """A key of the source definition; ``repeats`` counts records beyond the first of each key."""

    columns: tuple[str, ...]
    repeats: int
    with_null: int


@dataclass(frozen=True)
class Suspicion:
    """Values that look like one value written in different ways; ``counts`` has the records of each.

    ``identifier`` is the column whose value their records share, where that is what tells.
    """

    reason: str
    column: str
    shared: str
    values: tuple[str, ...]
    records: int
    counts: tuple[int, ...] = ()
    identifier: str | None = None


@dataclass(frozen=True)
class FileProfile:
    """One file, or all files of one layout that were landed.

    ``records`` is the number of records that could be split; ``unreadable`` those that could not.
    ``repeated_records`` counts records equal to an earlier one in every column. ``suspicions`` holds at
    most the first hundred, ``suspicion_count`` all.
    """

    name: str
    source: str
    layout: str
    bytes: int
    records: int
    unreadable: int
    repeated_records: int
    columns: tuple[ColumnProfile, ...]
    keys: tuple[KeyProfile, ...]
    suspicions: tuple[Suspicion, ...]
    suspicion_count: int
