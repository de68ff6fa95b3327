"""Titles, artists and tag lists combined from our own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from vitrola.sampledata.wordlists import (
    ADJECTIVES,
    FIRST_NAMES,
    GENRE_TAGS,
    LAST_NAMES,
    NOISE_TAGS,
    NOMES,
    NOUNS,
    VERBS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


class Pattern(NamedTuple):
    """A text with two gaps and the words that fill each; all its fillings differ."""

    text: str
    left: Sequence[str]
    right: Sequence[str]


TITLES: Final = (
    Pattern("{} {}", ADJECTIVES, NOUNS),
    Pattern("The {} {}", ADJECTIVES, NOUNS),
    Pattern("{} of the {}", NOUNS, NOUNS),
    Pattern("{} and {}", NOUNS, NOUNS),
    Pattern("{} in the {}", NOUNS, NOUNS),
    Pattern("{} the {}", VERBS, NOUNS),
    Pattern("{} de {}", NOMES, NOMES),
    Pattern("{} e {}", NOMES, NOMES),
    Pattern("{} sem {}", NOMES, NOMES),
)
PLURAL_NOUNS: Final = tuple(noun for noun in NOUNS if not noun.endswith(("y", "s", "x", "f")))
DECORATIONS: Final = ("{}", "{} (Live)", "{} - Remix", "{}, Pt. 2", '{} (12" Mix)', '"{}"', "{}?")
DECORATION_SHARES: Final = (0.86, 0.03, 0.03, 0.03, 0.02, 0.01, 0.02)
ARTISTS: Final = (
    Pattern("The {} {}s", ADJECTIVES, PLURAL_NOUNS),
    Pattern("{} {}", FIRST_NAMES, LAST_NAMES),
    Pattern("{} & {}", FIRST_NAMES, FIRST_NAMES),
    Pattern("{}, {} & Sons", NOUNS[:20], NOUNS[20:40]),
    Pattern("{} {}", ("Banda", "Grupo", "Trio"), NOMES),
)

TAG_LISTS_PER_GENRE: Final = 400
MAX_TAGS: Final = 12
GENRE_TAG_SHARE: Final = 0.92
"""Share of tag lists that name their own genre (assumed; the report doesn't say)."""
FOREIGN_TAG_SHARE: Final = 0.2
"""Share of tag lists that also name another genre (assumed; the report doesn't say)."""


def titles(rng: np.random.Generator, count: int) -> list[str]:
    """Draw ``count`` different track titles, some with commas, quotes or accents."""
    shapes = rng.choice(len(DECORATIONS), size=count, p=DECORATION_SHARES).tolist()
    plain = _fillings(rng, TITLES, count)
    return [DECORATIONS[shape].format(title) for shape, title in zip(shapes, plain, strict=True)]


def artists(rng: np.random.Generator, count: int) -> list[str]:
    """Draw ``count`` different artist names."""
    return _fillings(rng, ARTISTS, count)


def tag_lists(rng: np.random.Generator, genre: str) -> list[tuple[str, ...]]:
    """Make the stock of tag lists for tracks of ``genre``, each list without repeats."""
    return [_tag_list(rng, genre) for _ in range(TAG_LISTS_PER_GENRE)]


def _fillings(rng: np.random.Generator, patterns: Sequence[Pattern], count: int) -> list[str]:
    """Draw ``count`` different fillings, every filling of every pattern being equally likely."""
    sizes = [len(pattern.left) * len(pattern.right) for pattern in patterns]
    ends = np.cumsum(sizes)
    drawn = rng.choice(int(ends[-1]), size=count, replace=False)
    which = np.searchsorted(ends, drawn, side="right")
    inside = drawn - (ends - sizes)[which]
    texts = []
    for pattern_index, position in zip(which.tolist(), inside.tolist(), strict=True):
        text, left, right = patterns[pattern_index]
        row, column = divmod(position, len(right))
        texts.append(text.format(left[row], right[column]))
    return texts


def _tag_list(rng: np.random.Generator, genre: str) -> tuple[str, ...]:
    size = min(MAX_TAGS, int(rng.geometric(0.28)))
    tags: list[str] = []
    if rng.random() < GENRE_TAG_SHARE:
        tags += _some(rng, GENRE_TAGS[genre], 1 + size // 3)
    if size > 2 and rng.random() < FOREIGN_TAG_SHARE:
        other = list(GENRE_TAGS)[int(rng.integers(len(GENRE_TAGS)))]
        tags += _some(rng, GENRE_TAGS[other], 1)
    tags += _some(rng, NOISE_TAGS, max(size - len(tags), 0 if tags else 1))
    return tuple(dict.fromkeys(tags))


def _some(rng: np.random.Generator, pool: Sequence[str], count: int) -> list[str]:
    """Draw up to ``count`` tags, those early in the pool more often."""
    places = np.minimum(rng.random(count) ** 1.7 * len(pool), len(pool) - 1).astype(int)
    return [pool[place] for place in places.tolist()]
