"""Remove what was left behind by processes that were stopped before they could finish."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from vitrola.lake import publication, raw_files
from vitrola.lake.zones import QUARANTINE, RAW, REFINED, SCRATCH
from vitrola.pipeline.batch import unkept
from vitrola.pipeline.inventory import LANDING_SECONDS, needed_files
from vitrola.pipeline.record import records
from vitrola.pipeline.replay import FOLDER as REPLAYS

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.lake import Lake


def sweep(lake: Lake) -> list[Path]:
    """Remove data of runs that never published and copies that never landed; returns what was removed.

    Only for the one that holds the lake: the files of a run at work look the same.
    """
    removed = [*_unpublished(lake), *unkept(lake), *_unlanded(lake), *lake.location.path(SCRATCH).glob("*")]
    for path in removed:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return removed


def _unpublished(lake: Lake) -> list[Path]:
    """Folders and files of runs without a publication; one with a file that a retained one reads stays."""
    folders = lake.location.path(REFINED).glob("*/data/*")
    files = [path for name in (QUARANTINE, REPLAYS) for path in lake.location.path(name).glob("*.parquet")]
    known = publication.known_runs(lake)
    found = [path for path in (*folders, *files) if path.stem not in known]
    if not found:
        return []
    published = {record["run_id"] for record in records(lake) if record["status"] == "published"}
    found = [path for path in found if path.stem not in published]
    read = needed_files(publication.retained(lake)) if found else set()
    return [path for path in found if not any(file.is_relative_to(path) for file in read)]


def _unlanded(lake: Lake) -> list[Path]:
    known = {lake.location.path(file.stored) for file in raw_files(lake)}
    latest = time.time() - LANDING_SECONDS
    files = (path for path in lake.location.path(RAW).rglob("*") if path.is_file())
    return [path for path in files if path not in known and path.lstat().st_mtime < latest]
