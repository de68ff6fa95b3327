"""Run the models on one engine: relations for the run, Parquet for what will be published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vitrola.contracts import contracts
from vitrola.engines.dialect import with_relations
from vitrola.errors import StatementError
from vitrola.lake.parquet import rows_of
from vitrola.models import Model, blamed, check_columns, genre_tags, in_order, own_models, shipped_models
from vitrola.pipeline.faults import step
from vitrola.pipeline.holidays import holiday_rows
from vitrola.pipeline.merges import GIVEN as MERGES_GIVEN
from vitrola.pipeline.merges import give_reviews, give_track_merges
from vitrola.pipeline.nearness import USER
from vitrola.pipeline.query import give_tables
from vitrola.refining import record_columns, record_kinds

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

GIVEN = {
    "genre_tag": ["tag", "genre"],
    "holiday": ["date", "holiday", "optional_holiday"],
    "source_rule": ["source", "repeated"],
}


@dataclass
class Built:
    """The tables of one run: their Parquet files and row counts. Nothing of it is visible yet.

    ``carried`` are tables published before that stay as they are: addresses of their metadata.
    ``grown`` tables have their former rows and new ones; ``appended`` are the new files of those whose
    former files stay. ``counted`` names, for relations that grew, those that hold what is new in them.
    ``same`` relations were found to be as they were.
    """

    files: dict[str, list[Path]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    schemas: dict[str, pa.Schema] = field(default_factory=dict)
    carried: dict[str, str] = field(default_factory=dict)
    grown: set[str] = field(default_factory=set)
    appended: dict[str, list[Path]] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)


def planned_models(lake: Lake) -> list[Model]:
    """Every model in order, the lake's own included; raises ModelError before anything runs.

    Where there are own models, names of columns are checked too; in the shipped ones they are right.
    """
    columns = given_relations()
    own = own_models(lake.model_folder)
    ordered = in_order([*shipped_models(), *own], columns)
    for model in ordered if own else ():
        columns[model.name] = check_columns(model, columns)
        model.bound(dict.fromkeys(_parameters(None), ""))
    return ordered


def given_relations() -> dict[str, list[str]]:
    """The relations that models start from, and their columns."""
    return (
        {f"accepted_{records}": record_columns(records) for records in kinds_of_records()}
        | GIVEN
        | MERGES_GIVEN
    )


def kinds_of_records() -> list[str]:
    """The kinds of records that sources deliver."""
    return [contract.records for contract in contracts().values() if contract.records]


def _parameters(settings: Settings | None) -> dict[str, Any]:
    names = ("time_zone", "simulate", "seed", "optional_holidays", "holidays_country")
    found = {name: getattr(settings, name, None) for name in names}
    return found | {"seed": str(found["seed"])}


class Builder:
    """Runs models for one run, writing tables below ``refined/<table>/data/<run>``."""

    def __init__(self, lake: Lake, engine: Engine, settings: Settings, run_id: str) -> None:
        self._lake = lake
        self._engine = engine
        self._settings = settings
        self._run_id = run_id
        self._domains: dict[str, list[str]] = {}
        self._merges: Merges = {}

    def give(self, intake: Intake, sources: dict[str, Source], merges: Merges) -> None:
        """Name the relations that models select from."""
        self.give_records(intake)
        self._engine.read_arrow("genre_tag", _arrow(genre_tags(self._lake.model_folder)))
        rules = [
            {"source": source.name, "repeated": feed.repeated}
            for source in sources.values()
            for feed in [feed for layout in source.layouts for feed in layout.feeds if feed.key][:1]
        ]
        self._engine.read_arrow("source_rule", _arrow(rules))
        give_reviews(self._engine, merges)
        self._merges = merges
        self._domains = {"source": list(sources), "raw_file": list(intake.counts)}

    def give_records(self, intake: Intake, suffix: str = "") -> None:
        """Name the accepted records of an intake, of each kind with this ``suffix``."""
        for records in kinds_of_records():
            self._engine.view(f"accepted_{records}{suffix}", self._accepted(intake, records, suffix))

    def _accepted(self, intake: Intake, records: str, suffix: str) -> str:
        """All records of a kind: whole batches together, others without the files not taken."""
        columns = ", ".join(f"`{name}`" for name in record_columns(records))
        with_records = [portion for portion in intake.portions if portion.batch.parts.get(records)]
        whole = [name for portion in with_records if portion.whole for name in portion.batch.parts[records]]
        queries = []
        if whole:
            self._read(f"kept_{records}{suffix}", whole)
            queries.append(f"SELECT {columns} FROM kept_{records}{suffix}")  # noqa: S608
        for portion in with_records:
            if not portion.whole:
                relation = f"kept_{records}_{portion.batch.id}{suffix}"
                self._read(relation, portion.batch.parts[records])
                taken = ", ".join(f"'{file}'" for file in sorted(portion.files))
                queries.append(f"SELECT {columns} FROM {relation} WHERE raw_file IN ({taken})")  # noqa: S608
        return " UNION ALL ".join(queries) or _nothing(records)

    def _read(self, relation: str, names: Sequence[str]) -> None:
        self._engine.read_parquet(relation, [self._lake.location.path(name) for name in names])

    def give_tables(self, tables: Mapping[str, str]) -> None:
        """Name published tables, given by the addresses of their metadata."""
        give_tables(self._engine, self._lake.location, tables, tables)

    def build(
        self,
        models: list[Model],
        progress: Callable[[str], None],
        *,
        needed: Container[str],
        carried: Mapping[str, str],
    ) -> Built:
        """Run the models in order; raises EngineError, and then no table of this run is complete.

        The ``needed`` ones are made; ``carried`` tables (addresses of their metadata) are not among them.
        """
        built = Built(carried=dict(carried))
        for model in models:
            if model.name in needed:
                progress(model.name)
                self.make(model, built)
        return built

    def make(self, model: Model, built: Built) -> None:
        """Run one model over the relations of its inputs' names; raises ModelError for an own one's SQL."""
        if "track_merge" in model.inputs:
            give_track_merges(self._engine, self._merges)
        if "holiday" in model.inputs:
            self._engine.read_arrow("holiday", self._holidays())
        try:
            if model.kind == "table":
                self.write(model.name, self.bound(model), built)
            else:
                self.relate(model, model.name)
        except StatementError as error:
            if model.shipped:
                raise
            raise blamed(model, error) from error

    def relate(self, model: Model, relation: str, names: Mapping[str, str] | None = None) -> None:
        """Name a model's rows, over relations of other ``names`` than its inputs', without writing them."""
        sql = self.bound(model, names)
        if model.kind == "view":
            self._engine.view(relation, sql)
        elif model.kind == "repeats":
            self._engine.repeats(relation, sql)
        else:
            self._engine.table(relation, sql)

    def bound(self, model: Model, names: Mapping[str, str] | None = None) -> str:
        """A model's SQL with the values of the settings, over relations of these names."""
        sql = model.bound(_parameters(self._settings))
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

    def write(self, table: str, sql: str, built: Built, *, relation: str | None = None) -> None:
        """Write a table's rows and read them back under its name, or under that of ``relation``."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        self.drop(table)
        contract = contracts().get(table)
        domains = _domains(contract, self._domains) if contract else {}
        rows = _as_contracted(contract, sql) if contract else sql
        files = self._engine.write_parquet(rows, self.folder(table), domains=domains)
        name = relation or table
        built.files[table] = files
        built.rows[table] = sum(map(self.rows_of, files))
        if files:
            with self._lake.location.opened(files[0]) as file:
                built.schemas[table] = _all_nullable(pq.read_schema(file))
            self._engine.read_parquet(name, files)
        else:
            self._engine.table(name, rows)
            built.schemas[table] = self._engine.query(f"SELECT * FROM {name} LIMIT 0").schema  # noqa: S608
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


def _as_contracted(contract: Contract, sql: str) -> str:
    """The model's rows with the contract's columns, order and types."""
    columns = ", ".join(f"CAST(`{c.name}` AS {c.kind.value}) AS `{c.name}`" for c in contract.columns)
    return f"SELECT {columns} FROM ({sql}) AS model"  # noqa: S608 - names come from our contracts


def _domains(contract: Contract, of_run: dict[str, list[str]]) -> dict[str, Sequence[str]]:
    """The values that a table's columns of few values can hold."""
    found: dict[str, Sequence[str]] = {
        column.name: column.allowed for column in contract.columns if column.allowed
    }
    names = {column.name for column in contract.columns}
    return found | {name: values for name, values in of_run.items() if name in names}


def _all_nullable(schema: pa.Schema) -> pa.Schema:
    """The schema without what an engine happened to write as required; contracts are audited instead."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.schema([field.with_nullable(True) for field in schema])


def _nothing(records: str) -> str:
    kinds = record_kinds(records)
    columns = ", ".join(f"CAST(NULL AS {kind}) AS `{name}`" for name, kind in kinds.items())
    return f"SELECT {columns} WHERE false"


def _arrow(rows: list[dict[str, str]]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.Table.from_pylist(rows)
