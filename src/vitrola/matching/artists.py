"""Spellings of one artist."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vitrola.matching.candidates import halves, neighbours
from vitrola.matching.names import name_of
from vitrola.matching.scoring import alike, likeness
from vitrola.matching.titles import title_of
from vitrola.matching.types import Pair

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.matching.scoring import Likeness
    from vitrola.matching.types import Track

SHORT = 4
UNSUPPORTED = 8
"""Taken off where a name is short, or where letters leave a doubt and no title is in common."""


def artist_pairs(tracks: Iterable[Track]) -> list[Pair]:
    """Pairs of spellings that look like one artist, the likeliest first.

    Titles that two spellings have in common speak for a pair that its letters leave in doubt, and so does
    a comma in one of them ("Mendes, Sergio").
    """
    titles: dict[str, set[str]] = defaultdict(set)
    for track in tracks:
        if track.artist:
            titles[track.artist].update([track.name] if track.name else [])
    spellings = sorted(titles)
    names = [name_of(spelling) for spelling in spellings]
    texts = [name.text for name in names]
    exact = neighbours(
        texts,
        lambda place: (names[place].letters, names[place].squeezed, " ".join(sorted(names[place].core))),
        within=2,
    )
    near = neighbours(texts, lambda place: halves(names[place].squeezed))
    found = {}
    for pairs in (exact, alike(near, texts)):
        for one, other in pairs.tolist():
            if (one, other) not in found and (like := likeness(names[one], names[other])):
                found[one, other] = like
    judged = (_judged(spellings[one], spellings[other], like, titles) for (one, other), like in found.items())
    return sorted(judged, key=lambda pair: (-pair.score, pair.one, pair.other))


def _judged(one: str, other: str, like: Likeness, titles: dict[str, set[str]]) -> Pair:
    score, reasons = like.score, [like.reason]
    if score == 100 and len(name_of(one).words) == 1 and one.casefold() != other.casefold():
        score, reasons = 98, ["same word but for signs"]
    shared = _letters(titles[one]) & _letters(titles[other])
    if shared:
        reasons.append(f"{len(shared):,} title(s) in common")
    elif like.doubtful and not ("," in one) ^ ("," in other):
        score -= UNSUPPORTED
    letters = min(len(name_of(one).letters), len(name_of(other).letters))
    if letters < SHORT:
        score -= UNSUPPORTED if letters > 2 else 2 * UNSUPPORTED
        reasons.append("a short name")
    return Pair("artist", one, other, round(score, 1), tuple(reasons))


def _letters(titles: set[str]) -> set[str]:
    return {title_of(title).base.letters for title in titles} - {""}
