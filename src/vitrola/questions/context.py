"""What words mean where they stand: those that can mean several things, beside their neighbours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.questions.beside import TIME_CUES, told
from vitrola.questions.tokens import folded

if TYPE_CHECKING:
    from vitrola.questions.items import Item
    from vitrola.questions.names import Names

YEARS = range(1900, 2101)


def settled(items: list[Item], names: Names) -> list[Item]:
    """The items without silent ones, each with the senses that fit where it stands."""
    kept = told(items)
    found: list[Item] = []
    for place, item in enumerate(kept):
        before = found[-1] if found else None
        after = kept[place + 1] if place + 1 < len(kept) else None
        found.append(_by_age(_settled(item, before, after), found, after))
    return [
        _allusion(item, found[max(place - 1, 0) : place], found[place + 1 : place + 2], names)
        for place, item in enumerate(found)
    ]


def _settled(item: Item, before: Item | None, after: Item | None) -> Item:
    if item.has("number") and item["number"] in YEARS and not item.has("month"):
        return replace(item, senses={**item.senses, "yearnum": item["number"]})
    if item.has("month") and len(item.senses) > 1:
        timely = (before is not None and before.has(*TIME_CUES)) or (
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
