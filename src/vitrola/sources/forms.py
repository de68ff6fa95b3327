"""The forms that text can have, told apart by patterns that Python and every engine read alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMS = {
    "whole number": "^ *[+-]?[0-9]+ *$",
    "number": "^ *[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)? *$",
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "time": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}",
}
"""The kinds of value, narrowest first, and the pattern of their text."""
LIKE_A_FORM = "^[-+ .0-9][-+ .0-9eE]*$|^[0-9]{4}-"
"""A pattern of all text of any form and of little other: one look at it spares most text four."""
NUMBERS = ("whole number", "number")
HALF = 0.5
MOSTLY = 0.9
"""The share of a sample's values that have to be of a form for the sample to be of it."""


def share(values: Sequence[str], form: str) -> float:
    """The share of values that are of a form; 0 of none."""
    return sum(bool(re.search(FORMS[form], value)) for value in values) / max(len(values), 1)


def most(pattern: str, values: Sequence[str]) -> bool:
    """Whether a pattern is found in more than half of the values."""
    return sum(bool(re.search(pattern, value)) for value in values) > HALF * len(values)


def form_of(values: Sequence[str]) -> str:
    """The narrowest form that most values are of; else ``text``, or ``empty`` where there are none."""
    if not values:
        return "empty"
    return next((form for form in FORMS if share(values, form) >= MOSTLY), "text")


def middle(values: Sequence[str]) -> float | None:
    """The median size of the values that are numbers; None where none is."""
    from statistics import median  # noqa: PLC0415 - slow to import

    found = [abs(float(value)) for value in values if re.search(FORMS["number"], value)]
    return median(found) if found else None
