"""The data dictionary of a publication: a row for each column, kept as Parquet in the control zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.contracts import Kind, control_contracts
from vitrola.lake.tables import data_files, empty_table
from vitrola.lake.zones import CONTROL
from vitrola.metrics.definitions import SIMULATED
from vitrola.pipeline.describing import control_rows, raw_rows, refined_rows
from vitrola.pipeline.footers import Footers, examples, footers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from vitrola.lake import Lake, Publication
    from vitrola.sources import Source

DICTIONARIES = f"{CONTROL}/dictionary"
USER = "user_id"
SHARED_BY = 20
"""Rows that must have a value for it to be an example where rows tell of single users."""
MARKS = {column: f"{part}_origin" for part, columns in SIMULATED.items() for column in columns}
"""Columns that may be simulated, with the column beside them that says whether they are."""

Row = dict[str, Any]


def dictionary_file(lake: Lake, run_id: str) -> Path:
    """Where a publication's dictionary is, if it was written."""
    return lake.location.path(f"{DICTIONARIES}/{run_id}.parquet")


def control_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table of the control zone."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    types = {
        Kind.STRING: pa.string(),
        Kind.BIGINT: pa.int64(),
        Kind.DOUBLE: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    }
    return pa.schema([(column.name, types[column.kind]) for column in control_contracts()[table].columns])


def write_dictionary(lake: Lake, shown: Publication, sources: Iterable[Source]) -> None:
    """Write the dictionary of a publication that is prepared; only footers and first rows are read."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    target = dictionary_file(lake, shown.run_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = list(made_rows(lake, shown, sources))
    pq.write_table(pa.Table.from_pylist(rows, control_schema("dictionary")), target)
    lake.location.keep([target])


def dictionary_rows(lake: Lake, shown: Publication, sources: Iterable[Source]) -> list[Row]:
    """The dictionary of a publication, made now where its run didn't write one."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    if path := lake.location.found(dictionary_file(lake, shown.run_id)):
        with pq.ParquetFile(path) as kept:
            rows: list[Row] = kept.read().to_pylist()
            return rows
    return list(made_rows(lake, shown, sources))


def made_rows(lake: Lake, shown: Publication, sources: Iterable[Source]) -> Iterator[Row]:
    """A row for each column of the raw, refined, quarantine and control zones; only of ``sources``."""
    known = list(sources)
    unknown = {"null_share": None, "examples": ""}
    for source in known:
        for layout in source.layouts:
            for row in raw_rows(source, layout):
                yield {"run_id": shown.run_id, **row, **unknown}
    for table, metadata in sorted(shown.tables.items()):
        files = [lake.location.path(name) for name in shown.files[table]] if table in shown.files else None
        for row in _refined(lake, table, metadata, files, known):
            yield {"run_id": shown.run_id, **row}
    for row in control_rows():
        yield {"run_id": shown.run_id, **row, **unknown}


def _refined(
    lake: Lake, table: str, metadata: str, files: list[Path] | None, sources: list[Source]
) -> Iterator[Row]:
    """``files`` are those of the table where they are known."""
    schema = empty_table(lake.location, metadata).schema
    marks = {mark for (of_table, _), mark in MARKS.items() if of_table == table}
    if files is None:
        files = data_files(lake.location, metadata)
    found = footers(lake.location, files, bounded=marks, without={USER})
    per_user = USER in schema.names
    for row in refined_rows(table, [(field.name, str(field.type)) for field in schema], sources):
        column = row["column"]
        mark = MARKS.get((table, column))
        yield row | {
            "null_share": found.null_share(column),
            "examples": " | ".join(_examples(found, column, per_user=per_user)),
            "simulated": mark in found.bounds and "simulated" in found.bounds[mark],
        }


def _examples(found: Footers, column: str, *, per_user: bool) -> list[str]:
    """Examples that can be shown to anybody: no user's id, and nothing that only few rows of users have."""
    if column == USER:
        return []
    return examples(found.first, column, shared_by=SHARED_BY if per_user else 1)
