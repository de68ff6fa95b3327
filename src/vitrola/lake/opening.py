"""Open a raw file as a stream of uncompressed bytes."""

from __future__ import annotations

import gzip
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

from vitrola.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
PARQUET = b"PAR1"


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
                with zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True) as reader:
                    yield cast("BinaryIO", reader)
            else:
                yield raw
    except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
        raise UnreadableFileError(
            f"{path.name} is compressed ({kind}) but damaged or cut short: {error}.",
            hint="Ask for the file again; nothing was landed.",
        ) from error
