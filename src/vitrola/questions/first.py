"""The first rows of a long ranking, found without making the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vitrola.questions.crossing import played
from vitrola.questions.figures import ranked_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.metrics.answer import Answer
    from vitrola.metrics.orders import Array
    from vitrola.questions.reading import Reading


class First(NamedTuple):
    """The codes that a ranking begins with, "not informed" among them, ``of`` how many that are informed."""

    codes: Array
    of: int


def first_of(reading: Reading, sides: Sequence[Answer], rows: int) -> First | None:
    """The first rows by one dimension, of a measure or of its change from the second side to the first.

    None where all rows have to be worked out for it, or rows go as their values do: all have to be looked at.
    """
    if len(reading.by) != 1 or reading.order == "natural":
        return None
    name = reading.by[0]
    codes = np.unique(np.concatenate([played(side, name) for side in sides]))
    ranked = _ranked(reading, [ranked_by(reading.measure, side, name, codes) for side in sides])
    if ranked is None:
        return None
    known = codes[codes > 0]
    order = np.argsort(-ranked[known] if reading.order == "desc" else ranked[known], kind="stable")
    return First(np.sort(np.concatenate([codes[codes == 0], known[order][:rows]])), len(known))


def _ranked(reading: Reading, values: list[Array | None]) -> Array | None:
    """What rows are ranked by, by code; not a number where there is none, which comes last."""
    now, before = values[0], values[-1]
    if now is None or before is None:
        return None
    if not reading.change:
        return now
    if len(values) == 1:
        return None
    if reading.change == "growth":
        return now - before
    rate: Array = np.divide(now - before, before, out=np.full(len(now), np.nan), where=before != 0)
    return rate
