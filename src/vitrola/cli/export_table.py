"""``vitrola export table``."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vitrola.cli.context import FormatOption, LakeArgument
from vitrola.cli.output import Format, out, print_json
from vitrola.cli.targets import local_file
from vitrola.lake import open_lake


def table(
    lake: LakeArgument,
    name: Annotated[str, typer.Argument(metavar="TABLE", help="A published table.")],
    target: Annotated[
        Path, typer.Argument(parser=local_file, metavar="OUT", help="A file that ends in .csv or .xlsx.")
    ],
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Write every row of a published table as CSV or XLSX.

    XLSX has a cover with the publication and what each column means; rows beyond 1,048,576 go on to
    further sheets. Text that a spreadsheet would run as a formula stays text.
    """
    from vitrola.handover.spreadsheet.table import export_table  # noqa: PLC0415 - slow to import

    done = export_table(open_lake(lake), name, target)
    if format is Format.JSON:
        print_json(asdict(done))
        return
    out.print(f"{done.rows:,} rows of {done.table}, run {done.run_id}, in {done.file}", markup=False)
