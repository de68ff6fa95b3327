"""Batches: records of raw files that were read and refined once, kept for later runs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from vitrola.lake.location import stem
from vitrola.lake.zones import CONTROL, QUARANTINE, REFINED

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from pathlib import Path

    from vitrola.lake import Lake, RawFile

MANIFESTS = f"{CONTROL}/batches"
RECORDS = f"{REFINED}/records"
VIOLATIONS = f"{QUARANTINE}/batches"


@dataclass
class FileCount:
    """What became of one file's rows and plays so far; ``accepted`` ones still go on to the models."""

    records: int = 0
    accepted: int = 0
    quarantined: int = 0
    filtered: int = 0
    flagged: int = 0
    plays_read: int = 0
    plays_accepted: int = 0
    plays_unreadable: int = 0


@dataclass(frozen=True)
class Batch:
    """Accepted records and violations of files of one layout, as Parquet in the refined zone.

    ``recipe`` is the hash of what decided about them. ``counts`` are by raw file; ``parts`` name the
    Parquet files by kind of records. Records of a ``numbered`` batch know their place in their file.
    """

    id: str
    recipe: str
    source: str
    layout: str
    numbered: bool
    counts: Mapping[str, FileCount]
    parts: Mapping[str, tuple[str, ...]]
    violations: str | None = None

    @property
    def has_records(self) -> bool:
        """Whether any record of it was accepted."""
        return any(self.parts.values())

    @property
    def objects(self) -> list[str]:
        """Names of everything it consists of."""
        return [*(name for part in self.parts.values() for name in part), *filter(None, [self.violations])]


@dataclass(frozen=True)
class Portion:
    """The part of a batch that a run takes: all of it, or some of its files."""

    batch: Batch
    files: frozenset[str]

    @property
    def whole(self) -> bool:
        """Whether every file of the batch is taken."""
        return self.files == set(self.batch.counts)


@dataclass(frozen=True)
class Intake:
    """All accepted records of a run: portions of batches that have each of its raw files once."""

    portions: tuple[Portion, ...]

    def only(self, files: Container[str]) -> Intake:
        """The portions that these files have of it."""
        cut = (
            Portion(portion.batch, frozenset(file for file in portion.files if file in files))
            for portion in self.portions
        )
        return Intake(tuple(portion for portion in cut if portion.files))

    @property
    def counts(self) -> dict[str, FileCount]:
        """The counts of each raw file."""
        return {file: portion.batch.counts[file] for portion in self.portions for file in portion.files}


def batch_id(recipe: str, contents: Iterable[str], *, numbered: bool) -> str:
    """The name of the batch that files, or batches, with these contents make."""
    return hashlib.sha256(repr((recipe, numbered, sorted(contents))).encode()).hexdigest()[:16]


def batch_folder(lake: Lake, name: str) -> Path:
    """Where the records of a batch are."""
    return lake.location.path(f"{RECORDS}/{name}")


def manifest_file(lake: Lake, name: str) -> Path:
    """The file that lets runs take a batch."""
    return lake.location.path(_manifest(name))


def violations_file(lake: Lake, name: str) -> Path:
    """Where the violations of a batch are, if it has any."""
    return lake.location.path(f"{VIOLATIONS}/{name}.parquet")


def kept_batches(lake: Lake) -> list[Batch]:
    """Every batch kept whose files are all there."""
    found = map(_decode, lake.location.read_all(lake.location.names(MANIFESTS, ".json")))
    there = {entry.name for folder in (RECORDS, VIOLATIONS) for entry in lake.location.below(folder)}
    return [batch for batch in found if there.issuperset(batch.objects)]


def keep_batch(lake: Lake, batch: Batch) -> None:
    """Let later runs take a batch."""
    lake.location.keep(map(lake.location.path, batch.objects))
    lake.location.create(_manifest(batch.id), json.dumps(asdict(batch), indent=1).encode())


def drop_batch(lake: Lake, name: str) -> None:
    """Remove a batch: its manifest first, so that no run takes what is half gone."""
    lake.location.delete(_manifest(name))
    lake.location.remove(batch_folder(lake, name))
    lake.location.remove(violations_file(lake, name))


def unkept(lake: Lake) -> list[Path]:
    """Folders and files of batches that no run finished."""
    kept = set(map(stem, lake.location.names(MANIFESTS, ".json")))
    found = [*lake.location.children(RECORDS), *lake.location.names(VIOLATIONS, ".parquet")]
    return [lake.location.path(name) for name in found if stem(name) not in kept]


def choose(
    batches: Iterable[Batch], files: Iterable[RawFile], recipes: Mapping[str, str], numbered: set[str]
) -> tuple[list[Portion], list[RawFile]]:
    """The portions that serve these files under the recipes of their sources, and the files that none does.

    A numbered batch goes before others, since something in the file was found to need it; then the one
    with more files, since it was merged from the others.
    """
    wanted = {file.id: file for file in files}
    portions = []
    for batch in sorted(batches, key=_precedence):
        if batch.recipe == recipes.get(batch.source):
            served = {
                id_ for id_ in batch.counts if id_ in wanted and (batch.numbered or id_ not in numbered)
            }
            if served:
                portions.append(Portion(batch, frozenset(served)))
                wanted = {id_: file for id_, file in wanted.items() if id_ not in served}
    return portions, list(wanted.values())


def _precedence(batch: Batch) -> tuple[bool, int, str]:
    return not batch.numbered, -len(batch.counts), batch.id


def _manifest(name: str) -> str:
    return f"{MANIFESTS}/{name}.json"


def _decode(data: bytes) -> Batch:
    batch = Batch(**json.loads(data))
    return replace(
        batch,
        counts={file: FileCount(**count) for file, count in batch.counts.items()},  # type: ignore[arg-type]
        parts={records: tuple(names) for records, names in batch.parts.items()},
    )
