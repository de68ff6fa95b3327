"""What is needed of a lake's files and what is not, found by references and never by names of folders."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vitrola.errors import LakeError
from vitrola.lake import publication, raw_files, standing
from vitrola.lake.zones import CONTROL, QUARANTINE, RAW, REFINED
from vitrola.pipeline.batch import MANIFESTS, RECORDS, VIOLATIONS, choose, kept_batches, manifest_file, unkept
from vitrola.pipeline.cube import CUBES, cube_folder
from vitrola.pipeline.dictionary import DICTIONARIES
from vitrola.pipeline.plan import make_recipes
from vitrola.sources import sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vitrola.config import Settings
    from vitrola.lake import Lake, Publication
    from vitrola.lake.location import Stored

Kind = Literal["cube", "quarantine", "dictionary", "batch", "metadata", "data", "copy", "part"]

LANDING_SECONDS = 86_400
"""A copy untouched for this long is no longer being landed."""

KINDS: dict[Kind, str] = {
    "cube": "cubes of publications no longer retained",
    "quarantine": "quarantine of publications no longer retained",
    "dictionary": "dictionaries of publications no longer retained",
    "batch": "kept records that no run takes any more",
    "metadata": "Iceberg metadata that no retained publication reaches",
    "data": "table files that no retained publication reads",
    "copy": "copies in the raw zone that were never landed",
    "part": "unfinished writes and locks of files that are gone",
}
"""What can be removed, in the order in which it is, with a sentence's part on each."""


@dataclass(frozen=True)
class Unneeded:
    """One file that nothing retained needs; ``since`` is when it was last written, in seconds."""

    path: Path
    kind: Kind
    size: int
    since: float


def needed_files(lake: Lake, publications: Iterable[Publication]) -> set[Path]:
    """Every file that these publications' tables consist of, wherever in the lake it is.

    A table can consist of files that earlier runs wrote, so folders' names say nothing. Raises LakeError
    where a publication can't be followed.
    """
    from vitrola.lake.references import reached  # noqa: PLC0415 - slow to import

    return {
        path
        for shown in publications
        for metadata in shown.tables.values()
        for path in reached(lake.location, metadata)
    }


def shown_lately(lake: Lake, latest: float) -> list[Publication]:
    """Retained publications, and those that a reader may have resolved after ``latest`` (in seconds)."""
    return [*publication.retained(lake), *(gone for gone, at in publication.expired(lake) if at >= latest)]


def unneeded(lake: Lake, settings: Settings, *, latest: float) -> list[Unneeded]:
    """Files last written before ``latest`` (in seconds) that nothing needs, in the order of KINDS.

    Raises LakeError where a retained publication can't be followed: then nothing is known of any file.
    """
    shown = _whole(lake, latest)
    found = [
        *_of_runs(lake, [entry.run_id for entry in shown]),
        *_batches(lake, settings),
        *_tables(lake, needed_files(lake, shown)),
        *_copies(lake),
        *_parts(lake),
    ]
    order = list(KINDS)
    return sorted(
        (entry for entry in found if entry.since < latest),
        key=lambda entry: (order.index(entry.kind), entry.path),
    )


def _whole(lake: Lake, latest: float) -> list[Publication]:
    """Publications to be kept whole; an expired one that can't be followed any more isn't."""
    retained = {entry.run_id for entry in publication.retained(lake)}
    found = []
    for shown in shown_lately(lake, latest):
        try:
            needed_files(lake, [shown])
        except LakeError:
            if shown.run_id in retained:
                raise
        else:
            found.append(shown)
    return found


def _entry(stored: Stored, kind: Kind, since: float | None = None) -> Unneeded:
    return Unneeded(stored.path, kind, stored.size, stored.since if since is None else since)


def _of_runs(lake: Lake, shown: list[str]) -> Iterator[Unneeded]:
    cubes = [cube_folder(lake, run_id) for run_id in shown]
    for stored in lake.location.below(CUBES):
        if not any(stored.path.is_relative_to(folder) for folder in cubes):
            yield _entry(stored, "cube")
    folders: tuple[tuple[str, Kind], ...] = ((QUARANTINE, "quarantine"), (DICTIONARIES, "dictionary"))
    for folder, kind in folders:
        for stored in lake.location.below(folder):
            path = stored.path
            here = path.parent == lake.location.path(folder)
            if here and path.suffix == ".parquet" and path.stem not in shown:
                yield _entry(stored, kind)


def _batches(lake: Lake, settings: Settings) -> Iterator[Unneeded]:
    """Files of batches that wouldn't be taken by a run, their manifests first."""
    kept = kept_batches(lake)
    recipes = make_recipes(sources(lake.source_folder), settings)
    portions, _ = choose(kept, standing(lake).active, recipes, set())
    taken = {portion.batch.id for portion in portions}
    folders = (MANIFESTS, RECORDS, VIOLATIONS)
    stored = {entry.path: entry for folder in folders for entry in lake.location.below(folder)}
    for batch in kept:
        if batch.id not in taken:
            manifest = stored[manifest_file(lake, batch.id)]
            for path in (manifest.path, *map(lake.location.path, batch.objects)):
                yield _entry(stored[path], "batch", manifest.since)
    left = unkept(lake)
    for entry in stored.values():
        if any(entry.path.is_relative_to(path) for path in left):
            yield _entry(entry, "batch")


def _tables(lake: Lake, needed: set[Path]) -> Iterator[Unneeded]:
    refined = lake.location.path(REFINED)
    apart = {lake.location.path(CUBES).parent, lake.location.path(RECORDS)}
    for stored in lake.location.below(REFINED):
        table, kind, *_ = (*stored.path.relative_to(refined).parts, "", "")
        if refined / table not in apart and kind in ("data", "metadata") and stored.path not in needed:
            yield _entry(stored, "data" if kind == "data" else "metadata")


def _copies(lake: Lake) -> Iterator[Unneeded]:
    """Copies that no landing is at work on, whatever the age asked for."""
    known = {file.stored for file in raw_files(lake)}
    for stored in lake.location.below(RAW):
        if stored.name not in known and stored.since < time.time() - LANDING_SECONDS:
            yield _entry(stored, "copy")


def _parts(lake: Lake) -> Iterator[Unneeded]:
    folders = [lake.location.path(CONTROL), lake.location.path(VIOLATIONS)]
    stored = {entry.path: entry for entry in lake.location.below()}
    for path, entry in stored.items():
        unfinished = path.name.startswith(".") and path.suffix == ".part"
        lock_of_nothing = path.name.endswith(".json.lock") and path.with_suffix("") not in stored
        place = path.parent == lake.location.root or any(path.is_relative_to(folder) for folder in folders)
        if place and (unfinished or lock_of_nothing):
            yield _entry(entry, "part")
