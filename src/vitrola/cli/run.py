"""``vitrola run``."""

from typing import Annotated

import typer

from vitrola.cli.context import FormatOption, LakeArgument, open_with_settings, steps
from vitrola.cli.output import Format, print_json, print_labelled
from vitrola.cli.summary import print_alerts, print_summary
from vitrola.lake import Lake
from vitrola.pipeline.alerts.found import alerts_of
from vitrola.pipeline.record import published_record
from vitrola.pipeline.run import run as run_pipeline

NO_LONGER = (
    "Dates and demographics are no longer simulated; put simulate = true into vitrola.toml to keep them so."
)


def run(
    lake: LakeArgument,
    simulate: Annotated[
        bool | None, typer.Option("--simulate/--no-simulate", help="Fill missing dates, sex and ages.")
    ] = None,
    engine: Annotated[str | None, typer.Option(help="duckdb or spark.")] = None,
    master: Annotated[str | None, typer.Option(help="Spark's cluster, such as spark://host:7077.")] = None,
    remote: Annotated[
        str | None, typer.Option(help="A Spark Connect server, such as sc://host:15002.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read every raw file again, whatever earlier runs kept of it.")
    ] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Refine every landed file, build all tables, audit them, and publish them together.

    Nothing is visible before every check holds. A run that finds nothing changed does nothing.
    """
    opened, settings = open_with_settings(
        lake, simulate=simulate, engine=engine, master=master, remote=remote
    )
    before = _simulated(opened)
    with steps() as progress:
        task = progress.add_task("plan")
        record = run_pipeline(
            opened, settings, lambda name: progress.update(task, description=name), full=full
        )
    if format is Format.JSON:
        print_json(record)
    else:
        print_summary(opened, record)
        print_alerts(alerts_of(opened, record["run_id"]))
        if "alerts_error" in record:
            print_labelled("Note", f"Alerts: {record['alerts_error']}", style="yellow")
        if before and not record["settings"]["simulate"]:
            print_labelled("Note", NO_LONGER, style="yellow")


def _simulated(lake: Lake) -> bool:
    """Whether the current publication has simulated columns."""
    record = published_record(lake)
    return bool(record and record["settings"]["simulate"])
