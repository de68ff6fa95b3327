"""What Glue shows, and what readers that know only Glue see of it."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from pyiceberg.catalog.glue import GlueCatalog

from aws_lake import BUCKET, lake_on_s3
from aws_services import DATABASE, services
from vitrola.config import Settings
from vitrola.contracts import contracts
from vitrola.lake import Publication, publication
from vitrola.pipeline.catalog import show_in_catalog
from vitrola.pipeline.record import write_record

GLUE = Settings(catalog="glue")
TRACKS = pa.table(
    {"tag": ["rock", "mpb"], "n": pa.array([7, 8], pa.int32())},
)


@pytest.fixture
def aws():
    with services() as found:
        yield found


def _iceberg(aws, name, rows, generation):
    """An Iceberg table as PyIceberg writes one; returns its metadata file's address."""
    catalog = GlueCatalog("glue", **_s3(aws))
    catalog.create_namespace_if_not_exists("apart")
    table = catalog.create_table(
        f"apart.{name}_{generation}", rows.schema, location=f"s3://{BUCKET}/lake/refined/{name}"
    )
    if rows.num_rows:
        table.append(rows)
    return table.metadata_location


def _s3(aws):
    return {"s3.endpoint": aws.address, "s3.access-key-id": "x", "s3.secret-access-key": "x"}


def _publish(lake, run_id, tables):
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
            "tables": {name: 2 for name in tables},
        },
    )
    publication.point(lake, new, former=former)
    return new


def _seen(aws, table):
    """The rows of a table for one who knows only Glue."""
    catalog = GlueCatalog("glue", **_s3(aws))
    return catalog.load_table(f"{DATABASE}.{table}").scan().to_arrow().to_pylist()


def test_every_row_that_glue_shows_carries_its_publication(aws):
    lake = lake_on_s3()
    tag_dim = _iceberg(aws, "tag_dim", TRACKS, 1)
    _publish(lake, "run1", {"tag_dim": tag_dim})
    assert show_in_catalog(lake, GLUE) == 4
    assert _seen(aws, "tag_dim") == [
        {"tag": "rock", "n": 7, "publication_id": "run1"},
        {"tag": "mpb", "n": 8, "publication_id": "run1"},
    ]
