"""Run the models on one engine: relations for the run, Parquet for what will be published."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vitrola.contracts import contracts
from vitrola.models import Model, check_columns, genre_tags, in_order, own_models, shipped_models
from vitrola.pipeline.faults import step
from vitrola.pipeline.holidays import holiday_rows
from vitrola.pipeline.merges import GIVEN as MERGES_GIVEN
from vitrola.pipeline.merges import give_reviews, give_track_merges
from vitrola.refining import record_columns, record_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
    """The tables of one run: their Parquet files and row counts. Nothing of it is visible yet."""

    files: dict[str, list[Path]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    schemas: dict[str, pa.Schema] = field(default_factory=dict)


def planned_models(lake: Lake) -> list[Model]:
    """Every model in order, the lake's own included; raises ModelError before anything runs."""
    columns = given_relations()
    ordered = in_order([*shipped_models(), *own_models(lake.model_folder)], columns)
    for model in ordered:
        columns[model.name] = check_columns(model, columns)
        model.bound(dict.fromkeys(_parameters(None), ""))
    return ordered


def given_relations() -> dict[str, list[str]]:
    """The relations that models start from, and their columns."""
    return (
        {f"accepted_{records}": record_columns(records) for records in _kinds_of_records()}
        | GIVEN
        | MERGES_GIVEN
    )


def _kinds_of_records() -> list[str]:
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
        for records in _kinds_of_records():
            self._engine.view(f"accepted_{records}", self._accepted(intake, records))
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

    def _accepted(self, intake: Intake, records: str) -> str:
        """All records of a kind: whole batches together, others without the files not taken."""
        columns = ", ".join(f"`{name}`" for name in record_columns(records))
        with_records = [portion for portion in intake.portions if portion.batch.parts.get(records)]
        whole = [name for portion in with_records if portion.whole for name in portion.batch.parts[records]]
        queries = []
        if whole:
            self._read(f"kept_{records}", whole)
            queries.append(f"SELECT {columns} FROM kept_{records}")  # noqa: S608
        for portion in with_records:
            if not portion.whole:
                relation = f"kept_{records}_{portion.batch.id}"
                self._read(relation, portion.batch.parts[records])
                taken = ", ".join(f"'{file}'" for file in sorted(portion.files))
                queries.append(f"SELECT {columns} FROM {relation} WHERE raw_file IN ({taken})")  # noqa: S608
        return " UNION ALL ".join(queries) or _nothing(records)

    def _read(self, relation: str, names: Sequence[str]) -> None:
        self._engine.read_parquet(relation, [self._lake.location.path(name) for name in names])

    def build(self, models: list[Model], progress: Callable[[str], None]) -> Built:
        """Run the models in order; raises EngineError, and then no table of this run is complete."""
        built = Built()
        values = _parameters(self._settings)
        for model in models:
            progress(model.name)
            if "track_merge" in model.inputs:
                give_track_merges(self._engine, self._merges)
            if "holiday" in model.inputs:
                self._engine.read_arrow("holiday", self._holidays())
            sql = model.bound(values)
            if model.kind == "view":
                self._engine.view(model.name, sql)
            elif model.kind == "temp":
                self._engine.table(model.name, sql)
            elif model.kind == "repeats":
                self._engine.repeats(model.name, sql)
            else:
                self._write(model.name, sql, built)
                step("write", model.name)
        return built

    def folder(self, table: str) -> Path:
        """Where this run's files of a table are."""
        return self._lake.location.path(f"refined/{table}/data/{self._run_id}")

    def discard(self, models: list[Model]) -> None:
        """Remove what this run wrote."""
        for model in models:
            shutil.rmtree(self.folder(model.name), ignore_errors=True)

    def _write(self, table: str, sql: str, built: Built) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        shutil.rmtree(self.folder(table), ignore_errors=True)
        contract = contracts().get(table)
        domains = _domains(contract, self._domains) if contract else {}
        rows = _as_contracted(contract, sql) if contract else sql
        files = self._engine.write_parquet(rows, self.folder(table), domains=domains)
        built.files[table] = files
        built.rows[table] = sum(pq.read_metadata(path).num_rows for path in files)
        if files:
            built.schemas[table] = _all_nullable(pq.read_schema(files[0]))
            self._engine.read_parquet(table, files)
        else:
            self._engine.table(table, rows)
            built.schemas[table] = self._engine.query(f"SELECT * FROM {table} LIMIT 0").schema  # noqa: S608

    def _holidays(self) -> pa.Table:
        years = self._engine.rows(
            "SELECT MIN(YEAR(play_date)) AS low, MAX(YEAR(play_date)) AS high FROM listening_history_fact"
        )[0]
        return holiday_rows(self._settings.holidays_country, years["low"], years["high"])


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
