"""What a run would read, and whether it differs from what is published."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitrola import __version__
from vitrola.errors import LakeError, SourceDefinitionError, UnreadableFileError
from vitrola.lake import raw_files
from vitrola.models import Model, genre_tags
from vitrola.pipeline.build import planned_models
from vitrola.sources import Source, sources

if TYPE_CHECKING:
    from vitrola.config import Settings
    from vitrola.lake import Lake, RawFile

_MATTERS = ("time_zone", "holidays_country", "optional_holidays", "simulate", "seed")


@dataclass(frozen=True)
class Plan:
    """Everything a run depends on; ``inputs`` is its hash."""

    files: list[RawFile]
    sources: dict[str, Source]
    models: list[Model]
    inputs: str


def make_plan(lake: Lake, settings: Settings) -> Plan:
    """Look at the lake; raises DefinitionError or LakeError before anything is read in full."""
    known = sources(lake.source_folder)
    files = landed_files(lake, known)
    models = planned_models(lake)
    described: dict[str, Any] = {
        "version": __version__,
        "code": _code_hash(),
        "files": [file.sha256 for file in files],
        "settings": {name: asdict(settings)[name] for name in _MATTERS},
        "sources": {name: repr(source) for name, source in known.items()},
        "models": {model.name: model.sql for model in models},
        "genre_tags": genre_tags(lake.model_folder),
    }
    text = json.dumps(described, sort_keys=True)
    return Plan(files, known, models, hashlib.sha256(text.encode()).hexdigest())


def landed_files(lake: Lake, known: dict[str, Source]) -> list[RawFile]:
    """Every raw file, all of them whole and of a known layout.

    Raises LakeError where there are none, DeliveryError or DefinitionError where one can't be read.
    """
    files = raw_files(lake)
    if not files:
        raise LakeError(
            f"The lake in {lake.location.root} holds no files yet.",
            hint=f"Run: vitrola land {lake.location.root} FILE",
        )
    for file in files:
        _intact(lake, file)
        _defined(file, known)
    return files


def _intact(lake: Lake, file: RawFile) -> None:
    path = lake.location.path(file.stored)
    size = path.stat().st_size if path.is_file() else None
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


def _code_hash() -> str:
    """A hash of the package's own files that decide what a run computes."""
    root = Path(str(resources.files("vitrola")))
    digest = hashlib.sha256()
    for room in ("contracts", "refining", "engines", "pipeline"):
        for path in sorted((root / room).rglob("*")):
            if path.suffix in (".py", ".yaml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()
