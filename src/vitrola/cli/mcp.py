"""``vitrola mcp``."""

from typing import Annotated

import typer

from vitrola.cli.context import LakeArgument, open_with_settings
from vitrola.errors import UsageError


def mcp(
    lake: LakeArgument,
    smallest_cell: Annotated[
        int, typer.Option(min=0, help="Withhold numbers about fewer users than this.")
    ] = 0,
) -> None:
    """Answer assistants over the Model Context Protocol, on standard input and output; nothing is written.

    An assistant's application starts it. It offers the dashboard's numbers with their definitions and
    publication, by the same names and within the same limits.
    """
    try:
        from vitrola.assistants.server import serve_assistants  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise UsageError(
            "Answering assistants needs the MCP SDK, which isn't installed.",
            hint="Run: make setup EXTRAS=mcp",
        ) from error
    opened, settings = open_with_settings(lake)
    serve_assistants(opened, settings, smallest=smallest_cell)
