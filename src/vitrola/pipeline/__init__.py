"""Vitrola: pipeline."""
