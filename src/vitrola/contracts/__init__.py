"""Vitrola: contracts."""
