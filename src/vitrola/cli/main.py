"""The ``vitrola`` command."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from vitrola import __version__
from vitrola.cli.context import LakeFirst
from vitrola.cli.forget import forget
from vitrola.cli.init import init
from vitrola.cli.land import land
from vitrola.cli.output import err, out
from vitrola.cli.profile import profile
from vitrola.cli.relocate import relocate
from vitrola.cli.run import run
from vitrola.cli.sample import sample
from vitrola.cli.serve import serve
from vitrola.cli.sql import sql
from vitrola.cli.status import rollback, runs, status
from vitrola.cli.vacuum import vacuum
from vitrola.errors import VitrolaError

EPILOG = (
    "Exit codes: 0 done, 1 unexpected, 2 usage or settings, 3 lake, 4 a file was refused, "
    "5 a definition is wrong, 6 an audit failed, 7 engine."
)

app = typer.Typer(
    name="vitrola",
    help="Music-streaming BI: from raw listening files to a governed star schema.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for verb in (init, land, profile, run, serve, sql, status, runs, rollback, sample, relocate, vacuum, forget):
    app.command(cls=LakeFirst if verb in (land, sql, rollback, forget) else None)(verb)


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,  # noqa: ARG001
) -> None:
    """Show the version, or go on to the verb."""
    if version:
        out.print(f"vitrola {__version__}", markup=False)
        raise typer.Exit


def main() -> None:
    """Run the command; an error a user can cause is one sentence and its branch's exit code."""
    try:
        app()
    except (VitrolaError, OSError) as error:
        if "--debug" in sys.argv:
            raise
        if isinstance(error, OSError):
            error = VitrolaError(f"the system says {error}. Nothing published was changed.")
        err.print(f"Error: {error}", markup=False, style="red" if err.is_terminal else None)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
