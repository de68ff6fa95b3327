"""By what a question asks: dimensions after "by", those that are ranked, and those that only name a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.metrics.definitions import dimensions

if TYPE_CHECKING:
    from vitrola.questions.items import Item

SUPERLATIVE = ("order", "younger", "hit")
_LINKS = ("and", "comma", "versus", "slash", "plus", "dash")
_RANKED = (*SUPERLATIVE, "ranking", "change", "compare", "versus", "who")


@dataclass(frozen=True)
class Subjects:
    """``grouped`` are dimensions after "by"; ``ranked`` those of which a list is asked, or only ``one``."""

    grouped: tuple[str, ...]
    ranked: tuple[str, ...]
    one: bool
    named: frozenset[str]
    """Dimensions that stand before or after a value of theirs."""


def subjects_of(items: list[Item], *, measured: bool) -> Subjects:
    """The dimensions of a question; ``measured`` says whether it names a measure."""
    grouped: list[str] = []
    periodic: list[str] = []
    ranked: list[Item] = []
    named: set[str] = set()
    linked = False
    for place, item in enumerate(items):
        if item.has("by"):
            linked = True
        elif item.has("periodic"):
            periodic.append(item["periodic"])
        elif item.has("dimension"):
            name = item["dimension"]
            if linked or _split(items, place) or _compound(items, place):
                grouped.append(name)
            elif _names_a_value(items, place):
                named.add(name)
            else:
                ranked.append(item)
        elif item.has("over"):
            periodic.append("month")
        elif linked and not item.has(*_LINKS, "of", "in", "which"):
            linked = False
    listed = _listed(items, ranked, bool(grouped or periodic), measured=measured)
    if len(ranked) > len(listed):
        named |= {item["dimension"] for item in ranked}
    return Subjects(
        tuple(dict.fromkeys([*grouped, *periodic])),
        tuple(dict.fromkeys(item["dimension"] for item in listed)),
        bool(listed) and (not listed[0].plural or any(_asks_who(item) for item in items)),
        frozenset(named),
    )


def _asks_who(item: Item) -> bool:
    """Whether it asks who; "for whom" only says of whom."""
    return item.has("who") and not item.has("of_whom")


def _listed(items: list[Item], ranked: list[Item], grouped: bool, *, measured: bool) -> list[Item]:
    """The dimensions that are asked for, not only mentioned."""
    asked = any(item.has(*_RANKED, "which", "limit", "where", "when") for item in items)
    if asked:
        return ranked
    ranked_by = [item for item in ranked if _before_by_measure(items, item)]
    told = [item for item in ranked if item["dimension"] == "main_genre" or _of_people(items, item)]
    if ranked_by or told or measured:
        return ranked_by or told
    return [item for item in ranked if item.plural] if grouped else ranked


def _of_people(items: list[Item], item: Item) -> bool:
    """Whether a dimension of users is asked of them: "the sex of Muse's listeners"."""
    after = items[items.index(item) + 1 :]
    return (
        dimensions()[item["dimension"]].side == "user"
        and bool(after)
        and after[0].has("of")
        and any(each.has("measure") and each["measure"] == "users" for each in after)
    )


def _before_by_measure(items: list[Item], item: Item) -> bool:
    place = items.index(item)
    return any(
        each.has("by") and items[place + 1 + step + 1].has("measure", "many")
        for step, each in enumerate(items[place + 1 : -1])
    )


def _names_a_value(items: list[Item], place: int) -> bool:
    """Whether a dimension only says what the value beside it is, as in "the artist Muse"."""
    name = items[place]["dimension"]
    after = place + 1
    if (
        after < len(items)
        and items[after].has("of", "in", "quote")
        and name not in ("track", "album", "artist")
    ):
        after += 1
    beside = [items[after]] if after < len(items) else []
    if place and not items[place].plural:
        beside += [items[place - 1]]
    return any(each.has("filter") and each["filter"][0] == name for each in beside)


def _split(items: list[Item], place: int) -> bool:
    """A dimension beside a word for breaking down: "gender split", "distribuição de gênero"."""
    before = [item for item in items[:place] if not item.has("of", "by")][-1:]
    return any(item.has("split") for item in [*before, *items[place + 1 : place + 2]])


def _compound(items: list[Item], place: int) -> bool:
    """An English "weekday plays": a dimension right before a measure."""
    if items[place].plural or "en" not in items[place].langs or place + 1 >= len(items):
        return False
    return (
        items[place + 1].has("measure")
        and "en" in items[place + 1].langs | {"en"}
        and not _ranked_before(items, place)
    )


def _ranked_before(items: list[Item], place: int) -> bool:
    return any(item.has(*SUPERLATIVE, "which", "many") for item in items[:place])
