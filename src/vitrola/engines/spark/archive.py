"""The archive of Java's classes that Spark starts from, where ``make setup`` has written one.

Java checks thousands of Spark's classes at each start and keeps none of that work, unless it is told where.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

QUIET = "-Xlog:cds*=off"
"""An archive that doesn't fit, as where SPARK_CONF_DIR has files, is left aside without a word."""


def archive_of(java: str) -> Path:
    """Where the archive for a version of Java is: beside the PySpark whose classes it holds."""
    return Path(sys.prefix, "share", "vitrola", f"spark-{version('pyspark')}-java-{java}.jsa")


def options_of(java: str) -> tuple[str, ...]:
    """The options, quoted as Spark wants them, with which Java starts from the archive; none without one."""
    archive = archive_of(java)
    return (f'"-XX:SharedArchiveFile={archive}"', QUIET) if archive.is_file() else ()
