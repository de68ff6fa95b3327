"""A lake on an S3 that moto plays, its tables written by PyIceberg alone, and what Glue shows of it."""

from __future__ import annotations

from pyiceberg.catalog.glue import GlueCatalog

from vitrola.lake import Lake, Publication, create_lake, publication
from vitrola.pipeline.record import write_record

BUCKET = "listening"
ADDRESS = f"s3://{BUCKET}/lake"
DATABASE = "vitrola"


def lake_on_s3() -> Lake:
    """An empty lake."""
    return create_lake(ADDRESS)


def iceberg_table(aws, name, rows, generation):
    """An Iceberg table as PyIceberg writes one; returns its metadata file's address."""
    catalog = GlueCatalog("glue", **s3_properties(aws))
    catalog.create_namespace_if_not_exists("apart")
    table = catalog.create_table(
        f"apart.{name}_{generation}", rows.schema, location=f"s3://{BUCKET}/lake/refined/{name}"
    )
    if rows.num_rows:
        table.append(rows)
    return table.metadata_location


def s3_properties(aws):
    return {"s3.endpoint": aws.address, "s3.access-key-id": "x", "s3.secret-access-key": "x"}


def publish(lake, run_id, tables):
    former = publication.current(lake)
    new = Publication(run_id, "2026-01-02T03:04:05.678+00:00", f"inputs of {run_id}", tables)
    write_record(
        lake,
        {
            "run_id": run_id,
            "status": "published",
            "engine": "duckdb",
            "started": "2026-01-02T03:04:00.000001+00:00",
            "seconds": 1.5,
            "files": [],
            "playcount": {"read": 15, "refined": 15},
            "tables": dict.fromkeys(tables, 2),
        },
    )
    publication.point(lake, new, former=former)
    return new


def glue_table(aws, name):
    """A table as one sees it who knows only Glue."""
    return GlueCatalog("glue", **s3_properties(aws)).load_table(f"{DATABASE}.{name}")


def seen(aws, name):
    return glue_table(aws, name).scan().to_arrow().to_pylist()
