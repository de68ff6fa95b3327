"""What a run would read, and whether it differs from what is published."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitrola import __version__
from vitrola.errors import LakeError, SourceDefinitionError, UnreadableFileError
from vitrola.lake import standing
from vitrola.lake.zones import RAW
from vitrola.pipeline.merges import accepted
from vitrola.pipeline.staleness import CODE
from vitrola.sources import Source, sources

if TYPE_CHECKING:
    from vitrola.config import Settings
    from vitrola.lake import Lake, RawFile
    from vitrola.pipeline.merges import Merges

_MATTERS = ("time_zone", "holidays_country", "optional_holidays", "simulate", "seed")
_READING_ROOMS = ("contracts", "refining", "sources", "engines")
"""Rooms whose code decides which records of a file are accepted."""
_BUILDING_ROOMS = ("models", "pipeline")
"""Rooms whose code decides what is made of them."""
_SUFFIXES = (".py", ".yaml", ".sql", ".csv")


@dataclass(frozen=True)
class Plan:
    """Everything a run depends on; ``inputs`` is its hash, ``stored`` the names of all raw files.

    ``recipes`` are by source: hashes of what decides which of its records are accepted. ``ingredients``
    are hashes of what else relations are made of, by name.
    """

    files: list[RawFile]
    sources: dict[str, Source]
    recipes: dict[str, str]
    ingredients: dict[str, str]
    merges: Merges
    inputs: str
    stored: set[str]


def make_plan(lake: Lake, settings: Settings) -> Plan:
    """Look at the lake; raises DefinitionError or LakeError before anything is read in full."""
    known = sources(lake.source_folder)
    found = standing(lake)
    files = _readable(lake, found.active, known)
    recipes = make_recipes(known, settings)
    merges = accepted(lake)
    own = _own_models(lake)
    ingredients = {
        CODE: _hash(_reading(settings), _code(_BUILDING_ROOMS)),
        "genre_tag": own.get("genre_tag.csv", ""),
        "source_rule": _hash(*map(repr, known.values())),
        "artist_merge": _hash(*map(repr, merges["artist"])),
        "reviewed_track": _hash(*map(repr, merges["track"])),
        "track_merge": _hash(*map(repr, merges["track"])),
        **{f"setting {name}": repr(asdict(settings)[name]) for name in _MATTERS},
    }
    described: dict[str, Any] = {
        "files": [file.content for file in files],
        "ingredients": ingredients,
        "recipes": recipes,
        "models": own,
    }
    inputs = _hash(json.dumps(described, sort_keys=True))
    return Plan(files, known, recipes, ingredients, merges, inputs, found.stored)


def make_recipes(known: dict[str, Source], settings: Settings) -> dict[str, str]:
    """By source, the hash of what decides which of its records are accepted."""
    return {name: _hash(_reading(settings), repr(source)) for name, source in known.items()}


def _reading(settings: Settings) -> str:
    return _hash(__version__, settings.engine, _code(_READING_ROOMS))


def landed_files(lake: Lake, known: dict[str, Source], *, superseded: bool = False) -> list[RawFile]:
    """Every raw file that counts, all of them whole and of a known layout; ``superseded`` ones on request.

    Raises LakeError where there are none, DeliveryError or DefinitionError where one can't be read.
    """
    found = standing(lake)
    return _readable(lake, [*found.active, *(found.superseded_files if superseded else ())], known)


def _readable(lake: Lake, files: list[RawFile], known: dict[str, Source]) -> list[RawFile]:
    if not files:
        raise LakeError(
            f"The lake in {lake.location} holds no files yet.",
            hint=f"Run: vitrola land {lake.location} FILE",
        )
    sizes = {entry.name: entry.size for entry in lake.location.below(RAW)}
    for file in files:
        _intact(file, sizes.get(file.stored))
        _defined(file, known)
    return files


def _intact(file: RawFile, size: int | None) -> None:
    if size != file.size:
        found = "missing" if size is None else f"{size:,} bytes instead of {file.size:,}"
        raise UnreadableFileError(
            f"{file.stored} in the raw zone is not what was landed as {file.name}: {found}.",
            hint="Put the file back from a copy of the lake.",
        )


def _defined(file: RawFile, known: dict[str, Source]) -> None:
    layouts = [layout.name for layout in known[file.source].layouts] if file.source in known else []
    if file.layout not in layouts:
        raise SourceDefinitionError(
            f"{file.name} was landed as {file.source} ({file.layout}), which is no longer defined.",
            hint="Put the source definition back into the lake's sources/ folder.",
        )


def _own_models(lake: Lake) -> dict[str, str]:
    """The lake's own models and genre table, as written."""
    folder = lake.model_folder
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: _hash(path.read_bytes().hex()) for path in paths if path.is_file()}


@cache
def _code(rooms: tuple[str, ...]) -> str:
    """A hash of the package's own files in these rooms."""
    root = Path(str(resources.files("vitrola")))
    digest = hashlib.sha256()
    for room in rooms:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in _SUFFIXES:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
