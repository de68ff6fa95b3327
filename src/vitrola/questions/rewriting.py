"""Rules that put items together: a pattern of kinds, and what is made of the items that it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vitrola.questions.calendar import Known
    from vitrola.questions.items import Item

    Make = Callable[["Known", dict[str, "Item"]], "Sequence[Item] | None"]


@dataclass(frozen=True)
class Rule:
    """``pattern`` has steps parted by spaces: "name:kind|kind" takes an item, with "?" if there is one.

    ``make`` gets the items by the names of their steps; None leaves them as they are.
    """

    pattern: str
    make: Make

    def steps(self) -> list[tuple[str, tuple[str, ...], bool]]:
        """Each step's name, the kinds it takes, and whether it may be missing."""
        found = []
        for step in self.pattern.split():
            name, _, kinds = step.rstrip("?").rpartition(":")
            found.append((name or kinds, tuple(kinds.split("|")), step.endswith("?")))
        return found


def rewritten(items: list[Item], rules: Sequence[Rule], known: Known) -> list[Item]:
    """The items after every rule in turn, each wherever it fits, from left to right."""
    for rule in rules:
        steps = rule.steps()
        place = 0
        while place < len(items):
            found = _match(items, place, steps)
            made = rule.make(known, found[1]) if found else None
            if found is None or made is None:
                place += 1
            else:
                items = [*items[:place], *made, *items[place + found[0] :]]
                place += max(len(made), 1)
    return items


def _match(
    items: list[Item], place: int, steps: list[tuple[str, tuple[str, ...], bool]]
) -> tuple[int, dict[str, Item]] | None:
    """How many items fit the steps from here, and which; optional steps are taken where that works."""
    if not steps:
        return 0, {}
    (name, kinds, optional), rest = steps[0], steps[1:]
    if place < len(items) and items[place].has(*kinds):
        found = _match(items, place + 1, rest)
        if found is not None:
            return found[0] + 1, {name: items[place], **found[1]}
    return _match(items, place, rest) if optional else None
