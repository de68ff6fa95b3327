"""Rules for months: single ones, ranges, quarters, halves and seasons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.questions.items import Item, made
from vitrola.questions.timing import all_of, beyond, year_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.questions.calendar import Known
    from vitrola.questions.timing import Named

MONTHS = 12


def _months(named: Named, sets: list[tuple[str, ...]]) -> list[Item]:
    if not sets:
        return beyond(named)
    if len(sets) == 1:
        return [made("filter", ("month", sets[0]), *all_of(named))]
    return [made("choice", tuple((("month", each),) for each in sets), *all_of(named))]


def iso_month(known: Known, named: Named) -> list[Item] | None:
    """2020-03, or 3/2020."""
    number = named["m"]["number"]
    if not 1 <= number <= MONTHS:
        return None
    return _months(named, known.months_of([number], year_of(named)))


def month_range(known: Known, named: Named) -> list[Item]:
    """From one month to another, over the end of a year too."""
    a, b = named["a"]["month"], named["b"]["month"]
    first, last = year_of(named, "ya"), year_of(named, "yb")
    if first is None and last is None and a != b:
        numbers = [*range(a, b + 1)] if a <= b else [*range(a, MONTHS + 1), *range(1, b + 1)]
        return _ranged(_months(named, known.months_of(numbers)))
    low, high = first or last, last or first
    found = known.between(f"{low}-{a:02}", f"{high}-{b:02}")
    return _ranged(_months(named, [found] if found else []))


def _ranged(items: list[Item]) -> list[Item]:
    """Marked as said from one month to another."""
    return [
        replace(item, senses={**item.senses, "month_range": None}) if item.has("filter") else item
        for item in items
    ]


def _month_named(known: Known, named: Named) -> str:
    year = year_of(named) or (known.years[-1] if known.years else 0)
    return f"{year}-{named['month']['month']:02}"


def from_month(step: int) -> Callable[[Known, Named], list[Item]]:
    """Months from one on, itself among them where ``step`` is 0."""

    def make(known: Known, named: Named) -> list[Item]:
        start = _month_named(known, named)
        found = tuple(month for month in known.months if month > start or (step == 0 and month == start))
        return _months(named, [found] if found else [])

    return make


def until_month(step: int) -> Callable[[Known, Named], list[Item]]:
    """Months up to one, itself among them where ``step`` is 0."""

    def make(known: Known, named: Named) -> list[Item]:
        end = _month_named(known, named)
        found = tuple(month for month in known.months if month < end or (step == 0 and month == end))
        return _months(named, [found] if found else [])

    return make


def one_month(known: Known, named: Named) -> list[Item]:
    """A month, of a year or of each."""
    return _months(named, known.months_of([named["month"]["month"]], year_of(named)))


def part_of_year(size: int) -> Callable[[Known, Named], list[Item] | None]:
    """A quarter or a half, by its number."""

    def make(known: Known, named: Named) -> list[Item] | None:
        item = named["n"]
        number = item["ordinal"] if item.has("ordinal") else item["number"]
        if not 1 <= number <= MONTHS // size:
            return None
        first = (number - 1) * size + 1
        return _months(named, known.months_of(range(first, first + size), year_of(named)))

    return make


def relative_part(size: int) -> Callable[[Known, Named], list[Item] | None]:
    """The first or last quarter or half of the data."""

    def make(known: Known, named: Named) -> list[Item] | None:
        if not known.months:
            return None
        if named["relative"]["relative"] == "first":
            return _months(named, [known.months[:size]])
        end = int(known.months[-1][5:])
        whole = end - end % size
        found = (
            known.months_of(range(whole - size + 1, whole + 1), int(known.months[-1][:4])) if whole else []
        )
        return _months(named, found)

    return make


def relative_months(known: Known, named: Named) -> list[Item] | None:
    """The first or last months of the data."""
    count = named["number"]["number"] if "number" in named else 1
    if not known.months or not 1 <= count <= len(known.months):
        return None
    first = named["relative"]["relative"] == "first"
    return _months(named, [known.months[:count] if first else known.months[-count:]])


def season(known: Known, named: Named) -> list[Item]:
    """The months of a season, or of holidays."""
    halves = [known.months_of(numbers, year_of(named)) for numbers in named["season"]["season"]]
    found = [months for sets in halves for months in sets]
    return _months(named, found)
