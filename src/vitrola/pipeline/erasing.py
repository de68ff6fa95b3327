"""Take a user's records out of a raw file: all other records keep their exact bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import uuid
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

from vitrola.lake import ledger
from vitrola.lake.ledger import Rewritten
from vitrola.lake.opening import open_bytes
from vitrola.lake.zones import RAW
from vitrola.pipeline.faults import step
from vitrola.pipeline.land import measured, slug
from vitrola.sources.physical import Physical
from vitrola.sources.pieces import Piece, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from vitrola.lake import Lake, RawFile
    from vitrola.pipeline.person import Records
    from vitrola.sources import Layout

CHUNK = 8 << 20
"""Bytes of text looked through at a time."""
CODECS = ("utf-8", "utf-16-le", "utf-16-be", "iso-8859-1")
"""Encodings in which an identifier is looked for in a raw file's bytes."""


def held(lake: Lake, file: RawFile, layout: Layout, records: Records) -> int:
    """How many records of a raw file are the user's."""
    if records.raw is None:
        return 0
    path = lake.location.here(file.stored)
    if file.container == "parquet":
        return sum(len(rows) - len(_others(rows, records)) for rows in _groups(path))
    if not _mentions(path, layout, records.raw):
        return 0
    return sum(1 for piece in _pieces(path, file, layout, records) if _theirs(piece, records))


def erase(lake: Lake, file: RawFile, layout: Layout, records: Records) -> RawFile:
    """Rewrite a raw file without the user's records; returns its new entry in the ledger."""
    path = lake.location.here(file.stored)
    waiting = lake.location.path(f"{RAW}/.incoming/{uuid.uuid4().hex}")
    waiting.parent.mkdir(parents=True, exist_ok=True)
    try:
        if file.container == "parquet":
            gone = _write_parquet(waiting, path, records)
        else:
            gone = _write_text(waiting, file, _pieces(path, file, layout, records), records)
        entry = _entry(file, layout, waiting, gone)
        step("rewritten")
        ledger.rewrite(lake, entry, waiting)
    finally:
        waiting.unlink(missing_ok=True)
    step("rewrite")
    lake.location.delete(file.stored)
    return entry


def _entry(file: RawFile, layout: Layout, waiting: Path, gone: int) -> RawFile:
    with waiting.open("rb") as written:
        os.fsync(written.fileno())
        sha256 = hashlib.file_digest(written, "sha256").hexdigest()
    size = waiting.stat().st_size
    found = measured(waiting, size, layout, str(waiting)) if size else Physical(0, 0, plain=False)
    before = file.rewritten.records if file.rewritten else 0
    now = datetime.now(UTC).isoformat(timespec="seconds")
    folder = file.stored.rsplit("/", 1)[0]
    return replace(
        file,
        size=size,
        records=found.records,
        plain=file.plain and found.plain,
        quoted=found.quoted,
        stored=f"{folder}/{file.id}-{sha256[:8]}-{slug(file.name)}",
        rewritten=Rewritten(now, sha256, size, before + gone),
    )


def _mentions(path: Path, layout: Layout, raw: str) -> bool:
    """Whether a file's uncompressed bytes may have an identifier in them, in any encoding."""
    needles = {raw.encode(codec, "ignore") for codec in CODECS}
    needles.discard(b"")
    if layout.format == "json":
        needles.add(b"\\")
    longest = max(map(len, needles), default=0)
    last = b""
    with open_bytes(path) as stream:
        while data := stream.read(CHUNK):
            joined = last + data
            if any(needle in joined for needle in needles):
                return True
            last = joined[-longest:]
    return False


def _theirs(piece: Piece, records: Records) -> bool:
    return piece.record and records.hold(piece.fields, piece.text)


def _pieces(path: Path, file: RawFile, layout: Layout, records: Records) -> Iterator[Piece]:
    """The file's pieces; where a line is a record for certain, lines without the identifier are not split."""
    with open_bytes(path) as stream:
        by_line = layout.format == "delimited" and file.plain and not file.quoted
        yield from _lines(stream, layout, records) if by_line else pieces(stream, layout)


def _lines(stream: BinaryIO, layout: Layout, records: Records) -> Iterator[Piece]:
    header = next(iter(stream), b"")
    yield Piece(header)
    needle = (records.raw or "").encode(layout.encoding, "ignore")
    for line in stream:
        if needle in line:
            split = list(pieces(io.BytesIO(header + line), layout))
            yield from (piece for piece in split if piece.record)
        else:
            yield Piece(line)


def _write_text(waiting: Path, file: RawFile, found: Iterable[Piece], records: Records) -> int:
    gone = written = 0
    with _compressed(waiting, file.container) as target:
        for piece in found:
            if _theirs(piece, records):
                gone += 1
                continue
            if piece.record:
                target.write(piece.glue if written else b"")
                written += 1
            target.write(piece.data)
    return gone


@contextmanager
def _compressed(waiting: Path, container: str) -> Iterator[BinaryIO]:
    with waiting.open("wb") as raw:
        if container == "gz":
            with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as target:
                yield cast("BinaryIO", target)
        elif container == "zst":
            with zstandard.ZstdCompressor().stream_writer(raw, closefd=False) as target:
                yield cast("BinaryIO", target)
        else:
            yield raw


def _groups(path: Path) -> Iterator[pa.Table]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group)


def _others(rows: pa.Table, records: Records) -> pa.Table:
    """Rows that are not the user's."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    keep = []
    for row in rows.to_pylist():
        fields = {name: None if value is None else str(value) for name, value in row.items()}
        keep.append(not records.hold(fields, "\n".join(filter(None, fields.values()))))
    return rows.filter(pa.array(keep, pa.bool_()))


def _write_parquet(waiting: Path, path: Path, records: Records) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    with pq.ParquetFile(path) as file:
        schema, found = file.schema_arrow, file.metadata
    codec = found.row_group(0).column(0).compression.lower() if found.num_row_groups else "snappy"
    gone = 0
    with pq.ParquetWriter(
        waiting, schema, compression="none" if codec == "uncompressed" else codec
    ) as writer:
        for rows in _groups(path):
            others = _others(rows, records)
            gone += len(rows) - len(others)
            writer.write_table(others)
    return gone
