"""Values that occur more than once, found by sorting them in memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST_SORT = 50_000_000
"""Values of 8 bytes that are sorted in memory; more are grouped by the engine, which can spill."""
MOST_PARTS = 8
TOLD_APART = 22
"""Bits by which a value is looked up among the suspects; a table of bytes of so many is 4 MB."""


def repeated(column: str, values: pa.ChunkedArray, threads: int) -> pa.Table:
    """The values of 64 bits that occur more than once.

    Halves of values are sorted first, which takes half the time. Whose half occurs again is sorted whole.
    """
    import numpy as np  # noqa: PLC0415 - slow to import
    import pyarrow as pa  # noqa: PLC0415

    chunks = [chunk.to_numpy() for chunk in values.chunks]
    halves = [chunk.astype(np.uint32) for chunk in chunks]
    every = np.concatenate(halves) if halves else np.empty(0, np.uint32)
    suspected = np.zeros(1 << TOLD_APART, np.bool_)
    for found in _again(every, threads):
        suspected[found >> (32 - TOLD_APART)] = True
    near = [chunk[suspected[half >> (32 - TOLD_APART)]] for chunk, half in zip(chunks, halves, strict=True)]
    ordered = np.sort(np.concatenate(near)) if near else np.empty(0, np.int64)
    return pa.table({column: np.unique(ordered[1:][ordered[1:] == ordered[:-1]])})


def _again(numbers: Any, threads: int) -> list[Any]:
    """Numbers of 32 bits that occur more than once, sorted in parts side by side that share no number."""
    bits = (min(threads, MOST_PARTS) - 1).bit_length()

    def again(part: int) -> Any:
        ordered = numbers[numbers >> (32 - bits) == part] if bits else numbers.copy()
        ordered.sort()
        return ordered[1:][ordered[1:] == ordered[:-1]]

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(again, range(1 << bits)))
