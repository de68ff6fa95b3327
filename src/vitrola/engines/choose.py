"""Make the engine that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.errors import EngineError

if TYPE_CHECKING:
    from vitrola.config import Settings
    from vitrola.engines.protocol import Engine


def make_engine(settings: Settings) -> Engine:
    """The engine, not started yet; raises EngineError for a name that isn't one."""
    if settings.engine == "duckdb":
        from vitrola.engines.duckdb import DuckDBEngine  # noqa: PLC0415 - one engine at a time

        return DuckDBEngine(threads=settings.threads, memory=settings.memory)
    if settings.engine == "spark":
        from vitrola.engines.spark import SparkEngine  # noqa: PLC0415 - one engine at a time

        return SparkEngine(threads=settings.threads, memory=settings.memory)
    raise EngineError(f"There is no engine called {settings.engine!r}.")
