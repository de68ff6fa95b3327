"""The head of a file: its column names and the text of its first records."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from vitrola.lake.opening import container, open_bytes
from vitrola.sources.detect import columns_of
from vitrola.sources.parquet import parquet_texts
from vitrola.sources.text import read_records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from vitrola.sources.mapping import Layout

RECORDS = 1_000
"""Records in a head: enough to tell a form from a few odd values, few enough to be read in no time."""
MOST_CELLS = 200_000
"""A file of very many columns has a shorter head."""


@dataclass(frozen=True)
class Head:
    """A file's own column names in order, and the values of each in its first records.

    Records that can't be split are left out. ``types`` are those of Parquet, which alone has any.
    """

    columns: tuple[str, ...]
    values: Mapping[str, Sequence[str | None]]
    types: Mapping[str, str] = field(default_factory=dict)

    def given(self, column: str | None) -> list[str]:
        """The values of a column that aren't empty; none of a column that isn't there."""
        return [value for value in self.values.get(column or "", ()) if value]

    @property
    def records(self) -> int:
        """How many records the head has."""
        return max(map(len, self.values.values()), default=0)


def head_of(path: Path, layout: Layout) -> Head:
    """The head of a file that is split as the layout says; raises DeliveryError where it is damaged."""
    columns = columns_of(path, layout)
    records = max(min(RECORDS, MOST_CELLS // max(len(columns), 1)), 1)
    if container(path) == "parquet":
        return _parquet(path, columns, records)
    as_found = replace(layout, columns=columns, optional=(), renamed={})
    with open_bytes(path) as stream:
        first = islice(read_records(stream, as_found), records)
        rows = [record.values for record in first if not record.problem]
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return Head(columns, dict(zip(columns, values, strict=True)))


def _parquet(path: Path, columns: tuple[str, ...], records: int) -> Head:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    types = {field.name: str(field.type) for field in pq.read_schema(path)}
    _, values = next(parquet_texts(path, records), ((), [()] * len(columns)))
    return Head(columns, dict(zip(columns, values, strict=True)), types)
