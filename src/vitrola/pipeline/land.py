"""Land files: keep their bytes, find out what they are, write them into the ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from vitrola.errors import UnknownLayoutError, UnreadableFileError, UsageError
from vitrola.lake import ledger
from vitrola.lake.opening import container, open_bytes
from vitrola.pipeline import drift
from vitrola.pipeline.drift import Delivery
from vitrola.pipeline.faults import step
from vitrola.sources import sources
from vitrola.sources.detect import detect
from vitrola.sources.physical import Physical, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vitrola.lake import Lake, RawFile
    from vitrola.sources import Source
    from vitrola.sources.detect import Match


@dataclass(frozen=True)
class Landed:
    """What became of one file: ``new``, or ``known`` when the lake held its content already."""

    file: RawFile
    outcome: Literal["new", "known"]
    notice: str | None = None


def land(
    lake: Lake,
    path: Path,
    *,
    source: str | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Landed:
    """Land one file; raises DeliveryError, and then nothing was added to the lake."""
    candidates = _candidates(lake, source)
    waiting, sha256, size = ledger.copy_in(lake, path, progress)
    step("raw copy")
    try:
        if known := ledger.find(lake, sha256):
            same = "landed already" if known.name == path.name else f"holds the same bytes as {known.name}"
            return Landed(known, "known", f"{path.name} {same}.")
        if size == 0:
            raise UnreadableFileError(f"{path} is empty.", hint="Ask for the file again.")
        match = _detect(lake, waiting, path, candidates)
        drifted = drift.notices(lake, Delivery(waiting, path.name), match)
        physical = _physical(waiting, size, match, path)
        entry = _entry(path, waiting, sha256, size, match, physical)
        ledger.keep(lake, waiting, entry.stored)
    finally:
        waiting.unlink(missing_ok=True)
    step("ledger")
    notice = " ".join([*drifted, *_notices(lake, match)])
    ledger.record(lake, entry)
    ledger.note_last(lake, entry)
    return Landed(entry, "new", notice or None)


def _notices(lake: Lake, match: Match) -> Iterator[str]:
    if match.source.delivery == "snapshot":
        layout = (match.source.name, match.layout.name)
        earlier = [file.name for file in ledger.raw_files(lake) if (file.source, file.layout) == layout]
        if earlier:
            yield f"{earlier[-1]} is a snapshot of the same; rows of both count."


def _candidates(lake: Lake, source: str | None) -> list[Source]:
    known = sources(lake.source_folder)
    if source is not None and source not in known:
        raise UsageError(f"There is no source called {source!r}; known are {', '.join(known)}.")
    return [known[source]] if source else list(known.values())


def _detect(lake: Lake, waiting: Path, path: Path, candidates: list[Source]) -> Match:
    try:
        return detect(waiting, candidates)
    except UnreadableFileError:
        raise
    except Exception as error:
        if isinstance(error, UnknownLayoutError):
            drift.explain(lake, Delivery(waiting, path.name), candidates)
        if hasattr(error, "message"):
            error.message = error.message.replace(waiting.name, path.name)
        raise


def _physical(waiting: Path, size: int, match: Match, path: Path) -> Physical:
    if container(waiting) == "parquet":
        import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

        return Physical(size, pq.read_metadata(waiting).num_rows, plain=True)
    layout = match.layout
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
        error.message = error.message.replace("The file", str(path)).replace(waiting.name, path.name)
        raise
    return found if layout.format == "delimited" else Physical(found.size, found.records, plain=False)


def _entry(path: Path, waiting: Path, sha256: str, size: int, match: Match, physical: Physical) -> RawFile:
    slug = re.sub(r"[^A-Za-z0-9._-]+", "_", path.name)[-80:]
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
        columns=match.columns,
        first_seen=datetime.now(UTC).isoformat(timespec="microseconds"),
        stored=f"raw/{match.source.name}/{layout}/{sha256[:16]}-{slug}",
    )
