"""House-keeping: remove the files that nothing retained needs, and merge the small batches."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vitrola.lake import publication
from vitrola.lake.zones import ZONES
from vitrola.pipeline.compaction import merge_batches, mergeable
from vitrola.pipeline.faults import step
from vitrola.pipeline.inventory import KINDS, Kind, Unneeded, unneeded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vitrola.config import Settings
    from vitrola.lake import Lake

OLDER_THAN = 7 * 86_400
"""Seconds for which whatever was needed stays: longer than any query, dashboard or export is at work on
the publication it resolved, and long enough to notice that the wrong thing was published."""


@dataclass
class Vacuumed:
    """What a vacuum removed, or would: files by kind. ``merged`` counts the small batches made into one."""

    files: dict[Kind, list[Unneeded]] = field(default_factory=dict)
    merged: int = 0

    @property
    def count(self) -> int:
        """The number of all files."""
        return sum(map(len, self.files.values()))

    @property
    def bytes(self) -> int:
        """The bytes of all files."""
        return sum(entry.size for entries in self.files.values() for entry in entries)


def look(lake: Lake, settings: Settings, *, older_than: float = OLDER_THAN) -> Vacuumed:
    """What a vacuum would do; nothing is changed. Raises LakeError where that can't be known."""
    small = sum(len(group) for group in mergeable(lake, settings))
    return Vacuumed(by_kind(unneeded(lake, settings, latest=time.time() - older_than)), small)


def vacuum(lake: Lake, settings: Settings, *, older_than: float = OLDER_THAN) -> Vacuumed:
    """Merge small batches, then remove what nothing has needed for ``older_than`` seconds.

    Stopped at any moment it can be repeated, and what is retained stays whole. Raises LakeError where
    it can't be known what is needed, or another process is changing the lake: then nothing is removed.
    """
    with lake.exclusive():
        latest = time.time() - older_than
        found = by_kind(unneeded(lake, settings, latest=latest))
        merged = merge_batches(lake, mergeable(lake, settings))
        remove(lake, found)
        for gone, at in publication.expired(lake):
            if at < latest:
                publication.drop(lake, gone.run_id)
        return Vacuumed(found, merged)


def remove(lake: Lake, found: dict[Kind, list[Unneeded]]) -> None:
    """Remove files, kind by kind, and the folders that this leaves empty."""
    for kind, entries in found.items():
        for entry in entries:
            lake.location.remove(entry.path)
            step("vacuum", kind)
        _remove_empty(lake, {entry.path.parent for entry in entries})


def by_kind(entries: Iterable[Unneeded]) -> dict[Kind, list[Unneeded]]:
    """Files by kind, in the order in which they are removed."""
    found: dict[Kind, list[Unneeded]] = defaultdict(list)
    for entry in entries:
        found[entry.kind].append(entry)
    return {kind: found[kind] for kind in KINDS if kind in found}


def _remove_empty(lake: Lake, folders: set[Path]) -> None:
    """Remove empty folders up to the zones, which stay."""
    zones = {lake.location.root, *map(lake.location.path, ZONES)}
    for folder in folders:
        here = folder
        with suppress(OSError):
            while here not in zones:
                here.rmdir()
                here = here.parent
