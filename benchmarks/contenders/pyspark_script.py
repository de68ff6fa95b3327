"""The steps of the reference system's notebook, in PySpark local[2].

Its ``dropDuplicates(['spotify_id'])`` keeps an arbitrary row of each pair and re-keys nothing. Users are
selected from the CSV view again, as the notebook does; nothing is cached.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col

from benchmarks.columns import (
    FACT_TABLE,
    HISTORY_FILE,
    MUSIC_DOUBLES,
    MUSIC_FILE,
    MUSIC_INTEGERS,
    MUSIC_TABLE,
    USER_TABLE,
)

MUSIC_TYPES = dict.fromkeys(MUSIC_INTEGERS, "int") | dict.fromkeys(MUSIC_DOUBLES, "double")


def session() -> SparkSession:
    """A quiet local session of two cores; its memory is Spark's default, and more made it no quicker."""
    return (
        SparkSession.builder.master("local[2]")
        .appName("benchmark")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )


def read(spark: SparkSession, path: Path, types: dict[str, str]) -> DataFrame:
    """Read a CSV file as text and cast the named columns; quotes inside a field are doubled."""
    raw = spark.read.csv(str(path), header=True, escape='"')
    return raw.withColumns({name: col(name).cast(kind) for name, kind in types.items()})


def main(inputs: Path, out: Path) -> None:
    """Write each table as a folder of Parquet files into ``out``."""
    spark = session()
    music = read(spark, inputs / MUSIC_FILE, MUSIC_TYPES).dropDuplicates(["spotify_id"])
    history = read(spark, inputs / HISTORY_FILE, {"playcount": "int"})
    history.createOrReplaceTempView("history")
    users = spark.sql("SELECT DISTINCT user_id FROM history")
    for name, table in ((MUSIC_TABLE, music), (FACT_TABLE, history), (USER_TABLE, users)):
        table.write.parquet(str(out / f"{name}.parquet"))
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
