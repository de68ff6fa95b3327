"""Start Spark here, on a cluster, or behind Spark Connect; or say in a sentence why that can't be."""

from __future__ import annotations

import re
import shutil
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

SQL_OPTIONS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.shuffle.partitions": "8",
}
CONNECT_SECONDS = 5


@dataclass(frozen=True)
class Place:
    """Where Spark runs: ``remote`` (sc://), a ``master``, or else ``threads`` of this machine, 0 for all."""

    threads: int = 0
    memory: str = "2GB"
    master: str = ""
    remote: str = ""

    @property
    def here(self) -> bool:
        """Whether all of it is in this process's Java."""
        return not self.remote and (not self.master or self.master.startswith("local"))


def start(place: Place, scratch: Path) -> Any:
    """A Spark session; raises EngineError where something is missing or can't be reached."""
    if not place.remote and shutil.which("java") is None:
        raise EngineError(
            "Spark needs Java 17, and no java command was found.",
            hint="On Debian or Ubuntu: apt-get install openjdk-17-jre-headless",
        )
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise EngineError("The Spark engine isn't installed.", hint="Run: make setup EXTRAS=spark") from error
    _reach(place.remote or place.master)
    if place.remote:
        return _connected(SparkSession.builder.remote(place.remote))
    builder = SparkSession.builder.master(place.master or f"local[{place.threads or '*'}]").appName("vitrola")
    return _configured(builder, {**SQL_OPTIONS, **_own_java(place, scratch)}).getOrCreate()


def _connected(builder: Any) -> Any:
    try:
        return _configured(builder, SQL_OPTIONS).getOrCreate()
    except ImportError as error:
        raise EngineError(
            f"Spark Connect needs more than Spark: {str(error).splitlines()[0]}",
            hint="Run: make setup EXTRAS=connect",
        ) from error


def _own_java(place: Place, scratch: Path) -> dict[str, str]:
    """Options of the Java that this process starts."""
    options = {
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.local.dir": str(scratch / "local"),
        "spark.driver.memory": place.memory.lower().removesuffix("b"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    if place.here:
        options |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.extraJavaOptions": "-XX:+UseParallelGC",
            "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
            "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
            "spark.sql.shuffle.partitions": str(4),
        }
    return options


def _configured(builder: Any, options: dict[str, str]) -> Any:
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder


def _reach(address: str) -> None:
    """Find out whether anybody listens, sooner than Spark would: it goes on asking for a minute."""
    match = re.match(r"(?:spark|sc)://([^:/;]+):(\d+)", address)
    if match is None:
        return
    try:
        socket.create_connection((match[1], int(match[2])), timeout=CONNECT_SECONDS).close()
    except OSError as error:
        raise EngineError(
            f"Spark at {match[0]} can't be reached: {error}.",
            hint="Check the address, that it runs, and that this machine may connect to it.",
        ) from error
