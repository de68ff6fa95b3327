"""Names as they are compared: without what is lost or added by typing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from vitrola.matching.wordlists import AND, ARTICLES, NUMBERED, NUMBERS, ROMAN, SAME, UNMARKED

_MARKS = re.compile("[\u0300-\u036f]+")
_APOSTROPHES = re.compile("['\u2019\u2018\u02bc\u00b4`]")
_WORDS = re.compile(r"[^\W_]+|[&+]")
_LETTER_SIGNS = ((re.compile(r"(?<=[a-z])!(?=[a-z])"), "i"), (re.compile(r"\$(?=[a-z])|(?<=[a-z])\$"), "s"))
_TRAILING_ARTICLE = re.compile(r"^(.+), (the|os|as|los|las|les)$")
_DIGITS = re.compile(r"\d+")


class Name(NamedTuple):
    """A name in the forms that are compared.

    ``marked`` are its letters and digits, in small letters; ``words`` the same without accents, word by
    word; ``core`` those that count: no articles, no "and", numbers as digits; ``numbers`` in order.
    """

    marked: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def letters(self) -> str:
        """The words run together: two names of equal letters are nearly always one."""
        return "".join(self.words)

    @property
    def squeezed(self) -> str:
        """The core's words run together."""
        return "".join(self.core)

    @property
    def text(self) -> str:
        """The core's words in one string."""
        return " ".join(self.core)


def plain(text: str) -> str:
    """Small letters without accents; scripts other than Latin keep theirs."""
    small = text.casefold()
    if small.isascii():
        return small
    decomposed = unicodedata.normalize("NFKD", small)
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed)).translate(UNMARKED)


@lru_cache(maxsize=1 << 16)
def name_of(text: str) -> Name:
    """The forms of one name; all are empty for a name without letters and digits."""
    small = _APOSTROPHES.sub("", plain(text))
    for sign, letter in _LETTER_SIGNS:
        small = sign.sub(letter, small)
    found = _WORDS.findall(_TRAILING_ARTICLE.sub(r"\2 \1", small))
    words = tuple(word for word in found if word not in "&+")
    core = _core(found)
    marked = "".join(char for char in text.casefold() if char.isalnum())
    return Name(marked, words, core, tuple(_DIGITS.findall(" ".join(core))))


def _core(words: list[str]) -> tuple[str, ...]:
    """Words that count: no leading article, no "and" between two others, numbers as digits."""
    last = len(words) - 1
    kept = [
        SAME.get(word, word)
        for place, word in enumerate(words)
        if not (word in "&+" or (0 < place < last and word in AND))
    ]
    if len(kept) > 1 and kept[0] in ARTICLES:
        kept = kept[1:]
    counted = [place > 0 and kept[place - 1] in NUMBERED for place in range(len(kept))]
    return tuple(
        ROMAN[word] if after and word in ROMAN else NUMBERS.get(word, word)
        for after, word in zip(counted, kept, strict=True)
    )
