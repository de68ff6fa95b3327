"""A place for named objects: a directory, with the writes that S3 also has."""

from __future__ import annotations

import fcntl
import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from vitrola.errors import LakeError, PublicationConflictError

if TYPE_CHECKING:
    from collections.abc import Iterator

UNSAFE = set("*?[]{}'\"\n\r\0;")


class LocalLocation:
    """A directory. Objects appear whole or not at all, and are on disk when a call returns."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.abspath(root))  # noqa: PTH100 - keeps symbolic links in what the user named
        if unsafe := UNSAFE & set(str(self.root)):
            raise LakeError(
                f"A lake can't be kept in {str(self.root)!r}: {''.join(sorted(unsafe))!r} in its path "
                "would be read as a pattern.",
                hint="Choose a directory without such characters.",
            )

    def path(self, name: str) -> Path:
        """Where the object ``name`` is on this machine."""
        return self.root / name

    def uri(self, name: str = "") -> str:
        """The address that goes into Iceberg metadata."""
        return f"file://{self.root}/{name}".rstrip("/")

    def exists(self, name: str) -> bool:
        """Whether the object is there."""
        return self.path(name).exists()

    def read(self, name: str) -> bytes | None:
        """The object's bytes; None where there is no such object."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, folder: str, suffix: str = "") -> Iterator[str]:
        """Names of the objects directly in ``folder``, in order."""
        directory = self.path(folder)
        if directory.is_dir():
            found = (entry.name for entry in directory.iterdir() if entry.name.endswith(suffix))
            yield from (f"{folder}/{name}" for name in sorted(found) if not name.startswith("."))

    def create(self, name: str, data: bytes) -> bool:
        """Write a new object (``If-None-Match: *``); False where it exists already."""
        written = self._write(name, data)
        try:
            os.link(written, self.path(name))
        except FileExistsError:
            return False
        finally:
            written.unlink()
        self._sync(self.path(name).parent)
        return True

    def replace(self, name: str, data: bytes, *, expected: bytes | None) -> None:
        """Replace an object if it still holds ``expected`` (``If-Match``).

        Raises PublicationConflictError where another writer came first.
        """
        written = self._write(name, data)
        with self.path(f"{name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.read(name) != expected:
                written.unlink()
                raise PublicationConflictError(
                    "Another run published while this one was working; nothing was changed.",
                    hint="Run: vitrola run LAKE",
                )
            written.replace(self.path(name))
            self._sync(self.path(name).parent)

    def delete(self, name: str) -> None:
        """Remove an object, if it is there."""
        self.path(name).unlink(missing_ok=True)

    def _write(self, name: str, data: bytes) -> Path:
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return part

    @staticmethod
    def _sync(directory: Path) -> None:
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
