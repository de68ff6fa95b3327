"""Write the archive of Java's classes that Spark starts from, unless it is there.

``python -m tools.spark_archive`` takes most of a minute, once for each version of Java and of PySpark.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from vitrola.config import Settings
from vitrola.engines.spark.archive import archive_of
from vitrola.engines.spark.java import check_java
from vitrola.errors import VitrolaError
from vitrola.lake import create_lake
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

RECORDS = 2_000
SMALL_ROWS = 200
"""So that both engines have something to do, as in a run of millions."""


def write_archive(archive: Path) -> None:
    """Run on Spark, and let its Java write what classes it came to have."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    part = archive.with_suffix(f".{os.getpid()}")
    os.environ["SPARK_SUBMIT_OPTS"] = f"-XX:ArchiveClassesAtExit={part} -Xlog:disable -Xlog:all=error:stderr"
    with TemporaryDirectory() as folder:
        generate(Path(folder, "data"), records=RECORDS, seed=1)
        lake = create_lake(Path(folder, "lake"))
        for file in sorted(Path(folder, "data").glob("*.csv")):
            land(lake, file)
        run(lake, Settings(engine="spark", threads=2, small_rows=SMALL_ROWS, simulate=True, cube=False))
    _end_java()
    part.replace(archive)


def _end_java() -> None:
    """End the Java of this process as its own end would, and wait until it has written."""
    from pyspark import SparkContext  # noqa: PLC0415 - an extra

    java = SparkContext._gateway.proc
    java.stdin.close()
    java.wait()


if __name__ == "__main__":
    try:
        wanted = archive_of(check_java())
        if not wanted.is_file():
            print("Preparing Spark's start (once) ...")
            write_archive(wanted)
    except (VitrolaError, OSError) as error:
        print(
            f"Spark starts without an archive of its classes, some seconds slower: {error}", file=sys.stderr
        )
