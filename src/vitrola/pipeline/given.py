"""What models start from: accepted records, small tables of rules, and the values of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.contracts import contracts
from vitrola.models import check_columns, genre_tags, in_order, own_models, shipped_models
from vitrola.pipeline.merges import GIVEN as MERGES_GIVEN
from vitrola.refining import record_columns, record_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from vitrola.config import Settings
    from vitrola.engines import Engine
    from vitrola.lake import Lake
    from vitrola.lake.location import Location
    from vitrola.models import Model
    from vitrola.pipeline.batch import Intake
    from vitrola.sources import Source

GIVEN = {
    "genre_tag": ["tag", "genre"],
    "holiday": ["date", "holiday", "optional_holiday"],
    "source_rule": ["source", "repeated"],
}


def planned_models(lake: Lake) -> list[Model]:
    """Every model in order, the lake's own included; raises ModelError before anything runs.

    Where there are own models, names of columns are checked too; in the shipped ones they are right.
    """
    columns = given_relations()
    own = own_models(lake.model_folder)
    ordered = in_order([*shipped_models(), *own], columns)
    for model in ordered if own else ():
        columns[model.name] = check_columns(model, columns)
        model.bound(dict.fromkeys(parameters(None), ""))
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


def parameters(settings: Settings | None) -> dict[str, Any]:
    """The values that models can name, by name."""
    names = ("time_zone", "simulate", "seed", "optional_holidays", "holidays_country")
    found = {name: getattr(settings, name, None) for name in names}
    return found | {"seed": str(found["seed"])}


def give_records(
    engine: Engine, location: Location, intake: Intake, kinds: Iterable[str], suffix: str = ""
) -> None:
    """Name the accepted records of an intake, of each of these kinds with this ``suffix``."""
    for records in kinds:
        engine.view(f"accepted_{records}{suffix}", _accepted(engine, location, intake, records, suffix))


def give_rules(engine: Engine, lake: Lake, sources: Iterable[Source]) -> None:
    """Name the genres of tags, and what each source says of plays that repeat."""
    engine.read_arrow("genre_tag", _arrow(genre_tags(lake.model_folder)))
    rules = [
        {"source": source.name, "repeated": feed.repeated}
        for source in sources
        for feed in [feed for layout in source.layouts for feed in layout.feeds if feed.key][:1]
    ]
    engine.read_arrow("source_rule", _arrow(rules))


def _accepted(engine: Engine, location: Location, intake: Intake, records: str, suffix: str) -> str:
    """All records of a kind: whole batches together, others without the files not taken."""

    def read(relation: str, names: Iterable[str]) -> str:
        engine.read_parquet(relation, [location.path(name) for name in names])
        return f"SELECT {columns} FROM {relation}"  # noqa: S608

    columns = ", ".join(f"`{name}`" for name in record_columns(records))
    with_records = [portion for portion in intake.portions if portion.batch.parts.get(records)]
    whole = [name for portion in with_records if portion.whole for name in portion.batch.parts[records]]
    queries = [read(f"kept_{records}{suffix}", whole)] if whole else []
    for portion in with_records:
        if not portion.whole:
            taken = ", ".join(f"'{file}'" for file in sorted(portion.files))
            part = read(f"kept_{records}_{portion.batch.id}{suffix}", portion.batch.parts[records])
            queries.append(f"{part} WHERE raw_file IN ({taken})")
    return " UNION ALL ".join(queries) or _nothing(records)


def _nothing(records: str) -> str:
    kinds = record_kinds(records)
    columns = ", ".join(f"CAST(NULL AS {kind}) AS `{name}`" for name, kind in kinds.items())
    return f"SELECT {columns} WHERE false"


def _arrow(rows: list[dict[str, str]]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.Table.from_pylist(rows)
