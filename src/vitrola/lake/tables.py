"""What a published table is made of, read from Iceberg's files.

PyIceberg, which writes them, takes longer to import than most questions to answer, so readers go without.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from vitrola.errors import LakeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from vitrola.lake.location import Location

NO_SNAPSHOT = (None, -1)
DELETED = 2
"""Status of a manifest's entry for a file that its snapshot removed."""


def data_files(location: Location, metadata: str) -> list[Path]:
    """Paths of the Parquet files that a metadata file stands for; raises LakeError where it is gone."""
    try:
        found = _read(location, metadata)
        shown = found.get("current-snapshot-id")
        if shown in NO_SNAPSHOT:
            return []
        (snapshot,) = (one for one in found["snapshots"] if one["snapshot-id"] == shown)
        return sorted(
            location.file_of(entry["data_file"]["file_path"])
            for manifest in _entries(location, snapshot["manifest-list"])
            for entry in _entries(location, manifest["manifest_path"])
            if entry["status"] != DELETED
        )
    except Exception as error:  # what reading a damaged file raises has no bounds
        raise damaged(metadata, error) from error


def empty_table(location: Location, metadata: str) -> pa.Table:
    """A table without rows and with the columns of the metadata file; raises LakeError where it is gone."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    try:
        found = _read(location, metadata)
        (schema,) = (one for one in found["schemas"] if one["schema-id"] == found["current-schema-id"])
        columns = [(field["name"], field["type"]) for field in schema["fields"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(metadata, error) from error
    return pa.schema([(name, _arrow_type(kind)) for name, kind in columns]).empty_table()


def _read(location: Location, metadata: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_here(location, metadata).read_bytes())
    return found


def _entries(location: Location, address: str) -> Iterator[dict[str, Any]]:
    import fastavro  # noqa: PLC0415 - not needed for empty tables

    with _here(location, address).open("rb") as file:
        for entry in fastavro.reader(file):
            yield cast("dict[str, Any]", entry)


def _here(location: Location, address: str) -> Path:
    (path,) = location.fetched([location.file_of(address)])
    return path


def _arrow_type(kind: Any) -> pa.DataType:
    """The Arrow type of an Iceberg type; nested ones, which only own models have, by PyIceberg."""
    import pyarrow as pa  # noqa: PLC0415

    plain = {
        "boolean": pa.bool_(),
        "int": pa.int32(),
        "long": pa.int64(),
        "float": pa.float32(),
        "double": pa.float64(),
        "date": pa.date32(),
        "time": pa.time64("us"),
        "timestamp": pa.timestamp("us"),
        "timestamptz": pa.timestamp("us", tz="UTC"),
        "string": pa.string(),
        "binary": pa.binary(),
    }
    if isinstance(kind, str):
        if kind in plain:
            return plain[kind]
        if match := re.fullmatch(r"decimal\((\d+),\s*(\d+)\)", kind):
            return pa.decimal128(int(match[1]), int(match[2]))
    from vitrola.lake.iceberg import nested_type  # noqa: PLC0415 - slow to import

    return nested_type(kind)


def damaged(metadata: str, error: Exception) -> LakeError:
    """What to raise where a metadata file, or one that it names, can't be read."""
    return LakeError(
        f"{metadata} is missing or damaged: {error}.",
        hint="Run: vitrola runs LAKE, then vitrola rollback LAKE RUN",
    )
