"""``vitrola sql``."""

from typing import Annotated

import typer

from vitrola.cli.context import FormatOption, LakeArgument, open_with_settings
from vitrola.cli.output import Format, err, print_json, print_rows
from vitrola.pipeline.query import first_rows, query


def sql(
    lake: LakeArgument,
    statement: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT in Spark SQL.")],
    engine: Annotated[str | None, typer.Option(help="duckdb or spark.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows to print at most.")] = 1_000,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Ask the current publication a question in SQL.

    Published tables are listed by 'vitrola status', and all come from one publication; so does
    quarantine. What is known of every run is in run, run_file, run_table, quarantine_history and replay.
    """
    opened, settings = open_with_settings(lake, engine=engine)
    found = query(opened, settings, statement)
    rows = first_rows(found, limit)
    if format is Format.JSON:
        print_json(rows)
    else:
        print_rows(rows, found.column_names)
    if found.num_rows > limit:
        err.print(f"{limit:,} of {found.num_rows:,} rows; --limit shows more.", markup=False)
