"""``vitrola status``, ``vitrola runs`` and ``vitrola rollback``."""

from typing import Annotated, Any

import typer

from vitrola.cli.context import FormatOption, LakeArgument, open_with_settings
from vitrola.cli.output import Format, err, out, print_json, print_labelled, print_rows
from vitrola.cli.summary import print_alerts, print_summary
from vitrola.errors import LakeError
from vitrola.lake import Lake, Standing, open_lake, publication, standing
from vitrola.pipeline.alerts.found import alerts_of
from vitrola.pipeline.catalog import check_catalog, show_in_catalog
from vitrola.pipeline.pending import pending
from vitrola.pipeline.publish import rollback as roll_back
from vitrola.pipeline.record import record_of, recorded, records
from vitrola.pipeline.soundness import defects

RUN_COLUMNS = ["run", "status", "started", "seconds", "publication"]
"""What fits a narrow terminal; JSON has the engine too."""


def status(lake: LakeArgument, format: FormatOption = Format.TABLE) -> None:  # noqa: A002 - the option's name
    """Show what is published: the run that made it, every file's rows by their fate, and the tables.

    Names the files that others took the place of, those whose landing was cut off, and settings and
    definitions that the next run would stop at.
    """
    opened = open_lake(lake)
    found = _shown(opened)
    files = standing(opened)
    waiting = pending(files, found)
    superseded = _superseded(files)
    unfinished = [file.name for file in files.unfinished]
    wrong = defects(opened)
    alerts = alerts_of(opened, found["run_id"])
    if format is Format.JSON:
        later = {"files_waiting": waiting, "superseded": superseded, "unfinished": unfinished}
        print_json({**found, **later, "defects": wrong, "alerts": alerts})
        return
    print_summary(opened, found, by_file=True)
    print_alerts(alerts)
    if superseded:
        out.print()
        print_rows(
            superseded, ["file", "sha256", "source", "layout", "replaced_by"], title="Superseded files"
        )
    if unfinished:
        print_labelled("Note", f"Landing was cut off, so land again: {', '.join(unfinished)}")
    for defect in wrong:
        print_labelled("Note", f"The next run would stop: {defect}", style="yellow")
    if waiting:
        print_labelled("Next", f"{waiting} change(s) of landed files not published yet: vitrola run {lake}")


def _superseded(files: Standing) -> list[dict[str, str]]:
    """One row for each file that stays in the raw zone only."""
    return [
        {
            "file": file.name,
            "sha256": file.id,
            "source": file.source,
            "layout": file.layout,
            "replaced_by": f"{files.superseded[file.sha256].name} ({files.superseded[file.sha256].id})",
        }
        for file in files.superseded_files
    ]


def _shown(lake: Lake) -> dict[str, Any]:
    current = publication.current(lake)
    if current is None:
        failed = [record for record in records(lake) if record["status"] == "failed"]
        if failed:
            return failed[-1]
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location}")
    return record_of(lake, current.run_id)


def runs(lake: LakeArgument, format: FormatOption = Format.TABLE) -> None:  # noqa: A002 - the option's name
    """List the runs of a lake: their outcome, and which can be rolled back to."""
    opened = open_lake(lake)
    retained = {entry.run_id for entry in publication.former_ones(opened)}
    try:
        current = publication.current(opened)
    except LakeError as error:
        err.print(
            f"Error: {error.message} The runs below that are retained can be shown again.", markup=False
        )
        current, listed = None, recorded(opened)
    else:
        retained |= {current.run_id} if current else set()
        listed = records(opened)
    rows = [
        {
            "run": record["run_id"],
            "status": record["status"],
            "engine": record["engine"],
            "started": f"{record['started'][:19]}Z",
            "seconds": record["seconds"],
            "retained": record["run_id"] in retained,
            "current": bool(current and record["run_id"] == current.run_id),
            "error": record.get("error"),
        }
        for record in listed
    ]
    if format is Format.JSON:
        print_json(rows)
    else:
        failed = any(row["error"] for row in rows)
        print_rows(list(map(_for_a_person, rows)), [*RUN_COLUMNS, *(["error"] if failed else [])])


def _for_a_person(row: dict[str, Any]) -> dict[str, Any]:
    """A run with its time zone in words, and whether it can be shown again."""
    started = f"{row['started'][:16].replace('T', ' ')} UTC"
    place = "current" if row["current"] else "retained" if row["retained"] else ""
    return {**row, "started": started, "publication": place, "error": row["error"] or ""}


def rollback(
    lake: LakeArgument,
    run: Annotated[str, typer.Argument(metavar="RUN", help="A retained run, from 'vitrola runs'.")],
) -> None:
    """Show an earlier publication again. Files and later runs stay, so that it can be undone.

    The next run publishes again what counts then: mend before it what was wrong.
    """
    opened, settings = open_with_settings(lake)
    check_catalog(opened, settings)
    with opened.exclusive():
        shown = roll_back(opened, run)
        show_in_catalog(opened, settings)
    out.print(f"Readers now see run {shown.run_id} of {shown.published_at}.", markup=False)
    print_labelled(
        "Note",
        "The next run publishes what counts then, and so takes this back. If a file was wrong, land "
        "the right one with --replaces before it; if a definition or a setting was, mend it.",
    )
