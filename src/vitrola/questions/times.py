"""Rules for times: days, months, quarters, halves, and what is said of them relatively."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.questions.items import Item, made
from vitrola.questions.rewriting import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vitrola.questions.calendar import Known

    Named = dict[str, Item]

MONTHS = 12
CENTURY = 100


def _all(named: Named) -> list[Item]:
    return sorted(named.values(), key=lambda item: item.start)


def _year(named: Named, name: str = "yearnum") -> int | None:
    return int(named[name]["yearnum"]) if name in named else None


def _beyond(named: Named) -> list[Item]:
    """What lies outside the data: the year where one is said, else all of it."""
    item = named.get("yearnum") or made("beyond", None, *_all(named))
    return [Item(item.typed, item.start, item.end, {"beyond": None})]


def _months(named: Named, sets: list[tuple[str, ...]]) -> list[Item]:
    if not sets:
        return _beyond(named)
    if len(sets) == 1:
        return [made("filter", ("month", sets[0]), *_all(named))]
    return [made("choice", tuple((("month", each),) for each in sets), *_all(named))]


def _dates(named: Named, found: list[dt.date]) -> list[Item]:
    if not found:
        return _beyond(named)
    return [made("dates", tuple((day, day) for day in found), *_all(named))]


def _full(year: int) -> int:
    return year if year >= CENTURY else 2000 + year


def _iso_day(known: Known, named: Named) -> list[Item] | None:
    if not 1 <= named["m"]["number"] <= MONTHS:
        return None
    return _dates(named, known.day(named["d"]["number"], named["m"]["number"], _year(named)))


def _iso_month(known: Known, named: Named) -> list[Item] | None:
    number = named["m"]["number"]
    if not 1 <= number <= MONTHS:
        return None
    return _months(named, known.months_of([number], _year(named)))


def _slashed(known: Known, named: Named) -> list[Item] | None:
    day, month = named["d"]["number"], named["m"]["number"]
    if month > MONTHS >= day:
        day, month = month, day
    if not (1 <= month <= MONTHS and 1 <= day <= 31):
        return None
    year = _full(named["y"]["number"]) if "y" in named else None
    return _dates(named, known.day(day, month, year))


def _day_of(known: Known, named: Named) -> list[Item] | None:
    day = named["number"]["number"]
    if not 1 <= day <= 31:
        return None
    return _dates(named, known.day(day, named["month"]["month"], _year(named)))


def _named_day(known: Known, named: Named) -> list[Item]:
    month, day = named["named_day"]["named_day"].split("-")
    return _dates(named, known.day(int(day), int(month), _year(named)))


def _span(_: Known, named: Named) -> list[Item] | None:
    pairs = zip(named["a"]["dates"], named["b"]["dates"], strict=False)
    spans = tuple((a[0], b[1]) for a, b in pairs if a[0] <= b[1])
    return [made("dates", spans, *_all(named))] if spans else None


def _span_in_month(_: Known, named: Named) -> list[Item] | None:
    number = named["number"]["number"]
    ends = named["dates"]["dates"]
    try:
        others = [end[0].replace(day=number) for end in ends]
    except ValueError:
        return None
    spans = tuple((min(a, b[0]), max(a, b[0])) for a, b in zip(others, ends, strict=True))
    return [made("dates", spans, *_all(named))]


def _since_day(known: Known, named: Named) -> list[Item] | None:
    if known.last is None:
        return None
    spans = tuple((each[0], known.last) for each in named["dates"]["dates"])
    return [made("dates", spans, *_all(named))]


def _day_filter(_: Known, named: Named) -> list[Item]:
    spans = named["dates"]["dates"]
    texts = [a.isoformat() if a == b else f"{a}..{b}" for a, b in spans]
    if len(texts) == 1:
        return [made("filter", ("date", (texts[0],)), *_all(named))]
    return [made("choice", tuple((("date", (each,)),) for each in texts), *_all(named))]


def _month_range(known: Known, named: Named) -> list[Item]:
    a, b = named["a"]["month"], named["b"]["month"]
    first, last = _year(named, "ya"), _year(named, "yb")
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


def _from_month(step: int) -> Callable[[Known, Named], list[Item]]:
    def make(known: Known, named: Named) -> list[Item]:
        year = _year(named) or (known.years[-1] if known.years else 0)
        start = f"{year}-{named['month']['month']:02}"
        found = tuple(month for month in known.months if month > start or (step == 0 and month == start))
        return _months(named, [found] if found else [])

    return make


def _until_month(step: int) -> Callable[[Known, Named], list[Item]]:
    def make(known: Known, named: Named) -> list[Item]:
        year = _year(named) or (known.years[-1] if known.years else 0)
        end = f"{year}-{named['month']['month']:02}"
        found = tuple(month for month in known.months if month < end or (step == 0 and month == end))
        return _months(named, [found] if found else [])

    return make


def _month(known: Known, named: Named) -> list[Item]:
    return _months(named, known.months_of([named["month"]["month"]], _year(named)))


def _part(size: int) -> Callable[[Known, Named], list[Item] | None]:
    """A quarter or a half, by its number."""

    def make(known: Known, named: Named) -> list[Item] | None:
        item = named["n"]
        number = item["ordinal"] if item.has("ordinal") else item["number"]
        if not 1 <= number <= MONTHS // size:
            return None
        first = (number - 1) * size + 1
        return _months(named, known.months_of(range(first, first + size), _year(named)))

    return make


def _relative_part(size: int) -> Callable[[Known, Named], list[Item] | None]:
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


def _relative_months(known: Known, named: Named) -> list[Item] | None:
    count = named["number"]["number"] if "number" in named else 1
    if not known.months or not 1 <= count <= len(known.months):
        return None
    first = named["relative"]["relative"] == "first"
    return _months(named, [known.months[:count] if first else known.months[-count:]])


def _relative_days(known: Known, named: Named) -> list[Item] | None:
    count = named["number"]["number"] if "number" in named else 1
    count *= 7 if "week" in named else 1
    if known.first is None or known.last is None or not 1 <= count <= (known.last - known.first).days + 1:
        return None
    more = dt.timedelta(count - 1)
    first = named["relative"]["relative"] == "first"
    span = (known.first, known.first + more) if first else (known.last - more, known.last)
    return [made("dates", (span,), *_all(named))]


def _season(known: Known, named: Named) -> list[Item]:
    halves = [known.months_of(numbers, _year(named)) for numbers in named["season"]["season"]]
    found = [months for sets in halves for months in sets]
    return _months(named, found)


def _weekdays(_: Known, named: Named) -> list[Item]:
    values = named["day"]["workday"] if named["day"].has("workday") else named["day"]["weekday"]
    return [made("filter", ("weekday", tuple(map(str, values))), *_all(named))]


def _weekday_range(_: Known, named: Named) -> list[Item] | None:
    a, b = named["a"]["weekday"][0], named["b"]["weekday"][0]
    if a >= b:
        return None
    return [made("filter", ("weekday", tuple(str(day) for day in range(a, b + 1))), *_all(named))]


def _part_of_month(known: Known, named: Named) -> list[Item] | None:
    """A half or a week of a month; the second half ends with the month, weeks have seven days."""
    number = named["n"]["ordinal"] if named["n"].has("ordinal") else named["n"]["number"]
    size = 7 if named["s"].has("week") else 15
    if not 1 <= number <= (4 if size == 7 else 2):
        return None
    spans = []
    for months in known.months_of([named["month"]["month"]], _year(named)):
        year, month = map(int, months[0].split("-"))
        length = calendar.monthrange(year, month)[1]
        last = length if (size, number) == (15, 2) else number * size
        spans.append((dt.date(year, month, (number - 1) * size + 1), dt.date(year, month, last)))
    return [made("dates", tuple(spans), *_all(named))] if spans else _beyond(named)


def _nothing(_: Known, __: Named) -> list[Item]:
    return []


_UPTO = "to|dash|until"
RULES: Sequence[Rule] = (
    Rule("n:ordinal|number s:fortnight|half|week of|in month of? yearnum?", _part_of_month),
    Rule("yearnum dash m:number dash2:dash d:number", _iso_day),
    Rule("yearnum dash m:number", _iso_month),
    Rule("d:number slash m:number slash2:slash y:number", _slashed),
    Rule("m:number slash yearnum", _iso_month),
    Rule("d:number slash m:number", _slashed),
    Rule("number of? month of2:of|comma|in? yearnum", _day_of),
    Rule("number of? month", _day_of),
    Rule("month number comma? yearnum", _day_of),
    Rule("month number", _day_of),
    Rule("named_day of? yearnum?", _named_day),
    Rule(f"between|of? a:dates {_UPTO}|and b:dates", _span),
    Rule(f"between|of? number {_UPTO}|and dates", _span_in_month),
    Rule(f"dates {_UPTO} number", _span_in_month),
    Rule("since dates", _since_day),
    Rule(
        f"between|of|since? a:month of2:of|slash|in? ya:yearnum? {_UPTO} "
        "b:month of3:of|slash|in? yb:yearnum?",
        _month_range,
    ),
    Rule("between a:month of? ya:yearnum? and b:month of3:of? yb:yearnum?", _month_range),
    Rule("since month of|slash|in? yearnum? until?", _from_month(0)),
    Rule("after month of|slash|in? yearnum?", _from_month(1)),
    Rule("before month of|slash|in? yearnum?", _until_month(1)),
    Rule("until month of|slash|in? yearnum?", _until_month(0)),
    Rule("n:ordinal|number quarter of|in? yearnum?", _part(3)),
    Rule("quarter_letter n:number of|in|slash? yearnum?", _part(3)),
    Rule("n:number quarter_letter of|in? yearnum?", _part(3)),
    Rule("n:ordinal|number half of|in? yearnum?", _part(6)),
    Rule("half_letter n:number of|in? yearnum?", _part(6)),
    Rule("relative quarter of? year?", _relative_part(3)),
    Rule("relative half of? year?", _relative_part(6)),
    Rule("relative number m:month_word", _relative_months),
    Rule("number relative m:month_word", _relative_months),
    Rule("relative m:month_word", _relative_months),
    Rule("m:month_word relative", _relative_months),
    Rule("relative number d:day_word", _relative_days),
    Rule("number relative d:day_word", _relative_days),
    Rule("relative number week", _relative_days),
    Rule("relative week", _relative_days),
    Rule("week relative", _relative_days),
    Rule("relative year", _nothing),
    Rule("year relative", _nothing),
    Rule("season of|in? yearnum?", _season),
    Rule("month of|slash|comma|in? yearnum", _month),
    Rule("month", _month),
    Rule("dates", _day_filter),
    Rule("a:weekday to|dash b:weekday", _weekday_range),
    Rule("day:workday", _weekdays),
    Rule("day:weekday", _weekdays),
)
"""In this order: what takes more words first."""
