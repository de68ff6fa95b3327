"""A lake on an S3 that moto plays, by way of a location that holds nothing on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

from vitrola.lake import Lake

if TYPE_CHECKING:
    from collections.abc import Iterator

BUCKET = "listening"


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
