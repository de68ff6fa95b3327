"""Vitrola: engines.duckdb."""
