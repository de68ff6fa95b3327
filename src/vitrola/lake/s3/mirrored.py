"""A prefix in a bucket, worked on through a directory that has the objects needed so far."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from vitrola.errors import LakeError, PublicationConflictError
from vitrola.lake.directory import Directory
from vitrola.lake.location import CONFLICT, CONFLICT_HINT, Location, Stored, checked_address, inside
from vitrola.lake.s3.bucket import CONNECTIONS, SCHEME, Bucket
from vitrola.lake.s3.parts import opened_in_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

EDITED = ("sources", "models")
"""Folders whose files people replace under their names."""
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class MirroredBucket(Location):
    """``s3://bucket/prefix``. An object is fetched once, since it never changes under its name.

    The directory is a cache: it can be removed whenever nothing is at work on it. Objects are replaced
    by conditional writes; nothing is renamed.
    """

    shared = True

    def __init__(self, address: str) -> None:
        """Raises LakeError where the address names no bucket."""
        bucket, self._prefix = bucket_and_prefix(address)
        self._bucket = Bucket(bucket)
        self._address = f"{SCHEME}{bucket}/{self._prefix}".rstrip("/")
        self.root = _cache() / f"{bucket}-{hashlib.sha256(self._address.encode()).hexdigest()[:16]}"
        self._here = Directory(self.root)
        self._up_to_date: set[str] = set()
        for folder in ("control", *EDITED):
            self._here.path(folder).mkdir(parents=True, exist_ok=True)

    def __str__(self) -> str:
        return self._address

    def uri(self, name: str = "") -> str:
        """See Location."""
        return f"{self._address}/{name}".rstrip("/")

    def cluster_address(self, path: Path) -> str:
        """See Location: Hadoop calls S3 ``s3a``."""
        if not path.is_relative_to(self.root):
            return str(path)
        name = "" if path == self.root else self.name(path)
        return f"s3a://{self.uri(name).removeprefix(SCHEME)}"

    def exists(self, name: str) -> bool:
        """See Location."""
        return self._bucket.size(self._key(name)) is not None

    def read(self, name: str) -> bytes | None:
        """See Location."""
        found = self._bucket.get(self._key(name))
        return found[0] if found else None

    def read_all(self, names: Iterable[str]) -> list[bytes]:
        """See Location."""
        return [data or b"" for data in _at_once(self.read, names)]

    def children(self, folder: str) -> list[str]:
        """See Location."""
        top = self._key(f"{folder}/" if folder else "")
        found = map(self._name, self._bucket.directly_below(top))
        return sorted(name for name in found if _named(name) and name != folder)

    def below(self, folder: str = "") -> Iterator[Stored]:
        """See Location."""
        for entry in self._bucket.below(self._key(f"{folder}/" if folder else "")):
            if not entry.key.endswith("/") and _named(name := self._name(entry.key)):
                yield Stored(name, entry.size, entry.since, self.root)

    def create(self, name: str, data: bytes) -> bool:
        """See Location."""
        return self._bucket.put(self._key(name), data, former=None)

    def replace(self, name: str, data: bytes, *, expected: bytes | None) -> None:
        """See Location."""
        found = self._bucket.get(self._key(name))
        held, tag = found or (None, None)
        if held != expected or not self._bucket.put(self._key(name), data, former=tag):
            raise PublicationConflictError(CONFLICT, hint=CONFLICT_HINT)

    def delete(self, name: str) -> None:
        """See Location."""
        self._here.delete(name)
        self._bucket.delete([self._key(name)])

    def remove(self, path: Path) -> None:
        """See Location."""
        name = self.name(path)
        self._here.remove(path)
        keys = [entry.key for entry in self._bucket.below(self._key(name))]
        own = [key for key in keys if key == self._key(name) or key.startswith(f"{self._key(name)}/")]
        self._bucket.delete(own)

    def keep(self, paths: Iterable[Path]) -> None:
        """See Location."""
        _at_once(self._upload, [path for path in paths if path.is_file()])

    def _upload(self, path: Path) -> None:
        self._bucket.upload(path, self._key(self.name(path)))

    def take(self, waiting: Path, name: str) -> None:
        """See Location. The file is put in its place last, so that none is there without its object."""
        self._bucket.upload(waiting, self._key(name))
        self._here.take(waiting, name)

    def tidy(self) -> None:
        """See Location. Copies that wait for their landing, and locks, are this machine's own."""
        here = [entry.path for entry in self._here.below() if not _own(entry.path)]
        stored = {entry.path for entry in self.below()}
        for path in here:
            if path not in stored:
                path.unlink(missing_ok=True)

    def fetched(self, paths: Iterable[Path]) -> list[Path]:
        """See Location."""
        found = list(paths)
        _at_once(self._fetch, [path for path in found if not path.is_file()])
        return found

    def _fetch(self, path: Path) -> None:
        self._bucket.download(self._key(self.name(path)), path)

    def folder_here(self, name: str) -> Path:
        """See Location. What people edit there is fetched anew, once in a process's time."""
        folder = self.path(name)
        if name not in self._up_to_date:
            if name in EDITED:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True, exist_ok=True)
                self._up_to_date.add(name)
            self.fetched(sorted(entry.path for entry in self.below(name)))
        return folder

    def opened(self, path: Path) -> BinaryIO:
        """See Location."""
        if path.is_file():
            return path.open("rb")
        return opened_in_parts(self._bucket, self._key(self.name(path)))

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    def _name(self, key: str) -> str:
        return key.removeprefix(f"{self._prefix}/" if self._prefix else "").rstrip("/")


def bucket_and_prefix(address: str) -> tuple[str, str]:
    """The parts of ``s3://bucket/prefix``; raises LakeError where it names no bucket."""
    bucket, _, prefix = checked_address(address).removeprefix(SCHEME).partition("/")
    if not address.startswith(SCHEME) or not _BUCKET.fullmatch(bucket):
        raise LakeError(f"{address} names no S3 bucket.", hint="Write it as s3://bucket/prefix.")
    return bucket, "/".join(part for part in prefix.split("/") if part)


def _named(name: str) -> bool:
    """Whether an object's name can be a file's; a key is free text, and could lead out of the directory."""
    return bool(name) and inside(name)


def _own(path: Path) -> bool:
    """Whether a file is this machine's only."""
    return path.suffix == ".lock" or path.name.startswith(".") or path.parent.name == ".incoming"


def _cache() -> Path:
    """Where the directories of S3 lakes are on this machine."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(os.environ.get("VITROLA_CACHE") or f"{base}/vitrola/lakes").expanduser()


def _at_once(do: Callable[[Any], Any], things: Iterable[Any]) -> list[Any]:
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(do, things))
