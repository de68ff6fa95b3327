"""The ``vitrola`` command."""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from vitrola import __version__
from vitrola.cli.context import LakeFirst
from vitrola.cli.output import err, out
from vitrola.errors import VitrolaError

VERBS = {
    "init": "init",
    "land": "land",
    "profile": "profile",
    "run": "run",
    "replay": "replay",
    "review": "review",
    "serve": "serve",
    "sql": "sql",
    "status": "status",
    "runs": "status",
    "rollback": "status",
    "sample": "sample",
    "relocate": "relocate",
    "vacuum": "vacuum",
    "forget": "forget",
}
"""The modules that verbs are in."""

LAKE_FIRST = ("land", "sql", "rollback", "forget")
"""Verbs with more arguments than LAKE."""


class Verbs(TyperGroup):
    """The verbs, each imported when it is asked for: what one needs would slow down all others."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Their names in the order of a lake's life."""
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The verb of a name, if there is one."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f"vitrola.cli.{VERBS[cmd_name]}")
        only = typer.Typer(add_completion=False, rich_markup_mode=None)
        form = LakeFirst if cmd_name in LAKE_FIRST else None
        only.command(name=cmd_name, cls=form)(getattr(module, cmd_name))
        return typer.main.get_command(only)


EPILOG = (
    "Exit codes: 0 done, 1 unexpected, 2 usage or settings, 3 lake, 4 a file was refused, "
    "5 a definition is wrong, 6 an audit failed, 7 engine."
)

app = typer.Typer(
    name="vitrola",
    cls=Verbs,
    help="Music-streaming BI: from raw listening files to a governed star schema.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
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
