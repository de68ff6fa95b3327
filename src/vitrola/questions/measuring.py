"""What a question measures: the most telling of the words that may name it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitrola.questions.items import Item

PLAIN = ("streams", "users")
_RANKED = ("order", "hit", "change", "listen")
"""Where one of these asks for something, users among whom it is asked are no measure."""
_POINTERS = ("many", "order", "by")
PEOPLE = ("sex", "age_band", "country")
COUNTED = {"track": "active_tracks", "artist": "active_artists"}


def measure_of(items: list[Item]) -> str | None:  # noqa: PLR0911 - one for each way to say it
    """The measure; None where no word names one."""
    said: list[tuple[int, str]] = [
        (place, item["measure"]) for place, item in enumerate(items) if item.has("measure")
    ]
    if any(item.has(*_RANKED) for item in items):
        said = [(place, name) for place, name in said if name != "users" or not items[place].has("among")]
    composed = [name for _, name in said if name not in PLAIN]
    if _averaged(items, said):
        return "mean_plays"
    if composed:
        return composed[0]
    if counted := _counted(items):
        return counted
    if _people_counted(items):
        return "users"
    pointed = [name for place, name in said if place and items[place - 1].has(*_POINTERS)]
    if pointed:
        return pointed[0]
    names = [name for _, name in said]
    if any(item.has("younger") for item in items):
        return "mean_age"
    listened = any(item.has("listen") for item in items) and any(item.has("order", "hit") for item in items)
    if "streams" in names or listened:
        return "streams"
    return "users" if names else None


def _averaged(items: list[Item], said: list[tuple[int, str]]) -> bool:
    """Plays on average; an average of something else has a measure of its own."""
    names = {name for _, name in said}
    return any(item.has("average") for item in items) and "streams" in names and names <= set(PLAIN)


def _people_counted(items: list[Item]) -> bool:
    """How many women, Brazilians or under 18s."""
    pairs = pairwise(items)
    return any(a.has("many") and b.has("filter") and b["filter"][0] in PEOPLE for a, b in pairs)


def _counted(items: list[Item]) -> str | None:
    """How many tracks or artists."""
    for place, item in enumerate(items[1:], 1):
        before = items[place - 1]
        if item.has("dimension") and before.has("many") and item["dimension"] in COUNTED:
            counted: str = COUNTED[item["dimension"]]
            return counted
    return None
