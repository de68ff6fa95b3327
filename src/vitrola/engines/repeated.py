"""Values that occur more than once, found by sorting them in memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST_SORT = 50_000_000
"""Values of 8 bytes that are sorted in memory; more are grouped by the engine, which can spill."""


def repeated(column: str, values: Any, threads: int) -> pa.Table:
    """The values that occur more than once, sorted in pieces that share no value, side by side."""
    import numpy as np  # noqa: PLC0415 - slow to import
    import pyarrow as pa  # noqa: PLC0415

    last_bits = (values & 7).astype(np.uint8)

    def repeats(bits: int) -> Any:
        ordered = np.sort(values[last_bits == bits])
        return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])

    with ThreadPoolExecutor(threads) as pool:
        return pa.table({column: np.concatenate(list(pool.map(repeats, range(8))))})
