"""A folder that an export fills and may fill again, without ever taking away what someone else put there."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from vitrola.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = "vitrola-export.json"
"""Lists the files of the last export with their SHA-256, by which they are known to be untouched."""
_PART = f"{MANIFEST}.part"
_OF_EDITORS = (".pbi", ".git", ".gitignore", ".gitattributes", ".DS_Store")
"""What programs leave in a project they open; it stays."""


def fill(folder: Path, target: str, files: Mapping[str, bytes], *, overwrite: bool = False) -> int:
    """Make ``files`` the folder's whole content; returns how many of them are new or changed.

    An export that was cut short is completed by the next. Raises UsageError for a folder with files of
    others, of another kind of export, or, unless ``overwrite``, with files edited since the last export.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder.", hint="Choose a new folder.")
    former = _former(folder, target)
    _only_ours(folder, former, files, overwrite=overwrite)
    written = 0
    for name in sorted(former.keys() - files.keys()):
        (folder / name).unlink(missing_ok=True)
    for name, data in files.items():
        written += _write(folder, name, data)
    listed = {name: _hash(data) for name, data in files.items()}
    manifest = json.dumps({"target": target, "files": listed}, indent=1, sort_keys=True, ensure_ascii=False)
    _write(folder, MANIFEST, f"{manifest}\n".encode())
    _drop_empty(folder)
    return written


def _former(folder: Path, target: str) -> dict[str, str]:
    """The files of the last export by name, with their hashes."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes())
        kind, listed = found["target"], dict(found["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is damaged: {error}.", hint="Choose a new folder.") from error
    if kind != target:
        raise UsageError(f"{folder} holds an export for {kind}.", hint="Choose a new folder.")
    return {name: known for name, known in listed.items() if _inside(folder, name)}


def _inside(folder: Path, name: str) -> bool:
    return (folder / name).resolve().is_relative_to(folder.resolve())


def _only_ours(
    folder: Path, former: Mapping[str, str], files: Mapping[str, bytes], *, overwrite: bool
) -> None:
    coming = {name: _hash(data) for name, data in files.items()}
    others: list[str] = []
    edited: list[str] = []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if name in (MANIFEST, _PART) or any(part in _OF_EDITORS for part in name.split("/")):
            continue
        now = _hash(path.read_bytes()) if path.is_file() else None
        if now is not None and now in (former.get(name), coming.get(name)):
            continue
        (edited if name in former else others).append(name)
    if others:
        raise UsageError(
            f"{folder} has files that no export wrote: {_some(others)}.",
            hint="Choose a new folder, or take them out.",
        )
    if edited and not overwrite:
        raise UsageError(
            f"{folder} was edited since it was exported: {_some(edited)}.",
            hint="Export to a new folder, or add --overwrite to lose those edits.",
        )


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _write(folder: Path, name: str, data: bytes) -> bool:
    """Write a file whole or not at all; False where it is there already."""
    path = folder / name
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = folder / _PART
    part.write_bytes(data)
    part.replace(path)
    return True


def _drop_empty(folder: Path) -> None:
    for path in sorted((each for each in folder.rglob("*") if each.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
