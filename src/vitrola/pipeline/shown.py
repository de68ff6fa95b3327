"""A publication's cube, for whoever asks it outside the dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.errors import LakeError
from vitrola.lake import publication
from vitrola.metrics.cube import load_cube
from vitrola.pipeline.cube import cube_of

if TYPE_CHECKING:
    from vitrola.config import Settings
    from vitrola.lake import Lake, Publication
    from vitrola.metrics.cube import Cube


def current_publication(lake: Lake) -> Publication:
    """What is published; raises LakeError where nothing is yet."""
    shown = publication.current(lake)
    if shown is None:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location}")
    return shown


def shown_cube(lake: Lake, settings: Settings, shown: Publication) -> Cube:
    """The cube of a retained publication."""
    return load_cube(cube_of(lake, settings, shown))
