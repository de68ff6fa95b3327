"""Search every file below a lake for a user, in whatever form it is kept."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vitrola.errors import SourceDefinitionError, UnreadableFileError
from vitrola.lake import raw_files
from vitrola.lake.opening import open_bytes
from vitrola.lake.zones import QUARANTINE
from vitrola.pipeline.erasing import CHUNK, held
from vitrola.pipeline.person import Person, Records
from vitrola.sources.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from vitrola.lake import Lake, RawFile
    from vitrola.sources import Layout, Source

ARROW = b"ARROW1"
AVRO = b"Obj\x01"
BOUND = 16
"""Characters to which Iceberg cuts the least and the greatest text of a column."""
CODECS = ("utf-8", "utf-16-le", "utf-16-be")
OVERLAP = 4_096
"""Bytes of a text that are looked at again with the next ones, longer than any identifier."""


@dataclass
class Found:
    """``files`` were searched; ``held`` says how often each of some of them names the user.

    What ``links`` lead to was not searched.
    """

    files: int = 0
    links: list[Path] = field(default_factory=list)
    held: dict[Path, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How often the user is named in all."""
        return sum(self.held.values())


class Search:
    """Searches a lake's files for one user.

    Values are compared whole. In free text an identifier counts where it stands for itself; one that is
    too short to mean the user wherever it stands counts in columns of users only.
    """

    def __init__(self, lake: Lake, person: Person, known: Mapping[str, Source]) -> None:
        self._lake = lake
        self._person = person
        self._known = known
        self._raw = raw_files(lake)
        self._stored = {lake.location.path(file.stored): file for file in self._raw}
        self._by_id = {file.id: file for file in self._raw}
        self._shares_prefix = False

    def everywhere(self) -> Found:
        """Search all regular files of the lake; links are not followed."""
        found = Found(links=[path for path in self._lake.location.root.rglob("*") if path.is_symlink()])
        found_paths = (entry.path for entry in self._lake.location.below())
        paths = sorted(found_paths, key=lambda path: path.suffix == ".avro")
        for path in paths:
            found.files += 1
            if count := self.file(path):
                found.held[path] = count
        return found

    def file(self, path: Path) -> int:
        """How often one file names the user. Manifests come last: they say only how values begin."""
        self._lake.location.fetched([path])
        if path in self._stored:
            return self._raw_file(path, self._stored[path])
        with path.open("rb") as opened:
            magic = opened.read(6)
        try:
            if magic == ARROW or magic.startswith(b"PAR1"):
                return sum(self._rows(path, rows) for rows in _tables(path, magic))
            if magic.startswith(AVRO):
                return self._manifest(path)
        except (OSError, ValueError):
            pass  # half of a file, left by a process that was killed: its bytes are searched
        return self._text(path, self._person.token)

    def records(self, file: RawFile) -> tuple[Layout, Records]:
        """What tells the user's records in a raw file; raises SourceDefinitionError."""
        source = self._known.get(file.source)
        layouts = {layout.name: layout for layout in source.layouts} if source else {}
        if source is None or file.layout not in layouts:
            raise SourceDefinitionError(
                f"{file.name} was landed as {file.source} ({file.layout}), which is no longer defined.",
                hint="Put the source definition back into the lake's sources/ folder.",
            )
        layout = layouts[file.layout]
        return layout, Records(self._person, source, layout)

    def _raw_file(self, path: Path, file: RawFile) -> int:
        layout, records = self.records(file)
        found = held(self._lake, file, layout, records)
        if found or records.raw is None or file.container == "parquet":
            return found
        return self._text(path, records.raw if self._person.token else None)

    def _rows(self, path: Path, rows: pa.Table) -> int:
        in_quarantine = path.is_relative_to(self._lake.location.path(QUARANTINE))
        if in_quarantine:
            return sum(self._quarantined(row) for row in rows.to_pylist())
        found = 0
        for name in rows.column_names:
            found += self._values(name, rows[name])
        return found

    def _values(self, column: str, values: pa.ChunkedArray) -> int:
        import pyarrow as pa  # noqa: PLC0415 - slow to import
        import pyarrow.compute as pc  # noqa: PLC0415

        if pa.types.is_dictionary(values.type):
            values = values.cast(values.type.value_type)
        if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
            return 0
        if column == "user_id":
            self._note_prefix(values)
            return pc.sum(pc.equal(values, self._person.id)).as_py() or 0
        if self._person.token is None:
            return 0
        near = values.filter(pc.match_substring(values, self._person.token))
        return sum(map(self._person.named_in, near.to_pylist()))

    def _note_prefix(self, values: pa.ChunkedArray) -> None:
        """Note whether another user's identifier begins as this one's does in a manifest."""
        import pyarrow.compute as pc  # noqa: PLC0415 - slow to import

        lower, upper = self._cut_bounds()
        alike = pc.or_(pc.starts_with(values, lower), pc.starts_with(values, upper))
        others = pc.and_(alike, pc.not_equal(values, self._person.id))
        self._shares_prefix |= bool(pc.any(others).as_py())

    def _quarantined(self, row: dict[str, Any]) -> int:
        """Whether a row of quarantine is the user's: its record, its value or its text."""
        file = self._by_id.get(str(row.get("raw_file") or row.get("sha256"))[:16])
        if file is None or row.get("row") is None:
            return 0
        layout, records = self.records(file)
        found = _as_records(row["row"], file, layout)
        in_row = any(records.hold(*record) for record in found)
        return int(in_row or (row["column"] == "user_id" and row["value"] == records.raw))

    def _manifest(self, path: Path) -> int:
        from vitrola.lake.references import bounds  # noqa: PLC0415 - slow to import
        from vitrola.lake.tagged import LISTS  # noqa: PLC0415

        if path.name.startswith("snap-") or path.name.endswith(LISTS):
            return 0
        wanted = {self._person.id}
        if len(self._person.id) > BOUND and not self._shares_prefix:
            wanted |= set(self._cut_bounds())
        return len(
            {value.encode() for value in wanted} & bounds(path, None if self._person.token else "user_id")
        )

    def _cut_bounds(self) -> tuple[str, str]:
        """The least and the greatest value that a manifest gives where the user's is one of them."""
        cut = self._person.id[:BOUND]
        return cut, cut[:-1] + chr(ord(cut[-1]) + 1)

    def _text(self, path: Path, token: str | None) -> int:
        """A token in a file's text, compressed or not, and in its bytes as UTF-8 and UTF-16."""
        if token is None:
            return 0
        pattern = _bytes_pattern(token)
        try:
            return _count(pattern, [token.encode(codec) for codec in CODECS], path)
        except UnreadableFileError:
            return len(pattern.findall(path.read_bytes()))


def _count(pattern: re.Pattern[bytes], needles: list[bytes], path: Path) -> int:
    """Matches in a file's uncompressed bytes; those without a needle are not looked at closely."""
    found, last = 0, b""
    with open_bytes(path) as stream:
        while data := stream.read(CHUNK):
            joined = last + data
            if any(needle in joined for needle in needles):
                found += sum(match.end() > len(last) for match in pattern.finditer(joined))
            last = joined[-OVERLAP:]
    return found


def _bytes_pattern(token: str) -> re.Pattern[bytes]:
    narrow = re.escape(token.encode())
    parts = [rb"(?<![\w-])(?<!\w[.@:+])" + narrow + rb"(?![\w-]|[.@:+]\w)"]
    for codec, unit in (("utf-16-le", rb"[\w-]\0"), ("utf-16-be", rb"\0[\w-]")):
        parts.append(rb"(?<!" + unit + rb")" + re.escape(token.encode(codec)) + rb"(?!" + unit + rb")")
    return re.compile(b"|".join(parts))


def _tables(path: Path, magic: bytes) -> Iterator[pa.Table]:
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    if magic == ARROW:
        with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as opened:
            yield opened.read_all()
        return
    with pq.ParquetFile(path) as parquet:
        for group in range(parquet.num_row_groups):
            yield parquet.read_row_group(group)


def _as_records(
    text: str, file: RawFile, layout: Layout
) -> Iterator[tuple[Mapping[str, str | None] | None, str]]:
    """A row of quarantine split again as its file was."""
    header = "" if layout.format == "json" else layout.delimiter.join(file.columns) + "\n"
    stream = io.BytesIO((header + text).encode("utf-8", "surrogateescape"))
    for piece in pieces(stream, layout):
        if piece.record:
            yield piece.fields, piece.text
