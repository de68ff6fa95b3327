"""How many bytes a reader of some columns reads at most, from what Iceberg keeps of a table's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyiceberg.serializers import FromInputFile

from vitrola.lake.files import LakeFileIO, current_files
from vitrola.lake.tables import damaged

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyiceberg.manifest import DataFile

    from vitrola.lake.location import Location


def bytes_read(location: Location, metadata: str, columns: Collection[str]) -> int:
    """Bytes of the files' columns that are read, and of all that is no column's, such as footers.

    Raises LakeError where a file of the chain is missing or damaged.
    """
    io = LakeFileIO(location)
    try:
        table = FromInputFile.table_metadata(io.new_input(metadata))
        named = table.schema().find_column_name
        wanted = {
            number
            for number in table.schema().field_ids
            if (named(number) or "").partition(".")[0] in columns
        }
        return sum(_of_file(file, wanted) for file in current_files(table, io))
    except (OSError, ValueError) as error:
        raise damaged(metadata, error) from error


def _of_file(file: DataFile, wanted: Collection[int]) -> int:
    sizes = file.column_sizes or {}
    return int(file.file_size_in_bytes - sum(size for field, size in sizes.items() if field not in wanted))
