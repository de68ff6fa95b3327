"""Profile the raw files of a lake, all files of a layout together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vitrola.engines import make_engine
from vitrola.engines.beside import each
from vitrola.errors import UsageError
from vitrola.pipeline.plan import landed_files
from vitrola.pipeline.reading import Reader
from vitrola.profiling import FileProfile, profile_relation
from vitrola.sources import sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vitrola.config import Settings
    from vitrola.engines import Engine
    from vitrola.lake import Lake, RawFile
    from vitrola.sources import Source


def profile_files(
    lake: Lake,
    settings: Settings,
    part_of_name: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> list[FileProfile]:
    """One profile for each source and layout; raises UsageError where no file's name has the part."""
    known = sources(lake.source_folder)
    groups = grouped(landed_files(lake, known), part_of_name)
    with make_engine(settings, lake.location) as engine:
        reader = Reader(lake, engine, known, progress)

        def profile_of(beside: Engine, name: tuple[str, str]) -> FileProfile:
            return profile_group(reader.over(beside), beside, groups[name], known, progress)

        return each(engine, profile_of, sorted(groups))


def grouped(
    files: Iterable[RawFile], part_of_name: str | None = None
) -> dict[tuple[str, str], list[RawFile]]:
    """Files by source and layout, in their order; raises UsageError where no file's name has the part."""
    groups: dict[tuple[str, str], list[RawFile]] = defaultdict(list)
    for file in files:
        if part_of_name is None or part_of_name in file.name:
            groups[file.source, file.layout].append(file)
    if not groups:
        raise UsageError(f"No landed file has {part_of_name!r} in its name.")
    return groups


def profile_group(
    reader: Reader,
    engine: Engine,
    files: list[RawFile],
    known: dict[str, Source],
    progress: Callable[[str], None],
) -> FileProfile:
    """Profile files of one layout together."""
    return profiled(reader, engine, files, known, progress)[1]


def profiled(
    reader: Reader,
    engine: Engine,
    files: list[RawFile],
    known: dict[str, Source],
    progress: Callable[[str], None],
    once_read: Callable[[], None] = lambda: None,
) -> tuple[str, FileProfile]:
    """The relation in the engine that has the text of files of one layout, and its profile.

    ``once_read`` is called between reading the files and profiling what was read.
    """
    source = known[files[0].source]
    layout = source.layout(files[0].layout)
    name = files[0].name if len(files) == 1 else f"{len(files)} files"
    progress(f"{source.name} {layout.name}")
    readings = reader.text(files)
    once_read()
    columns = ", ".join(f"`{column}`" for column in layout.columns)
    parts = [
        f"SELECT {columns} FROM {reading.relation}{' WHERE _problem IS NULL' if reading.numbered else ''}"  # noqa: S608
        for reading in readings
    ]
    relation = f"{readings[0].relation}_profiled"
    engine.view(relation, " UNION ALL ".join(parts))
    unreadable = [
        engine.rows(f"SELECT COUNT_IF(_problem IS NOT NULL) AS n FROM {reading.relation}")[0]["n"]  # noqa: S608
        for reading in readings
        if reading.numbered
    ]
    size = sum(file.size for file in files)
    profile = profile_relation(
        engine, relation, source, layout, name=name, size=size, unreadable=sum(unreadable)
    )
    return relation, profile
