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


def least(location: Location, path: Path, column: str) -> str:
    """The least value of a column in a Parquet file, as text; "" where the footer doesn't say."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    with location.opened(path) as file:
        metadata = pq.read_metadata(file)
    place = metadata.schema.names.index(column)
    chunks = [metadata.row_group(group).column(place) for group in range(metadata.num_row_groups)]
    found = [chunk.statistics for chunk in chunks]
    if not all(statistics and statistics.has_min_max for statistics in found):
        return ""
    return str(min((statistics.min for statistics in found), default=""))
