"""A question's text as tokens, without case and accents, each with its place in what was typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TOKENS = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
_JOINING = frozenset({"and", "e", "&", "+", "y"})
ARTICLES = frozenset({"the", "os", "as", "o", "a", "los", "las", "el", "la", "les"})
SMALL_WORDS = ARTICLES | _JOINING
"""Words of a name that people leave out."""
_PLURALS = (("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ies", "y"), ("s", ""))
_SHORTEST = 4
_SINGULAR = frozenset({"mais", "pais"})
"""Words that end as plurals do and are none."""


@dataclass(frozen=True)
class Token:
    """``text`` is folded; ``start`` and ``end`` are its place in the text as typed."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it has letters or digits."""
        return self.text.isalnum()


def folded(text: str) -> str:
    """Text without case and accents, as long as it was: whatever grows is left as its first letter."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_letter, text))


@lru_cache(maxsize=4_096)
def _folded_letter(char: str) -> str:
    for each in unicodedata.normalize("NFKD", char).casefold():
        if not unicodedata.combining(each):
            return each
    return " "


def tokens(text: str) -> list[Token]:
    """The tokens of a text; accents typed as characters of their own belong to the letter before."""
    plain = folded(unicodedata.normalize("NFC", text))
    return [Token(found[0], found.start(), found.end()) for found in _TOKENS.finditer(plain)]


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """A word without the plural's ending; what a word isn't doesn't matter, as all are treated alike."""
    if len(word) < _SHORTEST or word.endswith("ss") or word in _SINGULAR:
        return word
    for ending, single in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST - 2:
            return word[: len(word) - len(ending)] + single
    return word


def key_of(words: list[str]) -> str:
    """The words of a name run together, without what may stand for "and" between them."""
    last = len(words) - 1
    kept = [word for place, word in enumerate(words) if not (0 < place < last and word in _JOINING)]
    return "".join(word for word in kept if word.isalnum())
