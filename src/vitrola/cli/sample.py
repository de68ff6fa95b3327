"""``vitrola sample``."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vitrola.cli.context import FormatOption, bar
from vitrola.cli.output import Format, out, print_json
from vitrola.cli.targets import local_path


def sample(
    directory: Annotated[
        Path, typer.Argument(parser=local_path, metavar="DIR", help="Where to write the files.")
    ],
    records: Annotated[int, typer.Option(min=500, help="Rows of listening history.")] = 1_000_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = 20,
    defects: Annotated[
        bool, typer.Option("--defects", help="Plant bad rows and write answer_key.json beside them.")
    ] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Write sample data: Music_Info.csv and User_Listening_History.csv with the shape of the real files.

    Names are invented; counts, nulls, misspelt duplicates and skew follow the published figures.
    """
    from vitrola.sampledata import generate  # noqa: PLC0415 - brings numpy, which no other verb needs at once

    with bar() as progress:
        tasks: dict[str, int] = {}

        def advance(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=total)
            progress.update(tasks[name], completed=done)  # type: ignore[arg-type]

        made = generate(directory, records=records, seed=seed, defects=defects, progress=advance)
    if format is Format.JSON:
        print_json(asdict(made))
        return
    out.print(
        f"Sample data in {directory}: {made.music_rows:,} tracks, {made.history_rows:,} listening records of "
        f"{made.users:,} users, {made.plays:,} plays, {len(made.pairs)} misspelt duplicates"
        + (f", {made.total_defects} planted defects (answer_key.json)." if defects else "."),
        markup=False,
    )
