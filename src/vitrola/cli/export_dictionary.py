"""``vitrola export dictionary``."""

from pathlib import Path
from typing import Annotated

import typer

from vitrola.cli.context import LANGUAGES, LakeArgument
from vitrola.cli.output import out
from vitrola.cli.targets import local_file
from vitrola.lake import open_lake
from vitrola.wording.words import language


def dictionary(
    lake: LakeArgument,
    file: Annotated[
        Path, typer.Argument(parser=local_file, metavar="OUT", help="A file ending in .xlsx or .md.")
    ],
    lang: Annotated[
        str, typer.Option(parser=language, metavar=LANGUAGES, help="The language of the document.")
    ] = "pt-BR",
) -> None:
    """Write the data dictionary: every column with its rules, nulls, examples and origin; every measure.

    The same is the table dictionary of: vitrola sql LAKE "SELECT * FROM dictionary"
    """
    from vitrola.handover.dictionary.export import export_dictionary  # noqa: PLC0415 - brings SQLGlot

    found = export_dictionary(open_lake(lake), file, lang)
    out.print(f"Wrote  {file}", markup=False)
    out.print(
        f"Holds  {len(found.rows):,} columns and {len(found.measures):,} measures of run {found.run_id}",
        markup=False,
    )
