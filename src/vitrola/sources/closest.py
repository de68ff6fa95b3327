"""Say of a file that fits no layout which one is closest, and in what it differs."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from vitrola.lake.opening import container, open_bytes
from vitrola.sources.text import header_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from vitrola.sources.detect import Match
    from vitrola.sources.mapping import Layout

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
ALIKE = 0.75
"""Share of letters in common from which two names are alike: ``User ID`` and ``user_id`` are."""
MOST_NAMES = 100
LONGEST_NAME = 60


def closest(path: Path, looked: Iterable[Match]) -> str:
    """One sentence for a person."""
    matches = list(looked)
    if said := _otherwise_delimited(path, matches):
        return said
    best = max(matches, key=_likeness, default=None)
    if best is None or _likeness(best) == 0:
        return f"{path.name} fits no known source: its first record is no header Vitrola knows."
    if len(set(best.columns)) != len(best.columns):
        repeated = sorted({name for name in best.columns if best.columns.count(name) > 1})
        return f"{path.name} names a column twice: {_few(repeated)}."
    missing = sorted(best.layout.lacking(best.columns))
    facts = [f"it lacks {_few(missing)}"] if missing else []
    facts += [f"it has {_few(best.extra)} instead"] if best.extra else []
    return f"{path.name} fits no known source; the closest is {_named(best)}, but {' and '.join(facts)}."


def _likeness(match: Match) -> float:
    """How much of a layout's columns a file has; those of like names count for a part."""
    theirs = [name[:LONGEST_NAME] for name in match.columns[:MOST_NAMES]]
    ours = set(match.layout.columns)
    shared = len(ours.intersection(match.columns)) / max(len(ours.union(match.columns)), 1)
    alike = sum(any(_alike(name, other) for other in theirs) for name in ours) / len(ours)
    return shared + alike / 10


def _alike(one: str, other: str) -> bool:
    plain = [re.sub(r"[\W_]", "", name.lower()) for name in (one, other)]
    return SequenceMatcher(None, plain[0], plain[1]).ratio() >= ALIKE


def _otherwise_delimited(path: Path, matches: Sequence[Match]) -> str | None:
    """What to say where only the delimiter differs from a layout's."""
    if container(path) == "parquet":
        return None
    delimited = [match for match in matches if match.layout.format == "delimited" and len(match.columns) == 1]
    for match in delimited:
        for delimiter, found in DELIMITERS.items():
            if not match.layout.lacking(_header(path, match.layout, delimiter)):
                expected = DELIMITERS.get(match.layout.delimiter, repr(match.layout.delimiter))
                columns = f"{path.name} has the columns of {_named(match)}"
                return f"{columns}, but separated by {found} where {expected} are expected."
    return None


def _header(path: Path, layout: Layout, delimiter: str) -> list[str]:
    with open_bytes(path) as stream:
        return header_of(stream, replace(layout, delimiter=delimiter))


def _named(match: Match) -> str:
    return f"{match.source.name} ({match.layout.name})"


def _few(names: list[str]) -> str:
    shown = ", ".join(repr(name[:LONGEST_NAME]) for name in names[:8])
    return shown + (f" and {len(names) - 8} more" if len(names) > 8 else "")
