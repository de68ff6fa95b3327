"""Vitrola: engines."""
