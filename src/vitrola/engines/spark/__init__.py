"""Vitrola: engines.spark."""
