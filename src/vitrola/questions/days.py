"""Rules for days: single ones, spans, and parts of a month."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

from vitrola.questions.items import Item, made
from vitrola.questions.timing import all_of, beyond, year_of

if TYPE_CHECKING:
    from vitrola.questions.calendar import Known
    from vitrola.questions.timing import Named

MONTHS = 12
CENTURY = 100


def _dates(named: Named, found: list[dt.date]) -> list[Item]:
    if not found:
        return beyond(named)
    return [made("dates", tuple((day, day) for day in found), *all_of(named))]


def _full(year: int) -> int:
    return year if year >= CENTURY else 2000 + year


def iso_day(known: Known, named: Named) -> list[Item] | None:
    """2020-03-15, where the data has it."""
    if not 1 <= named["m"]["number"] <= MONTHS:
        return None
    return _dates(named, known.day(named["d"]["number"], named["m"]["number"], year_of(named)))


def slashed(known: Known, named: Named) -> list[Item] | None:
    """15/3 or 3/15, with a year or without."""
    day, month = named["d"]["number"], named["m"]["number"]
    if month > MONTHS >= day:
        day, month = month, day
    if not (1 <= month <= MONTHS and 1 <= day <= 31):
        return None
    year = _full(named["y"]["number"]) if "y" in named else None
    return _dates(named, known.day(day, month, year))


def day_of(known: Known, named: Named) -> list[Item] | None:
    """The 15th of March."""
    day = named["number"]["number"]
    if not 1 <= day <= 31:
        return None
    return _dates(named, known.day(day, named["month"]["month"], year_of(named)))


def named_day(known: Known, named: Named) -> list[Item]:
    """Christmas, and other days with a name."""
    month, day = named["named_day"]["named_day"].split("-")
    return _dates(named, known.day(int(day), int(month), year_of(named)))


def span(_: Known, named: Named) -> list[Item] | None:
    """From one day to another."""
    pairs = zip(named["a"]["dates"], named["b"]["dates"], strict=False)
    spans = tuple((a[0], b[1]) for a, b in pairs if a[0] <= b[1])
    return [made("dates", spans, *all_of(named))] if spans else None


def span_in_month(_: Known, named: Named) -> list[Item] | None:
    """The 3rd to the 9th of March."""
    number = named["number"]["number"]
    ends = named["dates"]["dates"]
    try:
        others = [end[0].replace(day=number) for end in ends]
    except ValueError:
        return None
    spans = tuple((min(a, b[0]), max(a, b[0])) for a, b in zip(others, ends, strict=True))
    return [made("dates", spans, *all_of(named))]


def since_day(known: Known, named: Named) -> list[Item] | None:
    """From a day on."""
    if known.last is None:
        return None
    spans = tuple((each[0], known.last) for each in named["dates"]["dates"])
    return [made("dates", spans, *all_of(named))]


def day_filter(_: Known, named: Named) -> list[Item]:
    """Days as a filter; a choice where each year has one."""
    spans = named["dates"]["dates"]
    texts = [a.isoformat() if a == b else f"{a}..{b}" for a, b in spans]
    if len(texts) == 1:
        return [made("filter", ("date", (texts[0],)), *all_of(named))]
    return [made("choice", tuple((("date", (each,)),) for each in texts), *all_of(named))]


def relative_days(known: Known, named: Named) -> list[Item] | None:
    """The first or last days or weeks of the data."""
    count = named["number"]["number"] if "number" in named else 1
    count *= 7 if "week" in named else 1
    if known.first is None or known.last is None or not 1 <= count <= (known.last - known.first).days + 1:
        return None
    more = dt.timedelta(count - 1)
    first = named["relative"]["relative"] == "first"
    span = (known.first, known.first + more) if first else (known.last - more, known.last)
    return [made("dates", (span,), *all_of(named))]


def part_of_month(known: Known, named: Named) -> list[Item] | None:
    """A half or a week of a month; the second half ends with the month, weeks have seven days."""
    number = named["n"]["ordinal"] if named["n"].has("ordinal") else named["n"]["number"]
    size = 7 if named["s"].has("week") else 15
    if not 1 <= number <= (4 if size == 7 else 2):
        return None
    spans = []
    for months in known.months_of([named["month"]["month"]], year_of(named)):
        year, month = map(int, months[0].split("-"))
        length = calendar.monthrange(year, month)[1]
        last = length if (size, number) == (15, 2) else number * size
        spans.append((dt.date(year, month, (number - 1) * size + 1), dt.date(year, month, last)))
    return [made("dates", tuple(spans), *all_of(named))] if spans else beyond(named)
