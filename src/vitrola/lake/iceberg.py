"""Iceberg tables without a catalog service: the publication pointer names their metadata files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pyiceberg.catalog.noop import NoopCatalog
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.partitioning import UNPARTITIONED_PARTITION_SPEC
from pyiceberg.schema import Schema
from pyiceberg.serializers import FromInputFile, ToOutputFile
from pyiceberg.table import CommitTableResponse, StaticTable, Table
from pyiceberg.table.locations import load_location_provider
from pyiceberg.table.metadata import new_table_metadata
from pyiceberg.table.sorting import UNSORTED_SORT_ORDER
from pyiceberg.table.update import update_table_metadata

from vitrola.lake.files import LakeFileIO
from vitrola.lake.tables import damaged
from vitrola.lake.zones import REFINED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa
    from pyiceberg.table import Transaction
    from pyiceberg.table.metadata import TableMetadata
    from pyiceberg.table.update import TableRequirement, TableUpdate

    from vitrola.lake.location import Location
    from vitrola.lake.zones import Lake

FORMAT_VERSION: Literal[2] = 2
HISTORY = 10
"""Former snapshots that metadata goes on naming; what a publication needs is in its own metadata."""


class _PreparedCatalog(NoopCatalog):
    """A catalog that writes metadata files and remembers none: what it prepares, the pointer shows."""

    def __init__(self, location: Location) -> None:
        super().__init__("prepared")
        self.location = location
        self.io = LakeFileIO(location)

    def kept(self, address: str) -> str:
        """The address, once everything written for it is there to stay."""
        self.io.keep()
        return address

    def begin(self, table: StaticTable, *, empty: bool = False) -> Table:
        """The same table, its history cut short, to be changed through this catalog.

        An ``empty`` one is begun anew, as REPLACE TABLE does: former snapshots stay in its history.
        """
        metadata = table.metadata
        recent = metadata.snapshots[-HISTORY:]
        known = {snapshot.snapshot_id for snapshot in recent}
        changes: dict[str, Any] = {
            "snapshots": recent,
            "snapshot_log": [entry for entry in metadata.snapshot_log if entry.snapshot_id in known],
            "metadata_log": metadata.metadata_log[-HISTORY:],
        }
        if empty:
            changes |= {"current_snapshot_id": None, "refs": {}}
        begun = metadata.model_copy(update=changes)
        return Table(table.name(), begun, table.metadata_location, self.io, self)

    def keep(self, table: Table) -> str:
        """Write a table's metadata as it is; returns its address."""
        return self._write(table.metadata, _version(table.metadata_location) + 1)

    def create(self, name: str, schema: pa.Schema, location: str) -> Table:
        """A new table without content."""
        converted = self._convert_schema_if_needed(schema, FORMAT_VERSION)
        metadata = new_table_metadata(
            converted,
            UNPARTITIONED_PARTITION_SPEC,
            UNSORTED_SORT_ORDER,
            location,
            {"format-version": str(FORMAT_VERSION)},
        )
        address = self._write(metadata, 0)
        return Table((name,), metadata, address, self.io, self)

    def commit_table(
        self, table: Table, requirements: tuple[TableRequirement, ...], updates: tuple[TableUpdate, ...]
    ) -> CommitTableResponse:
        """Write the next metadata file."""
        for requirement in requirements:
            requirement.validate(table.metadata)
        metadata = update_table_metadata(table.metadata, updates, metadata_location=table.metadata_location)
        address = self._write(metadata, _version(table.metadata_location) + 1)
        return CommitTableResponse.model_validate({"metadata": metadata, "metadata-location": address})

    def _write(self, metadata: TableMetadata, version: int) -> str:
        places = load_location_provider(metadata.location, metadata.properties)
        address = places.new_table_metadata_file_location(version)
        ToOutputFile.table_metadata(metadata, self.io.new_output(address))
        return address


def commit_table(
    lake: Lake,
    name: str,
    files: Sequence[Path],
    schema: pa.Schema,
    *,
    former: str | None,
    properties: Mapping[str, str],
) -> str:
    """Make ``files`` the whole content of an Iceberg table; returns its new metadata file's address.

    The table goes on from ``former`` where its schema is the same, else it starts anew. Nothing
    becomes visible: that is the pointer's part.
    """
    catalog = _PreparedCatalog(lake.location)
    continued = _continued(catalog, former, schema)
    table = continued or catalog.create(name, schema, f"{lake.location.uri(REFINED)}/{name}")
    if files:
        with table.transaction() as transaction:
            _add(lake.location, transaction, files, properties)
    elif continued:
        return catalog.kept(catalog.keep(continued))
    return catalog.kept(table.metadata_location)


def append_to_table(lake: Lake, former: str, files: Sequence[Path], *, properties: Mapping[str, str]) -> str:
    """Add ``files`` to the content of an Iceberg table; returns its new metadata file's address.

    Lists of files are merged now and then, so that a table of many additions is opened as quickly.
    """
    catalog = _PreparedCatalog(lake.location)
    table = catalog.begin(opened_table(lake.location, former))
    merging = {"commit.manifest-merge.enabled": "true", "commit.manifest.min-count-to-merge": "16"}
    with table.transaction() as transaction:
        if not merging.items() <= table.properties.items():
            transaction.set_properties(merging)
        _add(lake.location, transaction, files, properties)
    return catalog.kept(table.metadata_location)


def _add(
    location: Location, transaction: Transaction, files: Sequence[Path], properties: Mapping[str, str]
) -> None:
    location.keep(files)
    transaction.add_files(
        [location.uri(location.name(path)) for path in files],
        snapshot_properties=dict(properties),
        check_duplicate_files=False,
    )


def nested_type(kind: Any) -> pa.DataType:
    """The Arrow type of an Iceberg type as JSON has it."""
    field = {"id": 1, "name": "nested", "required": False, "type": kind}
    schema = Schema.model_validate({"type": "struct", "fields": [field]})
    return schema_to_pyarrow(schema, include_field_ids=False).field("nested").type


def recreate_table(lake: Lake, name: str, metadata: str, former_home: str) -> str:
    """Write metadata for a moved lake's table, over the files where they stand now.

    ``former_home`` is the address the lake had; returns the new metadata file's address.
    """
    io = LakeFileIO(lake.location, former=former_home)
    table = StaticTable(
        (name,), FromInputFile.table_metadata(io.new_input(metadata)), metadata, io, NoopCatalog("moved")
    )
    snapshot = table.current_snapshot()
    properties = dict(snapshot.summary.additional_properties) if snapshot and snapshot.summary else {}
    ours = {key: value for key, value in properties.items() if key.startswith("vitrola.")}
    files = [io.file_of(task.file.file_path) for task in table.scan().plan_files()]
    schema = schema_to_pyarrow(table.schema(), include_field_ids=False)
    return commit_table(lake, name, sorted(files), schema, former=None, properties=ours)


def _version(address: str) -> int:
    """The number that the name of a metadata file begins with."""
    return int(address.rpartition("/")[2].partition("-")[0])


def opened_table(location: Location, metadata: str) -> StaticTable:
    """The table that a metadata file stands for; raises LakeError where it is missing or damaged."""
    io = LakeFileIO(location)
    try:
        read = FromInputFile.table_metadata(io.new_input(metadata))
        return StaticTable(("static", metadata), read, metadata, io, NoopCatalog("static"))
    except (OSError, ValueError) as error:
        raise damaged(metadata, error) from error


def _continued(catalog: _PreparedCatalog, former: str | None, schema: pa.Schema) -> Table | None:
    if former is None:
        return None
    table = opened_table(catalog.location, former)
    names_and_types = [(field.name, field.type) for field in schema_to_pyarrow(table.schema())]
    wanted = schema_to_pyarrow(catalog._convert_schema_if_needed(schema, FORMAT_VERSION))
    if names_and_types != [(field.name, field.type) for field in wanted]:
        return None
    return catalog.begin(table, empty=True)
