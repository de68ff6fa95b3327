"""The readings of understood items: one, or several where words leave it open."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

from vitrola.questions.leftopen import left_open
from vitrola.questions.measuring import measure_of
from vitrola.questions.reading import reading
from vitrola.questions.subjects import SUPERLATIVE, subjects_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.questions.calendar import Known
    from vitrola.questions.items import Item
    from vitrola.questions.names import Names
    from vitrola.questions.reading import Change, Order, Reading
    from vitrola.questions.subjects import Subjects

    Filters = dict[str, tuple[str | None, ...]]
    Variant = dict[str, Any]


def alternatives(items: list[Item], filters: Filters, names: Names, known: Known) -> list[Reading]:
    """Every reading that the words allow, the likelier first; those by what the data lacks only alone."""
    if not items or not any(item.has(*_TELLING) for item in items):
        return []
    found: list[Reading] = []
    for chosen in _chosen(items, filters, known):
        for titled in _titled(chosen, names):
            found += _readings(items, titled)
    had = [read for read in found if not names.absent(read.by)]
    return list(dict.fromkeys(had or found))


_TELLING = (
    "filter", "choice", "either", "measure", "dimension", "order", "change", "over", "hit", "doing",
    "periodic", "bare_age", "best_day", "play_year", "either_year", "implied", "who", "younger",
    "tracks_meant", "listen",
)  # fmt: skip


def _chosen(items: list[Item], filters: Filters, known: Known) -> Iterable[Filters]:
    """The filters in each of the ways in which times and equal names can be taken."""
    ways: list[list[Filters]] = [[{}]]
    for item in items:
        if item.has("choice"):
            ways.append([dict(each) for each in item["choice"]])
        elif item.has("play_year"):
            ways.append([_year_of_plays(item["play_year"], known)])
        elif item.has("either_year"):
            year = item["either_year"]
            listed = any(each.has(*SUPERLATIVE, "dimension", "tracks_meant") for each in items)
            released: list[Filters] = (
                [{"release_year": (str(year),)}] if listed and year in known.release_years else []
            )
            ways.append([_year_of_plays(year, known), *released])
    for way in product(*ways):
        merged = dict(filters)
        for more in way:
            for name, values in more.items():
                merged[name] = (*merged.get(name, ()), *values)
        yield merged


def _year_of_plays(year: int, known: Known) -> Filters:
    """The months of a year, where the data has others too."""
    if known.years == (year,):
        return {}
    return {"month": tuple(month for month in known.months if month.startswith(str(year)))}


def _titled(filters: Filters, names: Names) -> Iterable[Filters]:
    """A title that several artists have is one of each, unless an artist is asked for."""
    titles = filters.get("track", ())
    if len(titles) != 1 or "artist" in filters:
        return [filters]
    artists = list(names.titles.get(titles[0] or "", {}))
    if len(artists) < 2:
        return [filters]
    return [{**filters, "artist": (artist,)} for artist in artists]


def _readings(items: list[Item], filters: Filters) -> list[Reading]:
    items = _differences(items, filters)
    measure = measure_of(items)
    subjects = subjects_of(items, measured=measure is not None)
    by = _by(items, subjects, filters)
    change = _change(items)
    if change and not by:
        by, filters = _from_to(items, filters)
    order = _order(items)
    limit = _limit(items, subjects, by)

    def made(**other: Any) -> Reading:
        asked: Variant = {
            "measure": measure or "streams",
            "by": by,
            "filters": filters,
            "order": order,
            "limit": limit,
            "change": change,
        }
        return reading(**{**asked, **other})

    for either in (item["either"] for item in items if item.has("either")):
        dimension, (name, value) = either
        return [made(by=(dimension, *by)), made(filters={**filters, name: (value,)})]
    return left_open(items, subjects, filters, measure, made) or [made()]


def _by(items: list[Item], subjects: Subjects, filters: Filters) -> tuple[str, ...]:
    by = tuple(dict.fromkeys([*subjects.ranked, *subjects.grouped]))
    if by:
        return by
    if any(item.has("implied") for item in items):
        return tuple(dict.fromkeys(item["implied"] for item in items if item.has("implied")))
    if any(item.has("versus", "compare") for item in items) or _each(items) or _who_of(items):
        several = [name for name, values in filters.items() if len(values) > 1 and _apart(items, name)]
        if several:
            return (several[0],)
    superlative = any(item.has(*SUPERLATIVE) for item in items)
    for word, name in (("where", "country"), ("when", "month")):
        if any(item.has(word) for item in items) and (superlative or word == "where"):
            return (name,)
    if any(item.has("tracks_meant") for item in items) and superlative:
        return ("track",)
    return ()


def _differences(items: list[Item], filters: Filters) -> list[Item]:
    """A difference is of several values that are named, or else from the period before."""
    compared = any(len(values) > 1 and _apart(items, name) for name, values in filters.items())
    kind = "compare" if compared else "change"
    return [replace(item, senses={kind: "up"}) if item.has("difference") else item for item in items]


def _from_to(items: list[Item], filters: Filters) -> tuple[tuple[str, ...], Filters]:
    """Growth "from June to July" is July's; over more months it is each month's."""
    ranges = [item["filter"][1] for item in items if item.has("month_range")]
    if not ranges:
        return (), filters
    months = ranges[0]
    return ((), {**filters, "month": months[-1:]}) if len(months) == 2 else (("month",), filters)


def _each(items: list[Item]) -> bool:
    """Whether a question ends in "each" of the values it names."""
    return any(
        item.has("by") and not any(after.has("dimension") for after in items[place:])
        for place, item in enumerate(items)
    )


def _who_of(items: list[Item]) -> bool:
    """Whether it is asked who of those that are named, "between" them."""
    return any(item.has("between") for item in items) and any(item.has("who") for item in items)


def _apart(items: list[Item], name: str) -> bool:
    """Whether values of a dimension are named one by one."""
    return len([item for item in items if item.has("filter") and item["filter"][0] == name]) > 1


def _change(items: list[Item]) -> Change | None:
    if not any(item.has("change") for item in items):
        return None
    return "growth_rate" if any(item.has("rate", "share") for item in items) else "growth"


def _order(items: list[Item]) -> Order | None:
    falling = any(item.has("change") and item["change"] == "down" for item in items)
    for item in items:
        if item.has("younger"):
            return "asc" if item["younger"] == "asc" else "desc"
    said = [item["order"] for item in items if item.has("order")]
    if falling:
        return "asc"
    if "asc" in said:
        return "asc"
    return "desc" if said or any(item.has("hit", "ranking") for item in items) else None


def _limit(items: list[Item], subjects: Subjects, by: tuple[str, ...]) -> int | None:
    for item in items:
        if item.has("limit"):
            return int(item["limit"])
    superlative = any(item.has(*SUPERLATIVE) for item in items)
    if len(by) != 1 or not superlative or any(item.has("ranking") for item in items):
        return None
    if any(item.has("versus", "compare") for item in items) and not subjects.ranked:
        return None
    if by == subjects.ranked:
        return 1 if subjects.one else None
    asked = any(item.has("where", "when") for item in items)
    return 1 if asked and by in (("country",), ("month",)) and not subjects.grouped else None
