"""Vitrola with Spark as its engine: on two threads here, or on a cluster of two workers of one core each.

The cluster is started before the clock, as a cluster is; the run pays for its own driver and executors. It
runs in the environment of the peers, which has PySpark.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.contenders.vitrola_run import settings_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def command(_inputs: Path, out: Path) -> list[str]:
    """What is timed."""
    return [sys.executable, "-m", "vitrola.cli.main", "run", str(out / "lake")]


@contextmanager
def here(out: Path) -> Iterator[None]:
    """The lake of ``out`` told to run on Spark in one process."""
    _tell(out, 'engine = "spark"\n')
    yield


@contextmanager
def cluster(out: Path) -> Iterator[None]:
    """The lake of ``out`` told to run on a cluster that is there for as long as this is open."""
    from tools.spark_cluster import Cluster

    folder = out / "cluster"
    folder.mkdir()
    made = Cluster(folder)
    try:
        made.start(workers=2)
        os.environ["SPARK_CONF_DIR"] = str(made.settings)
        _tell(out, f'engine = "spark"\nmaster = "{made.master}"\n')
        yield
    finally:
        os.environ.pop("SPARK_CONF_DIR", None)
        made.stop()


def _tell(out: Path, settings: str) -> None:
    with settings_file(out).open("a") as file:
        file.write(settings)
