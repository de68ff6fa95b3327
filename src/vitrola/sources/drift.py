"""Compare the head of a file with the last delivery of its layout: what was added, dropped, renamed, retyped.

An additive change passes. A breaking one is a change after which the definition would lose a column, or
most values of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vitrola.sources.forms import form_of, middle, share
from vitrola.sources.likeness import renames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vitrola.sources.head import Head
    from vitrola.sources.mapping import Layout

BREAKING = 0.5
"""Above this share of wrong values it is the file's form that changed; below it single values are wrong,
and quarantine names each of them."""
FEWEST = 3
"""Fewer values say nothing of a file's form: one or two wrong ones are for quarantine."""
OF_A_FORM, OF_ANOTHER = 0.9, 0.1
"""An identifier changes its form when whole numbers go from most of its values to almost none, or back."""
OTHER_UNIT = 100
OTHER_AGE = 20
"""Instants read this many years apart, from numbers this many times as large, are in another unit."""


@dataclass(frozen=True)
class Change:
    """One difference between two deliveries, of a column by its name in the layout, or else in the file.

    ``now`` is the new name of a renamed column, ``target`` what can't be made of a retyped one any more.
    ``said`` is a clause for a person.
    """

    kind: Literal["added", "dropped", "renamed", "retyped"]
    column: str
    said: str
    breaking: bool = False
    now: str | None = None
    target: Target | None = None


@dataclass(frozen=True)
class Target:
    """A canonical column that a feed makes of raw ``columns``.

    ``identifier`` where it is one and any text may be one; ``instant`` where it is a time with a clock.
    """

    feed: int
    name: str
    sql: str
    columns: tuple[str, ...]
    identifier: bool = False
    instant: bool = False


@dataclass(frozen=True)
class Reading:
    """What a sample's values of one target are when the definition reads them.

    ``given`` are texts that aren't empty, ``wrong`` those of them that break the target's type or rules.
    ``year`` is the median year of instants.
    """

    given: Sequence[str]
    wrong: Sequence[str]
    year: float | None = None

    @property
    def broken(self) -> bool:
        """Whether most values are wrong."""
        return len(self.wrong) > BREAKING * len(self.given)


def column_changes(layout: Layout, before: Head, after: Head) -> list[Change]:
    """What became of the columns: of the layout's, and of those that it doesn't know."""
    lacking = layout.lacking(after.columns)
    known = {column: layout.found_as(column, before.columns) or column for column in layout.columns}
    absent = {
        known[column]: column for column in layout.columns if layout.found_as(column, after.columns) is None
    }
    unknown = [name for name in before.columns if name not in layout.names and name not in after.columns]
    new = [name for name in after.columns if name not in layout.names and name not in before.columns]
    gone = [name for name in (*absent, *unknown) if name in before.columns or absent.get(name) in lacking]
    now = renames(gone, new, before, after)
    found = [
        _gone(name, now.get(name), absent.get(name), breaking=absent.get(name) in lacking) for name in gone
    ]
    taken = set(now.values())
    found += [Change("added", name, f"column {name!r} is new") for name in new if name not in taken]
    return found + list(_back(layout, before, after))


def _gone(name: str, now: str | None, column: str | None, *, breaking: bool) -> Change:
    """``column`` is the layout's own name of it, if it has one."""
    if now is not None:
        said = f"column {name!r} seems to be called {now!r} now"
        return Change("renamed", column or name, said, breaking, now)
    return Change("dropped", column or name, f"column {name!r} is no longer there", breaking)


def _back(layout: Layout, before: Head, after: Head) -> Iterator[Change]:
    """Optional columns that the last delivery lacked."""
    for column in layout.optional:
        name = layout.found_as(column, after.columns)
        if name and layout.found_as(column, before.columns) is None:
            yield Change("added", column, f"column {name!r} is there again")


def parquet_changes(before: Head, after: Head) -> list[Change]:
    """Columns of another Parquet type; whether that breaks anything is for their values to say."""
    return [
        Change("retyped", name, f"column {name!r} is {kind} and was {before.types[name]}")
        for name, kind in after.types.items()
        if before.types.get(name, kind) != kind
    ]


def retyped(target: Target, before: Reading, after: Reading, raw: tuple[Head, Head]) -> str | None:
    """How a target's values changed so that its definition no longer reads them; None where it does."""
    if len(after.given) < FEWEST or not before.given:
        return None
    if after.broken and len(after.wrong) >= FEWEST and not before.broken:
        return f"{len(after.wrong):,} of the first {len(after.given):,} values are no valid {target.name}"
    if target.identifier and len(before.given) >= FEWEST:
        return _other_form(before.given, after.given)
    if before.year is not None and after.year is not None and abs(before.year - after.year) > OTHER_AGE:
        return _other_unit(target, before.year, after.year, raw)
    return None


def _other_form(before: Sequence[str], after: Sequence[str]) -> str | None:
    shares = share(before, "whole number"), share(after, "whole number")
    if max(shares) < OF_A_FORM or min(shares) > OF_ANOTHER:
        return None
    forms = [form_of(before), form_of(after)]
    was, now = ("text" if form == "text" else f"{form}s" for form in forms)
    return f"the identifiers were {was} and are {now}, so that none would meet those landed before"


def _other_unit(target: Target, before: float, after: float, raw: tuple[Head, Head]) -> str | None:
    for column in target.columns:
        was, now = (middle(head.given(column)) for head in raw)
        if was and now and max(was, now) >= OTHER_UNIT * min(was, now):
            return f"most of its times would be read as of {after:.0f}; they were of {before:.0f}"
    return None
