"""How alike two names are, and why."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.matching.candidates import Ints
    from vitrola.matching.names import Name

LEAST_RATIO = 85
SHORTEST_MISSPELT = 6
SHORTEST_WORD = 3
ALIKE_WORDS = 75
LONG = 10
AT_ONCE = 1 << 19


class Likeness(NamedTuple):
    """A score of 0 to 100 and what it rests on; ``doubtful`` where letters alone don't tell."""

    score: float
    reason: str
    doubtful: bool = False


def alike(pairs: Ints, texts: Sequence[str]) -> Ints:
    """The pairs whose texts are nearly equal, compared in bulk."""
    kept = [pairs[:0]]
    for start in range(0, len(pairs), AT_ONCE):
        part = pairs[start : start + AT_ONCE]
        ratios = process.cpdist(
            [texts[place] for place in part[:, 0]],
            [texts[place] for place in part[:, 1]],
            scorer=fuzz.ratio,
            score_cutoff=LEAST_RATIO,
            dtype=np.uint8,
            workers=-1,
        )
        kept.append(part[ratios > 0])
    return np.concatenate(kept)


def likeness(one: Name, other: Name) -> Likeness | None:
    """Compare two names; None where they are different names.

    Other numbers, a word more, or a single letter exchanged make another name, however alike the rest.
    """
    if not one.letters or not other.letters:
        return None
    if one.letters == other.letters:
        return _same_letters(one, other)
    return _same_words(one, other) if one.numbers == other.numbers else None


def _same_words(one: Name, other: Name) -> Likeness | None:
    if one.core == other.core:
        return Likeness(97, "same words but for articles, and, abbreviations")
    if one.squeezed == other.squeezed:
        return Likeness(92, "same letters but for articles and spaces", doubtful=True)
    if sorted(one.core) == sorted(other.core):
        return Likeness(92, "same words in another order", doubtful=True)
    return _misspelt(one, other)


def _same_letters(one: Name, other: Name) -> Likeness:
    if one.words != other.words:
        return Likeness(97, "same letters, other spaces or signs")
    if one.marked == other.marked or len(one.words) > 1:
        said = "same words" if one.marked == other.marked else "same words but for accents"
        return Likeness(100 if one.marked == other.marked else 99, said)
    return Likeness(96, "same word but for accents")


def _misspelt(one: Name, other: Name) -> Likeness | None:
    ratio = fuzz.ratio(one.text, other.text)
    mine = "".join(word for word in one.core if word not in other.core)
    theirs = "".join(word for word in other.core if word not in one.core)
    if ratio < LEAST_RATIO or min(len(one.letters), len(other.letters)) < SHORTEST_MISSPELT:
        return None
    if _undoubled(one.letters) == _undoubled(other.letters):
        return Likeness(92, "same letters but for one doubled")
    longer, shorter = sorted((mine, theirs), key=len, reverse=True)
    if longer in (f"{shorter}s", f"{shorter}es"):
        return Likeness(ratio - 12, "differ by a plural", doubtful=True)
    said = f"nearly the same letters ({ratio:.0f} %)"
    if min(len(mine), len(theirs)) < SHORTEST_WORD or fuzz.ratio(mine, theirs) < ALIKE_WORDS:
        return Likeness(ratio - 13, said, doubtful=True) if _one_slip(one, other, mine, theirs) else None
    ending = mine[:-1] == theirs[:-1]
    first = one.letters[0] != other.letters[0]
    return Likeness(ratio - 5 - 3 * ending - 3 * first, said, doubtful=True)


def _one_slip(one: Name, other: Name, mine: str, theirs: str) -> bool:
    """Whether one slip of a finger made a short word of a long name another."""
    longest = max(len(mine), len(theirs))
    enough = min(len(one.letters), len(other.letters)) >= LONG and longest > 1
    return enough and OSA.distance(one.text, other.text, score_cutoff=1) <= 1


def _undoubled(letters: str) -> str:
    return "".join(letter for letter, _ in groupby(letters))
