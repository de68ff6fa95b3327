"""PyIceberg's way to the files of a lake: its addresses, our location."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pyiceberg.io import InputFile, InputStream, OutputFile
from pyiceberg.io.pyarrow import PyArrowFile, PyArrowFileIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyiceberg.io import FileIO
    from pyiceberg.manifest import DataFile
    from pyiceberg.table.metadata import TableMetadata

    from vitrola.lake.location import Location


class LakeFileIO(PyArrowFileIO):
    """Reads and writes the files that Iceberg metadata names, wherever the lake keeps them.

    ``former`` is the address that a moved lake had when its metadata was written.
    """

    def __init__(self, location: Location, *, former: str | None = None) -> None:
        super().__init__()
        self._location = location
        self._former = former
        self._written: list[Path] = []

    def new_input(self, location: str) -> InputFile:  # type: ignore[override]
        """A file to be read; of a Parquet file only the footer is."""
        path = self.file_of(location)
        if path.suffix == ".parquet" and not path.is_file():
            return _Parts(location, self._location, path)
        self._location.fetched([path])
        return self._file(location, path)

    def new_output(self, location: str) -> PyArrowFile:
        """A file to be written, which ``keep`` will make an object of."""
        path = self.file_of(location)
        self._written.append(path)
        return self._file(location, path)

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Remove a file that a commit needs no more."""
        address = location if isinstance(location, str) else location.location
        self._location.remove(self.file_of(address))

    def keep(self) -> None:
        """Make objects of what was written since."""
        self._location.keep(self._written)
        self._written.clear()

    def file_of(self, address: str) -> Path:
        """The place on this machine of the file with this address."""
        now = self._location.uri()
        return self._location.file_of(address.replace(self._former, now, 1) if self._former else address)

    def _file(self, address: str, path: Path) -> PyArrowFile:
        return PyArrowFile(location=address, path=str(path), fs=self.fs_by_scheme("file", ""))


def current_files(source: TableMetadata, io: FileIO) -> Iterator[DataFile]:
    """The data files of a table's current snapshot, with what its manifests say of them."""
    snapshot = source.current_snapshot()
    for manifest in snapshot.manifests(io) if snapshot else []:
        for entry in manifest.fetch_manifest_entry(io, discard_deleted=True):
            yield entry.data_file


class _Parts(InputFile):
    """An object of which few bytes are needed."""

    def __init__(self, address: str, location: Location, path: Path) -> None:
        super().__init__(location=address)
        self._place, self._path = location, path

    def __len__(self) -> int:
        with self._place.opened(self._path) as file:
            return file.seek(0, 2)

    def exists(self) -> bool:
        return self._place.exists(self._place.name(self._path))

    def open(self, seekable: bool = True) -> InputStream:  # noqa: ARG002 - PyIceberg's signature
        return cast("InputStream", self._place.opened(self._path))
