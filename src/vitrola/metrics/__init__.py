"""Measures and dimensions as data, the cube that answers them, and the questions put to it."""

from vitrola.metrics.compiling import compile_cube
from vitrola.metrics.cube import Cube, load_cube
from vitrola.metrics.definitions import Dimension, Measure, dimensions, measures
from vitrola.metrics.state import State, parse_state

__all__ = [
    "Cube",
    "Dimension",
    "Measure",
    "State",
    "compile_cube",
    "dimensions",
    "load_cube",
    "measures",
    "parse_state",
]
