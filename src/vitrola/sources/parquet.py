"""Read Parquet records as the text that the engines would cast them to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from vitrola.sources.text import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from vitrola.sources.mapping import Layout

BATCH = 16_384


def parquet_records(path: Path, layout: Layout) -> Iterator[Record]:
    """Every record in order, its values in the order of ``layout.columns``; its raw text is made of them."""
    number = 0
    for names, columns in parquet_texts(path, BATCH):
        found = [layout.found_as(column, names) for column in layout.columns]
        size = len(columns[0]) if columns else 0
        values = [columns[names.index(name)] if name else [None] * size for name in found]
        for row in zip(*values, strict=True):
            number += 1
            raw = layout.delimiter.join(value or "" for value in row)
            yield Record(number, raw, row)


def parquet_texts(path: Path, batch: int) -> Iterator[tuple[list[str], list[Sequence[str | None]]]]:
    """Batches of records: the names of all columns, and the text of each."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    with pq.ParquetFile(path) as file:
        for found in file.iter_batches(batch_size=batch):
            yield file.schema_arrow.names, [_texts(column) for column in found.columns]


def _texts(values: Any) -> list[str | None]:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.timestamp("us", values.type.tz), safe=False)
    return [_text(value) for value in values.to_pylist()]


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    return str(value)
