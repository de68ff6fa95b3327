"""The metadata page's content: zones, tables, columns, lineage, measures, and how fresh it all is."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from vitrola.contracts import contracts
from vitrola.metrics.audience.definitions import audience_numbers
from vitrola.metrics.definitions import dimensions, measures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.lake import Publication
    from vitrola.metrics.cube import Cube

FATES = ("read", "refined", "quarantined", "merged", "filtered")


def catalogue(
    publication: Publication, cube: Cube, record: dict[str, Any], dictionary: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    """Everything about a publication that is no number of the page; ready to become JSON."""
    return {
        "publication": _freshness(publication, cube, record),
        "tables": _tables(publication, record, dictionary),
        "measures": [asdict(measure) for measure in measures().values()],
        "audience": [asdict(number) for number in audience_numbers().values()],
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


def _tables(publication: Publication, record: dict[str, Any], rows: Iterable[dict[str, Any]]) -> list[Any]:
    """The dictionary's raw and refined tables with their columns."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["zone"] == "raw" or row["table"] in contracts():
            table = found.setdefault(row["table"], _head(row, record))
            table["columns"].append(_column(row))
    refined = [found[name] for name in publication.tables if name in found]
    return [*refined, *(table for table in found.values() if table["zone"] == "raw")]


def _head(row: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    table = row["table"]
    contract = contracts().get(table)
    return {
        "zone": row["zone"],
        "table": table,
        "description": dict(contract.description) if contract else {"en": "", "pt": ""},
        "rows": record["tables"].get(table),
        "columns": [],
    }


def _column(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": row["column"],
        "type": row["type"],
        "description": {"en": row["description_en"], "pt": row["description_pt"]},
        "lineage": row["lineage"].split("; ") if row["lineage"] else [],
        **{name: row[name] for name in ("required", "key", "simulated", "rules", "null_share", "examples")},
    }
