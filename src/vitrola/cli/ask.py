"""``vitrola ask``."""

from functools import partial
from shlex import quote
from typing import Annotated, Any

import typer

from vitrola.cli.context import LANGUAGES, FormatOption, LakeArgument, open_with_settings
from vitrola.cli.output import Format, out, print_json, print_labelled, print_rows
from vitrola.errors import LakeError, UsageError
from vitrola.lake import publication
from vitrola.wording.words import language


def ask(
    lake: LakeArgument,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="A question in Portuguese or English.")],
    lang: Annotated[
        str | None,
        typer.Option(
            parser=language,
            metavar=LANGUAGES,
            help="The language of names and notes, the question's if none.",
        ),
    ] = None,
    smallest_cell: Annotated[
        int, typer.Option(min=0, help="Withhold numbers about fewer users than this.")
    ] = 0,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Ask the current publication in words, such as "top 10 rock artists in March", in either language.

    Prints how the question was understood, its answer, and the query string by which the dashboard shows the
    same plays. A question that can mean several things is asked back; words that stand for nothing in the
    lake are named. Nothing is guessed, and no SQL is made of what is typed.
    """
    found = _reply(lake, question, lang and lang[:2], smallest_cell)
    if format is Format.JSON:
        print_json(found)
    elif found["kind"] == "ambiguous":
        _print_taken(found)
        out.print(found["sentence"], markup=False)
        for number, choice in enumerate(found["choices"], 1):
            out.print(f"  {number}. {choice['text']}", markup=False)
    elif found["kind"] != "answer":
        raise UsageError(found["sentence"], hint=_meant(found) or _instead(lake, found))
    else:
        _print(found)


def _reply(lake: str, question: str, lang: Any, smallest: int) -> dict[str, Any]:
    from vitrola.metrics.answer import answer  # noqa: PLC0415 - slow to import
    from vitrola.metrics.cube import load_cube  # noqa: PLC0415
    from vitrola.pipeline.cube import cube_of  # noqa: PLC0415
    from vitrola.questions.reply import lexicon_of, reply_to  # noqa: PLC0415

    opened, settings = open_with_settings(lake)
    shown = publication.current(opened)
    if shown is None:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {opened.location}")
    cube = load_cube(cube_of(opened, settings, shown))
    found = reply_to(question, lexicon_of(cube), partial(answer, cube), lang, smallest)
    return {"publication": shown.run_id, **found}


def _meant(found: dict[str, Any]) -> str | None:
    values = [each["value"] for unknown in found.get("unknown", []) for each in unknown["suggests"]]
    return f"{found['meant']}: {', '.join(values)}?" if values else None


def _instead(lake: str, found: dict[str, Any]) -> str | None:
    """The command that answers what comes nearest to the question."""
    artist = found.get("audience")
    return f"vitrola audience {lake} --artist {quote(artist)} --table artists" if artist else None


def _print_taken(found: dict[str, Any]) -> None:
    for taken in found["corrections"]:
        print_labelled("Taken", f"{taken['typed']} → {taken['value']}")


def _print(found: dict[str, Any]) -> None:
    _print_taken(found)
    print_labelled("Asked", found["understood"])
    out.print(found["sentence"], markup=False)
    for note in found["notes"]:
        out.print(note, markup=False)
    columns, rows = found["answer"]["columns"], found["answer"]["rows"] + found["answer"]["not_informed"]
    if len(columns) > 1 and rows:
        print_rows([dict(zip(columns, [*row["of"], row["text"]], strict=True)) for row in rows], columns)
        if (total := found["answer"]["total_rows"]) > len(found["answer"]["rows"]):
            out.print(f"{len(found['answer']['rows']):,} / {total:,}", markup=False)
    query = "&".join(filter(None, [found["link"], found["why"] and f"why={found['why']}"]))
    print_labelled("Page", f"/?{query}" if query else "/")
