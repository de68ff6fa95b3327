"""``vitrola status``, ``vitrola runs`` and ``vitrola rollback``."""

from typing import Annotated, Any

import typer

from vitrola.cli.context import FormatOption, LakeArgument
from vitrola.cli.output import Format, out, print_json, print_rows
from vitrola.cli.summary import print_summary
from vitrola.errors import LakeError
from vitrola.lake import Lake, open_lake, publication, raw_files
from vitrola.pipeline.publish import rollback as roll_back
from vitrola.pipeline.record import record_of, records


def status(lake: LakeArgument, format: FormatOption = Format.TABLE) -> None:  # noqa: A002 - the option's name
    """Show what is published: the run that made it, every file's rows by their fate, and the tables."""
    opened = open_lake(lake)
    found = _shown(opened)
    published = {entry["sha256"] for entry in found["files"]}
    waiting = [file for file in raw_files(opened) if file.sha256 not in published]
    if format is Format.JSON:
        print_json({**found, "files_waiting": len(waiting)})
        return
    print_summary(found)
    if waiting:
        out.print(f"Next   {len(waiting)} landed file(s) not published yet: vitrola run {lake}", markup=False)


def _shown(lake: Lake) -> dict[str, Any]:
    current = publication.current(lake)
    if current is None:
        failed = [record for record in records(lake) if record["status"] == "failed"]
        if failed:
            return failed[-1]
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location.root}")
    return record_of(lake, current.run_id)


def runs(lake: LakeArgument, format: FormatOption = Format.TABLE) -> None:  # noqa: A002 - the option's name
    """List the runs of a lake: their outcome, and which can be rolled back to."""
    opened = open_lake(lake)
    current = publication.current(opened)
    retained = {entry.run_id for entry in publication.retained(opened)}
    rows = [
        {
            "run": record["run_id"],
            "status": record["status"],
            "engine": record["engine"],
            "started": record["started"][:19],
            "seconds": record["seconds"],
            "retained": record["run_id"] in retained,
            "current": bool(current and record["run_id"] == current.run_id),
        }
        for record in records(opened)
    ]
    if format is Format.JSON:
        print_json(rows)
    else:
        print_rows(rows, ["run", "status", "engine", "started", "seconds", "retained", "current"])


def rollback(
    lake: LakeArgument,
    run: Annotated[str, typer.Argument(metavar="RUN", help="A retained run, from 'vitrola runs'.")],
) -> None:
    """Show an earlier publication again. Files and later runs stay, so that it can be undone."""
    opened = open_lake(lake)
    with opened.exclusive():
        shown = roll_back(opened, run)
    out.print(f"Readers now see run {shown.run_id} of {shown.published_at}.", markup=False)
