"""Names, countries and numbers where they stand become filters and limits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.questions.items import Item, made

if TYPE_CHECKING:
    from vitrola.questions.names import Names

    Filters = dict[str, tuple[str | None, ...]]

MOST_LIMIT = 1_000


def values_named(items: list[Item], names: Names) -> list[Item]:
    """The items with names, countries and other words as filters; what the lake lacks is unknown."""
    found: list[Item] = []
    for place, item in enumerate(items):
        found.append(_named(item, items[:place], items[place + 1 :], names))
    return _limited(found)


def filters_of(items: list[Item]) -> Filters:
    """The values asked for of each dimension; those of one dimension are alternatives."""
    found: Filters = {}
    for item in items:
        if item.has("filter"):
            name, values = item["filter"]
            found[name] = (
                *found.get(name, ()),
                *(each for each in values if each not in found.get(name, ())),
            )
    return found


def _named(item: Item, before: list[Item], after: list[Item], names: Names) -> Item:  # noqa: PLR0911
    if item.has("name") and item.has("dimension"):
        return _name_or_dimension(item, before, after)
    if item.has("value"):
        dimension, value = item["value"]
        return (
            _filter(item, dimension, value) if value in names.values(dimension) else replace(item, senses={})
        )
    if item.has("country"):
        return _country(item, before, after, names)
    if not item.senses and item.typed.upper() in names.values("country"):
        return _filter(item, "country", item.typed.upper())
    if item.has("name") and (set(item.senses) == {"name"} or _cued(before)):
        named = item["name"]
        if len(named) == 1:
            return _filter(item, *named[0])
        return replace(item, senses={"choice": tuple(((name, (value,)),) for name, value in named)})
    return item


def _cued(before: list[Item]) -> bool:
    """Whether what comes can only be a name: it stands in quotes, or after what it is."""
    return bool(before) and before[-1].has("quote", "dimension")


def _country(item: Item, before: list[Item], after: list[Item], names: Names) -> Item:
    """A country that is in the lake; "us" is one only where it is written or used as one."""
    used = _any(before[-1:], "in", "of", "comma", "and") or _any(after[:1], "measure")
    if item.has("silent") and not item.typed.isupper() and not used:
        return replace(item, senses={"silent": None})
    known = item["country"] in names.values("country")
    return _filter(item, "country", item["country"]) if known else replace(item, senses={})


def _name_or_dimension(item: Item, before: list[Item], after: list[Item]) -> Item:
    """A word such as country, which is a genre and what people live in."""
    last, following = before[-1:], after[:1]
    beside = [*before[-2:-1], *after[1:2]] if _any([*last, *following], "and", "comma", "slash") else []
    if _any(last, "by") or item.plural or (_any(beside, "dimension") and not _any(following, "dimension")):
        return replace(item, senses={"dimension": item["dimension"]})
    if _any(last, "of") or _any(following, "dimension") or _any(beside, "filter", "name"):
        return _filter(item, *item["name"][0])
    if _any(last, "which", "many", "order", "number"):
        return replace(item, senses={"dimension": item["dimension"]})
    return replace(item, senses={"either": (item["dimension"], item["name"][0])})


def _any(items: list[Item], *kinds: str) -> bool:
    return any(item.has(*kinds) for item in items)


def _filter(item: Item, dimension: str, value: str) -> Item:
    return replace(made("filter", (dimension, (value,)), item), langs=frozenset())


def _article(item: Item, after: list[Item]) -> bool:
    """Portuguese "um" and English "one" where they don't count what is asked for."""
    return (
        item.has("number")
        and item["number"] == 1
        and not item.typed.isdigit()
        and not any(each.has("dimension", "order") and not each.plural for each in after)
    )


def _limited(items: list[Item]) -> list[Item]:
    """The first number that counts rows as a limit."""
    countable = any(item.has("dimension", "order", "implied", "hit", "ranking") for item in items)
    items = [each for place, each in enumerate(items) if not _article(each, items[place + 1 : place + 2])]
    for place, item in enumerate(items):
        if countable and item.has("number") and 1 <= item["number"] <= MOST_LIMIT:
            return [*items[:place], replace(item, senses={"limit": item["number"]}), *items[place + 1 :]]
    return items
