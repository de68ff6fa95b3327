"""Vitrola: lake."""
