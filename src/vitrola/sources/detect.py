"""Find out from a file's content which layout of which source it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.errors import UnknownLayoutError
from vitrola.lake.opening import container, open_bytes
from vitrola.sources.closest import closest
from vitrola.sources.text import header_of, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vitrola.sources.mapping import Layout, Source


@dataclass(frozen=True)
class Match:
    """A layout, and the file's own column names in their order."""

    source: Source
    layout: Layout
    columns: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether the file names columns, among them some of the layout's, and none of them twice."""
        return not self.layout.names.isdisjoint(self.columns) and len(set(self.columns)) == len(self.columns)

    @property
    def extra(self) -> list[str]:
        """Columns of the file that the layout doesn't know."""
        return sorted(set(self.columns) - self.layout.names)


def detect(path: Path, sources: Iterable[Source]) -> Match:
    """The one layout whose columns the file has; raises UnknownLayoutError naming the closest."""
    found: list[Match] = []
    looked: list[Match] = []
    for source in sources:
        for layout in source.layouts:
            match = Match(source, layout, columns_of(path, layout))
            looked.append(match)
            if match.whole and not layout.lacking(match.columns):
                found.append(match)
    exact = [match for match in found if not match.extra]
    matches = exact or found
    if len(matches) == 1:
        return matches[0]
    if matches:
        names = ", ".join(f"{match.source.name} ({match.layout.name})" for match in matches)
        raise UnknownLayoutError(
            f"{path.name} fits more than one source: {names}.", hint="Name it with --source NAME."
        )
    raise UnknownLayoutError(closest(path, looked), hint="Describe it in the lake's sources/ folder.")


def columns_of(path: Path, layout: Layout) -> tuple[str, ...]:
    """The file's own column names, split as the layout says; raises as ``parquet_columns`` does."""
    if container(path) == "parquet":
        return parquet_columns(path)
    with open_bytes(path) as stream:
        return tuple(keys_of(stream, layout) if layout.format == "json" else header_of(stream, layout))


def parquet_columns(path: Path) -> tuple[str, ...]:
    """Column names of a Parquet file; raises UnknownLayoutError where it is damaged or uses Brotli."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise UnknownLayoutError(f"{path.name} is not a whole Parquet file: {error}.") from error
    for group in range(metadata.num_row_groups):
        for position in range(metadata.num_columns):
            if metadata.row_group(group).column(position).compression == "BROTLI":
                raise UnknownLayoutError(
                    f"{path.name} is compressed with Brotli, which not every engine reads.",
                    hint="Write it again with snappy or zstd.",
                )
    return tuple(metadata.schema.to_arrow_schema().names)
