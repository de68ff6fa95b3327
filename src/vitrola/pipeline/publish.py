"""Commit a run's files to Iceberg, then show all tables at once by replacing the pointer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vitrola.errors import LakeError, NotRetainedError
from vitrola.lake import Publication, publication
from vitrola.lake.tables import data_files
from vitrola.pipeline.faults import step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.lake import Lake
    from vitrola.pipeline.built import Built


def prepare(
    lake: Lake, built: Built, *, run_id: str, inputs: str, fingerprints: dict[str, str]
) -> Publication:
    """Commit a run's tables to Iceberg, carried ones as they are. Nothing of it is visible yet."""
    from vitrola.lake.iceberg import append_to_table, commit_table  # noqa: PLC0415 - slow to import

    former = publication.current(lake)
    properties = {"vitrola.run-id": run_id, "vitrola.inputs": inputs}
    tables = dict(built.carried)
    for name in built.settled():
        before = former.tables.get(name) if former else None
        if before and name in built.appended:
            tables[name] = append_to_table(lake, before, built.appended[name], properties=properties)
            continue
        tables[name] = commit_table(
            lake, name, built.files[name], built.schemas[name], former=before, properties=properties
        )
    step("commit")
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return Publication(run_id, now, inputs, tables, fingerprints, _files(lake, tables, former))


def _files(lake: Lake, tables: Mapping[str, str], former: Publication | None) -> dict[str, list[str]]:
    """The Parquet files of each table by their names in the lake; those of a carried one are known."""
    found = {}
    for name, metadata in sorted(tables.items()):
        if former and former.tables.get(name) == metadata and name in former.files:
            found[name] = former.files[name]
        else:
            paths = data_files(lake.location, metadata)
            found[name] = [lake.location.name(path) for path in paths]
    return found


def show(lake: Lake, new: Publication, *, former: Publication | None) -> None:
    """Make a prepared publication visible; raises PublicationConflictError where another came first."""
    step("before pointer")
    publication.point(lake, new, former=former)
    step("after pointer")


def forget_old(lake: Lake, *, retained: int) -> None:
    """Retain only so many publications; the current one always stays."""
    shown = publication.current(lake)
    for old in publication.retained(lake)[:-retained]:
        if shown is None or old.run_id != shown.run_id:
            publication.forget(lake, old)


def rollback(lake: Lake, run_id: str) -> Publication:
    """Show a retained publication again, though the pointer may be damaged.

    Raises NotRetainedError for a run that isn't retained.
    """
    former, damaged = _current_or_damaged(lake)
    if former is None and not damaged:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location}")
    offered = publication.former_ones(lake) if damaged else publication.retained(lake)
    known = {entry.run_id: entry for entry in offered}
    if run_id not in known:
        raise NotRetainedError(
            f"Run {run_id!r} is not retained; retained are {', '.join(known)}.",
            hint=f"Run: vitrola runs {lake.location}",
        )
    if former is None:
        publication.mend(lake, known[run_id])
    elif former.run_id != run_id:
        publication.point(lake, known[run_id], former=former)
    return known[run_id]


def _current_or_damaged(lake: Lake) -> tuple[Publication | None, bool]:
    try:
        return publication.current(lake), False
    except LakeError:
        return None, True
