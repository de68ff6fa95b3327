"""``vitrola export powerbi``."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vitrola.cli.context import FormatOption, LakeArgument, OverwriteOption, open_with_settings
from vitrola.cli.output import Format, out, print_json, print_labelled
from vitrola.cli.targets import local_path
from vitrola.errors import UsageError
from vitrola.lake.zones import is_s3

NOBODY_FILLS = (
    "No run of this lake shows its tables in Glue (catalog is none), so nothing fills the database "
    '{database}. Set catalog = "glue" in vitrola.toml and run, name a database that others fill '
    "with --database, or read the lake's folder with --source parquet."
)


class DataSource(StrEnum):
    """Where Power BI reads from."""

    PARQUET = "parquet"
    ATHENA = "athena"


def powerbi(
    lake: LakeArgument,
    directory: Annotated[
        Path, typer.Argument(parser=local_path, metavar="OUT", help="Folder for the project.")
    ],
    source: Annotated[
        DataSource | None,
        typer.Option(help="Where Power BI reads from at first; else Parquet, or Athena for a lake on S3."),
    ] = None,
    folder: Annotated[
        str | None, typer.Option(help="The lake's folder as Power BI sees it, such as Z:\\lake; else LAKE.")
    ] = None,
    dsn: Annotated[str, typer.Option(help="DSN of the Athena ODBC driver.")] = "Vitrola",
    catalog: Annotated[str, typer.Option(help="Athena data catalog.")] = "AwsDataCatalog",
    database: Annotated[
        str | None, typer.Option(help="Athena database; else the lake's setting glue_database.")
    ] = None,
    overwrite: OverwriteOption = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Write a Power BI project (PBIP): semantic model, measures in DAX, report and metadata page.

    Only metadata is read. Open OUT/Vitrola.pbip in Power BI Desktop and refresh. The project is
    schema-valid and reference-checked; no Power BI Desktop has opened it.
    """
    from vitrola.handover.powerbi.export import export_powerbi  # noqa: PLC0415 - brings SQLGlot
    from vitrola.handover.powerbi.project import Connection  # noqa: PLC0415

    opened, settings = open_with_settings(lake)
    reads = source or (DataSource.ATHENA if is_s3(lake) else DataSource.PARQUET)
    connection = Connection(
        source=reads.value.capitalize(),
        folder=folder or _folder(lake, reads),
        dsn=dsn,
        catalog=catalog,
        database=database or settings.glue_database,
        filled=database is not None or settings.catalog == "glue",
    )
    done = export_powerbi(opened, directory, connection, overwrite=overwrite)
    if format is Format.JSON:
        print_json(asdict(done))
        return
    where = (
        connection.folder if reads is DataSource.PARQUET else f"{catalog}.{connection.database} by DSN {dsn}"
    )
    changed = (
        f"{done.written} of {done.files} files written"
        if done.written
        else f"all {done.files} files as before"
    )
    out.print(f"Power BI project of run {done.run_id}: {changed}.", markup=False)
    out.print(f"Open   {done.project}", markup=False)
    out.print(f"Reads  {where} (change it under Transform data, Edit parameters)", markup=False)
    if reads is DataSource.ATHENA and not connection.filled:
        print_labelled("Note", NOBODY_FILLS.format(database=connection.database))
    out.print(
        f"Holds  {done.measures} measures" + (", some simulated" if done.simulated else ""), markup=False
    )


def _folder(lake: str, reads: DataSource) -> str:
    """The folder that Power BI reads where none was named; empty where it reads none."""
    if not is_s3(lake):
        return str(Path(lake).resolve())
    if reads is DataSource.PARQUET:
        raise UsageError(
            f"{lake} is in a bucket, which Power BI can't read as a folder.",
            hint="Add --source athena, or --folder with the place of a copy.",
        )
    return ""
