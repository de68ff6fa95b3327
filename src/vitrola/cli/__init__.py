"""Vitrola: cli."""
