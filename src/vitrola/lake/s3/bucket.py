"""Objects of one S3 bucket: conditional writes, lists, whole files and parts of them."""

from __future__ import annotations

import os
import time
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vitrola.errors import LakeError
from vitrola.lake.aws import code
from vitrola.lake.s3.failures import BUSY, CHANGED, GONE, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SCHEME = "s3://"
ATTEMPTS = 5
CONNECT_SECONDS = 5
READ_SECONDS = 60
CONNECTIONS = 16
DELETED_AT_ONCE = 1000


@dataclass(frozen=True)
class Listed:
    """One object of a list: its key, bytes, and when it was written, in seconds."""

    key: str
    size: int
    since: float


class Bucket:
    """One bucket, reached as the AWS SDK is configured: AWS_* variables, profiles, roles.

    Every method raises LakeError, with what S3 said, where that is neither success nor a plain absence.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def _client(self) -> Any:
        try:
            import boto3  # noqa: PLC0415 - an extra, and slow to import
            from botocore.config import Config  # noqa: PLC0415
        except ImportError as error:
            raise LakeError(
                "A lake on S3 needs the AWS SDK, which isn't installed.", hint="Run: make setup EXTRAS=aws"
            ) from error
        config = Config(
            retries={"mode": "standard", "max_attempts": ATTEMPTS},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            max_pool_connections=CONNECTIONS,
        )
        with told(f"Reaching s3://{self.name}"):
            return boto3.session.Session().client("s3", config=config)

    def get(self, key: str) -> tuple[bytes, str] | None:
        """An object's bytes and entity tag; None where it isn't there."""
        return self._get(key)

    def get_part(self, key: str, start: int, end: int) -> bytes:
        """The bytes of an object from ``start`` up to ``end``, which isn't among them."""
        found = self._get(key, Range=f"bytes={start}-{end - 1}")
        if found is None:
            raise FileNotFoundError(f"s3://{self.name}/{key}")
        return found[0]

    def _get(self, key: str, **more: str) -> tuple[bytes, str] | None:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import

        client = self._client
        with told(f"Reading s3://{self.name}/{key}"):
            try:
                answer = client.get_object(Bucket=self.name, Key=key, **more)
                return answer["Body"].read(), answer["ETag"]
            except ClientError as error:
                if code(error) in GONE:
                    return None
                raise

    def size(self, key: str) -> int | None:
        """An object's bytes; None where it isn't there."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import

        client = self._client
        with told(f"Looking at s3://{self.name}/{key}"):
            try:
                return int(client.head_object(Bucket=self.name, Key=key)["ContentLength"])
            except ClientError as error:
                if code(error) in GONE:
                    return None
                raise

    def put(self, key: str, data: bytes, *, former: str | None) -> bool:
        """Write an object in place of the one with the entity tag ``former``, or a new one where it is None.

        False where there is another. An answer can get lost: one that holds just these bytes is ours.
        """
        from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import

        client = self._client
        condition = {"IfMatch": former} if former else {"IfNoneMatch": "*"}
        with told(f"Writing s3://{self.name}/{key}"):
            for attempt in range(ATTEMPTS):
                try:
                    client.put_object(Bucket=self.name, Key=key, Body=data, **condition)
                except ClientError as error:
                    if code(error) in BUSY and attempt + 1 < ATTEMPTS:
                        time.sleep(0.1 * 2**attempt)
                        continue
                    if code(error) in CHANGED | GONE | BUSY:
                        return self._holds(key, data)
                    raise
                return True
        return False

    def _holds(self, key: str, data: bytes) -> bool:
        found = self.get(key)
        return found is not None and found[0] == data

    def below(self, prefix: str) -> Iterator[Listed]:
        """Every object whose key begins with ``prefix``."""
        for page in self._pages(Prefix=prefix):
            for entry in page.get("Contents", ()):
                yield Listed(entry["Key"], entry["Size"], entry["LastModified"].timestamp())

    def directly_below(self, prefix: str) -> list[str]:
        """Keys directly below ``prefix``, and folders there, which end in a slash."""
        return [
            name
            for page in self._pages(Prefix=prefix, Delimiter="/")
            for name in (
                *(entry["Key"] for entry in page.get("Contents", ())),
                *(entry["Prefix"] for entry in page.get("CommonPrefixes", ())),
            )
        ]

    def _pages(self, **wanted: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, **wanted)
        with told(f"Listing s3://{self.name}/{wanted['Prefix']}"):
            yield from pages

    def download(self, key: str, target: Path) -> None:
        """Copy an object into a file, which appears whole or not at all; raises FileNotFoundError."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import

        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        client = self._client
        try:
            with told(f"Reading s3://{self.name}/{key}"):
                try:
                    client.download_file(self.name, key, str(part))
                except ClientError as error:
                    if code(error) in GONE:
                        raise FileNotFoundError(f"s3://{self.name}/{key}") from error
                    raise
            os.replace(part, target)  # noqa: PTH105 - over a file that came meanwhile
        finally:
            part.unlink(missing_ok=True)

    def upload(self, source: Path, key: str) -> None:
        """Make an object of a file; until it is whole there is none."""
        client = self._client
        with told(f"Writing s3://{self.name}/{key}"):
            client.upload_file(str(source), self.name, key)

    def publish(self, key: str, data: bytes, *, kind: str, kept: str) -> None:
        """Write an object for browsers, in place of any other: its content type, and how long it is kept."""
        client = self._client
        with told(f"Writing s3://{self.name}/{key}"):
            client.put_object(Bucket=self.name, Key=key, Body=data, ContentType=kind, CacheControl=kept)

    def delete(self, keys: Iterable[str]) -> None:
        """Remove objects, those that are there."""
        client = self._client
        found = list(keys)
        for start in range(0, len(found), DELETED_AT_ONCE):
            batch = [{"Key": key} for key in found[start : start + DELETED_AT_ONCE]]
            with told(f"Removing {len(batch)} objects from s3://{self.name}"):
                answer = client.delete_objects(Bucket=self.name, Delete={"Objects": batch, "Quiet": True})
            if errors := answer.get("Errors"):
                raise LakeError(
                    f"{len(errors)} objects of s3://{self.name} couldn't be removed: "
                    f"{errors[0].get('Code')} for {errors[0].get('Key')}.",
                    hint="Run the same again.",
                )
