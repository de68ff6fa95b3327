"""Which names are worth comparing: few pairs for each, however many names there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Ints: TypeAlias = NDArray[np.int64]

NEIGHBOURS = 40
"""Names of one block are sorted, and each is compared with this many that follow it."""
SHORTEST_HALF = 3


def halves(text: str) -> Iterable[tuple[int, str]]:
    """Keys of which two texts that differ by one letter share one: their first or their last halves."""
    low, high = len(text) // 2, (len(text) + 1) // 2
    if low >= SHORTEST_HALF:
        for length in {low, high}:
            yield 0, text[:length]
            yield 1, text[-length:]


def neighbours(
    names: Sequence[str], keys: Callable[[int], Iterable[object]], *, within: int = NEIGHBOURS
) -> Ints:
    """Pairs (i < j) of places of names that share a key and are near each other in the order of names.

    ``keys`` gives a name's keys by its place. The number of pairs is at most names times keys times
    ``within``; the result is sorted and depends on nothing but its arguments.
    """
    owners: list[int] = []
    hashes: list[int] = []
    for place in range(len(names)):
        for key in keys(place):
            owners.append(place)
            hashes.append(hash(key))
    owner, block = np.array(owners, dtype=np.int64), np.array(hashes, dtype=np.int64)
    order = np.lexsort((owner, _ranks(names)[owner], block)) if len(owner) else owner
    owner, block = owner[order], block[order]
    found = [np.empty(0, dtype=np.int64)]
    for step in range(1, min(within, len(owner) - 1) + 1):
        near = np.flatnonzero(block[:-step] == block[step:])
        if not len(near):
            break
        one, other = owner[near], owner[near + step]
        codes = np.minimum(one, other) * len(names) + np.maximum(one, other)
        found.append(np.unique(codes[one != other]))
    codes = np.unique(np.concatenate(found))
    return np.stack(np.divmod(codes, max(len(names), 1)), axis=1)


def _ranks(names: Sequence[str]) -> Ints:
    order = sorted(range(len(names)), key=names.__getitem__)
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[order] = np.arange(len(names))
    return ranks
