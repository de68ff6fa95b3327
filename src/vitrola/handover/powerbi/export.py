"""Write the Power BI project of a lake's publication; only metadata is read, however large the lake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.errors import LakeError, UsageError
from vitrola.handover.folder import fill
from vitrola.handover.powerbi.power_query import PARQUET
from vitrola.handover.powerbi.project import NAME, Subject, project_files
from vitrola.lake import publication
from vitrola.metrics.definitions import measures
from vitrola.pipeline.record import record_of
from vitrola.sources.mapping import sources

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.handover.powerbi.project import Connection
    from vitrola.lake import Lake
    from vitrola.sources import Source


@dataclass(frozen=True)
class Exported:
    """What an export wrote: ``written`` of its ``files`` are new or changed."""

    project: str
    run_id: str
    files: int
    written: int
    measures: int
    simulated: bool


def export_powerbi(lake: Lake, out: Path, connection: Connection, *, overwrite: bool = False) -> Exported:
    """Fill ``out`` with the project.

    Raises LakeError before the first publication, and UsageError for a folder that isn't free.
    """
    shown = publication.current(lake)
    if shown is None:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location}")
    if connection.source == PARQUET and not shown.files:
        raise LakeError(
            f"The publication {shown.run_id} was made by a Vitrola that kept no list of its files, which "
            "Power BI needs to read a folder.",
            hint=f"Run: vitrola run {lake.location}",
        )
    if out.resolve().is_relative_to(lake.location.root.resolve()):
        raise UsageError(f"{out} is inside the lake.", hint="Choose a folder outside it.")
    record = record_of(lake, shown.run_id)
    subject = Subject(lake.id, _delivered(lake, record), bool(record["settings"]["simulate"]))
    files = project_files(subject, connection)
    written = fill(out, "powerbi", files, overwrite=overwrite)
    return Exported(
        project=str(out / f"{NAME}.pbip"),
        run_id=shown.run_id,
        files=len(files),
        written=written,
        measures=len(measures()),
        simulated=subject.simulated,
    )


def _delivered(lake: Lake, record: dict[str, Any]) -> list[Source]:
    """The sources that files of the publication come from, by name."""
    known = sources(lake.source_folder)
    return [known[name] for name in sorted({file["source"] for file in record["files"]}) if name in known]
