"""Vitrola: refining."""
