"""Answer SQL on the current publication and on the control zone, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from vitrola.contracts import control_contracts
from vitrola.engines import make_engine
from vitrola.engines.dialect import parse, relations_of
from vitrola.errors import LakeError, ModelError, StatementError, UsageError, did_you_mean
from vitrola.lake import publication
from vitrola.lake.tables import data_files, empty_table
from vitrola.models import checked_columns
from vitrola.pipeline.control import give_control

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from vitrola.config import Settings
    from vitrola.engines import Engine
    from vitrola.lake import Lake
    from vitrola.lake.location import Location


def query(lake: Lake, settings: Settings, sql: str) -> pa.Table:
    """Rows of one SELECT in Spark SQL; raises UsageError for anything but a SELECT.

    Every table comes from one publication, whatever is published meanwhile; those of the control zone
    tell of all runs, but for quarantine, which is that of the publication.
    """
    tree = select_tree(lake, sql)
    shown = publication.current(lake)
    if shown is None:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location}")
    wanted = {table.name for table in tree.find_all(exp.Table)}
    only_known(wanted - {cte.alias for cte in tree.find_all(exp.CTE)}, [*shown.tables, *control_contracts()])
    with make_engine(settings, lake.location) as engine:
        give_tables(engine, lake.location, shown.tables, wanted)
        give_control(engine, lake, shown.run_id, wanted)
        engine.lock(lake.location.root)
        try:
            return engine.query(sql)
        except StatementError as error:
            columns = {name: [column for column, _ in engine.columns(name)] for name in relations_of(sql)}
            raise mistaken(sql, columns, error) from error


def select_tree(lake: Lake, sql: str) -> exp.Expr:
    """The tree of one SELECT over tables by name."""
    try:
        tree = parse(sql)
    except ModelError as error:
        raise UsageError(error.message) from error
    if not isinstance(tree, exp.Query):
        what = tree.name.upper() if isinstance(tree, exp.Command) else tree.key.upper()
        raise UsageError(
            f"Only SELECT can be run here, not {what}.",
            hint=f"Tables are listed by: vitrola status {lake.location}",
        )
    _only_names(tree)
    return tree


def mistaken(sql: str, columns: Mapping[str, Sequence[str]], error: StatementError) -> UsageError:
    """What is wrong with a statement: a column that isn't there, or else what the engine says."""
    try:
        checked_columns(sql, columns)
    except ModelError as unknown:
        return UsageError(f"{unknown.message[0].upper()}{unknown.message[1:]}")
    return UsageError(error.message, hint=error.hint)


def _only_names(tree: exp.Expr) -> None:
    """Refuse table functions and quoted paths: only tables by name are read."""
    for table in tree.find_all(exp.Table):
        named = isinstance(table.this, exp.Identifier) and table.name.replace("_", "").isalnum()
        if not named or table.db:
            raise UsageError(f"{table.sql()!r} is not a table of this lake.")


def only_known(wanted: set[str], known: list[str]) -> None:
    """Raise UsageError for a table that isn't one of these."""
    if unknown := sorted(wanted - set(known)):
        raise UsageError(
            f"There is no table called {unknown[0]!r}; known are {', '.join(known)}."
            + did_you_mean(unknown[0], known)
        )


def give_tables(
    engine: Engine, location: Location, tables: Mapping[str, str], wanted: Container[str]
) -> None:
    """Name the wanted ones of published tables in the engine; ``tables`` maps them to their metadata."""
    for name, metadata in tables.items():
        if name in wanted:
            give_files(engine, location, name, metadata, data_files(location, metadata))


def give_files(
    engine: Engine, location: Location, relation: str, metadata: str, files: Sequence[Path]
) -> None:
    """Name the rows of a published table in the engine, given the files that its metadata stands for."""
    if files:
        engine.read_parquet(relation, files)
    else:
        engine.read_arrow(relation, empty_table(location, metadata))


def first_rows(table: pa.Table, limit: int) -> list[dict[str, Any]]:
    """At most ``limit`` rows as dictionaries."""
    rows: list[dict[str, Any]] = table.slice(0, limit).to_pylist()
    return rows
