"""Work shared out over the cores."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_Out = TypeVar("_Out")

FEW = 200_000
"""Rows that are done sooner than another thread wakes up."""

CORES = min(len(os.sched_getaffinity(0)), 8)
_pool = ThreadPoolExecutor(CORES, thread_name_prefix="scan")


def in_parallel(work: Callable[..., _Out], *parts: Iterable[Any]) -> list[_Out]:
    """Do the parts at the same time; what they call must let go of the interpreter's lock."""
    each = list(zip(*parts, strict=True))
    if len(each) == 1:
        return [work(*each[0])]
    return list(_pool.map(lambda arguments: work(*arguments), each))


class Share(NamedTuple):
    """A part of the rows of an order: of each of ``groups`` those from ``first`` to before ``last``."""

    groups: np.ndarray[Any, Any]
    first: np.ndarray[Any, Any]
    last: np.ndarray[Any, Any]


def shares(start: np.ndarray[Any, Any], chosen: np.ndarray[Any, Any]) -> list[Share]:
    """The rows of the chosen members in a part of as many rows for each core; few rows in one part."""
    groups = np.flatnonzero(chosen)
    first, last = start[groups], start[groups + 1]
    ends = np.cumsum(last - first)
    total = int(ends[-1]) if len(ends) else 0
    cores = 1 if total < FEW else CORES
    cuts = [total * part // cores for part in range(cores + 1)]
    return [_share(Share(groups, first, last), ends, *cut) for cut in pairwise(cuts)]


def whole_shares(start: np.ndarray[Any, Any], chosen: np.ndarray[Any, Any]) -> list[Share]:
    """As ``shares``, but no member's rows are parted."""
    groups = np.flatnonzero(chosen)
    first, last = start[groups], start[groups + 1]
    ends = np.cumsum(last - first)
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1] if len(ends) else 0, CORES + 1)[1:-1])
    return [
        Share(*each) for each in zip(*(np.split(array, cuts) for array in (groups, first, last)), strict=True)
    ]


def _share(whole: Share, ends: np.ndarray[Any, Any], begin: int, end: int) -> Share:
    """The part from row ``begin`` to before row ``end``, counted through the groups."""
    low, high = np.searchsorted(ends, begin, "right"), np.searchsorted(ends, end, "left") + 1
    if begin == end:
        low = high
    part = Share(whole.groups[low:high], whole.first[low:high].copy(), whole.last[low:high].copy())
    if begin < end:
        part.first[0] = part.last[0] - (ends[low] - begin)
        part.last[-1] -= ends[high - 1] - end
    return part
