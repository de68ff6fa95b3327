"""The cube that is kept with each publication, for the dashboard."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from vitrola.engines import make_engine
from vitrola.lake.zones import REFINED
from vitrola.metrics.compiling import INPUTS, compile_cube
from vitrola.pipeline.query import give_tables

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.config import Settings
    from vitrola.engines import Engine
    from vitrola.lake import Lake, Publication


CUBES = f"{REFINED}/cube/data"


def cube_folder(lake: Lake, run_id: str) -> Path:
    """Where a publication's cube is, if it was built."""
    return lake.location.path(f"{CUBES}/{run_id}")


def build_cube(lake: Lake, engine: Engine, run_id: str) -> Path:
    """Compile the cube of a run from the tables that its engine has under their names.

    It appears whole or not at all, whatever stops this; an existing one stays.
    """
    folder = _here(lake, run_id)
    if folder.is_dir():
        return folder
    part = folder.with_name(f".{run_id}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        compile_cube(engine, part)
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    lake.location.keep(folder.iterdir())
    return folder


def carry_cube(lake: Lake, former: str, run_id: str) -> bool:
    """Let a run whose tables are those of a former one have its cube too; False where that has none.

    The files are the same ones under a second name.
    """
    source, folder = _here(lake, former), cube_folder(lake, run_id)
    if not source.is_dir():
        return False
    part = folder.with_name(f".{run_id}.part")
    shutil.copytree(source, part, copy_function=os.link)
    part.rename(folder)
    lake.location.keep(folder.iterdir())
    return True


def discard_cube(lake: Lake, run_id: str) -> None:
    """Remove the cube of a run that will not be published."""
    lake.location.remove(cube_folder(lake, run_id))


def cube_of(lake: Lake, settings: Settings, shown: Publication) -> Path:
    """The cube of a publication, built from its tables where its run didn't."""
    folder = _here(lake, shown.run_id)
    if folder.is_dir():
        return folder
    with lake.exclusive(), make_engine(settings, lake.location) as engine:
        give_tables(engine, lake.location, shown.tables, INPUTS)
        return build_cube(lake, engine, shown.run_id)


def _here(lake: Lake, run_id: str) -> Path:
    """The folder of a publication's cube, all of it on this machine; missing where it wasn't built."""
    return lake.location.folder_here(f"{CUBES}/{run_id}")
