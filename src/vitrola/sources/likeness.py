"""Tell a renamed column from one that is gone and another that is new."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from vitrola.sources.forms import NUMBERS, form_of, middle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.sources.head import Head

ALIKE = 0.6
"""Share of letters in common from which two names are alike: ``user_id`` and ``usuario_id`` are."""
SAME = 0.85
"""From here on a name is the same but for its writing, whatever the values are."""
OVERLAP = 0.1
"""Share of a text column's values that have to be known: names of tracks come back, but not most."""
MAGNITUDE = 10
"""Numbers whose medians are further apart than this many times are of different things."""
MOST_NEW = 100


def renames(gone: Sequence[str], new: Sequence[str], before: Head, after: Head) -> dict[str, str]:
    """The new name of each column that is gone, where there is a likely one; no name is given twice."""
    scored = []
    for old in gone:
        for name in new[:MOST_NEW]:
            score = _score(old, name, before, after)
            if score:
                scored.append((score, old, name))
    found: dict[str, str] = {}
    for _, old, name in sorted(scored, key=lambda entry: -entry[0]):
        if old not in found and name not in found.values():
            found[old] = name
    return found


def _score(old: str, new: str, before: Head, after: Head) -> float:
    """How likely it is that ``new`` is ``old`` renamed; 0 where it is not."""
    names = SequenceMatcher(None, _plain(old), _plain(new)).ratio()
    values = values_alike(before.given(old), after.given(new))
    placed = _same_place(old, new, before.columns, after.columns)
    likely = names >= SAME or (names >= ALIKE and values is not False) or (placed and values)
    return names + placed + bool(values) if likely else 0.0


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name[:100].lower())
    return re.sub(r"[^a-z0-9]", "", decomposed) or name[:100]


def _same_place(old: str, new: str, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether they stand at the same place of as many columns, or between the same two."""
    if old not in before:
        return False
    place, other = before.index(old), after.index(new)
    between = _neighbours(place, before) == _neighbours(other, after)
    return between or (place == other and len(before) == len(after))


def _neighbours(place: int, names: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    return names[max(place - 1, 0) : place], names[place + 1 : place + 2]


def values_alike(before: Sequence[str], after: Sequence[str]) -> bool | None:
    """Whether values could be of one column; None where there are none to look at."""
    if not before or not after:
        return None
    form = form_of(before)
    if form != form_of(after):
        return False
    if form in NUMBERS:
        low, high = sorted((middle(before) or 0.0, middle(after) or 0.0))
        return high <= MAGNITUDE * max(low, 1)
    if form == "text":
        distinct = set(after)
        known = len(distinct & set(before)) / len(distinct)
        return known >= OVERLAP or _one_length(before) == _one_length(after) != 0
    return True


def _one_length(values: Sequence[str]) -> int:
    """The length of all values, where they are identifiers without spaces of one length; else 0."""
    lengths = {len(value) for value in values}
    return lengths.pop() if len(lengths) == 1 and not any(" " in value for value in values) else 0
