"""``vitrola audience``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from vitrola.cli.context import LANGUAGES, FormatOption, LakeArgument, open_with_settings
from vitrola.cli.output import Format, print_json
from vitrola.errors import LakeError, UsageError
from vitrola.lake import publication
from vitrola.wording.words import language

if TYPE_CHECKING:
    from vitrola.lake import Lake

TABLE_HELP = "One table instead of a summary: setlist, setlists, line_up, artists, segments or months."
Several = list[str] | None


def audience(
    lake: LakeArgument,
    artist: Annotated[Several, typer.Option(help="An artist; repeat it for one or another.")] = None,
    genre: Annotated[Several, typer.Option(help="A genre; repeat it for one or another.")] = None,
    month: Annotated[Several, typer.Option(help="Only plays of this month, such as 2020-03.")] = None,
    sex: Annotated[Several, typer.Option(help="Only users of this sex.")] = None,
    age_band: Annotated[Several, typer.Option(help="Only users of this age band, such as 25-34.")] = None,
    country: Annotated[Several, typer.Option(help="Only users of this country.")] = None,
    source: Annotated[Several, typer.Option(help="The source of the plays; the largest if none.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First play date.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last play date.")] = None,
    sort: Annotated[str, typer.Option(help="Rank other artists by lift or shared.")] = "lift",
    order: Annotated[str, typer.Option(help="Rank tracks by users or streams.")] = "users",
    split: Annotated[str, typer.Option(help="Setlists by sex, age_band or country.")] = "sex",
    table: Annotated[str | None, typer.Option(help=TABLE_HELP)] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows of each table at most.")] = 10,
    smallest_cell: Annotated[
        int, typer.Option(min=0, help="Withhold numbers about fewer users than this.")
    ] = 0,
    lang: Annotated[
        str, typer.Option(parser=language, metavar=LANGUAGES, help="The language of the summary and tables.")
    ] = "en",
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Say who plays an artist or a genre: reach, concentration, segments, other artists, setlist, months.

    Everybody, whom shares and lifts are held against, is who passes the same filters but those on tracks.
    JSON has the definition of every number.
    """
    from vitrola.cli.audiencetext import print_summary, print_table, words_of  # noqa: PLC0415 - slow to import
    from vitrola.metrics.audience.answer import Wanted  # noqa: PLC0415

    say = words_of(lang)
    several = {"artist": artist, "genre": genre, "month": month, "sex": sex, "age_band": age_band}
    several |= {"country": country, "source": source}
    pairs = [(name, value) for name, values in several.items() for value in values or ()]
    pairs += [(name, value) for name, value in (("from", first), ("to", last)) if value is not None]
    _check(sort=sort, order=order, split=split, table=table)
    run_id, found = _asked(lake, pairs, Wanted(sort, split, limit, smallest_cell, order))
    if format is Format.JSON:
        print_json(_document(run_id, found, table))
    elif table:
        print_table(found, table, say)
    else:
        print_summary(found, say)


def _check(**given: str | None) -> None:
    from vitrola.metrics.audience.answer import ORDERS, SORTS, SPLITS  # noqa: PLC0415 - slow to import
    from vitrola.metrics.audience.tables import TABLES  # noqa: PLC0415

    known = {"sort": SORTS, "order": ORDERS, "split": SPLITS, "table": tuple(TABLES)}
    for name, value in given.items():
        if value is not None and value not in known[name]:
            raise UsageError(f"--{name} must be one of {', '.join(known[name])}, not {value[:50]!r}.")


def _asked(root: str, pairs: list[tuple[str, str]], wanted: Any) -> tuple[str, dict[str, Any]]:
    """The run shown and its answer; raises UsageError for names that don't exist."""
    from vitrola.metrics.audience.answer import audience as answer  # noqa: PLC0415 - slow to import
    from vitrola.metrics.cube import load_cube  # noqa: PLC0415
    from vitrola.metrics.state import parse_state  # noqa: PLC0415
    from vitrola.pipeline.cube import cube_of  # noqa: PLC0415

    if not any(name in ("artist", "genre") for name, _ in pairs):
        raise UsageError("An audience is of an artist or a genre: give --artist or --genre.")
    state = parse_state(pairs)
    opened, settings = open_with_settings(root)
    shown = _shown(opened)
    found = answer(load_cube(cube_of(opened, settings, shown)), state, wanted)
    for unknown in found["unknown"]:
        like = f" Did you mean {unknown['like']}?" if unknown["like"] else ""
        raise UsageError(f"There is no {unknown['by']} called {unknown['value'][:50]!r}.{like}")
    return shown.run_id, found


def _shown(lake: Lake) -> Any:
    shown = publication.current(lake)
    if shown is None:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location}")
    return shown


def _document(run_id: str, found: dict[str, Any], table: str | None) -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    from vitrola.metrics.audience.definitions import audience_numbers  # noqa: PLC0415
    from vitrola.metrics.audience.tables import table_rows  # noqa: PLC0415

    definitions = {name: asdict(number) for name, number in audience_numbers().items()}
    content = {"table": table, "rows": table_rows(found, table)} if table else found
    return {"publication": run_id, **content, "definitions": definitions}
