"""An object as a file, of which only what is read is fetched."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO, cast

if TYPE_CHECKING:
    from vitrola.lake.s3.bucket import Bucket


AT_LEAST = 1 << 16
"""Bytes that are fetched at once."""


def opened_in_parts(bucket: Bucket, key: str) -> BinaryIO:
    """An object to be read at few places; raises FileNotFoundError where it isn't there."""
    return cast("BinaryIO", io.BufferedReader(_Parts(bucket, key), AT_LEAST))


class _Parts(io.RawIOBase):
    """Reads what it is asked for, each time anew."""

    def __init__(self, bucket: Bucket, key: str) -> None:
        size = bucket.size(key)
        if size is None:
            raise FileNotFoundError(f"s3://{bucket.name}/{key}")
        self._bucket, self._key, self._size, self._at = bucket, key, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        data = self._bucket.get_part(self._key, self._at, end)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
