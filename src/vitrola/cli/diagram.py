"""``vitrola diagram``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vitrola.cli.context import LANGUAGES, LakeArgument
from vitrola.cli.output import out
from vitrola.cli.targets import local_file
from vitrola.errors import LakeError, UsageError
from vitrola.lake import open_lake, publication
from vitrola.wording.words import language


class Subject(StrEnum):
    """What is drawn."""

    ER = "er"
    FLOW = "flow"
    LINEAGE = "lineage"


def diagram(
    subject: Annotated[Subject, typer.Argument(metavar="er|flow|lineage", help="What to draw.")],
    lake: LakeArgument,
    file: Annotated[
        Path,
        typer.Option(
            "--output", "-o", parser=local_file, metavar="OUT", help="A file ending in .svg or .mmd."
        ),
    ],
    lang: Annotated[
        str, typer.Option(parser=language, metavar=LANGUAGES, help="The language of its texts.")
    ] = "pt-BR",
) -> None:
    """Draw the star schema (er), the last run from files to readers (flow), or where measures come from.

    SVG is for slides and documents, Mermaid (.mmd) for pages that draw it themselves.
    """
    from vitrola.diagrams.draw import diagram_of, svg_of  # noqa: PLC0415 - brings SQLGlot
    from vitrola.diagrams.mermaid import mermaid  # noqa: PLC0415
    from vitrola.pipeline.dictionary import dictionary_rows  # noqa: PLC0415
    from vitrola.pipeline.record import record_of  # noqa: PLC0415
    from vitrola.sources import sources  # noqa: PLC0415

    if file.suffix.lower() not in (".svg", ".mmd"):
        raise UsageError(f"{file.name} must end in .svg or .mmd.")
    opened = open_lake(lake)
    shown = publication.current(opened)
    if shown is None:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {opened.location}")
    record = record_of(opened, shown.run_id)
    landed = {entry["source"] for entry in record["files"]}
    used = [source for name, source in sources(opened.source_folder).items() if name in landed]
    found = diagram_of(subject, lang, shown, record, used, dictionary_rows(opened, shown, used))
    file.write_text(svg_of(found, lang) if file.suffix.lower() == ".svg" else mermaid(found), "utf-8")
    out.print(f"Wrote  {file}", markup=False)
