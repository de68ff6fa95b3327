"""Take in raw files: batches of their accepted records, kept ones where there are any."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING

from vitrola.errors import EngineError
from vitrola.pipeline.batch import (
    Batch,
    FileCount,
    Intake,
    Portion,
    batch_folder,
    batch_id,
    choose,
    drop_batch,
    keep_batch,
    kept_batches,
    violations_file,
)
from vitrola.pipeline.nearness import near
from vitrola.pipeline.quarantine import write_violations
from vitrola.refining import accepted_sql, count_sql, flagged_sql, kept_count_sql

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from vitrola.engines import Engine
    from vitrola.engines.protocol import Domains
    from vitrola.lake import Lake, RawFile
    from vitrola.pipeline.reading import Reader
    from vitrola.refining import Reading

_COUNTS = [field.name for field in fields(FileCount)]


class Taker:
    """Makes the intake of one run; ``recipes`` are by source.

    ``see`` is shown text of plays that is about to be refined, and its files.
    """

    def __init__(
        self,
        lake: Lake,
        engine: Engine,
        reader: Reader,
        recipes: Mapping[str, str],
        see: Callable[[Reading, list[RawFile]], None],
        *,
        afresh: bool,
    ) -> None:
        self._lake = lake
        self._engine = engine
        self._reader = reader
        self._recipes = recipes
        self._see = see
        self._kept = [] if afresh else kept_batches(lake)
        self._made: list[Batch] = []

    def take(self, files: list[RawFile], numbered: set[str]) -> Intake:
        """Batches for all files, with record numbers where ``numbered``; only files without one are read.

        The engine's reading is taken only when it gives as many records as landing counted and
        no rule is violated; otherwise the file is read again with record numbers: the engine's where
        only values are wrong, our own reader's where records can't be told apart.
        """
        portions, missing = choose([*self._kept, *self._made], files, self._recipes, numbered)
        careful: dict[tuple[str, str], list[RawFile]] = defaultdict(list)
        made: list[Batch] = []
        for group in self._reader.groups(missing):
            plain = [file for file in group if file.plain and file.id not in numbered]
            good = self._trusted(plain, made) if plain else set()
            for file in group:
                if file.id not in good and not self._counted(file, made):
                    careful[file.source, file.layout].append(file)
        made += [self._checked(self._reader.numbered(group), group) for group in careful.values()]
        self._made += made
        return Intake((*portions, *(Portion(batch, frozenset(batch.counts)) for batch in made)))

    def made(self, intake: Intake) -> list[Batch]:
        """The batches of an intake that this run made."""
        made = {batch.id for batch in self._made}
        return [portion.batch for portion in intake.portions if portion.batch.id in made]

    def keep(self, intake: Intake) -> None:
        """Keep what was made for later runs, once all of it was checked."""
        for batch in self.made(intake):
            keep_batch(self._lake, batch)

    def _trusted(self, files: list[RawFile], made: list[Batch]) -> set[str]:
        """Make a batch of the files that are clean; returns their ids."""
        try:
            batch = self._straight(files)
        except EngineError:
            return set()
        good = [file for file in files if _clean(batch.counts[file.id], file)]
        if good and len(good) < len(files):
            drop_batch(self._lake, batch.id)
            batch = self._straight(good)
        if good:
            made.append(batch)
        else:
            drop_batch(self._lake, batch.id)
        return {file.id for file in good}

    def _straight(self, files: list[RawFile]) -> Batch:
        """Refine files while their text is split, where a layout's rows are one record each."""
        _, layout = self._reader.definition(files[0])
        if len(layout.feeds) > 1 or layout.feeds[0].where:
            return self._checked(self._reader.plain(files, staged=True), files)
        reading = self._reader.plain(files, staged=False)
        name, folder = self._folder(files, numbered=False)
        records = layout.feeds[0].records
        if records == "listens":
            self._see(reading, files)
        domains = {"source": [files[0].source], "raw_file": [file.id for file in files]}
        paths = self._write(flagged_sql(reading), folder, records, files, domains)
        counts = {file.id: FileCount() for file in files}
        if paths:
            self._engine.read_parquet(f"{reading.relation}_kept", paths)
            counts |= self._counts(kept_count_sql(f"{reading.relation}_kept", records))
        return self._batch(files, name, counts, {records: self._names(paths)}, numbered=False)

    def _counted(self, file: RawFile, made: list[Batch]) -> bool:
        """Take a file with the engine's record numbers; whether it has every record, as delivered."""
        reading = self._reader.counted(file)
        if reading is None:
            return False
        batch = self._checked(reading, [file])
        if batch.counts[file.id].records != file.records:
            drop_batch(self._lake, batch.id)
            return False
        made.append(batch)
        return True

    def _checked(self, reading: Reading, files: list[RawFile]) -> Batch:
        """Refine text that is staged: accepted records by kind, and what breaks a rule."""
        counts = {file.id: FileCount() for file in files} | self._counts(count_sql(reading))
        name, folder = self._folder(files, numbered=reading.numbered)
        parts = {}
        for records in dict.fromkeys(feed.feed.records for feed in reading.feeds):
            query = " UNION ALL ".join(accepted_sql(reading, records))
            parts[records] = self._names(self._write(query, folder, records, files))
        violations = None
        if reading.numbered and any(count.flagged for count in counts.values()):
            target = violations_file(self._lake, name)
            write_violations(self._engine, reading, target)
            violations = self._names([target])[0]
        return self._batch(files, name, counts, parts, numbered=reading.numbered, violations=violations)

    def _write(
        self, query: str, folder: Path, records: str, files: list[RawFile], domains: Domains | None = None
    ) -> list[Path]:
        """Write a batch's records of one kind, by users where these are all over the files."""
        by = near(self._engine, query, records, sum(file.records for file in files))
        return self._engine.write_parquet(query, folder / records, domains=domains, near=by)

    def _folder(self, files: list[RawFile], *, numbered: bool) -> tuple[str, Path]:
        """The name and the empty folder of a new batch."""
        recipe = self._recipes[files[0].source]
        name = batch_id(recipe, [file.content for file in files], numbered=numbered)
        drop_batch(self._lake, name)
        return name, batch_folder(self._lake, name)

    def _batch(
        self,
        files: list[RawFile],
        name: str,
        counts: dict[str, FileCount],
        parts: dict[str, tuple[str, ...]],
        *,
        numbered: bool,
        violations: str | None = None,
    ) -> Batch:
        source, layout = files[0].source, files[0].layout
        return Batch(name, self._recipes[source], source, layout, numbered, counts, parts, violations)

    def _counts(self, sql: str) -> dict[str, FileCount]:
        rows = self._engine.rows(sql)
        return {row["raw_file"]: FileCount(**{name: int(row[name]) for name in _COUNTS}) for row in rows}

    def _names(self, paths: list[Path]) -> tuple[str, ...]:
        return tuple(map(self._lake.location.name, paths))


def _clean(count: FileCount, file: RawFile) -> bool:
    return count.records == file.records and not count.flagged
