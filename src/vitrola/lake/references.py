"""What a publication is made of on disk, found by following Iceberg's references from file to file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pyiceberg.table import StaticTable

from vitrola.errors import LakeError


@cache
def reached(metadata: str) -> frozenset[Path]:
    """Every file that readers of one metadata file open: itself, its current snapshot's manifests, its data.

    Earlier snapshots in its history are those of other publications and are not followed. Raises
    LakeError where a file of the chain is missing or damaged.
    """
    try:
        table = StaticTable.from_metadata(metadata)
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
    return frozenset(Path(name.removeprefix("file://")) for name in found)
