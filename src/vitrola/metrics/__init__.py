"""Measures and dimensions as data, the cube that answers them, and the questions put to it."""
