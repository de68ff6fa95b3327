"""``vitrola forget``."""

from typing import Annotated

import typer

from vitrola.cli.context import FormatOption, LakeArgument, open_with_settings, steps
from vitrola.cli.output import Format, out, print_json, print_rows
from vitrola.lake import Lake
from vitrola.pipeline.forget import Forgotten, as_names, where
from vitrola.pipeline.forget import forget as forget_user
from vitrola.pipeline.searching import Found


def forget(
    lake: LakeArgument,
    user: Annotated[str, typer.Argument(metavar="USER", help="The user_id, as user_id_dim has it.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without it the files that name the user are only listed.")
    ] = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """List, and with --yes change, every file that holds a user's records.

    Raw files are rewritten without them and the ledger says so, every table is made anew and published,
    former publications that held the user are withdrawn, and whatever is needed no more is removed at
    once. Then every file of the lake is searched: the exit code is 3 where one still names the user.
    Backups, copies and files that are delivered later are not known to the lake.
    """
    opened, settings = open_with_settings(lake)
    if not yes:
        _print_where(opened, where(opened, user), f"vitrola forget {lake} {user} --yes", format)
        return
    with steps() as progress:
        task = progress.add_task("search")
        done = forget_user(opened, settings, user, lambda name: progress.update(task, description=name))
    _print_done(opened, done, format)


def _print_where(lake: Lake, found: Found, command: str, format_: Format) -> None:
    if format_ is Format.JSON:
        print_json({"changed": False, "files_searched": found.files, "held": _held(lake, found)})
        return
    print_rows(_held(lake, found), ["file", "occurrences"])
    out.print(
        f"{len(found.held):,} of {found.files:,} files name the user. Nothing was changed. "
        f"To forget the user: {command}",
        markup=False,
    )


def _held(lake: Lake, found: Found) -> list[dict[str, str | int]]:
    names = as_names(lake, found.held)
    return [
        {"file": name, "occurrences": count} for name, count in zip(names, found.held.values(), strict=True)
    ]


def _print_done(lake: Lake, done: Forgotten, format_: Format) -> None:
    if format_ is Format.JSON:
        print_json(
            {
                "changed": True,
                "held": _held(lake, done.before),
                "records_removed": done.rows,
                "raw_files_rewritten": done.rewritten,
                "withdrawn": done.withdrawn,
                "run_id": done.run_id,
                "files_searched": done.proof.files,
                "occurrences": done.proof.count,
            }
        )
        return
    out.print(f"Raw    {done.rows:,} records taken out of {len(done.rewritten):,} file(s).", markup=False)
    if done.run_id:
        out.print(f"Run    {done.run_id} publishes every table without the user.", markup=False)
    if done.withdrawn:
        out.print(f"Gone   can't be rolled back to any more: {', '.join(done.withdrawn)}", markup=False)
    out.print(f"Proof  {done.proof.files:,} files searched, {done.proof.count} occurrences.", markup=False)
