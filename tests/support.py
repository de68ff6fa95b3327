"""Small steps that many tests take: make a lake, land files, run, and read what is published."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from vitrola.config import Settings
from vitrola.lake import Lake, create_lake, publication
from vitrola.lake.tables import data_files
from vitrola.pipeline.land import Landing
from vitrola.pipeline.run import run

if TYPE_CHECKING:
    from pathlib import Path

FATES = ("refined", "quarantined", "merged", "filtered")


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in (".json", ".dat", ".csv"))


def make_lake(root: Path, files: list[Path]) -> Lake:
    lake = create_lake(root)
    landing = Landing(lake)
    for file in files:
        landing.add(file)
    landing.close()
    return lake


def run_lake(root: Path, files: list[Path], **settings: Any) -> tuple[Lake, dict[str, Any]]:
    lake = make_lake(root, files)
    return lake, run(lake, Settings(**settings))


def published(lake: Lake, table: str) -> pa.Table:
    shown = publication.current(lake)
    assert shown is not None
    files = lake.location.fetched(data_files(lake.location, shown.tables[table]))
    parts = [pq.read_table(path) for path in files]
    return pa.concat_tables(parts, promote_options="permissive") if parts else pa.table({})


def published_rows(lake: Lake, table: str) -> list[tuple[Any, ...]]:
    """Rows as tuples in a stable order, for comparing tables whatever their row order."""
    rows = [tuple(row.values()) for row in published(lake, table).to_pylist()]
    return sorted(rows, key=repr)


def totals(record: dict[str, Any], **only: str) -> dict[str, int]:
    """Sums of a run's file accounts, over the files with the given source or layout."""
    files = [entry for entry in record["files"] if all(entry[key] == value for key, value in only.items())]
    return {name: sum(entry[f"rows_{name}"] for entry in files) for name in ("read", *FATES)}


def follow(lake: Lake, said: str) -> None:
    """Do to the definition what a message says."""
    if copied := re.search(r": cp (\S+) (\S+)\)", said):
        shutil.copy(copied[1], copied[2])
    edits = re.findall(r"sources/(\S+):(\d+): (?:`(.+)` → |below it add )`(.+)`", said)
    assert edits
    for name, number, old, new in sorted(edits, key=lambda edit: -int(edit[1])):
        path = lake.source_folder / name
        lines = path.read_text().split("\n")
        place = int(number) - 1
        if old:
            assert old in lines[place]
            lines[place] = lines[place].replace(old, new)
        else:
            lines.insert(place + 1, new)
        path.write_text("\n".join(lines))
