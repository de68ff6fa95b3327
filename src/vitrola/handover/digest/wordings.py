"""Numbers and names of a digest as a person reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.metrics.definitions import measures
from vitrola.wording.visible import shortened

if TYPE_CHECKING:
    import datetime as dt

    from vitrola.pipeline.digest import Change
    from vitrola.wording.words import Wording

LONGEST = 80
MANY = 9
"""From so many times more a percentage says less than how many times."""


def value(say: Wording, measure: str, number: float | None) -> str:
    """A measure's value in its own form."""
    if number is None:
        return "-"
    form = measures()[measure].format
    return say.share(number) if form == "share" else say.number(round(number) if form == "count" else number)


def signed(say: Wording, number: float) -> str:
    """A number with its sign, a true minus, so that it is read as a change."""
    sign = "+" if number > 0 else "\u2212" if number < 0 else ""
    return sign + say.number(abs(number))


def percent(say: Wording, row: dict[str, Any]) -> str:
    """By which part a row changed; "new" where there was nothing before."""
    if not row["before"]:
        return say("new") if row["now"] else "-"
    part = row["now"] / row["before"] - 1
    if part >= MANY:
        return say("times", n=round(part + 1))
    sign = "+" if part > 0 else "\u2212" if part < 0 else ""
    return sign + say.share(abs(part))


def threshold(say: Wording, text: str) -> str:
    """When a rule fires, such as "down 20%"."""
    direction, amount = text.split(" ", 1)
    part = amount.removesuffix("%")
    return say(direction, amount=say.number(float(part)) + ("%" if part != amount else ""))


def name(say: Wording, row: dict[str, Any]) -> str:
    """What a row is about."""
    text = row["values"][0]
    return say("not_informed") if text is None else shortened(str(text), LONGEST)


def day(say: Wording, date: dt.date) -> str:
    """A day."""
    return say.day(date.isoformat())


def month(say: Wording, date: dt.date) -> str:
    """A month in figures, in the order of the language."""
    return f"{date:%m/%Y}" if say.lang == "pt-BR" else f"{date:%Y-%m}"


def per_day(say: Wording, change: Change) -> str | None:
    """Streams of a day before and now; None where the periods have as many days."""
    if change.suppressed or change.period is None or change.against is None:
        return None
    days_before, days = ((last - first).days + 1 for first, last in (change.against, change.period))
    row = next(row for row in change.measures if row["measure"] == "streams")
    if days_before == days or not row["before"]:
        return None
    sides = {"before": row["before"] / days_before, "now": row["now"] / days}
    told = {side: say.number(round(number, 1)) for side, number in sides.items()}
    return say("per_day", days_before=days_before, days=days, percent=percent(say, sides), **told)


def headline(say: Wording, change: Change) -> str:
    """What happened to streams, in one sentence."""
    row = next(row for row in change.measures if row["measure"] == "streams")
    before, now = (value(say, "streams", row[side]) for side in ("before", "now"))
    if row["before"] == row["now"]:
        return say("same", now=now)
    if not row["before"]:
        return say("from_nothing", now=now)
    way = "rose" if row["now"] > row["before"] else "fell"
    part = say.share(abs(row["now"] / row["before"] - 1))
    return say(way, percent=part, change=signed(say, row["now"] - row["before"]), before=before, now=now)
