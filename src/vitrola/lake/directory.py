"""A directory as a lake's location, with the writes that S3 also has."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from vitrola.errors import PublicationConflictError
from vitrola.lake.location import CONFLICT, CONFLICT_HINT, Location, Stored, checked_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Directory(Location):
    """A directory. Objects appear whole or not at all, and are on disk when a call returns."""

    shared = False

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.abspath(root))  # noqa: PTH100 - keeps symbolic links in what the user named
        checked_address(str(self.root))

    def __str__(self) -> str:
        return str(self.root)

    def uri(self, name: str = "") -> str:
        """See Location."""
        return f"file://{self.root}/{name}".rstrip("/")

    def cluster_address(self, path: Path) -> str:
        """See Location: a directory must be one that all machines see."""
        return str(path)

    def exists(self, name: str) -> bool:
        """See Location."""
        return self.path(name).exists()

    def read(self, name: str) -> bytes | None:
        """See Location."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            return None

    def read_all(self, names: Iterable[str]) -> list[bytes]:
        """See Location."""
        return [self.read(name) or b"" for name in names]

    def children(self, folder: str) -> list[str]:
        """See Location."""
        directory = self.path(folder)
        found = sorted(entry.name for entry in directory.iterdir()) if directory.is_dir() else []
        return [f"{folder}/{name}" if folder else name for name in found]

    def below(self, folder: str = "") -> Iterator[Stored]:
        """See Location."""
        top = self.path(folder)
        if top.is_symlink():
            return
        above = f"{str(self.root).rstrip('/')}/"
        for directory, _, files in os.walk(top):
            for path in (f"{directory}/{file}" for file in files):
                if (found := _stat(path)) and stat.S_ISREG(found.st_mode):
                    yield Stored(path.removeprefix(above), found.st_size, found.st_mtime, self.root)

    def create(self, name: str, data: bytes) -> bool:
        """See Location."""
        written = self._write(name, data)
        try:
            os.link(written, self.path(name))
        except FileExistsError:
            return False
        finally:
            written.unlink()
        _sync(self.path(name).parent)
        return True

    def replace(self, name: str, data: bytes, *, expected: bytes | None) -> None:
        """See Location."""
        written = self._write(name, data)
        with self.path(f"{name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.read(name) != expected:
                written.unlink()
                raise PublicationConflictError(CONFLICT, hint=CONFLICT_HINT)
            written.replace(self.path(name))
            _sync(self.path(name).parent)

    def delete(self, name: str) -> None:
        """See Location."""
        self.path(name).unlink(missing_ok=True)

    def remove(self, path: Path) -> None:
        """See Location."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)

    def keep(self, paths: Iterable[Path]) -> None:
        """See Location: a file is an object already."""

    def take(self, waiting: Path, name: str) -> None:
        """See Location."""
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        waiting.replace(target)

    def tidy(self) -> None:
        """See Location: files are the objects."""

    def fetched(self, paths: Iterable[Path]) -> list[Path]:
        """See Location: files are read where they are, and missed there."""
        return list(paths)

    def folder_here(self, name: str) -> Path:
        """See Location."""
        return self.path(name)

    def opened(self, path: Path) -> BinaryIO:
        """See Location."""
        return path.open("rb")

    def _write(self, name: str, data: bytes) -> Path:
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return part


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
