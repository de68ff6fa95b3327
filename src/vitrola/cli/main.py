"""The ``vitrola`` command."""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback
from importlib import import_module
from typing import Annotated, ClassVar

import typer

from vitrola import __version__
from vitrola.cli.lazy import LazyGroup
from vitrola.cli.output import err, out
from vitrola.errors import VitrolaError

VERBS = {
    "init": ("init", "Make a lake."),
    "land": ("land", "Keep raw files and find out what they are."),
    "profile": ("profile", "Explore landed files, or compare two deliveries."),
    "run": ("run", "Refine, build, audit and publish what is new."),
    "replay": ("replay", "Put quarantined rows through again."),
    "review": ("review", "Decide which artists and tracks are one."),
    "serve": ("serve", "Serve the dashboard."),
    "audience": ("audience", "Say who plays an artist or a genre, and what else."),
    "ask": ("ask", "Ask the current publication in words."),
    "mcp": ("mcp", "Answer assistants (Model Context Protocol)."),
    "sql": ("sql", "Ask the current publication in SQL."),
    "drivers": ("drivers", "Explain a change between two periods."),
    "alerts": ("alerts", "Look at the rules for alerts."),
    "digest": ("digest", "Tell what a publication brought and why."),
    "status": ("status", "Show what is published, and every file's rows."),
    "runs": ("status", "List the runs."),
    "rollback": ("status", "Show an earlier publication again."),
    "export": ("export", "Hand a publication over to other tools."),
    "diagram": ("diagram", "Draw the tables, the flow of data, or its lineage."),
    "sample": ("sample", "Write sample data."),
    "relocate": ("relocate", "Make a lake whole after it was moved or copied."),
    "vacuum": ("vacuum", "Remove files that nothing needs any more."),
    "forget": ("forget", "Take a user out of every file."),
    "aws": ("aws", "Write what a deployment on AWS needs."),
}
"""The modules that verbs are in, and what they do in a few words."""

LAKE_FIRST = frozenset({"land", "ask", "sql", "rollback", "forget"})
"""Verbs with more arguments than LAKE."""


class Verbs(LazyGroup):
    """The verbs in the order of a lake's life."""

    verbs: ClassVar = VERBS
    lake_first: ClassVar = LAKE_FIRST


DEBUG = "--debug"
"""Stands anywhere on the command line, before or after the verb."""
DEBUG_HELP = "Show the traceback of an error; also after the verb."
EPILOG = (
    "Exit codes: 0 done, 1 unexpected, 2 usage or settings, 3 lake, 4 a file was refused, "
    "5 a definition is wrong, 6 an audit failed, 7 engine, 8 deployment."
)

FEW_COLLECTIONS = (100_000, 20, 100)
"""Allocations between collections of garbage: imports make many objects, all to stay, and at Python's own
threshold of 700 a short run looked through them for a sixth of its time."""

AVX_512 = "X86_V4"
"""NumPy's sort by AVX-512 took six times as long as by AVX2 (NumPy 2.4 on AMD's Zen 4)."""

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
    debug: Annotated[bool, typer.Option(DEBUG, help=DEBUG_HELP)] = False,  # noqa: ARG001
) -> None:
    """Show the version, or go on to the verb."""
    if version:
        out.print(f"vitrola {__version__}", markup=False)
        raise typer.Exit


def main() -> None:
    """Run the command; an error a user can cause is one sentence and its branch's exit code."""
    gc.set_threshold(*FEW_COLLECTIONS)
    os.environ.setdefault("NPY_DISABLE_CPU_FEATURES", AVX_512)
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    arguments = [argument for argument in sys.argv[1:] if argument != DEBUG]
    try:
        _import_verb(arguments)
        app(arguments)
    except (VitrolaError, OSError) as error:
        if DEBUG in sys.argv:
            traceback.print_exc()
        if isinstance(error, OSError):
            error = VitrolaError(f'the system says "{_said(error)}". Nothing published was changed.')
        err.print(f"Error: {error}", markup=False, style="red" if err.is_terminal else None)
        sys.exit(error.exit_code)


def _import_verb(arguments: list[str]) -> None:
    """Import what a verb needs: it stays until the end, and no collection of garbage looks through it.

    DuckDB comes later, as its bindings want to be collected.
    """
    if arguments and arguments[0] in VERBS:
        import_module(f"vitrola.cli.{VERBS[arguments[0]][0]}")
        gc.freeze()


def _said(error: OSError) -> str:
    """What the system says and of which file, without its number."""
    of = ", ".join(str(name) for name in (error.filename, error.filename2) if name)
    return f"{error.strerror}{f' ({of})' if of else ''}" if error.strerror else str(error)


if __name__ == "__main__":
    main()
