"""``vitrola profile``."""

from __future__ import annotations

from dataclasses import asdict
from importlib import import_module
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vitrola.cli.comparison import comparison_document, print_comparison
from vitrola.cli.context import LANGUAGES, FormatOption, LakeArgument, open_with_settings, steps
from vitrola.cli.output import Format, clipped, out, print_json, print_rows
from vitrola.cli.targets import local_path
from vitrola.errors import UsageError
from vitrola.pipeline.comparison import compare_files
from vitrola.pipeline.profile import profile_files
from vitrola.wording.words import language

if TYPE_CHECKING:
    from vitrola.config import Settings
    from vitrola.lake import Lake
    from vitrola.profiling import ColumnProfile, FileProfile

MOST_SHOWN = 20
COUNTS = ("column", "type", "nulls", "distinct", "repeats")
VALUES = ("column", "minimum", "maximum", "most frequent")
REPORT = "vitrola.handover.profile.report"
"""Slow to import, and its template to compile: that is done beside the work on the files."""


def profile(
    lake: LakeArgument,
    file: Annotated[str | None, typer.Option(help="Only files whose name contains this.")] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="PREVIOUS",
            help="Compare the newest delivery of each layout with the one before it (previous), or with a "
            "landed file by its name or the beginning of its SHA-256.",
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            parser=local_path,
            metavar="OUT",
            help="Write a page for each set of files here instead.",
        ),
    ] = None,
    lang: Annotated[
        str, typer.Option(parser=language, metavar=LANGUAGES, help="The language of the pages.")
    ] = "pt-BR",
    engine: Annotated[str | None, typer.Option(help="duckdb or spark.")] = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Explore landed files as they are: types found, nulls, duplicates, ranges, suspected typing errors.

    Files of one layout are profiled together. No rule is applied and nothing is changed.
    """
    if html is not None and against is not None:
        raise UsageError("Pages compare each file with the one before it: leave out --against, or --html.")
    opened, settings = open_with_settings(lake, engine=engine)
    if html is not None:
        _write_pages(opened, settings, file, html, lang)
        return
    with steps() as progress:
        task = progress.add_task("profile")

        def note(name: str) -> None:
            progress.update(task, description=f"profile {name}")

        profiles = profile_files(opened, settings, file, note) if against is None else []
        compared = compare_files(opened, settings, against, file, note) if against is not None else []
    if format is Format.JSON:
        print_json([*map(asdict, profiles), *map(comparison_document, compared)])
        return
    for entry in profiles:
        _print_profile(entry)
    for deliveries in compared:
        print_comparison(deliveries)


def _write_pages(lake: Lake, settings: Settings, file: str | None, folder: Path, lang: str) -> None:
    from vitrola.pipeline.exploration import explore_files  # noqa: PLC0415 - only where there are pages
    from vitrola.wording.words import wording  # noqa: PLC0415

    wording("handover.profile", lang)
    with steps() as progress:
        task = progress.add_task("profile")
        sets = explore_files(
            lake,
            settings,
            file,
            lambda name: progress.update(task, description=f"profile {name}"),
            lambda: import_module(REPORT).prepare(),
        )
    for path in import_module(REPORT).write_report(folder, sets, lang):
        out.print(f"Wrote  {path}", markup=False)


def _print_profile(entry: FileProfile) -> None:
    out.print(
        f"\n{entry.source} {entry.layout} ({entry.name}, {entry.bytes / 1e6:,.1f} MB)",
        style="bold",
        markup=False,
    )
    out.print(f"{entry.records:,} records of {len(entry.columns)} columns", markup=False)
    if entry.unreadable:
        out.print(f"{entry.unreadable:,} more could not be split and are not profiled", markup=False)
    out.print(f"{entry.repeated_records:,} records repeat an earlier one in every column", markup=False)
    for key in entry.keys:
        nulls = f"; {key.with_null:,} records lack a part of it" if key.with_null else ""
        out.print(f"Key {', '.join(key.columns)}: {key.repeats:,} repeats{nulls}", markup=False)
    out.print()
    print_rows([_counts(column) for column in entry.columns], COUNTS)
    out.print()
    print_rows([_values(column) for column in entry.columns], VALUES)
    _print_suspicions(entry)


def _counts(column: ColumnProfile) -> dict[str, Any]:
    return {
        "column": column.name,
        "type": f"{column.kind} ({column.unlike:,} are not)" if column.unlike else column.kind,
        "nulls": column.nulls,
        "distinct": column.distinct,
        "repeats": column.repeats,
    }


def _values(column: ColumnProfile) -> dict[str, Any]:
    if column.personal:
        return {"column": column.name, "minimum": "(personal: not shown)"}
    top = column.frequent[0] if column.frequent else None
    return {
        "column": column.name,
        "minimum": clipped(column.minimum),
        "maximum": clipped(column.maximum),
        "most frequent": f"{clipped(top.value)} ({top.records:,})" if top else None,
    }


def _print_suspicions(entry: FileProfile) -> None:
    if not entry.suspicions:
        return
    out.print(f"\nSuspected typing errors: {entry.suspicion_count:,}", style="bold", markup=False)
    rows = [
        {
            "column": suspicion.column,
            "reason": suspicion.reason,
            "records": suspicion.records,
            "written as": " | ".join(suspicion.values),
        }
        for suspicion in entry.suspicions[:MOST_SHOWN]
    ]
    print_rows(rows, ["column", "reason", "records", "written as"])
    if entry.suspicion_count > MOST_SHOWN:
        out.print(f"... and more; --format json gives {len(entry.suspicions):,} of them.", markup=False)
