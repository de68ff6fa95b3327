"""Vitrola: models."""
