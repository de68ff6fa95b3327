"""Vitrola: sources."""
