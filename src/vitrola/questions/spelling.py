"""Misspelt words: one near name is taken and said, several are offered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from vitrola.questions.items import WEAK, Item, of_phrase
from vitrola.questions.tokens import Token, folded, key_of, singular, tokens
from vitrola.questions.understood import Correction
from vitrola.questions.vocabulary import SHORTEST, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vitrola.questions.names import Names
    from vitrola.questions.vocabulary import Lang

SURE = 0.8
"""Likeness, one less edits over length, from which one name is taken for what was typed."""
NEAR = 0.66
"""Likeness from which names are offered."""
LEAD = 0.08
"""How much more alike the name that is taken must be than any other."""
OFFERED = 3
SHORTEST_OFFERED = 3
SHORT = 5
"""Letters of a word that is most often another one where a letter differs."""
ABROAD = 0.85
"""Likeness from which a word is taken for one of the other language only."""
Corrected = tuple[list[Item], list[Correction]]
_Seen = dict[tuple[int, int], list[tuple[float, str, Item]]]
_WIDEST = 4
_COMPARED = 6


def corrected(items: list[Item], names: Names, lang: Lang | None = None) -> Corrected:
    """The items with misspelt ones taken for what they are sure to be; ``lang`` is theirs, if any."""
    made: list[Correction] = []
    seen: _Seen = {}
    place = 0
    while place < len(items):
        if not items[place].senses:
            found = _best(items, place, names, seen)
            if found and not _abroad(found, lang):
                first, last, item, value = found
                made.append(Correction(item.typed, value))
                items = [*items[:first], item, *items[last + 1 :]]
                place = first
        place += 1
    return items, made


def _abroad(found: tuple[int, int, Item, str], lang: Lang | None) -> bool:
    """Whether a word would be one of the other language, and isn't enough like it."""
    item = found[2]
    other = lang is not None and bool(item.langs) and lang not in item.langs
    near = OSA.normalized_similarity(singular(folded(item.typed)), singular(folded(found[3])))
    return other and near < ABROAD


def offered(typed: str, names: Names) -> tuple[str, ...]:
    """Names of the lake that are near to what was typed, or have it as one of their words."""
    words = [token.text for token in tokens(typed)]
    having = [artist for word in words for artist in names.parts.get(word, ())]
    key = key_of(words)
    if len(key) < SHORTEST_OFFERED:
        return tuple(dict.fromkeys(having))[:OFFERED]
    having += names.consonants.get(key, ())
    close = _near(key, names.near["people"])
    near = [(score, names.keys[found][0][1]) for found, score in close]
    if len(words) == 1:
        near += [
            (score, vocabulary().spelt[found])
            for found, score in _near(singular(key), tuple(vocabulary().spelt))
        ]
    ranked = sorted(near, key=lambda each: -each[0])
    return tuple(dict.fromkeys([*having, *(value for _, value in ranked)]))[:OFFERED]


def _near(key: str, keys: tuple[str, ...]) -> list[tuple[str, float]]:
    found = process.extract(key, keys, scorer=OSA.normalized_similarity, score_cutoff=NEAR, limit=OFFERED)
    return [(name, score) for name, score, _ in found]


def _best(items: list[Item], place: int, names: Names, seen: _Seen) -> tuple[int, int, Item, str] | None:
    """The window around an unknown word that is most like one name, with the item it becomes."""
    found = []
    for first, last in _windows(items, place):
        taken = items[first : last + 1]
        at = taken[0].start, taken[-1].end
        if at not in seen:
            key = key_of([token.text for item in taken for token in tokens(item.typed)])
            seen[at] = list(_candidates(key, taken, names)) if len(key) >= SHORTEST else []
        found += [(known, last - first, first, last, item, value) for known, value, item in seen[at]]
    if not found:
        return None
    _, _, first, last, item, value = max(found, key=lambda each: (each[0], each[1]))
    return first, last, item, value


def _windows(items: list[Item], place: int) -> Iterable[tuple[int, int]]:
    """Runs of items with the unknown one, that begin and end with a word which may be part of a name."""
    for first in range(max(0, place - _WIDEST + 1), place + 1):
        for last in range(place, min(len(items), first + _WIDEST)):
            edges = items[first], items[last]
            inside = all(not item.has("name", "comma", "quote") for item in items[first : last + 1])
            if inside and not any(edge.has(*WEAK) for edge in edges):
                yield first, last


def _candidates(key: str, taken: list[Item], names: Names) -> Iterable[tuple[float, str, Item]]:
    typed, start, end = _typed(taken)
    alone = not taken[0].senses and not taken[-1].senses
    for kind in ("people", "tracks") if alone else ("people",):
        close = _close(key, names.near_in_length(kind, len(key), SURE - LEAD))
        meant = {each: names.keys[each] for each in close}
        if (sure := _sure(close, meant)) is not None:
            named = meant[sure[1]]
            senses = {sense.kind: sense.value for sense in vocabulary().of((sure[1],))}
            yield (
                sure[0],
                named[0][1],
                Item(typed, start, end, {**senses, "name": named}, corrected=named[0][1]),
            )
            break
    spelt = vocabulary().spelt
    if len(taken) == 1:
        likely = tuple(each for each in spelt if _slip(singular(key), each))
        close = _close(singular(key), likely)
        if (sure := _sure(close, {each: vocabulary().of((each,)) for each in close})) is not None:
            written = spelt[sure[1]]
            item = of_phrase(written, [Token(key, 0, len(written))], vocabulary().of((sure[1],)))
            yield sure[0], written, replace(item, typed=typed, start=start, end=end, corrected=written)


def _slip(typed: str, word: str) -> bool:
    """Whether a short word may be a slip of the hand: letters swapped, missing or doubled after the first."""
    if len(typed) > SHORT:
        return True
    return typed[0] == word[0] and (len(typed) != len(word) or sorted(typed) == sorted(word))


def _typed(taken: list[Item]) -> tuple[str, int, int]:
    return " ".join(item.typed for item in taken), taken[0].start, taken[-1].end


def _close(key: str, keys: Sequence[str]) -> dict[str, float]:
    found = process.extract(
        key, keys, scorer=OSA.normalized_similarity, score_cutoff=SURE - LEAD, limit=_COMPARED
    )
    return {name: score for name, score, _ in found}


def _sure(close: dict[str, float], meant: Mapping[str, object]) -> tuple[float, str] | None:
    """The one that is alike enough, and more than any that means something else."""
    if not close:
        return None
    best = max(close, key=lambda each: close[each])
    others = [score for name, score in close.items() if meant[name] != meant[best]]
    sure = close[best] >= SURE and all(close[best] - score >= LEAD for score in others)
    return (close[best], best) if sure else None
