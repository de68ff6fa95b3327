"""All that a profile report tells of the raw files of one layout: beyond the profile, examples and drift."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Thread
from typing import TYPE_CHECKING

from vitrola.engines import make_engine
from vitrola.engines.beside import each
from vitrola.pipeline.comparison import Deliveries, age, before
from vitrola.pipeline.plan import landed_files
from vitrola.pipeline.profile import grouped, profile_group, profiled
from vitrola.pipeline.reading import Reader
from vitrola.pipeline.setaside import Violations, set_aside
from vitrola.profiling import (
    Distribution,
    FileProfile,
    Repeated,
    ValueCount,
    compare,
    distributions,
    key_of,
    repeated_keys,
    repeated_rows,
    unlike_values,
)
from vitrola.sources import sources
from vitrola.sources.expressions import uses

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.config import Settings
    from vitrola.engines import Engine
    from vitrola.lake import Lake, RawFile
    from vitrola.sources import Layout, Source


@dataclass(frozen=True)
class FileSet:
    """The raw files of one layout that count.

    Of ``personal`` columns, which identify a person, no value is in here. ``deliveries`` compares the
    newest file with the one before it; None where it is the first. ``quarantined`` is None as long as
    nothing was published.
    """

    title: str
    files: tuple[RawFile, ...]
    profile: FileProfile
    personal: frozenset[str]
    distributions: dict[str, Distribution]
    unlike: dict[str, list[ValueCount]]
    repeated_keys: tuple[Repeated, ...]
    repeated_records: tuple[Repeated, ...]
    deliveries: Deliveries | None
    quarantined: tuple[Violations, ...] | None


def explore_files(
    lake: Lake,
    settings: Settings,
    part_of_name: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[FileSet]:
    """One set for each source and layout; raises UsageError where no file's name has the part.

    ``meanwhile`` is done beside the work on the files, once the first of them are read: before that it
    would only delay their reading.
    """
    known = {name: _guarded(source) for name, source in sources(lake.source_folder).items()}
    landed = sorted(landed_files(lake, known, superseded=True), key=age)
    groups = grouped(landed_files(lake, known), part_of_name)
    quarantined = set_aside(lake, groups, known)
    waiting = iter([Thread(target=meanwhile, daemon=True).start])
    with make_engine(settings, lake.location) as engine:
        reader = Reader(lake, engine, known, progress)

        def once_read() -> None:
            next(waiting, lambda: None)()

        def explored(beside: Engine, name: tuple[str, str]) -> FileSet:
            explorer = _Explorer(beside, reader.over(beside), known, landed, progress, once_read)
            return explorer.explored(groups[name], None if quarantined is None else quarantined[name])

        return each(engine, explored, sorted(groups))


def _guarded(source: Source) -> Source:
    """The source with every column personal that identifies a user."""
    return replace(
        source, layouts=tuple(replace(each, personal=tuple(_personal(each))) for each in source.layouts)
    )


def _personal(layout: Layout) -> set[str]:
    ids = [sql for feed in layout.feeds if (sql := feed.columns.get("user_id"))]
    return {name for name in layout.columns if any(uses(sql, name) for sql in ids)}.union(layout.personal)


@dataclass(frozen=True)
class _Explorer:
    engine: Engine
    reader: Reader
    known: dict[str, Source]
    landed: list[RawFile]
    progress: Callable[[str], None]
    once_read: Callable[[], None]

    def explored(self, files: list[RawFile], quarantined: tuple[Violations, ...] | None) -> FileSet:
        source = self.known[files[0].source]
        layout = source.layout(files[0].layout)
        relation, profile = profiled(
            self.reader, self.engine, files, self.known, self.progress, self.once_read
        )
        keys, records = self._repeats(relation, profile, layout)
        return FileSet(
            title=source.title,
            files=tuple(files),
            profile=profile,
            personal=frozenset(layout.personal),
            distributions=distributions(self.engine, relation, profile.columns),
            unlike=unlike_values(self.engine, relation, profile.columns),
            repeated_keys=keys,
            repeated_records=records,
            deliveries=self._compared(files, profile),
            quarantined=quarantined,
        )

    def _repeats(
        self, relation: str, profile: FileProfile, layout: Layout
    ) -> tuple[tuple[Repeated, ...], tuple[Repeated, ...]]:
        """Examples of repeated keys and of repeated records; values that tell of a person are None."""
        keys: list[Repeated] = []
        records: list[Repeated] = []
        if any(key.repeats for key in profile.keys):
            key = key_of(layout.feeds[0])
            hidden = [any(uses(sql, name) for name in layout.personal) for sql in key.values()]
            keys = [_veiled(each, hidden) for each in repeated_keys(self.engine, relation, key)]
        if profile.repeated_records:
            hidden = [name in layout.personal for name in layout.columns]
            found = repeated_rows(self.engine, relation, layout.columns)
            records = [_veiled(each, hidden) for each in found]
        return tuple(keys), tuple(records)

    def _compared(self, files: list[RawFile], profile: FileProfile) -> Deliveries | None:
        newest = max(files, key=age)
        earlier = before(self.landed, newest)
        if earlier is None:
            return None
        former, latest = (
            profile
            if [file] == files
            else profile_group(self.reader, self.engine, [file], self.known, self.progress)
            for file in (earlier, newest)
        )
        return Deliveries(earlier, newest, compare(former, latest))


def _veiled(found: Repeated, hidden: list[bool]) -> Repeated:
    values = (None if veil else value for value, veil in zip(found.values, hidden, strict=True))
    return replace(found, values=tuple(values))
