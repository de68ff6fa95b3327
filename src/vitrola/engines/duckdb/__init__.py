"""DuckDB as the engine."""

from vitrola.engines.duckdb.engine import DuckDBEngine

__all__ = ["DuckDBEngine"]
