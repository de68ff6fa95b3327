"""What words right beside tell of one another, silent ones among them, before these are left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.questions.items import AROUND
from vitrola.questions.tokens import folded

if TYPE_CHECKING:
    from vitrola.questions.items import Item

TIME_CUES = (
    "in", "of", "to", "since", "until", "before", "after", "between", "dash", "slash", "comma", "and",
    "versus", "month",
)  # fmt: skip
_BEFORE_TIMES = frozenset(TIME_CUES) - {"comma"}
_LOOSE = frozenset({"name", "silent", "verb", "listen", "split", "hit", "holidays", "implied"})
"""Kinds of words that say little right after "of" or "by", so that a name is meant."""
_SAID = frozenset({"silent", "among", "verb"})


def told(items: list[Item]) -> list[Item]:
    """The items without those that say nothing, or only something of their neighbour."""
    every = map(_beside, [None, *items[:-1]], items, [*items[1:], None])
    return [item for item in every if not item.senses or not set(item.senses) <= _SAID]


def _beside(before: Item | None, item: Item, after: Item | None) -> Item:
    if item.has("name") and set(item.senses) <= _LOOSE:
        return _as_name(before, item, after)
    if before is not None and before.has("many") and _uncounted(item):
        return replace(item, senses={})
    if set(item.senses) == {"month"} and item.plural:
        return replace(item, senses={})
    if before is not None and before.has("measure", "sex", "dimension") and item.has("who"):
        return replace(item, senses={"silent": None})
    if _modal(before, item, after):
        return replace(item, senses={"silent": None})
    return _among(before, item, after)


def _uncounted(item: Item) -> bool:
    """Whether it is a thing of the trade, of which none are counted here: concerts, playlists."""
    return item.has("implied") or (item.has("silent") and item["silent"] == AROUND)


def _as_name(before: Item | None, item: Item, after: Item | None) -> Item:
    """A name that is a common word too, where it is one: there are titles of any word."""
    likely = not item.has("silent") or item["silent"] == AROUND or item["name"][0][0] in ("artist", "genre")
    if likely and _calls_for_a_name(before, after):
        return replace(item, senses={"name": item["name"]})
    quoted = before is not None and before.has("quote", "dimension")
    if item.has("silent") and not quoted:
        return replace(item, senses={"silent": item["silent"]})
    return item


def _calls_for_a_name(before: Item | None, after: Item | None) -> bool:
    """Whether a name is due: after "of" or "by" where nothing goes on, or beside what it is compared with."""
    if after is not None and after.has("silent", "measure", "dimension", "listen", "order"):
        return False
    compared = after is not None and after.has("versus")
    return compared or (before is not None and before.has("of", "by", "versus", "compare"))


def _modal(before: Item | None, item: Item, after: Item | None) -> bool:
    """Whether it is "may" before a verb, and no month."""
    timely = before is not None and before.has(*_BEFORE_TIMES)
    return folded(item.typed) == "may" and after is not None and after.has("verb") and not timely


def _among(before: Item | None, item: Item, after: Item | None) -> Item:
    """Portuguese "entre" before people is among them, who are marked as such."""
    if item.has("among") and after is not None and after.has("measure"):
        return replace(item, senses={"among": None})
    if item.has("measure") and before is not None and before.has("among"):
        return replace(item, senses={**item.senses, "among": None})
    return item
