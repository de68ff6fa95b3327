"""What every verb shares: its options, the lake it works on, and the settings in force."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from typer.core import TyperCommand

from vitrola.cli.output import Format, err
from vitrola.config import Settings, environment, load_settings
from vitrola.lake import open_lake
from vitrola.lake.zones import MARKER

if TYPE_CHECKING:
    from vitrola.lake import Lake

LakeArgument = Annotated[
    Path, typer.Argument(metavar="LAKE", envvar="VITROLA_LAKE", help="The lake's directory.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the result.")]


class LakeFirst(TyperCommand):
    """A verb with more arguments than LAKE: VITROLA_LAKE stands in where none of them is a lake."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the lake of the environment first, then parse as usual."""
        lake = environment().get("VITROLA_LAKE")
        if lake and "--help" not in args and not any(map(_is_lake, args)):
            args = [lake, *args]
        return super().parse_args(ctx, args)


def _is_lake(argument: str) -> bool:
    """Whether an argument, which may be no path at all, names a lake."""
    return os.path.isfile(f"{argument}/{MARKER}")  # noqa: PTH113 - Path.is_file raises on long text


def open_with_settings(root: Path, **flags: Any) -> tuple[Lake, Settings]:
    """The lake and its settings; raises LakeError or SettingError."""
    lake = open_lake(root)
    return lake, load_settings(lake.settings_text, environment(), flags)


def steps() -> Progress:
    """A line that names the step at work; silent when the error stream is no terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )


def bytes_bar() -> Progress:
    """A bar that counts bytes; silent when the error stream is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
