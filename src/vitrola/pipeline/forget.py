"""Forget a user: out of raw files, tables, quarantine and former publications, and prove it by a search."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from vitrola.config import Settings
from vitrola.errors import LakeError, UsageError
from vitrola.lake import publication, raw_files
from vitrola.lake.zones import CONTROL, RAW
from vitrola.pipeline.batch import drop_batch, kept_batches
from vitrola.pipeline.catalog import show_in_catalog
from vitrola.pipeline.erasing import erase
from vitrola.pipeline.faults import step
from vitrola.pipeline.inventory import needed_files, unneeded
from vitrola.pipeline.person import find_person
from vitrola.pipeline.quarantine import quarantine_file
from vitrola.pipeline.record import record_of, write_record
from vitrola.pipeline.run import run
from vitrola.pipeline.searching import Found, Search
from vitrola.pipeline.vacuum import by_kind, remove
from vitrola.sources import sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from vitrola.lake import Lake, Publication
    from vitrola.pipeline.person import Person

FORGOTTEN = "(forgotten)"
"""What stands for a user's identifier where the error of a run had it."""


@dataclass
class Forgotten:
    """What was done: ``before`` and ``proof`` are searches of every file, the second after all else.

    ``rows`` were taken out of raw files named in ``rewritten``; publications of the runs in
    ``withdrawn`` can't be rolled back to any more.
    """

    before: Found
    proof: Found = field(default_factory=Found)
    rows: int = 0
    rewritten: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    run_id: str | None = None


def where(lake: Lake, user: str) -> Found:
    """Where a user is named; nothing is changed. Raises UsageError where that is nowhere."""
    known = sources(lake.source_folder)
    found = Search(lake, find_person(user, known), known).everywhere()
    if not found.held:
        raise UsageError(
            f"Nothing in this lake holds the user {user!r}: {found.files:,} files were searched.",
            hint="Identifiers are written as in user_id_dim, those of a local source as sparkify:10.",
        )
    return found


def forget(
    lake: Lake, settings: Settings, user: str, progress: Callable[[str], None] = lambda _: None
) -> Forgotten:
    """Forget a user and publish anew; whatever stops this, repeating it goes on to the same end.

    Raises UsageError where nothing holds the user, LakeError where a file still does in the end, and
    whatever a run raises: then the user is still in what was published before.
    """
    with lake.exclusive() as held, lake.landing(alone=True):
        progress("search")
        person = find_person(user, sources(lake.source_folder))
        done = Forgotten(where(lake, user))
        _all_searchable(lake, done.before)
        _Forgetting(held, person, done, progress).work(settings)
        progress("search")
        done.proof = _search(lake, person).everywhere()
        if done.proof.held:
            names = ", ".join(lake.location.name(path) for path in done.proof.held)
            raise LakeError(
                f"{len(done.proof.held)} file(s) still name the user: {names}.",
                hint="Vitrola doesn't change them: change or remove them yourself, then run this again.",
            )
        return done


def _all_searchable(lake: Lake, found: Found) -> None:
    if found.links:
        names = ", ".join(as_names(lake, found.links))
        raise LakeError(
            f"The lake has links, and what is behind them can't be searched: {names}.",
            hint="Put the files in their place, or remove the links.",
        )


def _search(lake: Lake, person: Person) -> Search:
    return Search(lake, person, sources(lake.source_folder))


class _Forgetting:
    """The steps, in an order that leaves what names the user until everything made of it is gone."""

    def __init__(self, lake: Lake, person: Person, done: Forgotten, progress: Callable[[str], None]) -> None:
        self._lake = lake
        self._person = person
        self._done = done
        self._progress = progress

    def work(self, settings: Settings) -> None:
        self._progress("raw files")
        self._raw_zone()
        step("forget", "raw")
        if shown := publication.current(self._lake):
            as_published = _settings_of(self._lake, shown, settings)
            self._done.run_id = run(self._lake, as_published, self._progress, full=True)["run_id"]
        step("forget", "run")
        self._progress("former publications")
        held = set(_search(self._lake, self._person).everywhere().held)
        self._withdraw(held)
        self._begin_histories_anew()
        step("forget", "publications")
        self._control_texts()
        show_in_catalog(self._lake, settings, former=False)
        self._remove(settings, held)

    def _raw_zone(self) -> None:
        """Rewrite what the ledger names, and remove copies that it doesn't: nothing is being landed."""
        search = _search(self._lake, self._person)
        entries = [file for file in raw_files(self._lake) if self._is_held(file.stored)]
        for batch in kept_batches(self._lake):
            if any(file.id in batch.counts for file in entries):
                drop_batch(self._lake, batch.id)
        for file in entries:
            entry = erase(self._lake, file, *search.records(file))
            before = file.rewritten.records if file.rewritten else 0
            self._done.rows += (entry.rewritten.records if entry.rewritten else 0) - before
            self._done.rewritten.append(file.name)
        known = {file.stored for file in raw_files(self._lake)}
        for stored in list(self._lake.location.below(RAW)):
            if stored.name not in known:
                self._lake.location.remove(stored.path)

    def _is_held(self, name: str) -> bool:
        return self._lake.location.path(name) in self._done.before.held

    def _withdraw(self, held: set[Path]) -> None:
        """Stop retaining publications of which a file names the user."""
        shown = publication.current(self._lake)
        for kept in publication.retained(self._lake):
            made_of = {*needed_files(self._lake, [kept]), quarantine_file(self._lake, kept.run_id)}
            if (shown is None or kept.run_id != shown.run_id) and not made_of.isdisjoint(held):
                record = record_of(self._lake, kept.run_id)
                write_record(self._lake, {**record, "status": "withdrawn"})
                publication.forget(self._lake, kept)
                self._done.withdrawn.append(kept.run_id)
        for gone, _ in publication.expired(self._lake):
            publication.drop(self._lake, gone.run_id)

    def _begin_histories_anew(self) -> None:
        """Write table metadata without former snapshots, whose manifests say how identifiers begin."""
        shown = publication.current(self._lake)
        for kept in publication.retained(self._lake):
            publication.rewrite(self._lake, _anew(self._lake, kept))
        if shown:
            publication.point(self._lake, _anew(self._lake, shown), former=shown)

    def _control_texts(self) -> None:
        """Take the identifier out of what runs said of values: errors of failed ones, for example."""
        for name in self._lake.location.names(f"{CONTROL}/runs", ".json"):
            record = json.loads(self._lake.location.read(name) or b"{}")
            said = record.get("error")
            if said and self._person.mention and self._person.mention.search(said):
                write_record(self._lake, {**record, "error": self._person.mention.sub(FORGOTTEN, said)})

    def _remove(self, settings: Settings, held: set[Path]) -> None:
        """Remove what is needed no more, whatever its age: what names the user goes last."""
        gone = unneeded(self._lake, settings, latest=time.time() + 1)
        remove(self._lake, by_kind(entry for entry in gone if entry.path not in held))
        step("forget", "files")
        remove(self._lake, by_kind(entry for entry in gone if entry.path in held))
        self._lake.location.tidy()


def _anew(lake: Lake, kept: Publication) -> Publication:
    from vitrola.lake.iceberg import recreate_table  # noqa: PLC0415 - slow to import

    tables = {name: recreate_table(lake, name, metadata, lake.home) for name, metadata in kept.tables.items()}
    return replace(kept, tables=tables)


def _settings_of(lake: Lake, shown: Publication, settings: Settings) -> Settings:
    """The settings that a publication was made with; those that change no result are today's."""
    recorded = record_of(lake, shown.run_id)["settings"]
    today = asdict(settings)
    return Settings(**{**today, **{name: recorded[name] for name in recorded if name in today}})


def as_names(lake: Lake, found: Iterable[Path]) -> list[str]:
    """Files by their names in the lake."""
    return [lake.location.name(path) for path in found]
