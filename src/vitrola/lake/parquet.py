"""What the footers of a lake's Parquet files say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.lake.location import Location


def rows_of(location: Location, path: Path) -> int:
    """The number of rows in a Parquet file."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    with location.opened(path) as file:
        count: int = pq.read_metadata(file).num_rows
    return count
