"""Run the models on one engine: relations for the run, Parquet for what will be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.contracts import contracts
from vitrola.engines.dialect import with_relations
from vitrola.errors import StatementError
from vitrola.lake.parquet import least, rows_of
from vitrola.models import Model, blamed
from vitrola.pipeline.built import Built
from vitrola.pipeline.faults import step
from vitrola.pipeline.given import give_records, give_rules, kinds_of_records, parameters
from vitrola.pipeline.holidays import holiday_rows
from vitrola.pipeline.merges import give_reviews, give_track_merges
from vitrola.pipeline.nearness import USER
from vitrola.pipeline.query import give_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from vitrola.config import Settings
    from vitrola.contracts import Contract
    from vitrola.engines import Engine
    from vitrola.lake import Lake
    from vitrola.pipeline.batch import Intake
    from vitrola.pipeline.merges import Merges
    from vitrola.sources import Source

PLAYS = "listens"
"""The kind of records that plays are."""


class Builder:
    """Runs models for one run, writing tables below ``refined/<table>/data/<run>``."""

    def __init__(self, lake: Lake, engine: Engine, settings: Settings, run_id: str) -> None:
        self._lake = lake
        self._engine = engine
        self._settings = settings
        self._run_id = run_id
        self._plays_wait = False

    def expect(self, intake: Intake, sources: dict[str, Source], merges: Merges) -> None:
        """Know what the run takes in: before anything is written, and before any of it is named."""
        self._intake = intake
        self._sources = sources
        self._merges = merges
        self._domains: dict[str, Sequence[str]] = {
            "source": list(sources),
            "raw_file": list(intake.counts),
        }

    def give(self, tables: Mapping[str, str]) -> None:
        """Name the relations that models select from; published ``tables`` are addresses of metadata.

        Plays wait for a model that asks for all of them: their files are many, and few runs need each.
        """
        kinds = [records for records in kinds_of_records() if records != PLAYS]
        give_records(self._engine, self._lake.location, self._intake, kinds)
        self._plays_wait = True
        give_rules(self._engine, self._lake, self._sources.values())
        give_reviews(self._engine, self._merges)
        give_tables(self._engine, self._lake.location, tables, tables)

    def give_new(self, intake: Intake, suffix: str) -> None:
        """Name the accepted records of what is new, with this ``suffix``."""
        self._new_files = list(intake.counts)
        give_records(self._engine, self._lake.location, intake, kinds_of_records(), suffix)

    def build(
        self,
        models: list[Model],
        progress: Callable[[str], None],
        *,
        needed: Container[str],
        once: Container[str],
        carried: Mapping[str, str],
    ) -> Built:
        """Run the models in order; raises EngineError, and then no table of this run is complete.

        The ``needed`` ones are made; ``carried`` tables (addresses of their metadata) are not among them.
        Those that one statement selects from, ``once``, may wait for it.
        """
        built = Built(carried=dict(carried))
        for model in models:
            if model.name in needed:
                progress(model.name)
                self.make(model, built, once=model.name in once)
        return built

    def make(self, model: Model, built: Built, *, once: bool = False) -> None:
        """Run one model over the relations of its inputs' names; raises ModelError for an own one's SQL.

        ``once`` where one statement selects from it, which may compute it.
        """
        if "track_merge" in model.inputs:
            give_track_merges(self._engine, self._merges)
        if "holiday" in model.inputs:
            self._engine.read_arrow("holiday", self._holidays())
        try:
            if model.kind == "table":
                self.write(model.name, self.bound(model), built, few=model.few)
            else:
                self.relate(model, model.name, once=once)
        except StatementError as error:
            if model.shipped:
                raise
            raise blamed(model, error) from error

    def relate(
        self, model: Model, relation: str, names: Mapping[str, str] | None = None, *, once: bool = False
    ) -> None:
        """Name a model's rows, over relations of other ``names`` than its inputs', without writing them."""
        self.relating(model, relation, names, once=once)(self._engine)

    def relating(
        self, model: Model, relation: str, names: Mapping[str, str] | None = None, *, once: bool = False
    ) -> Callable[[Engine], None]:
        """What names a model's rows so on an engine."""
        sql = self.bound(model, names)
        if model.kind == "view":
            return lambda engine: engine.view(relation, sql)
        if model.kind == "repeats":
            return lambda engine: engine.repeats(relation, sql)
        return lambda engine: engine.table(relation, sql, once=once, few=model.few)

    def bound(self, model: Model, names: Mapping[str, str] | None = None) -> str:
        """A model's SQL with the values of the settings, over relations of these names."""
        if self._plays_wait and f"accepted_{PLAYS}" in model.inputs - (names or {}).keys():
            give_records(self._engine, self._lake.location, self._intake, [PLAYS])
            self._plays_wait = False
        sql = model.bound(parameters(self._settings))
        return with_relations(sql, names) if names else sql

    def folder(self, table: str) -> Path:
        """Where this run's files of a table are."""
        return self._lake.location.path(f"refined/{table}/data/{self._run_id}")

    def discard(self, models: list[Model]) -> None:
        """Remove what this run wrote."""
        for model in models:
            self.drop(model.name)

    def drop(self, table: str) -> None:
        """Remove what this run wrote of a table."""
        self._lake.location.remove(self.folder(table))

    def rows_of(self, path: Path) -> int:
        """The number of rows in one of the lake's Parquet files."""
        return rows_of(self._lake.location, path)

    def starts(self, path: Path, column: str) -> str:
        """The least value of a column in one of the lake's Parquet files; "" where it doesn't say."""
        return least(self._lake.location, path, column)

    def write(self, table: str, sql: str, built: Built, *, few: bool | str = False) -> None:
        """Write a table's rows, ``few`` or not, and read them back under its name."""
        self.drop(table)
        self.read_back(table, sql, self.writing(table, sql, few=few)(self._engine), built)

    def write_new(self, table: str, sql: str, built: Built, relation: str) -> None:
        """Write the rows that new files give a table and read them back under the name of ``relation``."""
        self.drop(table)
        files = self.writing(table, sql, raw_files=self._new_files)(self._engine)
        self.read_back(table, sql, files, built, relation=relation)

    def writing(
        self,
        table: str,
        sql: str,
        part: str = "",
        *,
        brief: bool = False,
        few: bool | str = False,
        raw_files: Sequence[str] | None = None,
    ) -> Callable[[Engine], list[Path]]:
        """What writes rows of a table as new files, which are returned: all of them, or a ``part``.

        They come from these ``raw_files``, or from any that the run takes in.
        """
        contract = contracts().get(table)
        rows, folder = _as_contracted(contract, sql), self.folder(table) / part
        domains = _domains(contract, self._domains | ({"raw_file": raw_files} if raw_files else {}))
        return lambda engine: engine.write_parquet(rows, folder, domains=domains, brief=brief, few=few)

    def read_back(
        self, table: str, sql: str, files: list[Path], built: Built, *, relation: str | None = None
    ) -> None:
        """Name a table's rows as they were written; ``sql`` tells the columns where there are none."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        name = relation or table
        built.files[table] = files
        built.rows[table] = sum(map(self.rows_of, files))
        if files:
            with self._lake.location.opened(files[0]) as file:
                built.schemas[table] = _all_nullable(pq.read_schema(file))
            self._engine.read_parquet(name, files)
        else:
            rows = _as_contracted(contracts().get(table), sql)
            found = self._engine.query(f"SELECT * FROM ({rows}) AS empty LIMIT 0")  # noqa: S608
            built.schemas[table] = _all_nullable(found.schema)
            self._engine.read_arrow(name, built.schemas[table].empty_table())
        step("write", table)

    def merge(self, table: str, files: Sequence[Path]) -> list[Path]:
        """Write the rows of some of a table's files together, by users; returns the new files."""
        self._engine.read_parquet(f"{table}_small", files)
        contract = contracts()[table]
        return self._engine.write_parquet(
            _as_contracted(contract, f"SELECT * FROM {table}_small"),  # noqa: S608
            self.folder(table) / "merged",
            domains=_domains(contract, self._domains),
            near=USER,
        )

    def _holidays(self) -> pa.Table:
        (years,) = self._engine.rows("SELECT first_year, last_year FROM year_span")
        return holiday_rows(self._settings.holidays_country, years["first_year"], years["last_year"])


def _as_contracted(contract: Contract | None, sql: str) -> str:
    """The model's rows with the contract's columns, order and types, where it has a contract."""
    if contract is None:
        return sql
    columns = ", ".join(f"CAST(`{c.name}` AS {c.kind.value}) AS `{c.name}`" for c in contract.columns)
    return f"SELECT {columns} FROM ({sql}) AS model"  # noqa: S608 - names come from our contracts


def _domains(contract: Contract | None, of_run: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The values that a table's columns of few values can hold, as far as a contract says."""
    if contract is None:
        return {}
    found: dict[str, Sequence[str]] = {
        column.name: column.allowed for column in contract.columns if column.allowed
    }
    names = {column.name for column in contract.columns}
    return found | {name: values for name, values in of_run.items() if name in names}


def _all_nullable(schema: pa.Schema) -> pa.Schema:
    """The schema without what an engine happened to write as required; contracts are audited instead."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.schema([field.with_nullable(True) for field in schema])
