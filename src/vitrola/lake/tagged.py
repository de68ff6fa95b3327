"""Iceberg metadata in which every data file, and so every row, carries the id of a publication.

The id is the value of an identity partition. Iceberg keeps it in the manifest, and readers take it from
there for files that have no such column: https://iceberg.apache.org/spec/#column-projection
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pyiceberg.manifest import (
    DataFile,
    DataFileContent,
    FileFormat,
    ManifestEntry,
    ManifestEntryStatus,
    write_manifest,
    write_manifest_list,
)
from pyiceberg.partitioning import PARTITION_FIELD_ID_START, PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.serializers import ToOutputFile
from pyiceberg.table.refs import SnapshotRef
from pyiceberg.table.snapshots import Operation, Snapshot, SnapshotLogEntry, Summary
from pyiceberg.transforms import IdentityTransform
from pyiceberg.typedef import Record
from pyiceberg.types import NestedField, StringType

from vitrola.lake.files import current_files
from vitrola.lake.iceberg import FORMAT_VERSION

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator, Mapping, Sequence

    from pyiceberg.io import FileIO
    from pyiceberg.table.metadata import TableMetadata

    from vitrola.lake.files import LakeFileIO

PUBLICATION_ID = "publication_id"
MEANING = "The publication that the row is read from, by the run that made it."
LISTS = ".list.avro"
"""How names of manifest lists end: these say of data only which files there are."""
COMPRESSION: Literal["deflate"] = "deflate"
SIZES = ("file_path", "record_count", "file_size_in_bytes")
STATISTICS = ("column_sizes", "value_counts", "null_value_counts", "nan_value_counts", "split_offsets")
BOUNDS = ("lower_bounds", "upper_bounds")

DataFileFacts = dict[str, Any]
"""What a manifest says of one data file, by Iceberg's names."""


@dataclass(frozen=True)
class Tag:
    """What tagged metadata is made with: the publication's id, its time in ms, and the table's lasting id."""

    run_id: str
    at: int
    table_id: uuid.UUID


def data_file_facts(source: TableMetadata, io: FileIO) -> Iterator[DataFileFacts]:
    """What is known of a table's current files, but for bounds of texts: these can be of a person."""
    texts = {field.field_id for field in source.schema().fields if isinstance(field.field_type, StringType)}
    for file in current_files(source, io):
        facts = {name: getattr(file, name) for name in (*SIZES, *STATISTICS)}
        for name in BOUNDS:
            found = getattr(file, name) or {}
            facts[name] = {field: value for field, value in found.items() if field not in texts}
        yield facts


def write_tagged(
    source: TableMetadata,
    files: Sequence[DataFileFacts],
    schema: Schema,
    tag: Tag,
    *,
    io: LakeFileIO,
    stem: str,
) -> None:
    """Write ``<stem>.metadata.json`` over these files, and before it what it names.

    ``schema`` is what ``explained`` made of the table's.
    """
    partition = PartitionField(
        schema.highest_field_id, PARTITION_FIELD_ID_START, IdentityTransform(), PUBLICATION_ID
    )
    spec = PartitionSpec(partition, spec_id=1)
    changes: dict[str, Any] = {
        "table_uuid": tag.table_id,
        "last_updated_ms": tag.at,
        "last_column_id": schema.highest_field_id,
        "schemas": [schema],
        "partition_specs": [spec],
        "default_spec_id": spec.spec_id,
        "last_partition_id": PARTITION_FIELD_ID_START,
        "last_sequence_number": 1,
        **_shown(_snapshot(files, schema, spec, tag, io=io, stem=stem) if files else None),
    }
    io.keep()
    target = io.new_output(f"{stem}.metadata.json")
    ToOutputFile.table_metadata(source.model_copy(update=changes), target, overwrite=True)
    io.keep()


def explained(source: TableMetadata, comments: Mapping[str, str]) -> Schema:
    """The table's columns with their comments, and the publication's id as one more."""
    former = source.schema()
    columns = [
        field.model_copy(update={"doc": comments.get(field.name, field.doc)}) for field in former.fields
    ]
    number = source.last_column_id + 1
    return Schema(
        *columns,
        NestedField(number, PUBLICATION_ID, StringType(), required=False, doc=MEANING),
        schema_id=former.schema_id,
    )


def _shown(snapshot: Snapshot | None) -> dict[str, Any]:
    """The parts of metadata that say what its one snapshot is."""
    if snapshot is None:
        return {
            "current_snapshot_id": None,
            "snapshots": [],
            "snapshot_log": [],
            "metadata_log": [],
            "refs": {},
        }
    number, at = snapshot.snapshot_id, snapshot.timestamp_ms
    return {
        "current_snapshot_id": number,
        "snapshots": [snapshot],
        "snapshot_log": [SnapshotLogEntry.model_validate({"snapshot-id": number, "timestamp-ms": at})],
        "metadata_log": [],
        "refs": {"main": SnapshotRef.model_validate({"snapshot-id": number, "type": "branch"})},
    }


def _snapshot(
    files: Sequence[DataFileFacts],
    schema: Schema,
    spec: PartitionSpec,
    tag: Tag,
    *,
    io: LakeFileIO,
    stem: str,
) -> Snapshot:
    number = int.from_bytes(hashlib.sha256(stem.encode()).digest()[:7])
    manifest = io.new_output(f"{stem}.manifest.avro")
    with write_manifest(FORMAT_VERSION, spec, schema, manifest, number, COMPRESSION) as writer:
        for facts in files:
            writer.add_entry(_entry(facts, number, tag.run_id))
    listed = io.new_output(f"{stem}{LISTS}")
    with write_manifest_list(FORMAT_VERSION, listed, number, None, 1, COMPRESSION) as manifests:
        manifests.add_manifests([writer.to_manifest_file()])
    totals = {
        "vitrola.run-id": tag.run_id,
        "total-records": str(sum(facts["record_count"] for facts in files)),
        "total-data-files": str(len(files)),
    }
    return Snapshot.model_validate(
        {
            "snapshot-id": number,
            "sequence-number": 1,
            "timestamp-ms": tag.at,
            "manifest-list": listed.location,
            "summary": Summary(Operation.APPEND, **totals),
            "schema-id": schema.schema_id,
        }
    )


def _entry(facts: DataFileFacts, number: int, run_id: str) -> ManifestEntry:
    file = DataFile.from_args(
        content=DataFileContent.DATA, file_format=FileFormat.PARQUET, partition=Record(run_id), **facts
    )
    return ManifestEntry.from_args(status=ManifestEntryStatus.ADDED, snapshot_id=number, data_file=file)
