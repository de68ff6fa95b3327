"""``vitrola relocate``."""

from vitrola.cli.context import LakeArgument
from vitrola.cli.output import out
from vitrola.lake import open_lake
from vitrola.pipeline.relocate import relocate as move


def relocate(lake: LakeArgument) -> None:
    """Make a lake whole after its folder was moved or copied: its metadata names the new place.

    The data is not copied, and the former place, if it still exists, is not touched.
    """
    opened = open_lake(lake, even_if_moved=True)
    if not opened.moved:
        out.print(f"{opened.location} is where its metadata says; nothing to do.", markup=False)
        return
    tables = move(opened)
    out.print(f"Moved from {opened.home}: {tables} tables now name {opened.location.uri()}.", markup=False)
