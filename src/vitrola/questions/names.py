"""The names that are in a lake, by the ways in which they are typed."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.questions.tokens import ARTICLES, key_of, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.metrics.cube import Cube

    Named = tuple[str, str]

NAMED = ("genre", "artist", "track", "album", "source")
"""Dimensions whose values are names; where several have the same name, the first of them is meant."""
LONGEST = 12
"""Words of a name that are looked at."""
_LEAST_PART = 3
_VOWELS = str.maketrans("", "", "aeiou")


@dataclass(frozen=True)
class Names:
    """A lake's names. ``keys`` has the values of a name run together; ``said`` how each is written.

    A track is its title here; ``titles`` has its artists and the ids that a filter needs.
    """

    keys: dict[str, tuple[Named, ...]]
    titles: dict[str, dict[str | None, tuple[str, ...]]]
    cube: Cube

    def of(self, words: list[str]) -> tuple[Named, ...]:
        """What is called by these words, one dimension's values only."""
        return self.keys.get(key_of(words), ())

    def values(self, dimension: str) -> tuple[Any, ...]:
        """The values of a dimension that are in the lake."""
        return self.cube.axes[dimension].values[1:]

    def absent(self, dimensions: Iterable[str]) -> list[str]:
        """Those of the dimensions that the lake has no value of."""
        return [name for name in dimensions if self.cube.axes[name].absent]

    def ids(self, title: str, artists: tuple[str | None, ...] = ()) -> tuple[str, ...]:
        """The tracks of a title, of these artists if any are given."""
        found = self.titles.get(title, {})
        return tuple(
            each for artist, ids in found.items() if not artists or artist in artists for each in ids
        )

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """Artists by each word of their name."""
        found: dict[str, list[str]] = defaultdict(list)
        for artist in self.values("artist"):
            words = {token.text for token in tokens(artist) if len(token.text) >= _LEAST_PART}
            for word in words:
                found[word].append(artist)
        return {word: tuple(artists) for word, artists in found.items()}

    @cached_property
    def consonants(self) -> dict[str, tuple[str, ...]]:
        """Artists by their name without vowels."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, named in self.keys.items():
            bare = key.translate(_VOWELS)
            if named[0][0] == "artist" and _LEAST_PART <= len(bare) < len(key):
                found[bare] += [artist for _, artist in named]
        return {bare: tuple(artists) for bare, artists in found.items()}

    def near_in_length(self, kind: str, length: int, likeness: float) -> list[str]:
        """The keys whose length alone lets them be so much like one of a length."""
        sizes = range(math.ceil(length * likeness), math.floor(length / likeness) + 1)
        return [key for size in sizes for key in self._by_length[kind].get(size, ())]

    @cached_property
    def _by_length(self) -> dict[str, dict[int, list[str]]]:
        found: dict[str, dict[int, list[str]]] = {}
        for kind, keys in self.near.items():
            sizes = found.setdefault(kind, {})
            for key in keys:
                sizes.setdefault(len(key), []).append(key)
        return found

    @cached_property
    def near(self) -> dict[str, tuple[str, ...]]:
        """Keys that a misspelt name is compared with: those of genres and artists, and those of tracks."""
        found: dict[str, list[str]] = {"people": [], "tracks": []}
        for key, named in self.keys.items():
            found["people" if named[0][0] in ("genre", "artist") else "tracks"].append(key)
        return {name: tuple(keys) for name, keys in found.items()}


def names_of(cube: Cube) -> Names:
    """The names of a cube."""
    keys: dict[str, dict[str, list[Named]]] = defaultdict(dict)
    for dimension in NAMED:
        values = _titles(cube) if dimension == "track" else cube.axes[dimension].values[1:]
        for value in values:
            for key in _keys(str(value)):
                keys[key].setdefault(dimension, []).append((dimension, str(value)))
    first = {key: tuple(next(iter(found.values()))) for key, found in keys.items()}
    return Names(first, _titles(cube), cube)


def _titles(cube: Cube) -> dict[str, dict[str | None, tuple[str, ...]]]:
    axis, artist = cube.axes["track"], cube.axes["artist"]
    found: dict[str, dict[str | None, list[str]]] = {}
    for member in np.flatnonzero(cube.is_track):
        title, by = cube.names[member], artist.values[artist.codes[member]]
        if title:
            found.setdefault(title, {}).setdefault(by, []).append(axis.values[axis.codes[member]])
    return {title: {by: tuple(ids) for by, ids in artists.items()} for title, artists in found.items()}


def _keys(name: str) -> set[str]:
    words = [token.text for token in tokens(name)]
    while words and not words[0].isalnum():
        words = words[1:]
    bare = words[1:] if len(words) > 1 and words[0] in ARTICLES else words
    return {key for key in (key_of(words), key_of(bare)) if key}
