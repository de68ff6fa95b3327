"""The ledger: which raw files the lake holds, by the SHA-256 of their bytes as delivered."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from vitrola.errors import PublicationConflictError, UnreadableFileError
from vitrola.lake.zones import CONTROL, RAW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from vitrola.lake.zones import Lake

CHUNK = 4 << 20

SHORTEST = 4
"""Characters of a SHA-256 that name a file."""


@dataclass(frozen=True)
class Rewritten:
    """That records of forgotten users were taken out of a raw file: when, and what it holds since.

    ``records`` is how many were taken out in all; nothing says whose they were.
    """

    at: str
    sha256: str
    size: int
    records: int


@dataclass(frozen=True)
class RawFile:
    """One raw file: its content's identity, what it is, and where its bytes are kept.

    ``records`` is landing's own count, header not counted; ``plain`` says that an engine's reader may
    be trusted with it, ``quoted`` that there may be quotes in it. ``columns`` are the names found in the
    file, in its order. ``delivered`` files count from the moment their delivery is recorded. Of a
    ``rewritten`` file ``sha256`` is still that of the bytes as delivered, so that these are known when
    they come again; ``size`` and ``records`` are of what is stored now.
    """

    sha256: str
    name: str
    size: int
    container: str
    source: str
    layout: str
    records: int
    plain: bool
    columns: tuple[str, ...]
    first_seen: str
    stored: str
    delivered: bool = False
    rewritten: Rewritten | None = None
    quoted: bool = True

    @property
    def content(self) -> str:
        """The SHA-256 of what is stored now."""
        return self.rewritten.sha256 if self.rewritten else self.sha256

    @property
    def kind(self) -> tuple[str, str]:
        """Source and layout: the files that one snapshot restates are of one kind."""
        return self.source, self.layout

    @property
    def id(self) -> str:
        """The short hash that rows carry."""
        return self.sha256[:16]


def raw_files(lake: Lake) -> list[RawFile]:
    """Every raw file, ordered by hash, so that the order of arrival can't matter."""
    names = lake.location.names(f"{CONTROL}/ledger", ".json")
    return [_decode(data) for data in lake.location.read_all(names)]


def find(lake: Lake, sha256: str) -> RawFile | None:
    """The raw file with that content, if the lake holds it."""
    data = lake.location.read(_entry_name(sha256))
    return _decode(data) if data is not None else None


def called(files: Iterable[RawFile], wanted: str) -> list[RawFile]:
    """The files of that name, or else those whose SHA-256 begins so."""
    found = list(files)
    named = [file for file in found if file.name == wanted]
    if named or len(wanted) < SHORTEST:
        return named
    return [file for file in found if file.sha256.startswith(wanted.lower())]


def _entry_name(sha256: str) -> str:
    return f"{CONTROL}/ledger/{sha256}.json"


def _decode(data: bytes) -> RawFile:
    entry = json.loads(data)
    rewritten = Rewritten(**entry["rewritten"]) if entry.get("rewritten") else None
    return RawFile(**{**entry, "columns": tuple(entry["columns"]), "rewritten": rewritten})


def record(lake: Lake, entry: RawFile) -> bool:
    """Write the entry; False where the same content is recorded already."""
    return lake.location.create(_entry_name(entry.sha256), _encode(entry))


def rewrite(lake: Lake, entry: RawFile, waiting: Path) -> None:
    """Let bytes that were made from a raw file stand for it from now on, under a new ``stored`` name.

    The former bytes stay, as a copy that no entry names.
    """
    keep(lake, waiting, entry.stored)
    name = _entry_name(entry.sha256)
    lake.location.replace(name, _encode(entry), expected=lake.location.read(name))
    lake.location.delete(f"{name}.lock")


def _encode(entry: RawFile) -> bytes:
    return json.dumps(asdict(entry), indent=1, ensure_ascii=False).encode()


def last(lake: Lake, source: str, layout: str) -> RawFile | None:
    """The file of a layout that was landed last, with records if there is one; None where there is none."""
    data = lake.location.read(_last_name(source, layout))
    found = find(lake, data.decode()) if data else None
    if found is not None and (found.source, found.layout) == (source, layout):
        return found
    files = (file for file in raw_files(lake) if (file.source, file.layout) == (source, layout))
    return max(files, key=lambda file: (file.records > 0, file.first_seen, file.sha256), default=None)


def note_last(lake: Lake, entry: RawFile) -> None:
    """Remember a file with records as the last of its layout: ``last`` needn't read the whole ledger."""
    if entry.records == 0:
        return
    name = _last_name(entry.source, entry.layout)
    with suppress(PublicationConflictError):
        lake.location.replace(name, entry.sha256.encode(), expected=lake.location.read(name))


def _last_name(source: str, layout: str) -> str:
    return f"{CONTROL}/last/{source}/{layout.replace(' ', '-')}"


def copy_in(lake: Lake, path: Path, called: str, progress: Callable[[int], None]) -> tuple[Path, str, int]:
    """Copy a file's bytes into the raw zone's waiting room; returns its place, SHA-256 and size.

    Raises UnreadableFileError, with what the file is ``called``, where it isn't a regular file or changes
    while it is read.
    """
    before = _regular(path, called)
    waiting = lake.location.path(f"{RAW}/.incoming/{uuid.uuid4().hex}")
    waiting.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    try:
        with path.open("rb") as source, waiting.open("wb") as target:
            left = before.st_size
            while data := source.read(min(CHUNK, left)):
                left -= len(data)
                digest.update(data)
                target.write(data)
                progress(len(data))
            target.flush()
            os.fsync(target.fileno())
        after = _regular(path, called)
        _unchanged(called, before, after)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    return waiting, digest.hexdigest(), after.st_size


def keep(lake: Lake, waiting: Path, stored: str) -> None:
    """Move copied bytes to their place in the raw zone, read-only, and keep them there."""
    lake.location.take(waiting, stored)


def _regular(path: Path, called: str) -> os.stat_result:
    try:
        found = path.lstat()
    except OSError as error:
        raise UnreadableFileError(f"{called} can't be read: {error.strerror}.") from error
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableFileError(
            f"{called} is not a regular file (a directory, link, pipe or device).",
            hint="Name the file itself.",
        )
    return found


def _unchanged(called: str, before: os.stat_result, after: os.stat_result) -> None:
    for fact in ("st_size", "st_mtime_ns", "st_ino"):
        if getattr(before, fact) != getattr(after, fact):
            raise UnreadableFileError(
                f"{called} changed while it was being read.", hint="Land it again when it is complete."
            )
