"""The tables of a publication as a catalog outside the lake shows them.

A mirrored table names the same Parquet files as the published one; no row is written again.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.io.pyarrow import pyarrow_to_schema
from pyiceberg.partitioning import UNPARTITIONED_PARTITION_SPEC
from pyiceberg.serializers import FromInputFile
from pyiceberg.table.metadata import new_table_metadata
from pyiceberg.table.sorting import UNSORTED_SORT_ORDER

from vitrola.lake.files import LakeFileIO
from vitrola.lake.iceberg import FORMAT_VERSION
from vitrola.lake.tables import damaged
from vitrola.lake.tagged import Tag, data_file_facts, explained, write_tagged
from vitrola.lake.zones import REFINED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pyiceberg.schema import Schema
    from pyiceberg.table.metadata import TableMetadata

    from vitrola.lake.publication import Publication
    from vitrola.lake.tagged import DataFileFacts
    from vitrola.lake.zones import Lake

FOLDER = f"{REFINED}/_mirror"
"""Beside the tables, and no table's name. Files are named ``<run>.<table>.<hash>.<kind>``."""


@dataclass(frozen=True)
class Mirrored:
    """A mirrored table: the address of its metadata file, its place, and its columns as Iceberg has them."""

    metadata: str
    place: str
    schema: Schema


class Mirror:
    """Writes the tables of one publication; a file that is there already is not written again."""

    def __init__(self, lake: Lake, publication: Publication) -> None:
        self._lake = lake
        self._publication = publication
        self._io = LakeFileIO(lake.location)
        self._stems: list[str] = []

    def table(self, name: str, comments: Mapping[str, str]) -> Mirrored:
        """A published table; raises LakeError where its metadata is missing or damaged."""
        address = self._publication.tables[name]
        try:
            source = FromInputFile.table_metadata(self._io.new_input(address))
            files = list(data_file_facts(source, self._io))
        except (OSError, ValueError) as error:
            raise damaged(address, error) from error
        return self._write(name, self._stem(name, address.encode()), source, files, comments)

    def rows(self, name: str, rows: pa.Table, comments: Mapping[str, str]) -> Mirrored:
        """A small table of plain columns that the lake keeps in another form, its rows written here."""
        rows = rows.cast(_numbered(rows.schema))
        source = new_table_metadata(
            pyarrow_to_schema(rows.schema),
            UNPARTITIONED_PARTITION_SPEC,
            UNSORTED_SORT_ORDER,
            self._lake.location.uri(FOLDER),
            {"format-version": str(FORMAT_VERSION)},
        )
        data = _parquet(rows)
        stem = self._stem(name, data)
        self._lake.location.create(f"{stem}.parquet", data)
        file = {
            "file_path": self._lake.location.uri(f"{stem}.parquet"),
            "record_count": rows.num_rows,
            "file_size_in_bytes": len(data),
        }
        return self._write(name, stem, source, [file] if rows.num_rows else [], comments)

    def sweep(self, known: Collection[str]) -> None:
        """Remove what mirrors publications of other runs than those known, and isn't of this mirror."""
        for name in self._lake.location.names(FOLDER, ""):
            run_id = name.rpartition("/")[2].partition(".")[0]
            if run_id not in known and not name.startswith(tuple(self._stems)):
                self._lake.location.delete(name)

    def _stem(self, table: str, content: bytes) -> str:
        """What the names of a table's files begin with; a lake that moved has others."""
        digest = hashlib.sha256(self._lake.location.uri().encode() + content).hexdigest()[:12]
        stem = f"{FOLDER}/{self._publication.run_id}.{table}.{digest}"
        self._stems.append(stem)
        return stem

    def _write(
        self,
        name: str,
        stem: str,
        source: TableMetadata,
        files: Sequence[DataFileFacts],
        comments: Mapping[str, str],
    ) -> Mirrored:
        published = datetime.fromisoformat(self._publication.published_at)
        tag = Tag(
            self._publication.run_id,
            int(published.timestamp() * 1000),
            uuid.uuid5(uuid.NAMESPACE_URL, f"{self._lake.id}/{name}"),
        )
        schema = explained(source, comments)
        metadata = f"{stem}.metadata.json"
        if not self._lake.location.exists(metadata):
            write_tagged(source, files, schema, tag, io=self._io, stem=self._lake.location.uri(stem))
        return Mirrored(self._lake.location.uri(metadata), source.location, schema)


def _numbered(schema: pa.Schema) -> pa.Schema:
    """The same columns with the numbers that Iceberg knows them by."""
    return pa.schema(
        [field.with_metadata({"PARQUET:field_id": str(number)}) for number, field in enumerate(schema, 1)]
    )


def _parquet(rows: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(rows, buffer, compression="zstd")
    return buffer.getvalue()
