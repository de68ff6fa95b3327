"""Start Spark here, on a cluster, or behind Spark Connect; or say in a sentence why that can't be."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Timer
from typing import TYPE_CHECKING, Any

from vitrola.engines.spark.archive import options_of
from vitrola.engines.spark.failures import sentence
from vitrola.engines.spark.java import check_java
from vitrola.engines.spark.s3 import s3_options
from vitrola.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vitrola.engines.spark.place import Place

SECONDS_TO_REGISTER = 40
SECONDS_TO_ANSWER = 15
JAVA_OPTIONS = (
    "-XX:+UseParallelGC",
    "-XX:Tier4InvocationThreshold=200000",
    "-XX:Tier4MinInvocationThreshold=24000",
    "-XX:Tier4CompileThreshold=600000",
    "-XX:Tier4BackEdgeThreshold=1600000",
)
"""Forty times Java's own thresholds of its dear compiler: what runs for every record soon passes them, and
Spark's planning, which the compiler would otherwise spend half of a small run on, never does. With a hundred
times, millions of records lose what planning gains."""
SQL_OPTIONS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAggregates",
    "spark.sql.codegen.aggregate.map.twolevel.enabled": "false",
}
"""The rule would take out the first of the two steps that engines/grouping.py makes, and sort all rows; the
second level is one more map to look in, where most users are one group each."""


def begin(place: Place, scratch: Path, *, on_s3: bool = False) -> Callable[[], Any]:
    """Begin to start a Spark session; what is returned waits for it.

    Raises SettingError or EngineError where something is missing or out of reach: at once as far as that
    can be told at once, else where the session is asked for. In this process's Java it starts beside what
    is done until then. A session that this process has already, because Spark started it, is taken as it is.
    """
    if not place.remote and (running := _running()):
        return lambda: running
    java = "" if place.remote else check_java()
    try:
        import_module("pyspark.sql")
    except ImportError as error:
        raise EngineError("The Spark engine isn't installed.", hint="Run: make setup EXTRAS=spark") from error
    place.check()
    if not place.here:
        session = _start(place, java, scratch, on_s3=on_s3)
        return lambda: session
    starter = ThreadPoolExecutor(1)
    begun = starter.submit(_start, place, java, scratch, on_s3=on_s3)
    starter.shutdown(wait=False)
    return begun.result


def _start(place: Place, java: str, scratch: Path, *, on_s3: bool) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    if place.remote:
        return _connected(SparkSession.builder, place)
    builder = SparkSession.builder.master(place.master or f"local[{place.threads or '*'}]").appName("vitrola")
    reaching = s3_options(place.packages) if on_s3 else {}
    builder = _configured(builder, {**SQL_OPTIONS, **_own_java(place, java, scratch), **reaching})
    silent = Timer(SECONDS_TO_REGISTER, _end_java)
    if place.master.startswith("spark://"):
        silent.start()
    try:
        return builder.getOrCreate()
    except Exception as error:  # whatever Java, py4j or Spark make of it
        where = f" on {place.address}" if place.address else ""
        why = sentence(str(error))
        if silent.finished.is_set():
            why = f"its master took no application in {SECONDS_TO_REGISTER} s."
        raise EngineError(f"Spark can't start{where}: {why}") from error
    finally:
        silent.cancel()


def _running() -> Any:
    """The session that this process has, set up as ours are; None where it has none."""
    module = sys.modules.get("pyspark.sql")
    session: Any = module.SparkSession.getActiveSession() if module else None
    if session is not None:
        for name, value in SQL_OPTIONS.items():
            session.conf.set(name, value)
    return session


def _end_java() -> None:
    """End the Java of this process, which asks a silent master three times and then stumbles."""
    from pyspark import SparkContext  # noqa: PLC0415 - an extra

    gateway = SparkContext._gateway
    SparkContext._gateway = SparkContext._jvm = None
    if gateway:
        gateway.proc.kill()


def _connected(builder: Any, place: Place) -> Any:
    """A session on a Spark Connect server; what Spark raises may hold a token, so it goes no further."""
    try:
        _wait_for_server(place.remote)
        return _configured(builder.remote(place.remote), SQL_OPTIONS).getOrCreate()
    except ImportError as error:
        raise EngineError(
            f"Spark Connect needs more than Spark: {str(error).splitlines()[0]}",
            hint="Run: make setup EXTRAS=connect",
        ) from error
    except Exception as error:
        raise EngineError(
            f"Spark at {place.address} can't be used: {place.without_options(_reason(error))}",
            hint="Check that it is a Spark Connect server, its version, and the options of the address.",
        ) from None


def _wait_for_server(remote: str) -> None:
    """Wait until it speaks; Spark's client would try for ten minutes."""
    import grpc  # noqa: PLC0415 - an extra of the extra
    from pyspark.sql.connect.client import DefaultChannelBuilder  # noqa: PLC0415 - an extra

    with DefaultChannelBuilder(remote).toChannel() as channel:
        grpc.channel_ready_future(channel).result(timeout=SECONDS_TO_ANSWER)


def _reason(error: Exception) -> str:
    return sentence(str(error)) if str(error) else f"it didn't answer in {SECONDS_TO_ANSWER} s."


def _own_java(place: Place, java: str, scratch: Path) -> dict[str, str]:
    """Options of the Java of this version that this process starts."""
    options = {
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.local.dir": str(scratch / "local"),
        "spark.driver.memory": place.memory.lower().removesuffix("b"),
        "spark.driver.extraJavaOptions": " ".join((*JAVA_OPTIONS, *options_of(java))),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    }
    if place.here:
        cores = place.threads or os.cpu_count() or 1
        options |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": str(2 * cores),
        }
    return options


def _configured(builder: Any, options: dict[str, str]) -> Any:
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder
