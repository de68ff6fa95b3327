"""Which of several spellings a person would keep."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from vitrola.matching.keeping import Figures, in_order

if TYPE_CHECKING:
    from vitrola.profiling import Suspicion


def suggestion(found: Suspicion) -> str | None:
    """The spelling to keep, by the order in which ``vitrola review`` chooses between names.

    None of records that share an identifier: a run makes them one by its rule of survivorship.
    """
    if found.identifier:
        return None
    counted = list(zip(found.values, found.counts, strict=True))

    def better(one: tuple[str, int], other: tuple[str, int]) -> tuple[str, int]:
        pair = one, other
        figures = Figures(one[1], one[1]), Figures(other[1], other[1])
        return pair[in_order((one[0], other[0]), figures)[0]]

    return reduce(better, counted)[0]
