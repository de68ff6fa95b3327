"""The data dictionary of a publication: a row for each column, kept as Parquet in the control zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.contracts import Kind, control_contracts
from vitrola.lake.ledger import raw_files
from vitrola.lake.tables import data_files, empty_table
from vitrola.lake.zones import CONTROL, REFINED
from vitrola.metrics.definitions import SIMULATED
from vitrola.pipeline.delivered import delivered
from vitrola.pipeline.describing import control_rows, raw_rows, refined_rows
from vitrola.pipeline.footers import Footers, examples, footers
from vitrola.pipeline.record import record_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from vitrola.lake import Lake, Publication, RawFile
    from vitrola.pipeline.former import Former
    from vitrola.sources import Source

DICTIONARIES = f"{CONTROL}/dictionary"
USER = "user_id"
SHARED_BY = 20
"""Rows that must have a value for it to be an example where rows tell of single users."""
MARKS = {column: f"{part}_origin" for part, columns in SIMULATED.items() for column in columns}
"""Columns that may be simulated, with the column beside them that says whether they are."""

FOUND = ("null_share", "examples", "simulated")
"""What a dictionary says of a column that its table's files tell, not its contract."""

Row = dict[str, Any]
Column = tuple[str, str]


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


def write_dictionary(
    lake: Lake, shown: Publication, sources: Iterable[Source], files: Iterable[RawFile], before: Former
) -> None:
    """Write the dictionary of a publication that is prepared; only footers and first rows are read.

    ``files`` are the raw files that it is made of. What ``before`` says of tables that are still the same is
    said again.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    target = dictionary_file(lake, shown.run_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = list(made_rows(lake, shown, sources, files, _found_before(lake, shown, before)))
    pq.write_table(pa.Table.from_pylist(rows, control_schema("dictionary")), target)
    lake.location.keep([target])


def dictionary_rows(lake: Lake, shown: Publication, sources: Iterable[Source]) -> list[Row]:
    """The dictionary of a publication, made now where its run didn't write one."""
    return _kept_rows(lake, shown.run_id) or list(
        made_rows(lake, shown, sources, _files_of(lake, shown.run_id))
    )


def _files_of(lake: Lake, run_id: str) -> list[RawFile]:
    """The raw files that a publication was made of, those that are still there."""
    counted = {file["sha256"] for file in record_of(lake, run_id)["files"]}
    return [file for file in raw_files(lake) if file.sha256 in counted]


def made_rows(
    lake: Lake,
    shown: Publication,
    sources: Iterable[Source],
    files: Iterable[RawFile],
    known: Mapping[Column, Row] | None = None,
) -> Iterator[Row]:
    """A row for each column of the raw, refined, quarantine and control zones; only of ``sources``.

    ``known`` is what was found in columns before; the files of their tables are not read.
    """
    given, landed = list(sources), list(files)
    unknown = {"null_share": None, "examples": ""}
    for source in given:
        for layout in source.layouts:
            told = delivered(lake, source, layout, landed)
            for row in raw_rows(source, layout, {name: each.pop("of") for name, each in told.items()}):
                yield {"run_id": shown.run_id, **row, **told.get(row["column"], unknown)}
    for table, metadata in sorted(shown.tables.items()):
        fields = [(field.name, str(field.type)) for field in empty_table(lake.location, metadata).schema]
        found = known or {}
        if any((table, name) not in found for name, _ in fields):
            found = _found(lake, shown, table, [name for name, _ in fields])
        for row in refined_rows(table, fields, given):
            yield {"run_id": shown.run_id, **row, **found[table, row["column"]]}
    for row in control_rows():
        yield {"run_id": shown.run_id, **row, **unknown}


def _kept_rows(lake: Lake, run_id: str) -> list[Row]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    path = lake.location.found(dictionary_file(lake, run_id))
    if not path:
        return []
    with pq.ParquetFile(path) as kept:
        rows: list[Row] = kept.read().to_pylist()
        return rows


def _found_before(lake: Lake, shown: Publication, before: Former) -> dict[Column, Row]:
    """What the dictionary before says of the tables that are as they were."""
    same = shown.tables.items() & before.tables.items()
    rows = _kept_rows(lake, before.run_id) if same else []
    return {
        (row["table"], row["column"]): {name: row[name] for name in FOUND}
        for row in rows
        if row["zone"] == REFINED and row["table"] in dict(same)
    }


def _found(lake: Lake, shown: Publication, table: str, columns: list[str]) -> dict[Column, Row]:
    """What a table's files tell of its columns."""
    if table in shown.files:
        files = [lake.location.path(name) for name in shown.files[table]]
    else:
        files = data_files(lake.location, shown.tables[table])
    marks = {mark for (of_table, _), mark in MARKS.items() if of_table == table}
    told = footers(lake.location, files, bounded=marks, without={USER})
    per_user = USER in columns
    return {
        (table, column): {
            "null_share": told.null_share(column),
            "examples": " | ".join(_examples(told, column, per_user=per_user)),
            "simulated": "simulated" in told.bounds.get(MARKS.get((table, column), ""), ()),
        }
        for column in columns
    }


def _examples(found: Footers, column: str, *, per_user: bool) -> list[str]:
    """Examples that can be shown to anybody: no user's id, and nothing that only few rows of users have."""
    if column == USER:
        return []
    return examples(found.first, column, shared_by=SHARED_BY if per_user else 1)
