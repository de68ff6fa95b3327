"""What of a question nothing stands for: said back as it was typed, with names that are near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.questions.measuring import COUNTED
from vitrola.questions.spelling import offered
from vitrola.questions.understood import Unknown

if TYPE_CHECKING:
    from vitrola.questions.items import Item
    from vitrola.questions.names import Names
    from vitrola.questions.understood import Reason

_REASONS: dict[str, Reason] = {
    "unsupported": "unknown", "without": "except", "except": "except", "beyond": "beyond",
    "unmatched_age": "bands", "under": "bands", "over_number": "bands", "since": "unknown",
    "before": "unknown", "after": "unknown", "quarter": "unknown", "half": "unknown", "week": "unknown",
    "decade": "unknown", "missing": "unknown", "share": "unknown", "rate": "unknown",
    "holidays": "unknown",
    "vague_age": "bands", "yearnum": "beyond", "number": "unknown", "ordinal": "unknown",
    "similar": "similar", "unheard": "unheard", "quarter_letter": "unknown", "half_letter": "unknown",
}  # fmt: skip
"""Kinds that no rule has put to use and that change what is asked: leaving them out would mislead."""


_AROUND = ",.;:?!\"'()[]\u201c\u201d\u2018\u2019\u2026"


def leftovers(items: list[Item], typed: str, names: Names | None) -> tuple[Unknown, ...]:
    """Words that stand for nothing, neighbours together; none where everything is understood.

    They come with near ``names``, where these are given.
    """
    found: list[Unknown] = []
    place = 0
    while place < len(items):
        size, reason = _unknown(items, place)
        if reason is not None:
            words = _words(typed, items[place : place + size])
            found.append(
                Unknown(
                    words, reason, offered(words, names) if names and reason in ("unknown", "unheard") else ()
                )
            )
        place += max(size, 1)
    return tuple(dict.fromkeys(found))


def _words(typed: str, items: list[Item]) -> str:
    """The words as typed; those that aren't known with what hangs on to them, as in "AC/DC"."""
    start, end = items[0].start, items[-1].end
    if items[0].senses:
        return typed[start:end]
    while start and not typed[start - 1].isspace():
        start -= 1
    while end < len(typed) and not typed[end].isspace():
        end += 1
    start += len(typed[start:end]) - len(typed[start:end].lstrip(_AROUND))
    words = typed[start:end].rstrip(_AROUND)
    return typed[_capitalised_from(typed, start) : start + len(words)]


def _capitalised_from(typed: str, start: int) -> int:
    """Where a name begins whose first word would be silent if it weren't capitalised, as in "São Paulo"."""
    before = typed[:start].rstrip()
    word = before.split(" ")[-1]
    inside = len(word) < len(before)
    return len(before) - len(word) if inside and word.istitle() and before[-1].isalpha() else start


def _unknown(items: list[Item], place: int) -> tuple[int, Reason | None]:
    item = items[place]
    if not item.senses:
        size = 1
        while place + size < len(items) and not items[place + size].senses:
            size += 1
        return size, "unknown"
    if item.has("many") and place + 1 < len(items) and _uncounted(items[place + 1], items):
        return 2, "unknown"
    if item.has("unsupported") and item["unsupported"] == "place":
        return 1 + (place + 1 < len(items) and items[place + 1].has("filter")), "unknown"
    if any(item.has(kind) and _has(items, *excuses) for kind, excuses in _EXCUSED.items()):
        return 1, None
    used = not set(item.senses) - {"silent"} or any(kind in _USED for kind in item.senses)
    reason = next((_REASONS[kind] for kind in item.senses if kind in _REASONS), None)
    return 1, None if used else reason


def _uncounted(item: Item, items: list[Item]) -> bool:
    """Whether "how many" is asked of a dimension whose values no measure counts."""
    return item.has("dimension") and item["dimension"] not in COUNTED and not _has(items, "order", "change")


def _has(items: list[Item], *kinds: str) -> bool:
    return any(item.has(*kinds) for item in items)


_EXCUSED = {"ordinal": ("order",), "share": ("change",), "rate": ("change",), "vague_age": ("aged",)}
"""Kinds that say nothing more where there is one of these: "most played first", "growth in percent"."""
_USED = frozenset(
    {
        "filter",
        "choice",
        "limit",
        "measure",
        "dimension",
        "order",
        "change",
        "by",
        "to",
        "of",
        "over",
        "silent",
        "year",
    }
)
