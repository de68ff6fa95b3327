"""Remove what was left behind by processes that were stopped before they could finish."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from vitrola.lake import publication
from vitrola.lake.location import stem
from vitrola.lake.zones import QUARANTINE, RAW, REFINED, SCRATCH
from vitrola.pipeline.batch import unkept
from vitrola.pipeline.dictionary import DICTIONARIES
from vitrola.pipeline.inventory import LANDING_SECONDS, needed_files
from vitrola.pipeline.record import records
from vitrola.pipeline.replay import FOLDER as REPLAYS

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from vitrola.lake import Lake

AT_WORK_SECONDS = 86_400
"""No run takes this long between one write and the next."""


def sweep(lake: Lake, landed: Container[str]) -> list[Path]:
    """Remove data of runs that never published and copies that never landed; returns what was removed.

    ``landed`` are the names of raw files that the lake's holder found in the ledger.
    Only for the one that holds the lake: the files of a run at work look the same. On a location that
    other machines share nothing is removed that one of them may just be writing.
    """
    scratch = map(lake.location.path, lake.location.children(SCRATCH))
    removed = [*_unpublished(lake), *unkept(lake), *_unlanded(lake, landed), *scratch]
    if removed and lake.location.shared:
        removed = _left_alone(lake, removed)
    for path in removed:
        lake.location.remove(path)
    lake.location.tidy()
    return removed


def _left_alone(lake: Lake, found: list[Path]) -> list[Path]:
    """The files and folders that nobody has written to for as long as any run takes."""
    latest = time.time() - AT_WORK_SECONDS
    recent = [entry.path for entry in lake.location.below() if entry.since >= latest]
    return [path for path in found if not any(file.is_relative_to(path) for file in recent)]


def _unpublished(lake: Lake) -> list[Path]:
    """Folders and files of runs without a publication; one with a file that a retained one reads stays."""
    tables = lake.location.children(REFINED)
    folders = [name for table in tables for name in lake.location.children(f"{table}/data")]
    files = [
        name for zone in (QUARANTINE, REPLAYS, DICTIONARIES) for name in lake.location.names(zone, ".parquet")
    ]
    known = publication.known_runs(lake)
    found = [lake.location.path(name) for name in (*folders, *files) if stem(name) not in known]
    if not found:
        return []
    published = {record["run_id"] for record in records(lake) if record["status"] == "published"}
    found = [path for path in found if path.stem not in published]
    read = needed_files(lake, publication.retained(lake)) if found else set()
    return [path for path in found if not any(file.is_relative_to(path) for file in read)]


def _unlanded(lake: Lake, landed: Container[str]) -> list[Path]:
    latest = time.time() - LANDING_SECONDS
    stored = lake.location.below(RAW)
    return [entry.path for entry in stored if entry.name not in landed and entry.since < latest]
