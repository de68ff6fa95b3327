"""Tell a column of another form from one in which values of another column stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.sources.forms import NUMBERS, form_of, most
from vitrola.sources.likeness import values_alike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.sources.head import Head

A_NUMBER = r"^(\W|R\$|US\$){0,4}\d[\d.,' \u00a0_]*([eE][+-]?\d+)?\W?[^\W\d]{0,12}\W{0,2}$"
"""A number with or without a sign, a currency before it, separators, or one unit after it."""
AN_INSTANT = r"^\D{0,12}\d{1,4}\D{1,12}\d{1,2}\D{1,12}\d{2,4}|^ *\d{8,19}([.]\d+)? *$"
"""Day, month and year in some order and writing, or the digits of a date or of an epoch."""


def same_kind(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether values could be the former ones in another form: numbers stay numbers, times times."""
    form = form_of(before)
    if form in NUMBERS:
        return most(A_NUMBER, after) or most(AN_INSTANT, after)
    if form in ("date", "time"):
        return most(AN_INSTANT, after)
    return True


def holder(column: str, before: Head, after: Head) -> str | None:
    """The column that now has values like those that ``column`` had, and had others itself; else None."""
    former = before.given(column)
    others = [name for name in after.columns if name != column]
    for name in sorted(others, key=lambda name: name not in before.columns):
        if _others(before.given(name), after.given(name)) and values_alike(former, after.given(name)):
            return name
    return None


def _others(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether values are of another kind than before, or other texts; all are where there were none."""
    kinds = _kind(before), _kind(after)
    return kinds[0] != kinds[1] or (kinds[0] == "text" and values_alike(before, after) is False)


def _kind(values: Sequence[str]) -> str:
    form = form_of(values)
    return "number" if form in NUMBERS else "time" if form in ("date", "time") else form
