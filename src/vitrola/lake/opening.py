"""Open a raw file as a stream of uncompressed bytes."""

from __future__ import annotations

import gzip
import io
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import zstandard

from vitrola.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
PARQUET = b"PAR1"
BUFFER = 1 << 20
STEP = 4096
"""Compressed bytes taken at a time: few, since each can stand for tens of thousands."""


def container(path: Path) -> str:
    """``parquet``, ``gz``, ``zst`` or ``plain``, from the first bytes and never from the name."""
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == PARQUET:
        return "parquet"
    if magic[:2] == GZIP:
        return "gz"
    return "zst" if magic == ZSTD else "plain"


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, uncompressed; raises UnreadableFileError where they are damaged or cut short."""
    kind = container(path)
    try:
        with path.open("rb") as raw:
            if kind == "gz":
                with gzip.open(raw) as stream:
                    yield cast("BinaryIO", stream)
            elif kind == "zst":
                yield io.BufferedReader(_Zstandard(raw), BUFFER)
            else:
                yield raw
    except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
        raise UnreadableFileError(
            f"{path.name} is compressed ({kind}) but damaged or cut short: {error}.",
            hint="Ask for the file again; nothing was landed.",
        ) from error


class _Zstandard(io.RawIOBase):
    """Frames of Zstandard one after another; raises EOFError where the last is cut short."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._given = b""
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and (data := self._given or self._raw.read(STEP)):
            self._ready = self._decompressed(data)
        if not self._ready and not self._frame.eof:
            raise EOFError("the last frame is not complete")
        taken = self._ready[: len(buffer)]
        self._ready = self._ready[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _decompressed(self, data: bytes) -> bytes:
        if self._frame.eof:
            self._frame = zstandard.ZstdDecompressor().decompressobj()
        found: bytes = self._frame.decompress(data)
        self._given = self._frame.unused_data
        return found
