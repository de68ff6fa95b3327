"""``vitrola land``."""

import tempfile
from dataclasses import asdict
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from vitrola.cli.context import FormatOption, LakeArgument, bytes_bar
from vitrola.cli.output import Format, err, out, print_json, print_rows, shown
from vitrola.errors import DeliveryError, UsageError, VitrolaError
from vitrola.lake import open_lake
from vitrola.pipeline.gathering import Named, gather
from vitrola.pipeline.land import Landed, Landing
from vitrola.pipeline.pending import has_pending


class DeliveredAs(Enum):
    """How files of one source follow each other."""

    INCREMENT = "increment"
    SNAPSHOT = "snapshot"


def land(
    lake: LakeArgument,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Files, or folders to take all files from; s3://bucket/key for an object on S3.",
        ),
    ],
    source: Annotated[
        str | None, typer.Option(help="The source, where the content fits more than one.")
    ] = None,
    replaces: Annotated[
        list[str] | None,
        typer.Option(help="A landed file that FILE restates: its name, or the beginning of its SHA-256."),
    ] = None,
    delivery: Annotated[
        DeliveredAs | None,
        typer.Option(help="Whether FILE adds to earlier files of its kind or takes their place."),
    ] = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Land raw files: keep their bytes, find out what they are, and record them by SHA-256.

    Of a folder every visible file below it is taken, except notes in Markdown and the files of lakes.
    A file the lake holds already, under any name, changes nothing. A file that can't be landed is
    refused with the reason; the others are landed all the same, and the exit code is 4. So is a file
    that changed against the last delivery in a way that its source can't read, with the line to change.
    A file of a source that delivers snapshots takes the place of what earlier commands landed of its
    kind; what was replaced stays in the raw zone, and 'vitrola status' names it. One without records
    is refused unless --replaces names what it restates; one with fewer than half of the records that it
    takes the place of lands with a warning.
    """
    opened = open_lake(lake)
    landing = Landing(
        opened, source=source, kind=delivery.value if delivery else None, replaces=replaces or ()
    )
    with tempfile.TemporaryDirectory(prefix="vitrola-land-") as waiting:
        gathered = gather(opened, files, Path(waiting))
        for skipped in gathered.skipped:
            err.print(f"Skipped: {skipped}", markup=False)
        if not gathered.files:
            raise UsageError(f"There is no file to land in {', '.join(map(shown, files))}.")
        landed, refused = _landed(landing, gathered.files)
    warnings = landing.close()
    _report(landed, format)
    for warning in warnings:
        err.print(f"Warning: {warning}", markup=False, style="bold yellow")
    for refusal in refused:
        err.print(f"Refused: {refusal}", markup=False)
    if refused:
        raise typer.Exit(DeliveryError.exit_code)
    if format is Format.TABLE and landed:
        following = f"Next: vitrola run {lake}" if has_pending(opened) else "All of it is published already."
        out.print(following, markup=False)


def _landed(landing: Landing, files: list[Named]) -> tuple[list[Landed], list[VitrolaError]]:
    """What became of each file, and why others were refused."""
    landed: list[Landed] = []
    refused: list[VitrolaError] = []
    with bytes_bar() as progress:
        for file in files:
            size = file.path.stat().st_size if file.path.is_file() else None
            task = progress.add_task(shown(file.called), total=size)
            try:
                advance = partial(progress.advance, task)
                landed.append(landing.add(file.path, advance, called=file.called))
            except DeliveryError as error:
                refused.append(error)
            progress.remove_task(task)
    return landed, refused


def _report(landed: list[Landed], format_: Format) -> None:
    rows = [
        {**asdict(entry.file), "given": entry.given, "outcome": entry.outcome, "notice": entry.notice}
        for entry in landed
    ]
    if format_ is Format.JSON:
        print_json(rows)
        return
    if not rows:
        return
    if len(rows) <= 20:
        print_rows(
            [{**row, "name": row["given"]} for row in rows],
            ["name", "source", "layout", "records", "outcome", "notice"],
        )
        return
    groups: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key = (row["source"], row["layout"], row["outcome"])
        groups[key] = groups.get(key, 0) + 1
    summary = [
        {"source": source, "layout": layout, "outcome": outcome, "files": count}
        for (source, layout, outcome), count in sorted(groups.items())
    ]
    print_rows(summary, ["source", "layout", "outcome", "files"])
