"""A published table as a CSV or XLSX file, all of its rows, in constant memory."""

from __future__ import annotations

import codecs
import datetime as dt
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.contracts import contracts
from vitrola.errors import LakeError, UsageError, did_you_mean
from vitrola.handover.spreadsheet.plain import plain_batch
from vitrola.handover.spreadsheet.workbook import Cover, Sheet, write_workbook
from vitrola.lake import publication
from vitrola.lake.tables import data_files, empty_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from vitrola.lake import Lake, Publication

BATCH = 20_000
FEW_ROWS = 200_000
"""Rows of a table that are put in order in memory."""
KINDS = (".csv", ".xlsx")


@dataclass(frozen=True)
class ExportedTable:
    """What was written: every row of one table of one publication."""

    run_id: str
    table: str
    file: str
    rows: int


def export_table(lake: Lake, table: str, target: Path) -> ExportedTable:
    """Write a table's rows as the file's ending says; the file appears whole or not at all.

    Raises LakeError where nothing is published, UsageError for another table or ending.
    """
    if target.suffix.lower() not in KINDS:
        raise UsageError(f"{target.name} must end in .csv or .xlsx.")
    shown = publication.current(lake)
    if shown is None:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location}")
    if table not in shown.tables:
        raise UsageError(
            f"There is no published table called {table!r}; known are {', '.join(shown.tables)}."
            + did_you_mean(table, shown.tables)
        )
    schema, batches = _read(lake, shown.tables[table], table)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.suffix.lower() == ".csv":
            count = _write_csv(part, schema, batches)
        else:
            count = _write_xlsx(part, shown, table, schema, batches)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return ExportedTable(shown.run_id, table, str(target), count)


def _read(lake: Lake, metadata: str, table: str) -> tuple[pa.Schema, Iterable[pa.RecordBatch]]:
    """Columns, and rows: few by their key or all columns, many as stored, a batch in memory at a time."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    files = lake.location.fetched(data_files(lake.location, metadata))
    if not files:
        return empty_table(lake.location, metadata).schema, iter(())
    schema = pq.read_schema(files[0]).remove_metadata()

    def batches() -> Iterator[pa.RecordBatch]:
        for file in files:
            for batch in pq.ParquetFile(file).iter_batches(BATCH, columns=schema.names):
                yield batch.cast(schema)

    if sum(pq.read_metadata(file).num_rows for file in files) <= FEW_ROWS:
        contract = contracts().get(table)
        key = (contract.key if contract else ()) or schema.names
        ordered = pa.Table.from_batches(batches(), schema).sort_by([(name, "ascending") for name in key])
        return schema, ordered.to_batches(BATCH)
    return schema, batches()


def _write_csv(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """A null is an empty field, an empty text a quoted one."""
    import pyarrow.csv as pc  # noqa: PLC0415

    count = 0
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        with pc.CSVWriter(file, schema) as writer:
            for batch in batches:
                writer.write_batch(plain_batch(batch))
                count += batch.num_rows
    return count


def _write_xlsx(
    path: Path, shown: Publication, table: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]
) -> int:
    rows = (
        row
        for batch in batches
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    )
    sheet = Sheet(table, schema.names, ["text"] * len(schema), rows)
    published = dt.datetime.fromisoformat(shown.published_at)
    return write_workbook(path, _cover(shown, table, schema.names), sheet, published)


def _cover(shown: Publication, table: str, names: list[str]) -> Cover:
    contract = contracts().get(table)
    described = {column.name: column for column in contract.columns} if contract else {}
    facts = [("Tabela / Table", table)]
    if contract:
        facts += [("Descrição", contract.description["pt"]), ("Description", contract.description["en"])]
    facts += [
        ("Publicação / Publication", shown.run_id),
        ("Publicada em / Published", shown.published_at),
        ("Horários / Times", "UTC"),
    ]
    definitions = [
        (name, column.kind.value, column.description["pt"], column.description["en"])
        for name in names
        if (column := described.get(name))
    ]
    headings = ("Coluna / Column", "Tipo / Type", "Descrição", "Description")
    return Cover("Capa - Cover", f"Vitrola: {table}", facts, headings, definitions)
