"""What Parquet files tell of their columns without being read: nulls, and a few of their first values."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    import pyarrow as pa
    import pyarrow.parquet as pq

    from vitrola.lake.location import Location

FIRST = 2_000
"""Rows that examples are taken from: decoding more would make a run slower for no better examples."""
EXAMPLES = 3
LONGEST = 60


@dataclass
class Footers:
    """Files of one table together; of ``uncounted`` columns some file doesn't say how many values are null.

    ``bounds`` are the lowest and highest values of row groups. ``first`` has the first rows of one file.
    """

    rows: int = 0
    nulls: Counter[str] = field(default_factory=Counter)
    uncounted: set[str] = field(default_factory=set)
    bounds: dict[str, set[str]] = field(default_factory=dict)
    first: pa.Table | None = None

    def null_share(self, column: str) -> float | None:
        """Share of rows without a value; None where it isn't known, or there are no rows."""
        if not self.rows or column in self.uncounted or column not in self.nulls:
            return None
        return self.nulls[column] / self.rows


def footers(
    location: Location, files: Sequence[Path], *, bounded: Collection[str] = (), without: Collection[str] = ()
) -> Footers:
    """Read the footers of a table's files, and the first rows of one ``without`` some columns.

    ``bounded`` are the columns whose bounds are wanted.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    found = Footers()
    for path in files:
        with ExitStack() as stack:
            file = stack.enter_context(pq.ParquetFile(stack.enter_context(location.opened(path))))
            _count(found, file.metadata, bounded)
            if found.first is None and file.metadata.num_rows:
                columns = [name for name in file.schema_arrow.names if name not in without]
                batch = next(file.iter_batches(batch_size=FIRST, columns=columns))
                found.first = _table(batch)
    return found


def null_counts(location: Location, files: Sequence[Path]) -> Footers:
    """Only what the footers of a table's files say of rows and nulls."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    found = Footers()
    for path in files:
        with location.opened(path) as file:
            _count(found, pq.read_metadata(file), ())
    return found


def _table(batch: pa.RecordBatch) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.Table.from_batches([batch])


def _count(found: Footers, metadata: pq.FileMetaData, bounded: Collection[str]) -> None:
    found.rows += metadata.num_rows
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group)
        for place in range(rows.num_columns):
            chunk = rows.column(place)
            name, statistics = chunk.path_in_schema, chunk.statistics
            if statistics is None or not statistics.has_null_count:
                found.uncounted.add(name)
                continue
            found.nulls[name] += statistics.null_count
            if name in bounded and statistics.has_min_max:
                found.bounds.setdefault(name, set()).update((statistics.min, statistics.max))


def examples(first: pa.Table | None, column: str, *, shared_by: int = 1) -> list[str]:
    """The most frequent of a table's first values, if at least so many rows have them."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    if first is None or column not in first.column_names:
        return []
    values = first.column(column)
    if pa.types.is_nested(values.type):
        return []
    counted = [(entry["values"], entry["counts"]) for entry in values.value_counts().to_pylist()]
    frequent = nsmallest(
        EXAMPLES,
        ((value, count) for value, count in counted if value not in (None, "") and count >= shared_by),
        key=lambda entry: (-entry[1], str(entry[0])),
    )
    return [shown(value) for value, _ in frequent]


def shown(value: Any) -> str:
    """An example as it is written: short."""
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
