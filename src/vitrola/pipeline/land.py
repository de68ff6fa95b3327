"""Land files: keep their bytes, find out what they are, write them into the ledger."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from vitrola.errors import UnknownLayoutError, UnreadableFileError, UsageError
from vitrola.lake import ledger, standing
from vitrola.lake.deliveries import Delivery, record_delivery
from vitrola.lake.opening import container, open_bytes
from vitrola.pipeline import drift
from vitrola.pipeline.drift import Incoming
from vitrola.pipeline.faults import step
from vitrola.pipeline.shrinking import refuse_empty, warning
from vitrola.sources import sources
from vitrola.sources.detect import detect
from vitrola.sources.legible import illegible
from vitrola.sources.physical import Physical, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from vitrola.lake import Lake, RawFile, Standing
    from vitrola.sources import Layout, Source
    from vitrola.sources.detect import Match
    from vitrola.sources.mapping import DeliveryKind


@dataclass(frozen=True)
class Landed:
    """What became of one file: ``new``, or ``known`` when the lake held its content already."""

    file: RawFile
    outcome: Literal["new", "known"]
    notice: str | None = None
    given: str = ""
    """The name that it came by now."""


def land(
    lake: Lake,
    path: Path,
    *,
    source: str | None = None,
    kind: DeliveryKind | None = None,
    replaces: Sequence[str] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> Landed:
    """Land one file as a delivery of its own; raises DeliveryError, and then nothing was added."""
    landing = Landing(lake, source=source, kind=kind, replaces=replaces)
    landed = landing.add(path, progress)
    said = [*filter(None, [landed.notice]), *landing.close()]
    return replace(landed, notice=" ".join(said) or None)


class Landing:
    """One delivery at work: its files count once ``close`` has recorded it, and then all at once.

    ``kind`` overrides how the source is delivered; ``replaces`` names the files that it supersedes, by
    name or by the beginning of their SHA-256. Raises UsageError for a file that can't be superseded.
    """

    def __init__(
        self,
        lake: Lake,
        *,
        source: str | None = None,
        kind: DeliveryKind | None = None,
        replaces: Sequence[str] = (),
    ) -> None:
        self._lake = lake
        self._sources = sources(lake.source_folder)
        self._candidates = _candidates(self._sources, source)
        self._kind = kind
        self._replaced = [_one_active(self._standing, wanted) for wanted in replaces]
        self._files: list[RawFile] = []
        self._snapshots: list[RawFile] = []
        self._new: set[str] = set()

    @cached_property
    def _standing(self) -> Standing:
        """Which files count before this delivery: asked only where a file may replace others."""
        return standing(self._lake)

    def add(
        self, path: Path, progress: Callable[[int], None] = lambda _: None, *, called: str | None = None
    ) -> Landed:
        """Copy one file in and find out what it is; raises DeliveryError where it can't be landed.

        Refusals call it what it is ``called``, by default its name.
        """
        with self._lake.landing():
            return self._add(path, called or path.name, progress)

    def _add(self, path: Path, called: str, progress: Callable[[int], None]) -> Landed:
        waiting, sha256, size = ledger.copy_in(self._lake, path, called, progress)
        step("raw copy")
        try:
            if known := ledger.find(self._lake, sha256):
                return self._again(known, path, called)
            if size == 0:
                raise UnreadableFileError(f"{called} is empty.", hint="Ask for the file again.")
            match = _detect(self._lake, waiting, called, self._candidates)
            self._check_replaced(match.source.name, match.layout.name, called)
            drifted = drift.notices(self._lake, Incoming(waiting, called), match)
            physical = measured(waiting, size, match.layout, called)
            entry = _entry(path, waiting, sha256, size, match, physical)
            if self._is_snapshot(entry):
                refuse_empty(called, entry.records, self._restated(entry))
            odd = None if physical.plain else illegible(waiting, match.layout)
            ledger.keep(self._lake, waiting, entry.stored)
        finally:
            waiting.unlink(missing_ok=True)
        step("ledger")
        ledger.record(self._lake, entry)
        ledger.note_last(self._lake, entry)
        self._new.add(entry.sha256)
        self._include(entry)
        notices = [*drifted, *filter(None, [odd]), *self._replacing(entry)]
        return Landed(entry, "new", " ".join(notices) or None, path.name)

    def close(self) -> list[str]:
        """Record the delivery, if it has any file; returns what should alarm about it."""
        if not self._files:
            return []
        step("delivery")
        now = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:6]}"
        record_delivery(
            self._lake, Delivery(now, *map(_hashes, (self._files, self._snapshots, self._replaced)))
        )
        return list(self._warnings())

    def _warnings(self) -> Iterator[str]:
        for kind in {file.kind: None for file in self._snapshots if file.sha256 in self._new}:
            files = [file for file in self._snapshots if file.kind == kind]
            if said := warning(files, self._restated(files[0])):
                yield said

    def _include(self, file: RawFile) -> None:
        self._files.append(file)
        if self._is_snapshot(file):
            self._snapshots.append(file)

    def _is_snapshot(self, file: RawFile) -> bool:
        return not self._replaced and self._delivered_as(file) == "snapshot"

    def _restated(self, snapshot: RawFile) -> list[RawFile]:
        """The files that a new snapshot takes the place of."""
        return [
            file for file in self._standing.active if file.kind == snapshot.kind and file not in self._files
        ]

    def _delivered_as(self, file: RawFile) -> DeliveryKind:
        known = self._sources.get(file.source)
        return self._kind or (known.delivery if known else "increment")

    def _again(self, known: RawFile, path: Path, called: str) -> Landed:
        self._check_replaced(known.source, known.layout, called)
        self._include(known)
        same = "landed already" if known.name == path.name else f"holds the same bytes as {known.name}"
        notice = f"{path.name} {same}."
        if known.rewritten:
            notice += f" {known.rewritten.records:,} records of forgotten users stay taken out of it."
        by = self._standing.superseded.get(known.sha256)
        if by and not self._replaced:
            notice += f" {by.name} took its place; --replaces {by.id} makes it count again."
        return Landed(known, "known", notice, path.name)

    def _check_replaced(self, source: str, layout: str, called: str) -> None:
        for file in self._replaced:
            if (file.source, file.layout) != (source, layout):
                raise UnreadableFileError(
                    f"{called} is {source} ({layout}) and can't replace {file.name}, "
                    f"which is {file.source} ({file.layout})."
                )

    def _replacing(self, file: RawFile) -> Iterator[str]:
        if gone := self._restated(file) if self._is_snapshot(file) else self._replaced:
            yield f"Takes the place of {', '.join(f'{one.name} ({one.id})' for one in gone)}."


def _hashes(files: Iterable[RawFile]) -> tuple[str, ...]:
    return tuple(file.sha256 for file in files)


def _one_active(found: Standing, wanted: str) -> RawFile:
    """The one file that counts and has this name, or a hash that begins so."""
    files = ledger.called(found.active, wanted)
    if len(files) == 1:
        return files[0]
    if files:
        hashes = ", ".join(file.id for file in files)
        raise UsageError(f"{len(files)} files that count are called {wanted}.", hint=f"Name one of {hashes}.")
    gone = [found.superseded[file.sha256] for file in ledger.called(found.superseded_files, wanted)]
    already = f": {gone[0].name} took its place already" if gone else ""
    raise UsageError(f"No file that counts is called {wanted!r}{already}.", hint="See: vitrola status LAKE")


def _candidates(known: dict[str, Source], source: str | None) -> list[Source]:
    if source is not None and source not in known:
        raise UsageError(f"There is no source called {source!r}; known are {', '.join(known)}.")
    return [known[source]] if source else list(known.values())


def _detect(lake: Lake, waiting: Path, called: str, candidates: list[Source]) -> Match:
    try:
        return detect(waiting, candidates)
    except UnreadableFileError:
        raise
    except Exception as error:
        if isinstance(error, UnknownLayoutError):
            drift.explain(lake, Incoming(waiting, called), candidates)
        if hasattr(error, "message"):
            error.message = error.message.replace(waiting.name, called)
        raise


def measured(waiting: Path, size: int, layout: Layout, called: str) -> Physical:
    """What the bytes of a copied file are like; an UnreadableFileError names it as ``called``."""
    if container(waiting) == "parquet":
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        return Physical(size, pq.read_metadata(waiting).num_rows, plain=True)
    try:
        with open_bytes(waiting) as stream:
            found = scan(
                stream,
                delivered_size=size,
                encoding=layout.encoding,
                quote=layout.quote,
                header=layout.format == "delimited",
            )
    except UnreadableFileError as error:
        error.message = error.message.replace("The file", called).replace(waiting.name, called)
        raise
    return (
        found
        if layout.format == "delimited"
        else Physical(found.size, found.records, plain=False, quoted=found.quoted)
    )


def slug(name: str) -> str:
    """A file's name as the raw zone keeps it."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name)[-80:]


def _entry(path: Path, waiting: Path, sha256: str, size: int, match: Match, physical: Physical) -> RawFile:
    layout = match.layout.name.replace(" ", "-")
    return ledger.RawFile(
        sha256=sha256,
        name=path.name,
        size=size,
        container=container(waiting),
        source=match.source.name,
        layout=match.layout.name,
        records=physical.records,
        plain=physical.plain,
        quoted=physical.quoted,
        columns=match.columns,
        first_seen=datetime.now(UTC).isoformat(timespec="microseconds"),
        stored=f"raw/{match.source.name}/{layout}/{sha256[:16]}-{slug(path.name)}",
        delivered=True,
    )
