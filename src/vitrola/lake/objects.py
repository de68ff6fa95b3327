"""Iceberg's files as objects of a lake, whatever its location is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

from pyiceberg.io import FileIO, InputFile, OutputFile

if TYPE_CHECKING:
    from pyiceberg.io import InputStream, OutputStream

    from vitrola.lake.zones import Lake


class LakeFileIO(FileIO):
    """Reads and writes whole objects by their address.

    A new object appears when its stream is closed; one that is there already stays as it is.
    """

    def __init__(self, lake: Lake) -> None:
        super().__init__()
        self._lake = lake

    def name(self, address: str) -> str:
        """The object's name within the lake."""
        return address.removeprefix(f"{self._lake.location.uri()}/")

    def new_input(self, location: str) -> InputFile:
        """The object at an address, to be read."""
        return _Input(self._lake, location, self.name(location))

    def new_output(self, location: str) -> OutputFile:
        """The object at an address, to be written."""
        return _Output(self._lake, location, self.name(location))

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Remove an object, if it is there."""
        address = location if isinstance(location, str) else location.location
        self._lake.location.delete(self.name(address))


class _Input(InputFile):
    def __init__(self, lake: Lake, address: str, name: str) -> None:
        super().__init__(address)
        self._lake = lake
        self._name = name

    def __len__(self) -> int:
        return len(self._read())

    def exists(self) -> bool:
        return self._lake.location.exists(self._name)

    def open(self, seekable: bool = True) -> InputStream:  # noqa: ARG002 - PyIceberg's signature
        return cast("InputStream", io.BytesIO(self._read()))

    def _read(self) -> bytes:
        data = self._lake.location.read(self._name)
        if data is None:
            raise FileNotFoundError(self.location)
        return data


class _Output(OutputFile):
    def __init__(self, lake: Lake, address: str, name: str) -> None:
        super().__init__(address)
        self._lake = lake
        self._name = name

    def __len__(self) -> int:
        return len(self.to_input_file())

    def exists(self) -> bool:
        return self._lake.location.exists(self._name)

    def to_input_file(self) -> InputFile:
        return _Input(self._lake, self.location, self._name)

    def create(self, overwrite: bool = False) -> OutputStream:  # noqa: ARG002 - PyIceberg's signature
        return cast("OutputStream", _Written(self._lake, self._name))


class _Written(io.BytesIO):
    """Bytes that become an object when they are all there; none after an error."""

    def __init__(self, lake: Lake, name: str) -> None:
        super().__init__()
        self._lake = lake
        self._name = name

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()

    def close(self) -> None:
        if not self.closed:
            self._lake.location.create(self._name, self.getvalue())
        super().close()
