"""Make the engine that the settings name."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from vitrola.errors import EngineError
from vitrola.lake.directory import Directory

if TYPE_CHECKING:
    from vitrola.config import Settings
    from vitrola.engines.protocol import Engine
    from vitrola.lake.location import Location


def make_engine(settings: Settings, location: Location | None = None) -> Engine:
    """The engine, not started yet; raises EngineError for a name that isn't one.

    Files below the location's root are that location's objects; others are this machine's, as all are
    without one.
    """
    location = location or Directory(Path(tempfile.gettempdir()))
    if settings.engine == "duckdb":
        return _duckdb(settings, location)
    if settings.engine == "spark":
        return _spark(settings, location)
    raise EngineError(f"There is no engine called {settings.engine!r}.")


def _duckdb(settings: Settings, location: Location) -> Engine:
    from vitrola.engines.duckdb import DuckDBEngine  # noqa: PLC0415 - one engine at a time

    return DuckDBEngine(location, threads=settings.threads, memory=settings.memory)


def _spark(settings: Settings, location: Location) -> Engine:
    from vitrola.engines.paired import PairedEngine  # noqa: PLC0415 - one engine at a time
    from vitrola.engines.spark import Place, SparkEngine  # noqa: PLC0415 - one engine at a time

    place = Place(
        settings.threads, settings.memory, settings.master, settings.remote, settings.spark_packages
    )
    spark = SparkEngine(place, location)
    if not settings.small_rows:
        return spark
    together = place.here and not location.shared
    return PairedEngine(_duckdb(settings, location), spark, location, settings.small_rows, together=together)
