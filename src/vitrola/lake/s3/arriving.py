"""Files that are to be landed and are on S3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.errors import UnreadableFileError
from vitrola.lake.location import checked_address, inside
from vitrola.lake.s3.bucket import SCHEME, Bucket

if TYPE_CHECKING:
    from pathlib import Path


def fetch_arriving(address: str, folder: Path) -> list[tuple[str, Path]]:
    """Copy the object ``s3://bucket/key``, or all below a key that ends in a slash, into a folder.

    Returns each one's address and file; raises UnreadableFileError where there is none.
    """
    name, _, key = checked_address(address).removeprefix(SCHEME).partition("/")
    bucket = Bucket(name)
    keys = [entry.key for entry in bucket.below(key)] if key.endswith("/") else [key]
    found = []
    for place, one in enumerate(one for one in keys if inside(_called(one))):
        path = folder / str(place) / _called(one)
        try:
            bucket.download(one, path)
        except FileNotFoundError as error:
            raise UnreadableFileError(
                f"There is no {error}.", hint="Name an object, or a folder with a slash."
            ) from error
        found.append((f"{SCHEME}{name}/{one}", path))
    return found


def _called(key: str) -> str:
    """The name that a file with this key has; ``.`` for a folder's."""
    return key.rpartition("/")[2] or "."
