"""Vitrola: profiling."""
