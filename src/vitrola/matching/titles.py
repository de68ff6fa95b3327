"""Titles of tracks: what is sung, by which guests, in which version."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from vitrola.matching.names import Name, name_of, plain
from vitrola.matching.wordlists import EDITIONS, VERSIONS

_TAIL = re.compile(r"^(.*\S)\s*(?:[(\[]([^()\[\]]*)[)\]]|\s[-\u2013\u2014]\s+([^()\[\]]+))\s*$", re.DOTALL)
_GUESTS = re.compile(r"(?:^|[\s(\[])(?:feat\.?|ft\.?|featuring|part\.)\s+(?=[^\W\d])", re.IGNORECASE)
_YEAR = re.compile(r"\d{2,4}(?:th)?")


class Title(NamedTuple):
    """A title taken apart: only equal ``version`` and ``base.numbers`` can be one recording.

    ``version`` are the words that make another recording of it (live, remix and whose, acoustic);
    ``edition`` those that don't (remastered 2009, album version); ``guests`` who is featured.
    """

    base: Name
    version: frozenset[str]
    edition: frozenset[str]
    guests: frozenset[str]


@lru_cache(maxsize=1 << 16)
def title_of(text: str) -> Title:
    """Take a title apart; brackets and dashes are read from its end."""
    version: set[str] = set()
    edition: set[str] = set()
    guests: set[str] = set()
    rest, base = text, list[str]()
    while match := _TAIL.match(rest):
        rest, tail = match[1], match[2] if match[2] is not None else match[3]
        words = frozenset(name_of(tail).core)
        if featured := _GUESTS.match(tail):
            guests |= _names(tail[featured.end() :])
        elif _is_edition(words):
            edition |= words
        elif words & VERSIONS:
            version |= words
        else:
            base.insert(0, tail)
    if featured := _GUESTS.search(rest):
        guests |= _names(rest[featured.end() :])
        rest = rest[: featured.start()]
    name = name_of(" ".join([rest, *base]))
    version |= VERSIONS & set(name.core)
    return Title(name, frozenset(version), frozenset(edition), frozenset(guests))


def _is_edition(words: frozenset[str]) -> bool:
    return bool(words & EDITIONS) and all(word in EDITIONS or _YEAR.fullmatch(word) for word in words)


def _names(text: str) -> set[str]:
    return set(name_of(text).core)


def lead_artist(text: str) -> str:
    """The artist without featured guests."""
    match = _GUESTS.search(text)
    return text[: match.start()].rstrip(" (,") if match and match.start() else text


def is_garbled(text: str) -> bool:
    """Whether a name was typed or decoded wrongly: ``lLanternfish``, ``BeyoncÃ©``."""
    return bool(re.match(r"[a-z][A-Z][a-z]", text) and plain(text[0]) == plain(text[1])) or bool(
        re.search("\ufffd|[ÃÂ][\u0080-\u00bf]", text)
    )
