"""``vitrola export``: one target each, in a module of its own."""

from typing import ClassVar

import typer

from vitrola.cli.lazy import LazyGroup

TARGETS = {
    "powerbi": ("export_powerbi", "Write a Power BI project."),
    "site": ("export_site", "Write the dashboard as files for any web server."),
    "table": ("export_table", "Write a published table as CSV or XLSX."),
    "dictionary": ("export_dictionary", "Write the data dictionary."),
}
"""The modules that targets are in, and what they write in a few words."""


class Targets(LazyGroup):
    """What a publication can be handed over as."""

    verbs: ClassVar = TARGETS
    lake_first: ClassVar = frozenset(TARGETS)


export = typer.Typer(
    name="export",
    cls=Targets,
    help="Hand a publication over to other tools.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@export.callback()
def options() -> None:
    """Hand a publication over to other tools."""
