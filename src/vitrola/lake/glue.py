"""The Glue catalog as a mirror of the publication: an entry for each table, changed one after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.errors import CatalogError
from vitrola.lake.aws import aws_errors, client, code, failure, unanswered
from vitrola.lake.glue_types import glue_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.config import Settings
    from vitrola.lake.mirror import Mirrored

LAKE, RUN = "vitrola.lake", "vitrola.run-id"
"""Parameters of an entry: the lake that it is of, and the run whose publication it shows."""
TRIES = 5
COMMENT = 255
"""Characters that Glue keeps of a column's comment."""
OVERTAKEN = {"ConcurrentModificationException", "AlreadyExistsException", "EntityNotFoundException"}
"""Answers after which the entry is not what it was when it was looked at."""


@dataclass(frozen=True)
class Entry:
    """What Glue shows of one table: its columns with their types, and where its metadata is.

    ``lake`` is empty where something else made it.
    """

    name: str
    metadata: str
    run_id: str
    lake: str
    version: str
    columns: Mapping[str, str]


class Glue:
    """One database of the Glue catalog, as one lake sees it."""

    def __init__(self, settings: Settings, lake_id: str) -> None:
        self._database = settings.glue_database
        self._lake_id = lake_id
        self._client = client("glue", settings)

    def entries(self) -> dict[str, Entry]:
        """Every table of the database; raises CatalogError where it can't be read."""
        pages = self._client.get_paginator("get_tables").paginate(DatabaseName=self._database)
        try:
            return {table["Name"]: _entry(table) for page in pages for table in page["TableList"]}
        except aws_errors() as error:
            raise self._failure(error, "glue:GetTables") from error

    def own(self) -> dict[str, Entry]:
        """The entries of this lake."""
        return {name: entry for name, entry in self.entries().items() if entry.lake == self._lake_id}

    def put(self, name: str, table: Mirrored, *, run_id: str, comment: str, known: Entry | None) -> bool:
        """Make an entry show a mirrored table; False where it does already.

        ``known`` is the entry as it was last seen. Where another changed it meanwhile, or no answer
        came, the entry is looked at before anything is tried again. Raises CatalogError.
        """
        for _ in range(TRIES):
            if known is not None and known.lake != self._lake_id:
                raise CatalogError(
                    f"Table {name!r} in Glue database {self._database!r} isn't of this lake.",
                    hint="Set another glue_database for this lake, or remove that table from Glue.",
                )
            if known is not None and (known.metadata, known.run_id) == (table.metadata, run_id):
                return False
            try:
                self._write(_input(name, table, run_id, comment, self._lake_id, known), known)
            except aws_errors() as error:
                if not unanswered(error) and code(error) not in OVERTAKEN:
                    raise self._failure(error, f"glue:{'Update' if known else 'Create'}Table") from error
                last, known = error, self._look(name)
                if known is not None and (known.metadata, known.run_id) == (table.metadata, run_id):
                    return True
            else:
                return True
        raise self._failure(last, "glue:UpdateTable") from last

    def remove(self, name: str) -> None:
        """Remove an entry, not the table's files; one that is gone already is no error."""
        try:
            self._client.delete_table(DatabaseName=self._database, Name=name)
        except aws_errors() as error:
            if code(error) != "EntityNotFoundException":
                raise self._failure(error, "glue:DeleteTable") from error

    def _look(self, name: str) -> Entry | None:
        try:
            return _entry(self._client.get_table(DatabaseName=self._database, Name=name)["Table"])
        except aws_errors() as error:
            if code(error) == "EntityNotFoundException":
                return None
            raise self._failure(error, "glue:GetTable") from error

    def _write(self, table: dict[str, Any], known: Entry | None) -> None:
        if known is None:
            self._client.create_table(DatabaseName=self._database, TableInput=table)
            return
        self._client.update_table(
            DatabaseName=self._database, TableInput=table, SkipArchive=True, VersionId=known.version
        )

    def _failure(self, error: Exception, doing: str) -> Exception:
        if code(error) == "EntityNotFoundException":
            return CatalogError(
                f"There is no Glue database called {self._database!r} in this account and region.",
                hint=f"Run: aws glue create-database --database-input Name={self._database}",
            )
        return failure(CatalogError, error, doing)


def _entry(table: Mapping[str, Any]) -> Entry:
    facts = table.get("Parameters", {})
    described = table.get("StorageDescriptor", {}).get("Columns", ())
    return Entry(
        table["Name"],
        facts.get("metadata_location", ""),
        facts.get(RUN, ""),
        facts.get(LAKE, ""),
        table.get("VersionId", ""),
        {column["Name"]: column.get("Type", "") for column in described},
    )


def _input(
    name: str, table: Mirrored, run_id: str, comment: str, lake_id: str, known: Entry | None
) -> dict[str, Any]:
    """What Glue keeps of an Iceberg table, and reads nothing of but the metadata's address."""
    facts = {"table_type": "ICEBERG", "metadata_location": table.metadata, LAKE: lake_id, RUN: run_id}
    if known:
        facts["previous_metadata_location"] = known.metadata
    columns = [
        {
            "Name": field.name,
            "Type": glue_type(field.field_type),
            "Comment": (field.doc or "")[:COMMENT],
            "Parameters": {
                "iceberg.field.id": str(field.field_id),
                "iceberg.field.optional": str(not field.required).lower(),
                "iceberg.field.current": "true",
            },
        }
        for field in table.schema.fields
    ]
    return {
        "Name": name,
        "Description": comment,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": facts,
        "StorageDescriptor": {"Location": table.place, "Columns": columns},
    }
