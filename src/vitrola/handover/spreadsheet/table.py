"""A published table as a CSV or XLSX file, all of its rows, in constant memory."""

from __future__ import annotations

import csv
import datetime as dt
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.contracts import contracts
from vitrola.errors import LakeError, UsageError, did_you_mean
from vitrola.handover.spreadsheet.plain import plain_cell
from vitrola.handover.spreadsheet.workbook import Cover, Sheet, write_workbook
from vitrola.lake import publication
from vitrola.lake.tables import data_files, empty_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vitrola.lake import Lake, Publication

BATCH = 20_000
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
    names, rows = _read(lake, shown.tables[table])
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.suffix.lower() == ".csv":
            count = _write_csv(part, names, rows)
        else:
            count = _write_xlsx(part, shown, table, names, rows)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return ExportedTable(shown.run_id, table, str(target), count)


def _read(lake: Lake, metadata: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Columns, and rows in the order they are stored, a batch in memory at a time."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    files = lake.location.fetched(data_files(lake.location, metadata))
    if not files:
        return empty_table(lake.location, metadata).column_names, iter(())
    names = pq.read_schema(files[0]).names

    def rows() -> Iterator[tuple[Any, ...]]:
        for file in files:
            for batch in pq.ParquetFile(file).iter_batches(BATCH, columns=names):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    return names, rows()


def _write_csv(path: Path, names: list[str], rows: Iterator[tuple[Any, ...]]) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        count = 0
        for row in rows:
            writer.writerow(map(plain_cell, row))
            count += 1
    return count


def _write_xlsx(
    path: Path, shown: Publication, table: str, names: list[str], rows: Iterator[tuple[Any, ...]]
) -> int:
    sheet = Sheet(table, names, ["text"] * len(names), rows)
    return write_workbook(
        path, _cover(shown, table, names), sheet, dt.datetime.fromisoformat(shown.published_at)
    )


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
