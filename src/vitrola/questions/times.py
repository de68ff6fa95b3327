"""The rules for times, in order; what they make stands in days.py and months.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.questions.days import (
    day_filter,
    day_of,
    iso_day,
    named_day,
    part_of_month,
    relative_days,
    since_day,
    slashed,
    span,
    span_in_month,
)
from vitrola.questions.items import Item, made
from vitrola.questions.months import (
    from_month,
    iso_month,
    month_range,
    one_month,
    part_of_year,
    relative_months,
    relative_part,
    season,
    until_month,
)
from vitrola.questions.rewriting import Rule
from vitrola.questions.timing import all_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.questions.calendar import Known
    from vitrola.questions.timing import Named


def _weekdays(_: Known, named: Named) -> list[Item]:
    values = named["day"]["workday"] if named["day"].has("workday") else named["day"]["weekday"]
    return [made("filter", ("weekday", tuple(map(str, values))), *all_of(named))]


def _weekday_range(_: Known, named: Named) -> list[Item] | None:
    a, b = named["a"]["weekday"][0], named["b"]["weekday"][0]
    if a >= b:
        return None
    return [made("filter", ("weekday", tuple(str(day) for day in range(a, b + 1))), *all_of(named))]


def _of_holidays(_: Known, named: Named) -> list[Item]:
    """School holidays of a month or season are that month or season."""
    return [named["m"]]


def _against_year(_: Known, named: Named) -> list[Item]:
    """Plays are compared with the period before, not with a year."""
    return [made("unsupported", None, *all_of(named))]


def _relative_year(known: Known, named: Named) -> list[Item] | None:
    """The first or last year of the data."""
    if not known.years:
        return None
    first = named["relative"]["relative"] == "first"
    return [made("play_year", known.years[0 if first else -1], *all_of(named))]


_UPTO = "to|dash|until"
RULES: Sequence[Rule] = (
    Rule("n:ordinal|number s:fortnight|half|week of|in month of? yearnum?", part_of_month),
    Rule("yearnum dash m:number dash2:dash d:number", iso_day),
    Rule("yearnum dash m:number", iso_month),
    Rule("d:number slash m:number slash2:slash y:number", slashed),
    Rule("m:number slash yearnum", iso_month),
    Rule("d:number slash m:number", slashed),
    Rule("holidays of|in m:month|season", _of_holidays),
    Rule("m:month|season holidays", _of_holidays),
    Rule("number of? month of2:of|comma|in? yearnum", day_of),
    Rule("number of? month", day_of),
    Rule("month number comma? yearnum", day_of),
    Rule("month number", day_of),
    Rule("named_day of? yearnum?", named_day),
    Rule(f"between|of? a:dates {_UPTO}|and b:dates", span),
    Rule(f"between|of? number {_UPTO}|and dates", span_in_month),
    Rule(f"dates {_UPTO} number", span_in_month),
    Rule("since dates", since_day),
    Rule(
        f"between|of|since? a:month of2:of|slash|in? ya:yearnum? {_UPTO} "
        "b:month of3:of|slash|in? yb:yearnum?",
        month_range,
    ),
    Rule("between a:month of? ya:yearnum? and b:month of3:of? yb:yearnum?", month_range),
    Rule("since month of|slash|in? yearnum? until?", from_month(0)),
    Rule("after month of|slash|in? yearnum?", from_month(1)),
    Rule("before month of|slash|in? yearnum?", until_month(1)),
    Rule("until month of|slash|in? yearnum?", until_month(0)),
    Rule("n:ordinal|number quarter of|in? yearnum?", part_of_year(3)),
    Rule("quarter_letter n:number of|in|slash? yearnum?", part_of_year(3)),
    Rule("n:number quarter_letter of|in? yearnum?", part_of_year(3)),
    Rule("n:ordinal|number half of|in? yearnum?", part_of_year(6)),
    Rule("half_letter n:number of|in? yearnum?", part_of_year(6)),
    Rule("relative quarter of? year?", relative_part(3)),
    Rule("relative half of? year?", relative_part(6)),
    Rule("relative number m:month_word", relative_months),
    Rule("number relative m:month_word", relative_months),
    Rule("relative m:month_word", relative_months),
    Rule("m:month_word relative", relative_months),
    Rule("relative number d:day_word", relative_days),
    Rule("number relative d:day_word", relative_days),
    Rule("relative number week", relative_days),
    Rule("relative week", relative_days),
    Rule("week relative", relative_days),
    Rule("versus relative year", _against_year),
    Rule("versus year relative", _against_year),
    Rule("relative year", _relative_year),
    Rule("year relative", _relative_year),
    Rule("season of|in? yearnum?", season),
    Rule("month of|slash|comma|in? yearnum", one_month),
    Rule("month", one_month),
    Rule("dates", day_filter),
    Rule("a:weekday to|dash b:weekday", _weekday_range),
    Rule("day:workday", _weekdays),
    Rule("day:weekday", _weekdays),
)
"""In this order: what takes more words first."""
