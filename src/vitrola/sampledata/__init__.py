"""Vitrola: sampledata."""
