"""The files that the paths of a command line name, without those of lakes."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vitrola.lake import is_lake
from vitrola.lake.zones import is_s3

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vitrola.lake import Lake


@dataclass(frozen=True)
class Named:
    """A file, and what messages call it: its path as given, or relative to the folder it was found in."""

    path: Path
    called: str


@dataclass
class Gathered:
    """The files in order, and one sentence for each folder or file that was skipped."""

    files: list[Named] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def gather(lake: Lake, given: Iterable[str | Path], waiting: Path) -> Gathered:
    """Files as named, and every visible file below a folder except notes in Markdown.

    Objects on S3 (``s3://bucket/key``, a folder with a slash at its end) are copied to ``waiting`` first.

    What a lake holds was landed or made by it: nothing of this lake is taken, and no folder of another.
    """
    found = Gathered()
    own = lake.location.root.resolve()
    for name in given:
        if is_s3(name):
            _from_s3(str(name), lake, waiting, found)
            continue
        path = Path(name)
        whole = path.resolve()
        if own in (whole, *whole.parents):
            found.skipped.append(_own(path))
        elif path.is_dir() and not path.is_symlink():
            _from_folder(path, own, found)
        else:
            found.files.append(Named(path, str(path)))
    return found


def _from_s3(address: str, lake: Lake, waiting: Path, found: Gathered) -> None:
    from vitrola.lake.s3 import fetch_arriving  # noqa: PLC0415 - slow to import

    if f"{address}/".startswith(f"{lake.location}/"):
        found.skipped.append(_own(address))
        return
    folder = waiting / str(len(found.files))
    found.files += [Named(path, called) for called, path in fetch_arriving(address, folder)]


def _from_folder(folder: Path, own: Path, found: Gathered) -> None:
    if of := next((place for place in folder.resolve().parents if is_lake(place)), None):
        found.skipped.append(f"{folder} is in the lake {of}: its files aren't landed from it.")
        return
    inside = []
    for place, folders, names in os.walk(folder):
        here = Path(place)
        if is_lake(here):
            other = f"{here} is a lake: its files aren't landed from it."
            found.skipped.append(_own(here) if here.resolve() == own else other)
            folders.clear()
            continue
        folders[:] = _visible(folders)
        inside += [here / name for name in _visible(names)]
    files = sorted(path for path in inside if path.suffix != ".md" and not path.is_dir())
    found.files += [Named(path, str(path.relative_to(folder))) for path in files]


def _visible(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if not name.startswith("."))


def _own(path: str | Path) -> str:
    return f"{path} belongs to the lake that files are landed in."
