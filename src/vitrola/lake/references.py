"""What a publication is made of on disk, found by following Iceberg's references from file to file."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pyiceberg.io.pyarrow import PyArrowFileIO
from pyiceberg.manifest import ManifestContent, ManifestFile

from vitrola.errors import LakeError
from vitrola.lake.iceberg import opened_table

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.lake.location import Location


@lru_cache(maxsize=4096)
def reached(location: Location, metadata: str) -> frozenset[Path]:
    """Every file that readers of one metadata file open: itself, its current snapshot's manifests, its data.

    Earlier snapshots in its history are those of other publications and are not followed. Raises
    LakeError where a file of the chain is missing or damaged.
    """
    try:
        table = opened_table(location, metadata)
        found = {metadata}
        if snapshot := table.current_snapshot():
            found.add(snapshot.manifest_list)
            for manifest in snapshot.manifests(table.io):
                found.add(manifest.manifest_path)
                entries = manifest.fetch_manifest_entry(table.io, discard_deleted=True)
                found.update(entry.data_file.file_path for entry in entries)
    except (OSError, ValueError) as error:
        raise LakeError(
            f"{metadata} can't be followed to its files: {error}.",
            hint="Run: vitrola runs LAKE, then vitrola rollback LAKE RUN",
        ) from error
    return frozenset(map(location.file_of, found))


def bounds(manifest: Path, column: str | None = None) -> set[bytes]:
    """The least and greatest values that a manifest says of its files' columns, or of one of them.

    Files that a snapshot removed are among them.
    """
    described = ManifestFile.from_args(
        manifest_path=f"file://{manifest}",
        manifest_length=manifest.stat().st_size,
        partition_spec_id=0,
        content=ManifestContent.DATA,
        sequence_number=0,
        min_sequence_number=0,
        added_snapshot_id=0,
    )
    wanted = _field_ids(manifest, column) if column else None
    entries = described.fetch_manifest_entry(PyArrowFileIO(), discard_deleted=False)
    return {
        value
        for entry in entries
        for found in (entry.data_file.lower_bounds, entry.data_file.upper_bounds)
        for field, value in (found or {}).items()
        if wanted is None or field in wanted
    }


def _field_ids(manifest: Path, column: str) -> set[int]:
    """The ids of a column by the table's schema, which stands in the manifest's head as JSON."""
    found = re.finditer(
        rb'\{[^{}]*"name":\s*"' + re.escape(column.encode()) + rb'"[^{}]*\}', manifest.read_bytes()
    )
    return {int(json.loads(match.group())["id"]) for match in found}
