"""What runs wrote down about themselves, as relations that SQL can ask."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from vitrola.lake.deliveries import standing
from vitrola.lake.zones import QUARANTINE
from vitrola.pipeline import replay
from vitrola.pipeline.alerts import kept
from vitrola.pipeline.dictionary import control_schema, dictionary_file
from vitrola.pipeline.quarantine import quarantine_file
from vitrola.pipeline.record import records

if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from pathlib import Path

    import pyarrow as pa

    from vitrola.engines import Engine
    from vitrola.lake import Lake


RECORDED = ("run", "run_file", "run_table")
"""Tables that run records are shown as."""
LANDED = "landed_file"
"""The ledger as a table."""
IN_CATALOG = (*RECORDED, kept.TABLE)
"""Tables that a catalog outside the lake shows too."""


def catalog_tables(lake: Lake) -> dict[str, pa.Table]:
    """What every run wrote down: of itself, its files and its tables, and what rules for alerts found."""
    rows = {**_recorded(lake), kept.TABLE: kept.all_alerts(lake)}
    return {name: _table(name, rows[name]) for name in IN_CATALOG}


def give_control(engine: Engine, lake: Lake, run_id: str, wanted: Container[str]) -> None:
    """Name the wanted ones of the control zone's tables; ``run_id`` is the current publication's."""
    recorded = [name for name in RECORDED if name in wanted]
    found = _recorded(lake) if recorded else {}
    for name in recorded:
        engine.read_arrow(name, _table(name, found[name]))
    for name, rows_of in {kept.TABLE: kept.all_alerts, LANDED: _landed}.items():
        if name in wanted:
            engine.read_arrow(name, _table(name, rows_of(lake)))
    for name, files_of in _written(lake, run_id).items():
        if name in wanted:
            if files := files_of():
                engine.read_parquet(name, files)
            else:
                engine.read_arrow(name, _table(name, []))


def _landed(lake: Lake) -> list[dict[str, Any]]:
    """Every raw file of a recorded delivery, the latest first."""
    found = standing(lake)
    files = [*((file, True) for file in found.active), *((file, False) for file in found.superseded_files)]
    return [
        {
            **asdict(file),
            "landed_at": datetime.fromisoformat(file.first_seen),
            "type": file.container,
            "counts": counts,
        }
        for file, counts in sorted(files, key=lambda each: (each[0].first_seen, each[0].sha256), reverse=True)
    ]


def _written(lake: Lake, run_id: str) -> dict[str, Callable[[], list[Path]]]:
    """What finds the Parquet files of the tables that runs write as such."""
    return {
        "quarantine": lambda: _stored(lake, quarantine_file(lake, run_id)),
        "quarantine_history": lambda: _files(lake, QUARANTINE),
        "replay": lambda: _files(lake, replay.FOLDER),
        "dictionary": lambda: _stored(lake, dictionary_file(lake, run_id)),
    }


def _stored(lake: Lake, file: Path) -> list[Path]:
    return [file] if lake.location.found(file) else []


def _files(lake: Lake, folder: str) -> list[Path]:
    return [lake.location.path(name) for name in lake.location.names(folder, ".parquet")]


def _recorded(lake: Lake) -> dict[str, list[dict[str, Any]]]:
    """Run records as rows: one a run, a run and file, a run and table."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in RECORDED}
    for record in records(lake):
        run_id = record["run_id"]
        plays = {f"plays_{name}": value for name, value in record.get("playcount", {}).items()}
        started = datetime.fromisoformat(record["started"])
        found["run"].append({**record, **plays, "started": started})
        found["run_file"] += [{"run_id": run_id, **entry} for entry in record["files"]]
        found["run_table"] += [
            {"run_id": run_id, "table": name, "ts_proc": started, "row_count": rows}
            for name, rows in record["tables"].items()
        ]
    return found


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.Table.from_pylist(rows, control_schema(name))
