"""SQL that reads a column as it was and as it is now, for the changes of form that are common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vitrola.sources.expressions import replaced
from vitrola.sources.forms import HALF, form_of, middle, most, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vitrola.sources.drift import Target

DECIMAL_COMMA = r"^ *[+-]?\d+,\d+ *$"
ZERO_DECIMALS = r"^\d+[.]0$"
PREFIXED = r"^([A-Za-z_:#-]+)[0-9]+$"
DATE_BACKWARDS = r"^\d{2}[/.-]\d{2}[/.-]\d{4}"
MILLISECONDS = 1e11
"""Smaller numbers of milliseconds would be of before 1974; they are seconds."""
UNITS = (3, 6)
"""Digits that lie between seconds, milliseconds and microseconds."""


def corrections(target: Target, column: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Candidates for a target's SQL, the likeliest first; none is proved."""
    name = f"`{column}`" if not re.fullmatch(r"[A-Za-z_]\w*", column) else column
    for text in _former_texts(target, name, before, after):
        yield replaced(target.sql, column, text)
    if target.instant:
        yield from _instants(target.sql, name, after)


def _instants(sql: str, name: str, after: Sequence[str]) -> Iterator[str]:
    """An instant that was a number and is text, or was text and is a number."""
    if form_of(after) in ("date", "time"):
        yield f"coalesce({sql}, try_cast({name} AS TIMESTAMP))"
    elif form_of(after) == "whole number":
        factor = "" if (middle(after) or 0) >= MILLISECONDS else "1000 * "
        yield f"coalesce(try_cast({sql} AS TIMESTAMP), timestamp_millis({factor}try_cast({name} AS BIGINT)))"


def _former_texts(target: Target, name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """SQL for the text of a column in its former form."""
    if most(DECIMAL_COMMA, after):
        yield f"replace({name}, ',', '.')"
    if most(ZERO_DECIMALS, after):
        yield f"regexp_replace({name}, '[.]0$', '')"
    if target.identifier and share(before, "whole number") > HALF and (prefix := _one_prefix(after)):
        yield f"regexp_replace({name}, '^{prefix}', '')"
    if most(DATE_BACKWARDS, after):
        yield _date(name, day=1, month=4)
        yield _date(name, day=4, month=1)
    yield from _unit(name, before, after)
    yield f"lower({name})"
    yield f"upper({name})"


def _one_prefix(values: Sequence[str]) -> str | None:
    """What stands before the number of every identifier; None where that isn't one and the same."""
    found = {match and match[1] for match in (re.search(PREFIXED, value) for value in values)}
    return found.pop() if len(found) == 1 else None


def _date(name: str, *, day: int, month: int) -> str:
    parts = (f"substring({name}, {place}, {length})" for place, length in ((7, 4), (month, 2), (day, 2)))
    year, month_part, day_part = parts
    text = f"concat({year}, '-', {month_part}, '-', {day_part}, substring({name}, 11, 20))"
    return f"CASE WHEN {name} RLIKE '^[0-9][0-9][/.-][0-9][0-9][/.-][0-9]' THEN {text} ELSE {name} END"


def _unit(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    was, now = middle(before), middle(after)
    if not was or not now or min(share(before, "whole number"), share(after, "whole number")) <= HALF:
        return
    for digits in UNITS:
        if 0.1 < now / was * 10**digits < 10:
            shorter = min(map(len, before))
            longer_text = f"concat({name}, '{'0' * digits}')"
            yield f"CASE WHEN length({name}) < {shorter} THEN {longer_text} ELSE {name} END"
        elif 0.1 < now / was / 10**digits < 10:
            longer = max(map(len, before))
            cut = f"substring({name}, 1, length({name}) - {digits})"
            yield f"CASE WHEN length({name}) > {longer} THEN {cut} ELSE {name} END"
