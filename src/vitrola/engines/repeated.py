"""Values that occur more than once, found by sorting them in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST_SORT = 50_000_000
"""Values of 8 bytes that are sorted in memory; more are grouped by the engine, which can spill."""


def repeated(column: str, values: pa.ChunkedArray) -> pa.Table:
    """The values of 64 bits that occur more than once."""
    import numpy as np  # noqa: PLC0415 - slow to import
    import pyarrow as pa  # noqa: PLC0415

    ordered = np.empty(len(values), values.type.to_pandas_dtype())
    np.concatenate([ordered[:0], *(chunk.to_numpy() for chunk in values.chunks)], out=ordered)
    ordered.sort()
    return pa.table({column: np.unique(ordered[1:][ordered[1:] == ordered[:-1]])})
