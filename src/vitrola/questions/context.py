"""What words mean where they stand: those that can mean several things, beside their neighbours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.questions.items import AROUND
from vitrola.questions.tokens import folded

if TYPE_CHECKING:
    from vitrola.questions.items import Item
    from vitrola.questions.names import Names

_TIME_CUES = (
    "in",
    "of",
    "to",
    "since",
    "until",
    "before",
    "after",
    "between",
    "dash",
    "slash",
    "comma",
    "and",
    "versus",
    "month",
)
_BEFORE_TIMES = frozenset(_TIME_CUES) - {"comma"}
_LOOSE = frozenset({"name", "silent", "verb", "listen", "split", "hit", "holidays", "implied"})
"""Kinds of words that say little right after "of" or "by", so that a name is meant."""
_SAID = frozenset({"silent", "among", "verb"})
YEARS = range(1900, 2101)


def settled(items: list[Item], names: Names) -> list[Item]:
    """The items without silent ones, each with the senses that fit where it stands."""
    kept = [each for each in map(_beside, [None, *items[:-1]], items, [*items[1:], None]) if not _said(each)]
    found: list[Item] = []
    for place, item in enumerate(kept):
        before = found[-1] if found else None
        after = kept[place + 1] if place + 1 < len(kept) else None
        found.append(_by_age(_settled(item, before, after), found, after))
    return [
        _allusion(item, found[max(place - 1, 0) : place], found[place + 1 : place + 2], names)
        for place, item in enumerate(found)
    ]


def _said(item: Item) -> bool:
    """Whether an item has said what it says, nothing or something of its neighbour."""
    return bool(item.senses) and set(item.senses) <= _SAID


def _beside(before: Item | None, item: Item, after: Item | None) -> Item:
    """What is told by words that stand right beside, silent ones among them."""
    if before is not None and item.has("silent") and before.has("many") and not item.has("name"):
        return replace(item, senses={}) if item["silent"] == AROUND else item
    if before is not None and before.has("of", "by") and _named(item) and not _goes_on(after):
        return _only(item, "name")
    if before is not None and item.has("who") and before.has("measure", "sex", "dimension"):
        return replace(item, senses={"silent": None})
    if item.has("between", "among") and after is not None and after.has("measure"):
        return _only(item, "among" if item.has("among") else "between")
    if before is not None and before.has("among") and item.has("measure"):
        return replace(item, senses={**item.senses, "among": None})
    modal = after is not None and after.has("verb") and folded(item.typed) == "may"
    timely = before is not None and before.has(*_BEFORE_TIMES)
    return replace(item, senses={"silent": None}) if modal and not timely else item


def _named(item: Item) -> bool:
    """Whether a name is likely meant as one: titles are called by any word there is."""
    if not item.has("name") or not set(item.senses) <= _LOOSE:
        return False
    return not item.has("silent") or item["silent"] == AROUND or item["name"][0][0] in ("artist", "genre")


def _goes_on(after: Item | None) -> bool:
    return after is not None and after.has("silent", "measure", "dimension", "listen", "order")


def _settled(item: Item, before: Item | None, after: Item | None) -> Item:
    if item.has("number") and item["number"] in YEARS and not item.has("month"):
        return replace(item, senses={**item.senses, "yearnum": item["number"]})
    if item.has("month") and len(item.senses) > 1:
        timely = (before is not None and before.has(*_TIME_CUES)) or (
            after is not None and after.has("number")
        )
        return _only(item, "month") if timely else _without(item, "month")
    if item.has("number") and item.has("name"):
        counted = (before is not None and before.has("order")) or (
            after is not None and after.has("dimension")
        )
        return _only(item, "number" if counted else "name")
    return item


def _by_age(item: Item, before: list[Item], after: Item | None) -> Item:
    """Age after "by", or beside a word for breaking down, is by age band."""
    if not item.has("bare_age"):
        return item
    said = [each for each in before if not each.has("of")]
    linked = bool(said) and said[-1].has("by", "split")
    listed = len(said) > 1 and said[-1].has("and", "comma") and said[-2].has("dimension")
    if linked or listed or (after is not None and after.has("split")):
        return replace(item, senses={"dimension": "age_band"})
    return item


def _allusion(item: Item, before: list[Item], after: list[Item], names: Names) -> Item:
    """An unknown word after "of" or "by", or beside "or", that is part of one artist's name."""
    cued = any(each.has("of", "by") for each in before) or any(
        each.has("versus") for each in [*before, *after]
    )
    if item.senses or not cued:
        return item
    found = names.parts.get(folded(item.typed), ())
    return replace(item, senses={"name": (("artist", found[0]),)}) if len(found) == 1 else item


def _only(item: Item, kind: str) -> Item:
    return replace(item, senses={kind: item[kind]})


def _without(item: Item, kind: str) -> Item:
    return replace(item, senses={name: value for name, value in item.senses.items() if name != kind})
