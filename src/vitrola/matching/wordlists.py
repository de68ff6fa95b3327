"""The lists of words.yaml."""

from __future__ import annotations

from vitrola.yamltext import shipped

_lists = shipped("matching", "words.yaml")

UNMARKED = str.maketrans(_lists["unmarked"])
ARTICLES = frozenset(_lists["articles"])
AND = frozenset(_lists["and"])
SAME: dict[str, str] = _lists["same"]
NUMBERED = frozenset(_lists["numbered"])
ROMAN: dict[str, str] = _lists["roman"]
NUMBERS = {word: str(place) for words in _lists["numbers"].values() for place, word in enumerate(words)}
VERSIONS = frozenset(_lists["versions"])
EDITIONS = frozenset(_lists["editions"])
