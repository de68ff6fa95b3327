"""What every rule for times needs of the items it matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.questions.items import Item, made

if TYPE_CHECKING:
    Named = dict[str, Item]


def all_of(named: Named) -> list[Item]:
    """The items that a rule matched, in their order."""
    return sorted(named.values(), key=lambda item: item.start)


def year_of(named: Named, name: str = "yearnum") -> int | None:
    """The year that is said, if any."""
    return int(named[name]["yearnum"]) if name in named else None


def beyond(named: Named) -> list[Item]:
    """What lies outside the data: the year where one is said, else all of it."""
    item = named.get("yearnum") or made("beyond", None, *all_of(named))
    return [Item(item.typed, item.start, item.end, {"beyond": None})]
