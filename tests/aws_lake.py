"""A lake on an S3 that moto plays, by way of a location that holds nothing on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError
from pyiceberg.catalog.glue import GlueCatalog

from vitrola.lake import Lake, Publication, publication
from vitrola.pipeline.record import write_record

if TYPE_CHECKING:
    from collections.abc import Iterator

BUCKET = "listening"
DATABASE = "vitrola"


class Objects:
    """What registering asks of a lake's location, straight from a bucket."""

    def __init__(self, prefix: str = "lake") -> None:
        self.root = Path(f"s3://{BUCKET}/{prefix}")
        self.prefix = prefix
        self.s3: Any = boto3.client("s3")

    def uri(self, name: str = "") -> str:
        return f"s3://{BUCKET}/{self.prefix}/{name}".rstrip("/")

    def key(self, name: str) -> str:
        return f"{self.prefix}/{name}"

    def exists(self, name: str) -> bool:
        return self.read(name) is not None

    def read(self, name: str) -> bytes | None:
        try:
            return self.s3.get_object(Bucket=BUCKET, Key=self.key(name))["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            return None

    def names(self, folder: str, suffix: str = "") -> Iterator[str]:
        found = self.s3.list_objects_v2(Bucket=BUCKET, Prefix=self.key(f"{folder}/"), Delimiter="/")
        keys = [entry["Key"].removeprefix(f"{self.prefix}/") for entry in found.get("Contents", [])]
        yield from sorted(key for key in keys if key.endswith(suffix))

    def create(self, name: str, data: bytes) -> bool:
        try:
            self.s3.put_object(Bucket=BUCKET, Key=self.key(name), Body=data, IfNoneMatch="*")
        except ClientError as error:
            if error.response["Error"]["Code"] == "PreconditionFailed":
                return False
            raise
        return True

    def replace(self, name: str, data: bytes, *, expected: bytes | None) -> None:
        assert self.read(name) == expected
        self.s3.put_object(Bucket=BUCKET, Key=self.key(name), Body=data)

    def delete(self, name: str) -> None:
        self.s3.delete_object(Bucket=BUCKET, Key=self.key(name))


def lake_on_s3() -> Lake:
    """An empty lake."""
    location: Any = Objects()
    return Lake(location, "0123456789abcdef", location.uri())


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
