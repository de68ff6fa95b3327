"""``vitrola digest``."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vitrola.cli.context import LANGUAGES, FormatOption, LakeArgument, open_with_settings
from vitrola.cli.output import Format, out, print_json
from vitrola.cli.targets import local_path
from vitrola.wording.words import language


def digest(
    lake: LakeArgument,
    html: Annotated[
        Path | None, typer.Option(parser=local_path, metavar="OUT", help="Write the page into this folder.")
    ] = None,
    run: Annotated[
        str | None, typer.Option(metavar="RUN", help="A retained run; else the current one.")
    ] = None,
    lang: Annotated[str, typer.Option(parser=language, metavar=LANGUAGES, help="The language.")] = "pt-BR",
    smallest_cell: Annotated[
        int, typer.Option(min=0, help="Withhold numbers about fewer users than this.")
    ] = 0,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Say what a publication brought: files, changes with what they are made of, artists, alerts.

    With --html it is one self-contained page too, named after the publication.
    """
    from vitrola.handover.digest.report import write_digest  # noqa: PLC0415 - slow to import
    from vitrola.handover.digest.text import as_text  # noqa: PLC0415
    from vitrola.pipeline.digest import digest as digest_of  # noqa: PLC0415

    opened, settings = open_with_settings(lake)
    found = digest_of(opened, settings, run, smallest=smallest_cell)
    text = as_text(found, lang)
    written = write_digest(html, found, lang) if html is not None else None
    if format is Format.JSON:
        told = {
            name: value for name, value in asdict(found).items() if name not in ("shown", "before", "record")
        }
        runs = {"publication": found.shown.run_id, "against": found.before.run_id if found.before else None}
        print_json({**runs, **told, "page": str(written) if written else None})
        return
    out.print(text, markup=False)
    if written:
        out.print(f"{written}", markup=False)
