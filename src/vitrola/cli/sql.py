"""``vitrola sql``."""

from typing import Annotated, Any

import typer

from vitrola.cli.context import FormatOption, LakeArgument, open_with_settings
from vitrola.cli.output import Format, err, print_json, print_rows
from vitrola.config import Settings
from vitrola.lake import Lake
from vitrola.pipeline.query import first_rows, query


def sql(
    lake: LakeArgument,
    statement: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT in Spark SQL.")],
    engine: Annotated[str | None, typer.Option(help="duckdb, spark or athena.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows to print at most.")] = 1_000,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Ask the current publication a question in SQL.

    Published tables are listed by 'vitrola status', and all come from one publication; so does
    quarantine. What is known of every run is in run, run_file, run_table, quarantine_history, replay
    and alert; of every file that arrived, in landed_file.

    Athena is asked what Glue shows of the lake; quarantine, replay and landed_file are left out.
    What it reads at most is told first, and nothing is sent where that is above athena_limit_gb.
    """
    if engine == "athena":
        _ask_athena(*open_with_settings(lake), statement, limit, format)
        return
    opened, settings = open_with_settings(lake, engine=engine)
    found = query(opened, settings, statement)
    _print(first_rows(found, limit), found.column_names, format)
    if found.num_rows > limit:
        err.print(f"{limit:,} of {found.num_rows:,} rows; --limit shows more.", markup=False)


def _ask_athena(lake: Lake, settings: Settings, statement: str, limit: int, form: Format) -> None:
    from vitrola.pipeline.athena import answer, prepare  # noqa: PLC0415 - needs an extra

    question = prepare(lake, settings, statement)
    err.print(f"Athena reads {_size(question.at_most)} at most.", markup=False)
    found, runs = answer(lake, settings, question, limit=limit)
    _print(found.rows, found.columns, form)
    if found.more:
        err.print(f"{limit:,} rows; there are more, which --limit shows.", markup=False)
    err.print(f"Athena read {_size(found.read)}.", markup=False)
    if len(runs) > 1:
        err.print(
            f"Glue was changing: rows can be of runs {', '.join(runs)}. Column publication_id tells which.",
            markup=False,
            style="yellow",
        )


def _print(rows: list[dict[str, Any]], columns: list[str], form: Format) -> None:
    if form is Format.JSON:
        print_json(rows)
    else:
        print_rows(rows, columns)


def _size(count: int) -> str:
    """Bytes in the unit that Athena is paid by."""
    return f"{count / 1e6:,.1f} MB" if count < 1e9 else f"{count / 1e9:,.2f} GB"
