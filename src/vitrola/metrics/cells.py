"""Which numbers about few people are withheld, and which others so that those can't be worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from vitrola.metrics.orders import Array


def few(users: Array, smallest: int) -> Array:
    """Which counts are of some people, but of fewer than ``smallest``."""
    return (users > 0) & (users < smallest)


def unsafe(part: Array, whole: Array, smallest: int) -> Array:
    """Which parts of a shown whole are of few people, or leave few others."""
    return few(part, smallest) | few(whole - part, smallest)


def withheld(users: Array, unsafe_ones: Array, smallest: int) -> Array:
    """Which cells of groups with a known sum are withheld.

    Where the unsafe ones are together of fewer than ``smallest`` users, the sum less the others would tell
    of them: the smallest of the others are withheld too, until they are not.
    """
    hidden: Array = unsafe_ones.copy()
    if not hidden.any():
        return hidden
    missing = smallest - int(users[hidden].sum())
    single = np.count_nonzero(hidden) == 1
    for place in np.argsort(users, kind="stable"):
        if missing <= 0 and not single:
            break
        if not hidden[place] and users[place]:
            hidden[place] = True
            missing -= int(users[place])
            single = False
    return hidden
