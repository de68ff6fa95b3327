"""The metadata page's content: zones, tables, columns, lineage, measures, and how fresh it all is."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from vitrola.contracts import contracts
from vitrola.metrics.definitions import SIMULATED, dimensions, measures
from vitrola.models.lineage import lineage
from vitrola.pipeline.build import given_relations

if TYPE_CHECKING:
    from vitrola.contracts import Contract
    from vitrola.lake import Publication
    from vitrola.metrics.cube import Cube
    from vitrola.metrics.definitions import Origin
    from vitrola.sources import Layout, Source

FATES = ("read", "refined", "quarantined", "merged", "filtered")


def catalogue(
    publication: Publication, cube: Cube, record: dict[str, Any], sources: dict[str, Source]
) -> dict[str, Any]:
    """Everything about a publication that is no number of the page; ready to become JSON."""
    simulated = {row["part"] for row in cube.origins if row["origin"] == "simulated"}
    landed = {file["source"] for file in record["files"]}
    used = [source for name, source in sources.items() if name in landed]
    return {
        "publication": _freshness(publication, cube, record),
        "tables": [
            *(
                _table(contracts()[name], record["tables"].get(name), simulated, used)
                for name in publication.tables
                if name in contracts()
            ),
            *(_raw_table(source, layout) for source in used for layout in source.layouts),
        ],
        "measures": [asdict(measure) for measure in measures().values()],
        "dimensions": [
            asdict(dimension) | {"hidden": cube.axes[dimension.name].absent}
            for dimension in dimensions().values()
        ],
        "values": _values(cube),
    }


def _freshness(publication: Publication, cube: Cube, record: dict[str, Any]) -> dict[str, Any]:
    fates = {name: sum(file[f"rows_{name}"] for file in record["files"]) for name in FATES}
    return {
        "run_id": publication.run_id,
        "published_at": publication.published_at,
        "engine": record["engine"],
        "first_day": cube.days[0].isoformat() if cube.days else None,
        "last_day": cube.days[-1].isoformat() if cube.days else None,
        "sources": list(cube.sources),
        "origins": list(cube.origins),
        "rows": fates,
        "reconciled": fates["read"] == sum(fates[name] for name in FATES[1:]),
        "plays": record["playcount"],
        "genre_coverage": record["genre_coverage"],
        "time_zone": record["settings"]["time_zone"],
        "holidays_country": record["settings"]["holidays_country"],
        "optional_holidays": record["settings"]["optional_holidays"],
        "files": [{name: file[name] for name in ("name", "source", "rows_read")} for file in record["files"]],
    }


def _values(cube: Cube) -> dict[str, list[Any]]:
    """What can be picked of the dimensions with few values, missing ones as null."""
    few = [axis for axis in cube.axes.values() if len(axis.values) <= 200 and axis.dimension.name != "date"]
    found = {axis.dimension.name: [*axis.values[1:], None] for axis in few if not axis.absent}
    return found | {f"{name}_resolved": [*axis.values[1:], None] for name, axis in cube.resolved.items()}


def _table(
    contract: Contract, rows: int | None, simulated: set[Origin], sources: list[Source]
) -> dict[str, Any]:
    marked = set().union(*(SIMULATED[part] for part in simulated))
    origins = lineage(contract.table, given_relations())
    return {
        "zone": "refined",
        "table": contract.table,
        "description": dict(contract.description),
        "rows": rows,
        "columns": [
            {
                "name": column.name,
                "type": column.kind.value,
                "description": dict(column.description),
                "required": not column.nullable,
                "key": column.primary_key is not None,
                "simulated": (contract.table, column.name) in marked,
                "lineage": _raw_columns(origins.get(column.name, set()), sources),
            }
            for column in contract.columns
        ],
    }


def _raw_table(source: Source, layout: Layout) -> dict[str, Any]:
    """Columns as delivered: all of them text, those that identify a person never published."""
    delivered = {"en": "As delivered.", "pt": "Como entregue."}
    personal = {"en": "As delivered; identifies a person, stays in the raw zone."} | {
        "pt": "Como entregue; identifica uma pessoa, fica na zona bruta."
    }
    return {
        "zone": "raw",
        "table": f"{source.name}/{layout.name}",
        "description": {"en": source.title, "pt": source.title},
        "rows": None,
        "columns": [
            {
                "name": name,
                "type": "string",
                "description": personal if name in layout.personal else delivered,
                "required": False,
                "key": False,
                "simulated": False,
                "lineage": [],
            }
            for name in layout.columns
        ],
    }


def _raw_columns(origins: set[tuple[str, str]], sources: list[Source]) -> list[str]:
    """Raw columns that a published column comes from, as source/layout: the mapping's expression."""
    feeds = [
        (source.name, layout.name, feed)
        for source in sources
        for layout in source.layouts
        for feed in layout.feeds
    ]
    return sorted(
        f"{source}/{layout}: {feed.columns[name]}".replace("`", "")
        for source, layout, feed in feeds
        for records, name in origins
        if feed.records == records and feed.columns.get(name)
    )
