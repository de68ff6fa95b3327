"""What every verb shares: its options, the lake it works on, and the settings in force."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from typer.core import TyperCommand

from vitrola.cli.output import Format, err
from vitrola.config import Settings, environment, load_settings
from vitrola.lake import open_lake
from vitrola.lake.zones import MARKER, is_s3, located

if TYPE_CHECKING:
    from vitrola.lake import Lake

LakeArgument = Annotated[
    str,
    typer.Argument(
        metavar="LAKE", envvar="VITROLA_LAKE", help="The lake: a directory, or s3://bucket/prefix."
    ),
]
OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Replace files edited since the last export.")
]
LANGUAGES = "pt-BR|en"
"""Also ``pt``, which is pt-BR."""
_NAME = TextColumn("{task.description}")
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
    if is_s3(argument):
        return located(argument).exists(MARKER)
    return os.path.isfile(f"{argument}/{MARKER}")  # noqa: PTH113 - Path.is_file raises on long text


def open_with_settings(root: str, **flags: Any) -> tuple[Lake, Settings]:
    """The lake and its settings; raises LakeError or SettingError."""
    lake = open_lake(root)
    return lake, load_settings(lake.settings_text, environment(), flags)


def steps() -> Progress:
    """A line that names the step at work."""
    return _progress(SpinnerColumn(), _NAME)


def bar() -> Progress:
    """A bar for each task."""
    return _progress(_NAME, BarColumn())


def bytes_bar() -> Progress:
    """A bar that counts bytes."""
    return _progress(_NAME, BarColumn(), DownloadColumn())


def _progress(*columns: ProgressColumn) -> Progress:
    """These columns and the time, on the error stream; silent when that is no terminal."""
    disable = not err.is_terminal
    return Progress(*columns, TimeElapsedColumn(), console=err, transient=True, disable=disable)
