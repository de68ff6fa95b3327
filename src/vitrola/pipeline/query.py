"""Answer SQL on the current publication and on the control zone, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from vitrola.engines import make_engine
from vitrola.engines.dialect import parse
from vitrola.errors import LakeError, UsageError
from vitrola.lake import publication
from vitrola.lake.tables import data_files, empty_table
from vitrola.lake.zones import QUARANTINE
from vitrola.pipeline import quarantine, replay
from vitrola.pipeline.record import records

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    import pyarrow as pa

    from vitrola.config import Settings
    from vitrola.engines import Engine
    from vitrola.lake import Lake

CONTROL_RELATIONS = ("run", "run_file", "run_table", "quarantine", "replay")
_WRITTEN = {"quarantine": (QUARANTINE, quarantine.COLUMNS), "replay": (replay.FOLDER, replay.COLUMNS)}
"""Those that runs write as Parquet: their folders and columns."""


def query(lake: Lake, settings: Settings, sql: str) -> pa.Table:
    """Rows of one SELECT in Spark SQL; raises UsageError for anything but a SELECT.

    Every table comes from one publication, whatever is published meanwhile.
    """
    tree = parse(sql)
    if not isinstance(tree, exp.Query):
        raise UsageError(f"Only SELECT can be run here, not {tree.key.upper()}.")
    _only_names(tree)
    shown = publication.current(lake)
    if shown is None:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location.root}")
    wanted = {table.name for table in tree.find_all(exp.Table)}
    _only_known(wanted - {cte.alias for cte in tree.find_all(exp.CTE)}, [*shown.tables, *CONTROL_RELATIONS])
    with make_engine(settings) as engine:
        give_tables(engine, shown.tables, wanted)
        _give_control(engine, lake, wanted)
        engine.lock(lake.location.root)
        return engine.query(sql)


def _only_names(tree: exp.Expr) -> None:
    """Refuse table functions and quoted paths: only tables by name are read."""
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or not table.name.replace("_", "").isalnum():
            raise UsageError(f"{table.sql()!r} is not a table of this lake.")


def _only_known(wanted: set[str], known: list[str]) -> None:
    if unknown := sorted(wanted - set(known)):
        raise UsageError(f"There is no table called {unknown[0]!r}; known are {', '.join(known)}.")


def give_tables(engine: Engine, tables: Mapping[str, str], wanted: Container[str]) -> None:
    """Name the wanted ones of published tables in the engine; ``tables`` maps them to their metadata."""
    for name, metadata in tables.items():
        if name in wanted:
            if files := data_files(metadata):
                engine.read_parquet(name, files)
            else:
                engine.read_arrow(name, empty_table(metadata))


def _give_control(engine: Engine, lake: Lake, wanted: set[str]) -> None:
    if wanted.isdisjoint(CONTROL_RELATIONS):
        return
    for name, table in control_tables(lake).items():
        if name in wanted:
            engine.read_arrow(name, table)
    for name in wanted & _WRITTEN.keys():
        folder, columns = _WRITTEN[name]
        if files := [lake.location.path(file) for file in lake.location.names(folder, ".parquet")]:
            engine.read_parquet(name, files)
        else:
            engine.read_arrow(name, _nothing(columns))


def control_tables(lake: Lake) -> dict[str, pa.Table]:
    """Run records as tables: one row a run, a run and file, a run and table."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    runs, files, tables = [], [], []
    for record in records(lake):
        run_id = record["run_id"]
        runs.append(
            {name: record.get(name) for name in ("run_id", "status", "engine", "started", "seconds", "error")}
        )
        runs[-1] |= {f"plays_{name}": value for name, value in record.get("playcount", {}).items()}
        files += [{"run_id": run_id, **entry} for entry in record["files"]]
        tables += [
            {"run_id": run_id, "table": name, "ts_proc": record["started"], "row_count": rows}
            for name, rows in record["tables"].items()
        ]
    text, number = pa.string(), pa.int64()
    plays = [(f"plays_{name}", number) for name in ("read", "refined", "quarantined", "unreadable_rows")]
    fates = [(f"rows_{name}", number) for name in ("read", "refined", "quarantined", "merged", "filtered")]
    fates.append(("rows_forgotten", number))
    identity = [(name, text) for name in ("run_id", "name", "sha256", "source", "layout")]
    head = [(name, text) for name in ("run_id", "status", "engine", "started", "error")]
    return {
        "run": pa.Table.from_pylist(runs, pa.schema([*head, ("seconds", pa.float64()), *plays])),
        "run_file": pa.Table.from_pylist(files, pa.schema([*identity, *fates])),
        "run_table": pa.Table.from_pylist(
            tables, pa.schema([("run_id", text), ("table", text), ("ts_proc", text), ("row_count", number)])
        ),
    }


def _nothing(columns: Iterable[str]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    types = {name: pa.int64() if name == "record" else pa.string() for name in columns}
    return pa.table({name: pa.array([], kind) for name, kind in types.items()})


def first_rows(table: pa.Table, limit: int) -> list[dict[str, Any]]:
    """At most ``limit`` rows as dictionaries."""
    rows: list[dict[str, Any]] = table.slice(0, limit).to_pylist()
    return rows
